"""Roles and kinds of attribute."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person may be in an organization; several at once."""

    PARTICIPANT = "participant", _("Participant")
    FACILITATOR = "facilitator", _("Facilitator")
    MENTOR = "mentor", _("Mentor")
    PROGRAM_MANAGER = "program_manager", _("Program manager")
    SPONSOR = "sponsor", _("Sponsor")
    CHAMPION = "champion", _("Champion")
    ORG_ADMIN = "org_admin", _("Organization admin")


ROLE_DESCRIPTIONS = {
    Role.PARTICIPANT: _("Takes part in groups and sees only their own groups and pages."),
    Role.FACILITATOR: _("Runs sessions of the groups they are given."),
    Role.MENTOR: _("Supports the people they are paired with."),
    Role.PROGRAM_MANAGER: _("Sets up programs, imports people and forms groups."),
    Role.SPONSOR: _("Sees what a program achieved, never a single person."),
    Role.CHAMPION: _("Invites people and speaks for the program."),
    Role.ORG_ADMIN: _("Looks after people, roles and settings; never reads what groups say."),
}


class AttributeKind(models.TextChoices):
    """What values an attribute takes."""

    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    DATE = "date", _("Date")
    ONE_OF = "one_of", _("One of a list")
    MANY_OF = "many_of", _("Several of a list")


class ImportState(models.TextChoices):
    """Where an import stands."""

    READING = "reading"
    UNREADABLE = "unreadable"
    CHECKING = "checking"
    COMMITTING = "committing"
    COMMITTED = "committed"
    UNDONE = "undone"
    DISCARDED = "discarded"


class RowState(models.TextChoices):
    """What will become of a row."""

    NEW = "new"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    TO_FIX = "to_fix"
    LEFT_OUT = "left_out"
    ADDED = "added"
