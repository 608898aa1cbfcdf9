"""What the catalog holds: formats, program templates, and the cards a program manager picks from.

Everything is read from the canonical JSON in the package, parsed once per process and read-only.
No page of the catalog needs the database, YAML or the schemas.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from junto.kernel.formats import (
    Format,
    Hours,
    Template,
    Text,
    Timeline,
    compile_format,
    format_from_data,
    template_from_data,
    text_in,
)
from junto.kernel.formats import hours_per_person as _hours_per_person

_CARD_ORDER = (
    "advisory-forum-6-months",
    "triad-coaching-12-weeks",
    "feedback-360-peer",
    "mentoring-9-months",
    "learning-huddles-monthly",
    "innovation-lab-cross-company",
)


class NotInCatalog(LookupError):
    """A format or a template that this version does not ship."""


@dataclass(frozen=True)
class AgendaLine:
    """One line of an agenda, in minutes from the beginning."""

    start: float
    minutes: float
    title: str
    round: int | None = None


@dataclass(frozen=True)
class TemplateCard:
    """What a program manager needs to choose a template."""

    id: str
    version: str
    title: str
    promise: str
    when_to_choose: str
    kind: str
    size_min: int
    size_ideal: int
    size_max: int
    sessions: int
    weeks: int
    hours: Hours
    first_session_title: str
    first_format_title: str
    first_session_size: int
    first_agenda: tuple[AgendaLine, ...]


def list_formats() -> tuple[Format, ...]:
    """Return every session format, by id."""
    return tuple(_formats().values())


def get_format(format_id: str) -> Format:
    """Return a session format.

    Raises
    ------
    NotInCatalog
        When there is none of this id.
    """
    try:
        return _formats()[format_id]
    except KeyError:
        raise NotInCatalog(format_id)


def list_templates() -> tuple[Template, ...]:
    """Return every program template, in the order of the cards."""
    return tuple(_templates().values())


def find_template(template_id: str) -> Template | None:
    """Return a program template, or None."""
    return _templates().get(template_id)


def get_template(template_id: str) -> Template:
    """Return a program template.

    Raises
    ------
    NotInCatalog
        When there is none of this id.
    """
    template = find_template(template_id)
    if template is None:
        raise NotInCatalog(template_id)
    return template


def hours_per_person(template: Template | str, group_size: int, role: str | None = None) -> Hours:
    """Return what a program asks of one person: sessions, preparation and questionnaires.

    This is the one sum every page shows. `role` is one of the template's participants, the first
    when not given.
    """
    return _hours_per_person(_template(template), _formats(), group_size, role)


def compile_session(format_id: str, n: int, params: Mapping[str, int] | None = None) -> Timeline:
    """Return the timeline of a session of n people."""
    return compile_format(get_format(format_id), n, params)


def agenda(timeline: Timeline, language: str | None = None) -> tuple[AgendaLine, ...]:
    """Return a timeline as lines to read, with the buffer at the close."""
    lines = [
        AgendaLine(
            start=item.start_seconds / 60,
            minutes=item.seconds / 60,
            title=localized(item.title, language),
            round=item.round,
        )
        for item in timeline.items
    ]
    if timeline.buffer_seconds:
        start = (timeline.promised_seconds - timeline.buffer_seconds) / 60
        lines.append(AgendaLine(start, timeline.buffer_seconds / 60, _("Room to finish well")))
    return tuple(lines)


def template_card(template: Template | str) -> TemplateCard:
    """Return the card of a template in the language that is active."""
    return _card(_template(template).id, _language())


def list_template_cards() -> tuple[TemplateCard, ...]:
    """Return the cards of all templates in their order."""
    return tuple(template_card(template) for template in list_templates())


def localized(text: Text, language: str | None = None) -> str:
    """Return a text of the catalog in a language, the active one when not given."""
    return text_in(text, language or _language())


@cache
def _card(template_id: str, language: str) -> TemplateCard:
    template = get_template(template_id)
    leader = template.participants[0]
    first = next(session for session in template.sessions if session.is_for(leader))
    fmt = get_format(first.format)
    people = _nearest_size(fmt, template.people_in(first, fmt, template.size_ideal))
    return TemplateCard(
        id=template.id,
        version=template.version,
        title=template.title,
        promise=template.promise,
        when_to_choose=template.for_whom,
        kind=template.kind,
        size_min=template.size_min,
        size_ideal=template.size_ideal,
        size_max=template.size_max,
        sessions=sum(session.is_for(leader) for session in template.sessions),
        weeks=template.weeks,
        hours=hours_per_person(template, template.size_ideal),
        first_session_title=first.title,
        first_format_title=localized(fmt.title, language),
        first_session_size=people,
        first_agenda=agenda(compile_format(fmt, people, first.params), language),
    )


def _nearest_size(fmt: Format, people: int) -> int:
    return min(fmt.group.sizes(), key=lambda size: (abs(size - people), size))


def _template(template: Template | str) -> Template:
    return get_template(template) if isinstance(template, str) else template


def _language() -> str:
    return get_language() or "en"


@cache
def _formats() -> Mapping[str, Format]:
    formats = (format_from_data(data) for data in _canonical("formats"))
    return MappingProxyType({fmt.id: fmt for fmt in formats})


@cache
def _templates() -> Mapping[str, Template]:
    known = {data["id"]: template_from_data(data) for data in _canonical("templates")}
    return MappingProxyType({id_: known[id_] for id_ in _CARD_ORDER})


def _canonical(what: str) -> list[dict[str, Any]]:
    folder = files("junto.domain.catalog") / "data" / "canonical" / what
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".json"))
    return [json.loads((folder / name).read_text("utf-8")) for name in names]
