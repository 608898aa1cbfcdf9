"""Who meets whom as a map: parts of the organization against each other, and person by person."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from junto.interfaces.web.rounds.look import Look
from junto.interfaces.web.rounds.words import share_of
from junto.interfaces.web.ui import charts

PARTS = ("unit", "site", "level", "country")
MOST_PARTS = 12
MOST_PEOPLE = 60


def labels() -> dict[str, str]:
    """What the parts are called."""
    return {
        "unit": _("Unit"),
        "site": _("Site"),
        "level": _("Level"),
        "country": _("Country"),
    }


def part_of(look: Look, part: str) -> Callable[[str], str]:
    """What somebody belongs to; nothing of those walled off from the reader."""

    def told(ref: str) -> str:
        person = look.people.get(ref)
        return "" if person is None or ref in look.walled else str(getattr(person, part))

    return told


def parts_told(look: Look) -> list[str]:
    """The parts by which people differ."""
    told = []
    for part in PARTS:
        value_of = part_of(look, part)
        if len({value_of(ref) for ref in look.refs} - {""}) > 1:
            told.append(part)
    return told


def maps(look: Look, by: str) -> dict[str, Any]:
    """Both maps, as far as there is something to show."""
    told = parts_told(look)
    part = by if by in told else (told[0] if told else "")
    called = labels()
    found: dict[str, Any] = {
        "parts": [(key, called[key], key == part) for key in told],
        "by": part,
        "by_label": called.get(part, ""),
        "walled_in": len(look.walled & look.refs),
    }
    if part:
        found["by_parts"] = _by_parts(look, part, called[part])
    if 1 < len(look.refs) <= MOST_PEOPLE:
        found["by_people"] = _by_people(look, part)
    return found


def _by_parts(look: Look, part: str, label: str) -> dict[str, Any]:
    value_of = part_of(look, part)
    values = {ref: value_of(ref) for ref in look.refs}
    sizes = Counter(value for value in values.values() if value)
    shown = sorted(value for value, _count in sizes.most_common(MOST_PARTS))
    met: Counter[tuple[str, str]] = Counter()
    for one, other in look.meetings:
        met[_pair(values[one], values[other])] += 1
    shares = {
        (one, other): met[_pair(one, other)] / pairs
        for one in shown
        for other in shown
        if (pairs := _pairs(sizes, one, other))
    }
    most = max(shares.values(), default=0.0) or 1.0
    rows = [(one, [_share(shares.get((one, other))) for other in shown]) for one in shown]
    return {
        "heat": charts.heat(
            shown, rows, corner=label, cuts=[100 * most * step for step in (0.2, 0.4, 0.6, 0.8)]
        ),
        "twin": _parts_twin(sizes, shown, met),
        "hidden": len(sizes) - len(shown),
    }


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one <= other else (other, one)


def _pairs(sizes: Mapping[str, int], one: str, other: str) -> int:
    count = sizes[one]
    return count * (count - 1) // 2 if one == other else count * sizes[other]


def _share(share: float | None) -> Any:
    return None if share is None else (100 * share, charts.number(share_of(share)))


def _parts_twin(sizes: Any, shown: list[str], met: Any) -> Any:
    rows = []
    for place, one in enumerate(shown):
        for other in shown[place:]:
            pairs = _pairs(sizes, one, other)
            if not pairs:
                continue
            met_here = met[_pair(one, other)]
            name = (
                _("within %(part)s") % {"part": one}
                if one == other
                else _("%(one)s and %(other)s") % {"one": one, "other": other}
            )
            percent = f"{share_of(met_here / pairs)}%"
            rows.append((name, charts.number(met_here), charts.number(pairs), percent))
    head = [_("Who"), _("Pairs that meet"), _("Possible pairs"), _("Share")]
    return charts.table_twin(head, rows)


def _by_people(look: Look, part: str) -> dict[str, Any]:
    """Everybody against everybody: the rounds in which they meet."""
    value_of = part_of(look, part) if part else lambda _ref: ""
    # Those of whom nothing is told stand at the end, by name alone.
    order = sorted(look.order, key=lambda ref: (not value_of(ref), value_of(ref).casefold()))
    again = {(one, other) for one, other, _met in look.again}
    word = _("again")
    total = len(look.rounds)

    def cell(one: str, other: str) -> Any:
        pair = _pair(one, other)
        met = look.meetings.get(pair)
        if not met:
            return None
        said = ", ".join(map(str, met))
        if pair in again:
            return (None, format_html("{} <small>{}</small>", said, word))
        return (met[0], said)

    columns = [
        format_html('<span aria-hidden="true">{}</span><span class="vh">{}</span>', n, name)
        for n, name in enumerate(map(look.name, order), 1)
    ]
    rows = [
        (
            format_html("<bdi>{}</bdi> {}", look.name(one), n),
            [cell(one, other) for other in order],
        )
        for n, one in enumerate(order, 1)
    ]
    cuts = [1 + total * step for step in (0.2, 0.4, 0.6, 0.8)]
    return {
        "heat": charts.heat(columns, rows, corner=_("Person"), cuts=cuts),
        "twin": _people_twin(look, order),
    }


def _people_twin(look: Look, order: list[str]) -> Any:
    met: dict[str, list[str]] = {ref: [] for ref in order}
    for one, other in look.meetings:
        met[one].append(other)
        met[other].append(one)
    again: Counter[str] = Counter()
    for one, other, _rounds in look.again:
        again.update((one, other))
    everybody = len(order) - 1
    rows = [
        (
            look.name(ref),
            charts.number(len(met[ref])),
            charts.number(again[ref]),
            charts.number(everybody - len(met[ref])),
        )
        for ref in order
    ]
    head = [_("Person"), _("Meets"), _("Of them again"), _("Never meets")]
    return charts.table_twin(head, rows)
