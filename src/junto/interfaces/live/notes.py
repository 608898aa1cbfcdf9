"""The socket of a note: what one writes, the others see at once.

Before anything that came is taken in, it is asked again whether its sender is signed in and may
write; and every few seconds where nothing comes. Whoever may no longer is shown out, and what they
sent last is not taken.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from junto.domain.notes import merging, policies, queries
from junto.domain.people import queries as people
from junto.foundation import tenancy
from junto.interfaces.live import desks, push, wire
from junto.interfaces.live.room import NOWHERE
from junto.interfaces.live.who import user_of

GARBLED, FULL = 4400, 4413
# For so many seconds an answer holds where nothing comes.
CHECKED_FOR = 12
MOST_WAITING = 256
MOST_CURSOR = 1000


@dataclass(frozen=True)
class Place:
    """Which note somebody writes in, and the name the others see."""

    stored: desks.Stored
    name: str


class NoteSocket(AsyncWebsocketConsumer):
    """One page on which a note is open."""

    desk: desks.Desk | None = None

    async def connect(self) -> None:
        """Let in whoever may write."""
        place = await self._find()
        if place is None:
            await self.close(NOWHERE)
            return
        self.desk = desks.desk_of(place.stored)
        self._name = place.name
        self._page: int | None = None
        self._taken = 0
        self._is_over = False
        self._inbox: list[bytes] = []
        self._arrived = asyncio.Event()
        await self.accept()
        self.desk.join(self)
        self._worker = asyncio.create_task(self._work())
        push.listen_to_others()
        await self.send(bytes_data=wire.sync(wire.WHAT_DO_YOU_MISS, self.desk.document.get_state()))
        if self.desk.cursors:
            await self.send(bytes_data=wire.awareness(list(self.desk.cursors.values())))

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Take a message in turn; a page that sends without end is closed."""
        if self.desk is None:
            return
        self._inbox.append(bytes_data or b"")
        self._arrived.set()
        if len(self._inbox) > MOST_WAITING:
            await self.close(GARBLED)

    async def _work(self) -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._arrived.wait(), CHECKED_FOR)
            self._arrived.clear()
            batch, self._inbox = self._inbox, []
            reason = await self._take_all(batch)
            if reason:
                await self._shut(reason)
            if reason or self._is_over:
                return

    async def _take_all(self, batch: list[bytes]) -> int:
        """Take what came, if its sender may write; return why the page is to be closed, or 0."""
        place = await self._find()
        if place is None:
            return NOWHERE
        await self._at_desk().catch_up(place.stored)
        try:
            for message in filter(None, batch):
                await self._take(wire.Reader(message))
        except (wire.Garbled, merging.Unreadable):
            return GARBLED
        except merging.Full:
            return FULL
        return 0

    async def _shut(self, reason: int) -> None:
        if not self._is_over:
            await self.close(reason)

    async def _take(self, reader: wire.Reader) -> None:
        kind = reader.number()
        if kind == wire.SYNC:
            await self._exchange(reader)
        elif kind == wire.AWARENESS:
            await self._note_cursors(reader)
        else:
            raise wire.Garbled

    async def _exchange(self, reader: wire.Reader) -> None:
        kind, content = reader.number(), reader.rest()
        desk = self._at_desk()
        if kind == wire.WHAT_DO_YOU_MISS:
            try:
                missing = desk.document.get_update(content)
            except Exception:
                raise wire.Garbled from None
            await self._answer(bytes_data=wire.sync(wire.ALL_YOU_MISS, missing))
            return
        await desk.change(content, self)
        self._taken += 1
        await self._answer(text_data=f'{{"taken":{self._taken}}}')

    async def _answer(self, **message: Any) -> None:
        if not self._is_over:
            await self.send(**message)

    async def _note_cursors(self, reader: wire.Reader) -> None:
        """Pass on where the cursor is, under the name that the server knows."""
        desk = self._at_desk()
        for each in wire.whereabouts(reader):
            if not desk.is_named:
                continue
            if self._page is None and each.page not in desk.cursors:
                self._page = each.page
            if each.page != self._page:
                continue
            cursor = each.state.get("cursor") if each.state else None
            if len(str(cursor)) > MOST_CURSOR:
                raise wire.Garbled
            seen = wire.Whereabouts(
                each.page,
                each.clock,
                None if each.state is None else {"user": {"name": self._name}, "cursor": cursor},
            )
            desk.cursors[each.page] = seen
            await desk.spread(wire.awareness([seen]), but=self)

    def _at_desk(self) -> desks.Desk:
        if self.desk is None:
            raise wire.Garbled
        return self.desk

    async def _find(self) -> Place | None:
        found: Place | None = await find_place(
            self.scope["session"].session_key, self.scope["url_route"]["kwargs"]["ref"]
        )
        return found

    async def show_out(self) -> None:
        """Close the page: the note is gone."""
        await self._shut(NOWHERE)

    async def disconnect(self, code: int) -> None:
        """Take the cursor away, and store what was written if nobody else is here."""
        if self.desk is None:
            return
        # What came just before the page was closed is still taken in.
        self._is_over = True
        self._arrived.set()
        await self._worker
        desk, self.desk = self.desk, None
        cursor = desk.cursors.pop(self._page, None) if self._page is not None else None
        if cursor is not None:
            gone = wire.Whereabouts(cursor.page, cursor.clock + 1, None)
            await desk.spread(wire.awareness([gone]), but=self)
        await desk.leave(self)


@database_sync_to_async  # type: ignore[untyped-decorator]
def find_place(session_key: str | None, address: str) -> Place | None:
    """The note at an address for who is signed in by this session; None where they may not be.

    Everything is asked anew: the sign-in, the person, the group and the note.
    """
    user = user_of(session_key)
    if not user.is_authenticated:
        return None
    try:
        note = queries.get_note(address.rpartition("-")[2])
    except tenancy.NotFound:
        return None
    with tenancy.scope(note.organization_id):
        actor = people.actor_for(user=user, organization_id=note.organization_id)
        me = people.person_of(actor)
        if me is None or not policies.write_note(actor, note):
            return None
        name = me.known_as or me.full_name
        return Place(desks.as_stored(note), name)
