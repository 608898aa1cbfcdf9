"""Two worlds that differ in a private veto alone: nobody but its writer can tell them apart.

Both begin with the same draft, in which two people sit apart. In one world one of them asked for
that; in the other the solver only happened to seat them so. The same people look at the same pages
and do the same things by hand, up to groups that meet. Every page, mail, event, figure, hash and
number of queries is compared.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

from factories import NOW, actor_of, make_person
from factories.boards import form_groups, make_world
from junto.domain.groups import fit, jobs, previews, vetoes
from junto.domain.groups.enums import Fit
from junto.domain.groups.models import Formation, Group, KeptApart, Seat, Veto
from junto.domain.people.models import Person
from junto.foundation import tenancy
from junto.foundation.events.models import EventRecord
from junto.foundation.jobs import running
from junto.foundation.jobs.models import Job
from junto.foundation.outbox import sending
from junto.foundation.outbox.models import Delivery

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="no matter of the database"),
]

LINK = re.compile(r'href="(/[^"#]*)')
NEVER = re.compile(r"^/(sign-out|sample/|static/|language|gallery)|\.ics$")
# What differs from one request to the next whatever happened: tokens, keys, references, row ids.
CHANCE = [
    re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|X-CSRFToken[^}]*'),
    re.compile(r'name="_key" value="[^"]*"|nonce="[^"]*"'),
]
REF = re.compile(r"\b[0-9a-z]{12}\b")


@dataclass
class Seen:
    """What everybody but the writer saw in one world."""

    pages: dict[str, str] = field(default_factory=dict)
    queries: dict[str, int] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)
    # What the writer saw, in the same order.
    own: dict[str, str] = field(default_factory=dict)


class Plain:
    """Puts numbers in the place of random references, in the order in which they appear."""

    def __init__(self, known: dict[str, str]) -> None:
        self.known = dict(known)

    def __call__(self, text: str) -> str:
        for pattern in CHANCE:
            text = pattern.sub("", text)
        return REF.sub(lambda found: self._name(found.group()), text)

    def _name(self, ref: str) -> str:
        return self.known.setdefault(ref, f"ref{len(self.known)}")


@pytest.fixture
def base() -> Iterator[SimpleNamespace]:
    """An organization that lets people ask, twelve people, a draft with two who sit apart."""
    made = make_world()
    made.organization.keeps_apart = True
    made.organization.save()
    made.admin = make_person(made.organization, roles=("org_admin",), full_name="Ada Admin")
    with tenancy.scope(made.organization.pk):
        for number, person in enumerate(Person.objects.filter(user=None).order_by("pk")):
            helper = make_person(made.organization, full_name=f"Account {number}")
            account, helper.user = helper.user, None
            helper.ended_at = NOW
            helper.save()
            person.user, person.email = account, f"person{number}@people.example"
            person.save()
        made.draft = form_groups(made)
        seats = list(Seat.objects.filter(formation=made.draft).select_related("person"))
        made.a = seats[0].person
        other = next(seat for seat in seats if seat.group_index != seats[0].group_index)
        made.b = other.person
        made.beside_b = next(
            seat.person
            for seat in seats
            if seat.group_index == other.group_index and seat.person_id != made.b.pk
        )
        yield made


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def look(seen: Seen, plain: Plain, who: str, client: Client, path: str) -> tuple[str, str]:
    """Open a page for somebody; note what they saw, where it sent them, and what it cost."""
    cache.clear()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = client.get(path)
    name = f"{who} {len(seen.pages)} {plain(path)}"
    body = answer.content.decode(errors="replace")
    seen.pages[name] = plain(f"{answer.status_code} {answer.headers.get('Location', '')}\n{body}")
    seen.queries[name] = len(asked)
    return body, answer.headers.get("Location", "")


def walk(seen: Seen, plain: Plain, who: str, client: Client) -> None:
    """Open one page of each kind that links from home lead to."""
    waiting, known = ["/"], set[str]()
    while waiting:
        path = waiting.pop(0)
        kind = resolve(path.partition("?")[0]).view_name
        if kind in known:
            continue
        known.add(kind)
        body, to = look(seen, plain, who, client, path)
        found = [to] if to else LINK.findall(body)
        waiting += [each for each in found if not NEVER.search(each)]


def do(seen: Seen, plain: Plain, world: SimpleNamespace, act: str, **fields: Any) -> None:
    """Press a button of the board as the manager."""
    draft = Formation.objects.filter(program=world.program).order_by("-number").first()
    assert draft is not None
    url = reverse(f"groups:{act}", kwargs={"ref": world.program, "draft": draft})
    client = client_of(world.manager)
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        answer = client.post(url, {"version": draft.version, **fields}, follow=True)
    name = f"manager {len(seen.pages)} POST {act}"
    seen.pages[name] = plain(f"{answer.status_code}\n{answer.content.decode()}")
    seen.queries[name] = len(asked)


def live(world: SimpleNamespace, *, vetoed: bool) -> Seen:
    """Everything that happens in a world, from a draft to groups that meet; then it is undone."""
    seen = Seen()
    plain = Plain({each.ref: each.full_name for each in Person.objects.all()})
    a, b, near = world.a, world.b, world.beside_b
    board = reverse("groups:draft", kwargs={"ref": world.program, "draft": world.draft})
    vetoes.chance = random.Random(7)
    with transaction.atomic():
        if vetoed:
            vetoes.keep_apart(person=a, from_refs=[b.ref], actor=actor_of(a), now=NOW)
            pair = tuple(sorted((a.ref, b.ref)))
            row = KeptApart.objects.get(formation=world.draft)
            told = row.content.replace('"pairs":[]', f'"pairs":[["{pair[0]}","{pair[1]}"]]')
            row.content = told.rstrip().ljust(len(row.content))
            row.save()
        manager = client_of(world.manager)
        for path in (
            f"?person={a.ref}",
            f"?person={b.ref}",
            f"?person={a.ref}&with={near.ref}",
            f"?person={a.ref}&with={b.ref}",
            f"?person={a.ref}&swaps=1",
            f"?person={near.ref}&swaps=1",
            f"?person={a.ref}&find=Person",
        ):
            look(seen, plain, "manager", manager, board + path)
        do(seen, plain, world, "swap", person=a.ref, other=near.ref)
        do(seen, plain, world, "pin", person=a.ref, pinned="1")
        do(seen, plain, world, "pin", person=b.ref, pinned="1")
        look(seen, plain, "manager", manager, board + f"?person={a.ref}")
        do(seen, plain, world, "again")
        work(seen)
        do(seen, plain, world, "publish", replace="1")
        newest = Formation.objects.filter(program=world.program).order_by("-number")[0]
        seen.kept["state"] = newest.state
        for who in (b, world.admin, world.manager):
            walk(seen, plain, who.full_name, client_of(who))
        own = Seen()
        coming = reverse("groups:preview", kwargs={"ref": newest})
        look(own, plain, "own", client_of(a), coming)
        look(own, plain, "own", client_of(a), reverse("people:my-apart"))
        seen.own = own.pages
        look(seen, plain, "B", client_of(b), coming)
        fit.say(about=newest, answer=Fit.MOVE, actor=actor_of(b), now=NOW)
        look(seen, plain, "manager", manager, reverse("groups:list", kwargs={"ref": world.program}))
        jobs.announce(newest.announced_at)
        walk(seen, plain, "B", client_of(b))
        group = Group.objects.get(members__person=b, ended_at=None)
        for url, ref in (
            ("groups:circle", group), ("groups:mend", world.program),
            ("groups:history", world.program), ("groups:list", world.program),
            ("groups:mix", world.program),
        ):  # fmt: skip
            look(seen, plain, "manager", manager, reverse(url, kwargs={"ref": ref}))
        note(seen, plain)
        transaction.set_rollback(True)
    cache.clear()
    return seen


def work(seen: Seen) -> None:
    """Let the worker do what waits."""
    for job in Job.objects.filter(state="waiting").order_by("pk"):
        running.run(job.pk, clock=lambda: NOW)


def note(seen: Seen, plain: Plain) -> None:
    """Keep everything that is stored and sent."""
    seen.kept["events"] = [
        plain(f"{row.kind} {sorted(row.payload.items())}")
        for row in EventRecord.objects.order_by("pk")
    ]
    seen.kept["mail"] = sorted(
        plain(f"{row.kind} {row.recipient} {row.status}") for row in Delivery.objects.all()
    )
    seen.kept["drafts"] = [
        (row.state, plain(str(row.figures)), row.problem_hash, row.iterations, row.engine, row.seed)
        for row in Formation.objects.order_by("number")
    ]
    seen.kept["seats"] = [
        (row.formation.number, row.person.full_name, row.group_index, plain(str(row.reasons)))
        for row in Seat.objects.select_related("formation", "person").order_by(
            "formation__number", "person__full_name"
        )
    ]
    seen.kept["lengths"] = [len(row.content) for row in KeptApart.objects.order_by("pk")]
    seen.kept["groups"] = sorted(Group.objects.values_list("name", flat=True))


@time_machine.travel(NOW, tick=False)
def test_nobody_can_tell_a_veto_from_chance(
    base: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previews, "mail_is_set_up", lambda: True)
    monkeypatch.setattr(sending, "mail_is_set_up", lambda: True)
    with_veto, without = live(base, vetoed=True), live(base, vetoed=False)

    assert list(with_veto.pages) == list(without.pages)
    assert [name for name in without.pages if with_veto.pages[name] != without.pages[name]] == []
    assert with_veto.queries == without.queries
    assert with_veto.kept == without.kept
    # The comparison can fail: the one person who may know sees the difference.
    assert "Somebody you asked to be kept apart from sits here." in "".join(with_veto.own.values())
    assert "Somebody you asked to be kept apart from sits here." not in "".join(
        without.own.values()
    )
    assert base.b.full_name in list(with_veto.own.values())[1]
    # And it saw enough: pages of all kinds, mail to everybody, groups.
    assert without.kept["state"] == "announcing"
    assert len(without.pages) > 80
    assert len(without.kept["mail"]) == 12
    assert len(without.kept["groups"]) == 4
    assert Veto.objects.count() == 0
