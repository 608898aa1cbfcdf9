"""Whether a comment tells of a moment: long enough to say what happened, and when or where.

A rule of thumb for a whole group's comments, in English. It says nothing about any one of them, and
nothing about whether a comment is right.
"""

import re

FEWEST_WORDS = 8
# What places a sentence in a moment.
_MOMENT = re.compile(
    r"\b(when|while|after|before|during|once|last|yesterday|today|monday|tuesday|wednesday"
    r"|thursday|friday|in the|at the|in our|at our|meeting|call|session|project|review|week|month"
    r"|then)\b|\d",
    re.IGNORECASE,
)
# What somebody did, as opposed to what they are.
_DEED = re.compile(
    r"\b(\w{3,}ed|asked|asks|gave|gives|told|tells|said|says|let|lets|took|takes|made|makes|brought"
    r"|brings|kept|keeps|left|leaves|led|leads|went|goes|came|comes|sent|sends|held|holds|wrote"
    r"|writes|spoke|speaks|cut|cuts|put|puts|showed|shows|found|finds|heard|hears|waits|sums"
    r"|decides|shares|thanks|listens|hands)\b",
    re.IGNORECASE,
)


def is_specific(text: str) -> bool:
    """True where a text has eight words or more, a deed in it and a moment."""
    enough = len(text.split()) >= FEWEST_WORDS
    return enough and bool(_MOMENT.search(text)) and bool(_DEED.search(text))
