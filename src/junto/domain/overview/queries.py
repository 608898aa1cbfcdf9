"""Reading across contexts: what the home pages, the log and one's own page show."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator

from junto.domain.asks import queries as ask_queries
from junto.domain.assessments import quiz_queries
from junto.domain.catalog import own_queries as formats
from junto.domain.circle import hands
from junto.domain.circle import queries as circle_queries
from junto.domain.goals import progress
from junto.domain.goals import queries as goal_queries
from junto.domain.groups import advice, agreements, facilitating, fit, pairs, vetoes
from junto.domain.notes import queries as note_queries
from junto.domain.organizations import queries as organizations
from junto.domain.overview.sentences import sentence
from junto.domain.people import queries as people_queries
from junto.domain.people.enums import Role
from junto.domain.programs import queries as program_queries
from junto.domain.programs.enums import SetupStep, StaffRole
from junto.domain.recognition import queries as thanks_queries
from junto.domain.reviews import queries as review_queries
from junto.domain.sessions import room_queries, training
from junto.foundation import tenancy
from junto.foundation.access import Actor
from junto.foundation.events import notary
from junto.foundation.events.models import EventLink, EventRecord
from junto.foundation.jobs.enums import State
from junto.foundation.jobs.models import Job
from junto.foundation.jobs.worker import heartbeat_file
from junto.foundation.outbox import sending
from junto.foundation.outbox.enums import Status
from junto.foundation.outbox.models import Delivery

LOG_PAGE = 50
SAMPLE_ADDRESSES = "@northlight.example"
WORKER_SILENT_AFTER = timedelta(seconds=30)
CHAINED_WITHIN = timedelta(minutes=2)

# Whose home opens first for somebody with several roles.
ROLE_ORDER = (
    Role.PROGRAM_MANAGER,
    Role.FACILITATOR,
    Role.PARTICIPANT,
    Role.SPONSOR,
    Role.ORG_ADMIN,
    Role.MENTOR,
    Role.CHAMPION,
)


def ordered_roles(roles: frozenset[str]) -> list[str]:
    """Roles in the order in which their homes open."""
    return [str(role) for role in ROLE_ORDER if role in roles]


# ---------------------------------------------------------------- homes


@dataclass(frozen=True)
class ManagerHome:
    """A program as its manager meets it."""

    program: Any
    steps: tuple[tuple[str, str, bool], ...]

    @property
    def done(self) -> int:
        """Steps that were saved."""
        return sum(done for _, _, done in self.steps)

    @property
    def next_step(self) -> str:
        """The first step that is open, or nothing."""
        return next((key for key, _, done in self.steps if not done), "")


def manager_home(actor: Actor, program_ref: str = "") -> ManagerHome | None:
    """The program of this reference, or the newest, of those the actor manages."""
    managed = program_queries.programs_led(actor)
    if not managed:
        return None
    program = next((row for row in managed if row.ref == program_ref), managed[0])
    steps = tuple(
        (str(step.value), str(step.label), step.value in program.steps_saved) for step in SetupStep
    )
    return ManagerHome(program, steps)


def programs_led(actor: Actor) -> list[program_queries.Staffing]:
    """Programs that the actor manages in their organization, newest first."""
    with tenancy.scope(actor.organization_id or 0):
        held = program_queries.staffing(actor)
    return [row for row in held if row.role == StaffRole.MANAGER]


def programs_of_person(person: Any) -> list[Any]:
    """Programs somebody takes part in, newest first."""
    return program_queries.programs_attended(person)


@dataclass(frozen=True)
class Circle:
    """A group as its members see it."""

    group_id: int
    name: str
    kind: str
    kind_label: str
    address: str
    members: tuple[Any, ...]


def circles_of(person: Any) -> list[Circle]:
    """The groups somebody is in, newest first, each with its people (themselves first)."""
    seats = list(
        person.group_memberships.filter(ended_at=None, group__ended_at=None)
        .select_related("group")
        .order_by("-group__published_at", "-pk")
    )
    members: dict[int, list[Any]] = {seat.group_id: [] for seat in seats}
    rows = (
        type(seats[0])
        .objects.filter(group_id__in=members, ended_at=None)
        .select_related("person")
        .order_by("person__full_name", "pk")
        if seats
        else ()
    )
    for row in rows:
        if row.person.ended_at is None:
            members[row.group_id].append(row.person)
    return [
        Circle(
            group_id=seat.group_id,
            name=seat.group.name,
            kind=seat.group.kind,
            kind_label=seat.group.get_kind_display(),
            address=seat.group.address,
            members=tuple(
                sorted(members[seat.group_id], key=lambda member: member.pk != person.pk)
            ),
        )
        for seat in seats
    ]


def sponsored_programs(actor: Actor) -> list[Any]:
    """Programs the actor sponsors, with `people_count`; never anybody by name."""
    return program_queries.staffed(actor, StaffRole.SPONSOR)


# ---------------------------------------------------------------- is everything running?


@dataclass(frozen=True)
class Health:
    """What an administrator should know of the server, worst first."""

    worker_is_silent: bool
    unclear_mails: int
    failed_jobs: int
    unchained: int
    mail_is_off: bool

    @property
    def is_fine(self) -> bool:
        """True when nothing waits for anybody."""
        return not (
            self.worker_is_silent or self.unclear_mails or self.failed_jobs or self.unchained
        )


def health(*, now: datetime) -> Health:
    """Look at the worker, the mail and the chain of events of the organization in scope."""
    try:
        beat = heartbeat_file().stat().st_mtime
    except OSError:
        beat = 0.0
    here = tenancy.current_organization_id()
    return Health(
        worker_is_silent=now.timestamp() - beat > WORKER_SILENT_AFTER.total_seconds(),
        unclear_mails=Delivery.objects.filter(status=Status.UNCLEAR).count(),
        failed_jobs=Job.objects.filter(
            state=State.FAILED, organization_id=here, ended_at__gt=now - timedelta(days=1)
        ).count(),
        unchained=EventRecord.objects.filter(
            link=None, occurred_at__lt=now - CHAINED_WITHIN
        ).count(),
        mail_is_off=not sending.mail_is_set_up(),
    )


# ---------------------------------------------------------------- the log


@dataclass(frozen=True)
class Entry:
    """One recorded event, readable."""

    at: datetime
    who: str
    what: str
    position: int | None


def log(page: str) -> tuple[Page[Any], list[Entry]]:
    """One page of the organization's events, newest first."""
    found = Paginator(EventRecord.objects.order_by("-id"), LOG_PAGE).get_page(page)
    records = list(found.object_list)
    positions = dict(
        EventLink.objects.filter(event__in=records).values_list("event_id", "position")
    )
    names = _names_behind(records)
    actors = people_queries.names_by_ids({r.actor_person_id for r in records if r.actor_person_id})
    return found, [
        Entry(
            at=record.occurred_at,
            who=actors.get(record.actor_person_id or 0, ""),
            what=sentence(record.kind, record.payload, names),
            position=positions.get(record.pk),
        )
        for record in records
    ]


def _names_behind(records: list[EventRecord]) -> dict[str, str]:
    people = {record.payload.get("person_ref") for record in records} - {None}
    programs = {record.payload.get("program_ref") for record in records} - {None}
    return {
        **people_queries.names_by_refs(people),
        **program_queries.names_by_refs(programs),
    }


def verify_log() -> notary.Verdict:
    """Walk the whole chain of the organization in scope."""
    return notary.verify()


# ---------------------------------------------------------------- what is stored about me


def everything_about(person: Any) -> dict[str, Any]:
    """All that an organization stores about a person, ready for JSON."""
    return {
        **people_queries.stored_about(person),
        "programs": [
            {"name": program.name} for program in program_queries.programs_attended(person)
        ],
        "groups": [
            {
                "name": seat.group.name,
                "kind": seat.group.kind,
                "joined": seat.joined_at.date().isoformat(),
            }
            for seat in person.group_memberships.select_related("group").order_by("pk")
        ],
        "agreements": agreements.stored_about(person.pk),
        "kept_apart_from": vetoes.stored_about(person),
        "looks_after": facilitating.stored_about(person.pk),
        "mentoring": pairs.stored_about(person.pk),
        "right_group": fit.stored_about(person.pk),
        "advice": advice.stored_about(person.pk),
        "asks": ask_queries.stored_about(person.pk),
        "sessions": room_queries.stored_about(person.pk),
        "facilitating": training.stored_about(person.pk),
        "formats": formats.stored_about(person.pk),
        "quizzes": quiz_queries.stored_about(person.pk),
        "next_steps": goal_queries.stored_about(person.pk),
        "goals": progress.stored_about(person.pk),
        "stands_by": goal_queries.stored_of_standing_by(person.pk),
        "thanks": thanks_queries.stored_about(person.pk),
        "notes": note_queries.stored_about(person.pk),
        "circle": [*circle_queries.stored_about(person.pk), *hands.stored_about(person.pk)],
        "reviews": review_queries.stored_about(person.pk),
    }


# ---------------------------------------------------------------- the sample


def _sample_people() -> Any:
    # Two marks at once: an address nobody can receive mail at, and no password. Nobody's own
    # account can have both, so nobody's own account can be looked at from outside.
    return people_queries.people().filter(
        user__email__endswith=SAMPLE_ADDRESSES,
        user__password__startswith="!",  # noqa: S106 - the mark of having none
        user__is_active=True,
        email__endswith=SAMPLE_ADDRESSES,
    )


def sample_user_id(role: str) -> int | None:
    """The account of the sample's person with this role, or None."""
    sample = organizations.sample_organization()
    if sample is None:
        return None
    with tenancy.scope(sample.pk):
        found = _sample_people().filter(role_assignments__role=role).order_by("pk").first()
    return found.user_id if found else None


def is_sample_user(user_id: int) -> bool:
    """True for the account of one of the sample's invented people."""
    sample = organizations.sample_organization()
    if sample is None:
        return False
    with tenancy.scope(sample.pk):
        return bool(_sample_people().filter(user_id=user_id).exists())
