"""The tags that pages use: people, icons, dates in the reader's zone, numbers and charts."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.contrib.messages import get_messages
from django.forms import BoundField
from django.http import HttpRequest
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from junto.interfaces.web.ui import charts, files, framed, names, shell, toasts

register = template.Library()

register.simple_tag(charts.bar, name="chart_bar")
register.simple_tag(charts.segments, name="chart_segments")
register.simple_tag(charts.histogram, name="chart_histogram")
register.simple_tag(charts.spark, name="chart_spark")
register.simple_tag(charts.strip, name="chart_strip")
register.simple_tag(charts.key, name="chart_key")
register.simple_tag(charts.dumbbell, name="chart_dumbbell")
register.simple_tag(charts.forest, name="chart_forest")
register.simple_tag(charts.heat, name="chart_heat")
register.simple_tag(charts.table_twin, name="chart_table")
register.filter("on_paper", charts.on_paper)
register.simple_tag(files.asset, name="asset")

_FRAME = frozenset(field.name for field in fields(shell.Shell))

# These point somewhere, so they turn round with the direction of reading.
_MIRRORED = frozenset({"chev", "left", "arrow", "back", "undo", "next", "play", "out", "open"})


@lru_cache(maxsize=512)
def _icon(name: str, extra: str) -> SafeString:
    if name not in files.icon_names():
        raise template.TemplateSyntaxError(f"no icon is called {name!r}")
    classes = "i i-flip" if name in _MIRRORED else "i"
    if extra:
        classes = f"{classes} {extra}"
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        classes,
        files.asset("ui/icons.svg"),
        name,
    )


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """An icon; words stand beside it or in an aria-label, never in the icon alone."""
    return _icon(name, extra)


# Lists show hundreds of people: these two are written for speed, and escape by themselves.


def _avatar(name: str, ref: str, size: str) -> str:
    classes = f"av av-{size} {names.hue(ref)}" if size else f"av {names.hue(ref)}"
    return f'<span class="{classes}" aria-hidden="true">{escape(names.initials(name))}</span>'


@register.simple_tag
def avatar(name: str, ref: str, size: str = "") -> SafeString:
    """Initials in the person's hue. `size`: "s", "" or "l". The name belongs beside it."""
    return mark_safe(_avatar(str(name), str(ref), size))  # noqa: S308 - escaped above


@register.simple_tag
def person(name: str, ref: str, note: str = "", size: str = "", url: str = "") -> SafeString:
    """Avatar, name and one line about the person; the name links to `url` if there is one.

    The line may hold what another tag made, such as a date.
    """
    name = str(name)
    shown = f"<bdi>{escape(name)}</bdi>"
    if url:
        shown = f'<a href="{escape(str(url))}">{shown}</a>'
    line = f"<small>{conditional_escape(note)}</small>" if note else ""
    face = _avatar(name, str(ref), size)
    return mark_safe(  # noqa: S308 - every part is escaped above
        f'<span class="person">{face}<span class="who"><b>{shown}</b>{line}</span></span>'
    )


def _option(value: Any, label: Any, chosen: str) -> str:
    named = "" if value is None else f' value="{escape(str(value))}"'
    is_chosen = (label if value is None else value) == chosen
    return f"<option{named}{' selected' if is_chosen else ''}>{escape(str(label))}</option>"


@register.simple_tag
def options(values: Iterable[Any], chosen: str = "") -> SafeString:
    """The entries of a choice: plain values, or pairs of a value and its label."""
    pairs = [(None, each) if isinstance(each, str) else each for each in values]
    return mark_safe(  # noqa: S308 - every part is escaped here
        "".join(_option(value, label, chosen) for value, label in pairs)
    )


@register.filter
def initials(name: str) -> str:
    """The letters of an avatar."""
    return names.initials(name)


@register.filter
def hue(ref: str) -> str:
    """The class of a person's hue."""
    return names.hue(ref)


@register.filter
def bdi(text: Any) -> SafeString:
    """Keep a name or a date in one piece where the direction of reading changes."""
    return format_html("<bdi>{}</bdi>", text)


@register.simple_tag(takes_context=True)
def idempotency_key(context: Context) -> SafeString:
    """The hidden field that makes a form count once, however often it is sent."""
    key = context.get("form_key") or framed.new_key()
    return mark_safe(f'<input type="hidden" name="_key" value="{key}">')  # noqa: S308 - our own key


# ---------------------------------------------------------------- dates, times and numbers


def _local(moment: datetime, zone: str | ZoneInfo | None) -> datetime:
    if not zone:
        return timezone.localtime(moment)
    return moment.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)


@lru_cache(maxsize=4096)
def _day_in(_language: str | None, day: date, year: bool, short: bool) -> str:
    if short:
        pattern = pgettext("date pattern", "M j, Y") if year else pgettext("date pattern", "M j")
    else:
        pattern = (
            pgettext("date pattern", "l, F j, Y") if year else pgettext("date pattern", "l, F j")
        )
    return format_date(day, pattern)


def _day_words(day: date, *, year: bool, short: bool) -> str:
    if isinstance(day, datetime):
        day = day.date()
    return _day_in(get_language(), day, year, short)


def _time_words(moment: datetime) -> str:
    return format_date(moment, pgettext("time pattern", "g:i A"))


def _time_tag(moment: date | datetime, words: str) -> SafeString:
    written = f'<bdi><time datetime="{moment.isoformat()}">{escape(words)}</time></bdi>'
    return mark_safe(written)  # noqa: S308 - the words are escaped, a moment writes itself


@register.simple_tag
def when(moment: datetime, zone: str | None = None, short: bool = False) -> SafeString:
    """Day and hour, "Thursday, November 26, 1:00 PM", in `zone` or the reader's own."""
    local = _local(moment, zone)
    words = pgettext("day and time", "%(day)s, %(time)s") % {
        "day": _day_words(local, year=False, short=short),
        "time": _time_words(local),
    }
    return _time_tag(moment, words)


@register.simple_tag
def when_range(start: datetime, end: datetime, zone: str | None = None) -> SafeString:
    """Day and hours, "Thursday, November 26, 1:00 PM to 2:30 PM"."""
    local, until = _local(start, zone), _local(end, zone)
    words = _("%(day)s, %(start)s to %(end)s") % {
        "day": _day_words(local, year=False, short=False),
        "start": _time_words(local),
        "end": _time_words(until),
    }
    return _time_tag(start, words)


@register.simple_tag
def day(moment: date | datetime, zone: str | None = None, year: bool = False) -> SafeString:
    """A day with its weekday."""
    local = _local(moment, zone) if isinstance(moment, datetime) else moment
    return _time_tag(moment, _day_words(local, year=year, short=False))


@register.simple_tag
def short_day(moment: date | datetime, zone: str | None = None, year: bool = False) -> SafeString:
    """A day for tables: "Nov 26"."""
    local = _local(moment, zone) if isinstance(moment, datetime) else moment
    return _time_tag(moment, _day_words(local, year=year, short=True))


@register.simple_tag
def clock(moment: datetime, zone: str | None = None) -> SafeString:
    """The hour alone: "1:00 PM"."""
    return _time_tag(moment, _time_words(_local(moment, zone)))


def _ago_words(passed: timedelta) -> str:
    minutes = int(passed.total_seconds() // 60)
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return ngettext("%(n)s minute ago", "%(n)s minutes ago", minutes) % {"n": minutes}
    hours = minutes // 60
    if hours < 24:
        return ngettext("%(n)s hour ago", "%(n)s hours ago", hours) % {"n": hours}
    days = hours // 24
    return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days}


@register.simple_tag
def ago(moment: datetime, now: datetime | None = None) -> SafeString:
    """How long ago; after two weeks the day itself."""
    passed = (now or timezone.now()) - moment
    if passed > timedelta(days=14):
        return short_day(moment, year=True)
    return _time_tag(moment, _ago_words(passed))


@register.filter
def num(value: float | None, digits: int | None = None) -> str:
    """A number as the reader writes it: 1,234 or 4.2."""
    return charts.number(value, digits)


@register.filter
def share(value: float | None, digits: int = 0) -> str:
    """A share between 0 and 1 as percent."""
    if value is None:
        return ""
    return _("%(number)s%%") % {"number": charts.number(value * 100, digits)}


# ---------------------------------------------------------------- the frame of a page


@lru_cache(maxsize=256)
def _stepper(
    _language: str | None, label: str, steps: tuple[tuple[tuple[str, Any], ...], ...], extra: str
) -> SafeString:
    context = {"label": label, "steps": [dict(step) for step in steps], "extra": extra}
    return render_to_string("ui/includes/stepper.html", context)


@register.simple_tag
def stepper(label: str, steps: Iterable[Mapping[str, Any]], extra: str = "") -> SafeString:
    """Where one is in a set-up; a step has `label`, `url`, `done` and `current`."""
    return _stepper(get_language(), label, tuple(tuple(step.items()) for step in steps), extra)


@register.simple_tag(takes_context=True)
def page_shell(context: Context) -> shell.Shell:
    """Everything around the content: what the provider says, overridden by the view's context."""
    request: HttpRequest | None = context.get("request")
    ours = {name: context[name] for name in _FRAME & context.flatten().keys()}
    frame = replace(shell.of(request), **ours)
    return shell.marked(frame, request.path if request else "", str(context.get("section") or ""))


@register.simple_tag(takes_context=True)
def frame_part(context: Context, name: str) -> SafeString:
    """A part of what surrounds the content: head, ribbon, topbar, sidebar, tabbar or palette."""
    token = context.get("csrf_token", "")
    return framed.part(name, context["frame"], context.get("request"), token)


@register.simple_tag(takes_context=True)
def toast_list(context: Context) -> list[dict[str, str]]:
    """The messages of this request, each with its kind and its way back."""
    request = context.get("request")
    if request is None:
        return []
    return [
        {"text": str(m), "kind": m.level_tag, "undo": toasts.undo_url_of(m)}
        for m in get_messages(request)
    ]


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """The page's address with some filters changed: `{% query page=2 %}`; None drops one."""
    params = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            params.pop(name, None)
        else:
            params[name] = value
    return "?" + params.urlencode() if params else context["request"].path


# ---------------------------------------------------------------- forms


def _is_choice_list(field: BoundField) -> bool:
    return getattr(field.field.widget, "input_type", "") in ("radio", "checkbox") and hasattr(
        field.field.widget, "choices"
    )


@register.filter
def kind(field: BoundField) -> str:
    """How a field is laid out: choices, checkbox, file, area or line."""
    widget = field.field.widget
    input_type = getattr(widget, "input_type", "")
    if _is_choice_list(field):
        return "choices"
    if input_type == "checkbox":
        return "checkbox"
    if input_type == "file":
        return "file"
    return "group" if field.use_fieldset else "line"


@register.filter
def anchor(field: BoundField) -> str:
    """The id that a link of the error summary leads to: the first control of the field."""
    return f"{field.auto_id}_0" if _is_choice_list(field) else str(field.auto_id)


@register.simple_tag
def attrs(values: Mapping[str, Any]) -> SafeString:
    """A mapping as attributes; True is bare, None and False are left out."""
    parts = [
        f" {name}" if value is True else f' {name}="{conditional_escape(value)}"'
        for name, value in values.items()
        if value is not None and value is not False
    ]
    return mark_safe("".join(parts))  # noqa: S308 - every value is escaped above
