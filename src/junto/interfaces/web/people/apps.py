"""Django app of the people screens."""

from django.apps import AppConfig


class PeopleScreensConfig(AppConfig):
    """People of an organization, and one's own pages."""

    name = "junto.interfaces.web.people"
    label = "people_screens"
