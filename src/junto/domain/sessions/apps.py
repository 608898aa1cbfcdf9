"""Django app of sessions. Django's own app of that name has the label `sessions`."""

from django.apps import AppConfig


class SessionsConfig(AppConfig):
    """Sessions."""

    name = "junto.domain.sessions"
    label = "peer_sessions"

    def ready(self) -> None:
        """Declare who may, register jobs and mails, open the pulse when a session ends."""
        from junto.domain.sessions import (  # noqa: F401
            ballot_subscribers,
            deliveries,
            group_subscribers,
            jobs,
            policies,
            pulse_policies,
            pulse_subscribers,
            quiz_places,
            room_jobs,
            room_policies,
            setup_subscribers,
        )

        quiz_places.provide()
