"""Making the sample: the same for the same seed, at any hour."""

import json
from collections import Counter
from datetime import timedelta
from functools import cache

import pytest
from django.apps import apps
from django.db import models, transaction

from factories import NOW
from junto.domain.assessments.models import Figure, Round
from junto.domain.overview import sample
from junto.domain.people.models import Person
from junto.domain.sessions.models import Session
from junto.foundation import jobs, tenancy
from junto.foundation.jobs import running
from junto.foundation.outbox.models import Delivery
from junto.foundation.tenancy.models import TenantModel

pytestmark = pytest.mark.django_db


def _tables():
    return [
        model
        for model in apps.get_models()
        if issubclass(model, TenantModel) and not model._meta.proxy
    ]


def _dump(organization):
    """Every table of the organization as text: keys of rows as places in their table."""
    with tenancy.scope(organization.pk):
        rows = {model: list(model.objects.order_by("pk")) for model in _tables()}
    places = {
        model: {row.pk: place for place, row in enumerate(found)} for model, found in rows.items()
    }
    # The only keys that are kept inside a value.
    rounds, people = places[Round], places[Person]
    told = {
        (Figure, "rounds"): lambda value: [rounds[key] for key in value],
        (apps.get_model("events", "EventRecord"), "actor_person_id"): people.get,
    }

    def plain(model, field, value):
        if (model, field.name) in told:
            return told[model, field.name](value)
        if isinstance(field, models.ForeignKey):
            return places.get(field.related_model, {}).get(value)
        return value

    lines = []
    for model, found in rows.items():
        for row in found:
            # A drawn key is a value of its own; the others are counted.
            own = [row.pk] if isinstance(row.pk, int) and row.pk > 2**40 else []
            values = [
                plain(model, field, getattr(row, field.attname))
                for field in model._meta.concrete_fields
                if not field.primary_key
            ]
            lines.append(json.dumps([model._meta.label, *own, *values], default=str))
    return lines


@cache
def _made(seed, turn):
    """All rows and all mail of a sample that is taken back; each `turn` makes one anew."""
    before = transaction.savepoint()
    lines = _dump(sample.seed(now=NOW, seed=seed))
    columns = ("event_ref", "recipient", "kind", "status", "sent_at")
    mail = list(Delivery.objects.order_by("pk").values_list(*columns))
    transaction.savepoint_rollback(before)
    return lines, mail


def test_the_same_seed_makes_the_same_sample_to_the_byte():
    assert _made(3, turn=1)[0] == _made(3, turn=2)[0]


def test_another_seed_makes_another_sample():
    assert _made(3, turn=1)[0] != _made(4, turn=1)[0]


def test_all_mail_of_the_sample_is_the_same_for_one_seed():
    assert _made(3, turn=1)[1] == _made(3, turn=2)[1]


def test_the_worker_makes_it_and_tells_how_far_it_is():
    job = jobs.enqueue("overview.seed-sample", now=NOW)
    running.run(job.pk, clock=lambda: NOW)
    job.refresh_from_db()
    assert (job.state, job.done == job.total, job.total > 100) == ("done", True, True)


@pytest.mark.parametrize("hours", [5, 62, 131])
def test_it_can_be_made_at_any_hour_of_the_week(hours):
    now = NOW + timedelta(hours=hours, minutes=hours)
    with tenancy.scope(sample.seed(now=now).pk):
        assert Session.objects.get(state="live").starts_at < now
        states = Counter(Session.objects.values_list("state", flat=True))
        assert (states["ended"], states["planned"]) == (46, 46)
        assert Session.objects.filter(state="planned", starts_at__lte=now).count() == 0
