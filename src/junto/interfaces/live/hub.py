"""Who listens to which room in this process, and telling them.

Pages are served in threads and sockets in one loop: `tell` may be called from any thread. What is
told is only how far a room is; a listener who has not sent the last word yet gets the newest one
in its place, so nobody is ever told too much, and a word that is lost costs a delay.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable

Listener = Callable[[int], None]


class Hub:
    """The listeners of one process."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._rooms: dict[str, set[Listener]] = defaultdict(set)

    def join(self, room: str, listener: Listener) -> None:
        """Listen to a room; called in the loop."""
        self._loop = asyncio.get_running_loop()
        self._rooms[room].add(listener)

    def leave(self, room: str, listener: Listener) -> None:
        """Listen no more."""
        self._rooms[room].discard(listener)
        if not self._rooms[room]:
            del self._rooms[room]

    def tell(self, room: str, number: int) -> None:
        """Tell whoever listens to a room how far it is; from any thread."""
        loop = self._loop
        if loop is None or loop.is_closed() or room not in self._rooms:
            return
        loop.call_soon_threadsafe(self._spread, room, number)

    def _spread(self, room: str, number: int) -> None:
        for listener in tuple(self._rooms.get(room, ())):
            listener(number)


hub = Hub()
