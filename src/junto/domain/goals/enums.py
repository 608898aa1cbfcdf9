"""Where a next step stands."""

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
