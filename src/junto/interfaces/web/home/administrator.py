"""An organization administrator's home: is everything running?"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from junto.domain.overview import queries as overview
from junto.domain.people import queries as people
from junto.domain.people.enums import Role
from junto.domain.programs import queries as programs
from junto.interfaces.web.home import advice


def administrator(request: HttpRequest, organization: Any) -> HttpResponse:
    """What does not run first; then programs, who may do what, and what happened lately."""
    health = overview.health(now=timezone.now())
    _page, entries = overview.log("1")
    counts = people.count_by_role()
    context = {
        "organization": organization,
        "health": health,
        "troubles": _troubles(health),
        "entries": entries[:6],
        "programs": [
            (row.name, row.get_state_display(), row.people_count) for row in programs.programs()
        ],
        "roles": [
            (label, counts.get(str(role), 0))
            for role, label in Role.choices
            if counts.get(str(role), 0)
        ],
        "everybody": people.count_everybody(),
        "without_account": people.count_without_account(),
        "advice_news": advice.news(request),
        "section": "home",
    }
    return render(request, "home/admin.html", context)


def _troubles(health: overview.Health) -> list[tuple[str, str]]:
    found = []
    if health.worker_is_silent:
        found.append(
            (
                _("The worker is not answering"),
                _("Imports, groups and mail wait until it runs. Start the server again, or run"
                  " junto doctor to see why."),
            )
        )  # fmt: skip
    if health.unclear_mails:
        found.append(
            (
                _("A message may not have arrived"),
                _("The line broke while sending. Nothing is sent twice on a guess."),
            )
        )
    if health.failed_jobs:
        found.append(
            (
                ngettext(
                    "%(n)s piece of work stopped today",
                    "%(n)s pieces of work stopped today",
                    health.failed_jobs,
                )
                % {"n": health.failed_jobs},
                _("Whoever began it sees why on its page."),
            )
        )
    if health.unchained:
        found.append(
            (
                ngettext(
                    "%(n)s entry of the log is not sealed yet",
                    "%(n)s entries of the log are not sealed yet",
                    health.unchained,
                )
                % {"n": health.unchained},
                _("The worker seals entries within seconds. Check that it runs."),
            )
        )
    return found
