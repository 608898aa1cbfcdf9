"""Questions to begin with. The texts are Junto's own and not validated; people change them freely.

They are in the voice of whoever asks: the people asked read them as that person's words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from junto.domain.asks.enums import About, QuestionKind

SCALE, WORDS = QuestionKind.SCALE, QuestionKind.WORDS


@dataclass(frozen=True)
class Template:
    """What can be asked about something of a kind."""

    key: str
    about: About
    title: Any
    note: Any
    questions: Sequence[tuple[Any, QuestionKind]]


TEMPLATES = (
    Template(
        "leading",
        About.STYLE,
        _("How I lead"),
        _("What I do that helps, and what I do not see."),
        (
            (_("I say what I expect before the work begins"), SCALE),
            (_("I listen before I decide"), SCALE),
            (_("People can tell me bad news early"), SCALE),
            (_("When did something I did help you? What was going on?"), WORDS),
            (_("What could I do differently, in which moment?"), WORDS),
        ),
    ),
    Template(
        "decided",
        About.DECISION,
        _("A decision I made"),
        _("How it was made, and what it missed."),
        (
            (_("I know why it was decided this way"), SCALE),
            (_("Those it touches were heard before"), SCALE),
            (_("What did it miss, or take too lightly?"), WORDS),
            (_("What would show in three months that it was wrong?"), WORDS),
        ),
    ),
    Template(
        "ahead",
        About.DECISION,
        _("A plan before I act"),
        _("The strongest argument against it, while it can still change."),
        (
            (_("I would stand behind it"), SCALE),
            (_("What is the strongest argument against it?"), WORDS),
            (_("What have I not asked, and whom?"), WORDS),
        ),
    ),
    Template(
        "project",
        About.PROJECT,
        _("A project"),
        _("What to keep and what to do differently."),
        (
            (_("It was clear who decides what"), SCALE),
            (_("Problems came up while they could still be solved"), SCALE),
            (_("My part in it helped yours"), SCALE),
            (_("What worked that I should keep?"), WORDS),
            (_("What would you do differently from the start?"), WORDS),
        ),
    ),
    Template(
        "initiative",
        About.INITIATIVE,
        _("An initiative"),
        _("Whether it is worth it, and what stands in its way."),
        (
            (_("I could say in one sentence what it is for"), SCALE),
            (_("It is worth the time it takes"), SCALE),
            (_("What stands in its way that nobody says aloud?"), WORDS),
            (_("What one change would make it better?"), WORDS),
        ),
    ),
)


def template(key: str) -> Template | None:
    """The template with this key, if there is one."""
    return next((each for each in TEMPLATES if each.key == key), None)
