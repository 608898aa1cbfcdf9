"""Kinds of group, states of a formation."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class GroupKind(models.TextChoices):
    """What a group is."""

    CIRCLE = "circle", _("Circle")
    ADVISORY = "advisory", _("Advisory group")
    TRIAD = "triad", _("Triad")
    PAIR = "pair", _("Pair")
    GROUP_COACHING = "group_coaching", _("Coaching group")
    MENTORING_PAIR = "mentoring_pair", _("Mentoring pair")
    MENTORING_CIRCLE = "mentoring_circle", _("Mentoring circle")
    HUDDLE = "huddle", _("Huddle")
    LAB = "lab", _("Lab")
    WORKSHOP = "workshop", _("Workshop")
    PROJECT = "project", _("Project")
    COMMUNITY = "community", _("Community")


class FormationState(models.TextChoices):
    """A formation is asked for, solved, looked at, and published or set aside."""

    SOLVING = "solving", _("Being worked out")
    READY = "ready", _("Draft")
    IMPOSSIBLE = "impossible", _("Not possible")
    FAILED = "failed", _("Stopped")
    # Shown to its people, and real from a moment on.
    ANNOUNCING = "announcing", _("To be announced")
    PUBLISHED = "published", _("Published")
    ASIDE = "aside", _("Set aside")


class ChangeKind(models.TextChoices):
    """What somebody changed on the board."""

    SWAP = "swap"
    MOVE = "move"
    PIN = "pin"
    UNPIN = "unpin"
    RENAME = "rename"


class MentoringForm(models.TextChoices):
    """How people who learn from each other are put together."""

    PAIRS = "pairs", _("One mentor with one mentee")
    CIRCLES = "circles", _("One mentor with a circle of mentees")
    RECIPROCAL = "reciprocal", _("Two who coach each other")


# Groups that are made to change; circles stay together.
ROUND_KINDS = frozenset(
    {GroupKind.HUDDLE, GroupKind.PAIR, GroupKind.TRIAD, GroupKind.WORKSHOP, GroupKind.LAB}
)
MENTORING_KINDS = frozenset({GroupKind.MENTORING_PAIR, GroupKind.MENTORING_CIRCLE, GroupKind.PAIR})


class Side(models.TextChoices):
    """What somebody is in mentoring."""

    MENTOR = "mentor", _("Mentor")
    MENTEE = "mentee", _("Mentee")
    NEITHER = "neither", _("Not matched")


class LineKind(models.TextChoices):
    """What a line under a challenge is."""

    ADVICE = "advice"
    PROGRESS = "progress"


class Fit(models.TextChoices):
    """What somebody says to "is this the right group for you?"."""

    STAY = "stay", _("Yes, I stay")
    UNSURE = "unsure", _("I am not sure yet")
    MOVE = "move", _("I would rather be in another group")


class AdviceState(models.TextChoices):
    """Where a request for advice is."""

    ASKED = "asked", _("Asked")
    ACCEPTED = "accepted", _("Will be answered")
    DECLINED = "declined", _("Not this time")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed with thanks")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class MoveState(models.TextChoices):
    """Where the question is whether somebody would change their group."""

    ASKED = "asked", _("Asked")
    YES = "yes", _("Yes")
    STAYS = "stays", _("Would rather stay")
    WITHDRAWN = "withdrawn", _("Taken back")
    DONE = "done", _("Done")
