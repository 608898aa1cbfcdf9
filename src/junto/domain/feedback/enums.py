"""States of feedback rounds and of those who are asked."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# The answers, in words: how often somebody was seen to do it.
OFTEN = (
    (1, _("Rarely")),
    (2, _("Sometimes")),
    (3, _("About half the time")),
    (4, _("Often")),
    (5, _("Almost always")),
)
LOWEST, HIGHEST = 1, 5


class RoundStage(models.TextChoices):
    """Where a feedback round is."""

    CHOOSING = "choosing", _("People choose whom to ask")
    ASKING = "asking", _("Answers are coming in")
    DONE = "done", _("Reports are there")
    CANCELLED = "cancelled", _("Cancelled")


LIVE = (RoundStage.CHOOSING, RoundStage.ASKING)


class Use(models.TextChoices):
    """What a round is to be used for; the second is refused."""

    GROWING = "growing", _("For growing: what is said stays with the one it is about")
    JUDGING = "judging", _("For an appraisal, for pay, a promotion or a choice of people")


class Category(models.TextChoices):
    """As whom somebody gives feedback. Self and manager are named, and everybody knows it."""

    SELF = "self", _("Self")
    MANAGER = "manager", _("Manager")
    PEERS = "peers", _("Peers")
    REPORTS = "reports", _("Direct reports")
    OTHERS = "others", _("Others")


NAMED = (Category.SELF, Category.MANAGER)
MIXED = (Category.PEERS, Category.REPORTS, Category.OTHERS)


class RaterState(models.TextChoices):
    """Whether somebody is asked for feedback on somebody."""

    PROPOSED = "proposed", _("Proposed")
    ASKED = "asked", _("Asked")
    DECLINED = "declined", _("Not this time")


class Told(models.TextChoices):
    """How words are told, as announced before the first invitation."""

    THEMES = "themes", _("By theme")
    WORD_FOR_WORD = "words", _("Word for word")
