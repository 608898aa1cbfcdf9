"""A program on one page: what needs its manager, and how it goes.

Few queries, and as many for a hundred groups as for one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from junto.domain.assessments import queries as assessments
from junto.domain.assessments.enums import PulseItem
from junto.domain.goals import queries as goals
from junto.domain.groups import fit, moves, rematching
from junto.domain.groups import queries as groups
from junto.domain.groups.enums import MENTORING_KINDS
from junto.domain.overview import signals
from junto.domain.overview.signals import GroupFacts, Signal
from junto.domain.programs import decisions, objectives
from junto.domain.programs import queries as programs
from junto.domain.programs.enums import Measure
from junto.domain.sessions import figures, pulses
from junto.domain.sessions.enums import SessionState
from junto.domain.sessions.figures import Line, Met, Seats
from junto.foundation.events import reading


@dataclass(frozen=True)
class Aim:
    """An objective and how far it is."""

    objective: Any
    # None while there is nothing to count, or too few people are behind it.
    value: float | None

    @property
    def is_reached(self) -> bool:
        """Whether its target is reached today."""
        if self.value is None:
            return False
        target = float(self.objective.target)
        return self.value <= target if self.objective.at_most else self.value >= target


@dataclass(frozen=True)
class Today:
    """A program today."""

    facts: Sequence[GroupFacts]
    # What needs a look, the most pressing first; those decided about are not among the open ones.
    signals: Sequence[Signal]
    open: Sequence[Signal]
    held: int
    due: int
    moved: int
    weeks: Sequence[assessments.Result]
    objectives: Sequence[Any]
    has_small_groups: bool

    def needs_look(self) -> Mapping[int, list[Signal]]:
        """Open signals by group id."""
        return signals.by_group(self.open)

    @property
    def first_day(self) -> datetime | None:
        """When the first session was or is."""
        return min((facts.lines[0].starts_at for facts in self.facts if facts.lines), default=None)

    @property
    def last_day(self) -> datetime | None:
        """When the last session is or was."""
        return max((facts.lines[-1].starts_at for facts in self.facts if facts.lines), default=None)


def today_of(program: Any, *, now: datetime) -> Today:
    """Read a program as its manager meets it."""
    rows = groups.groups_of(program)
    lines = figures.lines_of(program)
    held = {pk: [each for each in mine if _is_held(each)] for pk, mine in lines.items()}
    weeks, about = assessments.figures_of(
        pulses.pool_of(program),
        [f"session:{mine[-1].ref}" for mine in held.values() if mine],
    )
    away = figures.away_twice(
        {pk: (mine[-2].pk, mine[-1].pk) for pk, mine in held.items() if len(mine) > 1}
    )
    facts = [
        GroupFacts(
            group,
            lines.get(group.pk, ()),
            group.pk in away,
            _pulse(held.get(group.pk, ()), about),
        )
        for group in rows
    ]
    aimed = objectives.objectives_of(program)
    found = signals.in_order(_signals(program, facts, aimed, now))
    every = [each for mine in lines.values() for each in mine]
    return Today(
        facts=facts,
        signals=found,
        open=signals.open_ones(found, decisions.settled_keys(program, now.date())),
        held=sum(map(_is_held, every)),
        due=sum(each.is_due(now) for each in every),
        moved=sum(each.moves > 0 for each in every),
        weeks=weeks,
        objectives=aimed,
        has_small_groups=any(pulses.is_pooled(group) for group in rows),
    )


def edition(program: Any, *, now: datetime) -> str:
    """Name the state of everything that Today tells of: equal as long as nothing changed.

    Everything that people do is recorded as an event of the organization, answers that are sealed
    end in figures, and the clock makes sessions due: by the minute is close enough.
    """
    figure = assessments.newest_figure(pulses.pool_of(program))
    event, sealed = reading.newest(figure)
    return f"{program.pk}.{event}.{sealed}.{int(now.timestamp() // 60)}"


@dataclass(frozen=True)
class Numbers:
    """The figures of a program beside what needs a look."""

    seats: Seats
    # Session id -> (came, noted), for the sessions that were asked for.
    came: Mapping[int, tuple[int, int]]
    steps: goals.Counts | None
    aims: Sequence[Aim]


def numbers_of(program: Any, today: Today, sessions: Sequence[int] = ()) -> Numbers:
    """Count what came of a program; `sessions` are ids of those wanted one by one."""
    seats, came = figures.seats_of(program, sessions)
    steps = goals.counts_in([facts.group.pk for facts in today.facts])
    aims = [Aim(each, _value(each, today, seats, steps)) for each in today.objectives]
    return Numbers(seats, came, steps, aims)


def _is_held(line: Line) -> bool:
    return line.state == SessionState.ENDED


def _pulse(
    held: Sequence[Line], about: Mapping[str, assessments.Result]
) -> assessments.Result | None:
    return about.get(f"session:{held[-1].ref}") if held else None


def _signals(
    program: Any, facts: Sequence[GroupFacts], aimed: Sequence[Any], now: datetime
) -> list[Signal]:
    busy = any(each.ahead(now) for each in facts)
    # A mentor may be in several pairs: how many are seated does not tell how many wait.
    is_matched = any(each.group.kind in MENTORING_KINDS for each in facts)
    waiting = rematching.count_waiting(program) if is_matched else None
    if waiting is None:
        waiting = programs.people_count(program) - sum(each.group.people_count for each in facts)
    asking = fit.occasion(program)
    agreed = moves.agreed_way(program, today=now.date())
    found = list(
        signals.of_program(facts, aimed, waiting=waiting, now=now, asking=asking, agreed=agreed)
    )
    for each in facts:
        found += signals.of_group(each, size_min=program.size_min, busy=busy, now=now)
    return found


def _value(objective: Any, today: Today, seats: Seats, steps: goals.Counts | None) -> float | None:
    if objective.measure == Measure.OWN:
        return None if objective.value is None else float(objective.value)
    if objective.measure == Measure.HELD:
        return 100 * today.held / today.due if today.due else None
    if objective.measure == Measure.CAME:
        return seats.share
    if objective.measure == Measure.STEPS:
        return settled_share(steps)
    return latest_mean(today.weeks)


def settled_share(steps: goals.Counts | None) -> float | None:
    """The percentage of next steps that were done or learned from; None below the threshold."""
    return 100 * steps.done / steps.made if steps and steps.made else None


def latest_mean(weeks: Sequence[assessments.Result]) -> float | None:
    """The mean of “worth it for me” in the latest week that is shown."""
    for week in reversed(weeks):
        mean = week.means.get(PulseItem.USEFUL.value) if week.is_shown else None
        if mean is not None:
            return (mean.low + mean.high) / 2
    return None


def met(program: Any) -> tuple[str, Met]:
    """Who has met whom in a session, and by which part of the organization that is told."""
    part, part_of = programs.parts_of(program)
    return part, figures.met(program, part_of)
