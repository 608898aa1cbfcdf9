"""Counting answers: what may be shown of a question that has closed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from junto.kernel.anonymity import BIG_SCREEN, WORD_FOR_WORD, band, may_show_spread
from junto.kernel.quiz.questions import Answer, Kind, Question, is_right

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
    """

    n: int
    counts: tuple[int, ...] = ()
    mean: tuple[float, float] | None = None
    words: tuple[tuple[str, int], ...] = ()
    right: int = 0
    teams: tuple[TeamFigure, ...] = ()

    @property
    def is_shown(self) -> bool:
        """False where too few answered."""
        return self.n > 0

    @property
    def most(self) -> tuple[int, ...]:
        """Places of the options most chosen; several in a tie, none where nobody chose."""
        top = max(self.counts, default=0)
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
    teams = _by_team(question, answers, k) if question.right else ()
    if question.kind is Kind.WORDS:
        return Tally(n, words=_words(answers) if n >= k_words else (), right=right, teams=teams)
    chosen = Counter(place for answer, _ in answers for place in answer if isinstance(place, int))
    counts = tuple(chosen[place] for place in range(question.places))
    if question.kind is not Kind.SCALE:
        return Tally(n, counts=counts, right=right, teams=teams)
    total = sum((place + 1) * each for place, each in enumerate(counts))
    found = band(total, n, low=1, high=question.places)
    mean = (float(found.low), float(found.high))
    return Tally(n, counts=counts if may_show_spread(n, k=k) else (), mean=mean)


def _words(answers: Sequence[tuple[Answer, str]]) -> tuple[tuple[str, int], ...]:
    """Count equal words as one, whatever their case; the spelling is the first of the alphabet."""
    said: dict[str, list[str]] = {}
    for answer, _ in answers:
        text = " ".join(str(answer).split())
        said.setdefault(text.casefold(), []).append(text)
    return tuple((min(texts), len(texts)) for _, texts in sorted(said.items()))


def _by_team(
    question: Question, answers: Sequence[tuple[Answer, str]], k: int
) -> tuple[TeamFigure, ...]:
    """Return teams by name; those of too few stand together, with enough others to be `k`.

    Without that, the whole less what is shown would tell of the few that are left.
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
    if not shown:
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
