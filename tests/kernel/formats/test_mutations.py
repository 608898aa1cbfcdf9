"""Defects seeded at every place of every shipped format: how many the linter does not flag.

Operators stand in `mutants.py`. All places take a while, so the suite takes a fixed sample of each
operator's places, the same on every machine; `bench/formats.py` runs all of them.
"""

import random
from collections import Counter

from kernel.formats.examples import SHIPPED, rules_broken
from kernel.formats.mutants import OPERATORS, places, unflagged_share

SAMPLE = 5
SEED = 5


def test_at_most_six_in_a_hundred_seeded_defects_stay_unflagged() -> None:
    chance = random.Random(SEED)
    missed: Counter[str] = Counter()
    seeded: Counter[str] = Counter()
    for name, operator in OPERATORS.items():
        found = places(operator, SHIPPED)
        for file, place in chance.sample(found, min(SAMPLE, len(found))):
            seeded[name] += 1
            missed[name] += not rules_broken(operator.at(SHIPPED[file], place))
    told = {name: f"{missed[name]} of {seeded[name]}" for name in OPERATORS if missed[name]}
    assert unflagged_share(missed, seeded) <= 0.06, told


def test_every_operator_has_places_in_the_shipped_formats() -> None:
    assert [name for name, each in OPERATORS.items() if not places(each, SHIPPED)] == []
