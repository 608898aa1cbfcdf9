"""Django app of the organization's screens."""

from django.apps import AppConfig


class OrganizationScreensConfig(AppConfig):
    """Settings, roles, permissions, log."""

    name = "junto.interfaces.web.organization"
    label = "organization_screens"
