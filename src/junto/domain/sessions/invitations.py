"""Inviting people: by mail, or by personal links to copy while mail is not set up.

A link shows a page with the action and does nothing by itself: whoever opens it, a mail scanner
too, signs nobody in and answers nothing.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from junto.domain.accounts import actions as account_actions
from junto.domain.accounts import queries as account_queries
from junto.domain.people import actions as people_actions
from junto.domain.programs import actions as program_actions
from junto.domain.programs.enums import SetupStep
from junto.domain.sessions import deliveries, events, policies, queries
from junto.domain.sessions.feeds import digest_of
from junto.domain.sessions.models import Invitation, Session
from junto.foundation import tenancy
from junto.foundation.access import Actor, system
from junto.foundation.events import publish
from junto.foundation.outbox.sending import mail_is_set_up

if TYPE_CHECKING:
    from junto.domain.accounts.models import User
    from junto.domain.people.models import Person
    from junto.domain.programs.models import Program

LIFETIME = timedelta(days=30)


class HasAccount(ValueError):
    """This person, or this address, signs in already."""


@dataclass(frozen=True)
class Guest:
    """Somebody of the program and where they are to come first."""

    person: "Person"
    group: Any
    session: Session | None
    # The link's path; empty for who signs in already.
    ref: str = ""
    token: str = ""

    @property
    def has_account(self) -> bool:
        """Whether they sign in already."""
        return self.person.user_id is not None


def guests(program: "Program", now: datetime) -> list[Guest]:
    """Everybody in a group of the program, with the link that is open for them."""
    rows = queries.schedule_of(program)
    people = {person.pk for row in rows for person in row.people}
    open_links = {
        row.person_id: row
        for row in Invitation.objects.filter(
            person_id__in=people, used_at=None, expires_at__gt=now
        ).order_by("pk")
    }
    found = []
    for row in rows:
        session = row.next(now)
        for person in row.people:
            link = open_links.get(person.pk) if person.user_id is None else None
            found.append(
                Guest(
                    person,
                    row.group,
                    session,
                    link.ref if link else "",
                    link.token if link else "",
                )
            )
    return found


@transaction.atomic
def make_links(*, program: "Program", actor: Actor, now: datetime) -> int:
    """Make a personal link for everybody who does not sign in yet; returns how many are new."""
    policies.invite_people.check(actor, program)
    wanted = {
        guest.person.pk: guest.person
        for guest in guests(program, now)
        if not guest.has_account and not guest.ref
    }
    made = []
    for person in wanted.values():
        token = secrets.token_urlsafe(24)
        made.append(
            Invitation(
                person=person,
                token=token,
                token_hash=digest_of(token),
                created_at=now,
                expires_at=now + LIFETIME,
            )
        )
    Invitation.objects.bulk_create(made)
    _tell(program, len(made), actor, now)
    return len(made)


@transaction.atomic
def send_invitations(*, program: "Program", actor: Actor, now: datetime) -> int:
    """Queue one mail to everybody whose group has its times; returns how many were queued.

    Asking twice for the same session writes to nobody twice.
    """
    policies.invite_people.check(actor, program)
    if not mail_is_set_up():
        return 0
    count = sum(
        deliveries.post(deliveries.INVITATION, guest.session, guest.person, now=now)
        for guest in guests(program, now)
        if guest.session is not None
    )
    _tell(program, count, actor, now)
    return count


def _tell(program: "Program", count: int, actor: Actor, now: datetime) -> None:
    program_actions.mark_step(program=program, step=SetupStep.INVITE, now=now)
    publish(events.PeopleInvited(program_ref=program.ref, count=count), actor=actor, now=now)


def find_invitation(ref: str, token: str, now: datetime) -> Invitation:
    """The invitation of a link (NotFound when it is not right, too old, or its person left)."""
    found = tenancy.find(Invitation, ref)
    if not hmac.compare_digest(found.token_hash, digest_of(token)):
        raise tenancy.NotFound(ref)
    with tenancy.scope(found.organization_id):
        if found.person.ended_at is not None or found.expires_at <= now:
            raise tenancy.NotFound(ref)
    return found


def first_session(invitation: Invitation, now: datetime) -> Session | None:
    """Where the invited person is to come first."""
    ahead = queries.sessions_ahead(invitation.person_id, now, 1)
    return ahead[0] if ahead else None


@transaction.atomic
def accept(*, invitation: Invitation, password: str, now: datetime) -> "User":
    """The invited person begins to sign in, with a password of their own.

    Raises
    ------
    HasAccount
        When they do already, or their address belongs to an account: that one's password stays.
    """
    person = invitation.person
    taken = Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=now)
    if not taken or person.user_id is not None or not person.email:
        raise HasAccount
    if account_queries.user_by_email(person.email) is not None:
        raise HasAccount
    user = account_actions.create_user(
        email=person.email, name=person.full_name, password=password, now=now
    )
    people_actions.attach_user(person=person, user=user)
    publish(
        events.InvitationUsed(person_ref=person.ref),
        actor=system(invitation.organization_id),
        now=now,
    )
    return user
