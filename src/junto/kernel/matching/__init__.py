"""Match mentees with mentors, form mentoring circles, and pair people across units.

Plain Python and numpy: no input or output, no clock, no chance. Whole numbers throughout and ties
by the order of ids, so the same people get the same mentors on every machine, whatever the order
they are given in.

Example
-------
::

    from junto.kernel import matching as m

    market = m.Market.of(
        mentees=["ana", "ben"], mentors=["mia", "noa"], places=[1, 1],
        worth=[[900, 300], [800, 100]], allowed=[[True, True], [True, True]],
    )
    try:
        answer = m.both(market)
    except m.Infeasible as refusal:
        print(refusal.reasons[0].why)
    answer.assigned.pairs            # {"ana": "noa", "ben": "mia"}: the most worth in all
    answer.stable.pairs              # {"ana": "mia", "ben": "noa"}: nobody would rather swap
    answer.cost_of_stable            # 100

Public names
------------
Market:    `Market`, `MatchError`, `FULL`, `ENGINE`
Profiles:  `market_of`, `Wishes`: from rosters, rules and both sides' wishes
Matching:  `assign`, `stable`, `both`, `Both`, `Matching`, `blocking_pairs`, `rematch`, `circles`,
           `Infeasible`, `Reason`
Pairs:     `reciprocal_pairs`, `Reciprocal`
"""

from .assigning import Both, assign, both, circles, rematch, stable
from .market import (
    ENGINE,
    FULL,
    Infeasible,
    Market,
    MatchError,
    Matching,
    Reason,
    blocking_pairs,
)
from .profiles import Wishes, market_of
from .reciprocal import Reciprocal, reciprocal_pairs

__all__ = [
    "ENGINE",
    "FULL",
    "Both",
    "Infeasible",
    "Market",
    "MatchError",
    "Matching",
    "Reason",
    "Reciprocal",
    "Wishes",
    "assign",
    "blocking_pairs",
    "both",
    "circles",
    "market_of",
    "reciprocal_pairs",
    "rematch",
    "stable",
]
