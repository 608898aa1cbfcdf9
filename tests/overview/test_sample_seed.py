"""Making the sample: the same for the same seed, at any hour.

Making one takes seconds, so each is made once and taken back; the tests look at what was kept.
"""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction

from factories import NOW
from junto.domain.assessments.models import Figure, Round
from junto.domain.organizations.models import Organization
from junto.domain.overview import sample
from junto.domain.people.models import Person
from junto.domain.sessions.models import Attendance, Session
from junto.foundation import jobs, tenancy
from junto.foundation.jobs import running
from junto.foundation.outbox.models import Delivery
from junto.foundation.tenancy.models import TenantModel

pytestmark = pytest.mark.django_db
# What the clock and the seed make of a sample is drawn before any database sees it.
once = pytest.mark.skipif(connection.vendor != "sqlite", reason="no matter of the database")


@dataclass(frozen=True)
class Made:
    """What is kept of a sample that was taken back."""

    lines: list[str]
    mail: list[tuple[Any, ...]]
    states: Counter[str]
    live_began: bool
    planned_behind: int
    course: list[tuple[Any, ...]]
    job: tuple[Any, ...]


def _tables():
    return [
        model
        for model in apps.get_models()
        if issubclass(model, TenantModel) and not model._meta.proxy
    ]


def _dump():
    """Every table of the organization as text: keys of rows as places in their table."""
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


def _made(*, hours: int = 131, seed: int = 1, by_worker: bool = False) -> Made:
    """A sample at that hour, made by the worker or by hand, once for all tests that look at it."""
    return _made_once(hours, seed, by_worker)


@cache
def _made_once(hours: int, seed: int, by_worker: bool) -> Made:
    now = NOW + timedelta(hours=hours, minutes=hours)
    before = transaction.savepoint()
    job: tuple[Any, ...] = ()
    if by_worker:
        asked = jobs.enqueue("overview.seed-sample", now=now)
        running.run(asked.pk, clock=lambda: now)
        asked.refresh_from_db()
        job = (asked.state, asked.done == asked.total, asked.total > 100)
        organization = Organization.objects.get(is_sample=True)
    else:
        organization = sample.seed(now=now, seed=seed)
    columns = ("event_ref", "recipient", "kind", "status", "sent_at")
    with tenancy.scope(organization.pk):
        planned = Session.objects.filter(state="planned", starts_at__lte=now)
        made = Made(
            lines=_dump(),
            mail=list(Delivery.objects.order_by("pk").values_list(*columns)),
            states=Counter(Session.objects.values_list("state", flat=True)),
            live_began=Session.objects.get(state="live").starts_at < now,
            planned_behind=planned.count(),
            course=list(
                Attendance.objects.order_by(
                    "session__group__name", "session__number", "person"
                ).values_list("session__group__name", "session__number", "person__full_name", "was")
            ),
            job=job,
        )
    transaction.savepoint_rollback(before)
    return made


def test_the_same_seed_makes_the_same_sample_to_the_byte():
    assert _made(by_worker=True).lines == _made().lines


def test_all_mail_of_the_sample_is_the_same_for_one_seed():
    assert _made(by_worker=True).mail == _made().mail != []


def test_the_worker_makes_it_and_tells_how_far_it_is():
    assert _made(by_worker=True).job == ("done", True, True)


@once
def test_another_hour_keeps_the_course_and_another_seed_makes_another():
    assert _made(hours=62).course == _made().course != []
    assert _made(hours=5, seed=2).course != _made().course


@once
@pytest.mark.parametrize(("hours", "seed"), [(5, 2), (62, 1), (131, 1)])
def test_it_can_be_made_at_any_hour_of_the_week(hours, seed):
    made = _made(hours=hours, seed=seed)
    assert made.live_began
    assert (made.states["ended"], made.states["planned"]) == (46, 46)
    assert made.planned_behind == 0
