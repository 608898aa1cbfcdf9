"""What an ask is about, how often it comes, and how somebody answers."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from junto.kernel import anonymity

# The five answers of a scale, in words.
SCALE = (
    (1, _("Not at all")),
    (2, _("A little")),
    (3, _("Partly")),
    (4, _("Mostly")),
    (5, _("Fully")),
)
LOWEST, HIGHEST = 1, 5

# The fewest people whose mixed answers are ever told, and so the fewest others who are asked too.
K = anonymity.FEEDBACK_CATEGORY

MOST_PEOPLE, MOST_QUESTIONS = 12, 5
LONGEST_TITLE, LONGEST_CONTEXT, LONGEST_QUESTION = 120, 2_000, 200
LONGEST_WORDS, LONGEST_THANKS = 4_000, 300
# How many asks one person has at a time, and how many somebody keeps going.
MOST_AT_ONCE, MOST_ASKS = 5, 10


class About(models.TextChoices):
    """What is asked about."""

    STYLE = "style", _("How I work and lead")
    DECISION = "decision", _("A decision")
    PROJECT = "project", _("A project")
    INITIATIVE = "initiative", _("An initiative")


class Every(models.TextChoices):
    """How often it is asked."""

    ONCE = "once", _("Once")
    MONTH = "month", _("Every month")
    QUARTER = "quarter", _("Every three months")


MONTHS = {Every.MONTH: 1, Every.QUARTER: 3}


class QuestionKind(models.TextChoices):
    """How a question is answered."""

    SCALE = "scale", _("Five answers, from not at all to fully")
    WORDS = "words", _("In words")


class AskState(models.TextChoices):
    """Whether the next one is sent when its day comes."""

    CHOOSING = "choosing", _("Not sent yet")
    GOING = "going", _("Sent")
    PAUSED = "paused", _("Paused")
    ENDED = "ended", _("Ended")


class Stage(models.TextChoices):
    """Where one sending of an ask is."""

    ASKING = "asking", _("Answers are coming in")
    DONE = "done", _("Answers are there")
    CANCELLED = "cancelled", _("Cancelled")


class AskedState(models.TextChoices):
    """Whether somebody is asked; whether they answered stands nowhere here."""

    ASKED = "asked", _("Asked")
    DECLINED = "declined", _("Not this time")


class Mode(models.TextChoices):
    """How somebody answers: with their name, or mixed with others."""

    NAMED = "named", _("With my name")
    MIXED = "mixed", _("Mixed with others")
