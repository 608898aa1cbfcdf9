"""On the way to facilitating: rehearse with a simulated group, sit in, lead with a colleague.

Whether somebody is ready is worked out from these facts, and kept nowhere. Managers see it where
the person wants it; what is missing is seen by the person alone.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from junto.domain.groups import facilitating
from junto.domain.groups import queries as group_queries
from junto.domain.people import queries as people_queries
from junto.domain.programs import queries as program_queries
from junto.domain.sessions import policies, room_queries
from junto.domain.sessions.enums import Learnt, SessionState, Word
from junto.domain.sessions.hosting import LEADING
from junto.domain.sessions.models import ReadyShown, RoleTurn, Session, SitInYes, Training
from junto.foundation import idempotency, tenancy
from junto.foundation.access import Actor, Forbidden

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from junto.domain.people.models import Person
    from junto.domain.programs.models import Program

MOST_SESSIONS = 30
AHEAD = (SessionState.PLANNED, SessionState.LIVE)


class NoSuchSession(ValueError):
    """A session of this program that one may ask about."""


class NobodyThere(ValueError):
    """A colleague facilitates the same program, and is somebody else."""


class AskedAlready(ValueError):
    """The same was asked before."""


class NoSuchFormat(ValueError):
    """A format that can be rehearsed."""


# ---------------------------------------------------------------- what one does


@transaction.atomic
def note_rehearsal(*, program: "Program", format_id: str, actor: Actor, now: datetime) -> Training:
    """Keep that one rehearsed a format to its end; once per format.

    Raises
    ------
    NoSuchFormat
        When no format of that name can be run live.
    """
    policies.train.check(actor, program)
    fmt = room_queries.find_format(format_id)
    if fmt is None or not fmt.modes.live:
        raise NoSuchFormat(format_id)
    person = _own(actor)
    idempotency.claim()
    row, _is_new = Training.objects.get_or_create(
        organization_id=program.organization_id,
        person=person,
        kind=Learnt.REHEARSED,
        format_id=fmt.id,
        defaults={"state": Word.YES, "on": _day(person, now)},
    )
    return row


@transaction.atomic
def ask_to_sit_in(
    *, program: "Program", session: Session | None, actor: Actor, now: datetime
) -> Training:
    """Ask a group of the program to sit in on one of its sessions.

    Raises
    ------
    NoSuchSession, AskedAlready
        When it is none that lies ahead in another group, or it was asked before.
    """
    policies.train.check(actor, program)
    person = _own(actor)
    if session is None or session not in sessions_to_sit_in(program, person.pk, now):
        raise NoSuchSession
    row = Training(person=person, kind=Learnt.SAT_IN, session=session, on=_day(person, now))
    return _ask(row)


@transaction.atomic
def let_sit_in(*, training: Training, yes: bool, actor: Actor, now: datetime) -> None:
    """Say yes or no for oneself; it is agreed once everybody said yes, and over with one no."""
    del now
    policies.let_sit_in.check(actor, training)
    person = _own(actor)
    idempotency.claim()
    row = Training.objects.select_for_update().get(pk=training.pk)
    if row.state != Word.ASKED or row.session is None:
        return
    if not yes:
        # Nothing keeps who said no, nor who had said yes.
        SitInYes.objects.filter(training=row).delete()
        row.state = Word.NO
    else:
        SitInYes.objects.get_or_create(
            organization_id=row.organization_id, training=row, person=person
        )
        said = set(SitInYes.objects.filter(training=row).values_list("person_id", flat=True))
        everybody = {each.pk for each in group_queries.members_of(row.session.group)}
        row.state = Word.YES if everybody <= said else Word.ASKED
    row.save(update_fields=["state"])


@transaction.atomic
def name_led(
    *,
    program: "Program",
    session: Session | None,
    colleague: "Person | None",
    actor: Actor,
    now: datetime,
) -> Training:
    """Say that one led a session together with a colleague, who is asked whether that is so.

    Raises
    ------
    NoSuchSession, NobodyThere, AskedAlready
        When it is none that one led, the colleague does not facilitate here, or it was said before.
    """
    policies.train.check(actor, program)
    person = _own(actor)
    if session is None or session not in sessions_led(program, person.pk):
        raise NoSuchSession
    if colleague is None or colleague not in colleagues(program, person.pk):
        raise NobodyThere
    row = Training(
        person=person,
        kind=Learnt.LED,
        session=session,
        colleague=colleague,
        on=_day(person, now),
    )
    return _ask(row)


@transaction.atomic
def confirm_led(*, training: Training, yes: bool, actor: Actor, now: datetime) -> None:
    """Say as the colleague whether it was so."""
    del now
    policies.confirm_led.check(actor, training)
    idempotency.claim()
    state = Word.YES if yes else Word.NO
    Training.objects.filter(pk=training.pk, state=Word.ASKED).update(state=state)


@transaction.atomic
def take_back(*, training: Training, actor: Actor, now: datetime) -> None:
    """Forget one entry of one's own."""
    del now
    policies.own_training.check(actor, training)
    idempotency.claim()
    training.delete()


@transaction.atomic
def show_ready(*, program: "Program", on: bool, actor: Actor, now: datetime) -> None:
    """Let the program's managers see that one is ready, or not any more."""
    del now
    policies.train.check(actor, program)
    person = _own(actor)
    idempotency.claim()
    if on:
        ReadyShown.objects.get_or_create(
            organization_id=program.organization_id, program=program, person=person
        )
    else:
        ReadyShown.objects.filter(program=program, person=person).delete()


def _ask(row: Training) -> Training:
    idempotency.claim()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise AskedAlready from None
    return row


# ---------------------------------------------------------------- reading


def get_training(ref: str) -> Training:
    """The entry with this reference (NotFound when there is none)."""
    return tenancy.find(Training, ref)


@dataclass(frozen=True)
class Checklist:
    """What somebody has done of what makes one ready; the circle of one's own is beside it."""

    rehearsed: bool = False
    sat_in: bool = False
    led: bool = False
    has_circle: bool = False

    @property
    def is_ready(self) -> bool:
        """True with all three."""
        return self.rehearsed and self.sat_in and self.led


def checklist_of(person_id: int) -> Checklist:
    """Work out what somebody has done."""
    done = {kind for _person, kind in _done([person_id])}
    return Checklist(
        rehearsed=Learnt.REHEARSED in done,
        sat_in=Learnt.SAT_IN in done,
        led=Learnt.LED in done,
        has_circle=has_circle(person_id),
    )


def ready_in(program: "Program") -> set[int]:
    """Facilitators of a program who are ready and let its managers see it."""
    shown = set(ReadyShown.objects.filter(program=program).values_list("person_id", flat=True))
    shown &= {each.pk for each in program_queries.facilitators_of(program)}
    done = _done(shown)
    return {pk for pk in shown if all((pk, kind) in done for kind in Learnt.values)}


def _done(people: Collection[int]) -> set[tuple[int, str]]:
    """What these people have done. Having sat in counts once the session is over."""
    rows = Training.objects.filter(person_id__in=people, state=Word.YES).values_list(
        "person_id", "kind", "session__state"
    )
    return {
        (person_id, kind)
        for person_id, kind, state in rows
        if kind != Learnt.SAT_IN or state == SessionState.ENDED
    }


def has_circle(person_id: int) -> bool:
    """True where somebody meets with others who all facilitate a program themselves."""
    for group in group_queries.groups_with(person_id):
        people = [each.pk for each in group_queries.members_of(group)]
        if len(people) > 1 and program_queries.facilitate_somewhere(people) >= set(people):
            return True
    return False


def is_shown(program: "Program", person_id: int) -> bool:
    """True while the managers may see it."""
    return ReadyShown.objects.filter(program=program, person_id=person_id).exists()


def entries_of(person_id: int) -> list[Training]:
    """What somebody did and asked, the newest first."""
    rows = Training.objects.filter(person_id=person_id)
    return list(rows.select_related("session__group", "colleague").order_by("-on", "-pk"))


def to_confirm(person_id: int) -> list[Training]:
    """Sessions that colleagues say they led with this person, who has not answered."""
    rows = Training.objects.filter(
        colleague=person_id, kind=Learnt.LED, state=Word.ASKED, person__ended_at=None
    )
    return list(rows.select_related("person", "session__group").order_by("on", "pk"))


def asking_to_sit_in(group_ids: Sequence[int], person_id: int, now: datetime) -> list[Training]:
    """Who sits in with these groups, or asks to as far as this member has not answered."""
    if not group_ids:
        return []
    rows = Training.objects.filter(
        kind=Learnt.SAT_IN,
        state__in=(Word.ASKED, Word.YES),
        person__ended_at=None,
        session__group__in=group_ids,
        session__state__in=AHEAD,
        session__ends_at__gt=now,
    ).exclude(state=Word.ASKED, yes__person=person_id)
    return list(rows.select_related("person", "session__group").order_by("on", "pk"))


def sessions_to_sit_in(program: "Program", person_id: int, now: datetime) -> list[Session]:
    """Sessions that lie ahead in the program's groups that are not one's own, the next first."""
    mine = {*facilitating.looked_after(person_id)}
    mine |= {each.pk for each in group_queries.groups_with(person_id)}
    rows = _of(program).filter(state=SessionState.PLANNED, starts_at__gt=now)
    return list(rows.exclude(group__in=mine).order_by("starts_at", "pk")[:MOST_SESSIONS])


def sessions_led(program: "Program", person_id: int) -> list[Session]:
    """Sessions that somebody led, or of groups they look after, the newest first."""
    led = RoleTurn.objects.filter(person=person_id, role__in=LEADING).values("session_id")
    over = _of(program).filter(state=SessionState.ENDED)
    after = over.filter(group__in=facilitating.looked_after(person_id))
    return list((over.filter(pk__in=led) | after).order_by("-starts_at", "-pk")[:MOST_SESSIONS])


def colleagues(program: "Program", person_id: int) -> list["Person"]:
    """The program's other facilitators."""
    return [each for each in program_queries.facilitators_of(program) if each.pk != person_id]


def stored_about(person_id: int) -> list[dict[str, Any]]:
    """Somebody's own way to facilitating."""
    return [
        {
            "kind": row.kind,
            "format": row.format_id,
            "session": row.session.title if row.session else "",
            "state": row.state,
            "on": row.on.isoformat(),
        }
        for row in entries_of(person_id)
    ]


def _of(program: "Program") -> "QuerySet[Session]":
    rows = Session.objects.filter(group__program=program, group__ended_at=None)
    return rows.select_related("group").defer("calendar", "timeline", "params")


def _day(person: "Person", now: datetime) -> date:
    return now.astimezone(ZoneInfo(person.time_zone)).date()


def _own(actor: Actor) -> "Person":
    person = people_queries.person_of(actor)
    if person is None:
        raise Forbidden("sessions.train")
    return person
