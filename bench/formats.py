"""Seed every defect at every place of every shipped format; list what the linter does not flag.

    PYTHONPATH=src:tests python bench/formats.py

The suite takes a fixed sample of the same places (tests/kernel/formats/test_mutations.py).
"""

import sys
import time
from collections import Counter

from kernel.formats.examples import SHIPPED, rules_broken
from kernel.formats.mutants import OPERATORS, places, unflagged_share


def main() -> int:
    """Print a line per operator and the whole; status 1 above six in a hundred."""
    began = time.perf_counter()
    missed: Counter[str] = Counter()
    seeded: Counter[str] = Counter()
    for name, operator in OPERATORS.items():
        for file, place in places(operator, SHIPPED):
            seeded[name] += 1
            missed[name] += not rules_broken(operator.at(SHIPPED[file], place))
        print(f"{name:42} {seeded[name]:5} seeded {missed[name]:4} unflagged", flush=True)
    share = unflagged_share(missed, seeded)
    print(
        f"{sum(seeded.values())} seeded, {sum(missed.values())} unflagged ({share:.1%}), "
        f"{time.perf_counter() - began:.0f} s"
    )
    return int(share > 0.06)


if __name__ == "__main__":
    sys.exit(main())
