"""Whom somebody would rather not be in a group with: a private veto.

The solver obeys and nobody is told: no event, no count, no hash, no figure. What is written has one
length whoever is named, so that not even the file of the database shows who named somebody. What an
operator with the keys could still do is in docs/methods/keep-apart.md.
"""

import hashlib
import json
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from junto.domain.groups import events
from junto.domain.groups.models import Formation, KeptApart, SealedCopy, Veto
from junto.domain.organizations import queries as organization_queries
from junto.domain.people import queries as people_queries
from junto.foundation import tenancy
from junto.foundation.access import Actor, Forbidden
from junto.foundation.events import publish

if TYPE_CHECKING:
    from junto.domain.people.models import Person

MOST = 3
_LENGTH = 160
# Two references and the signs around them, for each person as often as they may name somebody.
_LENGTH_A_PERSON = MOST * 32
_FIRST_LINK = "0" * 64
chance = random.SystemRandom()

Pairs = tuple[tuple[str, str], ...]


class TooMany(ValueError):
    """More people than somebody may be kept apart from."""


class NotAPersonHere(ValueError):
    """Somebody who is not of this organization, or the person themselves."""


def are_on() -> bool:
    """True where the organization in scope lets people ask to be kept apart."""
    organization_id = tenancy.current_organization_id()
    return organization_queries.get_organization_by_id(organization_id).keeps_apart


def named_by(person: "Person") -> tuple[str, ...]:
    """References of the people somebody named: for their own page and nothing else."""
    row = Veto.objects.filter(person=person).first()
    return tuple(_opened(row.content)["apart"]) if row else ()


def stored_about(person: "Person") -> list[str]:
    """Names of the people somebody named, for the file of all that is stored about them."""
    names = people_queries.names_by_refs(set(named_by(person)))
    return sorted(names.values())


@transaction.atomic
def keep_apart(
    *, person: "Person", from_refs: Sequence[str], actor: Actor, now: datetime
) -> tuple[str, ...]:
    """Name the people, at most `MOST`, that somebody asks to be kept apart from; replaces them all.

    Writes a sealed copy for the audit and no event: whoever reads the log learns nothing.

    Raises
    ------
    Forbidden
        When it is not the person themselves.
    TooMany, NotAPersonHere
        Nothing is changed then.
    """
    if actor.person_id != person.pk:
        raise Forbidden("groups.keep-apart")
    wanted = tuple(dict.fromkeys(from_refs))
    if len(wanted) > MOST:
        raise TooMany(len(wanted))
    known = people_queries.names_by_refs(set(wanted)) if wanted else {}
    strangers = [ref for ref in wanted if ref not in known or ref == person.ref]
    if strangers:
        raise NotAPersonHere(", ".join(strangers))
    Veto.objects.update_or_create(
        person=person,
        organization_id=tenancy.current_organization_id(),
        defaults={"content": _filled({"apart": list(wanted)}, _LENGTH)},
    )
    _seal({"person": person.ref, "apart": list(wanted), "day": now.date().isoformat()})
    return wanted


def apart_pairs(people: Iterable["Person"]) -> Pairs:
    """Whom to keep apart among these people: for solvers, never for a page, a file or a figure.

    One query, or two, whether anybody named anybody or not.
    """
    if not are_on():
        return ()
    refs = {person.pk: person.ref for person in people}
    here = set(refs.values())
    pairs = {
        (min(mine, other), max(mine, other))
        for owner, content in Veto.objects.values_list("person_id", "content")
        if (mine := refs.get(owner)) is not None
        for other in _opened(content)["apart"]
        if other in here
    }
    return tuple(sorted(pairs))


def breaks(person: "Person", others: Iterable[str]) -> bool:
    """True when somebody whom the person named is among these references: for their own page."""
    return not set(named_by(person)).isdisjoint(others)


# ---------------------------------------------------------------- what a draft is formed with


@dataclass(frozen=True)
class Search:
    """What a draft is searched with: the seed, and who is kept apart."""

    seed: int
    apart: Pairs = ()


def remember(formation: Formation, people: Iterable["Person"]) -> None:
    """Keep with a draft whom its solver is to keep apart, so that it can be formed again.

    Where people may ask for it, the seed is kept secret too, whoever asked: nobody can form the
    draft again outside and see from what differs that somebody was kept apart. Whom the manager
    put together, by a pin or in the groups a longer run begins with, the search leaves together.
    """
    if not are_on():
        return
    everybody = list(people)
    place = _places(formation)
    pairs = [
        (one, other)
        for one, other in apart_pairs(everybody)
        if one not in place or place[one] != place.get(other)
    ]
    content = {"seed": chance.randrange(2**60), "pairs": pairs}
    KeptApart.objects.create(
        formation=formation,
        content=_filled(content, _LENGTH_A_PERSON * len(everybody) + _LENGTH),
    )


def search_of(formation: Formation) -> Search:
    """What a draft is, or was, searched with."""
    row = KeptApart.objects.filter(formation=formation).first()
    if row is None:
        return Search(formation.seed)
    kept = _opened(row.content)
    return Search(kept["seed"], tuple((one, other) for one, other in kept["pairs"]))


def _places(formation: Formation) -> dict[str, int]:
    """Who is in a group already when the search begins."""
    start = enumerate(formation.figures.get("start", ()))
    begun = {ref: at for at, group in start for ref in str(group).split()}
    return begun or dict(formation.figures.get("pins", {}))


# ---------------------------------------------------------------- the audit's sealed copies


def _seal(content: Mapping[str, Any]) -> None:
    text = _filled(content, 2 * _LENGTH)
    last = SealedCopy.objects.order_by("-pk").first()
    SealedCopy.objects.create(content=text, link=_link(last.link if last else _FIRST_LINK, text))


def _link(before: str, text: str) -> str:
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


@transaction.atomic
def open_sealed(*, reason: str, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Read the sealed copies, for whoever runs the server; the log tells that it was done, and why.

    Returns
    -------
    list
        {"person": name, "apart": [names], "day": date, "holds": bool}, the oldest first; `holds`
        is false from the first copy on that is not what it was.
    """
    if not actor.is_system:
        raise Forbidden("groups.open-sealed")
    before, holds = _FIRST_LINK, True
    rows = []
    for copy in SealedCopy.objects.order_by("pk"):
        holds = holds and copy.link == _link(before, copy.content)
        before = copy.link
        rows.append({**_opened(copy.content), "holds": holds})
    called = people_queries.names_by_refs(
        {row["person"] for row in rows} | {ref for row in rows for ref in row["apart"]}
    )
    publish(events.SealedCopiesOpened(reason=reason, count=len(rows)), actor=actor, now=now)
    return [
        {
            "person": called.get(row["person"], row["person"]),
            "apart": [called.get(ref, ref) for ref in row["apart"]],
            "day": date.fromisoformat(row["day"]),
            "holds": row["holds"],
        }
        for row in rows
    ]


def _filled(content: Mapping[str, Any], length: int) -> str:
    """The content as text of exactly this length."""
    text = json.dumps(content, separators=(",", ":"))
    assert len(text) <= length, "the content is longer than its place"
    return text.ljust(length)


def _opened(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return found
