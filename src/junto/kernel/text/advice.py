"""What would make a piece of feedback, or a request for it, easier to use. Rules of thumb, English.

They look at words alone and judge nobody; whoever writes decides.
"""

import re
from enum import StrEnum

from junto.kernel.text.specific import FEWEST_WORDS, is_specific

_TOTAL = re.compile(r"\b(always|never|everybody|nobody|every time|all the time)\b", re.IGNORECASE)
_JUDGING = re.compile(
    r"\b(you are|you're|you were|(?:he|she|they)(?: is| are|'s|'re))(?: \w+){0,2}? "
    r"(lazy|rude|brilliant|great|bad|difficult|arrogant|weak|unprofessional|perfect|careless"
    r"|negative|aggressive|a \w+)\b|\battitude\b|\bpersonality\b",
    re.IGNORECASE,
)
_WIDE = re.compile(
    r"\b(any feedback|anything|in general|generally|how am i doing|what do you think of me"
    r"|as a leader|overall)\b",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"\b(so that|so|because|which|then|after that|helped|meant|made|let|led)\b", re.IGNORECASE
)


class Advice(StrEnum):
    """What to look at once more."""

    JUDGES = "judges"
    TOTAL = "total"
    NO_MOMENT = "no moment"
    NO_EFFECT = "no effect"
    WIDE = "wide"
    NO_QUESTION = "no question"
    SHORT = "short"


def on_feedback(text: str) -> tuple[Advice, ...]:
    """What would make a piece of feedback easier to use; nothing where nothing stands out."""
    found = []
    if _JUDGING.search(text):
        found.append(Advice.JUDGES)
    if _TOTAL.search(text):
        found.append(Advice.TOTAL)
    if not is_specific(text):
        found.append(Advice.NO_MOMENT)
    if not _CHANGED.search(text):
        found.append(Advice.NO_EFFECT)
    return tuple(found)


def on_request(text: str) -> tuple[Advice, ...]:
    """What would make a request for feedback easier to answer."""
    found = []
    if "?" not in text and "؟" not in text and "？" not in text:
        found.append(Advice.NO_QUESTION)
    if _WIDE.search(text):
        found.append(Advice.WIDE)
    elif len(text.split()) < FEWEST_WORDS:
        found.append(Advice.SHORT)
    return tuple(found)
