"""Headers every page carries, and the few addresses that belong to no area."""

from __future__ import annotations

import pytest

CSP = (
    "default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none';"
    " form-action 'self'"
)


@pytest.mark.django_db
def test_every_answer_forbids_what_the_product_never_needs(client):
    for path in ("/status", "/no-such-page"):
        headers = client.get(path).headers
        assert headers["Content-Security-Policy"] == CSP
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "private, no-store"
        assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.django_db
def test_a_load_balancer_learns_that_the_database_answers(client):
    assert client.get("/status").content == b"ok"


def test_search_engines_are_told_to_stay_away(client):
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"


def test_a_foreign_host_name_is_not_answered(client):
    assert client.get("/robots.txt", headers={"host": "evil.example"}).status_code == 400
