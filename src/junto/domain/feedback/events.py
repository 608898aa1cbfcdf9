"""What happens to feedback. No event names a rater, and an answer is none."""

from dataclasses import dataclass

from junto.foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class RoundPlanned(Event):
    """A round of feedback was planned in a program."""

    kind = "feedback.round-planned"
    program_ref: str
    round_ref: str


@dataclass(frozen=True, kw_only=True)
class AskingBegan(Event):
    """People are asked for feedback; from now on the round's promise only gets stronger."""

    kind = "feedback.asking-began"
    program_ref: str
    round_ref: str
    subjects: int


@dataclass(frozen=True, kw_only=True)
class RoundExtended(Event):
    """A round closes later than announced."""

    kind = "feedback.round-extended"
    program_ref: str
    round_ref: str


@dataclass(frozen=True, kw_only=True)
class RoundCancelled(Event):
    """A round was cancelled and everything answered in it destroyed."""

    kind = "feedback.round-cancelled"
    program_ref: str
    round_ref: str


@dataclass(frozen=True, kw_only=True)
class ReportsReady(Event):
    """All answers of a round are sealed; its reports are there."""

    kind = "feedback.reports-ready"
    program_ref: str
    round_ref: str
