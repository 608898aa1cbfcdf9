"""Words that several homes share."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from junto.domain.organizations import zones
from junto.domain.overview.today import Aim
from junto.interfaces.web.ui import charts

DAWN, EARLY, LATE, NIGHT = (5, 0), (7, 30), (20, 30), (22, 30)


def greeting(name: str, zone: str, now: datetime) -> str:
    """Good day, by the clock and the name of whoever reads it."""
    hour = now.astimezone(ZoneInfo(zone)).hour
    if 4 <= hour < 12:
        return _("Good morning, %(name)s") % {"name": name}
    if 12 <= hour < 18:
        return _("Good afternoon, %(name)s") % {"name": name}
    return _("Good evening, %(name)s") % {"name": name}


def short_name(member: Any) -> str:
    """What to call somebody in a row of names."""
    return str(member.known_as or member.full_name.split()[0])


def _word_for(clock: tuple[int, int]) -> str:
    if clock < DAWN or clock >= NIGHT:
        return _("at night")
    if clock < EARLY:
        return _("early")
    return _("late") if clock > LATE else ""


def time_of(member: Any, person: Any, now: datetime) -> dict[str, Any]:
    """What somebody\'s clock says, as the list of clocks shows it."""
    local = now.astimezone(ZoneInfo(member.time_zone))
    clock = (local.hour, local.minute)
    return {
        "at": local,
        "zone": member.time_zone,
        "place": member.site or zones.label(member.time_zone),
        "name": _("You") if member.pk == person.pk else short_name(member),
        "word": _word_for(clock),
        "me": member.pk == person.pk,
    }


def percent(share: float | None) -> str:
    """A share in whole percent; a dash where there is none."""
    return "–" if share is None else _("%(n)s%%") % {"n": charts.number(round(share))}


def aim_row(aim: Aim) -> dict[str, Any]:
    """An objective beside its target, as `_aims.html` shows it."""
    objective = aim.objective
    return {
        "text": objective.text,
        "serves": objective.serves,
        "value": charts.number(aim.value, None if aim.value is None else _digits(aim.value)),
        "target": charts.number(float(objective.target), _digits(float(objective.target))),
        "unit": objective.unit or objective.get_measure_display(),
        "at_most": objective.at_most,
        "by": objective.by,
        "is_reached": aim.is_reached,
        "of": max(float(objective.target), aim.value or 0) * 1.1 or 1,
        "figure": aim.value,
        "tick": float(objective.target),
    }


def _digits(value: float) -> int:
    return 0 if value >= 10 or value.is_integer() else 1
