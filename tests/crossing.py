"""After any journey: no row points into another organization."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
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
    with tenancy.unscoped("both ends of every relation are compared, across organizations"):
        return [
            f"{model._meta.label}.{field.name}"
            for model in TENANTS
            for field in relations(model)
            if model.objects.filter(**{f"{field.name}__isnull": False})
            .exclude(**{f"{field.name}__organization": F("organization")})
            .exists()
        ]
