"""What a group promises each other, and who said yes to it."""

from types import SimpleNamespace

import pytest

from factories import NOW, actor_of
from factories.schedules import make_schedule_world
from junto.domain.groups import agreements
from junto.domain.groups.models import Agreement
from junto.domain.overview import queries as overview_queries
from junto.foundation import tenancy
from junto.foundation.access import Forbidden

pytestmark = pytest.mark.django_db

NORMS = ["What is said here stays here.", "We ask before we advise."]


@pytest.fixture
def world() -> SimpleNamespace:
    world = make_schedule_world()
    world.group = world.groups["Kestrel"]
    world.first, world.second = (actor_of(person) for person in world.people["Kestrel"][:2])
    return world


def _propose(world: SimpleNamespace, norms: list[str]) -> Agreement:
    return agreements.propose_agreement(group=world.group, norms=norms, actor=world.first, now=NOW)


def test_each_member_says_yes_once(world: SimpleNamespace) -> None:
    with tenancy.scope(world.organization.pk):
        agreement = _propose(world, [*NORMS, "  "])
        said = [
            agreements.give_consent(agreement=agreement, actor=actor, now=NOW)
            for actor in (world.first, world.second, world.second)
        ]
        agreed = agreements.who_agreed(agreement)

    assert (agreement.norms, said) == (NORMS, [True, True, False])
    assert agreed == {world.first.person_id, world.second.person_id}


def test_other_words_ask_everybody_anew(world: SimpleNamespace) -> None:
    with tenancy.scope(world.organization.pk):
        first = _propose(world, NORMS)
        agreements.give_consent(agreement=first, actor=world.first, now=NOW)
        second = _propose(world, NORMS[:1])

        assert agreements.agreement_of(world.group) == second
        assert (first.number, second.number) == (1, 2)
        assert agreements.who_agreed(second) == set()


@pytest.mark.parametrize("norms", [[], ["  "], ["Another."] * 8, ["x" * 301]])
def test_what_is_no_agreement_is_refused(world: SimpleNamespace, norms: list[str]) -> None:
    with tenancy.scope(world.organization.pk), pytest.raises(agreements.NothingAgreed):
        _propose(world, norms)


def test_nobody_agrees_for_a_group_they_are_not_in(world: SimpleNamespace) -> None:
    with tenancy.scope(world.organization.pk):
        agreement = _propose(world, NORMS)
        with pytest.raises(Forbidden):
            agreements.give_consent(agreement=agreement, actor=world.actor, now=NOW)


def test_what_somebody_agreed_to_is_told_to_them(world: SimpleNamespace) -> None:
    with tenancy.scope(world.organization.pk):
        agreement = _propose(world, NORMS)
        agreements.give_consent(agreement=agreement, actor=world.second, now=NOW)
        told = overview_queries.everything_about(world.people["Kestrel"][1])["agreements"]

    assert told == [{"group": "Kestrel", "words": NORMS, "agreed": NOW.date().isoformat()}]
