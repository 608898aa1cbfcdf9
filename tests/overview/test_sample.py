"""The sample organization: invented, complete, and the same for the same seed."""

import json

import pytest
from django.db import transaction

from factories import NOW
from junto.domain.groups.models import Formation, Group, GroupMember
from junto.domain.organizations.models import Organization
from junto.domain.overview import sample
from junto.domain.people.models import Person, RoleAssignment
from junto.foundation import tenancy

pytestmark = pytest.mark.django_db


def _rows(organization):
    """What a reader could tell two samples apart by."""
    with tenancy.scope(organization.pk):
        people = Person.objects.order_by("pk").values_list(
            "ref", "full_name", "email", "unit", "site", "attributes", "manager__ref"
        )
        seats = GroupMember.objects.order_by("pk").values_list(
            "group__ref", "group__name", "person__ref", "joined_at"
        )
        figures = Formation.objects.values_list("ref", "rules", "figures", "problem_hash")
        return json.dumps([list(people), list(seats), list(figures)], default=str)


def test_the_same_seed_makes_the_same_sample_to_the_byte():
    before = transaction.savepoint()
    rows = _rows(sample.seed(now=NOW, seed=3))
    transaction.savepoint_rollback(before)
    assert _rows(sample.seed(now=NOW, seed=3)) == rows


def test_forty_eight_leaders_sit_in_eight_circles_of_six():
    organization = sample.seed(now=NOW)
    with tenancy.scope(organization.pk):
        sizes = [group.members.count() for group in Group.objects.all()]
        assert (len(sizes), set(sizes)) == (8, {6})
        assert GroupMember.objects.values("person").distinct().count() == 48


def test_every_role_of_the_sample_can_be_viewed():
    organization = sample.seed(now=NOW)
    with tenancy.scope(organization.pk):
        held = RoleAssignment.objects.filter(person__user__isnull=False)
        assert {row.role for row in held} == {
            "org_admin",
            "program_manager",
            "sponsor",
            "facilitator",
            "participant",
        }


def test_nobody_sits_in_a_circle_with_their_manager():
    organization = sample.seed(now=NOW)
    with tenancy.scope(organization.pk):
        circle_of = {row.person_id: row.group_id for row in GroupMember.objects.all()}
        managed = Person.objects.exclude(manager=None)
        assert [p for p in managed if circle_of[p.pk] == circle_of[p.manager_id]] == []


def test_asking_twice_makes_one_sample():
    assert sample.seed(now=NOW) == sample.seed(now=NOW)
    assert Organization.objects.filter(is_sample=True).count() == 1


def test_every_address_in_the_sample_is_reserved():
    organization = sample.seed(now=NOW)
    with tenancy.scope(organization.pk):
        emails = Person.objects.values_list("email", flat=True)
        assert [email for email in emails if not email.endswith(".example")] == []
