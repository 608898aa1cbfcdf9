"""Django app of the feedback screens."""

from django.apps import AppConfig


class FeedbackScreensConfig(AppConfig):
    """Asking for feedback, giving it, and the report."""

    name = "junto.interfaces.web.feedback"
    label = "feedback_screens"
