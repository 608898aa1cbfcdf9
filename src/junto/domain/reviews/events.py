"""What happens around reviews and may be known: never who wrote what, or of whom."""

from dataclasses import dataclass

from junto.foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class ReviewStarted(Event):
    """People of a program were paired to review each other's work."""

    kind = "reviews.review-started"
    program_ref: str
    review_ref: str


@dataclass(frozen=True, kw_only=True)
class ReviewCancelled(Event):
    """A review was cancelled; whoever has begun goes on without it."""

    kind = "reviews.review-cancelled"
    program_ref: str
    review_ref: str


@dataclass(frozen=True, kw_only=True)
class FormOpened(Event):
    """Mentors and facilitators are asked about their program."""

    kind = "reviews.form-opened"
    program_ref: str
    form_ref: str


@dataclass(frozen=True, kw_only=True)
class FormCancelled(Event):
    """A form about a program was cancelled and what was answered in it destroyed."""

    kind = "reviews.form-cancelled"
    program_ref: str
    form_ref: str


@dataclass(frozen=True, kw_only=True)
class FormReported(Event):
    """Answers about a program are sealed; the report is there."""

    kind = "reviews.form-reported"
    program_ref: str
    form_ref: str
