"""Django app of people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People."""

    name = "junto.domain.people"
    label = "people"

    def ready(self) -> None:
        """Tell the access engine who somebody is in an organization, and register jobs."""
        from junto.domain.people import jobs, policies  # noqa: F401
        from junto.domain.people.queries import actor_for
        from junto.foundation import ports

        ports.provide("access.actor", actor_for)
