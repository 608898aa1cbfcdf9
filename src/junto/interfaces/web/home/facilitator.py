"""A facilitator's home."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from junto.domain.overview import queries as overview
from junto.interfaces.web.ui.places import address


def facilitator(request: HttpRequest, organization: Any) -> HttpResponse:
    programs = [
        {
            "name": program.name,
            "groups": [
                {
                    "name": group.name,
                    "kind": group.get_kind_display(),
                    "count": group.people_count,
                    "url": address("groups:circle", group),
                }
                for group in groups
            ],
        }
        for program, groups in overview.facilitator_groups(request.actor)  # type: ignore[attr-defined]
    ]
    count = sum(len(program["groups"]) for program in programs)
    context = {"programs": programs, "count": count, "section": "home"}
    return render(request, "home/facilitator.html", context)
