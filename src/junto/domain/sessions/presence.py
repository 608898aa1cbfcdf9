"""Who was seen in a room a moment ago.

Kept in the memory of the process that serves the page, never stored: it only decides whether
somebody else may move a session on when its facilitator has been gone for a while. After a restart
everybody counts as just seen.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from threading import Lock

AWAY_AFTER = timedelta(seconds=20)
_FORGET_AFTER = timedelta(minutes=30)
_MANY = 5_000

_seen: dict[tuple[str, str], datetime] = {}
_lock = Lock()


def note(session_ref: str, person_ref: str, now: datetime) -> None:
    """Remember that somebody looks at the room."""
    with _lock:
        _seen[session_ref, person_ref] = now
        if len(_seen) > _MANY:
            _forget(now)


def away(session_ref: str, people: Iterable[str], now: datetime) -> frozenset[str]:
    """Return those who have not been seen for a while; who is asked about first counts as seen."""
    gone = set()
    with _lock:
        for person in people:
            seen = _seen.setdefault((session_ref, person), now)
            if now - seen >= AWAY_AFTER:
                gone.add(person)
    return frozenset(gone)


def _forget(now: datetime) -> None:
    for key in [key for key, seen in _seen.items() if now - seen > _FORGET_AFTER]:
        del _seen[key]
