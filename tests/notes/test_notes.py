"""Who reads a note follows who is in the group at each moment; what is stored is unreadable."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from factories import NOW, actor_of, make_person
from junto.domain.groups import membership
from junto.domain.notes import actions, merging, policies, queries
from junto.domain.notes.enums import Audience
from junto.domain.notes.models import SharedNote
from junto.domain.sessions.enums import SessionState
from junto.foundation.access import Forbidden


def begin(world: SimpleNamespace, audience: Audience = Audience.GROUP, **more: Any) -> SharedNote:
    return actions.start_note(
        group=world.group, audience=audience, actor=world.actors[0], now=NOW, **more
    )


def write(note: SharedNote, words: str, actor: Any) -> SharedNote:
    token = actions.token_of(note)
    return actions.write_words(note=note, seen=token, words=words, actor=actor, now=NOW)


def readers(world: SimpleNamespace, note: SharedNote) -> list[bool]:
    return [policies.write_note(actor, note) for actor in world.actors]


def test_a_groups_note_is_read_by_its_people_and_no_manager(world: SimpleNamespace) -> None:
    note = begin(world)
    admin = make_person(world.organization, roles=("org_admin",))

    assert readers(world, note) == [True, True, True]
    assert [policies.write_note(actor_of(who), note) for who in (world.manager, admin)] == [
        False,
        False,
    ]


def test_who_leaves_the_group_reads_no_more(world: SimpleNamespace) -> None:
    note = begin(world)
    membership.leave_group(
        group=world.group,
        person=world.members[1],
        actor=actor_of(world.manager, "program_manager"),
        now=NOW,
    )

    assert readers(world, note) == [True, False, True]
    with pytest.raises(Forbidden):
        write(note, "Still here", world.actors[1])


@pytest.mark.parametrize(
    ("audience", "about", "expected"),
    [
        (Audience.NAMELESS, None, [True, True, True]),
        (Audience.AUTHOR, None, [True, False, False]),
        (Audience.RECIPIENT, 1, [True, True, False]),
    ],
)
def test_each_audience_reads_its_notes(
    world: SimpleNamespace, audience: Audience, about: int | None, expected: list[bool]
) -> None:
    note = begin(world, audience, about=None if about is None else world.members[about])
    listed = [bool(queries.notes_for(world.group, each.pk)) for each in world.members]

    assert readers(world, note) == expected == listed


def test_a_note_for_the_presenter_is_theirs_alone_after_the_session(world: SimpleNamespace) -> None:
    more = {"session": world.session, "about": world.members[2]}
    note = begin(world, Audience.PRESENTER, **more)
    before = readers(world, note)
    world.session.state = SessionState.ENDED
    world.session.save(update_fields=["state"])
    note.refresh_from_db()
    listed = [bool(queries.notes_for(world.group, each.pk)) for each in world.members]

    assert before == [True, True, True]
    assert readers(world, note) == [False, False, True] == listed


def test_a_session_has_one_note_of_the_group(world: SimpleNamespace) -> None:
    first, again = (begin(world, session=world.session) for _ in range(2))

    assert first.pk == again.pk


def test_a_text_written_without_a_script_keeps_what_others_wrote(world: SimpleNamespace) -> None:
    note = write(begin(world), "Agenda\nOpen ends\n", world.actors[0])
    seen = actions.token_of(note)
    now = write(note, "Agenda\nOpen ends\nThe budget\n", world.actors[1])
    words = "Agenda, by Amara\nOpen ends\n"
    merged = actions.write_words(note=now, seen=seen, words=words, actor=world.actors[0], now=NOW)

    assert merging.text_of(merged.state) == "Agenda, by Amara\nOpen ends\nThe budget\n"


def test_no_word_of_a_note_is_in_the_database_in_plain(world: SimpleNamespace) -> None:
    note = begin(world, title="Heron plans")
    write(note, "The kingfisher leaves in May", world.actors[0])
    with connection.cursor() as cursor:
        cursor.execute("SELECT title, document FROM notes_sharednote")
        stored = cursor.fetchall()
    words = merging.text_of(SharedNote.objects.get(pk=note.pk).state)

    assert words == "The kingfisher leaves in May"
    assert [text in str(stored) for text in ("Heron", "kingfisher", "leaves in May")] == [False] * 3


def test_somebodys_own_note_is_deleted_by_them_alone(world: SimpleNamespace) -> None:
    own, shared = begin(world, Audience.AUTHOR), begin(world)
    with pytest.raises(Forbidden):
        actions.delete_note(note=shared, actor=world.actors[0], now=NOW)
    actions.delete_note(note=own, actor=world.actors[0], now=NOW)

    assert list(SharedNote.objects.all()) == [shared]


def test_a_note_for_somebody_outside_the_group_is_refused(world: SimpleNamespace) -> None:
    with pytest.raises(actions.NobodyThere):
        begin(world, Audience.RECIPIENT, about=world.manager)
