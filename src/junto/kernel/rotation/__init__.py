"""Fair rotation: who holds which role this time, who works with whom, who speaks when.

Plain Python: no clock, no globals, no chance but the seed given. Exact constructions where
everybody is there (`rounds`, `pairings`, `speaking_orders`); a queue of claims where people are
sometimes away (`assign`), decided anew in each session from who is present.

Example
-------
::

    duties = (Duty("presenter", keeps_claim=True, rests=True), Duty("facilitator", rests=True))
    assign(duties, meetings, enrolled=people, present=here, spread=("facilitator", "presenter"))
    # {"presenter": "ana", "facilitator": "li"}

Public names
------------
Queue:          `Duty`, `Meeting`, `assign`, `forecast`, `standing`, `Standing`
Constructions:  `rounds`, `pairings`, `speaking_orders`, `speaking_order`
                `next_order` (which rounds come next, after how everybody began before)
Rounds:         `design`, `design_for`, `kirkman`, `most_rounds` (nobody meets twice);
                `pair_rounds`, `rotate_roles` (turns that differ by at most one)
Lots:           `lot`, `drawn`

`junto.kernel.rotation.planning.schedule_rounds` plans rounds of a grouping problem. It needs numpy
and the grouping engine, so it is imported by itself: this package stays light.
"""

from junto.kernel.rotation.constructions import (
    pairings,
    rounds,
    speaking_order,
    speaking_orders,
)
from junto.kernel.rotation.designs import design, design_for, kirkman, most_rounds
from junto.kernel.rotation.lots import drawn, lot
from junto.kernel.rotation.orders import next_order
from junto.kernel.rotation.queue import Duty, Meeting, Standing, assign, forecast, standing
from junto.kernel.rotation.turns import PairRound, pair_rounds, rotate_roles

__all__ = [
    "Duty",
    "Meeting",
    "PairRound",
    "Standing",
    "assign",
    "design",
    "design_for",
    "drawn",
    "forecast",
    "kirkman",
    "lot",
    "most_rounds",
    "next_order",
    "pair_rounds",
    "pairings",
    "rotate_roles",
    "rounds",
    "speaking_order",
    "speaking_orders",
    "standing",
]
