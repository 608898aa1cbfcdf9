"""A day ahead: groups are shown to their people before they are announced.

So it is wherever people may ask to be kept apart, whoever asked: everybody gets the same mail, sees
their coming group on their home and can ask for another one without a reason. Somebody whose wish
was not seen by whoever formed the groups by hand is told on their own page, and nobody else is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from junto.domain.groups import events, fit, policies, vetoes
from junto.domain.groups.enums import FormationState
from junto.domain.groups.models import FitAnswer, Formation, Seat
from junto.domain.organizations import queries as organization_queries
from junto.domain.people import queries as people_queries
from junto.foundation import outbox, tenancy
from junto.foundation.access import Actor
from junto.foundation.events import publish
from junto.foundation.outbox import Mail, renders
from junto.foundation.outbox.sending import mail_is_set_up

if TYPE_CHECKING:
    from junto.domain.people.models import Person

MAIL = "groups.preview"
_AT = time(9)
# Nobody who looks in once a day misses it.
_AHEAD = timedelta(hours=20)


@dataclass(frozen=True)
class Preview:
    """A group somebody will be in: shown to its people, and to be announced."""

    formation: Any
    name: str
    people: Sequence["Person"]
    at: datetime
    # What they said of it; empty for nothing yet.
    answer: str
    # True when somebody they named sits here: for this person's own page alone.
    breaks_wish: bool


def moment(now: datetime, zone: str) -> datetime:
    """The first nine in the morning in a zone that is far enough ahead."""
    local = ZoneInfo(zone)
    day = (now + _AHEAD).astimezone(local)
    at = datetime.combine(day.date(), _AT, local)
    if at < now + _AHEAD:
        at = datetime.combine(day.date() + timedelta(days=1), _AT, local)
    return at.astimezone(now.tzinfo)


def show(formation: Formation, *, actor: Actor, now: datetime) -> None:
    """Show a draft to its people; the caller has claimed it and holds a transaction."""
    organization = organization_queries.get_organization_by_id(formation.organization_id)
    formation.state = FormationState.ANNOUNCING
    formation.announced_at = moment(now, organization.time_zone)
    formation.save(update_fields=["state", "announced_at"])
    # What was said of an earlier showing was about other seats.
    FitAnswer.objects.filter(formation=formation).delete()
    publish(
        events.AnnouncementPlanned(
            program_ref=formation.program.ref,
            formation_ref=formation.ref,
            at=formation.announced_at.isoformat(),
        ),
        actor=actor,
        now=now,
    )
    _tell_everybody(formation, now)


@transaction.atomic
def take_back(*, formation: Formation, actor: Actor, now: datetime) -> bool:
    """Work on a draft again that is shown to its people; false when it was announced already."""
    policies.form_groups.check(actor, formation.program)
    shown = Formation.objects.filter(pk=formation.pk, state=FormationState.ANNOUNCING)
    if not shown.update(state=FormationState.READY, announced_at=None):
        return False
    formation.state, formation.announced_at = FormationState.READY, None
    publish(
        events.AnnouncementTakenBack(
            program_ref=formation.program.ref, formation_ref=formation.ref
        ),
        actor=actor,
        now=now,
    )
    return True


def previews_of(person: "Person") -> list[Preview]:
    """Groups somebody will be in, the soonest first."""
    rows = Seat.objects.filter(
        person=person, formation__state=FormationState.ANNOUNCING
    ).select_related("formation__program")
    return [_preview(seat, person) for seat in rows.order_by("formation__announced_at", "pk")]


def preview_of(formation: Formation, person: "Person") -> Preview | None:
    """The group somebody will be in by a draft that is shown to its people."""
    seat = Seat.objects.filter(
        formation=formation, person=person, formation__state=FormationState.ANNOUNCING
    ).first()
    return _preview(seat, person) if seat else None


def _preview(seat: Seat, person: "Person") -> Preview:
    formation = seat.formation
    around = Seat.objects.filter(formation=formation, group_index=seat.group_index)
    people = people_queries.people_by_ids(list(around.values_list("person_id", flat=True)))
    others = [each.ref for each in people if each.pk != person.pk]
    assert formation.announced_at is not None
    return Preview(
        formation=formation,
        name=str(formation.names[seat.group_index]),
        people=people,
        at=formation.announced_at,
        answer=fit.answer_of(formation, person.pk),
        breaks_wish=vetoes.breaks(person, others),
    )


def due(*, now: datetime) -> list[Formation]:
    """Drafts whose moment has come, of every organization."""
    with tenancy.unscoped("the clock announces groups of every organization"):
        rows = Formation.objects.filter(state=FormationState.ANNOUNCING, announced_at__lte=now)
        return list(rows.select_related("program").order_by("pk"))


# ---------------------------------------------------------------- mail


def _tell_everybody(formation: Formation, now: datetime) -> None:
    if not mail_is_set_up() or organization_queries.is_sample(formation.organization_id):
        return
    seats = Seat.objects.filter(formation=formation).select_related("person").order_by("pk")
    for seat in seats:
        if not seat.person.email:
            continue
        outbox.post(
            kind=MAIL,
            recipient=seat.person.ref,
            event_ref=f"{formation.ref}.{formation.version}",
            payload={
                "organization": formation.organization_id,
                "formation": formation.pk,
                "person": seat.person_id,
            },
            now=now,
        )


@renders(MAIL)
def render_preview(payload: dict[str, Any]) -> Mail | None:
    """Your group is announced tomorrow: the same words for everybody."""
    with tenancy.scope(payload["organization"]):
        formation = Formation.objects.select_related("program").get(pk=payload["formation"])
        people = people_queries.people_by_ids([payload["person"]])
        if formation.announced_at is None or not people or people[0].ended_at is not None:
            return None
        person = people[0]
        language = person.user.language if person.user else ""
        with translation.override(language or settings.LANGUAGE_CODE):
            return Mail(person.email, *_worded(formation, person))


def _worded(formation: Formation, person: "Person") -> tuple[str, str]:
    assert formation.announced_at is not None
    local = formation.announced_at.astimezone(ZoneInfo(person.time_zone))
    facts = {
        "name": person.call_name,
        "program": formation.program.name,
        "day": date_format(local, "l, F j"),
        "at": date_format(local, "H:i"),
        "page": settings.PUBLIC_URL + reverse("groups:preview", kwargs={"ref": formation}),
    }
    lines = [
        _("Hello %(name)s,") % facts,
        _("the groups of %(program)s are announced on %(day)s at %(at)s your time.") % facts,
        _("See yours before, and say if you would rather be in another one: %(page)s") % facts,
        _("Nobody asks why."),
        "",
    ]
    return _("Your group in %(program)s: have a look before it is announced") % facts, "\n".join(
        lines
    )
