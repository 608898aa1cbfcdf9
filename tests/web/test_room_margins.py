"""Notes in the margin of a case: one's own while everybody reads, then everybody's."""

from types import SimpleNamespace

import pytest

from factories import NOW
from junto.domain.sessions import margins, room_queries
from junto.domain.sessions.models import Preparation, RoomEntry
from web.test_room_feedback import World, act, go_on, page, readers, running

pytestmark = pytest.mark.django_db
__all__ = ["running"]

CASE = "Ana took over the plant.\r\n\r\nTwo shifts do not talk.\n \nThe customer calls on Friday."


@pytest.fixture
def reading(running: World) -> SimpleNamespace:
    """Five people before a case of three paragraphs, which its host shared."""
    world = running("case-study-analysis", "read", 5, "circle")
    Preparation.objects.create(
        session=world.session,
        person=world.members[4],
        prompt="case",
        text=CASE,
        is_shared=True,
        saved_at=NOW,
    )
    return world


def test_a_case_is_read_by_paragraphs_with_the_minutes_it_takes() -> None:
    assert margins.paragraphs([CASE]) == [
        "Ana took over the plant.",
        "Two shifts do not talk.",
        "The customer calls on Friday.",
    ]
    assert [margins.minutes_to_read(["word " * n]) for n in (1, 200, 201)] == [1, 1, 2]


def test_a_note_is_its_writers_until_everybody_has_read(reading: SimpleNamespace) -> None:
    act(reading, 0, "margin", paragraph="2", text="Who told them not to?")
    held = readers(reading, "Who told them not to?")
    go_on(reading)

    assert held == [0]
    assert readers(reading, "Who told them not to?") == [0, 1, 2, 3, 4]
    assert readers(reading, "Two shifts do not talk.") == [0, 1, 2, 3, 4]


def test_a_note_is_taken_back_while_everybody_reads_by_its_writer_alone(
    reading: SimpleNamespace,
) -> None:
    act(reading, 0, "margin", paragraph="1", text="Too early")
    ref = RoomEntry.objects.get().ref
    act(reading, 1, "card-back", entry=ref)
    kept = RoomEntry.objects.count()
    act(reading, 0, "card-back", entry=ref)

    assert (kept, RoomEntry.objects.count()) == (1, 0)


def test_a_paragraph_that_is_not_there_takes_no_note(reading: SimpleNamespace) -> None:
    for paragraph in ("0", "4", "x", "99999"):
        act(reading, 0, "margin", paragraph=paragraph, text="Beside nothing")
    assert RoomEntry.objects.count() == 0


def test_a_case_that_was_not_shared_shifts_nobodys_notes(reading: SimpleNamespace) -> None:
    own = {"prompt": "case", "text": "A draft of mine.", "saved_at": NOW}
    Preparation.objects.create(session=reading.session, person=reading.members[0], **own)
    act(reading, 0, "margin", paragraph="4", text="Beside my draft")
    act(reading, 0, "margin", paragraph="3", text="Which customer?")

    assert [each.text for each in RoomEntry.objects.all()] == ["Which customer?"]


def test_without_a_shared_case_there_is_no_margin(running: World) -> None:
    world = running("case-study-analysis", "read", 5, "circle")
    act(world, 0, "margin", paragraph="1", text="Beside nothing")
    room = room_queries.load_room(world.session)

    assert margins.reads_now(room) is True
    assert "The case</b>" not in page(world, 0)
    assert RoomEntry.objects.count() == 0
