"""Every form of every page, sent empty, huge and hostile: a sentence comes back, never an error.

Forms are found on the pages themselves, so a new one is covered from the day it is shown.
"""

from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from web.test_permission_matrix import ROWS, Row, address_of, client_of, made, world

__all__ = ["made", "world"]

SENDERS = ("manager", "admin", "participant", "visitor")
FORM_FIELDS = {"input", "select", "textarea"}
OURS = {"csrfmiddlewaretoken", "_key"}
ATTACKS = {
    "empty": "",
    "huge": "ﷺ" * 20_000,
    "hostile": "a\x00<script>alert(1)</script>'; DROP TABLE people; -- {{ 7|add:7 }} %s %(x)s",
    "number": "99999999999999999999999999",
    "negative": "-1",
    "ref": "zzzzzzzzzzzz",
}
# Where only what a person can type is attacked, and the rest is as the page had it.
HALF = ("huge", "hostile", "number")
# What a form may be answered with; 409 and 400 say what is wrong with the request.
FAIR = {200, 302, 303, 400, 404, 409, 413, 422, 429}


class Forms(HTMLParser):
    """The forms of a page that post: their address and their fields."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, Any]] = []
        self._form: dict[str, Any] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        if tag == "form":
            self._form = {"action": has.get("action"), "method": has.get("method"), "fields": {}}
        elif tag in FORM_FIELDS and self._form is not None and has.get("name"):
            self._form["fields"].setdefault(has["name"], has)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._form is not None:
            if (self._form["method"] or "").lower() == "post":
                self.found.append(self._form)
            self._form = None


def forms_of(html: str) -> list[dict[str, Any]]:
    """The posting forms of a page."""
    parser = Forms()
    parser.feed(html)
    return parser.found


def filled(form: dict[str, Any], text: str) -> dict[str, str]:
    """The form with `text` in every field."""
    return {name: text for name in form["fields"] if name not in OURS}


def half_filled(form: dict[str, Any], text: str) -> dict[str, str]:
    """The form with `text` where a person types."""
    return {
        name: has.get("value") or "" if has.get("type") in ("hidden", "radio") else text
        for name, has in form["fields"].items()
        if name not in OURS
    }


PAGES = [
    row
    for row in ROWS
    if row.method == "GET" and "page" in row.outcomes.values() and row.route != "ui:gallery"
]


@pytest.mark.parametrize("row", PAGES, ids=lambda row: row.route)
def test_no_form_of_a_page_ends_in_an_error(row: Row, world: SimpleNamespace) -> None:
    address = address_of(row.route, row.arguments, world)
    sender = next((name for name in SENDERS if row.outcomes[name] == "page"), None)
    if sender is None:
        return
    client = client_of(world, sender)
    unfair = {}
    answer = client.get(address)
    if not answer["Content-Type"].startswith("text/html"):
        return
    for form in forms_of(answer.content.decode()):
        target = form["action"] or address
        if target == reverse("account_logout"):
            continue
        for name, text in ATTACKS.items():
            sent = [filled(form, text)]
            if name in HALF:
                sent.append(half_filled(form, text))
            for fields in sent:
                with transaction.atomic():
                    status = client.post(target, fields).status_code
                    transaction.set_rollback(True)
                if status not in FAIR:
                    unfair[target, name] = status
    assert unfair == {}
    # Still signed in: no attack was turned away at the door.
    assert client.get(address).status_code == 200


def test_the_forms_are_found(world: SimpleNamespace) -> None:
    address = address_of("people:add", {"ref": "organization"}, world)

    (sign_out, *others) = forms_of(client_of(world, "admin").get(address).content.decode())

    assert "full_name" in {name for form in (sign_out, *others) for name in form["fields"]}
