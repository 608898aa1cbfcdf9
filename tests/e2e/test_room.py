"""A session in real browsers: everybody at their own screen, moved on by its buttons."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.conftest import OpenPage
from e2e.looking import (
    assert_accessible,
    assert_keyboard_reaches_everything,
    assert_no_overflow,
)
from e2e.seeding import seed
from server.processes import Server

pytestmark = pytest.mark.e2e

NEWS = 6_000


class Room:
    """A group at their screens."""

    def __init__(self, server: Server, world: dict[str, Any], open_page: OpenPage) -> None:
        self.server, self.world, self.open_page = server, world, open_page
        self.pages: dict[str, Page] = {}

    def enter(self, name: str, *, width: int = 1440, theme: str = "light") -> Page:
        """Somebody opens the room on a screen of their own and comes in."""
        page = self.open_page(width=width, theme=theme)
        cookie = {"name": self.world["cookie"], "value": self.world["people"][name]}
        page.context.add_cookies([{**cookie, "url": self.server.url}])
        page.goto(self.server.url + self.world["room"])
        page.get_by_role("button", name="Come in").click()
        expect(page.locator("button[value=arrive]")).to_have_count(0)
        self.pages[name] = page
        return page

    def leader(self) -> Page:
        """Whose screen has the button to go on."""
        for page in self.pages.values():
            if page.get_by_role("button", name="Next stage").count():
                return page
        raise AssertionError("nobody can go on")

    def go_on(self) -> None:
        """The leader presses the button; everybody's screen follows."""
        page = self.leader()
        before = place_of(page)
        page.get_by_role("button", name="Next stage").click()
        for each in self.pages.values():
            expect(step_of(each)).not_to_have_value(before, timeout=NEWS)


def step_of(page: Page) -> Locator:
    return page.locator("#controls [name=step]")


def place_of(page: Page) -> str:
    return step_of(page).input_value()


def title_of(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


@pytest.fixture
def triad(site: Server, open_page: OpenPage) -> Room:
    return Room(site, seed(site.data_dir, 3, "triad-coaching", "triad", 75), open_page)


def test_a_triad_runs_three_rounds_in_three_browsers(triad: Room) -> None:
    names = list(triad.world["people"])
    for name in names:
        triad.enter(name, width=390 if name == names[2] else 1440)
    first = triad.pages[names[0]]
    expect(first.locator("main")).to_contain_text("Jonah" if "Jonah" in names else "Ingrid")
    first.get_by_role("button", name="Begin the session").click()
    for page in triad.pages.values():
        expect(page.get_by_role("heading", level=1)).to_have_text("Arrive and agree", timeout=NEWS)
    # Everybody takes their turn: who has the floor says so, and names who is next.
    for _ in names:
        speaking = next(page for page in triad.pages.values() if page.locator(".btn-floor").count())
        said = speaking.locator(".btn-floor").inner_text()
        assert said.startswith("Done, ") or said == "I'm done"
        turn = speaking.locator("#controls [name=turn]").input_value()
        speaking.locator(".btn-floor").click()
        for page in triad.pages.values():
            expect(page.locator("#controls [name=turn]")).not_to_have_value(turn, timeout=NEWS)
    held: dict[str, list[str]] = {name: [] for name in names}
    for _ in range(25):
        if title_of(first) == "Coaching conversation":
            for name, page in triad.pages.items():
                held[name].append(page.locator(".role h2").first.inner_text())
        if title_of(first) == "Room to finish well":
            break
        triad.go_on()
    assert {name: sorted(roles) for name, roles in held.items()} == {
        name: ["Coach", "Learner", "Observer"] for name in names
    }
    first.get_by_role("button", name="End the session").click()
    for page in triad.pages.values():
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "The session is over", timeout=NEWS
        )
        expect(page.get_by_role("link", name="Write your next step")).to_be_visible()


def test_what_somebody_types_stays_while_the_room_moves(triad: Room) -> None:
    names = list(triad.world["people"])
    for name in names:
        triad.enter(name)
    first = triad.pages[names[0]]
    first.get_by_role("button", name="Begin the session").click()
    for _ in range(9):
        page = triad.pages[names[1]]
        expect(page.locator("#controls")).to_be_visible(timeout=NEWS)
        if title_of(page) == "A minute on paper":
            break
        triad.go_on()
    box = page.locator("form[data-write] textarea").first
    box.fill("Half a thought")
    first.get_by_role("button", name="Raise hand").click()
    expect(page.locator(".round")).to_contain_text("hand up", timeout=NEWS)
    expect(page.locator("form[data-write] textarea").first).to_have_value("Half a thought")
    triad.go_on()
    unsent = page.locator("#unsent")
    expect(unsent).to_contain_text("It is not sent yet")
    expect(unsent.locator("textarea").first).to_have_value("Half a thought")
    unsent.get_by_role("button", name="Keep it").click()
    expect(page.locator(".entries")).to_contain_text("Half a thought")


def test_a_forum_of_seven_goes_on_with_one_away_and_one_late(
    site: Server, open_page: OpenPage
) -> None:
    world = seed(site.data_dir, 7, "peer-advisory-forum", "circle", 105)
    room = Room(site, world, open_page)
    names = list(world["people"])
    for name in names[:5]:
        room.enter(name, width=390)
    room.pages[names[0]].get_by_role("button", name="Begin the session").click()
    for page in room.pages.values():
        expect(page.locator(".timer")).to_be_visible(timeout=NEWS)
    leader = room.leader()
    expect(leader.locator(".round > ol > li")).to_have_count(5)
    kept = {name: page for name, page in room.pages.items() if page is leader}
    room.pages = kept
    room.go_on()
    late = room.enter(names[5])
    expect(leader.locator(".round > ol > li")).to_have_count(6, timeout=NEWS)
    expect(late.locator(".role h2").last).to_have_text("Peer")
    seen = []
    for _ in range(20):
        seen.append(title_of(leader))
        if seen[-1] == "Room to finish well":
            break
        room.go_on()
    assert {"Experiences", "What the presenter takes"} <= set(seen)
    leader.get_by_role("button", name="End the session").click()
    expect(late.get_by_role("heading", level=1)).to_have_text("The session is over", timeout=NEWS)


def test_the_countdown_follows_the_server_and_speaks_at_its_moments(
    site: Server, open_page: OpenPage
) -> None:
    world = seed(site.data_dir, 4, "consultation-circle", "circle", 60)
    room = Room(site, world, open_page)
    names = list(world["people"])
    for name in names:
        room.enter(name, width=390)
    room.pages[names[0]].get_by_role("button", name="Begin the session").click()
    for page in room.pages.values():
        expect(page.locator(".timer")).to_be_visible(timeout=NEWS)
    room.go_on()
    leader = room.leader()
    quiet, *others = (page for page in room.pages.values() if page is not leader)
    for page in others:
        page.close()
    # This device is an hour and a bit behind.
    quiet.clock.install(time=datetime.now(UTC) - timedelta(minutes=67))
    quiet.reload()
    expect(quiet.locator(".timer .tt")).to_have_text("8")
    for minutes, left, said in (
        (4, "4", "Half of the time is left."),
        (2, "2", "Two minutes left."),
        (1.5, "30", "Thirty seconds left."),
    ):
        quiet.clock.run_for(int(60_000 * minutes))
        expect(quiet.locator("#live")).to_have_text(said)
        shown = int(quiet.locator(".timer .tt").inner_text())
        assert int(left) - 8 <= shown <= int(left)


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (390, "dark")])
def test_the_room_holds_for_everybody(
    site: Server, open_page: OpenPage, width: int, theme: str
) -> None:
    world = seed(site.data_dir, 6, "consultation-circle", "circle", 60)
    room = Room(site, world, open_page)
    for name in list(world["people"])[:4]:
        room.enter(name, width=width, theme=theme)
    first = next(iter(room.pages.values()))
    assert_accessible(first)
    assert_no_overflow(first)
    first.get_by_role("button", name="Begin the session").click()
    for page in room.pages.values():
        expect(page.locator(".timer")).to_be_visible(timeout=NEWS)
    for _ in range(4):
        room.go_on()
    for page in (room.leader(), first):
        assert_accessible(page)
        page.set_viewport_size({"width": 320, "height": 800})
        assert_no_overflow(page)
        page.set_viewport_size({"width": width, "height": 900})
        assert_keyboard_reaches_everything(page)


def test_trying_it_alone_counts_down_and_moves_by_itself(site: Server, open_page: OpenPage) -> None:
    world = seed(site.data_dir, 3, "triad-coaching", "triad", 75)
    page = open_page(width=390)
    value = next(iter(world["people"].values()))
    page.context.add_cookies([{"name": world["cookie"], "value": value, "url": site.url}])
    page.goto(f"{site.url}/try/learning-huddle")
    page.get_by_role("button", name="Begin").click()
    expect(page.locator(".timer .tt")).to_be_visible()
    first = title_of(page)
    expect(page.get_by_role("heading", level=1)).not_to_have_text(first, timeout=30_000)
    assert_no_overflow(page)
