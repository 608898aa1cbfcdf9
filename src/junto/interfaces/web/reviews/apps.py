"""Django app of the screens of reviews."""

from django.apps import AppConfig


class ReviewsScreensConfig(AppConfig):
    """Reviews in pairs, feedback to hosts, forms about a program."""

    name = "junto.interfaces.web.reviews"
    label = "reviews_screens"
