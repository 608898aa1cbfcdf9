"""Reasons and consequences of the grouping kernel, worded."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from junto.interfaces.web.ui import charts

Labels = Mapping[str, str]
Names = Mapping[str, str]


def listed(words: Sequence[str], limit: int = 3) -> str:
    """Some words of a list, and how many more."""
    shown, rest = list(words[:limit]), len(words) - limit
    if rest > 0:
        return _("%(words)s and %(rest)s more") % {"words": ", ".join(shown), "rest": rest}
    if len(shown) < 2:
        return "".join(shown)
    return _("%(words)s and %(last)s") % {"words": ", ".join(shown[:-1]), "last": shown[-1]}


def plainly(value: Any) -> str:
    """A value as people write it."""
    if isinstance(value, list | tuple):
        return listed([plainly(each) for each in value])
    return charts.number(value) if isinstance(value, int | float) else str(value)


def reason(row: Mapping[str, Any], labels: Labels, names: Names) -> str:
    """Why somebody sits where they sit."""
    values, people = row["values"], [names.get(ref, "") for ref in row["people"]]
    label = labels.get(str(values.get("attribute", "")), str(values.get("attribute", "")))
    match row["code"]:
        case "only_one":
            return _("The only one here with %(value)s for “%(label)s”.") % {
                "value": plainly(values["value"]),
                "label": label,
            }
        case "differs":
            return _("Differs from %(share)s %% of the others in “%(label)s” (%(value)s).") % {
                "share": round(float(values["share"]) * 100),
                "label": label,
                "value": plainly(values["value"]),
            }
        case "shares":
            return _("Has %(values)s in common with %(people)s.") % {
                "values": plainly(values["values"]),
                "people": listed(people),
            }
        case "evens_out":
            return _(
                "Brings the group nearer to everybody's average of “%(label)s”: %(group)s here, "
                "%(pool)s among all."
            ) % {
                "label": label,
                "group": plainly(round(float(values["group_mean"]), 1)),
                "pool": plainly(round(float(values["pool_mean"]), 1)),
            }
        case "new_faces":
            if not values.get("met"):
                return _("Meets new people: %(people)s.") % {"people": listed(people)}
            return _("Meets %(people)s for the first time.") % {"people": listed(people)}
        case "met_before":
            return _("Has been in a group with %(people)s before.") % {"people": listed(people)}
        case "shared_hours":
            return _(
                "Shares %(hours)s hours a day with everybody here, %(start)s to %(end)s in their "
                "own time."
            ) % {
                "hours": plainly(values["hours"]),
                "start": values["start"],
                "end": values["end"],
            }
        case "common_language":
            return _("Everybody here speaks %(languages)s.") % {
                "languages": plainly(values["languages"])
            }
        case "together":
            return _("Stays together with %(people)s, as you asked.") % {"people": listed(people)}
    return _("The must-haves leave no other group for this person as things stand.")


def worth_saying(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Reasons that say something: to differ from a few of the others is no reason to be here."""
    return [row for row in rows if row["code"] != "differs" or float(row["values"]["share"]) >= 0.5]


def is_cost(row: Mapping[str, Any]) -> bool:
    """True for a reason that speaks against the place."""
    return bool(row["code"] == "met_before")


def effect(row: Mapping[str, Any], labels: Labels) -> str:
    """What a change does to a group."""
    values = row["values"]
    label = labels.get(str(values.get("attribute", "")), str(values.get("attribute", "")))
    words = {
        "more_mixed": _("more mixed in “%(label)s”"),
        "less_mixed": _("less mixed in “%(label)s”"),
        "more_alike": _("more alike in “%(label)s”"),
        "less_alike": _("less alike in “%(label)s”"),
        "evener": _("nearer to everybody's average of “%(label)s”"),
        "less_even": _("further from everybody's average of “%(label)s”"),
    }
    if row["code"] in words:
        return words[row["code"]] % {"label": label}
    if row["code"] == "met_pairs":
        count = int(values["after"])
        return ngettext(
            "%(n)s pair then knows each other already",
            "%(n)s pairs then know each other already",
            count,
        ) % {"n": count}
    return _("%(after)s shared hours instead of %(before)s") % {
        "after": plainly(values["after"]),
        "before": plainly(values["before"]),
    }


def difference(before: float, after: float) -> tuple[str, str]:
    """How much better or worse the whole becomes, and the color of it."""
    gain = after - before
    if gain >= 0.5:
        return _("The whole becomes better."), "ok"
    if gain > 0.02:
        return _("The whole becomes a little better."), "ok"
    if gain > -0.02:
        return _("The whole stays as good as it is."), ""
    if gain > -0.5:
        return _("The whole becomes a little less good."), "warn"
    return _("The whole becomes less good."), "warn"


def part(row: Mapping[str, Any], labels: Labels) -> str:
    """A nice-to-have by its name."""
    label = labels.get(str(row.get("attribute")), str(row.get("attribute")))
    return {
        "mix": _("Mix of “%(label)s”"),
        "match": _("Alike in “%(label)s”"),
        "balance": _("Even spread of “%(label)s”"),
        "new_faces": _("New faces"),
    }[row["rule"]] % {"label": label}


def verdict(gap: int) -> str:
    """How good the mix is, in words."""
    if gap <= 5:
        return _("Very good mix")
    if gap <= 12:
        return _("Good mix")
    if gap <= 25:
        return _("Fair mix")
    return _("There may be room for a better mix")


def limit(gap: int) -> str:
    """How far the draft is from what nobody can exceed."""
    if gap == 0:
        return _("No arrangement can be better.")
    return ngettext(
        "No arrangement can be more than %(n)s point better.",
        "No arrangement can be more than %(n)s points better.",
        gap,
    ) % {"n": gap}
