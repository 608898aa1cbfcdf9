"""The socket of a room on a real server: told at once, shown out, as one process and as two."""

from __future__ import annotations

import json
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from e2e.seeding import seed
from server.processes import Server, until
from server.test_room_trouble import Member, begun

pytestmark = pytest.mark.server

SOON = 10


@contextmanager
def live(server: Server, member: Member, room: str = "") -> Iterator[ClientConnection]:
    """Somebody's socket of a room."""
    path = f"/live{(room or member.room).removesuffix('/room')}"
    cookie = "; ".join(f"{name}={value}" for name, value in member.cookies.items())
    with connect(
        server.url.replace("http", "ws") + path,
        additional_headers={"Cookie": cookie},
        origin=server.url,  # type: ignore[arg-type] # a plain address
        proxy=None,
    ) as found:
        yield found


def number(page: ClientConnection) -> int:
    """How far the room is, as the socket says next."""
    found: int = json.loads(page.recv(timeout=SOON))["n"]
    return found


def test_everybody_else_is_told_how_far_the_room_is(data_dir: Path) -> None:
    world = seed(data_dir, 3, "triad-coaching", "triad", 75)
    with Server(data_dir) as server:
        members = begun(server, world)
        with live(server, members[1]) as one, live(server, members[2]) as other:
            before = [number(one), number(other)]
            members[0].press(server, "next")
            after = [number(one), number(other)]

    assert before == [4, 4]
    assert after == [5, 5]


def test_who_comes_back_hears_what_they_missed(data_dir: Path) -> None:
    world = seed(data_dir, 3, "triad-coaching", "triad", 75)
    with Server(data_dir) as server:
        members = begun(server, world)
        with live(server, members[1]) as one:
            assert number(one) == 4
        members[0].press(server, "next")
        with live(server, members[1]) as again:
            assert number(again) == 5


def test_a_visitor_and_an_unknown_room_are_turned_away_alike(data_dir: Path) -> None:
    world = seed(data_dir, 3, "triad-coaching", "triad", 75)
    with Server(data_dir) as server:
        members = begun(server, world)
        nobody = Member(world, next(iter(world["people"])))
        nobody.cookies = {}
        answers = []
        for who, room in ((nobody, ""), (members[0], "/sessions/session-000000000000")):
            with pytest.raises(InvalidStatus) as refusal, live(server, who, room):
                pass
            answers.append(refusal.value.response.status_code)

    assert answers == [403, 403]


def leave_the_group(data_dir: Path, name: str) -> None:
    """End somebody's membership while they are connected."""
    import os
    import sys

    code = (
        "import django; django.setup()\n"
        "from django.utils import timezone\n"
        "from junto.domain.groups.models import GroupMember\n"
        "from junto.foundation import tenancy\n"
        "with tenancy.unscoped('a test ends a membership'):\n"
        f"    rows = GroupMember.objects.filter(person__full_name={name!r})\n"
        "    assert rows.update(ended_at=timezone.now()) == 1\n"
    )
    settings = {"JUNTO_DATA_DIR": str(data_dir), "DJANGO_SETTINGS_MODULE": "junto.config.settings"}
    subprocess.run([sys.executable, "-c", code], env={**os.environ, **settings}, check=True)


def test_who_is_removed_while_connected_is_shown_out(data_dir: Path) -> None:
    world = seed(data_dir, 3, "triad-coaching", "triad", 75)
    with Server(data_dir) as server:
        members = begun(server, world)
        with live(server, members[1]) as one:
            number(one)
            leave_the_group(data_dir, list(world["people"])[1])
            one.send('{"here":1}')
            with pytest.raises(ConnectionClosed) as closed:
                one.recv(timeout=SOON)

    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4404


@pytest.fixture
def redis_url() -> Iterator[str]:
    """A Redis of this test's own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:

            def answers() -> bool:
                with socket.socket() as door:
                    return door.connect_ex(("127.0.0.1", port)) == 0

            until(answers, "Redis to answer")
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()


def test_a_second_process_is_told_through_redis(data_dir: Path, redis_url: str) -> None:
    from junto.interfaces.live import push

    world = seed(data_dir, 3, "triad-coaching", "triad", 75)
    with Server(data_dir, JUNTO_REDIS_URL=redis_url) as server:
        members = begun(server, world)
        room = members[1].room.removesuffix("/room").rpartition("-")[2]
        with live(server, members[1]) as one:
            assert number(one) == 4
            import redis

            client = redis.Redis.from_url(redis_url)
            # As another process would say it; it is heard once this one listens.
            until(lambda: client.publish(push.CHANNEL, f"n {room} 9") > 0, "the server to listen")
            assert number(one) == 9
            client.close()
            members[0].press(server, "next")


def test_who_signs_out_elsewhere_is_shown_out(data_dir: Path) -> None:
    world = seed(data_dir, 3, "triad-coaching", "triad", 75)
    with Server(data_dir) as server:
        members = begun(server, world)
        with live(server, members[1]) as one:
            number(one)
            sign_out(data_dir, world["people"][list(world["people"])[1]])
            one.send('{"here":1}')
            with pytest.raises(ConnectionClosed) as closed:
                one.recv(timeout=SOON)

    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4404


def sign_out(data_dir: Path, key: str) -> None:
    """End a session of the browser, as signing out does."""
    import os
    import sys

    code = (
        "import django; django.setup()\n"
        "from junto.config.sessions import SessionStore\n"
        f"SessionStore({key!r}).delete()\n"
    )
    settings = {"JUNTO_DATA_DIR": str(data_dir), "DJANGO_SETTINGS_MODULE": "junto.config.settings"}
    subprocess.run([sys.executable, "-c", code], env={**os.environ, **settings}, check=True)
