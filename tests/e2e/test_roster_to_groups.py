"""From a file of real people to published, explained groups, in the browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import OpenPage
from server.processes import Server

pytestmark = [pytest.mark.e2e, pytest.mark.roster]

ROSTER = Path(__file__).parents[2].parent / "shared/rosters/us-congress.csv"
PEOPLE = 537
NOT_BOTH_SEEN = 60_000


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running server with an empty data directory."""
    if not ROSTER.exists():
        pytest.skip("the roster of the Congress is not beside the project")
    with Server(tmp_path_factory.mktemp("congress")) as running:
        yield running


def begin(page: Page, server: Server) -> None:
    """The first administrator comes in and brings people."""
    line = server.line_with("/welcome/")
    page.goto(line.split()[-1])
    page.get_by_label("Your name").fill("Ada Lead")
    page.get_by_label("Your e-mail").fill("ada@people.example")
    page.get_by_label("Choose a password").fill("a short sentence 7")
    page.get_by_label("Organization", exact=True).fill("Congress")
    page.get_by_role("button", name="Set up my organization").click()
    page.get_by_role("button", name="Bring my people").click()


def bring(page: Page) -> str:
    """Import the roster; returns the program's address."""
    program = page.url.removesuffix("/people/import")
    page.locator("main input[type=file]").set_input_files(ROSTER)
    page.get_by_role("button", name="Read it").click()
    add = page.get_by_role("button", name=f"Add {PEOPLE} people")
    add.click(timeout=NOT_BOTH_SEEN)
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        f"{PEOPLE} people", timeout=NOT_BOTH_SEEN
    )
    return program


def choose_forum(page: Page, program: str) -> None:
    """Take the six-month forum with circles of five to seven."""
    page.goto(f"{program}/setup/template")
    card = page.locator("main .card", has_text="Six-month peer advisory forum")
    card.locator(".btn", has_text="Choose").click()
    page.get_by_role("button", name=re.compile("^(Save|Use)")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Say what makes a good group")


def say_rules(page: Page, program: str, day: str | None) -> None:
    """Nobody twice from one state; mix party, chamber, gender; spread years served."""
    page.goto(f"{program}/setup/rules")
    page.locator("#at_most_0").select_option(label="state")
    if day:
        page.get_by_label("Everybody in a group shares working hours").check()
        page.get_by_label("Hours at least").fill("3")
        page.get_by_label("On", exact=True).fill(day)
        page.get_by_label("And on").fill("")
    page.get_by_text("Sensitive details").click()
    for label, how in (
        ("chamber", "mix"),
        ("state", "mix"),
        ("years_served", "balance"),
        ("party", "mix"),
        ("gender", "mix"),
    ):
        page.get_by_label(f"How: {label}", exact=True).select_option(how)


def circle_of(page: Page, board: str, name: str) -> str:
    """The name of the circle this person sits in."""
    page.goto(f"{board}?q={name}")
    return page.locator(".gcard", has_text=name).locator("h3").inner_text()


def test_a_roster_becomes_circles_one_can_explain_change_and_publish(
    server: Server, open_page: OpenPage
) -> None:
    page = open_page()
    begin(page, server)
    program = bring(page)
    choose_forum(page, program)

    say_rules(page, program, "2027-07-01")
    page.get_by_role("button", name="Check now").click()
    possible = page.locator("#possible")
    expect(possible).to_contain_text("Not possible")
    expect(possible).to_contain_text("James C. Moylan")
    expect(possible).to_contain_text("2 hours")

    say_rules(page, program, "2026-12-01")
    page.get_by_role("button", name="Save the rules").click()
    page.get_by_role("button", name="Form groups").click()
    use = page.get_by_role("link", name="Use these groups").or_(
        page.get_by_role("button", name="Use these groups")
    )
    expect(use).to_be_visible(timeout=NOT_BOTH_SEEN)
    board = page.url.split("?")[0]
    pacific = {circle_of(page, board, name) for name in ("Moylan", "King-Hinds", "Radewagen")}
    assert len(pacific) == 1

    page.goto(f"{board}?q=Schatz")
    page.locator(".gcard a", has_text="Schatz").first.click()
    expect(page.locator("#w-h")).to_contain_text("Why Brian Schatz is in")
    assert page.locator("#panel .reasons li").count() >= 1

    page.goto(f"{board}?q=Aderholt")
    page.locator(".gcard a", has_text="Aderholt").first.click()
    before = circle_of(page, board, "Aderholt")
    page.goto(f"{board}?q=Aderholt")
    page.locator(".gcard a", has_text="Aderholt").first.click()
    page.get_by_role("link", name="Best swaps").click()
    page.locator("#panel .list a").first.click()
    expect(page.locator("#whatif")).to_contain_text("If you swap")
    page.locator("#whatif").get_by_role("button", name=re.compile("^Swap")).click()
    assert circle_of(page, board, "Aderholt") != before
    page.goto(board)
    page.get_by_role("button", name="Undo", exact=True).first.click()
    assert circle_of(page, board, "Aderholt") == before

    page.goto(board)
    use.click()
    expect(page.get_by_text("These groups are published")).to_be_visible()
