"""What a group promises each other, and each member's own yes to it."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max

from junto.domain.groups import events, policies
from junto.domain.groups.models import Agreement, Consent, Group
from junto.domain.people import queries as people_queries
from junto.foundation.access import Actor, Forbidden
from junto.foundation.events import publish

if TYPE_CHECKING:
    from junto.domain.people.models import Person

MOST_NORMS, LONGEST_NORM = 7, 300


class NothingAgreed(ValueError):
    """An agreement has one sentence at least, seven at most, each of a readable length."""


def agreement_of(group: Group) -> Agreement | None:
    """The words that hold now, or None while there are none."""
    return Agreement.objects.filter(group=group).order_by("-number").first()


def who_agreed(agreement: Agreement) -> set[int]:
    """Ids of the people who said yes to these words."""
    return set(Consent.objects.filter(agreement=agreement).values_list("person_id", flat=True))


def count_missing(group: Group, people_ids: Sequence[int]) -> int | None:
    """How many of these have not said yes to the words that hold now; None without any."""
    agreement = agreement_of(group)
    if agreement is None:
        return None
    return len(set(people_ids) - who_agreed(agreement))


def waits_for(group: Group, person_id: int) -> bool:
    """True while a group that meets has no words yet, or waits for this member's yes to them."""
    if group.ended_at is not None:
        return False
    agreement = agreement_of(group)
    return agreement is None or person_id not in who_agreed(agreement)


def stored_about(person_id: int) -> list[dict[str, Any]]:
    """What somebody agreed to, ready for JSON: the words are the group's."""
    rows = Consent.objects.filter(person_id=person_id).select_related("agreement__group")
    return [
        {
            "group": row.agreement.group.name,
            "words": row.agreement.norms,
            "agreed": row.given_at.date().isoformat(),
        }
        for row in rows.order_by("pk")
    ]


@transaction.atomic
def propose_agreement(
    *, group: Group, norms: Sequence[str], actor: Actor, now: datetime
) -> Agreement:
    """Write down what the group promises each other; whoever agreed to other words is asked anew.

    Raises
    ------
    NothingAgreed
        When there are no sentences, too many, or one is too long.
    """
    policies.agree_in_group.check(actor, group)
    sentences = [norm.strip() for norm in norms if norm.strip()]
    if not 1 <= len(sentences) <= MOST_NORMS or max(map(len, sentences)) > LONGEST_NORM:
        raise NothingAgreed
    last = Agreement.objects.filter(group=group).aggregate(last=Max("number"))["last"] or 0
    agreement = Agreement.objects.create(
        group=group,
        number=last + 1,
        norms=sentences,
        proposed_by=_own(actor),
        created_at=now,
    )
    publish(events.AgreementProposed(group_ref=group.ref, number=last + 1), actor=actor, now=now)
    return agreement


@transaction.atomic
def give_consent(*, agreement: Agreement, actor: Actor, now: datetime) -> bool:
    """Say yes to the group's words; False when one had said so already."""
    policies.agree_in_group.check(actor, agreement.group)
    person = _own(actor)
    _row, is_new = Consent.objects.get_or_create(
        organization_id=agreement.organization_id,
        agreement=agreement,
        person=person,
        defaults={"given_at": now},
    )
    if is_new:
        told = events.ConsentGiven(
            group_ref=agreement.group.ref, person_ref=person.ref, number=agreement.number
        )
        publish(told, actor=actor, now=now)
    return is_new


def _own(actor: Actor) -> "Person":
    person = people_queries.person_of(actor)
    if person is None:
        raise Forbidden("groups.agree")
    return person
