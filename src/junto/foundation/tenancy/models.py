"""The base of everything that belongs to an organization."""

from collections.abc import Iterable
from functools import cache
from typing import Any, ClassVar, Self

from django.db import models

from junto.foundation.tenancy import (
    CrossTenant,
    NoTenantScope,
    current_organization_id,
    in_scope,
    is_unscoped,
    statements,
)


class TenantQuerySet(models.QuerySet[Any]):
    """A query set whose bulk writes stay inside the organization in scope."""

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Insert rows, giving each the organization in scope."""
        rows = list(objs)
        for row in rows:
            row.settle_organization()
        return super().bulk_create(rows, *args, **kwargs)


class TenantManager(models.Manager.from_queryset(TenantQuerySet)):  # type: ignore[misc]
    """Fails closed: outside a scope there is no query set to be had."""

    use_in_migrations = False

    def get_queryset(self) -> TenantQuerySet:
        """Rows of the organization in scope."""
        rows: TenantQuerySet = super().get_queryset()
        if is_unscoped():
            return rows
        if in_scope() is None:
            raise NoTenantScope(f"{self.model.__name__} was read outside an organization's scope")
        return rows.filter(organization_id=in_scope())


def _at_home(model: Any, pk: Any, organization_id: int) -> Any:
    found = model._base_manager.filter(pk=pk, organization_id=organization_id)
    return found.values_list("pk")[:1]


class TenantModel(models.Model):
    """A row of one organization.

    Sub-classes write `class Meta(TenantModel.Meta)`: without `base_manager_name` a foreign key,
    `select_related` or `save()` would cross organizations.
    """

    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.CASCADE, editable=False, related_name="+"
    )

    objects: ClassVar[models.Manager[Self]] = TenantManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def settle_organization(self) -> None:
        """Take the organization in scope, and refuse to point into another one.

        Raises
        ------
        CrossTenant
            When the row or a row it points to belongs elsewhere.
        """
        if self.organization_id is None:
            self.organization_id = current_organization_id()
        here = in_scope()
        if here is not None and not is_unscoped() and self.organization_id != here:
            raise CrossTenant(f"{type(self).__name__} belongs to another organization")
        for field in self._tenant_foreign_keys():
            if not self._points_home(field):
                raise CrossTenant(f"{type(self).__name__}.{field.name} points elsewhere")

    @classmethod
    @cache
    def _tenant_foreign_keys(cls) -> tuple[Any, ...]:
        return tuple(
            field
            for field in cls._meta.concrete_fields
            if field.is_relation and issubclass(field.related_model, TenantModel)  # type: ignore[arg-type]
        )

    def _points_home(self, field: Any) -> bool:
        key = getattr(self, field.attname)
        if key is None:
            return True
        if field.is_cached(self):
            target = field.get_cached_value(self)
            return target is None or target.organization_id == self.organization_id
        # Only ids that never met their object cost a query; bulk writers pass objects.
        given = {"model": field.related_model, "pk": key, "organization_id": self.organization_id}
        if is_unscoped() or not isinstance(key, int):
            return bool(_at_home(**given).exists())
        return bool(statements.rows(_at_home, **given))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save inside the organization in scope."""
        self.settle_organization()
        super().save(*args, **kwargs)
