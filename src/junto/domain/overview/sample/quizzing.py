"""A quiz in the library of the sample, to be run by whoever tries it."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from junto.domain.assessments import quiz_actions
from junto.foundation.access import Actor
from junto.kernel.quiz import Kind, Question

if TYPE_CHECKING:
    from junto.domain.organizations.models import Organization


def _questions() -> list[Question]:
    """One question before and after, a poll between, and a word at the end."""
    handing_over = Question(
        "",
        Kind.CHOICE,
        _("You hand over a task. What do you agree on first?"),
        (
            _("How it is to be done"),
            _("What it is to look like when it is done"),
            _("How often you will ask"),
            _("Who else is told"),
        ),
        (1,),
        30,
    )
    safe = Question(
        "",
        Kind.SCALE,
        _("How easy is it for your team to tell you that something goes wrong?"),
        (_("Very hard"), _("Very easy")),
    )
    word = Question("", Kind.WORDS, _("One word for what delegating takes from you?"))
    return [handing_over, safe, handing_over, word]


def add_quiz(*, organization: "Organization", actor: Actor, now: datetime) -> None:
    """Write the quiz, and share it."""
    quiz = quiz_actions.create_quiz(
        organization=organization,
        title=_("Delegating without disappearing"),
        questions=_questions(),
        actor=actor,
        now=now,
    )
    quiz_actions.change_quiz(quiz=quiz, seen=quiz.version, is_shared=True, actor=actor, now=now)
