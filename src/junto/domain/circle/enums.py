"""What the health check of a group asks, and the question each answer leads to."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SpinState(models.TextChoices):
    """Where a proposal of a group like one's own is."""

    ASKED = "asked", _("Waits for an answer")
    STARTED = "started", _("Started")
    DECLINED = "declined", _("Not this time")


class CheckItem(models.TextChoices):
    """The five sentences of a health check, halfway through a series."""

    KEPT = "kept", _("We keep what we promised each other")
    TURNS = "turns", _("Everybody gets a fair share of the time")
    REAL = "real", _("I can bring what is really difficult here")
    HONEST = "honest", _("We tell each other what is not easy to hear")
    WORTH = "worth", _("I leave with something I can use")


# Ten minutes of the next session, on what stands lowest.
STARTERS = {
    CheckItem.KEPT: _("Which of our promises is the hardest to keep, and what would help?"),
    CheckItem.TURNS: _(
        "Whose voice would we like to hear more of, and what would make room for it?"
    ),
    CheckItem.REAL: _("What would have to be different for you to bring what is really difficult?"),
    CheckItem.HONEST: _(
        "When did somebody here tell you what was not easy to hear, and what made that possible?"
    ),
    CheckItem.WORTH: _("What of our last sessions did you use, and what was of no use to you?"),
}
