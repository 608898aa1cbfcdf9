"""Planned and taken minutes of a program's sessions, on average, by format."""

import csv
import io
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from junto.domain.catalog.queries import localized
from junto.domain.programs import queries as programs
from junto.domain.sessions import fairness, policies, room_queries
from junto.foundation.access.views import requires
from junto.foundation.text import cell


@requires(policies.schedule_program, load=programs.get_program)
@require_safe
def page(request: HttpRequest, program: Any) -> HttpResponse:
    """The page, or the same as a file."""
    formats = _formats(program)
    if request.GET.get("as") == "csv":
        return _file(formats)
    context = {
        "program": program,
        "formats": formats,
        "fewest": fairness.FEWEST_GROUPS,
        "section": "schedule",
    }
    return render(request, "sessions/minutes.html", context)


def _formats(program: Any) -> list[dict[str, Any]]:
    made = []
    for format_id, found in fairness.minutes_in(program).items():
        fmt = room_queries.find_format(format_id)
        titles = {stage.id: localized(stage.title) for stage in fmt.all_stages()} if fmt else {}
        most = max(max(each.planned, each.took) for each in found)
        made.append(
            {
                "title": localized(fmt.title) if fmt else format_id,
                "sessions": max(each.sessions for each in found),
                "most": most or 1,
                "rows": [
                    {
                        "title": titles.get(each.stage, each.stage),
                        "planned": each.planned,
                        "took": each.took,
                    }
                    for each in found
                ],
            }
        )
    return made


def _file(formats: list[dict[str, Any]]) -> HttpResponse:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_("Format"), _("Stage"), _("Planned"), _("Took"), _("Sessions")])
    for fmt in formats:
        for row in fmt["rows"]:
            minutes = [f"{row['planned']:.1f}", f"{row['took']:.1f}"]
            names = [cell(fmt["title"]), cell(row["title"])]
            writer.writerow([*names, *minutes, fmt["sessions"]])
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="minutes.csv"'
    return answer
