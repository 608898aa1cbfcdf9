"""SQL written once: never another organization's, never another value's."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from factories import OrganizationFactory, make_person
from junto.domain.organizations.models import Organization
from junto.domain.people.models import Person
from junto.foundation import tenancy
from junto.foundation.tenancy import statements

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "_kept", {})


@pytest.fixture
def two() -> tuple[Organization, Organization]:
    """Two organizations, the first with three people, the second with one."""
    first, second = OrganizationFactory(), OrganizationFactory()
    for name in ("Amara", "Bo", "Cho"):
        make_person(first, full_name=name)
    make_person(second, full_name="Amara")
    return first, second


def _called(full_name: str) -> Any:
    return Person.objects.filter(full_name=full_name).values_list("pk", "full_name")


def _people() -> Any:
    return Person.objects.order_by("full_name")


def _from(start: int, size: tuple[int]) -> Any:
    return _people().values_list("full_name", flat=True)[start : start + size[0]]


def _among(names: list[str], ended_at: None) -> Any:
    found = _people().filter(full_name__in=names, ended_at=ended_at)
    return found.values_list("full_name", flat=True)


def _partly(text: str) -> Any:
    return Person.objects.filter(full_name__icontains=text).values_list("pk")


def _never(text: str) -> Any:
    return Person.objects.values_list("pk")


def _twice(text: str) -> Any:
    return Person.objects.filter(full_name__icontains=text, unit=text).values_list("pk")


def _with_organization() -> Any:
    return _people().select_related("organization")


def test_every_organization_gets_its_own_rows(two: tuple[Organization, Organization]) -> None:
    found = []
    for organization in (*two, *two):
        with tenancy.scope(organization.pk):
            found.append([row[0] for row in statements.rows(_called, full_name="Amara")])
            assert found[-1] == [row[0] for row in _called("Amara")]

    assert [len(rows) for rows in found] == [1, 1, 1, 1]
    assert found[0] == found[2] != found[1] == found[3]


def test_outside_a_scope_nothing_is_found(two: tuple[Organization, Organization]) -> None:
    with tenancy.scope(two[0].pk):
        statements.rows(_called, full_name="Amara")

    with pytest.raises(tenancy.NoTenantScope):
        statements.rows(_called, full_name="Amara")


def test_sql_written_outside_the_scope_stays_within_one(
    two: tuple[Organization, Organization],
) -> None:
    with tenancy.scope(two[0].pk), tenancy.unscoped("a test writes the SQL here first"):
        assert len(statements.rows(_called, full_name="Amara")) == 1


def test_every_value_gets_its_own_rows(two: tuple[Organization, Organization]) -> None:
    with tenancy.scope(two[0].pk):
        asked = ("Amara", "Bo", "O'Neil %s", "")
        found = [[row[1] for row in statements.rows(_called, full_name=each)] for each in asked]

    assert found == [["Amara"], ["Bo"], [], []]


def test_a_list_of_any_length_is_filled_in(two: tuple[Organization, Organization]) -> None:
    with tenancy.scope(two[0].pk):
        found = [
            statements.rows(_among, names=names, ended_at=None)
            for names in (["Amara"], ["Cho", "Amara"], ["Bo", "Cho"], ["Bo"])
        ]

    assert found == [["Amara"], ["Amara", "Cho"], ["Bo", "Cho"], ["Bo"]]


def test_every_page_of_a_list_is_one_statement(two: tuple[Organization, Organization]) -> None:
    with tenancy.scope(two[0].pk):
        pages = [statements.rows(_from, start=start, size=(2,)) for start in (0, 1, 2, 3)]

    assert pages == [["Amara", "Bo"], ["Bo", "Cho"], ["Cho"], []]
    assert len(statements._kept) == 1


def test_rows_are_what_the_query_set_gives(two: tuple[Organization, Organization]) -> None:
    with tenancy.scope(two[0].pk):
        found = statements.rows(_people)
        Person.objects.filter(pk=found[0].pk).update(ended_at=timezone.now())
        again = statements.first(_people)

        assert found == list(_people())
        assert again.ended_at == Person.objects.get(pk=found[0].pk).ended_at is not None


def test_what_is_joined_comes_along(two: tuple[Organization, Organization]) -> None:
    with tenancy.scope(two[0].pk):
        statements.rows(_with_organization)
        with CaptureQueriesContext(connection) as asked:
            names = [row.organization.name for row in statements.rows(_with_organization)]

    assert names == [two[0].name] * 3
    assert len(asked) == 1


@pytest.mark.parametrize("build", [_partly, _never, _twice])
def test_a_value_that_does_not_arrive_as_it_is_gets_refused(
    build: Any, two: tuple[Organization, Organization]
) -> None:
    with tenancy.scope(two[0].pk), pytest.raises(statements.NotInTheStatement):
        statements.rows(build, text="mar")


def test_the_database_is_asked_every_time(two: tuple[Organization, Organization]) -> None:
    with tenancy.scope(two[0].pk):
        statements.rows(_people)
        with CaptureQueriesContext(connection) as asked:
            statements.rows(_people)

    assert len(asked) == 1


def test_only_so_many_shapes_are_kept(
    two: tuple[Organization, Organization], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statements, "KEPT", 3)
    with tenancy.scope(two[0].pk):
        for size in range(1, 6):
            assert len(statements.rows(_from, start=0, size=(size,))) == min(size, 3)

    assert len(statements._kept) == 2
