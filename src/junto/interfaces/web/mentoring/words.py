"""Matchings and pairs, worded."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from junto.domain.groups import matchboard, matchings
from junto.interfaces.web.ui import charts

Sentences = list[str]
VERY_GOOD, GOOD = 67, 34


def listed(words: Sequence[str]) -> str:
    """All of a few words."""
    if len(words) < 2:
        return "".join(words)
    return _("%(words)s and %(last)s") % {"words": ", ".join(words[:-1]), "last": words[-1]}


def reasons(row: Mapping[str, Any], one: str, other: str) -> Sentences:
    """Why two are a pair, what counts most first; `one` learns, `other` mentors."""
    said = []
    if row.get("skills"):
        said.append(
            _("%(other)s offers what %(one)s seeks: %(topics)s.")
            % {"one": one, "other": other, "topics": listed(row["skills"])}
        )
    if row.get("back"):
        said.append(
            _("%(one)s offers what %(other)s seeks: %(topics)s.")
            % {"one": one, "other": other, "topics": listed(row["back"])}
        )
    if row.get("goals"):
        said.append(_("Both seek %(topics)s.") % {"topics": listed(row["goals"])})
    if row.get("units"):
        said.append(
            _("Different units: %(one)s and %(other)s.")
            % {"one": row["units"][0], "other": row["units"][1]}
        )
    if row.get("hours"):
        said.append(
            ngettext(
                "%(n)s hour of the day in common.",
                "%(n)s hours of the day in common.",
                round(row["hours"]),
            )
            % {"n": charts.number(row["hours"])}
        )
    elif "hours" in row:
        said.append(_("No hour of the day in common."))
    return said


def title(answer: str) -> str:
    """What an answer is called."""
    return _("Stable") if answer == "stable" else _("Best total")


def promise(answer: str, form: str) -> str:
    """What an answer is made for."""
    if answer == "stable":
        return _("No two who are apart would both rather be together.")
    if form == "circles":
        return _("The best sum found in which every circle is large enough.")
    if form == "reciprocal":
        return _("As many pairs as can be; no two pairs would gain by exchanging partners.")
    return _("The sum over all pairs is the greatest there can be.")


def answer(row: matchboard.Answer, others: Sequence[matchboard.Answer], *, form: str) -> Any:
    """An answer in sentences: how it fits, who would swap, what it costs, whose wishes it meets."""
    said = [_("Pairs fit by %(n)s of 100 on average.") % {"n": row.fit}]
    if form != "reciprocal":
        said.append(_swaps(row.blocking))
        said += [_cost(row, other) for other in others if other.key != row.key]
    if row.small:
        said.append(
            ngettext(
                "%(n)s circle is smaller than you asked for.",
                "%(n)s circles are smaller than you asked for.",
                row.small,
            )
            % {"n": row.small}
        )
    if row.left:
        said.append(
            ngettext("%(n)s person has no match.", "%(n)s people have no match.", row.left)
            % {"n": row.left}
        )
    return {
        "row": row,
        "title": title(row.key),
        "promise": promise(row.key, form),
        "said": said,
    } | {"wishes": wishes(row.wishes)}


def _swaps(count: int) -> str:
    if not count:
        return _("Nobody would rather swap.")
    return ngettext(
        "%(n)s pair would rather swap: both like each other more than who they have.",
        "%(n)s pairs would rather swap: both like each other more than who they have.",
        count,
    ) % {"n": charts.number(count)}


def _cost(row: matchboard.Answer, other: matchboard.Answer) -> str:
    """What the other answer would cost, in points of 100 over its pairs."""
    gap = round(row.worth * row.pairs - other.worth * other.pairs)
    if gap > 0:
        return ngettext(
            "The other one gives up %(n)s point of 100, over all pairs.",
            "The other one gives up %(n)s points of 100, over all pairs.",
            gap,
        ) % {"n": charts.number(gap)}
    if gap < 0 and other.small > row.small:
        return ngettext(
            "Circles that are large enough cost it %(n)s point of 100, over all pairs.",
            "Circles that are large enough cost it %(n)s points of 100, over all pairs.",
            -gap,
        ) % {"n": charts.number(-gap)}
    if gap < 0:
        return ngettext(
            "It gives up %(n)s point of 100 against the other one, over all pairs.",
            "It gives up %(n)s points of 100 against the other one, over all pairs.",
            -gap,
        ) % {"n": charts.number(-gap)}
    return _("The other one costs nothing.")


def wishes(found: Mapping[str, Any]) -> Sentences:
    """How many got one of their wishes; never so exactly that it tells of one person."""
    said = []
    for side, (got, asked) in ((side, pair) for side, pair in found.items() if pair):
        values = {"got": min(got, asked - 1) if got == asked else got, "asked": asked}
        if side == "mentors":
            text = _("%(got)s of %(asked)s mentors with wishes got one of them.")
            more = _("At least %(got)s of %(asked)s mentors with wishes got one of them.")
        else:
            text = _("%(got)s of %(asked)s people with wishes got one of them.")
            more = _("At least %(got)s of %(asked)s people with wishes got one of them.")
        if not got:
            said.append(_("At most 1 of %(asked)s people with wishes got one of them.") % values)
        else:
            said.append((more if got == asked else text) % values)
    return said


def left(row: matchboard.Left) -> tuple[str, str]:
    """Why somebody has no match, and what would help."""
    if row.code == "nobody":
        return _why_nobody(row.values), _(
            "Another mentor, from another part of the organization, would help."
        )
    if row.code == "odd":
        return _("There is nobody left to pair with."), _(
            "One more person would help, or a group of three."
        )
    if row.code == "full" and row.names:
        return _("Everybody who would do has no place left."), _(
            "One more place would help with %(names)s."
        ) % {"names": listed_or(row.names)}
    if row.code == "full":
        return _("No place was found for them."), _("Choose a match, or add places.")
    return _("Without a match since a change by hand."), _("Choose a match, or try again.")


def listed_or(words: Sequence[str]) -> str:
    """Words of which one will do."""
    if len(words) < 2:
        return "".join(words)
    return _("%(words)s or %(last)s") % {"words": ", ".join(words[:-1]), "last": words[-1]}


def _why_nobody(values: Mapping[str, int]) -> str:
    causes = []
    if values.get("line"):
        causes.append(_("the reporting line (%(n)s)") % {"n": values["line"]})
    if values.get("apart"):
        causes.append(_("pairs kept apart or ended (%(n)s)") % {"n": values["apart"]})
    if values.get("rules"):
        causes.append(_("your must-haves (%(n)s)") % {"n": values["rules"]})
    if not causes:
        return _("There is nobody to pair with.")
    return _("Everybody is ruled out, by %(causes)s.") % {"causes": listed(causes)}


def effect(found: matchings.Effect, names: Mapping[str, str]) -> tuple[str, str]:
    """What a change would do, and its tone."""
    gain = found.gain
    if found.left:
        who = listed([names.get(ref, "") for ref in found.left])
        return _("%(who)s would have no match.") % {"who": who}, "warn"
    if found.placed and not found.ended:
        return _("A free place: nobody else changes."), "ok"
    if gain < 0:
        return ngettext(
            "Costs %(n)s point of 100 over the pairs concerned.",
            "Costs %(n)s points of 100 over the pairs concerned.",
            -gain,
        ) % {"n": -gain}, "warn"
    # How much better would tell of a wish that keeps them where they are.
    return _("Costs nothing by topics, hours, units and rules."), "ok"


def fit(points: int) -> str:
    """How well two fit; no more exactly, for sums would tell of wishes."""
    if points >= VERY_GOOD:
        return _("Very good fit")
    return _("Good fit") if points >= GOOD else _("Some fit")


def nobody(side: str) -> str:
    """Why nothing can be matched yet."""
    if side == "mentor":
        return _("Nobody mentors yet, or no mentor has a place. Say who does.")
    return _("Nobody looks for a mentor yet. Say who does.")
