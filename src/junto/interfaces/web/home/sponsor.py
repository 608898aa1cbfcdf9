"""A sponsor's home: programs, never people."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from junto.domain.overview import queries as overview

FEWEST_SHOWN_TO_SPONSORS = 10


def sponsor(request: HttpRequest, organization: Any) -> HttpResponse:
    programs = [
        {
            "name": program.name,
            "state": program.get_state_display(),
            "people": program.people_count
            if program.people_count >= FEWEST_SHOWN_TO_SPONSORS
            else None,
        }
        for program in overview.sponsored_programs(request.actor)  # type: ignore[attr-defined]
    ]
    return render(request, "home/sponsor.html", {"programs": programs, "section": "home"})
