"""From the groups of the sample to somebody who comes in by a link and says they cannot come.

Two browsers: the manager's and a newcomer's. No mail is set up.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import OpenPage
from e2e.looking import assert_accessible, assert_keyboard_reaches_everything, assert_no_overflow
from server.processes import Server

pytestmark = pytest.mark.e2e

SLOW = 30_000


def enter(page: Page, server: Server, role: str) -> None:
    page.goto(f"{server.url}/sample/as/{role}")
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/home/**")


def holds(page: Page) -> None:
    """For everybody: axe, the keyboard, a narrow window; without the note on what was just done."""
    page.goto(page.url)
    assert_accessible(page)
    assert_keyboard_reaches_everything(page)
    page.set_viewport_size({"width": 320, "height": 800})
    assert_no_overflow(page)
    page.set_viewport_size({"width": 1440, "height": 900})


def test_groups_are_scheduled_and_a_newcomer_comes_in(sample: Server, open_page: OpenPage) -> None:
    page = open_page()
    enter(page, sample, "program_manager")
    page.get_by_role("link", name="Schedule", exact=True).first.click()
    page.get_by_role("button", name="Find hours for").click()
    take_all = page.get_by_role("button", name="Use them for")
    expect(take_all).to_be_visible(timeout=SLOW)
    holds(page)

    page.get_by_role("link", name="Open").first.click()
    expect(page.get_by_role("button", name="Use this time")).to_have_count(3)
    holds(page)

    page.get_by_role("link", name="Schedule", exact=True).first.click()
    take_all.click()
    invite = page.locator("main").get_by_role("link", name="Invite people")
    expect(invite).to_be_visible(timeout=SLOW)
    invite.click()
    make = page.get_by_role("button", name="personal links")
    if make.count():
        make.click()
    holds(page)
    links = page.eval_on_selector_all("table input", "found => found.map(each => each.value)")
    link = next(each for each in links if "/join/" in each)

    guest = open_page()
    guest.goto(link)
    holds(guest)
    guest.get_by_label("Choose a password").fill("a calm green river")
    guest.get_by_role("button", name="Come in").click()
    holds(guest)
    guest.get_by_role("button", name="Can't come").click()
    expect(guest.get_by_role("heading", name="You can't come this time")).to_be_visible()
    guest.get_by_role("button", name="Undo").click()
    expect(guest.get_by_role("heading", name="We count on you")).to_be_visible()

    with guest.expect_download() as download:
        guest.get_by_role("link", name="Calendar file").click()
    assert Path(download.value.path()).read_text("utf-8").startswith("BEGIN:VCALENDAR")

    again = open_page()
    again.goto(link)
    expect(again.get_by_role("heading", name="This link was used")).to_be_visible()
