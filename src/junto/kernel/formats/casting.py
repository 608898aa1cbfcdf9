"""Who sits where and holds which role in one session, decided from who is there.

Roles that change within the session follow the exact rounds of `kernel.rotation`; roles that change
from session to session follow the queue of claims. What comes out is data: the room pins it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from junto.kernel import rotation
from junto.kernel.formats.model import Block, Format, Params, Role
from junto.kernel.rotation import Duty, Meeting

Holders = Mapping[str, tuple[str, ...]]

# A role of no format: somebody from outside who leads a session of people who need no leader.
GUIDE = "guide"


def _nothing() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True)
class Cast:
    """The people of one session and their roles.

    Parameters
    ----------
    people
        In the order of their seats.
    roles
        Who holds each role through the session.
    rounds
        For each block whose roles move on: who holds each role in each round.
    outside
        Who holds a role that is not one of the group's, such as a trained facilitator.
    """

    people: tuple[str, ...]
    roles: Holders
    rounds: Mapping[str, tuple[Holders, ...]] = field(default_factory=_nothing)
    outside: Mapping[str, str] = field(default_factory=_nothing)

    def to_data(self) -> dict[str, Any]:
        """Return the cast as JSON."""
        return {
            "people": list(self.people),
            "roles": {role: list(held) for role, held in self.roles.items()},
            "rounds": {
                block: [{role: list(held) for role, held in each.items()} for each in made]
                for block, made in self.rounds.items()
            },
            "outside": dict(self.outside),
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Cast":
        """Return the cast that `to_data` wrote."""
        return cls(
            people=tuple(data["people"]),
            roles={role: tuple(held) for role, held in data["roles"].items()},
            rounds={
                block: tuple({role: tuple(held) for role, held in each.items()} for each in made)
                for block, made in data["rounds"].items()
            },
            outside=dict(data["outside"]),
        )

    def turns(self) -> dict[str, tuple[str, ...]]:
        """Return everybody's turns of each role in the session: what the ledger remembers."""
        found = {role: list(held) for role, held in self.roles.items()}
        rotated: dict[str, list[str]] = {}
        for made in self.rounds.values():
            for each in made:
                for role, held in each.items():
                    rotated.setdefault(role, []).extend(held)
        return {role: tuple(held) for role, held in (found | rotated).items()}


@dataclass(frozen=True)
class Wishes:
    """What people asked for: roles they do not take, and who is not ready this time."""

    opted_out: Mapping[str, frozenset[str]] = field(default_factory=_nothing)
    not_ready: Mapping[str, frozenset[str]] = field(default_factory=_nothing)
    trained: frozenset[str] | None = None


def duties(fmt: Format, people: Iterable[str], wishes: Wishes | None = None) -> tuple[Duty, ...]:
    """Return the roles of a format that are given out by the queue, the most important first."""
    if fmt.rotation is None:
        return ()
    wishes, everybody = wishes or Wishes(), frozenset(people)
    fairness = fmt.rotation.fairness
    made = []
    for place, name in enumerate(fmt.rotation.roles):
        role = fmt.role(name)
        if role is None or not isinstance(role.count, int) or role.external:
            continue
        may = everybody - wishes.opted_out.get(name, frozenset())
        if role.eligible == "trained" and wishes.trained and wishes.trained & may:
            may &= wishes.trained
        keeps = fairness.entitlement == "enrolled" and place == 0
        rests = name in fairness.no_back_to_back
        made.append(Duty(name, keeps_claim=keeps, rests=rests, eligible=may))
    return tuple(made)


def spread(fmt: Format) -> tuple[str, str] | None:
    """Return the two roles whose holders should be a new pair."""
    pairs = fmt.rotation.fairness.spread_pairs if fmt.rotation else ()
    return pairs[0] if pairs else None


def cast_session(
    fmt: Format,
    *,
    people: Sequence[str],
    enrolled: Sequence[str] = (),
    meetings: Sequence[Meeting] = (),
    params: Params | None = None,
    outside: Mapping[str, str] | None = None,
    wishes: Wishes | None = None,
    session: int = 0,
    seed: int = 0,
) -> Cast:
    """Decide who holds which role.

    Parameters
    ----------
    fmt
        The format.
    people
        Who is there or on the way, in the order of their seats.
    enrolled
        Everybody of the group; those who are there when not given.
    meetings
        What was, oldest first.
    params
        How many rounds, where the format leaves it open.
    outside
        Who holds the roles that are not the group's.
    wishes
        What people asked for.
    session
        The number of the session, from 0: rounds and sides move on with it.
    seed
        Breaks ties.
    """
    made = _Casting(fmt, people, enrolled or people, meetings, wishes or Wishes())
    made.session, made.seed = session, seed
    roles = made.latin_roles() if made.is_latin else made.queue_roles()
    rounds = {}
    for node in fmt.stages:
        if isinstance(node, Block) and node.rotate:
            count = node.rounds(len(people), fmt.with_defaults(params))
            rounds[node.id] = made.rounds_of(node, count, roles)
    return Cast(tuple(people), roles, rounds, dict(outside or {}))


@dataclass
class _Casting:
    fmt: Format
    people: Sequence[str]
    enrolled: Sequence[str]
    meetings: Sequence[Meeting]
    wishes: Wishes
    session: int = 0
    seed: int = 0

    @property
    def is_latin(self) -> bool:
        return self.fmt.rotation is not None and self.fmt.rotation.strategy == "latin"

    @property
    def rest(self) -> Role | None:
        return next((role for role in self.fmt.roles if role.count == "rest"), None)

    # --- rounds within the session ---

    def latin_roles(self) -> dict[str, tuple[str, ...]]:
        first = rotation.rounds(self.people, self.session)
        return self._seated(first[0]) if first else {}

    def _seated(self, places: Sequence[str]) -> dict[str, tuple[str, ...]]:
        rotate = self.fmt.rotation.roles if self.fmt.rotation else ()
        single = [role for role in rotate if self._is_single(role)]
        held = {role: (person,) for role, person in zip(single, places, strict=False)}
        others = tuple(places[len(single) :])
        return held | ({self.rest.id: others} if self.rest else {})

    def _is_single(self, name: str) -> bool:
        role = self.fmt.role(name)
        return role is not None and role.count == 1 and role.takes_a_seat

    def rounds_of(
        self, block: Block, count: int, roles: Mapping[str, tuple[str, ...]]
    ) -> tuple[dict[str, tuple[str, ...]], ...]:
        if self.is_latin:
            made = rotation.rounds(self.people, self.session)
            return tuple(self._seated(made[place % len(made)]) for place in range(count))
        return self._queued_rounds(block.rotate[0], count, roles)

    def _queued_rounds(
        self, name: str, count: int, roles: Mapping[str, tuple[str, ...]]
    ) -> tuple[dict[str, tuple[str, ...]], ...]:
        """Give the next claims the later rounds; who had one takes the other's place."""
        duty = [each for each in duties(self.fmt, self.enrolled, self.wishes) if each.role == name]
        kept = {
            person
            for role in self.fmt.roles
            if role.takes_a_seat and role.count == 1 and role.id != name
            for person in roles.get(role.id, ())
        }
        free = [person for person in self.people if person not in kept]
        used = list(roles.get(name, ()))
        made = [self._with(name, used, roles)]
        while len(made) < count:
            open_ = [person for person in free if person not in used] or free
            held = Meeting(tuple(self.enrolled), tuple(self.people), {name: tuple(used)})
            chosen = rotation.assign(
                duty,
                [*self.meetings, held],
                enrolled=self.enrolled,
                present=open_,
                not_ready=self.wishes.not_ready,
                seed=self.seed,
            )
            person = chosen.get(name, open_[0] if open_ else "")
            used.append(person)
            made.append(self._with(name, [person], roles))
        return tuple(made)

    def _with(
        self, name: str, holders: Sequence[str], roles: Mapping[str, tuple[str, ...]]
    ) -> dict[str, tuple[str, ...]]:
        first = roles.get(name, ())
        moved = {role: held for role, held in roles.items() if role != name}
        if self.rest and self.rest.id in moved:
            seated = (*first, *moved[self.rest.id])
            moved[self.rest.id] = tuple(p for p in seated if p not in holders)
        return {name: tuple(holders), **moved}

    # --- roles of the whole session ---

    def queue_roles(self) -> dict[str, tuple[str, ...]]:
        held = self._from_queue()
        seated = {person for role, person in held.items() if self._seat(role)}
        free = [person for person in self.people if person not in seated]
        made: dict[str, tuple[str, ...]] = {}
        halves = [role for role in self.fmt.roles if role.count == "half"]
        sides = self._sides(halves, free)
        for role in self.fmt.roles:
            if role.external:
                continue
            if role.id in held:
                made[role.id] = (held[role.id],)
            elif role.count == "half":
                made[role.id] = sides[role.id]
            elif role.count == "rest":
                made[role.id] = ()
            elif isinstance(role.count, int) and role.takes_a_seat and not role.optional:
                made[role.id], free = tuple(free[: role.count]), free[role.count :]
        if self.rest and not halves:
            made[self.rest.id] = tuple(free)
        return made

    def _seat(self, name: str) -> bool:
        role = self.fmt.role(name)
        return role is not None and role.takes_a_seat

    def _from_queue(self) -> dict[str, str]:
        asked = duties(self.fmt, self.enrolled, self.wishes)
        if not asked or not self.people:
            return {}
        return rotation.assign(
            asked,
            self.meetings,
            enrolled=self.enrolled,
            present=self.people,
            spread=spread(self.fmt),
            not_ready=self.wishes.not_ready,
            seed=self.seed,
        )

    def _sides(self, halves: Sequence[Role], free: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Deal people to sides: by lot, but first whoever was more often on the other side."""
        if not halves:
            return {}
        been: dict[str, list[int]] = {person: [0] * len(halves) for person in free}
        for meeting in self.meetings:
            for place, role in enumerate(halves):
                for person in meeting.held.get(role.id, ()):
                    if person in been:
                        been[person][place] += 1
        order = sorted(
            free,
            key=lambda who: (been[who][0] - been[who][-1], rotation.lot(self.seed, who)),
        )
        size, made, start = len(free), {}, 0
        for place, role in enumerate(halves):
            count = (size - start + len(halves) - 1 - place) // (len(halves) - place)
            chosen = set(order[start : start + count])
            made[role.id] = tuple(person for person in free if person in chosen)
            start += count
        return made
