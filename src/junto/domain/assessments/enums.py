"""States of a round; the questions of a pulse and their answers."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class RoundState(models.TextChoices):
    """A round takes answers, is closed while its traces are removed, and is sealed."""

    OPEN = "open", _("Open")
    CLOSED = "closed", _("Being sealed")
    SEALED = "sealed", _("Sealed")


class RoundKind(models.TextChoices):
    """What its answers are for."""

    PULSE = "pulse", _("Pulse")
    BALLOT = "ballot", _("Vote")
    FEEDBACK = "feedback", _("Feedback")
    CHECK = "check", _("Health check")


# Rounds whose means are worked out when they are sealed.
FIGURED = (RoundKind.PULSE, RoundKind.CHECK)


class PulseItem(models.TextChoices):
    """The three questions after a session."""

    USEFUL = "useful", _("The time was worth it for me")
    HEARD = "heard", _("I was heard")
    SAFE = "safe", _("I could say what I think")


class PulseAnswer(models.IntegerChoices):
    """How much somebody agrees, in words."""

    NOT_AT_ALL = 1, _("Not at all")
    A_LITTLE = 2, _("A little")
    PARTLY = 3, _("Partly")
    MOSTLY = 4, _("Mostly")
    FULLY = 5, _("Fully")


LOWEST, HIGHEST = min(PulseAnswer.values), max(PulseAnswer.values)


def pulse_asks() -> dict[str, Any]:
    """What a pulse asks: its three questions, all of them."""
    return {
        "items": {item: [LOWEST, HIGHEST] for item in PulseItem.values},
        "words": {},
        "all": True,
    }


class RunState(models.TextChoices):
    """Where a run of a quiz is: people join, a question is open, closed, shown, or all is over."""

    WAITING = "waiting", _("People join")
    ASKING = "asking", _("A question is open")
    CLOSED = "closed", _("Closed")
    SHOWN = "shown", _("Results are shown")
    ENDED = "ended", _("Over")


# No letter or digit that looks or sounds like another.
CODE_ALPHABET = "23456789BCDFGHJKMPQRTVWX"
CODE_LENGTH = 6
