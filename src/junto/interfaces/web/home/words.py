"""Words that several homes share."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _


def greeting(name: str, zone: str, now: datetime) -> str:
    """Good day, by the clock and the name of whoever reads it."""
    hour = now.astimezone(ZoneInfo(zone)).hour
    if 4 <= hour < 12:
        return _("Good morning, %(name)s") % {"name": name}
    if 12 <= hour < 18:
        return _("Good afternoon, %(name)s") % {"name": name}
    return _("Good evening, %(name)s") % {"name": name}
