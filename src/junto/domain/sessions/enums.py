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
