"""A session on a real server: killed in the middle, and two who press at once."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any
from urllib.parse import urlencode

import pytest

from e2e.seeding import seed
from server.processes import Server

pytestmark = pytest.mark.server


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


class Member:
    """Somebody of the group at a screen."""

    def __init__(self, world: dict[str, Any], name: str) -> None:
        self.cookies = {world["cookie"]: world["people"][name]}
        self.room = world["room"]
        self.opener = urllib.request.build_opener(_Stay)

    def look(self, server: Server) -> str:
        """The room's page."""
        with self.opener.open(self._request(server, self.room), timeout=20) as answer:
            for line in answer.headers.get_all("Set-Cookie") or ():
                name, _, rest = line.partition("=")
                self.cookies[name] = rest.partition(";")[0]
            text: str = answer.read().decode()
        return text

    def press(self, server: Server, do: str, page: str = "") -> int:
        """Press a button of a page, the newest when none is given."""
        page = page or self.look(server)
        fields = {
            "do": do,
            "csrfmiddlewaretoken": re.findall(r'csrfmiddlewaretoken" value="([^"]+)"', page)[-1],
            "step": (re.findall(r'name="step" value="(\d+)"', page) or ["0"])[-1],
        }
        request = self._request(server, f"{self.room}/act")
        request.add_header("Origin", server.url)
        try:
            with self.opener.open(request, urlencode(fields).encode(), timeout=20) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code

    def _request(self, server: Server, path: str) -> urllib.request.Request:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return urllib.request.Request(server.url + path, headers={"Cookie": cookie})


def told(page: str, name: str) -> str:
    found = re.search(rf'data-{name}="([^"]*)"', page)
    assert found, name
    return found[1]


def begun(server: Server, world: dict[str, Any]) -> list[Member]:
    """The group, with its session under way."""
    members = [Member(world, name) for name in world["people"]]
    for each in members:
        assert each.press(server, "arrive") == 302
    assert members[0].press(server, "open") == 302
    return members


def test_a_server_killed_in_the_middle_comes_back_at_the_right_second(data_dir: Path) -> None:
    world = seed(data_dir, 3, "triad-coaching", "triad", 75)
    with Server(data_dir) as server:
        members = begun(server, world)
        members[0].press(server, "next")
        before = members[1].look(server)
        server.kill()
    with Server(data_dir) as server:
        after = members[1].look(server)
    assert [told(after, name) for name in ("ends", "spoken", "seconds")] == [
        told(before, name) for name in ("ends", "spoken", "seconds")
    ]
    assert "Stage 2 of 5" in after


def test_two_who_press_next_at_the_same_moment_go_on_by_one_step(data_dir: Path) -> None:
    world = seed(data_dir, 3, "triad-coaching", "triad", 75)
    with Server(data_dir) as server:
        members = begun(server, world)
        for stage in (2, 3):
            pages = [each.look(server) for each in members]
            together = Barrier(len(members))

            def press(place: int, pages: list[str] = pages, gate: Barrier = together) -> int:
                gate.wait(10)
                return members[place].press(server, "next", pages[place])

            with ThreadPoolExecutor(len(members)) as pool:
                assert list(pool.map(press, range(len(members)))) == [302] * len(members)
            assert f"Stage {stage} of 5" in members[0].look(server)
