"""Counting answers: what may be shown of a question that has closed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from junto.kernel.anonymity import BIG_SCREEN, WORD_FOR_WORD, band, may_show_spread
from junto.kernel.quiz.questions import Answer, Kind, Question, is_right

# So close to everybody, a count tells what each person chose.
EDGE = 2

# A team in which too few answered stands with others under this name.
TOGETHER = ""


@dataclass(frozen=True)
class TeamFigure:
    """How many of a team answered, and how many of them rightly; `name` is "" for several."""

    name: str
    n: int
    right: int


@dataclass(frozen=True)
class Tally:
    """What is kept of a closed question: nothing of any one answer.

    `n` is how many answered, 0 where fewer than `k` did: everything else is then empty. `counts`
    are by option; of a scale only from twice `k` on, its `mean` (1 is the lowest place) from `k`
    on: two equal figures, or a range where nearly everybody chose one end. `words` are in the
    order of the alphabet, each with how many wrote it. `right` is how many were right.

    Where all but one or none chose the same, exact numbers would tell what each person chose: the
    place is then in `or_more`, its count is the least it may be, and None stands for what would
    follow from it. `right_or_more` says the same of `right`; teams are left out then.
    """

    n: int
    counts: tuple[int | None, ...] = ()
    or_more: tuple[int, ...] = ()
    mean: tuple[float, float] | None = None
    words: tuple[tuple[str, int], ...] = ()
    right: int = 0
    right_or_more: bool = False
    teams: tuple[TeamFigure, ...] = ()

    @property
    def is_shown(self) -> bool:
        """False where too few answered."""
        return self.n > 0

    @property
    def most(self) -> tuple[int, ...]:
        """Places of the options most chosen; several in a tie, none where nobody chose."""
        top = max((each or 0 for each in self.counts), default=0)
        return tuple(place for place, each in enumerate(self.counts) if each == top and top)


@dataclass(frozen=True)
class Movement:
    """The same question before and after, as it was asked last, and what was counted."""

    question: Question
    before: Tally
    after: Tally


def count(
    question: Question,
    answers: Sequence[tuple[Answer, str]],
    *,
    k: int = BIG_SCREEN,
    k_words: int = WORD_FOR_WORD,
) -> Tally:
    """Count answers, each with the team it came from ("" for none); their order tells nothing."""
    n = len(answers)
    if n < k:
        return Tally(0)
    right = sum(is_right(question, answer) for answer, _ in answers)
    told: dict[str, Any] = {
        "right": min(right, n - EDGE) if _nearly_all(right, n) else right,
        "right_or_more": _nearly_all(right, n),
        "teams": _by_team(question, answers, k) if question.right else (),
    }
    if question.kind is Kind.WORDS:
        return Tally(n, words=_words(answers) if n >= k_words else (), **told)
    chosen = Counter(place for answer, _ in answers for place in answer if isinstance(place, int))
    exact = tuple(chosen[place] for place in range(question.places))
    counts, or_more = _told(question, exact, n)
    if question.kind is not Kind.SCALE:
        return Tally(n, counts, or_more, **told)
    total = sum((place + 1) * each for place, each in enumerate(exact))
    found = band(total, n, low=1, high=question.places)
    mean = (float(found.low), float(found.high))
    if not may_show_spread(n, k=k):
        counts, or_more = (), ()
    return Tally(n, counts, or_more, mean)


def _nearly_all(count: int, n: int) -> bool:
    return count > n - EDGE


def _told(
    question: Question, exact: tuple[int, ...], n: int
) -> tuple[tuple[int | None, ...], tuple[int, ...]]:
    """Return counts as they may be told, and the places of those that are told as a least."""
    or_more = tuple(place for place, each in enumerate(exact) if _nearly_all(each, n))
    if not or_more:
        return exact, ()
    # Of several answers each is a number of its own; else the others tell what is left.
    others = exact if question.kind is Kind.MULTIPLE else (None,) * len(exact)
    told = [n - EDGE if place in or_more else others[place] for place in range(len(exact))]
    return tuple(told), or_more


def _words(answers: Sequence[tuple[Answer, str]]) -> tuple[tuple[str, int], ...]:
    """Count equal words as one, whatever their case; the spelling is the first of the alphabet.

    What nearly all wrote stands alone and without its count, which is 0 then.
    """
    said: dict[str, list[str]] = {}
    for answer, _ in answers:
        text = " ".join(str(answer).split())
        said.setdefault(text.casefold(), []).append(text)
    rows = tuple((min(texts), len(texts)) for _, texts in sorted(said.items()))
    return next((((text, 0),) for text, n in rows if _nearly_all(n, len(answers))), rows)


def _by_team(
    question: Question, answers: Sequence[tuple[Answer, str]], k: int
) -> tuple[TeamFigure, ...]:
    """Return teams by name; those of too few stand together, with enough others to be `k`.

    Without that, the whole less what is shown would tell of the few that are left. None is shown
    where nearly all of one were right: that would tell of each.
    """
    found: dict[str, list[bool]] = {}
    for answer, team in answers:
        found.setdefault(team, []).append(is_right(question, answer))
    if set(found) == {TOGETHER}:
        return ()
    small = dict(sorted(found.items(), key=lambda each: (len(each[1]), each[0])))
    pool: list[bool] = list(small.pop(TOGETHER, []))
    while small and (0 < len(pool) < k or len(next(iter(small.values()))) < k):
        pool += small.pop(next(iter(small)))
    shown = [TeamFigure(name, len(each), sum(each)) for name, each in sorted(small.items())]
    if not shown or any(_nearly_all(sum(each), len(each)) for each in (*small.values(), pool)):
        return ()
    return (*shown, TeamFigure(TOGETHER, len(pool), sum(pool))) if pool else tuple(shown)


def movement(asked: Sequence[tuple[Question, Tally]]) -> list[Movement]:
    """Return each question that was asked at least twice: its first time beside its last.

    `asked` holds closed questions in the order they were asked; where too few answered once,
    nothing is compared.
    """
    times: dict[str, list[tuple[Question, Tally]]] = {}
    for question, tally in asked:
        times.setdefault(question.fingerprint, []).append((question, tally))
    return [
        Movement(last, before, after)
        for rows in times.values()
        if len(rows) > 1
        for (_, before), (last, after) in [(rows[0], rows[-1])]
        if before.is_shown and after.is_shown
    ]
