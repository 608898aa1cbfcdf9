"""Who may do what: default no, one engine, every route declared.

A *policy* is a named predicate `(actor, object) -> bool` with a sentence a person can read.
Views carry one through `@requires`; actions check it again, so terminal, API and jobs are covered.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Predicate = Callable[["Actor", Any], bool]


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts: a person in one organization, a signed-in user, a visitor or the house."""

    user_id: int | None = None
    person_id: int | None = None
    organization_id: int | None = None
    roles: frozenset[str] = frozenset()
    is_system: bool = False
    # What was read about the actor, by the name of the query: a request has an actor of its own.
    known: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def has(self, *roles: str) -> bool:
        """True when the actor holds any of `roles` in this organization."""
        return not self.roles.isdisjoint(roles)


VISITOR = Actor()


def system(organization_id: int | None = None) -> Actor:
    """The house itself: jobs and schedules that act for nobody in particular."""
    return Actor(organization_id=organization_id, is_system=True)


class Forbidden(PermissionError):
    """The actor may not do this. Pages answer it exactly as they answer an unknown address."""


@dataclass(frozen=True)
class Policy:
    """A permission: its name (`programs.view`), its sentence, and who has it."""

    name: str
    description: str
    allows: Predicate

    def __call__(self, actor: Actor, obj: Any = None) -> bool:
        """True when `actor` may do this to `obj`."""
        return actor.is_system or self.allows(actor, obj)

    def check(self, actor: Actor, obj: Any = None) -> None:
        """Raise `Forbidden` unless allowed."""
        if not self(actor, obj):
            raise Forbidden(self.name)


_policies: dict[str, Policy] = {}


def policy(name: str, description: str) -> Callable[[Predicate], Policy]:
    """Declare a permission: decorates its predicate."""

    def declare(allows: Predicate) -> Policy:
        if name in _policies:
            raise ValueError(f"permission {name} is declared twice")
        _policies[name] = Policy(name, description, allows)
        return _policies[name]

    return declare


def policies() -> tuple[Policy, ...]:
    """All declared permissions, by name."""
    return tuple(_policies[name] for name in sorted(_policies))
