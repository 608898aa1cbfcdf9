"""A program as its sponsor sees it: no person, no group, no figure of fewer than ten people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count

from junto.domain.assessments.enums import PulseItem
from junto.domain.assessments.queries import Result
from junto.domain.catalog import queries as catalog
from junto.domain.overview import today
from junto.domain.overview.today import Aim
from junto.domain.programs.enums import Measure
from junto.domain.sessions.enums import SessionState
from junto.kernel import anonymity
from junto.kernel.formats.templates import Hours

FEWEST = anonymity.SPONSOR


@dataclass(frozen=True)
class Sponsored:
    """What may be told of a program that ten people or more take part in."""

    held: int
    due: int
    share: float | None
    # The mean of “worth it for me” in the latest week that ten or more answered.
    worth: float | None
    aims: Sequence[Aim]
    # Hours of one person, as the program's template says; None without one.
    hours: Hours | None


def sponsored(program: Any, *, now: datetime) -> Sponsored | None:
    """Read a program for its sponsor; None while fewer than ten people take part."""
    if program.people_count < FEWEST:
        return None
    seen = today.today_of(program, now=now)
    numbers = today.numbers_of(program, seen)
    worth = latest_worth(seen.weeks)
    share = numbers.seats.share if people_noted(program) >= FEWEST else None
    return Sponsored(
        held=seen.held,
        due=seen.due,
        share=share,
        worth=worth,
        aims=[_for_sponsors(each, share, worth) for each in numbers.aims],
        hours=_hours(program),
    )


def people_noted(program: Any) -> int:
    """Of how many people it was noted whether they came: the same few fill many seats."""
    over = program.groups.filter(
        ended_at=None, sessions__state=SessionState.ENDED, sessions__attendance__was__gt=""
    )
    return int(over.aggregate(n=Count("sessions__attendance__person", distinct=True))["n"])


def latest_worth(weeks: Sequence[Result]) -> float | None:
    """The latest weekly mean that ten people or more are behind."""
    for week in reversed(weeks):
        mean = week.means.get(PulseItem.USEFUL.value)
        if week.is_shown and week.at_least >= FEWEST and mean is not None:
            return (mean.low + mean.high) / 2
    return None


def _for_sponsors(aim: Aim, share: float | None, worth: float | None) -> Aim:
    """An objective with the figure that sponsors may see: next steps rest on too few at times."""
    if aim.objective.measure == Measure.STEPS:
        return Aim(aim.objective, None)
    if aim.objective.measure == Measure.USEFUL:
        return Aim(aim.objective, worth)
    if aim.objective.measure == Measure.CAME:
        return Aim(aim.objective, share)
    return aim


def _hours(program: Any) -> Hours | None:
    if not program.template_id:
        return None
    try:
        return catalog.hours_per_person(program.template_id, program.size_max)
    except catalog.NotInCatalog:
        return None
