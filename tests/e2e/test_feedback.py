"""A whole round of feedback on the sample program: ten people in browsers of their own."""

from __future__ import annotations

import io
import re
from typing import Any

import pypdf
import pytest
from playwright.sync_api import Page, expect

from e2e import feedback_seeding
from e2e.conftest import OpenPage
from e2e.looking import assert_accessible, assert_no_overflow
from server.processes import Server, until

pytestmark = pytest.mark.e2e

# What each of the eight has seen of the three behaviors, from 1 to 5, and one moment in words.
SEEN = [(4, 4, 2), (5, 4, 2), (4, 3, 3), (4, 5, 2), (5, 4, 3), (4, 4, 2), (3, 4, 2), (4, 4, 3)]
KEEP = "Asked the night crew what they saw before giving a plan"
MORE = [
    "Leave the decision with the team once it is handed over",
    "Hand over a decision and leave it with us",
    "Leave decisions with the team, and look in on Fridays",
    "Bring in the other site earlier",
]
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def world(sample: Server) -> dict[str, Any]:
    """People of the sample, signed in."""
    return feedback_seeding.sign_in(sample.data_dir)


def enter(page: Page, sample: Server, world: dict[str, Any], who: str, where: str) -> Page:
    cookie = {"name": world["cookie"], "value": world["people"][who]}
    page.context.add_cookies([{**cookie, "url": sample.url}])
    page.goto(sample.url + where)
    return page


def plan(page: Page) -> str:
    """Plan a round with one competency, eight answers each; the address of the round."""
    page.get_by_label("Title").fill("Spring feedback")
    page.get_by_label("Listening").check()
    page.get_by_label("How many others each hears from").fill("8")
    page.get_by_label("The most one person is asked for").fill("12")
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Spring feedback")
    return page.url


def choose(page: Page, world: dict[str, Any]) -> None:
    """Ask eight people, one after another."""
    row = page.get_by_role("listitem").filter(has_text="Spring feedback")
    row.get_by_role("link", name="Choose whom to ask").click()
    for role, name in world["names"].items():
        if role.startswith("rater"):
            page.get_by_label("Name", exact=True).fill(name)
            page.get_by_role("button", name="Find").click()
            page.get_by_role("button", name=f"Ask {name}").click()
            expect(page.get_by_role("region", name="Mixed with others")).to_contain_text(name)


def answer(page: Page, seen: tuple[int, int, int], words: dict[str, str]) -> None:
    """Give feedback, section by section, up to the receipt."""
    page.get_by_role("link", name="Begin").click()
    for group, value in zip(page.locator("fieldset.q").all(), seen, strict=True):
        group.get_by_role("radio").nth(value - 1).check(force=True)
    page.get_by_role("button", name="Continue").click()
    for label, text in words.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Continue").click()


def about(page: Page, name: str) -> None:
    """From one's feedback to what is asked about somebody in this round."""
    row = page.get_by_role("listitem").filter(has_text=name)
    row.get_by_role("link", name="Give feedback").first.click()


def test_eight_people_answer_and_one_reads_what_nobody_can_trace(
    sample: Server, world: dict[str, Any], open_page: OpenPage
) -> None:
    subject = world["names"]["subject"]
    organizer = enter(open_page(), sample, world, "organizer", world["plan"])
    round_url = plan(organizer)
    me = enter(open_page(**PHONE), sample, world, "subject", world["home"])
    choose(me, world)
    organizer.reload()
    organizer.get_by_role("button", name=re.compile("Propose people")).click()
    organizer.get_by_role("link", name="Ask everybody now").click()
    organizer.get_by_role("button", name="Ask everybody").click()
    expect(organizer.locator("body")).to_contain_text("People are asked from now on.")

    own = me.get_by_role("listitem").filter(has_text="Your own view of yourself")
    until(lambda: me.goto(sample.url + world["home"]) and own.count(), "the invitation")
    own.get_by_role("link", name="Give feedback").click()
    answer(me, (5, 5, 5), {"One moment that helped": "I ask before I say"})
    me.get_by_role("button", name="Send it").click()
    for number, seen in enumerate(SEEN):
        rater = enter(
            open_page(**(PHONE if number % 2 else {})),
            sample,
            world,
            f"rater {number}",
            world["home"],
        )
        about(rater, subject)
        words = {"One moment that helped": KEEP}
        if number < len(MORE):
            words["Something to try more of"] = MORE[number]
        answer(rater, seen, words)
        receipt = rater.get_by_role("region", name="Your anonymity receipt")
        expect(receipt).to_contain_text("8 people are asked to answer without a name.")
        if number < 2:
            assert_accessible(rater)
            assert_no_overflow(rater)
        rater.get_by_role("button", name="Send it").click()
        expect(rater.locator("main")).not_to_contain_text("Send it")
        rater.context.close()

    feedback_seeding.close(sample.data_dir, round_url.rpartition("-")[2])
    me.goto(sample.url + world["home"])
    row = me.get_by_role("listitem").filter(has_text="Spring feedback")
    row.get_by_role("link", name="Open the report").click()
    me.get_by_label("On which day").fill("2030-01-07")
    me.get_by_role("button", name="Book it and open the report").click()
    expect(me.get_by_role("heading", level=1)).to_contain_text("8 people or more")
    report = me.locator("main")
    expect(report).to_contain_text("you rate this higher than others do")
    raters = {name for role, name in world["names"].items() if role.startswith("rater")}
    with me.expect_download() as downloading:
        me.get_by_role("link", name="PDF").locator("visible=true").click()
    paper = downloading.value.path().read_bytes()
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper)).pages)
    assert "you rate this higher than others do" in " ".join(text.split())
    assert {name for name in raters if name in report.inner_text() or name in text} == set()
    assert KEEP not in text
    assert_accessible(me)
    assert_no_overflow(me)
    organizer.goto(round_url)
    expect(organizer.locator("main")).not_to_contain_text(KEEP)
