"""What the reports of a round have in common, for whoever runs the program."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from junto.domain.feedback import cohorts, instruments, policies, queries
from junto.foundation.access.views import requires


@requires(policies.run_round, load=queries.get_round)
@require_safe
def page(request: HttpRequest, row: Any) -> HttpResponse:
    """Competencies of everybody together; nobody's own report."""
    summary = cohorts.read_summary(row.summary)
    titles = {each.key: each.title for each in instruments.chosen(row.competencies)}
    lines = sorted(summary.lines, key=lambda each: -each.mean) if summary else []
    context = {
        "round": row,
        "program": row.program,
        "summary": summary,
        "lines": [{"title": titles[each.key], "line": each} for each in lines],
        "share": queries.answered_share(queries.coverage(row)),
        "fewest": cohorts.FEWEST_PEOPLE,
        "fewest_comments": cohorts.FEWEST_COMMENTS,
        "specific": None if not summary or summary.specific is None else 10 * summary.specific,
        "words_only": not row.competencies,
        "twin_head": [_("Area"), _("Themselves"), _("Others")],
        "twin": [[titles[each.key], _number(each.own), _range(each)] for each in lines],
        "section": "feedback",
    }
    return render(request, "feedback/cohort.html", context)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def _range(line: Any) -> str:
    return f"{line.low:.1f}" if line.low == line.high else f"{line.low:.1f}–{line.high:.1f}"
