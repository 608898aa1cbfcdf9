"""What in a program needs a look, group by group, without naming a person.

A signal tells of one occasion: its key stays the same until the same thing happens again, so that
whoever decided about it is not asked twice.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from junto.domain.assessments.enums import PulseItem
from junto.domain.assessments.queries import Result
from junto.domain.programs.enums import Measure
from junto.domain.sessions.enums import SessionState
from junto.domain.sessions.figures import Line

# A mean below this asks for a look: the middle of five worded answers, and a half.
LOW_PULSE = 3.5
OFTEN_MOVED = 2
# So many of so many past sessions called off.
OFTEN_OFF, OFF_AMONG = 2, 4
OLD_VALUE = timedelta(days=35)


class Kind(StrEnum):
    """What kind of look is needed, the most pressing first."""

    AGREED = "agreed"
    WAITING = "waiting"
    OTHER_GROUP = "other-group"
    NO_TIMES = "no-times"
    NOT_NOTED = "not-noted"
    IDLE = "idle"
    MOVED = "moved"
    CALLED_OFF = "called-off"
    AWAY = "away"
    PULSE = "pulse"
    SMALL = "small"
    VALUE = "value"


ORDER = tuple(Kind)


@dataclass(frozen=True)
class Signal:
    """Something that needs a look.

    Parameters
    ----------
    key
        The occasion, unique in its program.
    group, session
        What it is about: the group, and the reference of a session, where there is one.
    title, why
        A sentence each, for the program's manager; `advice` says what usually helps.
    """

    kind: Kind
    key: str
    title: str
    why: str
    advice: str
    group: Any = None
    session: str = ""
    item: str = ""
    objective: str = ""


@dataclass(frozen=True)
class GroupFacts:
    """What signals are read from: a group, its sessions, whether somebody was away twice."""

    group: Any
    lines: Sequence[Line]
    away_twice: bool
    pulse: Result | None

    @property
    def held(self) -> list[Line]:
        """Sessions that took place, the oldest first."""
        return [line for line in self.lines if line.state == SessionState.ENDED]

    def ahead(self, now: datetime) -> Line | None:
        """The session that is on, or the next one."""
        return next((line for line in self.lines if line.is_ahead(now)), None)


def of_group(facts: GroupFacts, *, size_min: int, busy: bool, now: datetime) -> Iterator[Signal]:
    """Yield what needs a look in one group.

    Parameters
    ----------
    busy
        Whether other groups of the program have sessions ahead.
    """
    for line in facts.lines:
        if line.is_unnoted(now):
            yield _not_noted(facts.group, line)
        elif line.moves >= OFTEN_MOVED and line.is_ahead(now):
            yield _moved(facts.group, line)
    past = [line for line in facts.lines if line.ends_at <= now][-OFF_AMONG:]
    off = [line for line in past if line.state == SessionState.CALLED_OFF]
    if len(off) >= OFTEN_OFF:
        yield _called_off(facts.group, off, len(past))
    if busy and facts.lines and facts.ahead(now) is None:
        yield _idle(facts.group, facts.lines[-1])
    if facts.away_twice:
        yield _away(facts.group, facts.held[-1])
    low = _lowest(facts.pulse)
    if low and facts.held:
        yield _low_pulse(facts.group, facts.held[-1], *low)
    if facts.group.people_count < size_min:
        yield _small(facts.group, size_min)


def _not_noted(group: Any, line: Line) -> Signal:
    return Signal(
        Kind.NOT_NOTED,
        f"{Kind.NOT_NOTED}.{line.ref}",
        _("Did %(group)s meet for session %(n)s?") % {"group": group.name, "n": line.number},
        _("Its time has passed and nobody opened the room."),
        _("Ask the group, and note it: what follows a session waits for that."),
        group,
        line.ref,
    )


def _moved(group: Any, line: Line) -> Signal:
    return Signal(
        Kind.MOVED,
        f"{Kind.MOVED}.{line.ref}.{line.moves}",
        _("%(group)s has moved session %(n)s more than once")
        % {"group": group.name, "n": line.number},
        _("A third date seldom holds better than the second."),
        _("Find an hour that suits more of them, or let part of the group meet."),
        group,
        line.ref,
    )


def _called_off(group: Any, off: Sequence[Line], among: int) -> Signal:
    return Signal(
        Kind.CALLED_OFF,
        f"{Kind.CALLED_OFF}.{off[-1].ref}",
        _("%(group)s called off %(n)s of its last %(all)s sessions")
        % {"group": group.name, "n": len(off), "all": among},
        _("A group that does not meet loses its thread within weeks."),
        _("Ask the group whether the hour still suits it. Fewer sessions may hold better."),
        group,
    )


def _idle(group: Any, last: Line) -> Signal:
    return Signal(
        Kind.IDLE,
        f"{Kind.IDLE}.{last.ref}",
        _("%(group)s has no session ahead") % {"group": group.name},
        _("Other groups of the program go on meeting."),
        _("Propose new hours, or say that this group has finished."),
        group,
    )


def _away(group: Any, last: Line) -> Signal:
    return Signal(
        Kind.AWAY,
        f"{Kind.AWAY}.{last.ref}",
        _("Someone in %(group)s has been away twice in a row") % {"group": group.name},
        _("Their group knows who. You do not need to."),
        _("A short, kind word from the facilitator helps most. It asks, it does not chase."),
        group,
        last.ref,
    )


def _small(group: Any, size_min: int) -> Signal:
    count = group.people_count
    title = ngettext(
        "%(group)s is down to %(n)s person", "%(group)s is down to %(n)s people", count
    )
    return Signal(
        Kind.SMALL,
        f"{Kind.SMALL}.{group.ref}.{count}",
        title % {"group": group.name, "n": count},
        _("Its sessions are made for %(least)s or more.") % {"least": size_min},
        _("Let somebody join, or bring two small groups together."),
        group,
    )


def _lowest(pulse: Result | None) -> tuple[str, float] | None:
    if pulse is None or not pulse.is_shown:
        return None
    # A mean that is told as a range counts by its upper end: nothing is read into the rest.
    means = {item: mean.high for item, mean in pulse.means.items() if mean.high < LOW_PULSE}
    return min(means.items(), key=lambda each: (each[1], each[0])) if means else None


def _low_pulse(group: Any, line: Line, item: str, mean: float) -> Signal:
    advice = {
        PulseItem.HEARD.value: _("A format in which everybody speaks once before anybody twice."),
        PulseItem.SAFE.value: _("Looking at the group's agreement together before it meets again."),
    }.get(item, _("Asking the group what would be worth its time, and changing the format."))
    return Signal(
        Kind.PULSE,
        f"{Kind.PULSE}.{line.ref}",
        _("%(group)s: “%(question)s” is at %(mean)s of 5")
        % {"group": group.name, "question": PulseItem(item).label, "mean": f"{mean:.1f}"},
        _("Their latest answers, mixed, from enough of them to be shown."),
        advice,
        group,
        line.ref,
        item,
    )


def of_program(
    groups: Sequence[GroupFacts],
    objectives: Iterable[Any],
    *,
    waiting: int,
    now: datetime,
    asking: tuple[int, str] = (0, ""),
    agreed: str = "",
) -> Iterator[Signal]:
    """Yield what needs a look in the program as a whole.

    Parameters
    ----------
    waiting
        How many take part and are in no group.
    asking
        How many ask for another group, and a mark of the occasion.
    agreed
        A way to mend the groups that everybody who would move said yes to; empty for none.
    """
    if agreed:
        yield Signal(
            Kind.AGREED,
            f"{Kind.AGREED}.{agreed}",
            _("Everybody who was asked would change their group"),
            _("One press carries it out, if the groups are still as they were."),
            _("Do it while they remember saying yes."),
        )
    if groups and waiting > 0:
        yield Signal(
            Kind.WAITING,
            f"{Kind.WAITING}.{waiting}",
            ngettext("%(n)s person is in no group yet", "%(n)s people are in no group yet", waiting)
            % {"n": waiting},
            _("Nobody should wait for the next round to begin."),
            _("Let them join groups that have room, or begin a group."),
        )
    if asking[0]:
        yield _other_group(*asking)
    without = sum(not facts.lines for facts in groups)
    if without and without < len(groups):
        yield Signal(
            Kind.NO_TIMES,
            f"{Kind.NO_TIMES}.{without}",
            ngettext("%(n)s group has no hour yet", "%(n)s groups have no hour yet", without)
            % {"n": without},
            _("The other groups know when they meet."),
            _("Find hours for them."),
        )
    for objective in objectives:
        if objective.measure == Measure.OWN and _is_old(objective, now):
            yield Signal(
                Kind.VALUE,
                f"{Kind.VALUE}.{objective.ref}.{objective.value_on or ''}",
                _("How far is “%(objective)s”?") % {"objective": objective.text},
                _("Junto cannot count it, and nobody noted a number in five weeks."),
                _("Note where it stands today."),
                objective=objective.ref,
            )


def _other_group(count: int, mark: str) -> Signal:
    title = ngettext("Somebody asks for another group", "%(n)s people ask for another group", count)
    return Signal(
        Kind.OTHER_GROUP,
        f"{Kind.OTHER_GROUP}.{mark}",
        title % {"n": count},
        _("They need give no reason, and it is nobody's fault. Some groups fit, some do not."),
        _("See which groups have room for them. Their own group is told nothing until they move."),
    )


def _is_old(objective: Any, now: datetime) -> bool:
    since = objective.value_on or objective.created_at.date()
    return bool(now.date() - since > OLD_VALUE)


def in_order(signals: Iterable[Signal]) -> list[Signal]:
    """Sort signals by how pressing they are, then by group."""
    return sorted(
        signals, key=lambda each: (ORDER.index(each.kind), getattr(each.group, "name", ""))
    )


def open_ones(signals: Iterable[Signal], settled: set[str]) -> list[Signal]:
    """Return the signals that nobody decided about yet."""
    return [signal for signal in signals if signal.key not in settled]


def by_group(signals: Iterable[Signal]) -> Mapping[int, list[Signal]]:
    """Signals by group id."""
    found: dict[int, list[Signal]] = {}
    for signal in signals:
        if signal.group is not None:
            found.setdefault(signal.group.pk, []).append(signal)
    return found
