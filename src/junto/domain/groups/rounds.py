"""Rounds: several times groups in which people meet others, planned at once, begun one by one.

A plan is never changed: planning those to come anew, because somebody is away, joined or left,
makes another plan that keeps the rounds that have begun.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import combinations
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Max

from junto.domain.groups import actions, events, policies, problems, queries, vetoes
from junto.domain.groups.enums import FormationState, GroupKind
from junto.domain.groups.models import Group, GroupMember, RoundPlan
from junto.domain.groups.names import fresh_names
from junto.domain.people import queries as people_queries
from junto.domain.programs import queries as program_queries
from junto.foundation import jobs, tenancy
from junto.foundation.access import Actor, system
from junto.foundation.events import publish

if TYPE_CHECKING:
    from junto.domain.people.models import Person
    from junto.domain.programs.models import Program
    from junto.kernel import grouping as g

MOST_ROUNDS = 60
KINDS = (
    GroupKind.HUDDLE,
    GroupKind.PAIR,
    GroupKind.TRIAD,
    GroupKind.CIRCLE,
    GroupKind.WORKSHOP,
    GroupKind.LAB,
)
Rounds = list[list[list[str]]]


class NobodyToPlan(ValueError):
    """Fewer than two people take part."""


class AlreadyPlanning(ValueError):
    """Rounds of this program are being planned."""


class NoSuchSizes(ValueError):
    """The people do not divide into groups of these sizes."""

    def __init__(self, people: int) -> None:
        self.people = people
        super().__init__(str(people))


class NoMoreRounds(ValueError):
    """Every round of the plan has begun, or somebody else began this one."""


class PeopleChanged(ValueError):
    """Somebody of the plan takes no part any more, or somebody new is in no round."""


@dataclass(frozen=True)
class Wanted:
    """What rounds are asked for."""

    rounds: int
    kind: str
    size_min: int
    size_max: int
    counts_past: bool = True


# ---------------------------------------------------------------- reading


def plans_of(program: "Program") -> list[RoundPlan]:
    """The program's plans, the newest first; what came of them is read when it is looked at."""
    mine = RoundPlan.objects.filter(program=program)
    return list(mine.defer("result", "rules").order_by("-number"))


def newest_plan(program: "Program") -> RoundPlan | None:
    """The program's newest plan."""
    found = RoundPlan.objects.filter(program=program).order_by("-number").first()
    if found is not None:
        found.program = program
    return found


def plan_of(program: "Program", ref: str) -> RoundPlan:
    """The program's plan with this reference (NotFound when there is none)."""
    found = RoundPlan.objects.filter(program=program, ref=ref).first()
    if found is None:
        raise tenancy.NotFound(ref)
    found.program = program
    return found


def rounds_of(plan: RoundPlan) -> Rounds:
    """Groups of references, round by round."""
    found: Rounds = plan.result.get("rounds", [])
    return found


def most_without_repeat(people: int, smallest: int) -> int:
    """How many rounds there can be at most in which nobody meets twice."""
    from junto.kernel.rotation import most_rounds

    if smallest < 2 or smallest == people == 2:
        return people if people % 2 else people - 1
    return most_rounds(people, smallest)


def divides(people: int, low: int, high: int) -> bool:
    """True when so many people divide into groups of these sizes; in pairs an odd one rests."""
    low = 1 if high == 2 else low
    return people > 1 and -(-people // high) <= people // low


def meetings_of(plan: RoundPlan) -> dict[tuple[str, str], list[int]]:
    """Who meets whom: the rounds, from 1, by pair of references."""
    met: dict[tuple[str, str], list[int]] = {}
    for number, groups in enumerate(rounds_of(plan), 1):
        for group in groups:
            for pair in combinations(sorted(group), 2):
                met.setdefault(pair, []).append(number)
    return met


def lines_of(plan: RoundPlan, ref: str) -> list[tuple[int, str, list[str]]]:
    """Round by round: its number, the group's name, whom somebody meets; nobody when they rest."""
    lines = []
    for number, groups in enumerate(rounds_of(plan), 1):
        at = next((at for at, group in enumerate(groups) if ref in group), None)
        name = plan.result["names"][number - 1][at] if at is not None else ""
        others = [each for each in groups[at] if each != ref] if at is not None else []
        lines.append((number, name, others))
    return lines


def refs_in(plan: RoundPlan) -> set[str]:
    """Everybody in any round."""
    return {ref for groups in rounds_of(plan) for group in groups for ref in group}


def has_drifted(plan: RoundPlan, people: Sequence["Person"] | None = None) -> bool:
    """True where people joined or left since, so that a round would leave somebody out.

    `people` are those who take part, where they are known already.
    """
    if people is None:
        people = program_queries.enrolled_people(plan.program)
    here = {person.ref for person in people}
    planned = {ref for groups in rounds_of(plan)[plan.held :] for group in groups for ref in group}
    away = {ref for refs in plan.away.values() for ref in refs}
    return bool(planned) and here != planned | (away & here)


# ---------------------------------------------------------------- planning


@transaction.atomic
def start_plan(
    *,
    program: "Program",
    wanted: Wanted,
    actor: Actor,
    now: datetime,
    keep: RoundPlan | None = None,
    away: Mapping[str, Sequence[str]] | None = None,
) -> RoundPlan:
    """Ask the worker for rounds; those of `keep` that have begun stay as they are.

    Parameters
    ----------
    away
        Round, from 1, to references of who is away then; rounds that have begun are passed over.

    Raises
    ------
    NobodyToPlan, NoSuchSizes, AlreadyPlanning
        Nothing is written then.
    """
    policies.form_groups.check(actor, program)
    people = program_queries.enrolled_people(program)
    if len(people) < 2:
        raise NobodyToPlan
    low, high = wanted.size_min, wanted.size_max
    absent = _absent(away or {}, keep, wanted.rounds, {person.ref for person in people})
    for there in (len(people), *(len(people) - len(refs) for refs in absent.values())):
        if not divides(there, low, high):
            raise NoSuchSizes(there)
    mine = RoundPlan.objects.filter(program=program)
    if any(not queries.is_lost(each.job_ref) for each in mine.filter(state=FormationState.SOLVING)):
        raise AlreadyPlanning
    mine.filter(state=FormationState.SOLVING).update(state=FormationState.FAILED)
    number = (mine.aggregate(last=Max("number"))["last"] or 0) + 1
    held = keep.begun if keep is not None else 0
    plan = RoundPlan.objects.create(
        program=program,
        number=number,
        kind=wanted.kind,
        rounds=max(wanted.rounds, held),
        size_min=low,
        size_max=high,
        rules=_rules(program, now),
        counts_past=wanted.counts_past,
        away=absent,
        held=held,
        begun=held,
        seed=number,
        result=_kept(keep, held),
        since=keep.since if keep is not None and held else now,
        created_at=now,
    )
    job = jobs.enqueue(
        "groups.plan-rounds", plan.pk, now=now, organization_id=program.organization_id
    )
    plan.job_ref = job.ref
    plan.save(update_fields=["job_ref"])
    told = events.RoundsAsked(program_ref=program.ref, plan_ref=plan.ref)
    publish(told, actor=actor, now=now)
    return plan


def _absent(
    away: Mapping[str, Sequence[str]], keep: RoundPlan | None, rounds: int, here: set[str]
) -> dict[str, list[str]]:
    begun = keep.begun if keep is not None else 0
    return {
        number: kept
        for number, refs in away.items()
        if begun < int(number) <= rounds and (kept := sorted(here.intersection(refs)))
    }


def _kept(keep: RoundPlan | None, held: int) -> dict[str, Any]:
    if keep is None or not held:
        return {}
    return {key: keep.result[key][:held] for key in ("rounds", "names", "methods", "scores")}


def _rules(program: "Program", now: datetime) -> dict[str, Any]:
    """The program's rules, but those without meaning in rounds: together, and new faces."""
    whole = problems.complete(program.rules, program.starts_on or now.date())
    return {
        "hard": [rule for rule in whole["hard"] if "together" not in rule],
        "soft": [rule for rule in whole["soft"] if "new_faces" not in rule],
    }


@transaction.atomic
def stop_plan(*, plan: RoundPlan, actor: Actor, now: datetime) -> None:
    """Let the worker end with what it has."""
    policies.form_groups.check(actor, plan.program)
    if plan.state == FormationState.SOLVING and not queries.is_lost(plan.job_ref):
        jobs.request_stop(jobs.get(plan.job_ref).pk)
    told = events.RoundsStopped(program_ref=plan.program.ref, plan_ref=plan.ref)
    publish(told, actor=actor, now=now)


def solve_plan(
    *,
    plan_id: int,
    clock: Callable[[], datetime],
    tell: Callable[[int, int, str], None],
    should_stop: Callable[[], bool],
) -> None:
    """Plan the rounds; the same people, rules and seed give the same rounds.

    Raises
    ------
    junto.foundation.jobs.Trouble
        When rules and people do not fit together; the plan says why.
    """
    from junto.kernel import grouping as g
    from junto.kernel.rotation import planning

    plan = RoundPlan.objects.select_related("program").get(pk=plan_id)
    if plan.state != FormationState.SOLVING:
        return
    people = program_queries.enrolled_people(plan.program)
    left = plan.rounds - plan.held
    try:
        problem = _problem(plan, people)
        refused = g.check(problem) if plan.size_max > 2 else ()
        if refused:
            plan.result = {**plan.result, "impossible": [queries.stored(each) for each in refused]}
            _end(plan, FormationState.IMPOSSIBLE, clock())
            return
        made = planning.schedule_rounds(
            problem,
            max(1, left),
            seed=plan.seed,
            absent={int(number) - 1 - plan.held: refs for number, refs in plan.away.items()},
            apart=vetoes.apart_pairs(people),
            should_stop=should_stop,
            on_round=lambda count: tell(plan.held + count, plan.rounds, ""),
        )
    except (g.RuleError, g.RosterError) as refusal:
        plan.result = {**plan.result, "trouble": queries.stored_trouble(refusal)}
        _end(plan, FormationState.FAILED, clock())
        raise jobs.Trouble(str(refusal)) from None
    _finish(plan, problem, made, left, clock())


def _problem(plan: RoundPlan, people: Sequence["Person"]) -> "g.Problem":
    """People, rules and who met before: in earlier groups, and in rounds that have begun."""
    from junto.kernel import grouping as g

    ids = {person.pk for person in people}
    by_ref = {person.ref: person.pk for person in people}
    met = queries.times_met(plan.program, ids, plan.since) if plan.counts_past else {}
    for groups in rounds_of(plan)[: plan.held]:
        for group in groups:
            for one, other in combinations([by_ref[ref] for ref in group if ref in by_ref], 2):
                pair = (min(one, other), max(one, other))
                met[pair] = met.get(pair, 0) + 1
    sizes = (plan.size_min, plan.size_max)
    roster, asked = problems.roster_and_rules(
        people, plan.rules, sizes, people_queries.attribute_definitions()
    )
    if plan.size_max == 2 and len(people) % 2:
        asked = replace(asked, size=g.Size(1, 2))
    refs = {person.pk: person.ref for person in people}
    history = [
        g.Meeting(refs[one], refs[other], times)
        for (one, other), times in met.items()
        if one in refs and other in refs
    ]
    return g.build_problem(roster, asked, history=history)


def _finish(plan: RoundPlan, problem: "g.Problem", made: Any, left: int, now: datetime) -> None:
    from junto.kernel.grouping.bounds import upper_bound
    from junto.kernel.grouping.standing import score_of

    rounds = [[list(group) for group in groups if group] for groups in made.rounds[:left]]
    # Where somebody rests there is no limit to compare with.
    bound = upper_bound(problem) if problem.min_size > 1 else None
    before = plan.result if plan.held else {}
    repeats = [[each.round, each.a, each.b] for each in made.repeats if each.round < left]
    names = [_names(len(groups)) for groups in rounds]
    plan.result = {
        "rounds": [*before.get("rounds", []), *rounds],
        "names": [*before.get("names", []), *names],
        "methods": [*before.get("methods", []), *made.methods[:left]],
        "scores": [
            *before.get("scores", []),
            *(score_of(problem, worth, bound) if bound else None for worth in made.worth[:left]),
        ],
        "repeats": [[plan.held + at + 1, one, other] for at, one, other in repeats],
        "broken": [
            {
                "round": plan.held + each.round + 1,
                "group": each.violation.group,
                "rule": each.violation.rule,
                "people": list(each.violation.people),
            }
            for each in made.broken
            if each.round < left
        ],
        "limit": made.limit,
        "people": problem.n,
        "past": len(problem.history),
        "labels": problems.labels(people_queries.attribute_definitions()),
    }
    plan.engine, plan.problem_hash = made.engine, made.problem_hash
    _end(plan, FormationState.READY, now)


def _names(count: int) -> list[str]:
    supply = fresh_names(())
    return [next(supply) for _ in range(count)]


@transaction.atomic
def _end(plan: RoundPlan, state: str, now: datetime) -> None:
    plan.state = state
    plan.save()
    told = events.RoundsPlanned(program_ref=plan.program.ref, plan_ref=plan.ref, state=str(state))
    publish(told, actor=system(plan.organization_id), now=now)


# ---------------------------------------------------------------- beginning a round


def begin_round(*, plan: RoundPlan, number: int, actor: Actor, now: datetime) -> int:
    """Make the next round real: its groups meet, those that met before end; returns how many.

    Raises
    ------
    NoMoreRounds
        When it is not the next one, or not this plan's turn.
    PeopleChanged
        When the plan does not fit the people any more.
    """
    policies.form_groups.check(actor, plan.program)
    groups = rounds_of(plan)
    if plan.state != FormationState.READY or number != plan.begun + 1 or number > len(groups):
        raise NoMoreRounds
    if has_drifted(plan):
        raise PeopleChanged
    called = {each.ref: each for each in program_queries.enrolled_people(plan.program)}
    names = plan.result["names"][number - 1]
    seating = {
        name: [called[ref] for ref in group]
        for name, group in zip(names, groups[number - 1], strict=True)
        # Whoever rests is in no group this time.
        if len(group) > 1
    }
    with transaction.atomic():
        taken = RoundPlan.objects.filter(pk=plan.pk, begun=number - 1).update(begun=F("begun") + 1)
        if not taken:
            raise NoMoreRounds
        meeting = Group.objects.filter(program=plan.program, ended_at=None)
        GroupMember.objects.filter(group__in=meeting, ended_at=None).update(ended_at=now)
        meeting.update(ended_at=now)
        made = actions.publish_seating(program=plan.program, seating=seating, actor=actor, now=now)
        Group.objects.filter(formation=made).update(kind=plan.kind)
        plan.begun = number
        told = events.RoundBegun(
            program_ref=plan.program.ref, plan_ref=plan.ref, number=number, count=len(seating)
        )
        publish(told, actor=actor, now=now)
    return len(seating)


# ---------------------------------------------------------------- a file


def rows_of(plan: RoundPlan) -> Iterator[list[str]]:
    """Round, group, id and name: one row for each person of each round; who rests has no group."""
    names = queries.names_of(refs_in(plan))
    for number, groups in enumerate(rounds_of(plan), 1):
        for at, group in enumerate(groups):
            name = plan.result["names"][number - 1][at] if len(group) > 1 else ""
            for ref in group:
                yield [str(number), name, ref, names.get(ref, "")]
