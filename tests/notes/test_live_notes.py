"""Two people write in one note at once, through the real door, signed in as they are."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.test import Client
from pycrdt import Doc, Text

from factories import NOW
from junto.config.server import live_application
from junto.domain.groups.models import GroupMember
from junto.domain.notes import actions, merging
from junto.domain.notes.enums import Audience
from junto.domain.notes.models import SharedNote
from junto.domain.people.models import Person
from junto.foundation import tenancy
from junto.interfaces.live import desks, wire

SOON = 5


class Line:
    """One websocket, spoken as the server of web pages speaks to the application."""

    def __init__(self, door: Any, path: str, headers: list[tuple[bytes, bytes]]) -> None:
        scope = {"type": "websocket", "path": path, "headers": headers, "subprotocols": []}
        self._application = ApplicationCommunicator(door, scope)

    async def connect(self) -> bool:
        await self._application.send_input({"type": "websocket.connect"})
        return bool((await self.hear())["type"] == "websocket.accept")

    async def say(self, message: bytes) -> None:
        await self._application.send_input({"type": "websocket.receive", "bytes": message})

    async def hear(self) -> dict[str, Any]:
        said: dict[str, Any] = await self._application.receive_output(SOON)
        return said

    async def hang_up(self) -> None:
        await self._application.send_input({"type": "websocket.disconnect", "code": 1000})
        await self._application.wait(SOON)


class Writer:
    """A page with a document of its own, as the editor in the browser has it."""

    def __init__(self, door: Any, note: SharedNote, person: Person | None) -> None:
        client = Client()
        if person is not None:
            client.force_login(person.user)
        cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
        headers = [(b"origin", b"http://testserver"), (b"host", b"testserver")]
        if cookie is not None:
            headers.append((b"cookie", f"{cookie.key}={cookie.value}".encode()))
        self.socket = Line(door, f"/live/notes/{note.address}/", headers)
        self.document: Doc[Any] = Doc()
        self.text = self.document.get("text", type=Text)
        self.cursors: list[wire.Whereabouts] = []
        self.closed = 0

    async def open(self) -> bool:
        is_open = await self.socket.connect()
        if is_open:
            asked = wire.sync(wire.WHAT_DO_YOU_MISS, self.document.get_state())
            await self.socket.say(asked)
            await self.until(lambda kind: kind == (wire.SYNC, wire.ALL_YOU_MISS))
        return is_open

    async def until(self, is_it: Callable[[Any], bool]) -> None:
        """Take in what comes until it is the message that was waited for."""
        while True:
            said = await self.socket.hear()
            if said["type"] == "websocket.close":
                self.closed = said["code"]
                return
            if "text" in said:
                if is_it(said["text"]):
                    return
                continue
            kind = self._take(said["bytes"])
            if is_it(kind):
                return

    def _take(self, message: bytes) -> tuple[int, int]:
        reader = wire.Reader(message)
        if reader.number() == wire.AWARENESS:
            self.cursors += wire.whereabouts(reader)
            return wire.AWARENESS, 0
        kind = reader.number()
        if kind != wire.WHAT_DO_YOU_MISS:
            self.document.apply_update(reader.rest())
        return wire.SYNC, kind

    async def write(self, words: str) -> None:
        before = self.document.get_state()
        self.text += words
        change = self.document.get_update(before)
        await self.socket.say(wire.sync(wire.CHANGE, change))

    async def point(self, page: int, **state: Any) -> None:
        there = wire.awareness([wire.Whereabouts(page, 1, state)])
        await self.socket.say(there)


def is_change(kind: Any) -> bool:
    return bool(kind == (wire.SYNC, wire.CHANGE))


def is_taken(kind: Any) -> bool:
    return isinstance(kind, str) and "taken" in kind


@pytest.fixture
def note(world: SimpleNamespace) -> SharedNote:
    return actions.start_note(
        group=world.group, audience=Audience.GROUP, actor=world.actors[0], now=NOW
    )


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The way in. It shares the test's connection to the database, which it is not to close."""
    monkeypatch.setattr("channels.db.close_old_connections", lambda: None)
    return live_application()


def stored(note: SharedNote) -> str:
    with tenancy.scope(note.organization_id):
        return merging.text_of(SharedNote.objects.get(pk=note.pk).state)


def test_what_two_write_at_once_is_one_text_and_is_stored(
    world: SimpleNamespace, note: SharedNote, door: Any
) -> None:
    one, other = (Writer(door, note, world.members[n]) for n in (0, 1))

    async def story() -> None:
        assert [await one.open(), await other.open()] == [True, True]
        await one.write("Open ends. ")
        await other.until(is_change)
        await other.write("The budget.")
        await one.until(is_change)
        await one.socket.hang_up()
        await other.socket.hang_up()

    async_to_sync(story)()

    assert str(one.text) == str(other.text) == "Open ends. The budget."
    assert stored(note) == "Open ends. The budget."
    assert note.ref not in desks.desks


def test_what_was_written_without_a_connection_merges_on_return(
    world: SimpleNamespace, note: SharedNote, door: Any
) -> None:
    one, other = (Writer(door, note, world.members[n]) for n in (0, 1))
    other.text += "Written on the train. "

    async def story() -> None:
        await one.open()
        await one.write("Agenda. ")
        await one.until(is_taken)
        await other.open()
        everything = wire.sync(wire.ALL_YOU_MISS, other.document.get_update())
        await other.socket.say(everything)
        await one.until(is_change)
        await one.socket.hang_up()
        await other.socket.hang_up()

    async_to_sync(story)()

    assert sorted(stored(note).split(". ")) == ["", "Agenda", "Written on the train"]
    assert str(one.text) == str(other.text)


def test_who_was_removed_is_shut_out_with_the_next_message(
    world: SimpleNamespace, note: SharedNote, door: Any
) -> None:
    one, other = (Writer(door, note, world.members[n]) for n in (0, 1))

    async def story() -> None:
        await one.open()
        await other.open()
        await other.write("Mine. ")
        await one.until(is_change)
        gone = GroupMember.objects.filter(person=world.members[1])
        await sync_to_async(gone.update)(ended_at=NOW)
        await other.write("Too late.")
        await other.until(lambda _kind: False)
        await one.socket.hang_up()
        await other.socket.hang_up()

    async_to_sync(story)()

    assert other.closed == 4404
    assert stored(note) == str(one.text) == "Mine. "


def test_who_signed_out_is_shut_out_with_the_next_message(
    world: SimpleNamespace, note: SharedNote, door: Any
) -> None:
    one = Writer(door, note, world.members[0])
    from django.contrib.sessions.models import Session as SignIn

    async def story() -> None:
        await one.open()
        await sync_to_async(SignIn.objects.all().delete)()
        await one.write("Too late.")
        await one.until(lambda _kind: False)
        await one.socket.hang_up()

    async_to_sync(story)()

    assert (one.closed, stored(note)) == (4404, "")


def test_nobody_else_gets_in(world: SimpleNamespace, note: SharedNote, door: Any) -> None:
    others = [Writer(door, note, person) for person in (None, world.manager)]

    async def story() -> list[bool]:
        return [await each.open() for each in others]

    assert async_to_sync(story)() == [False, False]


@pytest.mark.parametrize("junk", [b"\x07", b"\x00\x02\x05", b"\x00\x02\x01\xff", b"\xff" * 40])
def test_what_is_no_message_closes_the_page(
    world: SimpleNamespace, note: SharedNote, door: Any, junk: bytes
) -> None:
    one = Writer(door, note, world.members[0])

    async def story() -> None:
        await one.open()
        await one.socket.say(junk)
        await one.until(lambda _kind: False)
        await one.socket.hang_up()

    async_to_sync(story)()

    assert one.closed == 4400


def test_a_full_note_takes_no_more(
    world: SimpleNamespace, note: SharedNote, door: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "MOST_STATE", 400)
    one = Writer(door, note, world.members[0])

    async def story() -> None:
        await one.open()
        await one.write("Short. ")
        await one.until(is_taken)
        await one.write("x" * 500)
        await one.until(lambda _kind: False)
        await one.socket.hang_up()

    async_to_sync(story)()

    assert (one.closed, stored(note)) == (4413, "Short. ")


def test_cursors_carry_the_name_that_the_server_knows(
    world: SimpleNamespace, note: SharedNote, door: Any
) -> None:
    one, other = (Writer(door, note, world.members[n]) for n in (0, 1))

    async def story() -> None:
        await one.open()
        await other.open()
        await one.point(7, user={"name": "Somebody else"}, cursor={"anchor": 1})
        await other.until(lambda kind: kind == (wire.AWARENESS, 0))
        await one.socket.hang_up()
        await other.until(lambda kind: kind == (wire.AWARENESS, 0))
        await other.socket.hang_up()

    async_to_sync(story)()

    named = {"user": {"name": world.members[0].full_name}, "cursor": {"anchor": 1}}
    assert [each.state for each in other.cursors] == [named, None]


def test_in_a_note_without_names_no_cursor_is_passed_on(world: SimpleNamespace, door: Any) -> None:
    note = actions.start_note(
        group=world.group, audience=Audience.NAMELESS, actor=world.actors[0], now=NOW
    )
    one, other = (Writer(door, note, world.members[n]) for n in (0, 1))

    async def story() -> None:
        await one.open()
        await other.open()
        await one.point(7, cursor={"anchor": 1})
        await one.write("Who wrote this")
        await other.until(is_change)
        await one.socket.hang_up()
        await other.socket.hang_up()

    async_to_sync(story)()

    assert other.cursors == []


def test_words_from_a_page_without_a_script_reach_the_open_editor(
    world: SimpleNamespace, note: SharedNote, door: Any
) -> None:
    one = Writer(door, note, world.members[0])

    def write() -> None:
        with tenancy.scope(note.organization_id):
            saved = actions.write_words(
                note=note, seen="", words="By hand", actor=world.actors[1], now=NOW
            )
        from junto.interfaces.live import push

        push.tell_of_note(note.ref, saved.version)

    async def story() -> None:
        await one.open()
        await sync_to_async(write)()
        await one.until(is_change)
        await one.socket.hang_up()

    async_to_sync(story)()

    assert str(one.text) == "By hand"


def test_what_another_process_stored_comes_with_the_next_message(
    world: SimpleNamespace, note: SharedNote, door: Any
) -> None:
    one = Writer(door, note, world.members[0])

    def write() -> None:
        with tenancy.scope(note.organization_id):
            actions.write_words(
                note=note, seen="", words="Elsewhere. ", actor=world.actors[1], now=NOW
            )

    async def story() -> None:
        await one.open()
        await sync_to_async(write)()
        await one.write("Here. ")
        await one.until(is_change)
        await one.socket.hang_up()

    async_to_sync(story)()

    assert sorted(stored(note).split()) == ["Elsewhere.", "Here."]
