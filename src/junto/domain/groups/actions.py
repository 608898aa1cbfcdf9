"""Writing drafts and groups.

The kernel is asked first, outside any transaction: nobody waits for it. What it found is written
only if the board is still the one it was asked about (`version`).
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Max

from junto.domain.groups import (
    events,
    figures,
    names,
    policies,
    previews,
    problems,
    queries,
    vetoes,
)
from junto.domain.groups.enums import ChangeKind, FormationState, GroupKind
from junto.domain.groups.models import BoardChange, Formation, Group, GroupMember, Seat
from junto.domain.people import queries as people_queries
from junto.domain.programs import actions as program_actions
from junto.domain.programs import queries as program_queries
from junto.foundation import jobs, tenancy
from junto.foundation.access import Actor
from junto.foundation.events import publish

if TYPE_CHECKING:
    from junto.domain.people.models import Person
    from junto.domain.programs.models import Program
    from junto.kernel import grouping as g

SECONDS = 3.0
# A longer run is so many times the usual one.
LONGER = 10
PILOT = 60
# What a draft carries from its beginning to its end, beside what the solver finds.
CARRIED = ("by", "from", "began_at", "start", "kept_names")
SHOW_EVERY = timedelta(milliseconds=700)
LONGEST_NAME = 80


class NobodyEnrolled(ValueError):
    """There is nobody to form groups of."""


class AlreadySolving(ValueError):
    """A draft of this program is being worked out."""


class StaleBoard(ValueError):
    """Somebody else changed this board since it was shown."""


class BreaksRule(ValueError):
    """The change would break a must-have."""

    def __init__(self, broken: tuple[dict[str, Any], ...]) -> None:
        self.broken = broken
        super().__init__(", ".join(str(each["rule"]) for each in broken))


class NothingToUndo(ValueError):
    """No change is left to take back."""


class NameTaken(ValueError):
    """Another group of the draft has this name."""


class PeopleChanged(ValueError):
    """People joined or left since the draft was made: somebody would be left over."""

    def __init__(self, drift: queries.Drift) -> None:
        self.drift = drift
        super().__init__(f"{drift.joined} joined, {drift.left} left")


class GroupsMeet(ValueError):
    """Groups of this program meet already; publishing would end them."""


# ---------------------------------------------------------------- forming


@transaction.atomic
def start_formation(
    *,
    program: "Program",
    actor: Actor,
    now: datetime,
    seed: int = 1,
    iterations: int = 0,
    keep: Formation | None = None,
    improve: bool = False,
) -> Formation:
    """Ask the worker for a draft; people pinned in `keep` stay in their groups.

    With `improve` a longer run begins with the groups of `keep`, under its rules.

    Raises
    ------
    NobodyEnrolled
        When nobody takes part.
    AlreadySolving
        When a draft is being worked out.
    PeopleChanged
        When a draft that seats other people is to be improved.
    """
    policies.form_groups.check(actor, program)
    enrolled = program_queries.enrolled_ids(program)
    if not enrolled:
        raise NobodyEnrolled
    mine = Formation.objects.filter(program=program)
    if mine.filter(state=FormationState.SOLVING).exists():
        raise AlreadySolving
    number = (mine.aggregate(last=Max("number"))["last"] or 0) + 1
    formation = Formation.objects.create(
        program=program,
        number=number,
        rules=problems.complete(program.rules, program.starts_on or now.date()),
        size_min=program.size_min,
        size_max=program.size_max,
        seed=seed + number - 1,
        iterations=iterations,
        created_at=now,
    )
    if keep is not None:
        _carry(keep, formation, enrolled)
    if keep is not None and improve:
        _begin_with(keep, formation)
    by = people_queries.person_of(actor)
    formation.figures = {**formation.figures, "by": by.ref if by is not None else ""}
    vetoes.remember(formation, queries.people_of(formation))
    job = jobs.enqueue(
        "groups.solve", formation.pk, now=now, organization_id=program.organization_id
    )
    formation.job_ref = job.ref
    formation.save()
    publish(
        events.FormationStarted(program_ref=program.ref, formation_ref=formation.ref),
        actor=actor,
        now=now,
    )
    return formation


def _carry(keep: Formation, formation: Formation, enrolled: set[int]) -> None:
    pinned = Seat.objects.filter(formation=keep, is_pinned=True, person_id__in=enrolled)
    rows = list(pinned.values_list("person_id", "person__ref", "group_index"))
    kept = {place: str(keep.names[place]) for _id, _ref, place in rows if place < len(keep.names)}
    formation.figures = {
        "pins": {ref: place for _id, ref, place in rows},
        "kept_names": {str(place): name for place, name in kept.items()},
    }


def _begin_with(keep: Formation, formation: Formation) -> None:
    drift = queries.drift_of(keep)
    if drift:
        raise PeopleChanged(drift)
    formation.rules = keep.rules
    formation.size_min, formation.size_max = keep.size_min, keep.size_max
    formation.figures |= {
        "from": keep.number,
        "began_at": keep.figures["score"],
        "start": [" ".join(group) for group in queries.seating_of(keep)],
        "kept_names": {str(place): name for place, name in enumerate(keep.names)},
    }


def solve_formation(
    *,
    formation_id: int,
    clock: Callable[[], datetime],
    tell: Callable[[int, int, str], None],
    should_stop: Callable[[], bool],
    gives_way: Callable[[], bool] = lambda: False,
) -> None:
    """Work a draft out, showing the best so far; what is impossible is stored by name.

    The same people, rules, seed and iterations give the same draft: a run that was cut off can
    begin again. A longer run ends early when other work waits (`gives_way`).
    """
    from junto.kernel import grouping as g

    formation = Formation.objects.select_related("program").get(pk=formation_id)
    if formation.state != FormationState.SOLVING:
        return
    try:
        problem = queries.formation_problem(formation)
    except (g.RuleError, g.RosterError) as refusal:
        formation.figures = {**formation.figures, "trouble": queries.stored_trouble(refusal)}
        _end(formation, FormationState.FAILED, clock())
        raise jobs.Trouble(str(refusal)) from None
    count = problem.group_count
    pins = {ref: at for ref, at in formation.figures.get("pins", {}).items() if at < count}
    pins = {ref: at for ref, at in pins.items() if ref in problem.index}
    start = queries.start_of(formation, problem)

    def is_enough() -> bool:
        return should_stop() or (start is not None and gives_way())

    people = _by_ref(queries.people_of(formation))

    def show_first(best: "g.Progress") -> None:
        if start is None:
            _show(formation, best.score, best.groups, people, pins)

    try:
        if start is not None:
            _show(formation, formation.figures["began_at"], start, people, pins)
        if not formation.iterations:
            usual = calibrated(problem, formation.seed, pins, clock, show_first)
            formation.iterations = usual if start is None else usual * LONGER
            Formation.objects.filter(pk=formation.pk).update(iterations=formation.iterations)
        shown_at = clock()

        def show(best: "g.Progress") -> None:
            nonlocal shown_at
            tell(best.step, best.iterations, "")
            if start is not None and best.score <= formation.figures["began_at"]:
                return
            if clock() - shown_at >= SHOW_EVERY:
                shown_at = clock()
                _show(formation, best.score, best.groups, people, pins)

        search = vetoes.search_of(formation)
        result = g.solve(
            problem,
            seed=search.seed,
            iterations=formation.iterations,
            pins=pins,
            start=start,
            should_stop=is_enough,
            on_progress=show,
            apart=search.apart,
        )
    except g.Infeasible as refusal:
        formation.impossible = [queries.stored(each) for each in refusal.impossible]
        _end(formation, FormationState.IMPOSSIBLE, clock())
        return
    _finish(formation, problem, result, pins, clock=clock, should_stop=should_stop)


def calibrated(
    problem: "g.Problem",
    seed: int,
    pins: Mapping[str, int],
    clock: Callable[[], datetime],
    first: Callable[["g.Progress"], None] = lambda best: None,
) -> int:
    """How many iterations this machine does in about `SECONDS`, by trying a few.

    The first of what they find is not thrown away: `first` may show it while the search goes on.
    """
    from junto.kernel import grouping as g

    usual = g.default_iterations(problem)
    seen: list[tuple[int, datetime]] = []

    def look(best: "g.Progress") -> None:
        if not seen:
            first(best)
        seen.append((best.step, clock()))

    g.solve(problem, seed=seed, iterations=PILOT, pins=pins, on_progress=look)
    if len(seen) < 2:
        return usual
    steps = seen[-1][0] - seen[0][0]
    seconds = (seen[-1][1] - seen[0][1]).total_seconds()
    wanted = int(SECONDS * steps / seconds) if seconds > 0 else usual
    return max(usual // 4, min(usual * 2, wanted))


def _by_ref(people: Iterable["Person"]) -> dict[str, "Person"]:
    return {person.ref: person for person in people}


def _show(
    formation: Formation,
    score: float,
    groups: "g.Groups",
    people: Mapping[str, "Person"],
    pins: Mapping[str, int],
) -> None:
    """Let the page see the best so far, some times during a run."""
    figures_now = figures.indexed(
        {**formation.figures, "score": score, "groups": []},
        groups,
        list(people.values()),
        "",
    )
    with transaction.atomic():
        Formation.objects.filter(pk=formation.pk).update(
            figures=figures_now, names=_names(formation, len(groups))
        )
        _seat(formation, groups, people, pins)


def _names(formation: Formation, count: int) -> list[str]:
    kept = {int(at): name for at, name in formation.figures.get("kept_names", {}).items()}
    return names.names_for(kept, count)


def _seat(
    formation: Formation,
    groups: Iterable[Iterable[str]],
    people: Mapping[str, "Person"],
    pins: Mapping[str, int],
    why: Mapping[str, Any] | None = None,
) -> None:
    Seat.objects.filter(formation=formation).delete()
    Seat.objects.bulk_create(
        [
            Seat(
                formation=formation,
                person=people[ref],
                group_index=place,
                is_pinned=ref in pins,
                reasons=(why or {}).get(ref, []),
            )
            for place, group in enumerate(groups)
            for ref in group
        ],
        batch_size=500,
    )


def _finish(
    formation: Formation,
    problem: "g.Problem",
    result: "g.Result",
    pins: Mapping[str, int],
    *,
    clock: Callable[[], datetime],
    should_stop: Callable[[], bool],
) -> None:
    from junto.kernel import grouping as g

    definitions = people_queries.attribute_definitions()
    hide = problems.hidden(definitions)
    people = queries.people_of(formation)
    found = {
        **{key: formation.figures[key] for key in CARRIED if key in formation.figures},
        **figures.whole(problem, result.groups, hide),
        "as_was": figures.as_was(problem),
        "pins": dict(pins),
        "stopped_at": result.stopped_at,
        "gave_way": result.stopped_at is not None and not should_stop(),
        "other_count": g.other_count(problem, seed=formation.seed, should_stop=should_stop)
        if result.violations and not pins
        else None,
        "key": figures.key_of(people, formation.rules, definitions, problems.labels(definitions)),
        "labels": problems.labels(definitions),
    }
    found |= proven_before(formation.program, problem.hash)
    found = figures.indexed(found, result.groups, people, found["key"]["main"])
    why = figures.reasons(problem, result.groups, hide)
    with transaction.atomic():
        formation.names = _names(formation, len(result.groups))
        formation.figures = found
        formation.engine = result.engine
        formation.problem_hash = result.problem_hash
        formation.iterations = result.iterations
        _seat(formation, result.groups, _by_ref(people), pins, why)
        _end(formation, FormationState.READY, clock())


def proven_before(program: "Program", problem_hash: str) -> dict[str, Any]:
    """What was proven for another draft of the same people and rules: it holds for any of them."""
    rows = Formation.objects.filter(program=program, figures__proof__problem_hash=problem_hash)
    proof = rows.order_by("-number").values_list("figures__proof", flat=True).first()
    return {"proof": proof} if proof else {}


@transaction.atomic
def _end(formation: Formation, state: str, now: datetime) -> None:
    formation.state = state
    formation.version += 1
    if state != FormationState.READY:
        Seat.objects.filter(formation=formation).delete()
    formation.save()
    publish(
        events.FormationEnded(
            program_ref=formation.program.ref, formation_ref=formation.ref, state=str(state)
        ),
        actor=Actor(organization_id=formation.organization_id, is_system=True),
        now=now,
    )


@transaction.atomic
def stop_formation(*, formation: Formation, actor: Actor, now: datetime) -> None:
    """Stop here: the best so far becomes the draft."""
    policies.form_groups.check(actor, formation.program)
    if formation.state == FormationState.SOLVING:
        jobs.request_stop(jobs.get(formation.job_ref).pk)
    publish(
        events.FormationStopped(program_ref=formation.program.ref, formation_ref=formation.ref),
        actor=actor,
        now=now,
    )


@transaction.atomic
def abandon_formation(*, formation: Formation, actor: Actor, now: datetime) -> None:
    """A draft whose work ended without a result is set aside, so that another may begin."""
    policies.form_groups.check(actor, formation.program)
    over = jobs.get(formation.job_ref).is_over if formation.job_ref else True
    if formation.state == FormationState.SOLVING and over:
        _end(formation, FormationState.FAILED, now)


@transaction.atomic
def relax_rules(
    *, formation: Formation, reason: int, choice: int, actor: Actor, now: datetime
) -> Formation:
    """Apply one of the offered relaxations to the program's rules and try again."""
    program = formation.program
    policies.form_groups.check(actor, program)
    try:
        rules = formation.impossible[reason]["relaxations"][choice]["rules"]
    except (IndexError, KeyError):
        raise tenancy.NotFound(str(choice)) from None
    if not rules:
        raise tenancy.NotFound(str(choice))
    size = rules.get("size", {})
    if "min" in size:
        program.size_min, program.size_max = size["min"], size["max"]
    program_actions.save_rules(program=program, rules=problems.plain(rules), actor=actor, now=now)
    return start_formation(program=program, actor=actor, now=now)


# ---------------------------------------------------------------- changing a draft


@dataclass(frozen=True)
class Change:
    """A change that was made: the draft as it is now, and what to say of it."""

    formation: Formation
    people: tuple[str, ...] = ()
    group: int | None = None


def swap_people(
    *, formation: Formation, person: str, other: str, version: int, actor: Actor, now: datetime
) -> Change:
    """Let two people change places.

    Raises
    ------
    StaleBoard, BreaksRule
        Nothing is changed then.
    """
    policies.form_groups.check(actor, formation.program)
    _refuse_stale(formation, version)
    problem = queries.formation_problem(formation)
    found = queries.consequence(formation, person, other=other, problem=problem)
    _commit(
        formation,
        ChangeKind.SWAP,
        found,
        problem,
        movers=(person, other),
        version=version,
        actor=actor,
        now=now,
    )
    return Change(formation, (person, other))


def move_person(
    *, formation: Formation, person: str, to_group: int, version: int, actor: Actor, now: datetime
) -> Change:
    """Move somebody to another group, if there is room in it and enough stay behind.

    Raises
    ------
    StaleBoard, BreaksRule
        Nothing is changed then.
    """
    policies.form_groups.check(actor, formation.program)
    _refuse_stale(formation, version)
    problem = queries.formation_problem(formation)
    found = queries.consequence(formation, person, to_group=to_group, problem=problem)
    _commit(
        formation,
        ChangeKind.MOVE,
        found,
        problem,
        movers=(person,),
        version=version,
        actor=actor,
        now=now,
    )
    return Change(formation, (person,), to_group)


def _refuse_stale(formation: Formation, version: int) -> None:
    if formation.version != version or formation.state != FormationState.READY:
        raise StaleBoard


def _commit(
    formation: Formation,
    kind: str,
    found: queries.WhatIf,
    problem: "g.Problem",
    *,
    movers: tuple[str, ...],
    version: int,
    actor: Actor,
    now: datetime,
) -> None:
    if found.broken:
        raise BreaksRule(found.broken)
    new, why = _changed(formation, problem, found.groups, found.touched)
    home = {ref: place for place, group in enumerate(found.groups) for ref in group}
    with transaction.atomic():
        _take(formation, version)
        seats = list(
            Seat.objects.filter(formation=formation, person__ref__in=list(why)).select_related(
                "person"
            )
        )
        before = [
            [seat.person_id, seat.group_index, seat.is_pinned]
            for seat in seats
            if seat.person.ref in movers
        ]
        for seat in seats:
            seat.group_index = home[seat.person.ref]
            seat.reasons = why[seat.person.ref]
        Seat.objects.bulk_update(seats, ["group_index", "reasons"])
        _record(formation, kind, {"seats": before}, actor, now)
        formation.figures = {**queries.figures_now(formation), **new}
        formation.save(update_fields=["figures"])
        _tell(formation, kind, actor, now)


def _take(formation: Formation, version: int) -> None:
    """Claim the board for one change: of two at once, one is told that it is too late."""
    taken = Formation.objects.filter(
        pk=formation.pk, version=version, state=FormationState.READY
    ).update(version=F("version") + 1)
    if not taken:
        raise StaleBoard
    formation.version = version + 1


def add_figures(formation: Formation, **more: Any) -> None:
    """Store more with a draft, beside what others store with it at the same time."""
    with transaction.atomic():
        held = Formation.objects.select_for_update().filter(pk=formation.pk)
        before = held.values_list("figures", flat=True).first() or {}
        formation.figures = {**before, **more}
        held.update(figures=formation.figures)


def _record(formation: Formation, kind: str, before: Any, actor: Actor, now: datetime) -> None:
    formation.changes_made += 1
    formation.save(update_fields=["changes_made"])
    BoardChange.objects.create(
        formation=formation,
        number=formation.changes_made,
        kind=kind,
        before=before,
        made_by=people_queries.person_of(actor),
        made_at=now,
    )


def _tell(formation: Formation, kind: str, actor: Actor, now: datetime) -> None:
    publish(
        events.BoardChanged(
            program_ref=formation.program.ref, formation_ref=formation.ref, change=str(kind)
        ),
        actor=actor,
        now=now,
    )


@transaction.atomic
def pin_person(
    *, formation: Formation, person: str, version: int, actor: Actor, now: datetime
) -> Change:
    """Somebody stays in their group when the rest is formed again."""
    return _pin(formation, person, True, version=version, actor=actor, now=now)


@transaction.atomic
def unpin_person(
    *, formation: Formation, person: str, version: int, actor: Actor, now: datetime
) -> Change:
    """Somebody may be seated elsewhere again."""
    return _pin(formation, person, False, version=version, actor=actor, now=now)


def _pin(
    formation: Formation,
    person: str,
    pinned: bool,
    *,
    version: int,
    actor: Actor,
    now: datetime,
) -> Change:
    policies.form_groups.check(actor, formation.program)
    _take(formation, version)
    seat = Seat.objects.filter(formation=formation, person__ref=person).first()
    if seat is None:
        raise tenancy.NotFound(person)
    kind = ChangeKind.PIN if pinned else ChangeKind.UNPIN
    before = {"seats": [[seat.person_id, seat.group_index, seat.is_pinned]]}
    seat.is_pinned = pinned
    seat.save(update_fields=["is_pinned"])
    _record(formation, kind, before, actor, now)
    _tell(formation, kind, actor, now)
    return Change(formation, (person,), seat.group_index)


@transaction.atomic
def rename_group(
    *, formation: Formation, group: int, name: str, version: int, actor: Actor, now: datetime
) -> Change:
    """Call a group of the draft something else.

    Raises
    ------
    NameTaken
        When another group has this name, or there is none to give.
    """
    policies.form_groups.check(actor, formation.program)
    _take(formation, version)
    name = " ".join(name.replace("\0", "").split())[:LONGEST_NAME]
    if not 0 <= group < len(formation.names):
        raise tenancy.NotFound(str(group))
    others = {str(each).casefold() for at, each in enumerate(formation.names) if at != group}
    if not name or name.casefold() in others:
        raise NameTaken(name)
    before = {"names": list(formation.names)}
    formation.names = [name if at == group else each for at, each in enumerate(formation.names)]
    formation.save(update_fields=["names"])
    _record(formation, ChangeKind.RENAME, before, actor, now)
    _tell(formation, ChangeKind.RENAME, actor, now)
    return Change(formation, (), group)


def undo_change(*, formation: Formation, version: int, actor: Actor, now: datetime) -> str:
    """Take the last change back; returns its kind.

    Raises
    ------
    NothingToUndo, StaleBoard
        Nothing is changed then.
    """
    policies.form_groups.check(actor, formation.program)
    _refuse_stale(formation, version)
    change = queries.last_change(formation)
    if change is None:
        raise NothingToUndo
    seats = change.before.get("seats", [])
    places = {person_id: place for person_id, place, _pinned in seats}
    new, why = _as_before(formation, places)
    with transaction.atomic():
        _take(formation, version)
        for person_id, place, pinned in seats:
            Seat.objects.filter(formation=formation, person_id=person_id).update(
                group_index=place, is_pinned=pinned
            )
        rows = list(
            Seat.objects.filter(formation=formation, person__ref__in=list(why)).select_related(
                "person"
            )
        )
        for seat in rows:
            seat.reasons = why[seat.person.ref]
        Seat.objects.bulk_update(rows, ["reasons"])
        formation.names = change.before.get("names", formation.names)
        formation.figures = {**queries.figures_now(formation), **new}
        formation.changes_made -= 1
        formation.save(update_fields=["names", "figures", "changes_made"])
        kind = str(change.kind)
        change.delete()
        publish(
            events.ChangeUndone(
                program_ref=formation.program.ref, formation_ref=formation.ref, change=kind
            ),
            actor=actor,
            now=now,
        )
    return kind


def _as_before(
    formation: Formation, places: Mapping[int, int]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Figures and reasons once these people sit where they sat."""
    rows = list(
        Seat.objects.filter(formation=formation)
        .order_by("person__full_name", "person_id")
        .values_list("person_id", "person__ref", "group_index")
    )
    moved = {at for pk, _ref, at in rows if pk in places and places[pk] != at}
    if not moved:
        return {}, {}
    groups: list[list[str]] = [[] for _ in formation.names]
    for pk, ref, at in rows:
        groups[places.get(pk, at)].append(ref)
    touched = sorted(moved | {places[pk] for pk, _ref, _at in rows if pk in places})
    return _changed(formation, queries.formation_problem(formation), groups, touched)


def _changed(
    formation: Formation,
    problem: "g.Problem",
    groups: figures.Seating,
    touched: Collection[int],
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Figures, and the reasons of those in groups that a change touches."""
    hide = queries.hidden_attributes()
    lines = formation.figures.get("groups", [])
    there = {ref for place in touched for ref in groups[place]}
    ids = Seat.objects.filter(formation=formation, person__ref__in=there)
    people = people_queries.people_by_ids(sorted(ids.values_list("person_id", flat=True)))
    new = figures.indexed(
        figures.standing(
            problem, groups, hide, formation.figures["chance"], lines=lines, touched=touched
        ),
        groups,
        people,
        formation.figures["key"]["main"],
        touched,
    )
    return new, figures.reasons(problem, groups, hide, touched)


# ---------------------------------------------------------------- publishing


@transaction.atomic
def publish_groups(
    *, formation: Formation, version: int, replace: bool, actor: Actor, now: datetime
) -> int:
    """Make the draft's groups real; returns how many. With `replace`, earlier groups end.

    Where people may ask to be kept apart they are shown to their people first, for a day.

    Raises
    ------
    GroupsMeet
        When groups meet already and `replace` is not given.
    PeopleChanged
        When somebody would be left over.
    """
    program = formation.program
    policies.form_groups.check(actor, program)
    _take(formation, version)
    drift = queries.drift_of(formation)
    if drift:
        raise PeopleChanged(drift)
    meeting = Group.objects.filter(program=program, ended_at=None)
    if meeting.exists() and not replace:
        raise GroupsMeet
    if vetoes.are_on():
        previews.show(formation, actor=actor, now=now)
        return len(formation.names)
    return _make_real(formation, actor, now)


@transaction.atomic
def announce_groups(*, formation: Formation, actor: Actor, now: datetime) -> bool:
    """Make the groups of a draft real that was shown to its people; false where it cannot be.

    Where people joined or left since, somebody would be left over: it becomes a draft again.
    """
    policies.form_groups.check(actor, formation.program)
    shown = Formation.objects.filter(pk=formation.pk, state=FormationState.ANNOUNCING)
    if not shown.update(state=FormationState.READY, announced_at=None):
        return False
    if queries.drift_of(formation):
        publish(
            events.AnnouncementWithheld(
                program_ref=formation.program.ref, formation_ref=formation.ref
            ),
            actor=actor,
            now=now,
        )
        return False
    formation.announced_at = None
    _make_real(formation, actor, now)
    return True


def _make_real(formation: Formation, actor: Actor, now: datetime) -> int:
    """End the groups that meet, and begin those of a draft; returns how many."""
    meeting = Group.objects.filter(program=formation.program, ended_at=None)
    GroupMember.objects.filter(group__in=meeting, ended_at=None).update(ended_at=now)
    meeting.update(ended_at=now)
    count = _make_groups(formation, now)
    formation.state, formation.published_at = FormationState.PUBLISHED, now
    formation.save(update_fields=["state", "published_at"])
    _announce(formation, count, actor, now)
    return count


def _make_groups(formation: Formation, now: datetime) -> int:
    rows = Seat.objects.filter(formation=formation)
    seats = list(rows.select_related("person").order_by("pk"))
    places = sorted({seat.group_index for seat in seats})
    kind = formation.program.group_kind
    made = {
        place: Group(
            program=formation.program,
            formation=formation,
            kind=kind if kind in GroupKind.values else GroupKind.CIRCLE,
            name=formation.names[place],
            published_at=now,
        )
        for place in places
    }
    Group.objects.bulk_create(made.values())
    members = GroupMember.objects.bulk_create(
        [
            GroupMember(group=made[seat.group_index], person=seat.person, joined_at=now)
            for seat in seats
        ],
        batch_size=500,
    )
    assert len(members) == len(seats), "somebody would be left over"
    return len(made)


def _announce(formation: Formation, count: int, actor: Actor, now: datetime) -> None:
    program_actions.mark_running(program=formation.program, actor=actor, now=now)
    publish(
        events.GroupsPublished(
            program_ref=formation.program.ref,
            formation_ref=formation.ref,
            count=count,
            people=Seat.objects.filter(formation=formation).count(),
        ),
        actor=actor,
        now=now,
    )


def publish_seating(
    *, program: "Program", seating: Mapping[str, Iterable["Person"]], actor: Actor, now: datetime
) -> Formation:
    """Publish groups that were formed elsewhere, with the figures the rules give them."""
    policies.form_groups.check(actor, program)
    definitions = people_queries.attribute_definitions()
    groups = {name: list(people) for name, people in seating.items()}
    people = [person for members in groups.values() for person in members]
    sizes = [len(members) for members in groups.values()]
    rules = problems.complete(program.rules, program.starts_on or now.date())
    bounds = (min(program.size_min, *sizes), max(program.size_max, *sizes))
    problem = problems.build(
        people,
        rules,
        bounds,
        definitions,
        queries.times_met(program, {person.pk for person in people}, now),
    )
    refs = [[person.ref for person in members] for members in groups.values()]
    hide = problems.hidden(definitions)
    found = {
        **figures.whole(problem, refs, hide),
        "pins": {},
        "key": figures.key_of(people, rules, definitions, problems.labels(definitions)),
        "labels": problems.labels(definitions),
    }
    found = figures.indexed(found, refs, people, found["key"]["main"])
    why = figures.reasons(problem, refs, hide)
    with transaction.atomic():
        last = Formation.objects.filter(program=program).aggregate(last=Max("number"))["last"]
        formation = Formation.objects.create(
            program=program,
            number=(last or 0) + 1,
            state=FormationState.PUBLISHED,
            rules=rules,
            size_min=bounds[0],
            size_max=bounds[1],
            problem_hash=problem.hash,
            figures=found,
            names=list(groups),
            created_at=now,
            published_at=now,
        )
        _seat(formation, refs, _by_ref(people), {}, why)
        _announce(formation, _make_groups(formation, now), actor, now)
    return formation
