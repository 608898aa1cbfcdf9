"""Rounds in words."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from junto.domain.groups import refusals, rounds
from junto.interfaces.web.ui import charts

REACH = 3
OFFERED = 2


def size(low: int, high: int) -> str:
    """Sizes of groups."""
    if low == high:
        return charts.number(low)
    return _("%(low)s to %(high)s") % {"low": charts.number(low), "high": charts.number(high)}


def people(count: int) -> str:
    """So many people."""
    return ngettext("%(n)s person", "%(n)s people", count) % {"n": charts.number(count)}


def count_rounds(count: int) -> str:
    """So many rounds."""
    return ngettext("%(n)s round", "%(n)s rounds", count) % {"n": charts.number(count)}


def nearest_sizes(count: int, low: int, high: int) -> list[tuple[int, int]]:
    """Sizes near these that the people divide into, the nearest first."""
    found = [
        (abs(one - low) + abs(other - high), one, other)
        for one in range(max(2, low - REACH), low + REACH + 1)
        for other in range(max(one, high - REACH), high + REACH + 1)
        if rounds.divides(count, one, other)
    ]
    return [(one, other) for _cost, one, other in sorted(found)[:OFFERED]]


def no_such_sizes(count: int, low: int, high: int) -> str:
    """Why the people do not divide, and into what they do."""
    said = _("%(people)s cannot be divided into groups of %(size)s.") % {
        "people": people(count),
        "size": size(low, high),
    }
    near = [size(*each) for each in nearest_sizes(count, low, high)]
    if len(near) == OFFERED:
        help_ = _("%(one)s would do, and %(other)s.") % {"one": near[0], "other": near[1]}
    elif near:
        help_ = _("%(one)s would do.") % {"one": near[0]}
    else:
        help_ = _("%(people)s make no group of that size.") % {"people": people(count)}
    return f"{said} {help_}"


def possible(count: int, wanted: int, low: int, high: int) -> tuple[str, str]:
    """How many rounds there can be without anybody meeting twice, and the tone of it."""
    if count < 2 or low < 2 or high < low:
        return "", ""
    if not rounds.divides(count, low, high):
        return no_such_sizes(count, low, high), "warn"
    most = rounds.most_without_repeat(count, low)
    said = ngettext(
        "%(people)s in groups of %(size)s: %(n)s round at most in which nobody meets twice.",
        "%(people)s in groups of %(size)s: %(n)s rounds at most in which nobody meets twice.",
        most,
    ) % {"people": people(count), "size": size(low, high), "n": charts.number(most)}
    if wanted > most:
        return f"{said} " + _("In more rounds people meet again; the plan says who."), "warn"
    return said, ""


def whole(plan: Any, count: int, again: Sequence[Any], share: float) -> str:
    """The plan in one sentence or two."""
    head = _("%(people)s, %(rounds)s of %(size)s.") % {
        "people": people(count),
        "rounds": count_rounds(len(rounds.rounds_of(plan))),
        "size": size(plan.size_min, plan.size_max),
    }
    met = {"share": charts.number(share_of(share))}
    if again:
        tail = ngettext(
            "%(n)s pair meets again; %(share)s%% of all pairs meet.",
            "%(n)s pairs meet again; %(share)s%% of all pairs meet.",
            len(again),
        ) % {"n": charts.number(len(again)), **met}
    else:
        tail = _("Nobody meets twice; %(share)s%% of all pairs meet.") % met
    return f"{head} {tail}"


def share_of(share: float) -> int:
    """A share in whole percent: nothing that is missing is rounded up to all."""
    percent = round(share * 100)
    return min(percent, 99) if share < 1 else 100


def points(score: float | None) -> str:
    """How mixed a round is, as a number with a real minus."""
    if score is None:
        return ""
    whole_points = round(score)
    sign = "−" if whole_points < 0 else ""
    return f"{sign}{charts.number(abs(whole_points))}"


def mixed(score: float | None) -> str:
    """How mixed a round is, against chance."""
    if score is None:
        return _("not measured")
    if score < 0:
        return _("less mixed than a draw by lot")
    if score < 25:
        return _("about as mixed as a draw by lot")
    if score < 60:
        return _("more mixed than a draw by lot")
    if score < 90:
        return _("much more mixed than a draw by lot")
    return _("near the limit of what can be")


def broken(rows: Sequence[Any], names: Any, plan: Any) -> list[str]:
    """Which must-haves are broken where."""
    found = []
    for row in rows:
        called = plan.result["names"][row["round"] - 1]
        who = refusals.listed([names(ref) for ref in row["people"]])
        group = called[row["group"]] if row["group"] < len(called) else ""
        said = _("Round %(round)s, %(group)s: %(rule)s.") % {
            "round": row["round"],
            "group": group,
            "rule": refusals.rule(row["rule"]),
        }
        found.append(f"{said} {who}".strip())
    return found
