"""The socket of a room: it says that there is news, and hears who is there.

It carries no content, so whoever lost their place in the room learns nothing from it; their next
look for news is refused as everybody else's would be.
"""

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from junto.domain.people import queries as people
from junto.domain.sessions import room_policies, room_queries
from junto.foundation import tenancy
from junto.interfaces.live import push
from junto.interfaces.live.hub import hub
from junto.interfaces.live.who import user_of

# As for an address that does not exist: nobody can tell the two apart.
NOWHERE = 4404
# For so many seconds an answer holds: a page that is there says so more often.
CHECKED_FOR = 12


@dataclass(frozen=True)
class Place:
    """Where somebody is: the room, how far it is, and who they are in it."""

    room: str
    number: int
    person: str


class RoomSocket(AsyncJsonWebsocketConsumer):
    """One page that looks at a room."""

    place: Place | None = None

    async def connect(self) -> None:
        """Let in whoever may be in the room."""
        address = self.scope["url_route"]["kwargs"]["ref"]
        room = address.rpartition("-")[2]
        self._news = asyncio.Event()
        self._newest = -1
        # Listening comes before looking: what happens in between is heard.
        hub.join(room, self._on_news)
        push.listen_to_others()
        place = await self._find(address)
        if place is None:
            hub.leave(room, self._on_news)
            await self.close(NOWHERE)
            return
        self.place = place
        self._newest = max(self._newest, place.number)
        self._checked = time.monotonic()
        self._teller = asyncio.create_task(self._tell())
        await self.accept()
        await asyncio.to_thread(push.seen, place.room, place.person)
        await self.send_json({"n": self._newest})

    async def _find(self, address: str) -> Place | None:
        found: Place | None = await find_place(self.scope["session"].session_key, address)
        return found

    def _on_news(self, number: int) -> None:
        self._newest = max(self._newest, number)
        self._news.set()

    async def _tell(self) -> None:
        """Send the newest number; several that came meanwhile are one."""
        while True:
            await self._news.wait()
            self._news.clear()
            if time.monotonic() - self._checked > CHECKED_FOR and not await self._is_still_in():
                return
            await self.send_json({"n": self._newest})

    async def _is_still_in(self) -> bool:
        """Ask again whether they may be here; whoever may not is shown out."""
        if self.place is None or await self._find(self.place.room) is None:
            await self.close(NOWHERE)
            return False
        self._checked = time.monotonic()
        return True

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        """Somebody is still there; whoever may be no longer is shown out."""
        if self.place is None:
            return
        place = await self._find(self.place.room)
        if place is None:
            await self.close(NOWHERE)
            return
        self._checked = time.monotonic()
        await asyncio.to_thread(push.seen, place.room, place.person)
        if place.number > self._newest:
            # A word was lost on its way.
            self._on_news(place.number)

    async def disconnect(self, code: int) -> None:
        """Listen no more."""
        if self.place is not None:
            hub.leave(self.place.room, self._on_news)
            self._teller.cancel()
            with suppress(asyncio.CancelledError):
                await self._teller


@database_sync_to_async  # type: ignore[untyped-decorator]
def find_place(session_key: str | None, address: str) -> Place | None:
    """Where who is signed in by a session is in a room; None where they may not be, or is none."""
    user = user_of(session_key)
    if not user.is_authenticated:
        return None
    try:
        look = room_queries.get_look(address.rpartition("-")[2])
    except tenancy.NotFound:
        return None
    with tenancy.scope(look.organization_id):
        actor = people.actor_for(user=user, organization_id=look.organization_id)
        if not room_policies.enter_room(actor, look):
            return None
        me = people.person_of(actor)
        return Place(look.ref, look.number, me.ref) if me else None
