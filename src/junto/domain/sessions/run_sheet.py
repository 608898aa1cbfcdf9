"""The run sheet of a session that lies ahead: its stages by the clock, and who would do what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from junto.domain.groups import queries as group_queries
from junto.domain.sessions import room_queries
from junto.domain.sessions.enums import Said
from junto.domain.sessions.models import Session
from junto.kernel.formats.casting import Cast
from junto.kernel.formats.model import Format, Text
from junto.kernel.formats.opening import CannotOpen, Step, choose_format

if TYPE_CHECKING:
    from junto.domain.people.models import Person


@dataclass(frozen=True)
class SheetLine:
    """One stage: when it is planned to begin, and for how long."""

    title: Text
    at: datetime
    seconds: int


@dataclass(frozen=True)
class RunSheet:
    """What would be run with everybody who has not said that they cannot come.

    Parameters
    ----------
    lines
        Empty where the session has no script, or too few people are expected.
    roles
        Title of a role and who would hold it, for roles that one person holds.
    said
        What people said about coming, by reference.
    """

    format_title: Text
    lines: tuple[SheetLine, ...]
    roles: tuple[tuple[Text, "Person"], ...]
    people: tuple["Person", ...]
    said: Mapping[str, str]

    def who(self, said: str) -> list["Person"]:
        """The people who said this about coming, by name."""
        return [each for each in self.people if self.said.get(each.ref) == said]


def run_sheet(session: Session) -> RunSheet:
    """Work out the run sheet of a session; its roles are a forecast until the room opens."""
    people = tuple(group_queries.members_of(session.group))
    said = room_queries.said_by(session)
    script = room_queries.pinned(session)
    if script is not None:
        lines = _lines(script.steps, session.opened_at or session.starts_at)
        roles = _roles(script.fmt, script.cast, people)
        return RunSheet(script.fmt.title, lines, roles, people, said)
    expected = [each.ref for each in people if said.get(each.ref) != Said.CANNOT]
    fmt = room_queries.find_format(session.format_id)
    if fmt is None:
        return RunSheet("", (), (), people, said)
    try:
        choice = choose_format(
            fmt, len(expected), session.params, lookup=room_queries.find_format, has_outside=False
        )
    except CannotOpen:
        return RunSheet(fmt.title, (), (), people, said)
    members = [each.ref for each in people]
    cast = room_queries.decide_cast(session, choice, expected, [], members)
    lines = _lines(choice.steps, session.starts_at)
    return RunSheet(choice.fmt.title, lines, _roles(choice.fmt, cast, people), people, said)


def _roles(
    fmt: Format, cast: Cast, people: tuple["Person", ...]
) -> tuple[tuple[Text, "Person"], ...]:
    by_ref = {each.ref: each for each in people}
    found = []
    for role in fmt.roles:
        holders = cast.roles.get(role.id, ())
        if role.count == 1 and len(holders) == 1 and holders[0] in by_ref:
            found.append((role.title, by_ref[holders[0]]))
    return tuple(found)


def _lines(steps: tuple[Step, ...], begins: datetime) -> tuple[SheetLine, ...]:
    """One line per stage: the rounds of a stage are told together."""
    seconds: dict[str, int] = {}
    titles: dict[str, Any] = {}
    for step in steps:
        titles.setdefault(step.stage.id, step.stage.title)
        seconds[step.stage.id] = seconds.get(step.stage.id, 0) + step.seconds
    found, at = [], begins
    for stage, length in seconds.items():
        found.append(SheetLine(titles[stage], at, length))
        at += timedelta(seconds=length)
    return tuple(found)
