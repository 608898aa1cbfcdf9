"""How much of the floor the rules alone give each person."""

from dataclasses import dataclass

from junto.kernel.formats.compiler import Timeline, TimelineItem
from junto.kernel.formats.model import Format, Stage
from junto.kernel.formats.seats import seat_order, seats_in_round

_TURNS = frozenset({"round_robin", "one_speaker", "pairs", "alternate"})
_SMALL = {"solo": 1, "pairs": 2, "threes": 3, "fours": 4}


@dataclass(frozen=True)
class Floor:
    """What one person gets from the rules of a session.

    Parameters
    ----------
    guaranteed_seconds
        Time in stages where turns are set.
    expected_seconds
        The same and an even part of the stages where anyone may speak.
    writing_slots
        Silent stages in which the person writes something that is kept.
    """

    guaranteed_seconds: float
    expected_seconds: float
    writing_slots: int


def floor_time(fmt: Format, timeline: Timeline) -> tuple[Floor, ...]:
    """Return what each of the n people gets, in the order of the first round's seats."""
    order = seat_order(fmt, timeline.headcount)
    guaranteed = [0.0] * timeline.n
    expected = [0.0] * timeline.n
    slots = [0] * timeline.n
    for item in timeline.items:
        stage = item.stage
        if stage.kind == "break":
            continue
        if stage.speak.rule == "silent":
            slots = [each + bool(stage.capture) for each in slots]
            continue
        speakers = _speakers(fmt, item, order)
        for person in speakers:
            seconds = item.seconds / (voices_at_once(stage) or len(speakers))
            expected[person] += seconds
            guaranteed[person] += seconds if stage.speak.rule in _TURNS else 0
    return tuple(Floor(*each) for each in zip(guaranteed, expected, slots, strict=True))


def voices_at_once(stage: Stage) -> int | None:
    """Return how many share one floor when a stage is done in small groups, else None."""
    if stage.grouping in _SMALL:
        return _SMALL[stage.grouping]
    return 2 if stage.speak.rule == "pairs" else None


def _speakers(fmt: Format, item: TimelineItem, order: list[str]) -> list[int]:
    rotate = item.block.rotate if item.block else ()
    seats = seats_in_round(order, rotate, item.round or 1)
    speak = item.stage.speak
    return [
        person
        for person, seat in enumerate(seats)
        if _means(fmt, speak.who, seat) and not any(_means(fmt, each, seat) for each in speak.mute)
    ]


def _means(fmt: Format, selector: str, seat: str) -> bool:
    if selector == "all":
        return True
    kind, _, role_id = selector.partition(":")
    role = fmt.role(role_id)
    holds = role is not None and role.takes_a_seat and seat == role_id
    if kind == "external":
        return False
    return not holds if kind == "not" else holds
