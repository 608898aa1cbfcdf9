"""Telling every process that a room has news: itself at once, the others through Redis."""

import asyncio
import logging
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import timezone

from junto.domain.sessions import presence
from junto.interfaces.live.hub import hub

logger = logging.getLogger(__name__)

CHANNEL = "junto.rooms"
# A connection that nobody uses is asked whether it lives, before anything between closes it.
KEPT_ALIVE = 10
AGAIN_AFTER = 1.0
# Somebody waits for the answer meanwhile: rather a look later than a page that hangs.
PATIENCE = 0.5
_listening: set[asyncio.Task[None]] = set()


def tell(room: str, number: int) -> None:
    """Say how far a room is, after the change is committed; a failure delays and loses nothing."""
    if not settings.REDIS_URL:
        hub.tell(room, number)
        return
    try:
        _publisher().publish(CHANNEL, f"n {room} {number}")
    except Exception:
        logger.warning("Redis does not answer: rooms look for news by themselves", exc_info=True)
        hub.tell(room, number)


def note_channel(ref: str) -> str:
    """The name under which news of a note are told."""
    return f"note-{ref}"


def tell_of_note(ref: str, version: int) -> None:
    """Say that a note has news; what they are is in the database alone."""
    tell(note_channel(ref), version)


def seen(room: str, person: str) -> None:
    """Say that somebody is in a room."""
    presence.note(room, person, timezone.now())
    if settings.REDIS_URL:
        try:
            _publisher().publish(CHANNEL, f"h {room} {person}")
        except Exception:
            logger.debug("Redis does not answer", exc_info=True)


@cache
def _publisher() -> Any:
    import redis

    return redis.Redis.from_url(
        settings.REDIS_URL,
        health_check_interval=KEPT_ALIVE,
        socket_timeout=PATIENCE,
        socket_connect_timeout=PATIENCE,
        retry=None,
    )


def listen_to_others() -> None:
    """Hear what other processes say, once in this one."""
    if settings.REDIS_URL and not _listening:
        task = asyncio.get_running_loop().create_task(listen())
        _listening.add(task)
        task.add_done_callback(_listening.discard)


async def listen() -> None:
    """Pass on what other processes say, for as long as this one lives."""
    import redis.asyncio

    while True:
        client = redis.asyncio.from_url(
            settings.REDIS_URL, socket_timeout=None, health_check_interval=KEPT_ALIVE
        )
        try:
            async with client.pubsub() as channel:
                await channel.subscribe(CHANNEL)
                while True:
                    message = await channel.get_message(
                        ignore_subscribe_messages=True, timeout=KEPT_ALIVE
                    )
                    if message:
                        heard(message["data"].decode())
        except (OSError, redis.asyncio.RedisError):
            await asyncio.sleep(AGAIN_AFTER)
        finally:
            await client.aclose()


def heard(words: str) -> None:
    """Pass on one message of another process."""
    kind, room, rest = words.split(" ", 2)
    if kind == "n":
        hub.tell(room, int(rest))
    else:
        presence.note(room, rest, timezone.now())
