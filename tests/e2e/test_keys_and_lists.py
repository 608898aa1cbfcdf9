"""Single keys that act once they are switched on; people chosen from a list by keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import OpenPage
from e2e.looking import findings
from server.processes import Server

pytestmark = pytest.mark.e2e


def enter(page: Page, server: Server) -> None:
    """Come in as the sample's program manager."""
    page.goto(f"{server.url}/sample/as/program_manager")
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/home/**")


def test_the_question_mark_lists_the_keys_once_they_are_on(
    sample: Server, open_page: OpenPage
) -> None:
    page = open_page()
    enter(page, sample)
    page.goto(f"{sample.url}/me")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_have_count(0)

    page.get_by_label("Single letters act, without Ctrl").check()
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-keys", "on")
    page.locator("body").press("?")

    expect(page.locator("#keys")).to_be_visible()
    assert findings(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()


def test_two_people_are_kept_apart_by_typing_and_enter(sample: Server, open_page: OpenPage) -> None:
    page = open_page()
    enter(page, sample)
    page.goto(page.locator("a[href$='/setup/rules']").first.evaluate("link => link.href"))
    first, second = page.locator("#people-here option").evaluate_all(
        "found => found.slice(0, 2).map(each => each.value)"
    )

    page.locator("#never_a").fill(first)
    page.locator("#never_b").fill(second)
    page.locator("#never_b").press("Enter")

    names = ", ".join(each.split(",")[0] for each in (first, second))
    expect(page.get_by_role("checkbox", name=names)).to_be_checked()
    expect(page.locator("#never_a")).to_have_value("")
