"""Questions, answers and troubles in words."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from junto.domain.assessments.quiz_queries import K
from junto.kernel.quiz import SCALE, Kind, Question, Trouble

# A shape stands before each option, on the screen and on the phone: no color is needed.
SHAPES = "▲●■◆✚★"

KINDS = {
    Kind.CHOICE: gettext_lazy("One answer"),
    Kind.MULTIPLE: gettext_lazy("Several answers"),
    Kind.SCALE: gettext_lazy("A scale of five"),
    Kind.WORDS: gettext_lazy("In words"),
}

_TROUBLES = {
    "no_text": gettext_lazy("The question is empty. Write what you want to ask."),
    "long_text": gettext_lazy("The question is longer than %(most)s characters. Shorten it."),
    "few_options": gettext_lazy("There is something to choose from two answers on. Add one."),
    "many_options": gettext_lazy("More than %(most)s answers do not fit a phone. Leave some out."),
    "long_option": gettext_lazy("An answer is longer than %(most)s characters. Shorten it."),
    "twice": gettext_lazy("Two answers are the same. Change one of them."),
    "one_right": gettext_lazy(
        "Several are marked as right, and only one can be chosen. Mark one, or let people choose "
        "several."
    ),
    "no_such_right": gettext_lazy(
        "What is marked as right is not among the answers. Name its letter or its text."
    ),
    "ends": gettext_lazy("A scale has words at its two ends. Write both."),
    "seconds": gettext_lazy("A hint about the time is a number of seconds from 0 to %(most)s."),
    "kind": gettext_lazy("The kind is one of: choice, multiple, scale, words."),
    "no_column": gettext_lazy(
        "The first line has no column called “question”. Name the columns in the first line."
    ),
    "nothing": gettext_lazy("There is no question in it."),
    "many_questions": gettext_lazy("A quiz holds %(most)s questions. Take some out first."),
}


def trouble_words(trouble: Trouble) -> str:
    """One sentence: what is wrong, and what to do."""
    return str(_TROUBLES[trouble.code]) % trouble.values


def troubles_by_line(troubles: Iterable[tuple[int, Trouble]]) -> list[str]:
    """One sentence for each line."""
    return [
        _("Line %(line)s: %(words)s") % {"line": line, "words": trouble_words(trouble)}
        for line, trouble in troubles
    ]


def tiles(question: Question) -> list[dict[str, Any]]:
    """What can be chosen: its place, shape and words."""
    if question.kind is Kind.SCALE:
        low, high = question.options
        texts = [low, *[""] * (SCALE - 2), high]
        return [
            {"place": place, "shape": str(place + 1), "text": text}
            for place, text in enumerate(texts)
        ]
    return [
        {"place": place, "shape": SHAPES[place], "text": text}
        for place, text in enumerate(question.options)
    ]


def answered_words(shown: int) -> str:
    """How many answered, in steps."""
    if not shown:
        return _("Answers are coming in.")
    return ngettext("At least %(n)s has answered.", "At least %(n)s have answered.", shown) % {
        "n": shown
    }


def here_words(count: int) -> str:
    """How many joined."""
    return ngettext("%(n)s person is here", "%(n)s people are here", count) % {"n": count}


def few_words() -> str:
    """Why nothing is shown."""
    return _("Fewer than %(k)s answered, so what they chose is not shown.") % {"k": K}
