"""Who mentors and who learns in a program, what they offer and seek, and whom they wish for.

Whoever has no row of their own is a mentor by role, or else a mentee; what they offer and seek is
read from the columns that the plan names. A wish is seen by the person who has it, and by the
solver.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from junto.domain.groups import events, policies
from junto.domain.groups.enums import MENTORING_KINDS, GroupKind, MentoringForm, Side
from junto.domain.groups.models import (
    MentoringBar,
    MentoringPair,
    MentoringPlan,
    MentoringSide,
    MentoringWish,
)
from junto.domain.people import queries as people_queries
from junto.domain.people.enums import AttributeKind, Role
from junto.domain.programs import queries as program_queries
from junto.foundation import tenancy
from junto.foundation.access import Actor, Forbidden, system
from junto.foundation.events import publish

if TYPE_CHECKING:
    from junto.domain.people.models import Person
    from junto.domain.programs.models import Program

MOST_WISHES = 5
MOST_TOPICS, LONGEST_TOPIC = 12, 80
MOST_PLACES = 12
MOST_WEIGHT = 5
WEIGHTS = {"skills": 3, "goals": 2, "hours": 1, "unit": 1, "rules": 1, "wishes": 3}
FORMS = {
    GroupKind.MENTORING_PAIR: MentoringForm.PAIRS,
    GroupKind.MENTORING_CIRCLE: MentoringForm.CIRCLES,
    GroupKind.PAIR: MentoringForm.RECIPROCAL,
}


class NotOnOffer(ValueError):
    """A wish names somebody who cannot be wished for, or there are too many wishes."""


class UnknownColumn(ValueError):
    """The organization keeps no such attribute."""


@dataclass(frozen=True)
class Member:
    """Somebody in a program's mentoring."""

    person: "Person"
    side: str
    places: int
    offers: tuple[str, ...]
    seeks: tuple[str, ...]

    @property
    def ref(self) -> str:
        """The person's reference."""
        return self.person.ref


# ---------------------------------------------------------------- the plan


def plan_of(program: "Program") -> MentoringPlan:
    """The program's plan; the usual one while none was saved."""
    found = MentoringPlan.objects.filter(program=program).select_related("support").first()
    if found is None:
        form = FORMS.get(GroupKind(program.group_kind or GroupKind.CIRCLE), MentoringForm.PAIRS)
        return MentoringPlan(program=program, form=form, weights=dict(WEIGHTS))
    found.program = program
    found.weights = {**WEIGHTS, **found.weights}
    return found


def list_columns() -> list[tuple[str, str]]:
    """Attributes that topics can be read from: key and label; no sensitive ones."""
    kinds = (AttributeKind.MANY_OF, AttributeKind.ONE_OF, AttributeKind.TEXT)
    return [
        (row.key, row.label)
        for row in people_queries.attribute_definitions()
        if row.kind in kinds and not row.is_sensitive
    ]


def support_of(program: "Program", plan: MentoringPlan | None = None) -> "Person | None":
    """Whom a pair can turn to, all along: who is named, or the program's first manager."""
    named = (plan or plan_of(program)).support
    if named is not None and named.ended_at is None:
        return named
    return next(iter(program_queries.managers_of(program)), None)


@dataclass(frozen=True)
class PlanChoices:
    """What a manager decides about the mentoring of a program."""

    form: str
    weights: Mapping[str, int]
    smallest: int = 3
    offers_from: str = ""
    seeks_from: str = ""
    support: "Person | None" = None


@transaction.atomic
def save_plan(
    *, program: "Program", choices: PlanChoices, actor: Actor, now: datetime
) -> MentoringPlan:
    """Decide how people are put together and what counts how much.

    Raises
    ------
    UnknownColumn
        When topics are to come from an attribute that is not kept, or is sensitive.
    """
    policies.form_groups.check(actor, program)
    known = {key for key, _label in list_columns()}
    for key in (choices.offers_from, choices.seeks_from):
        if key and key not in known:
            raise UnknownColumn(key)
    plan, _is_new = MentoringPlan.objects.update_or_create(
        organization_id=program.organization_id,
        program=program,
        defaults={
            "form": MentoringForm(choices.form),
            "weights": {
                name: max(0, min(MOST_WEIGHT, int(choices.weights.get(name, usual))))
                for name, usual in WEIGHTS.items()
            },
            "smallest": max(1, min(MOST_PLACES, choices.smallest)),
            "offers_from": choices.offers_from,
            "seeks_from": choices.seeks_from,
            "support": choices.support,
        },
    )
    publish(events.MentoringPlanned(program_ref=program.ref), actor=actor, now=now)
    return plan


# ---------------------------------------------------------------- sides


def members_of(program: "Program", plan: MentoringPlan | None = None) -> list[Member]:
    """Everybody who takes part, by name, each with their side; a few queries however many."""
    plan = plan or plan_of(program)
    rows = {row.person_id: row for row in MentoringSide.objects.filter(program=program)}
    mentors = set(
        people_queries.people(role=Role.MENTOR)
        .filter(enrollments__program=program)
        .values_list("pk", flat=True)
    )
    return [
        _member(person, rows.get(person.pk), person.pk in mentors, plan)
        for person in program_queries.enrolled_people(program)
    ]


def _member(
    person: "Person", row: MentoringSide | None, is_mentor: bool, plan: MentoringPlan
) -> Member:
    if row is None:
        side = Side.MENTOR if is_mentor else Side.MENTEE
        return Member(person, side, 1, *_from_columns(person, plan))
    return Member(person, row.side, row.places, tuple(row.offers), tuple(row.seeks))


def _from_columns(person: "Person", plan: MentoringPlan) -> tuple[tuple[str, ...], tuple[str, ...]]:
    def words(key: str) -> tuple[str, ...]:
        value = person.attributes.get(key) if key else None
        listed = value if isinstance(value, list) else [value]
        return topics([str(each) for each in listed if each not in (None, "")])

    return words(plan.offers_from), words(plan.seeks_from)


def topics(words: Iterable[str]) -> tuple[str, ...]:
    """Topics as they are kept: trimmed, each once, no more than are read."""
    kept: dict[str, str] = {}
    for word in words:
        clean = " ".join(word.replace("\0", "").split())[:LONGEST_TOPIC]
        if clean:
            kept.setdefault(clean.casefold(), clean)
    return tuple(kept.values())[:MOST_TOPICS]


@dataclass(frozen=True)
class SideChange:
    """What a manager sets for several people at once; None leaves it as it is."""

    side: str | None = None
    places: int | None = None


@transaction.atomic
def set_sides(
    *, program: "Program", refs: Sequence[str], change: SideChange, actor: Actor, now: datetime
) -> int:
    """Make people mentors or mentees, or give mentors places; returns how many changed."""
    policies.form_groups.check(actor, program)
    wanted = set(refs)
    chosen = [each for each in members_of(program) if each.ref in wanted]
    changed = [new for each in chosen if (new := _changed(each, change)) != each]
    _store(program, changed)
    _tell(program, len(changed), actor, now)
    return len(changed)


def _changed(member: Member, change: SideChange) -> Member:
    side = member.side if change.side is None else str(Side(change.side))
    places = member.places
    if change.places is not None:
        places = max(0, min(MOST_PLACES, change.places))
    return replace(member, side=side, places=places)


def _store(program: "Program", members: Sequence[Member]) -> None:
    rows = [
        MentoringSide(
            program=program,
            person=each.person,
            side=each.side,
            places=each.places,
            offers=list(each.offers),
            seeks=list(each.seeks),
        )
        for each in members
    ]
    ids = [each.person.pk for each in members]
    MentoringSide.objects.filter(program=program, person_id__in=ids).delete()
    MentoringSide.objects.bulk_create(rows, batch_size=500)


def _tell(program: "Program", count: int, actor: Actor, now: datetime) -> None:
    told = events.MentoringSidesSet(program_ref=program.ref, count=count)
    publish(told, actor=actor, now=now)


@transaction.atomic
def take_sides_from_column(
    *, program: "Program", key: str, mentor_word: str, actor: Actor, now: datetime
) -> int:
    """Who has the word in this attribute is a mentor, who has another one a mentee.

    Returns
    -------
    int
        How many changed; who has nothing in it stays as they are.

    Raises
    ------
    UnknownColumn
        When there is no such attribute, or it is sensitive.
    """
    policies.form_groups.check(actor, program)
    if key not in {known for known, _label in list_columns()}:
        raise UnknownColumn(key)
    wanted = mentor_word.strip().casefold()
    changed = []
    for each in members_of(program):
        value = each.person.attributes.get(key)
        words = [str(v).strip().casefold() for v in (value if isinstance(value, list) else [value])]
        if value in (None, "", []):
            continue
        side = Side.MENTOR if wanted in words else Side.MENTEE
        if each.side != side:
            changed.append(replace(each, side=str(side)))
    _store(program, changed)
    _tell(program, len(changed), actor, now)
    return len(changed)


# ---------------------------------------------------------------- who is not paired


def lines_above() -> dict[int, frozenset[int]]:
    """Everybody's managers, at any distance, by id."""
    above = dict(people_queries.people().values_list("pk", "manager_id"))
    return {pk: frozenset(_climb(pk, above)) for pk, manager in above.items() if manager}


def _climb(pk: int, above: Mapping[int, int | None]) -> list[int]:
    found: list[int] = []
    at = above.get(pk)
    while at is not None and at not in found and at != pk:
        found.append(at)
        at = above.get(at)
    return found


def in_one_line(a: int, b: int, lines: Mapping[int, frozenset[int]]) -> bool:
    """True when one of two is above the other, at any distance."""
    return b in lines.get(a, ()) or a in lines.get(b, ())


def barred(program: "Program") -> set[tuple[int, int]]:
    """Pairs of ids that the manager keeps apart: mentee, mentor."""
    return set(MentoringBar.objects.filter(program=program).values_list("mentee_id", "mentor_id"))


def bars_of(program: "Program") -> list[Any]:
    """Pairs that the manager keeps apart, with both people, by name."""
    rows = MentoringBar.objects.filter(program=program).select_related("mentee", "mentor")
    return list(rows.order_by("mentee__full_name", "pk"))


def set_free(program: "Program") -> set[tuple[int, int]]:
    """Pairs of ids that ended without fault: they are not offered again."""
    rows = MentoringPair.objects.filter(group__program=program, is_set_free=True)
    return set(rows.values_list("mentee_id", "mentor_id"))


@transaction.atomic
def keep_apart(
    *, program: "Program", mentee: str, mentor: str, apart: bool, actor: Actor, now: datetime
) -> None:
    """Keep two people from being paired, or let them be again.

    Raises
    ------
    junto.foundation.tenancy.NotFound
        When one of them does not take part, or both are one person.
    """
    policies.form_groups.check(actor, program)
    people = {person.ref: person for person in program_queries.enrolled_people(program)}
    if mentee not in people or mentor not in people or mentee == mentor:
        raise tenancy.NotFound(mentee)
    found = MentoringBar.objects.filter(
        program=program, mentee=people[mentee], mentor=people[mentor]
    )
    if not apart:
        found.delete()
    elif not found.exists():
        MentoringBar.objects.create(program=program, mentee=people[mentee], mentor=people[mentor])
    told = events.MentoringBarSet(program_ref=program.ref, is_apart=apart)
    publish(told, actor=actor, now=now)


# ---------------------------------------------------------------- one's own


def matched_among(programs: Iterable["Program"]) -> list["Program"]:
    """Those of the programs whose people are paired."""
    return [program for program in programs if program.group_kind in MENTORING_KINDS]


def own_side(program: "Program", person_id: int) -> Member | None:
    """Somebody's own part in the program's mentoring; None when they take no part."""
    found = [each for each in members_of(program) if each.person.pk == person_id]
    return found[0] if found else None


def on_offer(program: "Program", person_id: int, members: Sequence[Member]) -> list[Member]:
    """Whom somebody may wish for, by name: mentors for a mentee, mentees for a mentor.

    Nobody of their own reporting line is among them, and nobody they were paired with before.
    Where two coach each other, everybody else is on offer.
    """
    me = next((each for each in members if each.person.pk == person_id), None)
    if me is None or me.side == Side.NEITHER:
        return []
    is_mutual = plan_of(program).form == MentoringForm.RECIPROCAL
    other = Side.MENTEE if me.side == Side.MENTOR else Side.MENTOR
    lines, past = lines_above(), set_free(program)
    return [
        each
        for each in members
        if each.side == other or (is_mutual and each.side != Side.NEITHER)
        if each.person.pk != person_id
        if not in_one_line(person_id, each.person.pk, lines)
        if not {(person_id, each.person.pk), (each.person.pk, person_id)} & past
    ]


def wishes_of(program: "Program", person_id: int) -> list[str]:
    """References of those whom somebody wishes for, the dearest first; for their own page alone."""
    rows = MentoringWish.objects.filter(program=program, person_id=person_id)
    return list(rows.order_by("rank").values_list("other__ref", flat=True))


def wishes_for_solver(program: "Program") -> dict[str, list[str]]:
    """Everybody's wishes by reference, for the solver alone: no page and no file has them."""
    found: dict[str, list[str]] = {}
    rows = MentoringWish.objects.filter(program=program).order_by("person_id", "rank")
    for ref, other in rows.values_list("person__ref", "other__ref"):
        found.setdefault(ref, []).append(other)
    return found


@transaction.atomic
def save_wishes(*, program: "Program", refs: Sequence[str], actor: Actor, now: datetime) -> None:
    """Keep one's own wishes, the dearest first.

    Raises
    ------
    NotOnOffer
        When there are more than five, or one names somebody who cannot be wished for.
    """
    policies.wish_for.check(actor, program)
    wanted = list(dict.fromkeys(refs))
    person = _own(actor)
    offered = {each.ref: each for each in on_offer(program, person.pk, members_of(program))}
    if len(wanted) > MOST_WISHES or any(ref not in offered for ref in wanted):
        raise NotOnOffer
    MentoringWish.objects.filter(program=program, person=person).delete()
    MentoringWish.objects.bulk_create(
        [
            MentoringWish(program=program, person=person, other=offered[ref].person, rank=place)
            for place, ref in enumerate(wanted, start=1)
        ]
    )
    _tell_of_profile(program, actor, now)


@dataclass(frozen=True)
class Profile:
    """What somebody offers and seeks; places for mentors, None to leave them as they are."""

    offers: Sequence[str]
    seeks: Sequence[str]
    places: int | None = None


@transaction.atomic
def save_profile(*, program: "Program", profile: Profile, actor: Actor, now: datetime) -> None:
    """Keep what one offers and seeks oneself."""
    policies.wish_for.check(actor, program)
    me = own_side(program, _own(actor).pk)
    if me is None:
        raise Forbidden("groups.wish")
    changed = replace(me, offers=topics(profile.offers), seeks=topics(profile.seeks))
    if me.side == Side.MENTOR:
        changed = _changed(changed, SideChange(places=profile.places))
    _store(program, [changed])
    _tell_of_profile(program, actor, now)


def _own(actor: Actor) -> "Person":
    person = people_queries.person_of(actor)
    if person is None:
        raise Forbidden("groups.wish")
    return person


def _tell_of_profile(program: "Program", actor: Actor, now: datetime) -> None:
    """Told without a name: that somebody has wishes is theirs too."""
    told = events.MentoringProfileSaved(program_ref=program.ref)
    publish(told, actor=system(actor.organization_id), now=now)


def sides_stored(person_id: int) -> dict[str, Any]:
    """What somebody offers, seeks and wishes for in every program, ready for JSON."""
    sides = MentoringSide.objects.filter(person_id=person_id).select_related("program")
    wishes = MentoringWish.objects.filter(person_id=person_id).select_related("other", "program")
    return {
        "sides": [
            {
                "program": row.program.name,
                "side": row.side,
                "places": row.places,
                "offers": row.offers,
                "seeks": row.seeks,
            }
            for row in sides.order_by("pk")
        ],
        "wishes": [
            {"program": row.program.name, "rank": row.rank, "for": row.other.full_name}
            for row in wishes.order_by("program_id", "rank")
        ],
    }
