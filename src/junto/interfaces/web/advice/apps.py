"""Django app of the advice screens."""

from django.apps import AppConfig


class AdviceScreensConfig(AppConfig):
    """Who gives advice, a request between two, and the people one has met."""

    name = "junto.interfaces.web.advice"
    label = "advice_screens"
