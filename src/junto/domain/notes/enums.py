"""Who reads a note, and how far a deliverable is."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    """Who reads and writes a note."""

    GROUP = "group", _("The group")
    NAMELESS = "nameless", _("The group, without saying who writes")
    AUTHOR = "author", _("Only me")
    RECIPIENT = "recipient", _("One other person and me")
    PRESENTER = "presenter", _("The group while we meet, then one person alone")


# Notes of this kind belong to whoever began them.
OWNED = (Audience.AUTHOR, Audience.RECIPIENT)
# Notes of this kind name somebody.
ADDRESSED = (Audience.RECIPIENT, Audience.PRESENTER)


class Stand(models.TextChoices):
    """How far a deliverable is on its way out of the group."""

    MAKING = "making", _("Being made")
    ASKED = "asked", _("The group is asked")
    OUT = "out", _("Handed over")
