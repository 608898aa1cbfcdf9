"""Reading drafts and groups."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from junto.domain.groups import figures, problems, refusals, vetoes
from junto.domain.groups.enums import MENTORING_KINDS, FormationState
from junto.domain.groups.models import (
    BoardChange,
    Formation,
    Group,
    GroupMember,
    KeptApart,
    MentoringPlan,
    Seat,
)
from junto.domain.people import queries as people_queries
from junto.domain.people import wall
from junto.domain.programs import queries as program_queries
from junto.domain.programs.enums import SetupStep
from junto.foundation import jobs, tenancy
from junto.foundation.access import Actor
from junto.foundation.tenancy import statements

if TYPE_CHECKING:
    from junto.domain.people.models import Person
    from junto.domain.programs.models import Program
    from junto.kernel import grouping as g

PAGE_SIZE = 10
SHOWN = (
    FormationState.SOLVING,
    FormationState.READY,
    FormationState.IMPOSSIBLE,
    FormationState.FAILED,
)


# ---------------------------------------------------------------- drafts


def formation_of(program: "Program", ref: str) -> Formation:
    """The program's draft with this reference (NotFound when there is none)."""
    found = Formation.objects.filter(program=program, ref=ref).first()
    if found is None:
        raise tenancy.NotFound(ref)
    found.program = program
    return found


def get_formation(ref: str) -> Formation:
    """The draft with this reference (NotFound when there is none)."""
    return tenancy.find(Formation, ref)


def has_seat(formation: Formation, person_id: int) -> bool:
    """True where the draft seats the person."""
    return Seat.objects.filter(formation=formation, person_id=person_id).exists()


def newest_formation(program: "Program") -> Formation | None:
    """The program's newest draft, published or not; none that was set aside."""
    found: Formation | None = statements.first(_newest, program_id=program.pk)
    if found is not None:
        found.program = program
    return found


def _newest(program_id: int) -> Any:
    kept = Formation.objects.filter(program_id=program_id).exclude(state=FormationState.ASIDE)
    return kept.order_by("-number")[:1]


def drafts(program: "Program") -> list[tuple[Any, ...]]:
    """The newest drafts of the program that were not set aside: reference, number, state."""
    return list(
        Formation.objects.filter(program=program)
        .exclude(state=FormationState.ASIDE)
        .order_by("-number")
        .values_list("ref", "number", "state")[:6]
    )


def job_of(ref: str) -> Any:
    """The job with this reference; None when there is none, or none any more."""
    if not ref:
        return None
    try:
        return jobs.get(ref)
    except tenancy.NotFound:
        return None


def is_lost(job_ref: str) -> bool:
    """True where the worker's job is over or gone, so that nobody works on it any more."""
    job = job_of(job_ref)
    return job is None or bool(job.is_over)


def has_secret_seed(formation: Formation) -> bool:
    """True for a draft made where people may ask to be kept apart, whoever asked or not."""
    return KeptApart.objects.filter(formation=formation).exists()


def seated_in(formation: Formation) -> list[tuple[int, str]]:
    """Everybody the draft seats: id and reference."""
    rows = Seat.objects.filter(formation=formation).order_by("pk")
    return list(rows.values_list("person_id", "person__ref"))


def figures_now(formation: Formation) -> dict[str, Any]:
    """The figures as they are stored now: a proof may have come since they were read."""
    found = Formation.objects.filter(pk=formation.pk).values_list("figures", flat=True).first()
    return dict(found or {})


def last_change(formation: Formation) -> BoardChange | None:
    """What undo would take back."""
    return BoardChange.objects.filter(formation=formation).order_by("-number").first()


def seating_of(formation: Formation) -> list[list[str]]:
    """The draft's groups as references of people."""
    rows = Seat.objects.filter(formation=formation).values_list("group_index", "person__ref")
    groups: list[list[str]] = [[] for _ in formation.names]
    for place, ref in rows.order_by("person__full_name", "person_id"):
        while len(groups) <= place:
            groups.append([])
        groups[place].append(ref)
    return groups


def pins_of(formation: Formation) -> dict[str, int]:
    """Who is pinned where."""
    rows = Seat.objects.filter(formation=formation, is_pinned=True)
    return dict(rows.values_list("person__ref", "group_index"))


@dataclass(frozen=True)
class Drift:
    """How far a draft is behind the program's people."""

    joined: int
    left: int

    def __bool__(self) -> bool:
        return bool(self.joined or self.left)


def has_drifted(formation: Formation, seated: int) -> bool:
    """True when more or fewer people take part than the draft seats; cheap, for the board.

    Nobody is counted while the program's people are those of before the draft.
    """
    changed = formation.program.steps_saved.get(str(SetupStep.PEOPLE))
    if changed and datetime.fromisoformat(changed) < formation.created_at:
        return False
    return program_queries.count_enrolled(formation.program) != seated


def drift_of(formation: Formation) -> Drift:
    """Who joined the program since the draft was made, and who left it: how many."""
    seated = set(Seat.objects.filter(formation=formation).values_list("person_id", flat=True))
    enrolled = program_queries.enrolled_ids(formation.program)
    return Drift(joined=len(enrolled - seated), left=len(seated - enrolled))


# ---------------------------------------------------------------- for the kernel


def times_met(program: "Program", ids: set[int], before: Any) -> dict[tuple[int, int], int]:
    """How often each two were in one group before: known from a file, and in earlier groups."""
    times = people_queries.meetings(ids)
    rows = GroupMember.objects.filter(person_id__in=ids, group__published_at__lt=before)
    rows = rows.filter(~Q(group__program=program) | Q(group__ended_at__lt=before))
    together: dict[int, list[int]] = {}
    for group_id, person_id in rows.values_list("group_id", "person_id"):
        together.setdefault(group_id, []).append(person_id)
    for members in together.values():
        ordered = sorted(set(members))
        for place, first in enumerate(ordered):
            for second in ordered[place + 1 :]:
                times[first, second] = times.get((first, second), 0) + 1
    return times


def people_of(formation: Formation) -> list["Person"]:
    """Who is seated in a draft; while nobody is, who takes part in the program."""
    ids = set(Seat.objects.filter(formation=formation).values_list("person_id", flat=True))
    if not ids or formation.state == FormationState.SOLVING:
        ids = program_queries.enrolled_ids(formation.program)
    return people_queries.people_by_ids(sorted(ids))


def formation_problem(formation: Formation) -> "g.Problem":
    """The problem of a draft: its people as they are now, its rules, who met before.

    Where nothing has changed since, it knows the quick limit that was found before.

    Raises
    ------
    junto.kernel.grouping.RuleError, junto.kernel.grouping.RosterError
        When a rule speaks of what nobody has.
    """
    from junto.kernel import grouping as g

    problem = _problem(
        formation.program,
        people_of(formation),
        formation.rules,
        (formation.size_min, formation.size_max),
        formation.created_at,
    )
    known = formation.figures.get("bound")
    if known and formation.figures.get("problem_hash") == problem.hash:
        g.remember_bound(problem, g.Bound(known["value"], known["method"]))
    return problem


def program_problem(
    program: "Program", rules: Mapping[str, Any], sizes: tuple[int, int], now: Any
) -> "g.Problem":
    """The problem the program would have with these rules."""
    people = program_queries.enrolled_people(program)
    whole = problems.complete(rules, program.starts_on or now.date())
    return _problem(program, people, whole, sizes, now)


def _problem(
    program: "Program",
    people: Sequence["Person"],
    rules: Mapping[str, Any],
    sizes: tuple[int, int],
    before: Any,
) -> "g.Problem":
    wants_history = any("new_faces" in rule for rule in rules.get("soft", []))
    return problems.build(
        people,
        rules,
        sizes,
        people_queries.attribute_definitions(),
        times_met(program, {person.pk for person in people}, before) if wants_history else {},
    )


@dataclass(frozen=True)
class Possible:
    """Whether rules can be kept, and if not, why and what would help."""

    people: int
    groups: int
    trouble: str = ""
    impossible: tuple[dict[str, Any], ...] = ()

    def __bool__(self) -> bool:
        return not self.trouble and not self.impossible


def possible(
    program: "Program", rules: Mapping[str, Any], sizes: tuple[int, int], now: Any
) -> Possible:
    """Look at once whether anything speaks against these rules."""
    from junto.kernel import grouping as g

    try:
        problem = program_problem(program, rules, sizes, now)
        found = (*g.check(problem), *_check_staff(program, rules, problem))
    except (g.RuleError, g.RosterError) as refusal:
        count = program_queries.count_enrolled(program)
        return Possible(count, 0, trouble=trouble_in_words(stored_trouble(refusal)))
    rows = [stored(each) for each in found]
    return Possible(problem.n, problem.group_count, impossible=tuple(refusals_in_words(rows)))


def _check_staff(
    program: "Program", rules: Mapping[str, Any], problem: "g.Problem"
) -> tuple["g.Impossible", ...]:
    """Whether there are facilitators for all groups, where a number of groups is set for each."""
    from junto.kernel import grouping as g

    room = int((rules.get("staff") or {}).get("groups", 0))
    if not room:
        return ()
    return g.check_staff(problem, len(program_queries.facilitators_of(program)), room)


def stored(reason: "g.Impossible") -> dict[str, Any]:
    """A refusal as JSON: codes and values, for it is read in any language."""
    return {
        "rule": reason.rule,
        "people": list(reason.people),
        "code": reason.code,
        "values": _plain(reason.values),
        "relaxations": [
            {
                "code": each.code,
                "values": _plain(each.values),
                "rules": each.rules,
            }
            for each in reason.relaxations[:3]
        ],
    }


def stored_trouble(refusal: "g.RuleError | g.RosterError") -> dict[str, Any]:
    """Why rules and people do not fit together, as JSON."""
    return {"code": refusal.code, "values": _plain(refusal.values)}


def refusals_in_words(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Refusals with their sentences, in the language of the reader."""
    if not rows:
        return []
    names = names_of(refusals.refs_in(rows))
    definitions = people_queries.attribute_definitions()
    words = refusals.Wording(names, problems.labels(definitions), problems.hidden(definitions))
    return [words.refusal(row) for row in rows]


def trouble_in_words(trouble: Mapping[str, Any]) -> str:
    """Why rules and people do not fit together, in the language of the reader."""
    values = trouble["values"]
    names = names_of(set(values.get("people", ())))
    words = refusals.Wording(names, problems.labels(people_queries.attribute_definitions()))
    return words.trouble(trouble["code"], values)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def start_of(formation: Formation, problem: "g.Problem") -> tuple[tuple[str, ...], ...] | None:
    """The groups a run begins with, while they are groups of this problem."""
    start = tuple(tuple(text.split()) for text in formation.figures.get("start", ()))
    sizes = [len(group) for group in start]
    if not start or len(start) != problem.group_count:
        return None
    if min(sizes) < problem.min_size or max(sizes) > problem.max_size:
        return None
    return start if sorted(ref for group in start for ref in group) == list(problem.index) else None


def replay(
    formation: Formation,
    *,
    should_stop: Callable[[], bool] | None = None,
    on_progress: Callable[["g.Progress"], None] | None = None,
) -> "g.Result":
    """Form the draft again from its seed and iterations: the same groups as the first time."""
    from junto.kernel import grouping as g

    problem = formation_problem(formation)
    search = vetoes.search_of(formation)
    return g.solve(
        problem,
        seed=search.seed,
        iterations=formation.iterations,
        pins=formation.figures.get("pins", {}),
        start=start_of(formation, problem),
        stop_at=formation.figures.get("stopped_at"),
        should_stop=should_stop,
        on_progress=on_progress,
        apart=search.apart,
    )


def hidden_attributes() -> frozenset[str]:
    """Sensitive attributes of the organization in scope."""
    return problems.hidden(people_queries.attribute_definitions())


# ---------------------------------------------------------------- the board


@dataclass(frozen=True)
class Card:
    """One group on the board."""

    index: int
    name: str
    # Person reference, name, chip, its color, second word, pinned, found by the search.
    people: tuple[tuple[str, str, str, str, str, bool, bool], ...]
    distinct: int
    of: int
    hours: float | None
    has_broken: bool
    double: str
    is_kept: bool


@dataclass(frozen=True)
class Board:
    """A page of a draft."""

    cards: tuple[Card, ...]
    found: int
    groups: int
    people: int
    sizes: tuple[int, int]
    look: int
    page: int
    pages: int


@dataclass(frozen=True)
class Sought:
    """What the board is filtered by."""

    text: str = ""
    value: str = ""
    look: bool = False
    page: int = 1


def board(formation: Formation, sought: Sought, *, actor: Actor | None = None) -> Board:
    """One page of groups; which groups there are is read from the figures of the draft.

    Of those walled off from the actor a card shows the name alone.
    """
    lines = formation.figures.get("groups", [])
    kinds = len(formation.figures.get("key", {}).get("values", ()))
    broken = {row["group"] for row in formation.figures.get("broken", [])}
    look = {
        place
        for place, line in enumerate(lines)
        if place in broken or _double(line["mains"], line["size"], kinds)
    }
    wanted = [place for place in range(len(lines)) if not sought.look or place in look]
    if sought.value:
        wanted = [place for place in wanted if sought.value in lines[place]["mains"]]
    if sought.text:
        hits = _groups_with(formation, sought.text)
        wanted = [place for place in wanted if place in hits]
    pages = max(1, -(-len(wanted) // PAGE_SIZE))
    page = min(max(1, sought.page), pages)
    shown = wanted[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    sizes = [line["size"] for line in lines] or [0]
    return Board(
        cards=tuple(_cards(formation, shown, broken, sought, actor)),
        found=len(wanted),
        groups=len(lines),
        people=sum(sizes),
        sizes=(min(sizes), max(sizes)),
        look=len(look),
        page=page,
        pages=pages,
    )


def _groups_with(formation: Formation, text: str) -> set[int]:
    """Groups that are called so, or have somebody in them who is."""
    rows = Seat.objects.filter(formation=formation, person__full_name__icontains=text)
    called = {
        place
        for place, name in enumerate(formation.names)
        if text.casefold() in str(name).casefold()
    }
    return called | set(rows.values_list("group_index", flat=True))


def _columns(name: str) -> tuple[str, ...]:
    if not name:
        return ()
    return (f"person__{name}",) if name in problems.FIELDS else ("person__attributes",)


def _word(row_value: Any, name: str) -> str:
    value = row_value.get(name) if isinstance(row_value, dict) else row_value
    if value is None or isinstance(value, list):
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)


def _double(values: Mapping[str, int], size: int, kinds: int) -> str:
    """A value that sits here twice although there are kinds enough for everybody to differ."""
    if kinds < size or not values:
        return ""
    value = max(values, key=lambda each: values[each])
    return value if values[value] > 1 else ""


def _name(formation: Formation, place: int) -> str:
    return str(formation.names[place]) if place < len(formation.names) else str(place + 1)


def _cards(
    formation: Formation,
    shown: Sequence[int],
    broken: set[int],
    sought: Sought,
    actor: Actor | None,
) -> list[Card]:
    key = formation.figures.get("key", {})
    main, second = key.get("main", ""), key.get("second", "")
    codes = {value: (code, color) for value, code, color in key.get("values", [])}
    columns = tuple(dict.fromkeys((*_columns(main), *_columns(second))))
    rows = (
        statements.rows(_seats, formation_id=formation.pk, groups=list(shown), columns=columns)
        if shown
        else []
    )
    text = sought.text.casefold()
    people: dict[int, list[tuple[str, str, str, str, str, bool, bool]]] = {at: [] for at in shown}
    me = actor.person_id if actor is not None else None
    for place, ref, name, pinned, manager_id, *more in rows:
        is_walled = me is not None and manager_id == me
        code, color = codes.get(_word(more[0], main) if main and not is_walled else "", ("", ""))
        note = _word(more[-1], second) if second and not is_walled else ""
        hit = bool(text) and text in name.casefold()
        people[place].append((ref, name, code, color, note, pinned, hit))
    lines = formation.figures.get("groups", [])
    return [
        Card(
            index=place,
            name=_name(formation, place),
            people=tuple(people[place]),
            distinct=len(lines[place]["mains"]),
            of=min(lines[place]["size"], len(codes)),
            hours=lines[place].get("hours"),
            has_broken=place in broken,
            double=_double(lines[place]["mains"], lines[place]["size"], len(codes)),
            is_kept=bool(people[place]) and all(row[5] for row in people[place]),
        )
        for place in shown
    ]


def _seats(formation_id: int, groups: list[int], columns: tuple[str, ...]) -> Any:
    rows = Seat.objects.filter(formation_id=formation_id, group_index__in=groups)
    return rows.order_by("person__full_name", "person_id").values_list(
        "group_index",
        "person__ref",
        "person__full_name",
        "is_pinned",
        "person__manager_id",
        *columns,
    )


@dataclass(frozen=True)
class Sitting:
    """One person on the board: where they sit and why."""

    ref: str
    name: str
    note: str
    group_index: int
    group_name: str
    is_pinned: bool
    reasons: tuple[dict[str, Any], ...]
    person_id: int
    is_walled_off: bool


def sitting(formation: Formation, ref: str, *, actor: Actor | None = None) -> Sitting | None:
    """Where a person sits in the draft, and why as far as the actor may see it."""
    seat = statements.first(_seat, formation_id=formation.pk, ref=ref)
    if seat is None:
        return None
    is_walled = actor is not None and wall.is_walled_off(actor, seat.person)
    key = {} if is_walled else formation.figures.get("key", {})
    words = [
        _word(problems.value_of(seat.person, name), name)
        for name in (key.get("main"), key.get("second"))
        if name
    ]
    return Sitting(
        ref=seat.person.ref,
        name=seat.person.full_name,
        note=", ".join(word for word in words if word),
        group_index=seat.group_index,
        group_name=_name(formation, seat.group_index),
        is_pinned=seat.is_pinned,
        reasons=() if is_walled else tuple(_open_reasons(seat.reasons, actor)),
        person_id=seat.person_id,
        is_walled_off=is_walled,
    )


def _seat(formation_id: int, ref: str) -> Any:
    found = Seat.objects.filter(formation_id=formation_id, person__ref=ref)
    return found.select_related("person").order_by("pk")[:1]


def _open_reasons(rows: Sequence[dict[str, Any]], actor: Actor | None) -> Iterator[dict[str, Any]]:
    """Reasons without those that would tell what somebody behind the wall is like."""
    walled = wall.refs_behind(actor) if actor is not None else frozenset()
    for row in rows:
        people = [ref for ref in row["people"] if ref not in walled]
        if row["code"] != "shares" or len(people) == len(row["people"]):
            yield row
        elif people:
            yield {**row, "people": people}


def found_on_board(formation: Formation, text: str, limit: int = 8) -> list[tuple[str, str, int]]:
    """People of the draft whose name holds the text: reference, name, group."""
    rows = Seat.objects.filter(formation=formation, person__full_name__icontains=text)
    return list(
        rows.order_by("person__full_name", "person_id").values_list(
            "person__ref", "person__full_name", "group_index"
        )[:limit]
    )


def names_of(refs: set[str]) -> dict[str, str]:
    """Names of people by reference."""
    return people_queries.names_by_refs(refs)


@dataclass(frozen=True)
class WhatIf:
    """A change that is thought about: what it would do."""

    score_before: float
    score_after: float
    broken: tuple[dict[str, Any], ...]
    changes: tuple[dict[str, Any], ...]
    groups: tuple[tuple[str, ...], ...]
    touched: tuple[int, ...]


def consequence(
    formation: Formation,
    person: str,
    *,
    other: str = "",
    to_group: int | None = None,
    problem: "g.Problem | None" = None,
) -> WhatIf:
    """What a swap with `other`, or a move to a group, would do. Nothing is written.

    Raises
    ------
    junto.foundation.tenancy.NotFound
        When somebody is not on this board, or there is no such group.
    """
    from junto.kernel import grouping as g

    groups = seating_of(formation)
    home = {ref: place for place, group in enumerate(groups) for ref in group}
    if person not in home or (other and other not in home):
        raise tenancy.NotFound(person)
    if not other and (to_group is None or not 0 <= to_group < len(groups)):
        raise tenancy.NotFound(str(to_group))
    target = home[other] if other else int(to_group or 0)
    if target == home[person]:
        raise tenancy.NotFound(person)
    problem, hide = problem or formation_problem(formation), hidden_attributes()
    if other:
        found = g.swap(problem, groups, person, other, hide=hide)
    else:
        found = g.move(problem, groups, person, target, hide=hide)
    return WhatIf(
        score_before=found.score_before,
        score_after=found.score_after,
        broken=tuple(
            {"rule": each.rule, "group": each.group, "people": list(each.people)}
            for each in found.broken
        ),
        changes=tuple(
            {
                "group": change.index,
                "gains": [figures.stored_reason(each) for each in change.gains],
                "loses": [figures.stored_reason(each) for each in change.loses],
            }
            for change in found.changes
        ),
        groups=tuple(tuple(group) for group in found.groups),
        touched=(home[person], target),
    )


@dataclass(frozen=True)
class GroupLook:
    """One group beside everybody: how what the wishes speak of is spread, and what it shares.

    Of a group with somebody walled off from the actor there is nothing but their ids: what the
    others have would tell what that person has.
    """

    index: int
    name: str
    walled_off: tuple[int, ...] = ()
    spreads: tuple["g.Spread", ...] = ()
    hours: tuple[Mapping[str, Any], ...] = ()
    languages: tuple[str, ...] = ()


def look_at_group(formation: Formation, index: int, *, actor: Actor) -> GroupLook | None:
    """How a group of the draft is made up; None when there is no such group."""
    from junto.kernel import grouping as g

    groups = seating_of(formation)
    if not 0 <= index < len(groups):
        return None
    name, behind = _name(formation, index), wall.refs_behind(actor)
    walled = [pk for pk, ref in seated_in(formation) if ref in behind and ref in groups[index]]
    if walled:
        return GroupLook(index, name, tuple(walled))
    problem = formation_problem(formation)
    view = g.explain_group(problem, groups, index, hide=hidden_attributes())
    return GroupLook(index, name, (), view.spreads, view.shared_hours, view.languages)


def other_swaps(formation: Formation, person: str) -> list[tuple[str, str, str, float]]:
    """The best swaps that break nothing: reference, name, group's name, score after."""
    from junto.kernel import grouping as g

    groups = seating_of(formation)
    home = {ref: place for place, group in enumerate(groups) for ref in group}
    found = g.best_swaps(formation_problem(formation), groups, person, limit=3)
    called = names_of({ref for ref, _score in found})
    return [(ref, called[ref], _name(formation, home[ref]), score) for ref, score in found]


# ---------------------------------------------------------------- groups that meet


def get_group(ref: str) -> Group:
    """The group with this reference (NotFound when there is none)."""
    return tenancy.find(Group, ref)


def is_member(group: Group, person_id: int) -> bool:
    """True while the person is in the group."""
    return GroupMember.objects.filter(
        group=group, person_id=person_id, ended_at=None, group__ended_at=None
    ).exists()


def members_of(group: Group) -> list[Any]:
    """The people of a group, by name."""
    rows = GroupMember.objects.filter(group=group, ended_at=None, person__ended_at=None)
    return [
        row.person
        for row in rows.select_related("person").order_by("person__full_name", "person_id")
    ]


def groups_of(program: "Program") -> list[Any]:
    """Groups that meet, with `people_count`, by name."""
    here = Count("members", filter=Q(members__ended_at=None))
    return list(
        Group.objects.filter(program=program, ended_at=None)
        .annotate(people_count=here)
        .order_by("name", "pk")
    )


def groups_with(person_id: int) -> list[Any]:
    """Groups that a person is in and that meet, by name."""
    rows = Group.objects.filter(ended_at=None, members__person_id=person_id, members__ended_at=None)
    return list(rows.order_by("name", "pk"))


def groups_in(program_ids: Iterable[int]) -> list[Any]:
    """Groups that meet in these programs, each with its program and `people_count`, by name."""
    here = Count("members", filter=Q(members__ended_at=None))
    return list(
        Group.objects.filter(program__in=list(program_ids), ended_at=None)
        .select_related("program")
        .annotate(people_count=here)
        .order_by("program__name", "name", "pk")
    )


def has_mentoring(program: "Program") -> bool:
    """True for a program whose people are paired to learn from each other."""
    return (
        program.group_kind in MENTORING_KINDS
        or MentoringPlan.objects.filter(program=program).exists()
    )
