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
Profiles:  `market_of`, `Wishes`: from rosters, rules and both sides' wishes; `compare`,
           `market_with`: the two halves of it; `covered`, `in_common`, `minutes_in_common`
Matching:  `assign`, `assign_most`, `stable`, `both`, `Both`, `Matching`, `blocking_pairs`,
           `rematch`, `circles`, `Infeasible`, `Reason`
Pairs:     `reciprocal_pairs`, `Reciprocal`
Giving:    `share_giving`, `Giving`, `Short`: who gives feedback to whom
"""

from .assigning import Both, assign, assign_most, both, circles, rematch, stable
from .giving import Giving, Short, share_giving
from .likeness import covered, in_common, minutes_in_common
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
from .profiles import MOST_PEOPLE, Comparison, Wishes, compare, market_of, market_with
from .reciprocal import Reciprocal, reciprocal_pairs

__all__ = [
    "ENGINE",
    "FULL",
    "MOST_PEOPLE",
    "Both",
    "Comparison",
    "Giving",
    "Infeasible",
    "Market",
    "MatchError",
    "Matching",
    "Reason",
    "Reciprocal",
    "Short",
    "Wishes",
    "assign",
    "assign_most",
    "blocking_pairs",
    "both",
    "circles",
    "compare",
    "covered",
    "in_common",
    "market_of",
    "market_with",
    "minutes_in_common",
    "reciprocal_pairs",
    "rematch",
    "share_giving",
    "stable",
]
