"""The gallery and the frame around every page."""

import re
from types import SimpleNamespace

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from junto.interfaces.web.ui import shell
from junto.interfaces.web.ui.toasts import toast

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client: Client) -> str:
    response = client.get("/gallery")
    assert response.status_code == 200
    return response.content.decode()


def test_the_gallery_is_open_to_visitors(page: str) -> None:
    assert "<h1>Components and states</h1>" in page


def test_nothing_inline(page: str) -> None:
    assert re.findall(r"\sstyle=", page) == []
    assert re.findall(r"<script(?![^>]*\ssrc=)", page) == []
    assert re.findall(r"\son[a-z]+=", page) == []


def test_ids_are_used_once(page: str) -> None:
    ids = re.findall(r'\sid="([^"]+)"', page)

    assert sorted({name for name in ids if ids.count(name) > 1}) == []


def test_every_component_was_compiled(page: str) -> None:
    assert "<c-" not in page
    assert "{%" not in page
    assert "{{" not in page


def test_the_page_itself_is_light(page: str) -> None:
    import gzip

    assert len(gzip.compress(page.encode())) <= 25_000


@pytest.mark.parametrize(
    ("language", "direction"), [("en", "ltr"), ("en-xa", "ltr"), ("ar-xb", "rtl")]
)
def test_language_and_direction(client: Client, language: str, direction: str) -> None:
    page = client.get("/gallery", headers={"accept-language": language}).content.decode()

    assert f'<html lang="{language}" dir="{direction}"' in page


def test_a_missing_page_looks_like_the_others(client: Client) -> None:
    response = client.get("/no-such-page")

    assert response.status_code == 404
    assert b"This page isn't here" in response.content
    assert b'class="topbar"' in response.content


def test_a_missing_part_is_only_a_part(client: Client) -> None:
    response = client.get("/no-such-page", headers={"hx-request": "true"})

    assert response.status_code == 404
    assert b"This page isn't here" in response.content
    assert b"<html" not in response.content


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "413", "500"])
def test_pages_of_trouble_need_nothing_that_could_be_broken(name: str) -> None:
    page = render_to_string(f"{name}.html")

    assert page.count("<h1>") == 1
    assert 'href="/"' in page


def test_the_longest_address_above_the_page_is_the_current_entry() -> None:
    links = (
        shell.Link("Today", "/programs/a"),
        shell.Link("Groups", "/programs/a/groups"),
        shell.Link("Other", "/programs/ab"),
    )

    frame = shell.marked(shell.Shell(nav=links), "/programs/a/groups/draft")

    assert [link.current for link in frame.nav] == [False, True, False]
    assert [link.current for link in frame.tabbar] == [False, True, False]


def test_a_page_can_name_its_section() -> None:
    links = (shell.Link("Today", "/", key="today"), shell.Link("People", "/people", key="people"))

    more = (shell.Section("Organization", (shell.Link("Log", "/log", key="log"),)),)

    frame = shell.marked(shell.Shell(nav=links, nav_more=more), "/somewhere/else", "people")
    other = shell.marked(shell.Shell(nav=links, nav_more=more), "/somewhere/else", "log")

    assert [link.current for link in frame.nav] == [False, True]
    assert [link.current for link in other.nav] == [False, False]
    assert other.nav_more[0].links[0].current is True


def test_two_people_with_one_frame_have_tokens_and_keys_of_their_own(rf: RequestFactory) -> None:
    def shown(path: str) -> tuple[str, str]:
        request = rf.get(path)
        leave = shell.Link("Sign out", "/sign-out", post=True)
        context = {"request": request, "account": (leave,), "csrf_token": get_token(request)}
        page = render_to_string("ui/base.html", context)
        token, key = (
            re.findall(f'name="{name}" value="([^"]+)"', page)[0]
            for name in ("csrfmiddlewaretoken", "_key")
        )
        return token, key

    first, second = shown("/"), shown("/")

    assert len({*first, *second}) == 4
    assert [len(value) for value in first] == [64, 22]


def test_a_toast_offers_its_undo(rf: RequestFactory) -> None:
    request = rf.get("/gallery")
    request.user = SimpleNamespace(is_authenticated=False)
    request._messages = CookieStorage(request)
    toast(request, "Moved Devika to Wren.", undo_url="/moves/1/undo")
    toast(request, "Saved.")

    page = render_to_string("ui/includes/toasts.html", {"request": request}, request=None)

    assert page.count('class="toast"') == 2
    assert page.count('action="/moves/1/undo"') == 1
    assert "Moved Devika to Wren." in page


def test_the_frame_shows_who_is_signed_in_and_the_ways_out(rf: RequestFactory) -> None:
    request = rf.get("/")
    page = render_to_string(
        "ui/base.html",
        {
            "request": request,
            "me": shell.Me("Helena Brandt", "k3w9x2m4q7aa", "Program manager"),
            "nav": (shell.Link("Today", "/", icon="home", count=3),),
            "account": (shell.Link("Sign out", "/sign-out", icon="out", post=True),),
            "ribbon": "Sample program, nothing here is real",
            "ribbon_links": (shell.Link("Sponsor", "/view-as", post=True),),
        },
    )

    assert 'aria-label="HB, account menu for Helena Brandt"' in page
    assert '<form method="post" action="/sign-out">' in page
    assert "Sample program, nothing here is real" in page
    assert '<a href="/" aria-current="page">' in page
