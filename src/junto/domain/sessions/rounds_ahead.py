"""Who has which role in each round of the next session, how long each was coached, and why.

The cast is the one the room would be opened with if everybody came who has not said otherwise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from junto.domain.sessions import room_queries, turns
from junto.domain.sessions.enums import Said, SessionState
from junto.domain.sessions.models import RoomEvent, Session
from junto.kernel.formats.model import Text
from junto.kernel.formats.opening import CannotOpen, Script, choose_format
from junto.kernel.formats.room import Event, Room, replay

if TYPE_CHECKING:
    from junto.domain.groups.models import Group
    from junto.domain.people.models import Person

# In these roles somebody has the time for their own matter.
OWN_TIME = ("learner", "presenter")


@dataclass(frozen=True)
class RoundsAhead:
    """The rounds of a session that lies ahead.

    Parameters
    ----------
    roles
        The roles that move on, with their titles, in the order of their places.
    rounds
        In each round: role -> who holds it.
    last
        Role -> who began the session before in it; empty where no room wrote it down.
    """

    session: Session
    roles: tuple[tuple[str, Text], ...]
    rounds: tuple[Mapping[str, tuple["Person", ...]], ...]
    last: Mapping[str, tuple["Person", ...]]

    @property
    def is_halves(self) -> bool:
        """Whether two people swap roles halfway."""
        return len(self.rounds) == len(self.roles) == 2

    def begins_as(self, person_id: int) -> Text:
        """The title of the role that somebody begins with; empty for who is not expected."""
        return next(
            (
                title
                for role, title in self.roles
                for person in self.rounds[0].get(role, ())
                if person.pk == person_id
            ),
            "",
        )


def rounds_ahead(session: Session, people: Sequence["Person"]) -> RoundsAhead | None:
    """Work out the rounds of a session for the people of its group, in their order of seats.

    None where roles do not move on within it, or too few are expected.
    """
    fmt = room_queries.find_format(session.format_id)
    if fmt is None or not room_queries.moves_in_rounds(fmt):
        return None
    script = room_queries.pinned(session)
    if script is not None:
        fmt, cast = script.fmt, script.cast
        before = turns.held_before(session, room_queries.roles_in_rounds(fmt))
    else:
        said = room_queries.said_by(session)
        members = [each.ref for each in people]
        expected = [ref for ref in members if said.get(ref) != Said.CANNOT]
        try:
            choice = choose_format(
                fmt,
                len(expected),
                session.params,
                lookup=room_queries.find_format,
                has_outside=False,
            )
        except CannotOpen:
            return None
        fmt = choice.fmt
        before = turns.held_before(session, room_queries.roles_in_rounds(fmt))
        cast = room_queries.decide_cast(session, choice, expected, [], members, before=before)
    made = next(iter(cast.rounds.values()), ())
    roles = room_queries.roles_in_rounds(fmt)
    names = [role for role in roles if any(each.get(role) for each in made)]
    if not made or not names:
        return None
    known = {each.ref: each for each in people}
    return RoundsAhead(
        session=session,
        roles=tuple((role.id, role.title) for name in names if (role := fmt.role(name))),
        rounds=tuple(_named(each, known) for each in made),
        last=_named(_by_role(before.rounds[-1][0], names), known) if before.rounds else {},
    )


def _by_role(places: Sequence[str], roles: Sequence[str]) -> dict[str, Sequence[str]]:
    """Who stood in which role: the last of the roles is for all who are left."""
    last = len(roles) - 1
    return {
        role: places[place : place + 1] if place < last else places[place:]
        for place, role in enumerate(roles)
    }


def _named(
    held: Mapping[str, Sequence[str]], known: Mapping[str, "Person"]
) -> dict[str, tuple["Person", ...]]:
    return {role: tuple(known[ref] for ref in refs if ref in known) for role, refs in held.items()}


# ---------------------------------------------------------------- how long each was coached


def minutes_coached(group: "Group", people: Sequence["Person"]) -> dict[int, int]:
    """For how many minutes each of these people had the time for themselves, over all sessions.

    Counted are sessions that were held in the room, by its log; nothing is returned before the
    first.
    """
    held = Session.objects.filter(group=group, state=SessionState.ENDED, timeline__isnull=False)
    scripts = {each.pk: room_queries.pinned(each) for each in held.defer("calendar")}
    logs: dict[int, list[Event]] = {}
    columns = ("session_id", "number", "at", "kind", "person__ref", "payload")
    rows = RoomEvent.objects.filter(session__in=held.values("pk"))
    for pk, number, at, kind, ref, data in rows.order_by("session_id", "number").values_list(
        *columns
    ):
        logs.setdefault(pk, []).append(Event(number, at.timestamp(), kind, ref or "", data))
    seconds: dict[str, float] = {}
    for pk, script in scripts.items():
        if script is not None and room_queries.moves_in_rounds(script.fmt):
            _add_up(seconds, script, replay(script, logs.get(pk, ())))
    if not seconds:
        return {}
    return {each.pk: round(seconds.get(each.ref, 0) / 60) for each in people}


def _add_up(seconds: dict[str, float], script: Script, room: Room) -> None:
    for place, step in enumerate(script.steps):
        if step.block is None or step.round is None or place not in room.took:
            continue
        made = script.cast.rounds.get(step.block.id, ())
        used = room.rounds.get(step.block.id, [])
        index = used[step.round - 1] if step.round <= len(used) else step.round - 1
        for role in OWN_TIME if made else ():
            for ref in made[index % len(made)].get(role, ()):
                seconds[ref] = seconds.get(ref, 0) + room.took[place]
