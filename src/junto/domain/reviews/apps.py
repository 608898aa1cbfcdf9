"""Django app of reviews."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Reviews in pairs, feedback to hosts, forms about a program."""

    name = "junto.domain.reviews"
    label = "reviews"

    def ready(self) -> None:
        """Declare who may, word its mail, remind, and make reports of what is sealed."""
        from junto.domain.reviews import (  # noqa: F401
            deliveries,
            jobs,
            policies,
            subscribers,
        )
