"""After any journey: no row points into another organization."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import F

from junto.foundation import tenancy
from junto.foundation.tenancy.models import TenantModel

TENANTS = [model for model in apps.get_models() if issubclass(model, TenantModel)]


def relations(model: type[TenantModel]) -> Iterator[Any]:
    """Foreign keys and many-to-many fields from one tenant's row to another tenant's row."""
    for field in [*model._meta.concrete_fields, *model._meta.many_to_many]:
        if field.is_relation and issubclass(field.related_model, TenantModel):
            yield field


def crossings() -> list[str]:
    """Return `app.Model.field` of every relation with a row whose ends belong to two tenants."""
    sql, values = _statement()
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [name for (name,) in cursor.fetchall()]


@cache
def _statement() -> tuple[str, list[Any]]:
    """One question about all relations, written once: it is asked hundreds of times."""
    parts: list[str] = []
    values: list[Any] = []
    with tenancy.unscoped("both ends of every relation are compared, across organizations"):
        for model in TENANTS:
            for field in relations(model):
                rows = model.objects.filter(**{f"{field.name}__isnull": False})
                rows = rows.exclude(**{f"{field.name}__organization": F("organization")})
                sql, params = rows.values("pk").query.sql_with_params()
                parts.append(f"SELECT %s WHERE EXISTS ({sql})")
                values += [f"{model._meta.label}.{field.name}", *params]
    return " UNION ALL ".join(parts), values
