"""What the reports of a round have in common, for whoever runs the program.

It is worked out once, from what the reports themselves show and from nothing finer: a figure of the
cohort is the mean of the figures of its people, and only where five or more have one. So nothing
of it says more about an answer than the reports do, and nobody's report can be read from it.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from junto.domain.assessments import queries as answers
from junto.domain.feedback import instruments, queries, reports
from junto.domain.feedback.enums import HIGHEST, LOWEST
from junto.domain.feedback.models import FeedbackRound
from junto.kernel import anonymity
from junto.kernel import text as texts

FEWEST_PEOPLE = anonymity.ORGANIZATION_SURVEY
FEWEST_COMMENTS = 20


@dataclass(frozen=True)
class CohortLine:
    """A competency: the mean of the reports, exactly or as a range, and of people's own views."""

    key: str
    low: float
    high: float
    own: float | None

    @property
    def mean(self) -> float:
        """The middle of what is told."""
        return (self.low + self.high) / 2


@dataclass(frozen=True)
class Summary:
    """What a program may read; `specific` is the share of comments in tenths, None of too few."""

    lines: Sequence[CohortLine] = ()
    specific: int | None = None


def summarize(round_: FeedbackRound) -> dict[str, Any]:
    """Work out what the reports of a round have in common, to be stored."""
    subjects = queries.subjects_in(round_)
    found = [reports.read_report(each.report) for each in subjects if each.report is not None]
    lines = [_line(each.key, found) for each in instruments.chosen(round_.competencies)]
    made = Summary([line for line in lines if line is not None], _specific(round_))
    return asdict(made)


def read_summary(stored: dict[str, Any] | None) -> Summary | None:
    """A stored summary again; None before the reports are there."""
    if stored is None:
        return None
    return Summary([CohortLine(**each) for each in stored["lines"]], stored["specific"])


def _line(key: str, found: Sequence[reports.Report]) -> CohortLine | None:
    """A competency of everybody whose report shows it."""
    lines = [line for report in found for line in report.competencies if line.key == key]
    shown = [line for line in lines if reports.ALL in line.figures]
    if len(shown) < FEWEST_PEOPLE:
        return None
    told = _band([line.figures[reports.ALL].mean for line in shown])
    own = [line.own for line in shown if line.own is not None]
    mine = _band(own) if len(own) >= FEWEST_PEOPLE else None
    exact = float(mine.low) if mine is not None and mine.is_exact else None
    return CohortLine(
        key,
        round(float(told.low), 1),
        round(float(told.high), 1),
        None if exact is None else round(exact, 1),
    )


def _band(values: Sequence[float]) -> anonymity.Band:
    total = sum((Fraction(str(value)) for value in values), Fraction(0))
    return anonymity.band(total, len(values), low=LOWEST, high=HIGHEST)


def _specific(round_: FeedbackRound) -> int | None:
    """How many tenths of all comments tell of a moment."""
    written = [
        text
        for subject in queries.subjects_in(round_)
        if (sealed := queries.answers_of(subject)) is not None
        for lines in answers.sealed_words(sealed).values()
        for text in lines
    ]
    if len(written) < FEWEST_COMMENTS:
        return None
    specific = sum(texts.is_specific(text) for text in written)
    return anonymity.tenths([specific, len(written) - specific])[0]
