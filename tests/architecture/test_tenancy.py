"""Nothing of one organization is within reach of another."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from junto.foundation.tenancy.models import TenantModel

SOURCE = Path(__file__).parents[2] / "src/junto"

# The ways out of an organization's scope, by file. Each is a decision: count them when you add one.
WAYS_OUT = {
    "domain/asks/queries.py": 2,
    "domain/assessments/queries.py": 3,
    "domain/assessments/quiz_queries.py": 2,
    "domain/circle/hands.py": 1,
    "domain/circle/queries.py": 1,
    "domain/feedback/queries.py": 2,
    "domain/goals/queries.py": 1,
    "domain/groups/previews.py": 1,
    "domain/people/actions.py": 1,
    "domain/people/export_actions.py": 1,
    "domain/people/queries.py": 1,
    "domain/reviews/queries.py": 2,
    "domain/sessions/fairness.py": 1,
    "domain/sessions/room_queries.py": 4,
    "foundation/events/notary.py": 1,
    "foundation/tenancy/__init__.py": 1,
}

# What belongs to no organization, and why.
OF_NOBODY = {
    "accounts.User": "one account may belong to people of several organizations",
    "accounts.SetupCode": "it is spent before there is any organization",
    "organizations.Organization": "it is the organization",
}

DOMAIN = [model for model in apps.get_models() if model.__module__.startswith("junto.domain.")]
TENANTS = [model for model in DOMAIN if issubclass(model, TenantModel)]


def ways_out(path: Path) -> list[ast.Call]:
    """Calls of `unscoped(...)` in a file."""
    calls = [
        node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)
    ]
    return [call for call in calls if ast.unparse(call.func).split(".")[-1] == "unscoped"]


def test_the_ways_out_of_the_scope_are_counted() -> None:
    found = {
        str(path.relative_to(SOURCE)): len(ways_out(path))
        for path in SOURCE.rglob("*.py")
        if ways_out(path)
    }

    assert found == WAYS_OUT


def test_every_way_out_says_why() -> None:
    reasons = [call.args[0] for path in SOURCE.rglob("*.py") for call in ways_out(path)]

    assert [r for r in reasons if not isinstance(r, ast.Constant) or len(r.value.split()) < 4] == []


def test_every_row_of_the_domain_belongs_to_an_organization() -> None:
    others = {model._meta.label for model in DOMAIN if model not in TENANTS}

    assert others == set(OF_NOBODY)


@pytest.mark.parametrize("model", TENANTS, ids=lambda model: model._meta.label)
def test_foreign_keys_look_through_the_scope(model: type[models.Model]) -> None:
    assert model._meta.base_manager_name == "objects"


def belongs(model: type[models.Model], name: str) -> bool:
    """True when a unique set with this field cannot span organizations, or is a random ref."""
    field = model._meta.get_field(name)
    related = field.related_model
    points_home = bool(related) and issubclass(related, TenantModel)
    return name in {"organization", "ref"} or points_home


@pytest.mark.parametrize("model", TENANTS, ids=lambda model: model._meta.label)
def test_nothing_is_unique_across_organizations(model: type[models.Model]) -> None:
    """A name taken elsewhere would tell that it is: uniqueness stays inside an organization."""
    unique = [(f.name,) for f in model._meta.local_fields if f.unique and not f.primary_key]
    unique += [tuple(fields) for fields in model._meta.unique_together]
    unique += [
        tuple(constraint.fields)
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields
    ]

    assert [names for names in unique if not any(belongs(model, name) for name in names)] == []


@pytest.mark.parametrize("model", TENANTS, ids=lambda model: model._meta.label)
def test_unique_expressions_name_the_organization(model: type[models.Model]) -> None:
    unique = [
        constraint
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and constraint.expressions
    ]

    assert [c.name for c in unique if "organization" not in repr(c.expressions)] == []
