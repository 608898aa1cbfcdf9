"""States of programs and enrollments; steps of the set-up."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProgramState(models.TextChoices):
    """A program is set up, runs, and ends."""

    SETTING_UP = "setting_up", _("Being set up")
    RUNNING = "running", _("Running")
    ENDED = "ended", _("Ended")


class EnrollmentState(models.TextChoices):
    """Where somebody stands in a program."""

    INVITED = "invited", _("Invited")
    APPLIED = "applied", _("Applied")
    WAITLISTED = "waitlisted", _("On the waiting list")
    ACTIVE = "active", _("Taking part")
    PAUSED = "paused", _("Paused")
    WITHDRAWN = "withdrawn", _("Left")
    COMPLETED = "completed", _("Completed")


class StaffRole(models.TextChoices):
    """What somebody looks after in one program."""

    MANAGER = "manager", _("Program manager")
    SPONSOR = "sponsor", _("Sponsor")
    FACILITATOR = "facilitator", _("Facilitator")


class SetupStep(models.TextChoices):
    """The steps of setting up a program."""

    PEOPLE = "people", _("People")
    TEMPLATE = "template", _("Template")
    RULES = "rules", _("Rules")
    GROUPS = "groups", _("Groups")
    SCHEDULE = "schedule", _("Schedule")
    INVITE = "invite", _("Invitations")


class Measure(models.TextChoices):
    """What an objective is counted by: Junto's own counts, or a number somebody brings."""

    HELD = "held", _("Sessions held, of those due (%)")
    CAME = "came", _("Seats taken at sessions (%)")
    STEPS = "steps", _("Next steps done or learned from (%)")
    USEFUL = "useful", _("“The time was worth it for me” (1 to 5)")
    OWN = "own", _("A number of your own")


class Choice(models.TextChoices):
    """What was decided about something that needs a look."""

    SUGGESTED = "suggested", _("Doing what was suggested")
    OTHER = "other", _("Doing something else")
    WAIT = "wait", _("Waiting a week")
    LEAVE = "leave", _("Leaving it as it is")
