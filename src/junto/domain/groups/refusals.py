"""What the kernel refuses, and what would help, worded from its codes and values."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

Row = Mapping[str, Any]
MOST_NAMES = 6


def rule(key: str) -> str:
    """A must-have by its key."""
    return {
        "at_most": _("at most so many alike in a group"),
        "at_least": _("at least so many of a kind in each group"),
        "never_together": _("people who are never together"),
        "together": _("people who stay together"),
        "not_with_manager": _("never with their manager"),
        "shared_hours": _("shared hours"),
        "common_language": _("a language everybody speaks"),
        "same": _("everybody alike"),
        "conflict": _("conflicts of interest"),
        "near": _("people far apart are not together"),
        "same_site_or_remote": _("one site, or everybody remote"),
        "not_alone": _("nobody alone of a kind"),
        "staff": _("somebody who looks after each group"),
        "size": _("the size of the groups"),
        "pin": _("who is pinned"),
    }.get(key, key)


def refs_in(rows: Sequence[Row]) -> set[str]:
    """Everybody whose name the words of these refusals need."""
    found: set[str] = set()
    for row in rows:
        found.update(row["people"], row["values"].get("with", ()))
        for each in row["relaxations"]:
            found.update(each["values"].get("people", ()))
    return found


class Wording:
    """Sentences about refusals; knows what people and attributes are called."""

    def __init__(
        self, names: Mapping[str, str], labels: Mapping[str, str], hide: Collection[str] = ()
    ) -> None:
        self.names, self.labels, self.hide = names, labels, hide

    def refusal(self, row: Row) -> dict[str, Any]:
        """A refusal with its sentences."""
        return {
            "rule": rule(row["rule"]),
            "why": self.why(row),
            "relaxations": [
                {"text": self.help(each), "place": place, "rules": each["rules"]}
                for place, each in enumerate(row["relaxations"])
            ],
        }

    def why(self, row: Row) -> str:
        """Why a must-have cannot be kept."""
        words = _WHYS.get(row["code"])
        attribute = row["values"].get("attribute", "")
        if attribute in self.hide:
            return _("“%(rule)s” cannot be kept for “%(label)s”.") % {
                "rule": rule(row["rule"]),
                "label": self.label(attribute),
            }
        if words is None:
            return _("“%(rule)s” cannot be kept.") % {"rule": rule(row["rule"])}
        return words(self, row, row["values"])

    def help(self, row: Row) -> str:
        """What would help."""
        words = _HELPS.get(row["code"])
        return words(self, row["values"]) if words else _("Change the rules.")

    def trouble(self, code: str, values: Row) -> str:
        """Why rules and people do not fit together."""
        who = self.people(values.get("people", ()))
        label = self.label(values.get("attribute", ""))
        sentences = {
            "nobody": _("Nobody takes part yet."),
            "no_zone": _("No time zone that we know is kept of %(people)s.") % {"people": who},
            "no_clock": _("No working hours are kept of %(people)s.") % {"people": who},
            "no_language": _("No language is kept of %(people)s.") % {"people": who},
            "too_many_friends": _("%(people)s names more than %(most)s people as “%(label)s”.")
            % {"people": who, "most": values.get("most", ""), "label": label},
            "too_many_rules": _("%(n)s must-haves are more than we can look at for so many people.")
            % {"n": values.get("count", "")},
            "unknown_attribute": _("A rule speaks of “%(label)s”, which is kept of nobody.")
            % {"label": label},
            "unknown_value": _("A rule asks for “%(value)s” as “%(label)s”, which nobody has.")
            % {"value": values.get("value", ""), "label": label},
            "no_order": _("“%(label)s” holds words: say their order, the lowest first.")
            % {"label": label},
            "not_in_order": _("The order of “%(label)s” leaves out “%(value)s”.")
            % {"value": values.get("value", ""), "label": label},
            "several_values": _(
                "“%(label)s” may hold several values for one person, so nobody is near or far by "
                "it."
            )
            % {"label": label},
        }
        return sentences.get(code, _("The rules and what is kept of the people do not fit."))

    def people(self, refs: Sequence[str]) -> str:
        """Names, the first few."""
        return listed([self.names.get(ref, _("former member")) for ref in refs])

    def label(self, name: str) -> str:
        """What an attribute is called."""
        return self.labels.get(name, name)


def listed(words: Sequence[str], limit: int = MOST_NAMES) -> str:
    """Some words of a list, and how many more."""
    if len(words) > limit:
        shown, rest = words[: limit - 1], len(words) - limit + 1
        return _("%(words)s and %(rest)s more") % {"words": ", ".join(shown), "rest": rest}
    if len(words) < 2:
        return "".join(words)
    return _("%(words)s and %(last)s") % {"words": ", ".join(words[:-1]), "last": words[-1]}


def _size(low: int, high: int) -> str:
    return str(low) if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}


def _groups(count: int) -> str:
    return ngettext("%(n)s group", "%(n)s groups", count) % {"n": count}


def _hours(count: float) -> str:
    return ngettext("%(n)s hour", "%(n)s hours", 1 if count == 1 else 2) % {"n": f"{count:g}"}


def _day(text: str) -> str:
    return format_date(date.fromisoformat(text), pgettext("date pattern", "M j, Y"))


# ---------------------------------------------------------------- why


def _sizes(_words: Wording, _row: Row, values: Row) -> str:
    if values["count"] is not None:
        return _("%(people)s people cannot fill %(count)s groups of 2 or more.") % values
    return ngettext(
        "%(people)s person cannot be divided into groups of %(size)s with nobody left over.",
        "%(people)s people cannot be divided into groups of %(size)s with nobody left over.",
        values["people"],
    ) % {"people": values["people"], "size": _size(values["min"], values["max"])}


def _too_many_alike(words: Wording, row: Row, values: Row) -> str:
    return _(
        "%(alike)s people have “%(value)s” as “%(label)s”. With %(count)s of them in a group at "
        "most they need %(needed)s groups; %(everybody)s people make %(groups)s at most."
    ) % {
        "alike": len(row["people"]),
        "value": values["value"],
        "label": words.label(values["attribute"]),
        "count": values["count"],
        "needed": values["groups_needed"],
        "everybody": values["everybody"],
        "groups": values["groups"],
    }


def _too_few_for_each(words: Wording, row: Row, values: Row) -> str:
    enough = ngettext(
        "%(n)s person has “%(value)s” as “%(label)s”, enough for %(groups)s.",
        "%(n)s people have “%(value)s” as “%(label)s”, enough for %(groups)s.",
        len(row["people"]),
    ) % {
        "n": len(row["people"]),
        "value": values["value"],
        "label": words.label(values["attribute"]),
        "groups": _groups(values["groups"]),
    }
    if values["because"]:
        needed = _("“%(value)s” as “%(label)s” needs %(needed)s groups.") % {
            "value": values["because"]["value"],
            "label": words.label(values["because"]["attribute"]),
            "needed": values["needed"],
        }
    else:
        needed = _("%(everybody)s people make %(groups)s at least.") % {
            "everybody": values["everybody"],
            "groups": _groups(values["needed"]),
        }
    return f"{enough} {needed}"


def _cannot_be_divided(words: Wording, row: Row, values: Row) -> str:
    return _(
        "Because of “%(rule)s”, %(people)s can only be with each other, and %(n)s people cannot be "
        "divided into groups of %(size)s."
    ) % {
        "rule": rule(row["rule"]),
        "people": words.people(row["people"]),
        "n": values["people"],
        "size": _size(values["min"], values["max"]),
    }


def _wrong_count(_words: Wording, row: Row, values: Row) -> str:
    return _(
        "Because of “%(rule)s” people fall into %(parts)s parts that never mix. That makes "
        "%(span)s groups, not %(count)s."
    ) % {
        "rule": rule(row["rule"]),
        "parts": values["parts"],
        "span": _size(values["fewest"], values["most"]),
        "count": values["count"],
    }


def _too_many_together(words: Wording, row: Row, values: Row) -> str:
    return _("%(people)s are to sit together: %(n)s people, and a group takes %(max)s at most.") % {
        "people": words.people(row["people"]),
        "n": values["together"],
        "max": values["max"],
    }


def _together_apart(words: Wording, row: Row, values: Row) -> str:
    return _("%(people)s are to sit together, and “%(rule)s” keeps them apart.") % {
        "people": words.people(row["people"]),
        "rule": rule(values["rule"]),
    }


def _all_apart(words: Wording, row: Row, values: Row) -> str:
    return _(
        "No two of %(people)s can sit together, so they need %(needed)s groups; %(everybody)s "
        "people make %(groups)s at most."
    ) % {
        "people": words.people(row["people"]),
        "needed": values["needed"],
        "everybody": values["everybody"],
        "groups": values["groups"],
    }


def _too_many_pinned(_words: Wording, _row: Row, values: Row) -> str:
    return _("%(pinned)s people are pinned to one group, which takes %(max)s at most.") % values


def _pinned_apart(words: Wording, row: Row, values: Row) -> str:
    return _("%(people)s are pinned to one group, and “%(rule)s” keeps them apart.") % {
        "people": words.people(row["people"]),
        "rule": rule(values["rule"]),
    }


def _pinned_torn(words: Wording, row: Row, _values: Row) -> str:
    return _("%(people)s stay together and are pinned to different groups.") % {
        "people": words.people(row["people"])
    }


def _too_few_companions(words: Wording, row: Row, values: Row) -> str:
    if "hours" in values:
        cause = _("%(hours)s shared on %(days)s") % {
            "hours": _hours(values["hours"]),
            "days": listed([_day(each) for each in values["on"]]),
        }
    else:
        cause = rule(row["rule"])
    said = _(
        "Because of “%(cause)s”, %(people)s can be in a group of %(size)s at most, and groups have "
        "%(needed)s or more."
    ) % {
        "cause": cause,
        "people": words.people(row["people"]),
        "size": values["size"],
        "needed": values["needed"],
    }
    if not values["with"]:
        return said
    companions = _("Only these could be with them: %(people)s.") % {
        "people": words.people(values["with"])
    }
    return f"{said} {companions}"


def _too_few_to_share(words: Wording, row: Row, values: Row) -> str:
    return _(
        "Each of %(people)s can be seated alone, but because of “%(rule)s” there are too few "
        "companions for all of them in groups of %(needed)s or more."
    ) % {
        "people": words.people(row["people"]),
        "rule": rule(row["rule"]),
        "needed": values["needed"],
    }


def _too_few_staff(_words: Wording, _row: Row, values: Row) -> str:
    if not values["staff"]:
        return _("Nobody is a facilitator here yet, and %(groups)s need one.") % {
            "groups": _groups(values["groups"])
        }
    return ngettext(
        "%(n)s facilitator looks after %(each)s groups at most; %(everybody)s people make "
        "%(groups)s at least.",
        "%(n)s facilitators look after %(each)s groups each at most; %(everybody)s people make "
        "%(groups)s at least.",
        values["staff"],
    ) % {
        "n": values["staff"],
        "each": values["each"],
        "everybody": values["everybody"],
        "groups": _groups(values["groups"]),
    }


def _alone(words: Wording, row: Row, values: Row) -> str:
    return ngettext(
        "%(n)s person has “%(value)s” as “%(label)s”. They cannot be shared out so that a group "
        "has none of them or at least %(least)s, and at most %(most)s.",
        "%(n)s people have “%(value)s” as “%(label)s”. They cannot be shared out so that a group "
        "has none of them or at least %(least)s, and at most %(most)s.",
        len(row["people"]),
    ) % {
        "n": len(row["people"]),
        "value": values["value"],
        "label": words.label(values["attribute"]),
        "least": values["at_least"],
        "most": values["at_most"],
    }


_WHYS: dict[str, Callable[[Wording, Row, Row], str]] = {
    "sizes": _sizes,
    "too_many_alike": _too_many_alike,
    "too_few_for_each": _too_few_for_each,
    "cannot_be_divided": _cannot_be_divided,
    "wrong_count": _wrong_count,
    "too_many_together": _too_many_together,
    "together_apart": _together_apart,
    "all_apart": _all_apart,
    "too_many_pinned": _too_many_pinned,
    "pinned_apart": _pinned_apart,
    "pinned_torn": _pinned_torn,
    "too_few_companions": _too_few_companions,
    "too_few_to_share": _too_few_to_share,
    "alone": _alone,
    "too_few_staff": _too_few_staff,
}


# ---------------------------------------------------------------- what would help


def _other_size(_words: Wording, values: Row) -> str:
    size = values["size"]
    if "count" in size:
        return _("Make %(groups)s.") % {"groups": _groups(size["count"])}
    return _("Make groups of %(size)s.") % {"size": _size(size["min"], size["max"])}


def _at_most(words: Wording, values: Row) -> str:
    return _("Allow %(count)s with one “%(label)s” in a group.") % {
        "count": values["count"],
        "label": words.label(values["attribute"]),
    }


def _at_least(_words: Wording, values: Row) -> str:
    return _("Ask for %(count)s with “%(value)s” in each group.") % {
        "count": values["count"],
        "value": values["value"],
    }


def _staff_groups(_words: Wording, values: Row) -> str:
    return _("Let each facilitator look after %(groups)s.") % {"groups": _groups(values["groups"])}


def _staff_more(_words: Wording, values: Row) -> str:
    return ngettext(
        "Name %(n)s more facilitator.", "Name %(n)s more facilitators.", values["more"]
    ) % {"n": values["more"]}


def _not_alone(_words: Wording, values: Row) -> str:
    return _("Ask for %(count)s of them where there is one.") % {"count": values["at_least"]}


def _steps(words: Wording, values: Row) -> str:
    return _("Allow %(steps)s steps of “%(label)s” instead of %(instead)s.") % {
        "steps": f"{values['steps']:g}",
        "instead": f"{values['instead']:g}",
        "label": words.label(values["attribute"]),
    }


def _leave_out(_words: Wording, values: Row) -> str:
    return _("Leave “%(rule)s” out.") % {"rule": rule(values["rule"])}


def _soften(words: Wording, values: Row) -> str:
    return _("Make “%(rule)s” (%(label)s) a nice-to-have.") % {
        "rule": rule(values["rule"]),
        "label": words.label(values["attribute"]),
    }


def _untie(words: Wording, values: Row) -> str:
    return _("Let %(people)s sit apart.") % {"people": words.people(values["people"])}


def _unpin(words: Wording, values: Row) -> str:
    return _("Unpin one of %(people)s.") % {"people": words.people(values["people"])}


def _fewer_hours(_words: Wording, values: Row) -> str:
    return _("Ask for %(fewer)s shared instead of %(hours)s.") % {
        "fewer": _hours(values["hours"]),
        "hours": _hours(values["instead"]),
    }


def _date(_words: Wording, values: Row) -> str:
    return _("Leave %(day)s out of the dates.") % {"day": _day(values["on"])}


def _wider_hours(words: Wording, values: Row) -> str:
    ends = values["side"] == "end"
    who = words.people(values["people"])
    if "to" in values:
        text = (
            _("Widen the hours to %(time)s for %(people)s.")
            if ends
            else _("Widen the hours from %(time)s for %(people)s.")
        )
        return text % {"time": values["to"], "people": who}
    text = (
        _("Let the hours of %(people)s end %(minutes)s minutes later.")
        if ends
        else _("Let the hours of %(people)s start %(minutes)s minutes earlier.")
    )
    return text % {"people": who, "minutes": values["minutes"]}


_HELPS: dict[str, Callable[[Wording, Row], str]] = {
    "size": _other_size,
    "at_most": _at_most,
    "at_least": _at_least,
    "not_alone": _not_alone,
    "staff_groups": _staff_groups,
    "staff_more": _staff_more,
    "steps": _steps,
    "leave_out": _leave_out,
    "soften": _soften,
    "untie": _untie,
    "unpin": _unpin,
    "hours": _fewer_hours,
    "date": _date,
    "wider_hours": _wider_hours,
}
