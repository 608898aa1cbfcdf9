"""From a file with troubles to people, in a browser: read, correct, add, take back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from e2e.conftest import OpenPage
from e2e.looking import assert_keyboard_reaches_everything, findings, overflowing
from server.processes import Server

pytestmark = pytest.mark.e2e

LOOKS = [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")]
FILE = (
    "Full name,Work email,Dept.,Office,Boss,Start,Religion,Notes\n"
    + "".join(
        f"Person {n},person{n}@northlight.example,Digital,Leeds,,{n + 12}/04/2022,None,\n"
        for n in range(1, 15)
    )
    + "Wei Zhang,wei.zhang@northlight,Finance,Singapore,,03/04/2022,Tao,a long note\n"
    + "Ines Faria,ines@northlight.example,Digital,Lisbon,,04/05/2021,,\n"
    + "Ines Faria,ines@northlight.example,Finance,Lisbon,,04/05/2021,,\n"
)


def bring(page: Page, server: Server) -> None:
    """Come in as the program manager and bring the file."""
    page.goto(f"{server.url}/sample/as/org_admin")
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/home/**")
    page.goto(page.locator("a[href$='/people']").first.evaluate("link => link.href"))
    page.locator("a[href$='/people/import']").click()
    page.set_input_files(
        "#id_file",
        files=[{"name": "leaders.csv", "mimeType": "text/csv", "buffer": FILE.encode()}],
    )
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_selector("#mp", timeout=30_000)


def looked_at(page: Page) -> dict[object, object]:
    """What is wrong with the page in two themes, two widths and on a narrow phone."""
    trouble: dict[object, object] = {}
    for width, theme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        found = findings(page)
        if found:
            trouble[width, theme] = found
    page.set_viewport_size({"width": 320, "height": 800})
    if overflowing(page):
        trouble["overflow"] = overflowing(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(color_scheme="light")
    return trouble


def test_a_file_with_troubles_becomes_people_and_is_taken_back(
    sample: Server, open_page: OpenPage
) -> None:
    page = open_page()
    bring(page, sample)
    assert page.locator("h1").inner_text() == "Check 17 people before we add them"
    assert page.get_by_text("Add 14 now; 3 wait here").count() == 1
    assert looked_at(page) == {}
    assert_keyboard_reaches_everything(page)

    page.get_by_role("button", name="Use this", exact=True).click()
    page.get_by_role("button", name="Keep row 17").click()
    page.get_by_role("button", name="Add 16 people").click()
    page.wait_for_selector("text=16 people added or updated", timeout=30_000)
    assert looked_at(page) == {}

    page.get_by_role("button", name="Undo this import").click()
    assert page.locator("h1").inner_text() == "Taken back"
    assert looked_at(page) == {}


@pytest.mark.parametrize("language", ["ar-xb", "en-xa"])
def test_the_check_fits_from_right_to_left_and_in_long_words(
    sample: Server, open_page: OpenPage, language: str
) -> None:
    page = open_page(language=language, width=390)
    bring(page, sample)
    page.set_viewport_size({"width": 320, "height": 800})

    assert overflowing(page) == []
