"""From a file of 48 people to the second session with its reviewed next steps, by hand.

One person who knows nothing sets the program up; what they do up to the invitations is counted and
told as a keystroke-level estimate (Card, Moran and Newell, 1980): 1.1 s to point, 0.2 s to press a
button, 0.28 s a key, 0.4 s from mouse to keyboard and back, 1.35 s to think before each act.
No mail is set up, and nothing outside this machine is reached.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.conftest import OpenPage
from junto.domain.overview.sample.people import CIRCLES, SITES, UNITS
from server.processes import Server

pytestmark = pytest.mark.e2e

LONG, NEWS = 60_000, 6_000
POINT, PRESS, KEY, HOME, THINK = 1.1, 0.2, 0.28, 0.4, 1.35
MOST_CLICKS, MOST_FIELDS, MOST_SECONDS = 45, 12, 300


@dataclass
class Hand:
    """A newcomer at the mouse and the keyboard, who counts what they do."""

    page: Page
    clicks: int = 0
    fields: int = 0
    seconds: float = 0.0

    def click(self, what: Locator) -> None:
        """Point at something and press."""
        what.click(timeout=LONG)
        self.clicks += 1
        self.seconds += THINK + POINT + PRESS

    def type(self, label: str, text: str) -> None:
        """Point into a field and type."""
        self.page.get_by_label(label, exact=True).fill(text)
        self.fields += 1
        self.seconds += THINK + POINT + PRESS + 2 * HOME + KEY * len(text)

    def drop(self, name: str, content: bytes) -> None:
        """Drag a file onto the page: pressed, carried, let go."""
        self.page.locator("main input[type=file]").set_input_files(
            files=[{"name": name, "mimeType": "text/csv", "buffer": content}]
        )
        self.clicks += 1
        self.seconds += THINK + 2 * POINT + PRESS


@dataclass(frozen=True)
class Invitation:
    """Somebody's personal link, and the group it leads to."""

    group: str
    link: str


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running server with an empty data directory, and no mail."""
    with Server(tmp_path_factory.mktemp("first")) as running:
        yield running


def leaders() -> bytes:
    """A file of 48 people as a personnel office exports it."""
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow(["Full name", "Work email", "Department", "Office", "Time zone", "Hours"])
    for people in CIRCLES.values():
        for name, unit, site, _years in people:
            begins, ends = SITES[site].hours
            mail = re.sub(r"[^a-z]+", ".", name.lower()) + "@northlight.example"
            hours = f"{begins}-{ends}"
            out.writerow([name, mail, UNITS[unit], site, SITES[site].time_zone, hours])
    return text.getvalue().encode()


def test_a_file_of_people_becomes_a_program_that_meets_twice(
    server: Server, open_page: OpenPage
) -> None:
    page = open_page()
    hand = Hand(page)
    set_up(hand, server)
    links = invitations(hand)
    print(
        f"\n{hand.clicks} clicks, {hand.fields} typed fields, about {hand.seconds:.0f} s of hands"
        " and thought up to the invitations"
    )
    assert len(links) == 48
    assert hand.clicks <= MOST_CLICKS
    assert hand.fields <= MOST_FIELDS
    assert hand.seconds < MOST_SECONDS

    group = links[0].group
    members = [join(open_page(), each) for each in links if each.group == group]
    assert len(members) in (3, 4)
    meet(members, stages=4)
    for place, member in enumerate(members):
        keep_next_step(member, f"Ask before I answer, {place}")
    for member in members:
        go_to_second_session(member)
    reviewed: list[Page] = []

    def review(page: Page) -> None:
        """What everybody wanted to try stands on the screen; whoever did it says so."""
        for place in range(len(members)):
            expect(page.locator("main")).to_contain_text(f"Ask before I answer, {place}")
        page.get_by_role("button", name="Done", exact=True).click()
        expect(page.get_by_role("button", name="Done", exact=True)).to_have_count(0)
        reviewed.append(page)

    meet(members, stages=3, on_the_way={"Since last time": review})
    for place, member in enumerate(members):
        member.goto(member.url.split("/sessions/")[0] + "/next-steps")
        done = member.get_by_role("button", name=re.compile(f"Done.*answer, {place}"))
        expect(done).to_have_count(0 if member in reviewed else 1)
    assert len(reviewed) == 1


def set_up(hand: Hand, server: Server) -> None:
    """The six steps, from the first link."""
    page = hand.page
    page.goto(server.line_with("/welcome/").split()[-1])
    hand.type("Your name", "Ada Lead")
    hand.type("Your e-mail", "ada@people.example")
    hand.type("Choose a password", "a short sentence 7")
    hand.type("Organization", "Northlight")
    hand.click(page.get_by_role("button", name="Set up my organization"))
    hand.click(page.get_by_role("button", name="Bring my people"))
    hand.drop("leaders.csv", leaders())
    hand.click(page.get_by_role("button", name="Read it"))
    hand.click(page.get_by_role("button", name="Add 48 people"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("48 people", timeout=LONG)
    hand.click(page.get_by_role("link", name="Next: the template"))
    card = page.locator("main .card", has_text="Twelve-week triad coaching")
    hand.click(card.locator(".btn", has_text="Choose"))
    hand.click(page.get_by_role("button", name="Save and go to the rules"))
    hand.click(page.get_by_role("button", name="Save and form the groups"))
    hand.click(
        page.get_by_role("link", name="Use these groups").or_(
            page.get_by_role("button", name="Use these groups")
        )
    )
    expect(page.get_by_text("These groups are published")).to_be_visible()


def invitations(hand: Hand) -> list[Invitation]:
    """The times of all groups, then a personal link for everybody."""
    page = hand.page
    hand.click(page.locator("nav").get_by_role("link", name="Schedule").first)
    hand.click(page.get_by_role("button", name=re.compile("^Find hours for")))
    hand.click(page.get_by_role("button", name=re.compile("^Use them for")))
    hand.click(page.get_by_role("link", name=re.compile("Invit")).first)
    hand.click(page.get_by_role("link", name="Name somebody"))
    hand.type("Name of contact 1 (optional)", "Counsel")
    hand.type("How to reach contact 1 (optional)", "counsel@help.example")
    hand.click(page.get_by_role("button", name="Keep these contacts"))
    hand.click(page.get_by_role("button", name=re.compile("^Make 48 personal links")))
    expect(page.locator("main table input[readonly]")).to_have_count(48, timeout=LONG)
    rows = page.locator("main table tbody tr").evaluate_all(
        "rows => rows.map(row => [row.cells[1].innerText, row.querySelector('input').value])"
    )
    return [Invitation(*row) for row in rows]


# ---------------------------------------------------------------- those who meet


def join(page: Page, invitation: Invitation) -> Page:
    """Somebody opens their personal link and comes in."""
    page.goto(invitation.link)
    page.get_by_label("Choose a password", exact=True).fill("a short sentence 7")
    page.get_by_role("button", name="Come in").click()
    expect(page.get_by_role("link", name="Go to the room")).to_be_visible()
    return page


def meet(
    members: list[Page],
    *,
    stages: int,
    on_the_way: dict[str, Callable[[Page], None]] | None = None,
) -> None:
    """The session from its waiting room through some stages; then whoever leads ends it early."""
    for page in members:
        page.get_by_role("link", name="Go to the room").click()
        page.get_by_role("button", name="Come in").click()
    first = members[0]
    expect(first.locator("main")).not_to_contain_text("Not here", timeout=NEWS)
    first.get_by_role("button", name="Begin the session").click()
    for page in members:
        expect(page.locator("#controls [name=step]")).to_have_count(1, timeout=NEWS)
    for _ in range(stages):
        leader = next(each for each in members if leads(each))
        title = leader.get_by_role("heading", level=1).inner_text()
        (on_the_way or {}).get(title, lambda _page: None)(leader)
        step = leader.locator("#controls [name=step]")
        before = step.input_value()
        leader.get_by_role("button", name="Next stage").click()
        for page in members:
            expect(page.locator("#controls [name=step]")).not_to_have_value(before, timeout=NEWS)
    leader = next(each for each in members if leads(each))
    leader.get_by_text("End early").click()
    leader.get_by_role("button", name=re.compile("^End")).last.click()
    for page in members:
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "The session is over", timeout=NEWS
        )


def leads(page: Page) -> bool:
    """Whether this screen can move the session on."""
    names = ("Next stage", "End the session")
    return any(page.get_by_role("button", name=name).count() for name in names)


def keep_next_step(page: Page, words: str) -> None:
    """A next step for a day soon, and three taps."""
    page.get_by_role("link", name="Write your next step").click()
    page.locator("#step-do").fill(words)
    page.get_by_role("button", name="Keep this step").click()
    expect(page.get_by_text(words)).to_be_visible()
    for item in ("useful", "heard", "safe"):
        page.locator(f"input[name={item}][value='4']").check(force=True)
    page.get_by_role("button", name="Send my three taps").click()


def go_to_second_session(page: Page) -> None:
    """From home to the group, and to the session that comes next."""
    page.goto(page.url.split("/sessions/")[0] + "/")
    page.locator("main a[href*='/groups/']").first.click()
    page.get_by_role("link", name="When we meet").click()
    page.locator("main a[href*='/sessions/session-']", has_text="2").first.click()
    expect(page.get_by_role("link", name="Go to the room")).to_be_visible()
