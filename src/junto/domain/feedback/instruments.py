"""What a round asks: competencies with behaviors anybody can see, and two questions in words.

The texts are Junto's own and not validated yet; the pages say so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

LONGEST_WORDS = 4_000


@dataclass(frozen=True)
class Competency:
    """Something people do, by three things that can be seen; each has a key of its own."""

    key: str
    title: Any
    behaviors: tuple[Any, ...]

    def items(self) -> tuple[tuple[str, Any], ...]:
        """Key and text of each behavior."""
        return tuple((f"{self.key}-{at + 1}", text) for at, text in enumerate(self.behaviors))


@dataclass(frozen=True)
class Question:
    """A question answered in words."""

    key: str
    text: Any
    hint: Any


COMPETENCIES = (
    Competency(
        "listening",
        _("Listening"),
        (
            _("Lets others finish"),
            _("Sums up what was said before answering"),
            _("Notices who has not spoken"),
        ),
    ),
    Competency(
        "feedback",
        _("Giving feedback"),
        (
            _("Names the behavior, not the person"),
            _("Says what worked as well as what did not"),
            _("Asks for feedback on their own work"),
        ),
    ),
    Competency(
        "deciding",
        _("Deciding"),
        (
            _("States the options that were considered"),
            _("Says which evidence would change the decision"),
            _("Decides on time"),
        ),
    ),
    Competency(
        "delegating",
        _("Letting others decide"),
        (
            _("Gives the why and the limits"),
            _("Leaves the how to the other"),
            _("Looks at results at agreed points"),
        ),
    ),
    Competency(
        "conflict",
        _("Handling conflict"),
        (
            _("Raises disagreement early"),
            _("Keeps facts apart from interpretation"),
            _("Ends with an agreed next step"),
        ),
    ),
    Competency(
        "developing",
        _("Developing people"),
        (
            _("Makes time for talks about growth"),
            _("Gives tasks that stretch"),
            _("Credits others in public"),
        ),
    ),
    Competency(
        "across",
        _("Working across units"),
        (
            _("Brings in other units early"),
            _("Shares information without being asked"),
            _("Keeps promises to other teams"),
        ),
    ),
    Competency(
        "learning",
        _("Learning"),
        (
            _("Tells what went wrong and what it taught"),
            _("Tries a new way and reports the outcome"),
            _("Changes their view when facts change"),
        ),
    ),
)
QUESTIONS = (
    Question(
        "keep",
        _("One moment that helped"),
        _("What was going on, what did they do, what changed? Two sentences are plenty."),
    ),
    Question(
        "more",
        _("Something to try more of"),
        _("What could they do, in which moment, and what would it change?"),
    ),
)
USUAL = ("listening", "feedback", "delegating", "developing")


def chosen(keys: Iterable[str]) -> tuple[Competency, ...]:
    """The competencies with these keys, in the order they are asked."""
    wanted = set(keys)
    return tuple(each for each in COMPETENCIES if each.key in wanted)
