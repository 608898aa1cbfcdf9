"""After a session, in real browsers: a minute, one thumb or five keys."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from e2e.after_seeding import seed
from e2e.conftest import OpenPage
from e2e.looking import (
    assert_accessible,
    assert_keyboard_reaches_everything,
    assert_no_overflow,
)
from server.processes import Server

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def world(site: Server) -> dict[str, Any]:
    """A circle whose session has just ended."""
    return seed(site.data_dir)


def sign_in(page: Page, site: Server, world: dict[str, Any], name: str, where: str) -> Page:
    cookie = {"name": world["cookie"], "value": world["people"][name]}
    page.context.add_cookies([{**cookie, "url": site.url}])
    page.goto(site.url + world[where])
    return page


def test_keys_one_to_five_answer_and_lead_on(
    site: Server, world: dict[str, Any], open_page: OpenPage
) -> None:
    page = sign_in(open_page(), site, world, "Member 0", "after")
    page.locator("input[name=useful]").first.focus()
    for key in "453":
        page.keyboard.press(key)
    expect(page.get_by_role("button", name="Send my three taps")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#pulse")).to_contain_text("Your answers are in")
    chosen = page.locator("#pulse input:checked")

    assert chosen.evaluate_all("found => found.map(each => each.name + each.value)") == [
        "useful4",
        "heard5",
        "safe3",
    ]


def test_with_one_thumb_a_step_three_taps_and_thanks(
    site: Server, world: dict[str, Any], open_page: OpenPage
) -> None:
    page = sign_in(open_page(width=390, theme="dark"), site, world, "Member 1", "after")
    page.get_by_label("What will you try?").fill("Ask Sam one open question")
    page.get_by_role("button", name="Keep this step").click()
    expect(page.locator("main")).to_contain_text("Ask Sam one open question")
    for question in page.locator("#pulse fieldset").all():
        question.get_by_label("Mostly").check()
    page.get_by_role("button", name="Send my three taps").click()
    expect(page.locator("#pulse")).to_contain_text("Your answers are in")
    page.get_by_label("Whom would you like to thank?").select_option(label="Member 2")
    page.get_by_label("What did they do?").fill("You let the silence stand")
    page.get_by_role("button", name="Send my thanks").click()
    expect(page.locator("main")).to_contain_text("You let the silence stand")
    page.goto(site.url + world["steps"])
    page.get_by_role("button", name="Done").click()
    expect(page.locator("body")).to_contain_text("Well kept")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Done")).to_be_visible()


def test_what_was_typed_and_not_sent_is_there_again(
    site: Server, world: dict[str, Any], open_page: OpenPage
) -> None:
    page = sign_in(open_page(), site, world, "Member 3", "after")
    with page.expect_response("**/drafts"):
        page.get_by_label("What will you try?").fill("Half a thought")
    page.goto(site.url + world["after"])

    expect(page.get_by_label("What will you try?")).to_have_value("Half a thought")


@pytest.mark.parametrize("where", ["after", "steps", "group_steps", "group_pulse"])
@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (390, "dark")])
def test_the_pages_hold_for_everybody(
    site: Server, world: dict[str, Any], open_page: OpenPage, where: str, width: int, theme: str
) -> None:
    page = sign_in(open_page(width=width, theme=theme), site, world, "Member 4", where)

    assert_accessible(page)
    assert_no_overflow(page)
    assert_keyboard_reaches_everything(page)


def test_the_manager_sees_the_pulse_of_the_program(
    site: Server, world: dict[str, Any], open_page: OpenPage
) -> None:
    page = sign_in(open_page(width=390), site, world, "Helena Brandt", "program_pulse")
    expect(page.locator("main")).to_contain_text("The questions are open")

    assert_accessible(page)
    assert_no_overflow(page)


def test_right_to_left_and_longer_words_fit(
    site: Server, world: dict[str, Any], open_page: OpenPage
) -> None:
    page = sign_in(open_page(width=390, language="ar-xb"), site, world, "Member 4", "after")

    assert_no_overflow(page)
