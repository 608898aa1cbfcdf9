"""Votes: dots for cards, places on scales, a few words without a name; and what came of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from junto.domain.catalog.queries import localized
from junto.domain.sessions import ballots, cards, votes
from junto.domain.sessions.cards import Card
from junto.domain.sessions.votes import DOTS, GRID, SCALES, WORDS
from junto.interfaces.web.room.panels import Moment, Panel
from junto.interfaces.web.ui.toasts import toast
from junto.kernel.formats.model import Output

MOST_ROWS = 40


def show(moment: Moment) -> dict[str, Any] | None:
    """What is asked in this stage, and what came of the one before."""
    room, view = moment.seen.room, moment.seen.view
    found = votes.outcomes(moment.session, room)
    results = [_result(moment, each) for each in found if each.output.id not in moment.claimed]
    asks: list[dict[str, Any]] = []
    outputs: list[Output] = []
    if view.phase == "running" and room.step is not None:
        asked = votes.asked_at(room.script.fmt, room.step)
        outputs = [each for each in asked if each.id not in moment.claimed]
        counted = {each.output.id for each in found if each.place == room.position}
        asks = [_ask(moment, each) for each in outputs if each.id not in counted]
    if not asks and not results:
        return None
    return {
        "claims": [each.id for each in outputs],
        "asks": asks,
        "fills": bool(asks),
        "results": [each for each in results if each],
    }


def _ask(moment: Moment, output: Output) -> dict[str, Any]:
    """One thing that is asked: its rows, what one gave, and who will see what."""
    room, view = moment.seen.room, moment.seen.view
    step, person_id = room.step, moment.me.pk
    kind = votes.kind_of(room.script.fmt, output, step.stage.id)
    made: dict[str, Any] = {
        "id": output.id,
        "kind": kind,
        "key": f"{output.id}-{view.position}",
        "title": _title(output, kind),
        "leads": view.may_lead,
        "dots": cards.dots_of(output),
    }
    among = cards.candidates(room.script.fmt, step, moment.cards)[:MOST_ROWS]
    if not ballots.is_ballot(output):
        mine = votes.own_dots(moment.session, room, person_id)
        may = moment.seen.me in room.chosen(output.by)
        return {
            **made,
            "state": "open" if may else "others",
            "is_named": True,
            "has_answered": bool(mine),
            "rows": _rows(kind, output, among, mine),
        }
    ballot = ballots.ballot_of(moment.session, output, step.stage.id, step.round)
    return {**made, **ballot_asked(output, kind, ballot, among, person_id)}


def ballot_asked(
    output: Output, kind: str, ballot: ballots.Ballot, among: list[Card], person_id: int
) -> dict[str, Any]:
    """What an answer without a name asks of one person, with what they gave."""
    made: dict[str, Any] = {"state": ballot.state.value, "k": ballot.k, "is_named": False}
    made |= {"id": output.id, "kind": kind, "title": _title(output, kind)}
    made["dots"] = cards.dots_of(output)
    if ballot.state is not ballots.Is.OPEN:
        return made
    if not ballots.is_asked(ballot, person_id):
        return {**made, "state": "others"}
    mine = ballots.own(ballot, person_id)
    text = ballots.own_words(ballot, person_id) if kind == WORDS else ""
    done = ballots.progress(ballot)
    return {
        **made,
        "has_answered": bool(mine) or bool(text),
        "progress": words_of_progress(done),
        "text": text,
        "longest": ballots.LONGEST,
        "rows": _rows(kind, output, among, mine),
    }


def words_of_progress(at_least: int) -> str:
    """How many have answered so far, in steps."""
    return _("%(n)s or more have answered.") % {"n": at_least} if at_least else ""


def _title(output: Output, kind: str) -> str:
    if output.label:
        return localized(output.label)
    titles = {
        DOTS: _("Your dots"),
        GRID: _("Your scores"),
        SCALES: _("Where you stand"),
        WORDS: _("In your words"),
    }
    return titles[kind]


def _rows(
    kind: str, output: Output, among: list[Card], mine: Mapping[str, int]
) -> list[dict[str, Any]]:
    if kind == DOTS:
        most = cards.dots_of(output)
        return [
            {
                "text": each.text,
                "fields": [_field(each.ref, "", 0, most, mine.get(each.ref, 0))],
            }
            for each in among
        ]
    scales = ballots.scales_of(output)
    if kind == GRID:
        return [
            {
                "text": card.text,
                "fields": [
                    _field(
                        f"{card.ref}.{key}",
                        scale_label(output, key),
                        *ends,
                        mine.get(f"{card.ref}.{key}"),
                    )
                    for key, ends in scales.items()
                ],
            }
            for card in among
        ]
    if kind == SCALES:
        fields = [
            _field(key, scale_label(output, key), *ends, mine.get(key))
            for key, ends in scales.items()
        ]
        return [{"text": "", "fields": fields}]
    return []


def _field(key: str, label: str, low: int, high: int, value: int | None) -> dict[str, Any]:
    return {
        "key": key,
        "label": label,
        "low": low,
        "high": high,
        "places": [{"value": n, "checked": n == value} for n in range(low, high + 1)],
    }


def scale_label(output: Output, key: str) -> str:
    """What a scale is called."""
    found = next((each for each in output.fields if each.id == key), None)
    if found is not None and found.label:
        return localized(found.label)
    names = {
        "lean": _("Where I lean"),
        "sure": _("How sure I am"),
        "effect": _("Effect"),
        "effort": _("Effort"),
        "power": _("Within our power"),
        "viable": _("Doable"),
        ballots.RATING: _("How much I agree"),
    }
    return names.get(key, key.replace("-", " ").capitalize())


# ---------------------------------------------------------------- what came of it


def _result(moment: Moment, outcome: votes.Outcome) -> dict[str, Any] | None:
    """What may be shown of a vote that is over; None where the stage asked nothing."""
    room = moment.seen.room
    among = cards.candidates(room.script.fmt, outcome.step, moment.cards)
    made = result_of(outcome, among)
    # A board of topics tells the same.
    is_open = room.position - outcome.place <= 2 and cards.TOPIC not in moment.claimed
    return {**made, "is_open": is_open} if made else None


def result_of(outcome: votes.Outcome, among: list[Card]) -> dict[str, Any] | None:
    """What may be shown of a vote over these cards; None where the stage asked nothing."""
    made: dict[str, Any] = {
        "id": outcome.output.id,
        "kind": outcome.kind,
        "title": _title_of_result(outcome),
        "is_open": True,
        "is_counting": outcome.is_counting,
        "is_shown": outcome.is_named or outcome.tally is not None,
        "was_asked": outcome.was_asked,
        "k": ballots.fewest(outcome.output),
    }
    if outcome.tally is not None:
        made["answered"] = _("%(n)s or more answered.") % {"n": outcome.tally.at_least}
    if not made["is_shown"]:
        return made if outcome.was_asked else None
    if outcome.kind == DOTS:
        rows = votes.ranked(among, outcome.points)
        or_more = outcome.tally.or_more if outcome.tally else frozenset()
        most = max([row.points for row in rows], default=0)
        made |= {"rows": [_ranked(row, most, or_more) for row in rows], "ties": _ties(rows)}
        made["without"] = sum(not row.points for row in rows)
    elif outcome.tally is not None:
        made |= {"words": outcome.tally.words, "scales": _scales(outcome, among)}
        if outcome.kind == WORDS and not outcome.tally.words:
            made["is_shown"] = False
    return made


def _title_of_result(outcome: votes.Outcome) -> str:
    if outcome.output.label:
        return localized(outcome.output.label)
    title: str = localized(outcome.step.stage.title)
    return _("What came of “%(title)s”") % {"title": title}


def _ranked(row: votes.Row, most: int, or_more: frozenset[str]) -> dict[str, Any]:
    points = ngettext("%(n)s dot", "%(n)s dots", row.points) % {"n": row.points}
    if row.card.ref in or_more:
        points = _("%(n)s dots or more") % {"n": row.points}
    return {
        "text": row.card.text,
        "place": row.place,
        "points": points,
        "n": row.points,
        "of": most or 1,
        "is_level": row.sharing > 1 and row.points > 0,
    }


def _ties(rows: list[votes.Row]) -> str:
    """A sentence where the first place is shared."""
    first = [row for row in rows if row.place == 1 and row.points]
    if len(first) < 2:
        return ""
    return ngettext(
        "%(n)s card is level in the first place: talk it over, or take both.",
        "%(n)s cards are level in the first place: talk it over, or take them all.",
        len(first),
    ) % {"n": len(first)}


def _scales(outcome: votes.Outcome, among: list[Card]) -> list[dict[str, Any]]:
    """Means, and from twice the threshold on how answers spread."""
    assert outcome.tally is not None
    scales = ballots.scales_of(outcome.output)
    if outcome.kind == GRID:
        rows = [
            (card.text, [(f"{card.ref}.{key}", key, ends) for key, ends in scales.items()])
            for card in among
        ]
    else:
        rows = [("", [(key, key, ends) for key, ends in scales.items()])]
    return [
        {
            "text": text,
            "fields": [_told(outcome, key, name, ends) for key, name, ends in fields],
        }
        for text, fields in rows
    ]


def _told(outcome: votes.Outcome, key: str, name: str, ends: tuple[int, int]) -> dict[str, Any]:
    tally = outcome.tally
    assert tally is not None
    low, high = tally.means.get(key, (None, None))
    return {
        "label": scale_label(outcome.output, name),
        "low": low,
        "high": high,
        "is_exact": low == high,
        "least": ends[0],
        "most": ends[1],
        "counts": tally.counts.get(key, ()),
        "labels": [str(n) for n in range(ends[0], ends[1] + 1)],
    }


# ---------------------------------------------------------------- what is done


def numbers(request: HttpRequest, prefix: str) -> dict[str, int]:
    """The whole numbers of fields whose names begin so, by the rest of the name."""
    given = {
        key.removeprefix(prefix): str(value)
        for key, value in request.POST.items()
        if key.startswith(prefix)
    }
    is_small = {key: value.isdecimal() and len(value) < 4 for key, value in given.items()}
    return {key: int(value) for key, value in given.items() if is_small[key]}


def _give(request: HttpRequest, session: Any, now: datetime) -> None:
    """Dots for cards. No toast: it would be a trace of who answered when."""
    try:
        votes.give_dots(
            session=session,
            output=request.POST.get("output", ""),
            dots=numbers(request, "dot:"),
            actor=request.actor,  # type: ignore[attr-defined]
            now=now,
        )
    except votes.TooMany as most:
        toast(
            request,
            ngettext(
                "You have %(n)s dot. Take some back and send them again.",
                "You have %(n)s dots. Take some back and send them again.",
                int(str(most)),
            )
            % {"n": most},
        )
    except ballots.NotOpen:
        toast(request, _("This vote is closed. What you gave was not counted."))


def _rate(request: HttpRequest, session: Any, now: datetime) -> None:
    try:
        votes.rate(
            session=session,
            output=request.POST.get("output", ""),
            places=numbers(request, "at:"),
            actor=request.actor,  # type: ignore[attr-defined]
            now=now,
        )
    except ballots.NotOpen:
        toast(request, _("This vote is closed. What you gave was not counted."))
    except ballots.NotAnAnswer:
        toast(request, _("Choose a place on the scale."))


def _say(request: HttpRequest, session: Any, now: datetime) -> None:
    text = request.POST.get("words", "")
    try:
        ballots.cast(
            session=session,
            output=request.POST.get("output", ""),
            answers={},
            words=text,
            actor=request.actor,  # type: ignore[attr-defined]
            now=now,
        )
    except ballots.NotOpen:
        toast(
            request, _("This is closed, and your words were not kept: “%(text)s”") % {"text": text}
        )
    except ballots.TooLong:
        toast(request, _("That is longer than 500 characters. Shorten it and send it again."))


def _count(request: HttpRequest, session: Any, now: datetime) -> None:
    try:
        ballots.close(
            session=session,
            output=request.POST.get("output", ""),
            actor=request.actor,  # type: ignore[attr-defined]
            now=now,
        )
    except ballots.NotOpen:
        toast(request, _("This vote is closed."))


PANEL = Panel("votes", show, {"dots": _give, "rate": _rate, "words": _say, "count": _count})
