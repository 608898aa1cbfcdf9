"""Cards of a room: ideas, questions, topics, and what is put to the vote.

A card is an entry everybody in the room may read. What follows from the format alone is decided
here: which outputs are ideas, what a vote is about, and from when on names stand beside ideas.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from junto.domain.sessions.models import RoomEntry, RoomMark, Session
from junto.kernel.formats.model import Format, Output
from junto.kernel.formats.opening import Step
from junto.kernel.formats.room import Room

OPEN = ("group", "program")
HEAP = "heap"
# Not an output of any format: what was put up for a vote, and what a facilitator shows.
TOPIC = "topic"
ACTIVITY = "activity"
USUAL_DOTS = 3


@dataclass(frozen=True)
class Card:
    """An entry everybody in the room may read; `parent` is the card it was put under."""

    ref: str
    output: str
    stage: str
    round: int
    author: str
    text: str
    parent: str
    state: str
    data: Mapping[str, Any]
    at: datetime


def cards_of(session: Session) -> list[Card]:
    """Return the cards of a session, the oldest first."""
    rows = RoomEntry.objects.filter(session=session, visibility__in=OPEN)
    rows = rows.select_related("person", "parent").order_by("at", "pk")
    return [
        Card(
            ref=row.ref,
            output=row.output,
            stage=row.stage,
            round=row.round,
            author=row.person.ref,
            text=row.text,
            parent=row.parent.ref if row.parent else "",
            state=row.state,
            data=row.data,
            at=row.at,
        )
        for row in rows
    ]


def marks_of(session: Session, *kinds: str) -> dict[str, dict[str, int]]:
    """Return the marks with names of these kinds: card -> person -> value."""
    rows = RoomMark.objects.filter(session=session, kind__in=kinds)
    found: dict[str, dict[str, int]] = {}
    for card, person, value in rows.values_list("entry__ref", "person__ref", "value"):
        found.setdefault(card, {})[person] = value
    return found


# ---------------------------------------------------------------- what follows from the format


def idea_outputs(fmt: Format) -> list[Output]:
    """Return the outputs that are cards: ideas, and lines written in silence for everybody."""
    silent = {
        name for each in fmt.all_stages() if each.kind == "brainwrite" for name in each.capture
    }
    return [
        each
        for each in fmt.outputs
        if each.visibility in OPEN
        and not each.fields
        and (each.type == "idea" or (each.type == "insight" and each.id in silent))
    ]


def stage_place(fmt: Format, stage_id: str) -> int:
    """Return the place of a stage in the format; -1 when it has none of that name."""
    return next((at for at, each in enumerate(fmt.all_stages()) if each.id == stage_id), -1)


def voted_on(fmt: Format, stage_id: str) -> list[str]:
    """Return the outputs a vote in a stage is about: those of the nearest stage before it.

    Empty when nothing comes before: then topics are put up in the stage itself.
    """
    before = list(fmt.all_stages())[: max(stage_place(fmt, stage_id), 0)]
    outputs = {each.id: each for each in fmt.outputs}
    for stage in reversed(before):
        found = [
            name
            for name in stage.capture
            if name in outputs
            and outputs[name].visibility in OPEN
            and outputs[name].type in ("idea", "insight", "question")
        ]
        if found:
            return found
    return []


def is_vote(output: Output) -> bool:
    """Tell whether an output is a vote, with names or without."""
    return output.type == "vote" and output.visibility in (*OPEN, "group-anonymous")


def dots_of(output: Output) -> int:
    """Return how many dots each person has in a vote."""
    return output.max_per_author or USUAL_DOTS


def vote_stage_over(fmt: Format, output_id: str) -> str:
    """Return the stage whose vote is about an output; '' when there is none."""
    votes = {each.id for each in fmt.outputs if is_vote(each)}
    for stage in fmt.all_stages():
        if votes & set(stage.capture) and output_id in voted_on(fmt, stage.id):
            return stage.id
    return ""


def shows_names(room: Room, output_id: str) -> bool:
    """Tell whether names stand beside the cards of an output: not before the vote over them."""
    if room.script is None:
        return True
    vote = vote_stage_over(room.script.fmt, output_id)
    if not vote or not room.is_open:
        return True
    votes = [at for at, step in enumerate(room.plan) if step.stage.id == vote]
    return not votes or room.position > votes[-1]


def candidates(fmt: Format, step: Step, cards: Sequence[Card]) -> list[Card]:
    """Return what a vote in this step is about: cards that lie under no other, the oldest first."""
    outputs = voted_on(fmt, step.stage.id) or [TOPIC]
    return [each for each in cards if each.output in outputs and not each.parent]


def sheet_of(room: Room, person: str) -> str:
    """Return whose sheet lies before somebody: it goes one seat on in each round.

    Empty outside rounds of silent writing.
    """
    step = room.step
    if step is None or not step.block or step.stage.kind != "brainwrite":
        return ""
    if person not in room.seats:
        return ""
    seats = room.seats
    return seats[(seats.index(person) - (step.round or 1) + 1) % len(seats)]
