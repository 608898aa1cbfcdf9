"""Django app of the quiz screens."""

from django.apps import AppConfig


class QuizScreensConfig(AppConfig):
    """Quizzes and polls: written, run on the big screen, answered on phones."""

    name = "junto.interfaces.web.quiz"
    label = "quiz_screens"
