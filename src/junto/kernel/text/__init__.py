"""What words may reveal, and what several people say alike. Local rules: no text leaves the house.

Example
-------
::

    from junto.kernel import text as t

    t.revealing("As the only lawyer in Oslo I told Kari in March.", names=["Kari Berg"])
    t.redacted("Write to ola@mail.example", t.revealing("Write to ola@mail.example"))
    t.themes({"more": ["Ask more questions", "Ask before you tell", "Start on time"]})

Public names
------------
Hints:  `revealing`, `Hint`, `Reveals`, `redacted`
Themes: `themes`, `Theme`
Advice: `advice.on_feedback`, `advice.on_request`, `Advice`
Groups: `is_specific`, for a share among many comments
"""

from junto.kernel.text import advice
from junto.kernel.text.advice import Advice
from junto.kernel.text.revealing import Hint, Reveals, redacted, revealing
from junto.kernel.text.specific import is_specific
from junto.kernel.text.themes import Theme, themes

__all__ = [
    "Advice",
    "Hint",
    "Reveals",
    "Theme",
    "advice",
    "is_specific",
    "redacted",
    "revealing",
    "themes",
]
