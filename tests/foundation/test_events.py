"""One fact, one event, in the same transaction, sealed by a chain afterwards."""

from dataclasses import asdict

import pytest
from django.db import connection, transaction

from factories import NOW, OrganizationFactory
from junto.domain.people.events import PersonLeft
from junto.foundation import events, tenancy
from junto.foundation.access import system
from junto.foundation.events import notary
from junto.foundation.events.models import EventRecord


@pytest.fixture
def organization(db):
    return OrganizationFactory()


def _publish(organization, ref="abcdefghijkl"):
    with tenancy.scope(organization.pk), transaction.atomic():
        events.publish(PersonLeft(person_ref=ref), actor=system(), now=NOW)


def test_an_event_is_stored_with_its_references(organization):
    _publish(organization)
    with tenancy.scope(organization.pk):
        stored = EventRecord.objects.get()
    assert (stored.kind, stored.payload) == (
        "people.person-left",
        asdict(PersonLeft(person_ref="abcdefghijkl")),
    )


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused():
    organization = OrganizationFactory()
    assert not connection.in_atomic_block
    with tenancy.scope(organization.pk), pytest.raises(events.OutsideTransaction):
        events.publish(PersonLeft(person_ref="x"), actor=system(), now=NOW)


def test_a_subscriber_runs_in_the_same_transaction(organization, monkeypatch):
    seen = []
    monkeypatch.setitem(
        events._subscribers,
        PersonLeft.kind,
        [lambda event, *, actor, now: seen.append((event.person_ref, now))],
    )
    _publish(organization, "zzzzzzzzzzzz")
    assert seen == [("zzzzzzzzzzzz", NOW)]


def test_the_chain_covers_every_event_and_holds(organization):
    for number in range(3):
        _publish(organization, f"{number:012d}")
    assert notary.chain_everything() == 3
    with tenancy.scope(organization.pk):
        assert notary.verify() == notary.Verdict(links=3, unchained=0, broken_at=None)


def test_an_event_that_is_not_chained_yet_is_named_as_tail(organization):
    _publish(organization)
    notary.chain_everything()
    _publish(organization)
    with tenancy.scope(organization.pk):
        assert notary.verify() == notary.Verdict(links=1, unchained=1, broken_at=None)


def test_a_changed_event_breaks_the_chain_where_it_stands(organization):
    for number in range(3):
        _publish(organization, f"{number:012d}")
    notary.chain_everything()
    with tenancy.scope(organization.pk):
        second = EventRecord.objects.order_by("pk")[1]
        EventRecord.objects.filter(pk=second.pk).update(payload={"person_ref": "forged"})
        assert notary.verify().broken_at == 2


def test_organizations_have_chains_of_their_own(organization):
    other = OrganizationFactory()
    _publish(organization)
    _publish(other)
    notary.chain_everything()
    with tenancy.scope(other.pk):
        assert notary.verify() == notary.Verdict(links=1, unchained=0, broken_at=None)
