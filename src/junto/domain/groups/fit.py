"""Is this the right group for you? Stay, unsure, or another group; nobody asks why.

`stay` and `unsure` are read by whoever gave them and counted nowhere. Who would rather be in
another group is named to the program's managers, since they have to find one, and to nobody else:
no event tells of an answer, so that the log of the organization does not either.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery

from junto.domain.groups import policies
from junto.domain.groups.enums import MENTORING_KINDS, Fit, FormationState
from junto.domain.groups.models import FitAnswer, Formation, Group, GroupMember, Seat
from junto.foundation.access import Actor, Forbidden

if TYPE_CHECKING:
    from junto.domain.people.models import Person
    from junto.domain.programs.models import Program

About = Group | Formation


@dataclass(frozen=True)
class Place:
    """A group somebody is in, since when, and what they said about it; empty for nothing."""

    group: Any
    joined_at: datetime
    answer: str


@dataclass(frozen=True)
class Wish:
    """Somebody who would rather be in another group, and the one they are in."""

    person: "Person"
    group: Any


# ---------------------------------------------------------------- one's own answer


def answer_of(about: About, person_id: int) -> str:
    """What somebody said, for their own page; empty where they said nothing."""
    row = _rows(about).filter(person_id=person_id).first()
    return row.answer if row else ""


def places_of(person_id: int) -> list[Place]:
    """The groups somebody is in and may be asked about, in the order they joined; one query.

    Mentoring pairs and circles are left out: they part, without fault, on a page of their own.
    """
    said = FitAnswer.objects.filter(group=OuterRef("group"), person=OuterRef("person"))
    rows = (
        GroupMember.objects.filter(person_id=person_id, ended_at=None, group__ended_at=None)
        .exclude(group__kind__in=MENTORING_KINDS)
        .select_related("group")
        .annotate(answer=Subquery(said.values("answer")[:1]))
    )
    return [
        Place(row.group, row.joined_at, row.answer or "")
        for row in rows.order_by("joined_at", "pk")
    ]


@transaction.atomic
def say(*, about: About, answer: str, actor: Actor, now: datetime) -> None:
    """Keep somebody's answer about their group, or about a draft that is shown to them.

    Writes no event, whatever the answer: the same answer twice has the effect of once by itself.

    Raises
    ------
    Forbidden
        When they are not in it.
    ValueError
        When it is none of the three answers.
    """
    FitAnswer.objects.update_or_create(
        organization_id=about.organization_id,
        person_id=_who_may(about, actor),
        **_of(about),
        defaults={
            "program_id": about.program_id,
            "answer": Fit(answer).value,
            "day": now.date(),
        },
    )


@transaction.atomic
def take_back(*, about: About, actor: Actor) -> None:
    """Forget somebody's answer."""
    _rows(about).filter(person_id=_who_may(about, actor)).delete()


def forget(group: Group, person: "Person") -> None:
    """Somebody left a group: what they said about it is gone with that."""
    _rows(group).filter(person=person).delete()


def _who_may(about: About, actor: Actor) -> int:
    """Whose answer it is: the actor's own, if they are in it."""
    if isinstance(about, Group):
        is_in = policies.answer_about_group(actor, about)
    else:
        is_in = about.state == FormationState.ANNOUNCING and _is_seated(about, actor)
    if not is_in or actor.person_id is None:
        raise Forbidden("groups.fit")
    return actor.person_id


def _is_seated(formation: Formation, actor: Actor) -> bool:
    if actor.person_id is None or actor.organization_id != formation.organization_id:
        return False
    return Seat.objects.filter(formation=formation, person_id=actor.person_id).exists()


def _of(about: About) -> dict[str, Any]:
    if isinstance(about, Group):
        return {"group": about, "formation": None}
    return {"group": None, "formation": about}


def _rows(about: About) -> QuerySet[FitAnswer]:
    return FitAnswer.objects.filter(**_of(about))


# ---------------------------------------------------------------- for who has to find a group


def wishes_in(program: "Program") -> list[Wish]:
    """Who would rather be in another group of a program, by name: for its managers."""
    rows = _open_wishes(program).select_related("person", "group")
    return [Wish(row.person, row.group) for row in rows.order_by("person__full_name", "person_id")]


def wishes_about(formation: Formation) -> list["Person"]:
    """Who would rather sit in another group of a draft, by name: for the program's managers."""
    rows = _rows(formation).filter(answer=Fit.MOVE, person__ended_at=None).select_related("person")
    return [row.person for row in rows.order_by("person__full_name", "person_id")]


def occasion(program: "Program") -> tuple[int, str]:
    """How many ask for another group, and a mark that is another one when somebody else asks."""
    rows = sorted(_open_wishes(program).values_list("pk", "day"))
    told = ";".join(f"{pk} {day.isoformat()}" for pk, day in rows)
    return len(rows), hashlib.sha256(told.encode()).hexdigest()[:12]


def _open_wishes(program: "Program") -> QuerySet[FitAnswer]:
    return FitAnswer.objects.filter(
        program=program,
        answer=Fit.MOVE,
        person__ended_at=None,
        group__ended_at=None,
        group__members__person=F("person"),
        group__members__ended_at=None,
    )


def stored_about(person_id: int) -> list[dict[str, Any]]:
    """What somebody answered, ready for JSON."""
    rows = FitAnswer.objects.filter(person_id=person_id).select_related("group", "program")
    return [
        {
            "program": row.program.name,
            "group": row.group.name if row.group else "",
            "answer": row.answer,
            "day": row.day.isoformat(),
        }
        for row in rows.order_by("pk")
    ]
