"""Notes that are open in this process: one document in memory for all who write in it.

What is written is stored once nobody has typed for a moment, at the latest after ten seconds, and
when the last page is closed. Other processes hear that there is news and merge what is stored, so
content never leaves the process but into the database, encrypted.
"""

import asyncio
import logging
from contextlib import suppress
from contextvars import Context
from dataclasses import dataclass
from typing import Any, Protocol

from channels.db import database_sync_to_async
from django.utils import timezone

from junto.domain.notes import actions, merging, queries
from junto.domain.notes.enums import Audience
from junto.foundation import tenancy
from junto.foundation.access import system
from junto.interfaces.live import push, wire
from junto.interfaces.live.hub import hub

logger = logging.getLogger(__name__)

QUIET, AT_MOST, AGAIN_AFTER = 1.5, 10.0, 5.0


@dataclass(frozen=True)
class Stored:
    """A note as the database has it."""

    ref: str
    organization_id: int
    version: int
    state: bytes
    # Whether the others see who writes.
    is_named: bool


class Page(Protocol):
    """A page on which the note is open."""

    async def send(self, text_data: Any = None, bytes_data: Any = None) -> None:
        """Send it something."""

    async def show_out(self) -> None:
        """Close it: the note is gone."""


class Desk:
    """One note that is open here."""

    def __init__(self, stored: Stored) -> None:
        self.ref = stored.ref
        self.document = merging.new_document()
        self.is_named = stored.is_named
        self.cursors: dict[int, wire.Whereabouts] = {}
        self._organization_id = stored.organization_id
        self._version = 0
        self._size = 0
        self._pages: set[Page] = set()
        self._touched = asyncio.Event()
        self._is_changed = False
        self._saving = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._keeper: asyncio.Task[None] | None = None
        self.take_in(stored)

    def take_in(self, stored: Stored) -> bytes:
        """Merge what the database has; return what was new here."""
        before: bytes = self.document.get_state()
        if stored.state:
            merging.put_in(self.document, stored.state)
        self._version = max(self._version, stored.version)
        self._size = len(self.document.get_update())
        new: bytes = self.document.get_update(before)
        return new

    def join(self, page: Page) -> None:
        """Somebody opens it."""
        if not self._pages:
            hub.join(push.note_channel(self.ref), self._on_news)
            self._keeper = asyncio.create_task(self._keep())
        self._pages.add(page)

    async def leave(self, page: Page) -> None:
        """Somebody closes it; after the last one it is stored and put away."""
        self._pages.discard(page)
        if self._pages:
            return
        hub.leave(push.note_channel(self.ref), self._on_news)
        if self._keeper is not None:
            self._keeper.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeper
        await self.save()
        if not self._pages and not self._is_changed:
            desks.pop(self.ref, None)

    async def change(self, update: bytes, by: Page) -> None:
        """Merge what somebody wrote and pass it on.

        Raises
        ------
        merging.Unreadable, merging.Full
            When it is no change, or too much.
        """
        if self._size + len(update) > merging.MOST_STATE:
            self._size = len(self.document.get_update())
            if self._size + len(update) > merging.MOST_STATE:
                raise merging.Full
        before = self.document.get_update()
        merging.put_in(self.document, update)
        if self.document.get_update() == before:
            return
        self._size += len(update)
        self._is_changed = True
        self._touched.set()
        await self.spread(wire.sync(wire.CHANGE, update), but=by)

    async def spread(self, message: bytes, *, but: Page | None = None) -> None:
        """Send a message to every page but one."""
        for page in tuple(self._pages):
            if page is not but:
                with suppress(Exception):
                    await page.send(bytes_data=message)

    async def _keep(self) -> None:
        """Store what was written, a moment after the last key."""
        loop = asyncio.get_running_loop()
        while True:
            await self._touched.wait()
            latest = loop.time() + AT_MOST
            while loop.time() < latest:
                self._touched.clear()
                try:
                    await asyncio.wait_for(self._touched.wait(), QUIET)
                except TimeoutError:
                    break
            if not await self.save():
                await asyncio.sleep(AGAIN_AFTER)
                self._touched.set()

    async def save(self) -> bool:
        """Store it; False when the database did not take it, so that it is tried again."""
        async with self._saving:
            if not self._is_changed:
                return True
            self._is_changed = False
            try:
                stored = await store(self._organization_id, self.ref, self.document.get_update())
            except Exception:
                logger.exception("A note could not be stored; it is tried again")
                self._is_changed = True
                return False
            await self._settle(stored)
            return True

    async def _settle(self, stored: Stored | None) -> None:
        if stored is None:
            for page in tuple(self._pages):
                await page.show_out()
            return
        await self.catch_up(stored)
        for page in tuple(self._pages):
            with suppress(Exception):
                await page.send(text_data='{"saved":true}')

    async def catch_up(self, stored: Stored) -> None:
        """Merge what another process stored, where nobody told of it."""
        if stored.version > self._version:
            news = self.take_in(stored)
            if not self._is_nothing(news):
                await self.spread(wire.sync(wire.CHANGE, news))

    def _is_nothing(self, update: bytes) -> bool:
        """True for an update that holds no change."""
        return update == b"\0\0"

    def _on_news(self, version: int) -> None:
        if version > self._version:
            # Whoever told may be in a thread of the database: nothing of its context comes along.
            loop = asyncio.get_running_loop()
            task = loop.create_task(self._pull(version), context=Context())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _pull(self, version: int) -> None:
        """Merge what was written elsewhere: in another process, or on a page without a script."""
        async with self._saving:
            # What this process stored itself is known once it is stored.
            if version <= self._version:
                return
            await self._settle(await load(self._organization_id, self.ref))


desks: dict[str, Desk] = {}


def desk_of(stored: Stored) -> Desk:
    """The open note, opened now if it was not."""
    desk = desks.get(stored.ref)
    if desk is None:
        desk = desks[stored.ref] = Desk(stored)
    return desk


def as_stored(note: Any) -> Stored:
    """A note as it is in the database."""
    is_named = note.audience != Audience.NAMELESS
    return Stored(note.ref, note.organization_id, note.version, note.state, is_named)


@database_sync_to_async  # type: ignore[untyped-decorator]
def load(organization_id: int, ref: str) -> Stored | None:
    """What the database has of a note; None when it is gone."""
    try:
        note = queries.get_note(ref)
    except tenancy.NotFound:
        return None
    with tenancy.scope(organization_id):
        return as_stored(note)


@database_sync_to_async  # type: ignore[untyped-decorator]
def store(organization_id: int, ref: str, state: bytes) -> Stored | None:
    """Merge what was written here into the database; None when the note is gone.

    Whoever wrote was allowed to when they did: it is kept, even where they have left since.
    """
    with tenancy.scope(organization_id):
        try:
            note = queries.get_note(ref)
        except tenancy.NotFound:
            return None
        actor = system(organization_id)
        return as_stored(
            actions.merge_note(note=note, update=state, actor=actor, now=timezone.now())
        )
