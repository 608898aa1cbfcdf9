"""Reading programs."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from junto.domain.people import queries as people_queries
from junto.domain.people import wall
from junto.domain.programs.enums import EnrollmentState, StaffRole
from junto.domain.programs.models import Enrollment, Program, ProgramStaff
from junto.foundation import tenancy
from junto.foundation.access import Actor
from junto.foundation.tenancy import statements
from junto.foundation.text import named_ref

if TYPE_CHECKING:
    from junto.domain.people.models import Person

TAKING_PART = (EnrollmentState.INVITED, EnrollmentState.ACTIVE, EnrollmentState.PAUSED)


def get_program(ref: str) -> Program:
    """The program with this reference (NotFound when there is none)."""
    return tenancy.find(Program, ref)


@dataclass(frozen=True)
class Staffing:
    """A program that somebody looks after, as much of it as a navigation shows, and as what."""

    program_id: int
    ref: str
    name: str
    role: str
    group_kind: str = ""

    @property
    def address(self) -> str:
        """Its part of an address."""
        return named_ref(self.name, self.ref)


def staffing(actor: Actor) -> tuple[Staffing, ...]:
    """What the actor looks after in the organization in scope, newest program first.

    The policy and the frame of a page both need it: it is read once per actor.
    """
    if actor.person_id is None:
        return ()
    if "programs.staffing" not in actor.known:
        rows = statements.rows(_staffing, person_id=actor.person_id)
        actor.known["programs.staffing"] = tuple(Staffing(*row) for row in rows)
    found: tuple[Staffing, ...] = actor.known["programs.staffing"]
    return found


def _staffing(person_id: int) -> Any:
    return (
        ProgramStaff.objects.filter(person_id=person_id)
        .order_by("-program__created_at", "-program_id")
        .values_list("program_id", "program__ref", "program__name", "role", "program__group_kind")
    )


def programs_led(actor: Actor) -> list[Program]:
    """Programs that the actor manages, newest first, with `people_count`.

    `staffing` is known from then on.
    """
    if actor.person_id is None:
        return []
    rows = list(
        ProgramStaff.objects.filter(person_id=actor.person_id)
        .select_related("program")
        .annotate(people_count=_takers())
        .order_by("-program__created_at", "-program_id")
    )
    for row in rows:
        row.program.people_count = row.people_count  # type: ignore[attr-defined]
    actor.known["programs.staffing"] = tuple(
        Staffing(
            row.program_id, row.program.ref, row.program.name, row.role, row.program.group_kind
        )
        for row in rows
    )
    return [row.program for row in rows if row.role == StaffRole.MANAGER]


def _takers() -> Any:
    """How many take part in the program of a row of its staff."""
    rows = Enrollment.objects.filter(
        program=OuterRef("program_id"), state__in=TAKING_PART, person__ended_at=None
    )
    counted = rows.order_by().values("program").annotate(people=Count("pk")).values("people")
    return Coalesce(Subquery(counted), 0)


def people_count(program: Program) -> int:
    """How many take part, asked for only where the program does not know it."""
    known: int | None = getattr(program, "people_count", None)
    return count_enrolled(program) if known is None else known


def staff_roles(program: Program, actor: Actor) -> frozenset[str]:
    """What the actor looks after in this program."""
    return frozenset(row.role for row in staffing(actor) if row.program_id == program.pk)


def programs() -> list[Any]:
    """Programs of the organization in scope with `people_count`, newest first."""
    taking_part = Count("enrollments", filter=Q(enrollments__state__in=TAKING_PART))
    return list(Program.objects.annotate(people_count=taking_part).order_by("-created_at", "-pk"))


def programs_of(actor: Actor) -> list[Program]:
    """Programs the actor looks after, newest first."""
    if actor.person_id is None:
        return []
    return list(
        Program.objects.filter(staff__person_id=actor.person_id)
        .distinct()
        .order_by("-created_at", "-pk")
    )


def staffed(actor: Actor, role: str) -> list[Any]:
    """Programs in which the actor has this staff role, with `people_count`, newest first."""
    if actor.person_id is None:
        return []
    taking_part = Count(
        "enrollments",
        filter=Q(enrollments__state__in=TAKING_PART, enrollments__person__ended_at=None),
        distinct=True,
    )
    mine = ProgramStaff.objects.filter(person_id=actor.person_id, role=role)
    return list(
        Program.objects.filter(pk__in=mine.values("program_id"))
        .annotate(people_count=taking_part)
        .order_by("-created_at", "-pk")
    )


def names_by_refs(refs: set[Any]) -> dict[str, str]:
    """Names of programs by their references."""
    return dict(Program.objects.filter(ref__in=refs).values_list("ref", "name"))


def programs_attended(person: "Person") -> list[Program]:
    """Programs a person takes part in, newest first."""
    return list(
        Program.objects.filter(
            enrollments__person=person, enrollments__state__in=TAKING_PART
        ).order_by("-created_at", "-pk")
    )


def enrolled_people(program: Program) -> list["Person"]:
    """Everybody who takes part and has not left, by name."""
    return list(
        people_queries.people().filter(
            enrollments__program=program, enrollments__state__in=TAKING_PART
        )
    )


def count_enrolled(program: Program) -> int:
    """How many take part."""
    return int(statements.rows(_enrolled, program_id=program.pk)[0])


def _enrolled(program_id: int) -> Any:
    taking_part = Enrollment.objects.filter(
        program_id=program_id, state__in=TAKING_PART, person__ended_at=None
    )
    return _total(taking_part).values_list("total", flat=True)


def _total(rows: Any) -> Any:
    """How many rows there are, as the one row of a query."""
    return rows.order_by().values(all=Value(1)).annotate(total=Count("pk"))


def enrolled_ids(program: Program) -> set[int]:
    """Ids of the people who take part."""
    return set(
        Enrollment.objects.filter(
            program=program, state__in=TAKING_PART, person__ended_at=None
        ).values_list("person_id", flat=True)
    )


def takes_part(program: Program, person_id: int) -> bool:
    """True while somebody takes part in the program."""
    found = statements.first(_taking_part, program_id=program.pk, person_id=person_id)
    return found is not None


def _taking_part(**which: Any) -> Any:
    rows = Enrollment.objects.filter(state__in=TAKING_PART, person__ended_at=None, **which)
    return rows.values_list("pk")[:1]


def takes_part_in(ref: str, person_id: int) -> bool:
    """As `takes_part`, for the program with this reference in the organization in scope."""
    found = statements.first(_taking_part, program__ref=ref, person_id=person_id)
    return found is not None


PARTS = ("unit", "site", "country", "employer")


def parts_of(program: Program) -> tuple[str, dict[int, str]]:
    """Which part of the organization everybody who takes part belongs to.

    Returns
    -------
    tuple
        What sets them apart, the first of `PARTS` that does, and its value by person id; where
        nothing does, an empty text and nobody.
    """
    rows = Enrollment.objects.filter(
        program=program, state__in=TAKING_PART, person__ended_at=None
    ).values_list("person_id", *(f"person__{part}" for part in PARTS))
    found = list(rows)
    for place, part in enumerate(PARTS, start=1):
        if len({row[place] for row in found} - {""}) > 1:
            return part, {row[0]: row[place] for row in found}
    return "", {}


def managers_of(program: Program) -> list["Person"]:
    """The program's managers, by name."""
    return list(
        people_queries.people().filter(
            programs_staffed__program=program, programs_staffed__role="manager"
        )
    )


def facilitators_of(program: Program) -> list["Person"]:
    """The program's facilitators, by name."""
    return list(
        people_queries.people().filter(
            programs_staffed__program=program, programs_staffed__role=StaffRole.FACILITATOR
        )
    )


def facilitate_somewhere(person_ids: Iterable[int]) -> set[int]:
    """Those of these people who facilitate a program."""
    rows = ProgramStaff.objects.filter(person__in=list(person_ids), role=StaffRole.FACILITATOR)
    return set(rows.values_list("person_id", flat=True))


def may_facilitate(program: Program) -> list["Person"]:
    """Who could be another facilitator of the program: facilitators and mentors here."""
    there = ProgramStaff.objects.filter(program=program, role=StaffRole.FACILITATOR)
    return list(
        people_queries.people()
        .filter(role_assignments__role__in=("facilitator", "mentor"))
        .exclude(pk__in=there.values("person_id"))
        .distinct()
    )


def managed_ids(actor: Actor) -> set[int]:
    """Ids of the programs that the actor manages."""
    mine = ProgramStaff.objects.filter(person_id=actor.person_id or 0, role=StaffRole.MANAGER)
    return set(mine.values_list("program_id", flat=True))


def people_rows(
    program: Program, *, start: int, actor: Actor, search: str = "", others: bool = False
) -> list[tuple[Any, ...]]:
    """Who takes part (or, with `others`, who does not) from `start` on, a page of them.

    Tuples: id, ref, name, e-mail, unit, site, whether the person is walled off from the actor.
    """
    given: dict[str, Any] = {
        "program_id": program.pk,
        "start": start,
        "person_id": actor.person_id,
        "others": others,
    }
    if search:
        # Looked for as a part of a name: not a value as it is.
        return list(_rows(**given, search=search))
    return statements.rows(_rows, **given)


def _rows(
    *, program_id: int, start: int, person_id: int | None, others: bool, search: str = ""
) -> Any:
    actor = Actor(person_id=person_id)
    found = _inside_or_not(people_queries.people(search=search, actor=actor), program_id, others)
    shown = wall.shown_to(found, actor)
    rows = shown.values_list("pk", "ref", "full_name", *people_queries.SHOWN_COLUMNS)
    return rows[start : start + people_queries.PAGE_SIZE]


def _inside_or_not(people: Any, program_id: int, others: bool) -> Any:
    inside = _inside(program_id)
    return people.exclude(pk__in=inside) if others else people.filter(pk__in=inside)


def count_found(program: Program, *, search: str, others: bool, actor: Actor) -> int:
    """How many people `people_rows` has in all."""
    found = people_queries.people(search=search, actor=actor)
    return int(_inside_or_not(found, program.pk, others).count())


def others_of(program: Program) -> list["Person"]:
    """People of the organization who do not take part, by name."""
    return list(people_queries.people().exclude(pk__in=_inside(program.pk)))


def count_both(program: Program) -> tuple[int, int]:
    """How many people of the organization take part, and how many do not."""
    everybody, inside = statements.rows(_both, program_id=program.pk)[0]
    return inside, everybody - inside


def _both(program_id: int) -> Any:
    inside = Count("pk", filter=Q(pk__in=_inside(program_id)))
    counted = _total(people_queries.people()).annotate(inside=inside)
    return counted.values_list("total", "inside")


def people_by_refs(refs: list[str]) -> list["Person"]:
    """People of the organization with these references, by name."""
    return list(people_queries.people().filter(ref__in=refs))


def _inside(program_id: int) -> Any:
    rows = Enrollment.objects.filter(program_id=program_id, state__in=TAKING_PART)
    return rows.values("person_id")


def looked_after_by(person_ids: Iterable[int], *, actor: Actor) -> dict[int, str]:
    """Who looks after people in the actor's place: the second managers of their programs, by name.

    Whoever takes part in no program is looked after by another administrator.
    """
    ids = set(person_ids)
    rows = Enrollment.objects.filter(person_id__in=ids, state__in=TAKING_PART)
    takes_part = list(rows.values_list("person_id", "program_id", "person__manager_id"))
    staff = ProgramStaff.objects.filter(
        role=StaffRole.MANAGER,
        program_id__in={program_id for _person, program_id, _manager in takes_part},
    ).order_by("person__full_name", "person_id")
    managers: dict[int, list[tuple[int, str]]] = {}
    for program_id, pk, name in staff.values_list("program_id", "person_id", "person__full_name"):
        managers.setdefault(program_id, []).append((pk, name))
    found: dict[int, str] = {}
    for person_id, program_id, manager_id in takes_part:
        others = (
            name
            for pk, name in managers.get(program_id, ())
            if pk not in (actor.person_id, manager_id, person_id)
        )
        name = next(others, "")
        if name:
            found.setdefault(person_id, name)
    without = ids - {person_id for person_id, *_rest in takes_part}
    if without:
        admins = (each for each in people_queries.administrators() if each.pk != actor.person_id)
        other = next(admins, None)
        found |= {pk: other.full_name for pk in without if other is not None and other.pk != pk}
    return found


def reports_of(program: Program, actor: Actor) -> list["Person"]:
    """People of the program whose manager the actor is, by name."""
    return list(
        people_queries.people()
        .filter(wall.behind(actor))
        .filter(enrollments__program=program, enrollments__state__in=TAKING_PART)
    )


def may_manage(program: Program) -> list["Person"]:
    """Who could be another manager of the program: they can sign in and keep people here."""
    managers = ProgramStaff.objects.filter(program=program, role=StaffRole.MANAGER)
    return list(
        people_queries.people()
        .filter(user__isnull=False, role_assignments__role__in=("program_manager", "org_admin"))
        .exclude(pk__in=managers.values("person_id"))
        .distinct()
    )
