"""How mixed the groups of a program are: all together, and group by group."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from junto.domain.groups import mix, policies
from junto.domain.people.importing import exporting
from junto.domain.programs import queries as programs
from junto.domain.programs import second_managers
from junto.foundation.access.views import requires
from junto.interfaces.web.ui.charts import number

PAGE_SIZE = 24


@requires(policies.form_groups, load=programs.get_program)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, program: Any) -> HttpResponse:
    """Show the mix; hand it over as a file."""
    actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        return _file(mix.take_mix(program=program, actor=actor, now=timezone.now()))
    found = mix.mix_of(program, actor=actor)
    wanted = request.GET.get("in", "")
    line = found.line(wanted) or next(iter(found.lines), None)
    context: dict[str, Any] = {
        "program": program,
        "mix": found,
        "rows": [
            (each, _in(each), _percent(each.within), _percent(each.chance), each is line)
            for each in found.lines
        ],
        "crossing": _crossing(found),
        "line": line,
        "met": _met(mix.met(program, found)),
        "wall": second_managers.sentence([each.pk for each in found.walled_off], actor),
        "section": "groups",
    }
    if line is not None:
        spreads = zip(found.groups, mix.spreads(found, line.thing), strict=True)
        cards = [(group, people, spread) for (group, people), spread in spreads]
        shown = Paginator(cards, PAGE_SIZE).get_page(request.GET.get("page"))
        context |= {
            "page_obj": shown,
            "groups": [
                (group, spread, _share(spread), _values(line, spread))
                for group, _people, spread in shown
            ],
            "whole": _whole(line, mix.whole(found, line.thing), len(found.people)),
        }
    return render(request, "groups/mix.html", context)


def _crossing(found: mix.Mix) -> list[tuple[str, str, str]]:
    """How often two who share a group come from different parts, and how often by chance."""
    titles = (
        ("unit", _("Pairs from different units")),
        ("employer", _("Pairs from different employers")),
    )
    return [
        (title, _percent(line.within), _percent(line.chance))
        for name, title in titles
        if (line := found.line(name)) is not None
    ]


def _in(line: mix.Line) -> str:
    return f"?in={line.thing.name}"


def _percent(value: float) -> str:
    return _("%(n)s%%") % {"n": number(round(value))}


def _share(spread: mix.Spread) -> str:
    return "–" if spread.share is None else _percent(spread.share)


def _values(line: mix.Line, spread: mix.Spread) -> str:
    if line.thing.is_number:
        return _range(spread.numbers)
    return ", ".join(
        _("%(value)s %(n)s") % {"value": value, "n": count} if count > 1 else value
        for value, count in spread.values
    )


def _range(numbers: tuple[float, ...]) -> str:
    if not numbers:
        return _("Nothing known")
    if numbers[0] == numbers[-1]:
        return number(numbers[0])
    return _("%(low)s to %(high)s") % {"low": number(numbers[0]), "high": number(numbers[-1])}


def _whole(line: mix.Line, spread: mix.Spread, people: int) -> dict[str, Any]:
    """How everybody is spread: bars for words, a sentence for numbers."""
    if line.thing.is_number:
        _low, first, _half, third, _high = spread.numbers
        text = _("From %(range)s; half of the people are between %(first)s and %(third)s.") % {
            "range": _range(spread.numbers),
            "first": number(first, 0),
            "third": number(third, 0),
        }
        return {"text": text, "bars": []}
    shown = spread.values[: mix.MOST_VALUES]
    return {
        "bars": [(value, count, 100 * count / people) for value, count in shown],
        "more": len(spread.values) - len(shown),
    }


def _met(found: mix.Meeting) -> dict[str, Any] | None:
    if not found.pairs or not found.together:
        return None
    return {
        "share": _percent(100 * found.met / found.pairs),
        "met": found.met,
        "pairs": found.pairs,
        "new_share": _percent(100 * found.new / found.together),
        "new": found.new,
        "together": found.together,
    }


def _file(rows: list[list[str]]) -> HttpResponse:
    head = [
        _("Mixed in"),
        _("Group"),
        _("People"),
        _("How different two people are, percent"),
        _("By chance, percent"),
        _("Who is there"),
    ]
    return HttpResponse(
        exporting.to_csv([head, *rows]),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="mix-of-groups.csv"',
            "Cache-Control": "private, no-store",
        },
    )
