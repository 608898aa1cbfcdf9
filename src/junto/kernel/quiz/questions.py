"""One question: its kind, what can be chosen, what is right."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

MOST_QUESTIONS = 60
MOST_OPTIONS = 6
LONGEST_TEXT = 500
LONGEST_OPTION = 200
LONGEST_WORDS = 140
LONGEST_HINT_SECONDS = 600
# Places of a scale.
SCALE = 5

# Indexes of what was chosen (one, several, or the place on the scale from 0), or words.
Answer = list[int] | str


class Kind(StrEnum):
    """How a question is answered."""

    CHOICE = "choice"
    MULTIPLE = "multiple"
    SCALE = "scale"
    WORDS = "words"


class Trouble(ValueError):
    """A question that cannot be asked; `code` says why, `values` what the sentence names."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True)
class Question:
    """One question.

    `options` are what can be chosen; of a scale its two ends in words; of words none. `right` are
    indexes of options, or for words the accepted texts; empty in a poll. `seconds` is a hint about
    how long people take, 0 for none: nothing closes by itself.
    """

    id: str
    kind: Kind
    text: str
    options: tuple[str, ...] = ()
    right: tuple[int | str, ...] = ()
    seconds: int = 0

    @property
    def is_poll(self) -> bool:
        """True where no answer is right or wrong."""
        return not self.right

    @property
    def places(self) -> int:
        """How many places can be counted; 0 for words."""
        if self.kind is Kind.SCALE:
            return SCALE
        return len(self.options)

    @property
    def fingerprint(self) -> str:
        """Equal for the same question asked twice, in whatever quiz."""
        same = [self.kind, self.text.casefold(), [each.casefold() for each in self.options]]
        return hashlib.sha256(json.dumps(same).encode()).hexdigest()[:16]

    def stored(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {**asdict(self), "kind": str(self.kind)}


def question_from(data: Mapping[str, Any]) -> Question:
    """Check plain data and return the question; spaces around texts and empty options go.

    Raises
    ------
    Trouble
        With one of the codes `no_text`, `long_text`, `few_options`, `many_options`, `long_option`,
        `twice`, `one_right`, `no_such_right`, `ends`, `seconds`, `kind`.
    """
    try:
        kind = Kind(data.get("kind", ""))
    except ValueError:
        raise Trouble("kind") from None
    text = " ".join(str(data.get("text", "")).split())
    if not text:
        raise Trouble("no_text")
    if len(text) > LONGEST_TEXT:
        raise Trouble("long_text", most=LONGEST_TEXT)
    options = tuple(" ".join(str(each).split()) for each in data.get("options", ()))
    right = tuple(data.get("right", ()))
    seconds = data.get("seconds", 0)
    if type(seconds) is not int or not 0 <= seconds <= LONGEST_HINT_SECONDS:
        raise Trouble("seconds", most=LONGEST_HINT_SECONDS)
    check = {Kind.SCALE: _scale, Kind.WORDS: _words}.get(kind, _choice)
    options, right = check(kind, options, right)
    return Question(str(data.get("id", "")), kind, text, options, right, seconds)


_Parts = tuple[tuple[str, ...], tuple[int | str, ...]]


def _choice(kind: Kind, options: tuple[str, ...], right: tuple[Any, ...]) -> _Parts:
    filled = tuple(each for each in options if each)
    if len(filled) < 2:
        raise Trouble("few_options")
    if len(filled) > MOST_OPTIONS:
        raise Trouble("many_options", most=MOST_OPTIONS)
    if any(len(each) > LONGEST_OPTION for each in filled):
        raise Trouble("long_option", most=LONGEST_OPTION)
    if len({each.casefold() for each in filled}) < len(filled):
        raise Trouble("twice")
    if any(type(each) is not int or not 0 <= each < len(options) for each in right):
        raise Trouble("no_such_right")
    # What is right is named by its place among all, also the empty ones that go.
    names = {options[each] for each in right}
    if "" in names:
        raise Trouble("no_such_right")
    kept = tuple(place for place, each in enumerate(filled) if each in names)
    if kind is Kind.CHOICE and len(kept) > 1:
        raise Trouble("one_right")
    return filled, kept


def _scale(kind: Kind, options: tuple[str, ...], right: tuple[Any, ...]) -> _Parts:
    ends = (*options, "", "")[:2]
    if len(options) > 2 or not all(ends) or max(map(len, ends)) > LONGEST_OPTION:
        raise Trouble("ends")
    return ends, ()


def _words(kind: Kind, options: tuple[str, ...], right: tuple[Any, ...]) -> _Parts:
    accepted = tuple(dict.fromkeys(" ".join(str(each).split()) for each in right))
    return (), tuple(each for each in accepted if each)


def is_answer(question: Question, answer: Answer) -> bool:
    """Tell whether this can be answered to the question."""
    if question.kind is Kind.WORDS:
        return isinstance(answer, str) and 0 < len(answer.strip()) <= LONGEST_WORDS
    if isinstance(answer, str) or any(type(each) is not int for each in answer):
        return False
    if not all(0 <= each < question.places for each in answer):
        return False
    if question.kind is Kind.MULTIPLE:
        return 0 < len(set(answer)) == len(answer)
    return len(answer) == 1


def is_right(question: Question, answer: Answer) -> bool:
    """Tell whether an answer is wholly right; False where nothing is right or wrong."""
    if question.is_poll:
        return False
    if isinstance(answer, str):
        said = " ".join(answer.split()).casefold()
        return said in {str(each).casefold() for each in question.right}
    return set(answer) == set(question.right)
