"""A rehearsal: the others are played by rules, the same taps give the same session."""

import pytest

from junto.kernel.formats.rehearsal import rehearse
from junto.kernel.formats.room import Event, Kind
from junto.kernel.formats.roomview import view
from kernel.formats.examples import FORMATS
from kernel.formats.rooms import script_of

PEOPLE = ("me", "a", "b", "c", "d", "e")


@pytest.mark.parametrize("format_id", [id_ for id_, fmt in FORMATS.items() if fmt.modes.live])
def test_it_runs_to_its_end_without_a_tap(format_id: str) -> None:
    fmt = FORMATS[format_id]
    size = min(fmt.group.sizes(), key=lambda n: (abs(n - 6), n))
    script = script_of(fmt, PEOPLE[:size])
    room = rehearse(script, "me", (), 2.0 * script.promised_seconds)
    assert room.ended_at is not None
    assert room.ended_at <= 1.5 * script.promised_seconds


def test_the_same_taps_give_the_same_rehearsal() -> None:
    script = script_of(FORMATS["consultation-circle"], PEOPLE)
    taps = [Event(0, 30.0, Kind.RAISED, "me"), Event(0, 60.0, Kind.ADVANCED, "me", {"step": 0})]
    found = [rehearse(script, "me", taps, 1_000.0) for _ in range(2)]
    assert found[0] == found[1]
    assert found[0].took[0] == 60.0


def test_the_others_take_their_turns_and_wait_for_mine() -> None:
    script = script_of(FORMATS["peer-mentoring-circle"], PEOPLE)
    room = rehearse(script, "me", (), 5 * 60.0 + 1)
    at = 5 * 60.0 + 1
    while room.step is None or room.step.stage.id != "tell":
        at += 30
        room = rehearse(script, "me", (), at)
    while not (seen := view(room, "me", at)).is_mine:
        at += 5
        room = rehearse(script, "me", (), at)
        assert at < script.promised_seconds
    assert seen.floor == "me"
    before = room.turn
    taps = [Event(0, at, Kind.DONE, "me", {"step": room.position, "turn": room.turn})]
    assert rehearse(script, "me", taps, at).turn == before + 1


def test_while_the_clock_stands_still_nobody_does_anything() -> None:
    script = script_of(FORMATS["consultation-circle"], PEOPLE)
    taps = [Event(0, 10.0, Kind.PAUSED, "me")]
    assert rehearse(script, "me", taps, 9_000.0).position == 0
