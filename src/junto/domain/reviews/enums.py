"""States of reviews, and what is asked after a session and of the staff of a program."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PieceState(models.TextChoices):
    """Where one person's piece of work is on its way through a review."""

    WAITING = "waiting", _("Waits for a reviewer")
    ASKED = "asked", _("Asked, not answered yet")
    WRITING = "writing", _("Both write")
    OPEN = "open", _("Both are open")
    FINISHED = "finished", _("Outcome agreed")


UNOPENED = (PieceState.WAITING, PieceState.ASKED, PieceState.WRITING)


class HostItem(models.TextChoices):
    """The two questions about whoever led a session."""

    CLEAR = "clear", _("I knew what we were doing and why")
    ROOM = "room", _("They made room for what we brought")


class StaffItem(models.TextChoices):
    """What mentors and facilitators are asked about their program."""

    PURPOSE = "purpose", _("I know what the program is meant to change")
    PREPARED = "prepared", _("I have what I need to do my part well")
    TIME = "time", _("My part fits into the time I have")
    HEARD = "heard", _("What I notice reaches those who run the program")


class StaffQuestion(models.TextChoices):
    """What they are asked in words."""

    KEEP = "keep", _("What should the program keep?")
    CHANGE = "change", _("What should it change first?")


class StaffPart(models.TextChoices):
    """As whom somebody is asked about a program."""

    MENTORS = "mentors", _("Mentors")
    FACILITATORS = "facilitators", _("Facilitators")


class FormStage(models.TextChoices):
    """Where a form about a program is."""

    ASKING = "asking", _("Answers are coming in")
    DONE = "done", _("The report is there")
    CANCELLED = "cancelled", _("Cancelled")


# The one question in words after a session.
MOMENT = "moment"
