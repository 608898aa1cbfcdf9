"""Votes in a room: dots for cards, places on scales, and what came of them.

With names they are marks on cards, without names a ballot. In both cases nobody sees what others
gave before the stage is left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from junto.domain.people import queries as people_queries
from junto.domain.sessions import ballots, cards, panel_actions, room_queries
from junto.domain.sessions.cards import Card
from junto.domain.sessions.models import RoomMark, Session
from junto.foundation.access import Actor, Forbidden
from junto.kernel.formats.model import Format, Output
from junto.kernel.formats.opening import Step
from junto.kernel.formats.room import Room

DOTS, GRID, SCALES, WORDS = "dots", "grid", "scales", "words"


class TooMany(ValueError):
    """More dots than each person has; the argument says how many that are."""


@dataclass(frozen=True)
class Row:
    """A card and what it got: dots, its place from 1 on, and how many share that place."""

    card: Card
    points: int
    place: int
    sharing: int


def kind_of(fmt: Format, output: Output, stage_id: str) -> str:
    """Return how an output is asked: dots, a grid of cards and scales, scales, or words; or ''."""
    if not (cards.is_vote(output) or ballots.is_ballot(output)):
        return ""
    scales = ballots.scales_of(output)
    if output.type in ("vote", "rating") and scales:
        return GRID if cards.voted_on(fmt, stage_id) and output.type == "vote" else SCALES
    if output.type == "vote":
        stage = next(each for each in fmt.all_stages() if each.id == stage_id)
        if cards.voted_on(fmt, stage_id) or stage.kind == "select":
            return DOTS
        # Nothing is there to choose from yet: what would you do?
        return WORDS if ballots.is_ballot(output) else ""
    return WORDS if output.type in ("insight", "idea", "question", "feedback") else ""


def asked_at(fmt: Format, step: Step) -> list[Output]:
    """Return the votes and the outputs without names of a step."""
    return [
        each
        for each in fmt.outputs
        if each.id in step.stage.capture and kind_of(fmt, each, step.stage.id)
    ]


def give_dots(
    *, session: Session, output: str, dots: Mapping[str, int], actor: Actor, now: datetime
) -> None:
    """Give dots to cards, in place of those before; with or without names, as the format says.

    Raises
    ------
    TooMany
        When it is more than each person has.
    """
    room = room_queries.load_room(session)
    step, found = _asked(room, output)
    assert room.script is not None
    allowed = cards.candidates(room.script.fmt, step, cards.cards_of(session))
    given = {each.ref: max(0, dots.get(each.ref, 0)) for each in allowed}
    most = cards.dots_of(found)
    if sum(given.values()) > most:
        raise TooMany(str(most))
    if ballots.is_ballot(found):
        ballots.cast(session=session, output=output, answers=given, actor=actor, now=now, dots=most)
        return
    _give_with_name(session, found, given, actor=actor, now=now)


@transaction.atomic
def _give_with_name(
    session: Session, output: Output, given: Mapping[str, int], *, actor: Actor, now: datetime
) -> None:
    room = room_queries.load_room(session)
    me = people_queries.person_of(actor)
    if me is None or me.ref not in room.chosen(output.by):
        raise Forbidden("sessions.enter-room")
    kind = mark_kind(room)
    mine = RoomMark.objects.filter(session=session, person=me, kind=kind)
    before = dict(mine.values_list("entry__ref", "value"))
    for ref, points in given.items():
        if points != before.get(ref, 0):
            panel_actions.set_mark(
                session=session, ref=ref, kind=kind, actor=actor, now=now, value=points or None
            )


def mark_kind(room: Room, place: int | None = None) -> str:
    """Return the kind of mark of the vote in a step: each asks anew."""
    return f"{DOTS}-{room.position if place is None else place}"


def rate(
    *, session: Session, output: str, places: Mapping[str, int], actor: Actor, now: datetime
) -> None:
    """Keep places on the scales of an output, or of each card and scale (`card.scale`)."""
    room = room_queries.load_room(session)
    step, found = _asked(room, output)
    assert room.script is not None
    scales = ballots.scales_of(found)
    if kind_of(room.script.fmt, found, step.stage.id) == GRID:
        among = cards.candidates(room.script.fmt, step, cards.cards_of(session))
        scales = {f"{card.ref}.{key}": ends for card in among for key, ends in scales.items()}
    given = {key: value for key, value in places.items() if key in scales}
    ballots.cast(session=session, output=output, answers=given, actor=actor, now=now, scales=scales)


def _asked(room: Room, output_id: str) -> tuple[Step, Output]:
    step, script = room.step, room.script
    if step is None or script is None:
        raise ballots.NotOpen(output_id)
    found = next((each for each in asked_at(script.fmt, step) if each.id == output_id), None)
    if found is None:
        raise ballots.NotOpen(output_id)
    return step, found


# ---------------------------------------------------------------- what came of it


@dataclass(frozen=True)
class Outcome:
    """What came of a vote in a step that was left; `tally` is None where too few answered.

    With names, `points` are sums of marks and `tally` is None too.
    """

    output: Output
    kind: str
    step: Step
    place: int
    is_named: bool
    points: Mapping[str, int]
    tally: ballots.Tally | None
    # Closed, while its traces are removed.
    is_counting: bool = False
    # Asked at all: enough people were there.
    was_asked: bool = True


def outcomes(session: Session, room: Room) -> list[Outcome]:
    """Return what came of the last step that asked for votes and was left, or was counted early."""
    if room.script is None:
        return []
    fmt = room.script.fmt
    last = min(room.position, len(room.plan) - 1)
    for place in range(last, -1, -1):
        step = room.plan[place]
        asked = asked_at(fmt, step)
        if not asked or (place != room.position and place not in room.took):
            continue
        found = [_outcome(session, room, place, each) for each in asked]
        if place != room.position:
            return found
        counted = [each for each in found if each.tally or each.is_counting]
        if counted:
            return counted
        # While a vote runs nothing of an earlier one is shown.
        return []
    return []


def _outcome(session: Session, room: Room, place: int, output: Output) -> Outcome:
    assert room.script is not None
    step = room.plan[place]
    kind = kind_of(room.script.fmt, output, step.stage.id)
    if not ballots.is_ballot(output):
        points: dict[str, int] = {}
        if place != room.position:
            marks = cards.marks_of(session, mark_kind(room, place))
            points = {ref: sum(given.values()) for ref, given in marks.items()}
        return Outcome(output, kind, step, place, True, points, None)
    ballot = ballots.ballot_of(session, output, step.stage.id, step.round)
    found = ballots.tally(ballot)
    return Outcome(
        output,
        kind,
        step,
        place,
        False,
        found.points if found else {},
        found,
        is_counting=ballot.state is ballots.Is.COUNTING,
        was_asked=ballot.state is not ballots.Is.FEW,
    )


def ranked(among: Sequence[Card], points: Mapping[str, int]) -> list[Row]:
    """Return cards by what they got, most first; those level share a place."""
    scores = [points.get(each.ref, 0) for each in among]
    rows = [
        Row(
            card=each,
            points=score,
            place=1 + sum(other > score for other in scores),
            sharing=scores.count(score),
        )
        for each, score in zip(among, scores, strict=True)
    ]
    return sorted(rows, key=lambda row: row.place)


def points_of_last_dots(session: Session, room: Room) -> Mapping[str, int] | None:
    """Return what cards got in the last vote with dots that was counted; None when none was."""
    for each in outcomes(session, room):
        if each.kind == DOTS and (each.is_named or each.tally):
            return each.points
    return None


def own_dots(session: Session, room: Room, person_id: int) -> dict[str, Any]:
    """Return the dots with a name that a person has given in this step."""
    rows = RoomMark.objects.filter(session=session, person_id=person_id, kind=mark_kind(room))
    return dict(rows.values_list("entry__ref", "value"))
