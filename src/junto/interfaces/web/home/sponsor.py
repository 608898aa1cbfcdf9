"""A sponsor's home: what a program is for and how it goes, never a person."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from junto.domain.overview import queries as overview
from junto.domain.overview import sponsoring as domain
from junto.interfaces.web.home import advice
from junto.interfaces.web.home.words import aim_row, percent
from junto.interfaces.web.ui import charts


def sponsor(request: HttpRequest, organization: Any) -> HttpResponse:
    """One program of those sponsored, and the others a link away."""
    programs = overview.sponsored_programs(request.actor)  # type: ignore[attr-defined]
    wanted = request.GET.get("program", "")
    chosen = next((row for row in programs if row.ref == wanted), next(iter(programs), None))
    context: dict[str, Any] = {
        "organization": organization,
        "fewest": domain.FEWEST,
        "chosen": chosen,
        "programs": [
            {
                "name": row.name,
                "ref": row.ref,
                "state": row.get_state_display(),
                "people": row.people_count if row.people_count >= domain.FEWEST else None,
                "current": row is chosen,
            }
            for row in programs
        ],
        "advice_news": advice.news(request),
        "section": "home",
    }
    found = domain.sponsored(chosen, now=timezone.now()) if chosen else None
    if found is not None:
        context |= {
            "stats": _stats(chosen, found),
            "aims": [aim_row(each) for each in found.aims],
            "hours": found.hours,
        }
    return render(request, "home/sponsor.html", context)


def _stats(program: Any, found: domain.Sponsored) -> list[dict[str, str]]:
    return [
        {"label": _("People"), "value": charts.number(program.people_count), "note": ""},
        {
            "label": _("Sessions held"),
            "value": charts.number(found.held),
            "unit": _("of %(n)s due") % {"n": charts.number(found.due)},
        },
        {"label": _("Seats taken"), "value": percent(found.share)},
        {
            "label": _("“The time was worth it for me”"),
            "value": charts.number(found.worth, 1) if found.worth is not None else "–",
            "unit": _("of %(n)s") % {"n": 5} if found.worth is not None else "",
            "note": ""
            if found.worth is not None
            else _("Shown once %(n)s people have answered in one week") % {"n": domain.FEWEST},
        },
    ]
