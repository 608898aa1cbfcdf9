"""Django app of organizations."""

from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    """Organizations."""

    name = "junto.domain.organizations"
    label = "organizations"
