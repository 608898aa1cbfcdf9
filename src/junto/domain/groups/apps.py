"""Django app of groups."""

from django.apps import AppConfig


class GroupsConfig(AppConfig):
    """Groups."""

    name = "junto.domain.groups"
    label = "groups"

    def ready(self) -> None:
        """Register jobs and permissions."""
        from junto.domain.groups import (  # noqa: F401
            advice_mail,
            advice_policies,
            jobs,
            moves_mail,
            moves_policies,
            policies,
            subscribers,
        )
