"""Where a next step stands, and who sees it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StepState(models.TextChoices):
    """A next step is open, perhaps with a new date, until it is done, let go or learned from."""

    OPEN = "open", _("Open")
    MOVED = "moved", _("Moved")
    DONE = "done", _("Done")
    LET_GO = "let_go", _("Let go")
    LEARNED = "learned", _("Learned")


STILL_OPEN = (StepState.OPEN, StepState.MOVED)
SLOTS = (1, 2)


class WitnessState(models.TextChoices):
    """Whoever was asked to stand by a step has said yes, no, or nothing yet."""

    ASKED = "asked", _("Asked")
    YES = "yes", _("Stands by it")
    NO = "no", _("Not this time")


class ShownTo(models.TextChoices):
    """Who may see somebody's goal and their steps, beside themselves."""

    FACILITATOR = "facilitator", _("Whoever facilitates the group")
    GROUP = "group", _("My group")
