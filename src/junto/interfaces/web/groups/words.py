"""Reasons and consequences of the grouping kernel, worded."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from junto.domain.groups import refusals
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
        case "no_conflict":
            return ngettext(
                "Kept apart from %(n)s person because of “%(label)s”.",
                "Kept apart from %(n)s people because of “%(label)s”.",
                values["count"],
            ) % {"n": values["count"], "label": label}
        case "near":
            return _("Nobody here is further than %(steps)s away in “%(label)s”.") % {
                "steps": plainly(values["steps"]),
                "label": label,
            }
        case "one_site":
            if not values["site"]:
                return _("Everybody here is remote.")
            return _("Everybody here is in %(site)s.") % {"site": plainly(values["site"])}
        case "not_alone":
            return _("Not alone here with %(value)s for “%(label)s”: %(n)s people have it.") % {
                "n": values["count"],
                "value": plainly(values["value"]),
                "label": label,
            }
        case "with_friends":
            return _("Is with somebody they named: %(people)s.") % {"people": listed(people)}
        case "with_topics":
            return _("Shares a topic they wish for, %(values)s, with %(people)s.") % {
                "values": plainly(values["values"]),
                "people": listed(people),
            }
        case "together":
            return _("Stays together with %(people)s, as you asked.") % {"people": listed(people)}
        case "never_together":
            return _("Never with %(people)s, as you asked.") % {"people": listed(people)}
        case "one_place":
            return _("The must-haves leave no other group for this person as things stand.")
    return _binding(row, label, people)


def _binding(row: Mapping[str, Any], label: str, people: Sequence[str]) -> str:
    """Which must-have binds somebody, and how."""
    values = {key: plainly(value) for key, value in row["values"].items() if key != "attribute"}
    values |= {"label": label, "people": listed(people)}
    count = int(row["values"].get("count", 0))
    match row["code"]:
        case "needed":
            return _("Needed here: the group has no more than it needs with “%(value)s”.") % values
        case "at_most":
            return _("Your must-have: at most %(count)s with “%(value)s” in a group.") % values
        case "kept_apart" if row["values"]["rule"] == "not_with_manager":
            return ngettext(
                "Your must-have: not with their manager or reports; that is %(n)s person.",
                "Your must-have: not with their manager or reports; that is %(n)s people.",
                count,
            ) % {"n": charts.number(count)}
        case "kept_apart" | "no_conflict" | "near":
            return ngettext(
                "Your must-have on “%(label)s” keeps them from %(n)s person.",
                "Your must-have on “%(label)s” keeps them from %(n)s people.",
                count,
            ) % {"label": label, "n": charts.number(count)}
        case "one_site":
            if not row["values"]["site"]:
                return _("Everybody here works remotely.")
            return _("Everybody here is in %(site)s.") % values
        case "not_alone":
            return _("Not alone with “%(value)s”: %(people)s has it too.") % values
    return _("One of your must-haves binds this person.")


def worth_saying(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Reasons that say something: to differ from a few of the others is no reason to be here."""
    return [row for row in rows if row["code"] != "differs" or float(row["values"]["share"]) >= 0.5]


def is_binding(row: Mapping[str, Any]) -> bool:
    """True for a must-have, which is no reason for this group above another."""
    return row["code"] in ("never_together", "kept_apart", "at_most", "no_conflict", "near")


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
    if row["code"] == "wishes":
        return ngettext(
            "%(n)s person then has a wish granted here, instead of %(before)s",
            "%(n)s people then have a wish granted here, instead of %(before)s",
            int(values["after"]),
        ) % {"n": values["after"], "before": values["before"]}
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
    known = {
        "mix": _("Mix of “%(label)s”"),
        "match": _("Alike in “%(label)s”"),
        "balance": _("Even spread of “%(label)s”"),
        "new_faces": _("New faces"),
        "same_site_or_remote": _("One site, or remote"),
        "with_friends": _("With somebody they named"),
        "with_topics": _("With a topic they wish for"),
    }
    if row["rule"] in known:
        return known[row["rule"]] % {"label": label}
    return first_capital(refusals.rule(row["rule"]))


def part_reached(row: Mapping[str, Any], labels: Labels) -> str:
    """A nice-to-have by its name, and how many wishes it grants where it is one about company."""
    if "kept" not in row:
        return part(row, labels)
    counted = {"wish": part(row, labels), "n": row["kept"], "all": row["of"]}
    return _("%(wish)s: %(n)s of %(all)s wishes granted") % counted


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


def average(here: Mapping[str, Any], everybody: Mapping[str, Any]) -> str:
    """A number in a group beside the same among everybody."""
    if here["mean"] is None or everybody["mean"] is None:
        return _("Nothing is known of it here.")
    return _("%(mean)s on average here, from %(low)s to %(high)s; %(all)s among everybody.") % {
        "mean": charts.number(round(here["mean"], 1)),
        "low": plainly(here["low"]),
        "high": plainly(here["high"]),
        "all": charts.number(round(everybody["mean"], 1)),
    }


def group_hours(rows: Sequence[Mapping[str, Any]]) -> str:
    """The hours a group shares on the day on which it shares fewest."""
    least = min(rows, key=lambda row: float(row["hours"]))
    return _("%(hours)s hours shared by everybody here, from %(start)s UTC.") % {
        "hours": plainly(least["hours"]),
        "start": least["start"],
    }


def gain(number: int, points: float) -> str:
    """How far a longer run is beyond the draft with this number, which it began with."""
    if points < 0.05:
        return _("Began with draft %(number)s: nothing better was found so far.") % {
            "number": number
        }
    return _("Began with draft %(number)s: %(points)s points nearer to the limit.") % {
        "number": number,
        "points": charts.number(round(points, 1)),
    }


def proven(proof: Any) -> str:
    """A proof in a sentence."""
    if not proof.better:
        return _(
            "Proven: no arrangement of these people under these wishes can be better than this."
        )
    return _(
        "Proven: no arrangement of these people under these wishes can be more than %(share)s %% "
        "better."
    ) % {"share": charts.number(proof.better)}


def first_capital(text: str) -> str:
    """A sentence begins with a capital."""
    return text[:1].upper() + text[1:]


# ---------------------------------------------------------------- rules


def rules_said(
    rules: Mapping[str, Any], labels: Labels, sizes: tuple[int, int]
) -> list[tuple[str, bool]]:
    """Rules as short sentences, and whether each is a must-have."""
    low, high = sizes
    if low == high:
        size = ngettext("Groups of %(n)s", "Groups of %(n)s", low) % {"n": low}
    else:
        size = _("Groups of %(low)s to %(high)s") % {"low": low, "high": high}
    hard = [(_hard(key, body, labels), True) for key, body in _each(rules.get("hard", []))]
    soft = [(_soft(key, body, labels), False) for key, body in _each(rules.get("soft", []))]
    return [(size, True), *hard, *soft]


def _each(rules: Sequence[Mapping[str, Any]]) -> list[tuple[str, Any]]:
    return [(key, body) for rule in rules for key, body in rule.items()]


def _hard(key: str, body: Any, labels: Labels) -> str:
    body = body if isinstance(body, Mapping) else {}
    name = str(body.get("attribute", ""))
    values = {
        "label": labels.get(name, name),
        "n": plainly(_figure(body.get("count", body.get("hours", "")))),
        "value": body.get("value", ""),
    }
    sentences = {
        "at_most": _("At most %(n)s alike in “%(label)s”"),
        "at_least": _("At least %(n)s with “%(value)s” in “%(label)s”"),
        "shared_hours": _("%(n)s shared hours"),
        "same": _("Everybody alike in “%(label)s”"),
    }
    if key in sentences:
        return sentences[key] % values
    said = first_capital(refusals.rule(key))
    return f"{said}: {values['label']}" if name and key != "not_with_manager" else said


def _soft(key: str, body: Any, labels: Labels) -> str:
    body = body if isinstance(body, Mapping) else {}
    said = part({"rule": key, "attribute": body.get("attribute")}, labels)
    weight = _figure(body.get("weight", 1))
    return (
        said
        if weight == 1
        else _("%(wish)s, weight %(n)s")
        % {
            "wish": said,
            "n": plainly(weight),
        }
    )


def _figure(value: Any) -> Any:
    """A number as it is, also one written as text."""
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return value


# ---------------------------------------------------------------- once more


def rerun(found: Mapping[str, Any], labels: Labels) -> list[str]:
    """What came of forming a draft once more."""
    if found["same"]:
        return [_("The same groups came out, bit for bit.")]
    return [_differs(row, labels) for row in found["differs"]]


def _differs(row: Mapping[str, Any], labels: Labels) -> str:
    match row["what"]:
        case "engine":
            return _("It was made by another engine: “%(was)s” then, “%(now)s” now.") % {
                "was": row["was"],
                "now": row["now"],
            }
        case "people":
            if row["was"] == row["now"]:
                return _("Other people are in it now.")
            return _("There were %(was)s people in it then, and %(now)s now.") % {
                "was": row["was"],
                "now": row["now"],
            }
        case "values":
            name = str(row["attribute"])
            known = {
                "time_zone": _("Time zone"),
                "hours_start": _("Start of the day"),
                "hours_end": _("End of the day"),
            }
            return _("What is known of people has changed in “%(label)s”.") % {
                "label": labels.get(name, known.get(name, name))
            }
        case "met":
            return _("Who met whom before has changed.")
        case "groups":
            return _("Other groups came out, although nothing they are formed of has changed.")
    return _("People, or what is known of them, have changed since.")
