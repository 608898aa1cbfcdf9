"""Rosters of other tools: read what they hold, and write what they take back.

`translate` turns the rows of a gruepr survey, a CATME roster, a Moodle list of participants or a
TEAMMATES enrollment into rows with a `person_id`, the wishes about people they hold, and the teams
that exist. `returned` gives groups in the columns such a tool imports. Text in, text out: no files.
"""

from .foreign import (
    TITLES,
    Tool,
    Translated,
    UnreadableRosterError,
    Wish,
    detect,
    heading_row,
    translate,
)
from .returned import UnreturnableError, returned

__all__ = [
    "TITLES",
    "Tool",
    "Translated",
    "UnreadableRosterError",
    "UnreturnableError",
    "Wish",
    "detect",
    "heading_row",
    "returned",
    "translate",
]
