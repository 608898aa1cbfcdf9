"""The game: rounds in which it is known who answered when, and attackers who guess it afterwards.

The attacker is given the worst: they saw in which order everybody answered. For each door they put
what they find behind it in some order, and name the n-th as the work of whoever came n-th. Blind
guessing gets one right in each round, with a variance of one, however many were asked.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product
from math import erfc, sqrt
from typing import Any

from factories import NOW, actor_of
from factories.assessments import make_people
from junto.domain.assessments import actions, queries
from junto.domain.assessments.enums import RoundKind
from junto.domain.people.models import Person
from junto.foundation import tenancy
from junto.foundation.access import system

# `make attack` plays a thousand rounds; the suite of every day a few.
IS_LONG = "ATTACK_ROUNDS" in os.environ
ROUNDS = int(os.environ.get("ATTACK_ROUNDS", "24"))
# Fixed before anybody looked at a result.
SEED = 20_260_301
FEWEST, MOST, K = 4, 12, 4
ITEMS = ("one", "three", "two")
CATEGORIES = ("others", "peers", "reports")
# How likely three standard deviations are by chance.
LEVEL = erfc(3 / sqrt(2)) / 2
KINDS = (RoundKind.FEEDBACK, RoundKind.CHECK, RoundKind.PULSE)


@dataclass(frozen=True)
class Score:
    """How many guesses were right at one door, and what blind guessing gives there."""

    door: str
    right: float
    chance: float
    variance: float

    @property
    def sigmas(self) -> float:
        """How far above chance."""
        return (self.right - self.chance) / sqrt(self.variance)

    @property
    def likelihood(self) -> float:
        """How likely blind guessing does as well."""
        return erfc(self.sigmas / sqrt(2)) / 2


def leaks(scores: Iterable[Score]) -> list[str]:
    """Doors at which somebody did better than chance and three sigma, after Holm (1979)."""
    left = sorted(scores, key=lambda each: each.likelihood)
    found = []
    for at, each in enumerate(left):
        if each.likelihood * (len(left) - at) >= LEVEL:
            break
        found.append(each.door)
    return sorted(found)


def tell(scores: Iterable[Score]) -> None:
    """Print what `make attack` found, the nearest to a leak first."""
    if not IS_LONG:
        return
    print(f"\n  right  chance  sigma  door, of {ROUNDS} rounds")
    for each in sorted(scores, key=lambda each: -each.sigmas):
        print(f"{each.right:7.0f} {each.chance:7.0f} {each.sigmas:+6.1f}  {each.door}")


def fixed_points(door: str, rounds: Iterable[tuple[Sequence[Any], Sequence[Any]]]) -> Score:
    """Score orders that were found against those that are true."""
    right = count = 0
    for found, true in rounds:
        right += sum(one == other for one, other in zip(found, true, strict=True))
        count += 1
    return Score(door, right, count, count)


@dataclass
class Played:
    """One round as it truly went: everything in the order in which people answered."""

    key: int
    ref: str
    kind: RoundKind
    people: list[int]
    values: list[tuple[int, ...]]
    words: list[str]
    categories: dict[int, str]
    asked: list[int] = field(default_factory=list)


@dataclass
class World:
    """An organization, its people and the rounds they went through, all sealed."""

    organization_id: int
    people: list[Person]
    rounds: list[Played] = field(default_factory=list)


def questions(kind: RoundKind) -> actions.Asked:
    """The same three questions for every kind; words in feedback alone."""
    words = {"keep": 4_000} if kind is RoundKind.FEEDBACK else {}
    items = dict.fromkeys(ITEMS, (1, 5))
    return actions.Asked(kind=kind, items=items, words=words, needs_all=True, k=K)


def play(count: int = ROUNDS, kinds: Sequence[RoundKind] = KINDS, seed: int = SEED) -> World:
    """Let people answer round after round, a minute apart; close each and seal them all."""
    world = play_open(count, kinds, seed, closes=True)
    sealed = actions.seal_closed(rounds=queries.closed(), now=NOW)
    assert sealed == count
    return world


def play_open(
    count: int, kinds: Sequence[RoundKind] = KINDS, seed: int = SEED, *, closes: bool = False
) -> World:
    """Let people answer round after round, a minute apart."""
    chance = random.Random(seed)
    people = make_people(MOST)
    world = World(people[0].organization_id, people)
    said = list(product(range(1, 6), repeat=len(ITEMS)))
    for number in range(count):
        with tenancy.scope(world.organization_id):
            kind = kinds[number % len(kinds)]
            world.rounds.append(_one(world, number, kind, chance, said))
            if closes:
                _close(world, number)
    return world


def _close(world: World, number: int) -> None:
    round_ = queries.get_round(world.rounds[number].ref)
    later = begin_of(number) + timedelta(hours=8)
    actions.close_round(round_=round_, actor=system(world.organization_id), now=later)


def begin_of(number: int) -> Any:
    """When round number so much opens."""
    return NOW + timedelta(days=number)


def _one(
    world: World, number: int, kind: RoundKind, chance: random.Random, said: list[Any]
) -> Played:
    raters = chance.sample(world.people, chance.randint(FEWEST, MOST))
    begin = begin_of(number)
    categories = {person.pk: chance.choice(CATEGORIES) for person in raters}
    house = system(world.organization_id)
    round_ = actions.open_round(
        topic=f"game:{number}",
        pool=f"game:{number}",
        people=raters,
        day=begin.date(),
        closes_at=begin + timedelta(hours=8),
        actor=house,
        now=begin,
        asked=questions(kind),
        categories=categories if kind is RoundKind.FEEDBACK else {},
    )
    values = chance.sample(said, len(raters))
    arrived = chance.sample(raters, len(raters))
    words = [f"Words {number} of place {at}" for at in range(len(raters))]
    for at, person in enumerate(arrived):
        actions.answer(
            round_=round_,
            values=dict(zip(ITEMS, values[at], strict=True)),
            words={"keep": words[at]} if kind is RoundKind.FEEDBACK else {},
            actor=actor_of(person),
            now=begin + timedelta(minutes=1 + at),
        )
    return Played(
        round_.pk,
        round_.ref,
        kind,
        [person.pk for person in arrived],
        values,
        words if kind is RoundKind.FEEDBACK else [],
        categories if kind is RoundKind.FEEDBACK else dict.fromkeys(categories, ""),
    )
