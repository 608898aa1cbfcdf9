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
Lots:           `lot`, `drawn`
"""

from junto.kernel.rotation.constructions import (
    pairings,
    rounds,
    speaking_order,
    speaking_orders,
)
from junto.kernel.rotation.lots import drawn, lot
from junto.kernel.rotation.queue import Duty, Meeting, Standing, assign, forecast, standing

__all__ = [
    "Duty",
    "Meeting",
    "Standing",
    "assign",
    "drawn",
    "forecast",
    "lot",
    "pairings",
    "rounds",
    "speaking_order",
    "speaking_orders",
    "standing",
]
