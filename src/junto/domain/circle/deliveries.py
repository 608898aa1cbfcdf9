"""Mail that says no more than that there is something new: what it is stays in the product."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from junto.domain.circle import hands, queries
from junto.domain.circle.enums import SpinState
from junto.domain.circle.models import Confidence, MailWish, SpinOff
from junto.domain.groups import queries as group_queries
from junto.domain.organizations import queries as organization_queries
from junto.domain.programs import queries as program_queries
from junto.foundation import outbox, tenancy
from junto.foundation.outbox import Mail, renders
from junto.foundation.outbox.sending import mail_is_set_up

if TYPE_CHECKING:
    from junto.domain.groups.models import Group
    from junto.domain.people.models import Person

# One kind for all of it: a list of what was sent does not tell what it was about.
NEWS = "circle.news"


def can_be_written_to(person: "Person", organization_id: int) -> bool:
    """True for somebody with an address; the invented people of a sample are never written to."""
    has_address = bool(person.email and mail_is_set_up())
    return has_address and not organization_queries.is_sample(organization_id)


def post_confidence(told: Confidence, to: "Person", *, now: datetime) -> None:
    """Queue the mail that there is something to read, to one of the two."""
    if not can_be_written_to(to, told.organization_id):
        return
    outbox.post(
        kind=NEWS,
        recipient=to.ref,
        event_ref=told.ref,
        payload={"confidence": told.ref, "person": to.pk},
        now=now,
    )


def post_spin_off(asked: SpinOff, to: "Person", *, now: datetime) -> None:
    """Queue the mail to a manager that somebody would like to start a group."""
    if not can_be_written_to(to, asked.organization_id):
        return
    outbox.post(
        kind=NEWS,
        recipient=to.ref,
        event_ref=asked.ref,
        payload={"spin_off": asked.ref, "person": to.pk},
        now=now,
    )


def _of_spin_off(payload: dict[str, Any]) -> Mail | None:
    try:
        asked = queries.get_spin_off(payload["spin_off"])
    except tenancy.NotFound:
        return None
    with tenancy.scope(asked.organization_id):
        managers = program_queries.managers_of(asked.program)
        to = next((each for each in managers if each.pk == payload["person"]), None)
        if to is None or not to.email or asked.state != SpinState.ASKED or asked.origin is None:
            return None
        path = reverse("circle:spin-offs", kwargs={"ref": asked.program})
        return something_new(asked.origin, to, path)


def post_digest(wish: MailWish, *, now: datetime) -> bool:
    """Queue the mail that there are new posts; returns whether there is an address."""
    if not can_be_written_to(wish.person, wish.organization_id):
        return False
    outbox.post(
        kind=NEWS,
        recipient=wish.person.ref,
        event_ref=f"{wish.ref}:{now.date()}",
        payload={"wish": wish.ref, "since": wish.told_at.isoformat()},
        now=now,
    )
    return True


@renders(NEWS)
def render_news(payload: dict[str, Any]) -> Mail | None:
    """Something new, worded when it is sent; nothing for whoever may not know any more."""
    if "spin_off" in payload:
        return _of_spin_off(payload)
    return _of_posts(payload) if "wish" in payload else _of_confidence(payload)


def _of_posts(payload: dict[str, Any]) -> Mail | None:
    try:
        wish = queries.get_wish(payload["wish"])
    except tenancy.NotFound:
        return None
    with tenancy.scope(wish.organization_id):
        wish.told_at = datetime.fromisoformat(payload["since"])
        is_in = group_queries.is_member(wish.group, wish.person_id)
        is_new = queries.has_news(wish) or hands.has_news(wish)
        if not is_in or not may_still_know(wish.group, wish.person) or not is_new:
            return None
        # The page of the group: neither the mail nor its link tells what is new.
        path = reverse("groups:circle", kwargs={"ref": wish.group})
        return something_new(wish.group, wish.person, path)


def _of_confidence(payload: dict[str, Any]) -> Mail | None:
    try:
        told = queries.get_confidence(payload["confidence"])
    except tenancy.NotFound:
        return None
    with tenancy.scope(told.organization_id):
        to = told.author if told.author_id == payload["person"] else told.reader
        if to.pk != payload["person"] or not may_still_know(told.group, to):
            return None
        return something_new(told.group, to, reverse("circle:confidence", kwargs={"ref": told}))


def may_still_know(group: "Group", person: "Person") -> bool:
    """True while somebody is in the group, or on the staff that looks after it."""
    if person.ended_at is not None or not person.email:
        return False
    staff = (
        *program_queries.managers_of(group.program),
        *program_queries.facilitators_of(group.program),
    )
    is_staff = any(each.pk == person.pk for each in staff)
    return is_staff or group_queries.is_member(group, person.pk)


def something_new(group: "Group", person: "Person", path: str) -> Mail:
    """A mail without content: whose it is, and where it is read."""
    words = {
        "name": person.known_as or person.full_name,
        "group": group.name,
        "link": f"{settings.PUBLIC_URL}{path}",
    }
    body = _(
        "Hello %(name)s,\n\n"
        "there is something new for you in %(group)s. It is read there alone:\n\n"
        "%(link)s"
    )
    return Mail(to=person.email, subject=_("Something new in %(group)s") % words, body=body % words)
