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
"""

from junto.kernel.text.revealing import Hint, Reveals, redacted, revealing
from junto.kernel.text.themes import Theme, themes

__all__ = ["Hint", "Reveals", "Theme", "redacted", "revealing", "themes"]
