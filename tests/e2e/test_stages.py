"""A lab, a debate, a quiz with thirty players and a session in writing, with everybody in them.

Two people of each have a screen; the others send what their pages would send.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e import quiz_seeding
from e2e.conftest import OpenPage
from e2e.hands import Hand
from e2e.looking import assert_accessible, assert_no_overflow
from e2e.seeding import seed
from server.processes import Server

pytestmark = pytest.mark.e2e

NEWS = 8_000
Open = Any


class Table:
    """A group in a room: who leads has a screen, one more has a phone, the others send forms."""

    def __init__(
        self, browser: Browser, site: Server, world: dict[str, Any], open_page: OpenPage
    ) -> None:
        self.site, self.world, self.browser, self.open_page = site, world, browser, open_page
        self.names = list(world["people"])
        self.hands = {name: Hand(browser, site, world, name) for name in self.names}
        self.room = world["room"]

    def screen(self, name: str, path: str, *, width: int, theme: str = "light") -> Page:
        """A page of somebody's own."""
        page = self.open_page(width=width, theme=theme)
        cookie = {"name": self.world["cookie"], "value": self.world["people"][name]}
        page.context.add_cookies([{**cookie, "url": self.site.url}])
        page.goto(self.site.url + path)
        return page

    def do(self, name: str, act: str, **fields: str) -> str:
        """Somebody presses a button of the room."""
        room = self.room
        return self.hands[name].send(room, f"{room}/act", do=act, **fields)

    def begin(self) -> None:
        """All come in and the first begins."""
        for name in self.names:
            self.do(name, "arrive")
        self.do(self.names[0], "open")

    def leader(self) -> str:
        """Who can go on."""
        return next(
            name for name in self.names if 'value="next"' in self.hands[name].look(self.room)
        )

    def go_on_to(self, title: str) -> None:
        """The leader goes on until a stage begins."""
        leader = self.leader()
        for _ in range(30):
            text = self.hands[leader].look(self.room)
            if f'<h1 class="stage-t">{title}</h1>' in text:
                return
            step = text.split('name="step" value="')[1].split('"')[0]
            self.do(leader, "next", step=step)
        raise AssertionError(title)

    def close(self) -> None:
        """All leave."""
        for hand in self.hands.values():
            hand.close()


@pytest.fixture
def seat(chromium: Browser, site: Server, open_page: OpenPage) -> Iterator[Open]:
    """Seat a world's people; they leave when the test is over."""
    with ExitStack() as tables:

        def open_(world: dict[str, Any]) -> Table:
            table = Table(chromium, site, world, open_page)
            tables.callback(table.close)
            return table

        yield open_


def shown(page: Page, text: str) -> None:
    expect(page.locator("main")).to_contain_text(text, timeout=NEWS)


def plain(page: str) -> str:
    """The part of a page that is nobody's own: without keys of forms and without what is ticked."""
    main = page.split("<main")[1].split("</main>", maxsplit=1)[0]
    return re.sub(r'name="(csrfmiddlewaretoken|_key)" value="[^"]*"| checked(="")?', "", main)


def test_a_lab_ends_with_experiments_that_open_the_next_one(site: Server, seat: Open) -> None:
    world = seed(site.data_dir, 6, "learning-lab", "circle", 90, "then:learning-lab")
    table = seat(world)
    table.begin()
    names = table.names
    phone = table.screen(names[5], table.room, width=390, theme="dark")
    table.go_on_to("Write your card")
    shown(phone, "Experiments")
    phone.locator('[name="line:tried"]').fill("Asked before I answered")
    phone.locator('[name="line:happened"]').fill("Two people spoke who never had")
    phone.get_by_role("button", name="Put the card on the table").click()
    shown(phone, "Asked before I answered")
    for name in names[:5]:
        table.do(name, "experiment", line__tried=f"Card of {name}", line__happened="It held")
    assert_accessible(phone)
    assert_no_overflow(phone)
    table.go_on_to("Patterns")
    for name in names[:2]:
        table.do(name, "write", output="pattern", text=f"Asking first, says {name}", seen="999")
    table.go_on_to("Choose")
    shown(phone, "Asking first")
    table.go_on_to("Design in threes")
    by = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()
    for name in names:
        table.do(name, "step", what=f"Try it once more, {name}", cue="Monday", by=by)
    table.go_on_to("Close")
    leader = table.leader()
    table.do(leader, "end")
    expect(phone.get_by_role("heading", level=1)).to_have_text("The session is over", timeout=NEWS)
    table.room = world["next_room"]
    table.begin()
    table.go_on_to("Write your card")
    again = table.screen(names[0], table.room, width=1440)
    shown(again, "from earlier sessions")
    assert_accessible(again)


def test_a_debate_changes_sides_and_shows_how_the_group_moved_without_names(
    site: Server, seat: Open
) -> None:
    table = seat(seed(site.data_dir, 6, "structured-controversy", "circle", 66))
    table.begin()
    names = table.names
    wide = table.screen(names[0], table.room, width=1440)
    for place, name in enumerate(names):
        table.do(name, "rate", output="before", at__lean=str(2 + place % 2), at__sure="5")
    table.go_on_to("Prepare")
    shown(wide, "The two sides")
    table.go_on_to("Change sides")
    shown(wide, "Sides have changed")
    assert_accessible(wide)
    table.go_on_to("Second lean")
    for place, name in enumerate(names):
        table.do(name, "rate", output="after", at__lean=str(6 + place % 2), at__sure="7")
    table.go_on_to("What moved me")
    expect(wide.get_by_role("heading", name="How the group moved")).to_be_visible(timeout=NEWS)
    text = wide.locator("main").inner_text()
    assert not [name for name in names if f"{name} moved" in text]
    assert_accessible(wide)
    assert_no_overflow(wide)


def test_thirty_players_answer_and_the_screen_shows_no_name(
    site: Server, chromium: Browser, open_page: OpenPage
) -> None:
    world = quiz_seeding.seed(site.data_dir, 30)
    people = list(world["people"])
    host, phone_of, others = people[0], people[1], people[2:]

    def own(name: str, path: str, width: int, theme: str) -> Page:
        page = open_page(width=width, theme=theme)
        cookie = {"name": world["cookie"], "value": world["people"][name]}
        page.context.add_cookies([{**cookie, "url": site.url}])
        page.goto(site.url + path)
        return page

    screen = own(host, world["screen"], 1440, "light")
    phone = own(phone_of, world["play"], 390, "dark")
    phone.get_by_role("button", name="Join").click()
    hands = [Hand(chromium, site, world, name) for name in others]
    for hand in hands:
        hand.send(world["play"], world["join"])
    assert_accessible(screen)
    screen.get_by_role("button", name="Ask the first question").click()
    expect(phone.get_by_text("By Friday")).to_be_visible(timeout=NEWS)
    assert_no_overflow(phone)
    first, second = world["questions"]
    phone.locator("input[name=choice]").nth(1).check()
    for place, hand in enumerate(hands):
        hand.send(world["play"], world["answer"], question=first, choice=str(place % 3))
    # Before the close, whoever chose right and whoever did not see the same page.
    assert [plain(hands[n].look(world["play"])) for n in (0, 1)] == [
        plain(hands[2].look(world["play"]))
    ] * 2
    expect(screen.locator("#quiz")).to_contain_text("30", timeout=NEWS)
    screen.get_by_role("button", name="Close the question").click()
    screen.get_by_role("button", name="Show the results").click()
    expect(screen.locator("#quiz")).to_contain_text("By Friday", timeout=NEWS)
    assert "Player" not in screen.locator("main").inner_text()
    screen.get_by_role("button", name="Next question").click()
    for place, hand in enumerate(hands):
        hand.send(world["play"], world["answer"], question=second, choice=str(place % 5))
    screen.get_by_role("button", name="Close the question").click()
    screen.get_by_role("button", name="Show the results").click()
    expect(screen.get_by_role("button", name="End the quiz")).to_be_visible(timeout=NEWS)
    screen.get_by_role("button", name="End the quiz").click()
    expect(screen.locator("#quiz")).to_contain_text("That was the last question", timeout=NEWS)
    for hand in hands:
        hand.close()


def test_a_session_in_writing_ends_in_next_steps_that_the_next_session_reviews(
    site: Server, seat: Open
) -> None:
    more = "then:peer-advisory-forum"
    world = seed(site.data_dir, 5, "discussion-forum", "circle", 105, more)
    table = seat(world)
    names, session = table.names, world["room"].removesuffix("/room")
    page = f"{session}/writing"
    phone = table.screen(names[0], session, width=390)
    phone.get_by_role("link", name="Begin in writing").click()
    phone.get_by_role("button", name="Begin in writing").click()
    phone.locator("form:has(button[value=post]) textarea").fill("We write before we talk.")
    phone.get_by_role("button", name="Post it").click()
    shown(phone, "We write before we talk.")

    def send(name: str, act: str, **fields: str) -> str:
        return str(table.hands[name].send(page, f"{page}/act", do=act, **fields))

    assert "We write before we talk." not in table.hands[names[1]].look(page)
    for name in names[1:]:
        send(name, "post", part="0", output="post", text=f"From {name}")
    phone.reload()
    shown(phone, f"From {names[4]}")
    entry = table.hands[names[0]].look(page).split('id="post-')[1].split('"')[0]
    for name in names:
        for n in range(2):
            send(name, "reply", entry=entry, text=f"Answer {n} of {name}")
    for name in names:
        send(name, "post", part="2", output="digest", text="What we take along")
    by = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()
    for name in names:
        send(name, "step", part="3", output="try", what=f"{name} writes first", cue="Monday", by=by)
    phone.reload()
    shown(phone, "writes first")
    assert_accessible(phone)
    assert_no_overflow(phone)
    for name in names:
        send(name, "go-on", part="3")
    phone.reload()
    shown(phone, "All parts are over.")
    phone.get_by_role("link", name="Write your next step, and say how it was").click()
    expect(phone.get_by_role("heading", name="Three taps")).to_be_visible()
    table.room = world["next_room"]
    table.begin()
    screen = table.screen(names[1], table.room, width=1440, theme="dark")
    leader = table.leader()
    for _ in range(12):
        text = table.hands[leader].look(table.room)
        if f"{names[0]} writes first" in text:
            break
        step = text.split('name="step" value="')[1].split('"')[0]
        table.do(leader, "next", step=step)
    shown(screen, f"{names[0]} writes first")
    assert_accessible(screen)


def test_what_is_written_without_a_connection_arrives_once_there_is_one(
    site: Server, seat: Open
) -> None:
    table = seat(seed(site.data_dir, 4, "consultation-circle", "circle", 60))
    table.begin()
    leader = table.leader()
    writer = next(name for name in table.names if name != leader)
    phone = table.screen(writer, table.room, width=390)
    phone.context.set_offline(True)
    phone.locator("#note").fill("Ask Ana what she would drop")
    phone.get_by_role("button", name="Keep my notes").click()
    expect(phone.locator("#room")).to_contain_text("kept here and sent once you are back")
    # Meanwhile the others went on.
    step = table.hands[leader].look(table.room).split('name="step" value="')[1].split('"')[0]
    table.do(leader, "next", step=step)
    phone.context.set_offline(False)
    expect(phone.locator("#controls [name=step]")).not_to_have_value(step, timeout=20_000)
    again = table.screen(writer, table.room, width=390)
    expect(again.locator("#note")).to_have_value("Ask Ana what she would drop", timeout=NEWS)
