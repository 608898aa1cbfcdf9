"""Notes and deliverables as pages: without a script nothing is lost, and nothing leaves unasked."""

import re
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from factories import NOW
from junto.domain.notes import actions, merging
from junto.domain.notes.enums import Audience, Stand
from junto.domain.notes.models import Deliverable, SharedNote


def browser(world: SimpleNamespace, place: int) -> Client:
    client = Client()
    client.force_login(world.members[place].user)
    return client


@pytest.fixture
def note(world: SimpleNamespace) -> SharedNote:
    begun = actions.start_note(
        group=world.group, audience=Audience.GROUP, actor=world.actors[0], now=NOW
    )
    change = merging.rewrite(b"", "Agenda\n\nOpen ends\n")
    return actions.merge_note(note=begun, update=change, actor=world.actors[0], now=NOW)


def seen_on(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def test_two_forms_that_were_open_at_once_keep_both_texts(
    world: SimpleNamespace, note: SharedNote
) -> None:
    address = reverse("notes:note", kwargs={"ref": note})
    one, other = browser(world, 0), browser(world, 1)
    pages = [each.get(address).content.decode() for each in (one, other)]
    one.post(address, {"seen": seen_on(pages[0]), "text": "Agenda\r\nPriya\r\n\r\nOpen ends\r\n"})
    other.post(address, {"seen": seen_on(pages[1]), "text": "Agenda\n\nOpen ends\nBudget\0\n"})
    note.refresh_from_db()

    assert merging.text_of(note.state) == "Agenda\nPriya\n\nOpen ends\nBudget\n"


def test_a_note_that_is_full_gives_the_text_back(
    world: SimpleNamespace, note: SharedNote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "MOST_STATE", 200)
    address = reverse("notes:note", kwargs={"ref": note})
    answer = browser(world, 0).post(address, {"seen": "", "text": "Kept words " * 40})

    assert answer.status_code == 422
    assert "This note is full." in answer.content.decode()
    assert ("Kept words " * 40).strip() in answer.content.decode()


def test_a_page_nobody_made_loses_no_text(world: SimpleNamespace, note: SharedNote) -> None:
    address = reverse("notes:note", kwargs={"ref": note})
    answer = browser(world, 0).post(address, {"seen": "junk", "text": "Typed by hand"})

    assert answer.status_code == 422
    assert "Typed by hand" in answer.content.decode()


def test_a_deliverable_begins_with_the_text_of_a_note(
    world: SimpleNamespace, note: SharedNote
) -> None:
    address = reverse("notes:deliverables", kwargs={"ref": world.group})
    client = browser(world, 0)
    shown = client.get(address, {"note": note.address}).content.decode()
    client.post(address, {"note": note.ref, "title": "Guide", "text": "Agenda", "owner": ""})
    made = Deliverable.objects.get()

    assert "Open ends" in shown
    assert (made.title, made.note, made.state) == ("Guide", note, Stand.MAKING)


def test_it_leaves_the_group_by_everybodys_own_click(world: SimpleNamespace) -> None:
    clients = [browser(world, place) for place in range(3)]
    address = reverse("notes:deliverables", kwargs={"ref": world.group})
    clients[0].post(address, {"title": "Guide", "text": "One page."})
    row = Deliverable.objects.get()

    def press(client: Client, name: str) -> None:
        client.post(reverse(f"notes:{name}", kwargs={"ref": row}), {"edition": row.edition})

    press(clients[0], "ask")
    press(clients[1], "agree")
    press(clients[0], "hand-over")
    row.refresh_from_db()
    early = row.state
    press(clients[2], "agree")
    press(clients[0], "hand-over")
    row.refresh_from_db()
    manager = Client()
    manager.force_login(world.manager.user)
    listed = manager.get(reverse("notes:program", kwargs={"ref": world.program})).content.decode()

    assert (early, row.state) == (Stand.ASKED, Stand.OUT)
    assert "Guide" in listed


@pytest.mark.parametrize("edition", ["", "x", "²", "9" * 30, "2"])
def test_a_yes_to_other_words_does_not_count(world: SimpleNamespace, edition: str) -> None:
    client = browser(world, 0)
    client.post(
        reverse("notes:deliverables", kwargs={"ref": world.group}), {"title": "Guide", "text": "a"}
    )
    row = Deliverable.objects.get()
    client.post(reverse("notes:ask", kwargs={"ref": row}), {"edition": edition})
    row.refresh_from_db()

    assert (row.state, row.consents.count()) == (Stand.MAKING, 0)


def test_a_note_for_the_presenter_begins_in_a_coming_session_alone(world: SimpleNamespace) -> None:
    client = browser(world, 0)
    of_session, of_group = (
        client.get(reverse(f"notes:{name}", kwargs={"ref": each})).content.decode()
        for name, each in (("session", world.session), ("group", world.group))
    )

    assert ['value="presenter"' in page for page in (of_session, of_group)] == [True, False]
