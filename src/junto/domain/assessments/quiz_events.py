"""What happens to quizzes. Answers and closed questions are no events: events have an order."""

from dataclasses import dataclass

from junto.foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class QuizOpened(Event):
    """A quiz was opened for people to join."""

    kind = "assessments.quiz-opened"
    run_ref: str
    place: str
    place_ref: str


@dataclass(frozen=True, kw_only=True)
class QuizEnded(Event):
    """A quiz is over."""

    kind = "assessments.quiz-ended"
    run_ref: str
    place: str
    place_ref: str
