"""The queue of claims: roles decided anew in each session from who is present.

For each role everybody entitled to it gains a claim of one part in all each session, and whoever
holds the role pays one. A role with `keeps_claim` (presenting) is earned while away too; a chore is
earned only by those who are there. Each session is one small exact assignment: people to roles, the
first role weighing most, so that the largest claims are honored; a soft penalty keeps the same
person from holding a resting role twice in a row; small terms break ties (a pair that met before,
the load so far, how long ago, the seed).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from junto.kernel.rotation.lots import lot

_CAP = 1.5
_BACK_TO_BACK = 4.0
_UNFILLED = 50.0
_LOAD = 0.02
_AGE = 0.001
_TIE = 1e-5
_LONG_AGO = 9
_PAIR = 0.5


@dataclass(frozen=True)
class Duty:
    """A role that rotates.

    Parameters
    ----------
    role
        Its name.
    keeps_claim
        Whether people earn it while they are away.
    rests
        Whether nobody should hold it twice in a row.
    eligible
        Who may hold it; everybody when not given. Fairness is counted among these.
    """

    role: str
    keeps_claim: bool = False
    rests: bool = False
    eligible: frozenset[str] | None = None

    def may(self, person: str) -> bool:
        """Tell whether a person may hold it."""
        return self.eligible is None or person in self.eligible


@dataclass(frozen=True)
class Meeting:
    """A session that took place: who belonged to the group, who was there, who held what."""

    enrolled: tuple[str, ...]
    present: tuple[str, ...]
    held: Mapping[str, tuple[str, ...]]


@dataclass
class Standing:
    """Where everybody stands after the meetings so far."""

    claims: dict[tuple[str, str], float] = field(default_factory=dict)
    counts: dict[tuple[str, str], int] = field(default_factory=dict)
    last: dict[tuple[str, str], int] = field(default_factory=dict)
    load: dict[str, int] = field(default_factory=dict)
    pairs: dict[tuple[str, str], int] = field(default_factory=dict)
    meetings: int = 0

    def claim(self, role: str, person: str) -> float:
        """Return what a person is entitled to, in turns of the role."""
        return self.claims.get((role, person), 0.0)

    def count(self, role: str, person: str) -> int:
        """Return how often a person held the role."""
        return self.counts.get((role, person), 0)

    def gap(self, role: str, people: Iterable[str]) -> int:
        """Return the most minus the fewest turns of a role among people."""
        turns = [self.count(role, person) for person in people]
        return max(turns) - min(turns) if turns else 0

    def earn(
        self, duty: Duty, enrolled: Iterable[str], present: Iterable[str], turns: int = 1
    ) -> None:
        """Credit everybody entitled to a role with their part of this session's turns."""
        entitled = [each for each in (enrolled if duty.keeps_claim else present) if duty.may(each)]
        for person in entitled:
            earned = self.claim(duty.role, person) + turns / len(entitled)
            self.claims[duty.role, person] = min(_CAP, earned)

    def pay(self, held: Mapping[str, Sequence[str]], spread: tuple[str, str] | None = None) -> None:
        """Debit who held a role, and note who worked with whom."""
        for role, holders in held.items():
            for person in holders:
                self.claims[role, person] = self.claim(role, person) - 1
                self.counts[role, person] = self.count(role, person) + 1
                self.last[role, person] = self.meetings
                self.load[person] = self.load.get(person, 0) + 1
        if spread:
            for one in held.get(spread[0], ()):
                for other in held.get(spread[1], ()):
                    self.pairs[one, other] = self.pairs.get((one, other), 0) + 1
        self.meetings += 1


def standing(
    duties: Sequence[Duty], meetings: Iterable[Meeting], spread: tuple[str, str] | None = None
) -> Standing:
    """Return the claims, counts and pairs that follow from the meetings so far."""
    made = Standing()
    for meeting in meetings:
        for duty in duties:
            turns = max(1, len(meeting.held.get(duty.role, ())))
            made.earn(duty, meeting.enrolled, meeting.present, turns)
        made.pay({duty.role: meeting.held.get(duty.role, ()) for duty in duties}, spread)
    return made


def assign(
    duties: Sequence[Duty],
    meetings: Iterable[Meeting] = (),
    *,
    enrolled: Sequence[str],
    present: Sequence[str],
    spread: tuple[str, str] | None = None,
    not_ready: Mapping[str, frozenset[str]] | None = None,
    seed: int = 0,
) -> dict[str, str]:
    """Return who holds each role now; a role nobody may hold is left out.

    Parameters
    ----------
    duties
        The roles, the most important first.
    meetings
        What was, oldest first.
    enrolled, present
        Everybody in the group, and who of them is there.
    spread
        Two roles whose holders should be a new pair, such as facilitator and presenter.
    not_ready
        Who passes on a role this time and keeps the claim.
    seed
        Breaks what is still a tie.
    """
    now = standing(duties, meetings, spread)
    costs = _Costs(now, duties, enrolled=enrolled, not_ready=not_ready, seed=seed, spread=spread)
    return _decide(costs, enrolled, present)


def forecast(
    duties: Sequence[Duty],
    meetings: Iterable[Meeting] = (),
    *,
    enrolled: Sequence[str],
    sessions: int = 3,
    spread: tuple[str, str] | None = None,
    seed: int = 0,
) -> list[dict[str, str]]:
    """Return who would hold the roles in the next sessions if everybody came."""
    now = standing(duties, meetings, spread)
    costs = _Costs(now, duties, enrolled=enrolled, not_ready=None, seed=seed, spread=spread)
    return [_decide(costs, enrolled, enrolled) for _ in range(sessions)]


def _decide(costs: "_Costs", enrolled: Sequence[str], present: Sequence[str]) -> dict[str, str]:
    """Give out the roles of one session, and let their holders pay."""
    now, duties = costs.now, costs.duties
    for duty in duties:
        now.earn(duty, enrolled, present)
    chosen = _cheapest(costs, duties[: len(present)], present)
    for place in range(len(present), len(duties)):
        if extra := _stacked(costs, place, present, chosen):
            chosen[duties[place].role] = extra
    now.pay({role: (person,) for role, person in chosen.items()}, costs.spread)
    return chosen


class _Costs:
    """What it costs to give a role to a person; less is better."""

    def __init__(
        self,
        now: Standing,
        duties: Sequence[Duty],
        *,
        enrolled: Sequence[str],
        not_ready: Mapping[str, frozenset[str]] | None,
        seed: int,
        spread: tuple[str, str] | None,
    ) -> None:
        self.ties = {person: lot(seed, person) for person in enrolled}
        self.now, self.duties, self.spread = now, duties, spread
        self.not_ready = not_ready or {}
        self.pair_weight = _PAIR / max(1, len(enrolled))

    def weight(self, place: int) -> float:
        return float(10 ** (len(self.duties) - place))

    def may(self, place: int, person: str) -> bool:
        duty = self.duties[place]
        return duty.may(person) and person not in self.not_ready.get(duty.role, ())

    def of(self, place: int, person: str) -> float:
        duty, now = self.duties[place], self.now
        weight = self.weight(place)
        cost = -now.claim(duty.role, person) * weight
        ago = now.meetings - now.last.get((duty.role, person), -_LONG_AGO)
        if duty.rests and ago == 1:
            cost += _BACK_TO_BACK * weight
        cost += _LOAD * now.load.get(person, 0) - _AGE * min(_LONG_AGO, ago)
        return cost + _TIE * self.ties.get(person, 1.0)

    def of_pair(self, place: int, person: str, given: Mapping[str, str]) -> float:
        if not self.spread or self.duties[place].role != self.spread[0]:
            return 0.0
        other = given.get(self.spread[1], "")
        return self.pair_weight * self.weight(place) * self.now.pairs.get((person, other), 0)


def _cheapest(costs: _Costs, duties: Sequence[Duty], present: Sequence[str]) -> dict[str, str]:
    """Assign roles to different people at the least cost: dynamic programming over subsets."""
    best: dict[int, tuple[float, tuple[str, ...]]] = {0: (0.0, ())}
    for place in range(len(duties)):
        after: dict[int, tuple[float, tuple[str, ...]]] = {}
        open_ = [
            (1 << bit, costs.of(place, person), person)
            for bit, person in enumerate(present)
            if costs.may(place, person)
        ]
        for taken, (cost, given) in best.items():
            known = dict(zip((duty.role for duty in duties), given, strict=False))
            options = [
                (taken | bit, cost + own, person) for bit, own, person in open_ if not taken & bit
            ]
            options.append((taken, cost + _UNFILLED * costs.weight(place), ""))
            for mask, total, person in options:
                more = total + (costs.of_pair(place, person, known) if person else 0.0)
                if mask not in after or more < after[mask][0]:
                    after[mask] = (more, (*given, person))
        best = after
    given = min(best.values())[1]
    return {duty.role: person for duty, person in zip(duties, given, strict=True) if person}


def _stacked(
    costs: _Costs, place: int, present: Sequence[str], chosen: Mapping[str, str]
) -> str | None:
    """Give a role to somebody who has one already: there are too few people."""
    first = chosen.get(costs.duties[0].role)
    free = [person for person in present if costs.may(place, person)]
    spared = [person for person in free if person != first] or free
    held = list(chosen.values())
    return min(
        spared, key=lambda person: (held.count(person), costs.of(place, person)), default=None
    )
