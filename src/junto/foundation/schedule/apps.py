"""Django app of the schedule."""

from django.apps import AppConfig


class ScheduleConfig(AppConfig):
    """What happens by the clock."""

    name = "junto.foundation.schedule"
    label = "schedule"
