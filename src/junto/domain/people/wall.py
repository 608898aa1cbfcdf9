"""The wall between somebody's data and their own manager.

Whoever keeps people or runs a program may be somebody's manager. Of that person they see the name
and who looks after them instead, nothing more: what is known of them is not for their manager.
"""

from typing import Any

from django.db.models import BooleanField, Case, CharField, F, Q, Value, When

from junto.domain.people.models import Person
from junto.foundation.access import Actor
from junto.foundation.tenancy import statements

SHOWN = ("email", "unit", "site")


def is_walled_off(actor: Actor, person: Any) -> bool:
    """True when the actor is the person's manager."""
    return actor.person_id is not None and person.manager_id == actor.person_id


def behind(actor: Actor | None) -> Q:
    """People whose data are walled off from the actor."""
    if actor is None or actor.person_id is None:
        return Q(pk__in=[])
    return Q(manager_id=actor.person_id)


def refs_behind(actor: Actor) -> frozenset[str]:
    """References of the people whose data are walled off from the actor."""
    if actor.person_id is None:
        return frozenset()
    return frozenset(statements.rows(_refs_behind, person_id=actor.person_id))


def _refs_behind(person_id: int) -> Any:
    return Person.objects.filter(behind(Actor(person_id=person_id))).values_list("ref", flat=True)


def shown_to(people: Any, actor: Actor | None) -> Any:
    """The people with `shown_email`, `shown_unit`, `shown_site` and `is_walled_off`."""
    if actor is None or actor.person_id is None:
        shown = {f"shown_{name}": F(name) for name in SHOWN}
        return people.annotate(is_walled_off=Value(False, BooleanField()), **shown)
    return people.annotate(
        is_walled_off=Case(When(behind(actor), then=Value(True)), default=Value(False)),
        **{
            f"shown_{name}": Case(
                When(behind(actor), then=Value("")), default=F(name), output_field=CharField()
            )
            for name in SHOWN
        },
    )
