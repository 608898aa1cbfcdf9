"""Nothing of an organization is readable, writable or reachable outside its scope."""

import pytest

from factories import NOW, OrganizationFactory, make_person, make_program
from junto.domain.people.models import Person
from junto.domain.programs.models import Enrollment
from junto.foundation import tenancy

pytestmark = pytest.mark.django_db


def test_reading_outside_a_scope_is_refused():
    with pytest.raises(tenancy.NoTenantScope):
        Person.objects.count()


def test_a_scope_shows_only_its_own_rows():
    ours, theirs = OrganizationFactory(), OrganizationFactory()
    mine = make_person(ours, full_name="Ours")
    make_person(theirs, full_name="Theirs")
    with tenancy.scope(ours.pk):
        assert list(Person.objects.all()) == [mine]


def test_a_row_cannot_point_into_another_organization():
    ours, theirs = OrganizationFactory(), OrganizationFactory()
    stranger = make_person(theirs)
    program = make_program(ours)
    with tenancy.scope(ours.pk), pytest.raises(tenancy.CrossTenant):
        Enrollment.objects.create(program=program, person=stranger, since=NOW)


def test_a_row_cannot_point_into_another_organization_by_bare_id():
    ours, theirs = OrganizationFactory(), OrganizationFactory()
    stranger = make_person(theirs)
    program = make_program(ours)
    with tenancy.scope(ours.pk), pytest.raises(tenancy.CrossTenant):
        Enrollment.objects.create(program=program, person_id=stranger.pk, since=NOW)


def test_bulk_writing_cannot_cross_either():
    ours, theirs = OrganizationFactory(), OrganizationFactory()
    stranger = make_person(theirs)
    program = make_program(ours)
    row = Enrollment(program=program, person=stranger, since=NOW)
    with tenancy.scope(ours.pk), pytest.raises(tenancy.CrossTenant):
        Enrollment.objects.bulk_create([row])


def test_following_a_foreign_key_stays_inside_the_scope():
    ours, theirs = OrganizationFactory(), OrganizationFactory()
    boss = make_person(theirs)
    person = make_person(theirs, manager=boss)
    with tenancy.scope(theirs.pk):
        found = Person.objects.get(pk=person.pk)
    with tenancy.scope(ours.pk), pytest.raises(Person.DoesNotExist):
        _ = found.manager


def test_find_reaches_any_organization_by_its_random_reference():
    person = make_person(OrganizationFactory())
    assert tenancy.find(Person, person.ref) == person


def test_find_says_not_found_for_an_unknown_reference():
    with pytest.raises(tenancy.NotFound):
        tenancy.find(Person, "000000000000")
