"""Every page that a role can reach from home: no axe finding, no overflow, keyboard alone.

The crawl follows links in the sample program, one page of each address pattern, so that a page is
covered from the day something links to it.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from e2e.conftest import OpenPage
from e2e.looking import assert_keyboard_reaches_everything, findings_in_themes, overflowing
from server.processes import Server

pytestmark = pytest.mark.e2e

ROLES = ("participant", "facilitator", "program_manager", "sponsor", "org_admin")
WIDTHS = (1440, 390)
MOST_PAGES = 60
REF = re.compile(r"[-\w]*[0-9a-z]{12}\b")
# The pages of all formats are one page with other words.
FORMAT = re.compile(r"(?<=/org/)([^/]+/formats/)(?!import$)[^/]+")
# One's own pages are the same for every role: they are looked at as a participant.
OWN = re.compile(r"^/(me|password)\b")
NEVER = re.compile(
    r"/(sign-out|sample/|language|static/)|export|download|\.(csv|xlsx|json|pdf|ics)"
    r"|/org/[^/]+/formats/[^/]+/source"
)


def enter(page: Page, server: Server, role: str) -> None:
    """Come in as the sample person with this role, once the worker has made the sample."""
    page.goto(f"{server.url}/sample/as/{role}")
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/home/**")


def pattern(url: str) -> str:
    """The address with references and filters taken out."""
    parts = urlsplit(url)
    return REF.sub("*", FORMAT.sub(r"\1*", parts.path))


def crawl(page: Page, server: Server, role: str) -> Iterator[str]:
    """Open one page of each address pattern reachable by links from where the page is."""
    queue, seen = deque([page.url]), set()
    while queue and len(seen) < MOST_PAGES:
        url = queue.popleft()
        if pattern(url) in seen or (OWN.match(pattern(url)) and role != ROLES[0]):
            continue
        answer = page.goto(url)
        assert answer is not None
        assert (url, answer.status) == (url, 200)
        seen.add(pattern(url))
        links = page.eval_on_selector_all("a[href]", "found => found.map(a => a.href)")
        queue.extend(
            link.split("#")[0]
            for link in links
            if link.startswith(server.url) and not NEVER.search(link)
        )
        yield pattern(url)


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role_holds_for_everybody(
    role: str, sample: Server, open_page: OpenPage
) -> None:
    page = open_page()
    enter(page, sample, role)
    trouble: dict[tuple[object, ...], object] = {}
    for name in crawl(page, sample, role):
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            for theme, found in findings_in_themes(page, "light", "dark").items():
                if found:
                    trouble[name, width, theme] = found
        page.set_viewport_size({"width": 320, "height": 800})
        if wide := overflowing(page):
            trouble[name, 320] = wide
        page.set_viewport_size({"width": 1440, "height": 900})
        assert_keyboard_reaches_everything(page)
    assert trouble == {}


@pytest.mark.parametrize("language", ["ar-xb", "en-xa"])
@pytest.mark.parametrize("role", ["participant", "program_manager", "org_admin"])
def test_nothing_overflows_from_right_to_left_or_in_long_words(
    role: str, language: str, sample: Server, open_page: OpenPage
) -> None:
    page = open_page(language=language, width=390)
    enter(page, sample, role)
    trouble = {name: wide for name in crawl(page, sample, role) if (wide := overflowing(page))}
    assert trouble == {}
