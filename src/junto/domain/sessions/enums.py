"""States of series and sessions; what people say about coming."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SeriesState(models.TextChoices):
    """A series is worked out, proposed, agreed, and one day over."""

    PROPOSED = "proposed", _("Proposed")
    AGREED = "agreed", _("Agreed")
    ENDED = "ended", _("Ended")


class SessionState(models.TextChoices):
    """A session lies ahead, is on, is over, or was called off."""

    PLANNED = "planned", _("Planned")
    LIVE = "live", _("On now")
    ENDED = "ended", _("Over")
    CALLED_OFF = "called_off", _("Called off")


class Reached(models.TextChoices):
    """Whether the expected outcome was reached."""

    YES = "yes", _("Yes")
    PARTLY = "partly", _("Partly")
    NO = "no", _("Not this time")


class Said(models.TextChoices):
    """What somebody says about coming."""

    COMING = "coming", _("Coming")
    CANNOT = "cannot", _("Can't come")
    LATE = "late", _("Coming late")


class Was(models.TextChoices):
    """Whether somebody was there."""

    PRESENT = "present", _("Present")
    LATE = "late", _("Late")
    ABSENT = "absent", _("Away")


class Learnt(models.TextChoices):
    """What somebody does on the way to facilitating."""

    REHEARSED = "rehearsed", _("Rehearsed with a simulated group")
    SAT_IN = "sat_in", _("Sat in on a session")
    LED = "led", _("Led a session with a colleague")


class Word(models.TextChoices):
    """Others say yes or no to it, or have said nothing yet."""

    ASKED = "asked", _("Asked")
    YES = "yes", _("Yes")
    NO = "no", _("Not this time")
