"""Whose data are we looking at? Nothing of an organization is readable outside its scope."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from junto.foundation.tenancy.models import TenantModel

_scope: ContextVar[int | None] = ContextVar("organization_id", default=None)
_unscoped: ContextVar[str] = ContextVar("unscoped_reason", default="")

Found = TypeVar("Found", bound="TenantModel")


class NoTenantScope(RuntimeError):
    """A tenant's rows were touched outside `tenancy.scope(...)`."""


class CrossTenant(RuntimeError):
    """A row would point into another organization."""


class NotFound(LookupError):
    """No such object, or none that may be told of: the two look alike on purpose."""


@contextmanager
def scope(organization_id: int) -> Iterator[None]:
    """Read and write the rows of one organization inside the block."""
    token = _scope.set(organization_id)
    try:
        yield
    finally:
        _scope.reset(token)


@contextmanager
def unscoped(reason: str) -> Iterator[None]:
    """The only way out of the scope; a test counts its uses. `reason` says why it is needed."""
    token = _unscoped.set(reason)
    try:
        yield
    finally:
        _unscoped.reset(token)


@contextmanager
def nothing_but_scope(organization_id: int) -> Iterator[None]:
    """As `scope`, even where the caller has left it: what is made here stays within one."""
    token = _unscoped.set("")
    try:
        with scope(organization_id):
            yield
    finally:
        _unscoped.reset(token)


def current_organization_id() -> int:
    """The organization in scope.

    Raises
    ------
    NoTenantScope
        Outside any scope.
    """
    organization_id = _scope.get()
    if organization_id is None:
        raise NoTenantScope("no organization in scope")
    return organization_id


def in_scope() -> int | None:
    """The organization in scope, or None."""
    return _scope.get()


def is_unscoped() -> bool:
    """True inside `unscoped(...)`."""
    return bool(_unscoped.get())


def find(model: type[Found], ref: str) -> Found:
    """The row of `model` with this random reference, of whichever organization.

    A page knows its organization only through the object it was asked for, so this one look-up
    happens before there is a scope. Callers check permission next.

    Raises
    ------
    NotFound
        When no row has this reference.
    """
    from junto.foundation.tenancy import statements

    found: Found | None = statements.first(_with_ref, model=model, ref=ref)
    if found is None:
        raise NotFound(f"{model.__name__} {ref}")
    return found


def _with_ref(model: Any, ref: str) -> Any:
    with unscoped("an address names an object before its organization is known"):
        return model._default_manager.filter(ref=ref)[:1]
