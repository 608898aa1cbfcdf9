"""A report beside the one before it: what people saw then and see now.

Each round's answers are answers of their own, and what is set side by side was shown already, so
nothing new is told. A change counts only where it is larger than what so few answers can tell.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from junto.domain.feedback import reports
from junto.domain.feedback.enums import RoundStage
from junto.domain.feedback.models import Subject


@dataclass(frozen=True)
class Change:
    """A competency then and now; each of others' and own is None where it was not told."""

    key: str
    then: float | None
    now: float | None
    own_then: float | None
    own_now: float | None
    # Below it a difference is too small to read into.
    too_small: float

    @property
    def verdict(self) -> str:
        """`up`, `down`, `same`, or `unknown` where one of the two is missing."""
        if self.then is None or self.now is None:
            return "unknown"
        if abs(self.now - self.then) < self.too_small:
            return "same"
        return "up" if self.now > self.then else "down"


def report_before(subject: Subject) -> Subject | None:
    """The person's report of the round before this one that asked about people, or None."""
    rows = Subject.objects.filter(
        person_id=subject.person_id,
        round__stage=RoundStage.DONE,
        round__created_at__lt=subject.round.created_at,
        report__isnull=False,
    )
    return rows.select_related("round").order_by("-round__created_at", "-pk").first()


def changes(then: reports.Report, now: reports.Report) -> Sequence[Change]:
    """Competencies that both reports asked about, in the order of the newer."""
    before = {line.key: line for line in then.competencies}
    # The two means rest on answers of their own: their uncertainties add up squared.
    too_small = round(sqrt(then.too_small**2 + now.too_small**2), 1)
    return [
        Change(
            line.key,
            _told(before[line.key]),
            _told(line),
            before[line.key].own,
            line.own,
            too_small,
        )
        for line in now.competencies
        if line.key in before
    ]


def _told(line: reports.Line) -> float | None:
    figure = line.figures.get(reports.ALL)
    return round(figure.mean, 1) if figure else None
