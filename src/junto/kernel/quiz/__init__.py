"""Quizzes and polls: questions, reading them from text or a table, and counting what was answered.

A question with right answers belongs to a quiz, one without to a poll. Nothing here ranks anybody:
what is counted are answers, in the order of the options.
"""

from junto.kernel.quiz.counting import Movement, Tally, TeamFigure, count, movement
from junto.kernel.quiz.questions import (
    MOST_OPTIONS,
    MOST_QUESTIONS,
    SCALE,
    Answer,
    Kind,
    Question,
    Trouble,
    is_answer,
    is_right,
    question_from,
)
from junto.kernel.quiz.reading import Reading, read_table, read_text

__all__ = [
    "MOST_OPTIONS",
    "MOST_QUESTIONS",
    "SCALE",
    "Answer",
    "Kind",
    "Movement",
    "Question",
    "Reading",
    "Tally",
    "TeamFigure",
    "Trouble",
    "count",
    "is_answer",
    "is_right",
    "movement",
    "question_from",
    "read_table",
    "read_text",
]
