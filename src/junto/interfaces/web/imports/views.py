"""Bring a file, check it, correct it in place, add people, take it back."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from junto.domain.organizations import queries as organizations
from junto.domain.people import actions as people_actions
from junto.domain.people import export_actions, export_queries, policies
from junto.domain.people import import_actions as actions
from junto.domain.people import import_queries as queries
from junto.domain.people import queries as people_queries
from junto.domain.people.enums import ImportState
from junto.domain.people.importing import sentences
from junto.domain.people.importing.exporting import to_csv
from junto.domain.people.importing.reading import Unreadable
from junto.domain.programs import policies as program_policies
from junto.domain.programs import queries as programs
from junto.foundation import jobs
from junto.foundation.access.views import requires, signed_in
from junto.foundation.tenancy import NotFound
from junto.interfaces.web.imports import pages
from junto.interfaces.web.ui.toasts import toast

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BUSY = (ImportState.READING, ImportState.COMMITTING)


# --- bringing a file --------------------------------------------------------------------------


@requires(policies.manage_people, load=organizations.get_organization)
@require_http_methods(["GET", "POST"])
def start_organization(request: HttpRequest, organization: Any) -> HttpResponse:
    """Bring people into the organization."""
    return _start(request, organization=organization, program=None)


@requires(program_policies.manage_program, load=programs.get_program)
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, program: Any) -> HttpResponse:
    """Bring people into a program."""
    return _start(request, organization=program.organization, program=program)


def _start(request: HttpRequest, *, organization: Any, program: Any) -> HttpResponse:
    program_ref = program.ref if program else ""
    context = {
        "organization": organization,
        "program": program,
        "steps": pages.steps(program),
        "waiting": queries.open_imports(request.actor, program_ref),  # type: ignore[attr-defined]
        "section": "" if program else "people",
    }
    if request.method == "GET":
        return render(request, "imports/start.html", context)
    upload = request.FILES.get("file")
    pasted = request.POST.get("text", "")
    trouble = Unreadable("no_file")
    if upload or pasted.strip():
        try:
            batch = actions.start_import(
                organization=organization,
                chunks=upload.chunks() if upload else [pasted.encode()],
                file_name=(upload.name or "") if upload else _("Pasted rows"),
                program_ref=program_ref,
                actor=request.actor,  # type: ignore[attr-defined]
                now=timezone.now(),
            )
        except Unreadable as found:
            trouble = found
        else:
            return redirect("imports:check", ref=batch.ref)
    problem = sentences.trouble(trouble.code, trouble.details)
    context |= {
        "has_errors": True,
        "problems": [{"text": problem, "href": "#id_file"}],
        "problem": problem,
        "pasted": pasted,
    }
    return render(request, "imports/start.html", context, status=422)


@signed_in
@require_GET
def sample(request: HttpRequest) -> HttpResponse:
    """A file to try it with, and to copy the headings from."""
    return _file(to_csv(pages.SAMPLE), "junto-sample.csv")


def _file(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=CSV)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


# --- one import -------------------------------------------------------------------------------


@requires(policies.manage_import, load=queries.get_import)
@require_GET
def check(request: HttpRequest, batch: Any) -> HttpResponse:
    """The import as it stands: reading, to check, being added, done."""
    if batch.state in BUSY and _is_stranded(batch):
        return _page(request, batch, "imports/stranded.html")
    template = {
        ImportState.READING: "imports/working.html",
        ImportState.COMMITTING: "imports/working.html",
        ImportState.UNREADABLE: "imports/unreadable.html",
        ImportState.COMMITTED: "imports/done.html",
        ImportState.UNDONE: "imports/over.html",
        ImportState.DISCARDED: "imports/over.html",
    }.get(batch.state, "imports/check.html")
    return _page(request, batch, template)


def _page(request: HttpRequest, batch: Any, template: str, status: int = 200) -> HttpResponse:
    context = pages.context_of(
        batch,
        program=_program_of(batch),
        known=queries.known_attributes(),
        can_undo=actions.can_undo(batch, timezone.now()),
        job=_job_of(batch) if batch.state in BUSY else None,
    )
    if context["own_team"]:
        context["second_managers"] = _second_managers(batch, context["program"])
    return render(request, template, context, status=status)


def _second_managers(batch: Any, program: Any) -> list[str]:
    """Who else could look after the reports of the one who imports."""
    others = programs.managers_of(program) if program else people_queries.administrators()
    return [person.full_name for person in others if person.pk != batch.created_by_id]


def _program_of(batch: Any) -> Any:
    return programs.get_program(batch.program_ref) if batch.program_ref else None


def _job_of(batch: Any) -> Any:
    try:
        return jobs.get(batch.job_ref)
    except NotFound:
        return None


def _is_stranded(batch: Any) -> bool:
    """The work ended with an error: nothing will move any more."""
    job = _job_of(batch)
    return job is None or job.is_over


@requires(policies.manage_import, load=queries.get_import)
@require_GET
def progress(request: HttpRequest, batch: Any) -> HttpResponse:
    """How far the work is; sends the page on when it is over."""
    job = _job_of(batch)
    if batch.state not in BUSY or job is None or job.is_over:
        response = HttpResponse("")
        response["HX-Redirect"] = reverse("imports:check", kwargs={"ref": batch.ref})
        return response
    return render(request, "imports/progress.html", pages.progress_of(batch, job))


def _change(request: HttpRequest, batch: Any, act: Callable[[], None]) -> HttpResponse:
    """Do one thing and show the page again; a page that is out of date says so."""
    try:
        act()
    except actions.NotNow:
        toast(request, _("This import has moved on since you looked. Here is how it stands."))
    return redirect(reverse("imports:check", kwargs={"ref": batch.ref}) + "#main")


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"actor": request.actor, "now": timezone.now()}  # type: ignore[attr-defined]


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else -1


@requires(policies.manage_import, load=queries.get_import)
@require_POST
def use_columns(request: HttpRequest, batch: Any) -> HttpResponse:
    """Use the columns as chosen."""
    uses = {}
    for place in range(len(batch.headings)):
        text = request.POST.get(f"use-{place}", "")
        if text:
            hidden = text.startswith("attribute:") and f"sensitive-{place}" in request.POST
            base = text.removesuffix(":sensitive")
            uses[place] = f"{base}:sensitive" if hidden else base
    return _change(
        request, batch, lambda: actions.map_columns(batch=batch, uses=uses, **_who(request))
    )


@requires(policies.manage_import, load=queries.get_import)
@require_POST
def use_sheet(request: HttpRequest, batch: Any) -> HttpResponse:
    """Read another sheet of the file."""
    sheet = request.POST.get("sheet", "")
    return _change(
        request, batch, lambda: actions.choose_sheet(batch=batch, sheet=sheet, **_who(request))
    )


@requires(policies.manage_import, load=queries.get_import)
@require_POST
def use_encoding(request: HttpRequest, batch: Any) -> HttpResponse:
    """Read the letters of the file in another way."""
    encoding = request.POST.get("encoding", "")
    return _change(
        request,
        batch,
        lambda: actions.choose_encoding(batch=batch, encoding=encoding, **_who(request)),
    )


@requires(policies.manage_import, load=queries.get_import)
@require_POST
def fix(request: HttpRequest, batch: Any) -> HttpResponse:
    """Read another value in a cell, or in every cell that says the same; or leave rows out."""
    column = _number(request.POST.get("column", ""))
    rows = [row for row in map(_number, request.POST.get("rows", "").split(",")) if row > 0]
    found = request.POST.get("found", "")
    value = request.POST.get("value", "")

    def act() -> None:
        if not rows:
            raise actions.NotNow
        if "leave_out" in request.POST:
            kind = request.POST.get("kind", "")
            wanted = queries.rows_with(batch, kind, column, found) if found else rows
            actions.leave_out(batch=batch, rows=wanted or rows, **_who(request))
        elif found and "everywhere" in request.POST:
            actions.replace_value(
                batch=batch, column=column, found=found, value=value, **_who(request)
            )
        else:
            actions.fix_cells(batch=batch, rows=rows, column=column, value=value, **_who(request))

    return _change(request, batch, act)


@requires(policies.manage_import, load=queries.get_import)
@require_POST
def answer(request: HttpRequest, batch: Any) -> HttpResponse:
    """Answer a question of the check: which row to keep, which way round a date is."""
    key, value = request.POST.get("key", ""), request.POST.get("value", "")
    said: Any = _number(value) if key.startswith("keep:") else value

    def act() -> None:
        is_date = key.startswith("date:") and value in ("day", "month")
        if not (is_date or (key.startswith("keep:") and said > 0)):
            raise actions.NotNow
        actions.decide(batch=batch, key=key, value=said, **_who(request))

    return _change(request, batch, act)


@requires(policies.manage_import, load=queries.get_import)
@require_POST
def commit(request: HttpRequest, batch: Any) -> HttpResponse:
    """Add what the page showed, or go on with work that stopped."""
    if batch.state in BUSY:
        return _change(request, batch, lambda: actions.try_again(batch=batch, **_who(request)))
    expected = [_number(request.POST.get("new", "")), _number(request.POST.get("update", ""))]
    return _change(
        request,
        batch,
        lambda: actions.commit_import(batch=batch, expected=expected, **_who(request)),
    )


@requires(policies.manage_import, load=queries.get_import)
@require_POST
def undo(request: HttpRequest, batch: Any) -> HttpResponse:
    """Take the import back."""
    return _change(request, batch, lambda: actions.undo_import(batch=batch, **_who(request)))


@requires(policies.manage_import, load=queries.get_import)
@require_POST
def discard(request: HttpRequest, batch: Any) -> HttpResponse:
    """Use another file."""
    try:
        actions.discard_import(batch=batch, **_who(request))
    except actions.NotNow:
        return redirect("imports:check", ref=batch.ref)
    if batch.program_ref:
        return redirect("imports:start", ref=_program_of(batch).address)
    return redirect("imports:start-organization", ref=batch.organization.address)


@requires(policies.manage_import, load=queries.get_import)
@require_GET
def rows_to_fix(request: HttpRequest, batch: Any) -> HttpResponse:
    """The rows that wait, to mend in a spreadsheet and bring again."""
    return _file(to_csv(list(queries.rows_to_fix(batch))), "rows-to-fix.csv")


# --- export -------------------------------------------------------------------------------------


@requires(policies.manage_people, load=organizations.get_organization)
@require_http_methods(["GET", "POST"])
def export(request: HttpRequest, organization: Any) -> HttpResponse:
    """Take everybody out as a file that imports again unchanged."""
    if request.method == "GET":
        context = {"organization": organization, "section": "people"}
        return render(request, "imports/export.html", context)
    if request.POST.get("as") == "xlsx":
        made = export_actions.start_export(organization=organization, **_who(request))
        return redirect("imports:workbook", ref=made.ref)
    table = queries.export_table(request.actor.person_id)  # type: ignore[attr-defined]
    people_actions.record_export(organization=organization, count=len(table) - 1, **_who(request))
    text = ngettext("%(n)s person exported.", "%(n)s people exported.", len(table) - 1)
    toast(request, text % {"n": len(table) - 1})
    return _file(to_csv(table), "people.csv")


@requires(policies.take_export, load=export_queries.get_export)
@require_GET
def workbook(request: HttpRequest, export: Any) -> HttpResponse:
    """The workbook as it stands: being written, there to take, or gone."""
    job = _job_of(export)
    context = {
        "export": export,
        "organization": export.organization,
        "section": "people",
        "is_there": bool(export.file_path),
        "is_lost": not export.file_path and (job is None or job.is_over),
        **_workbook_progress(export, job),
    }
    return render(request, "imports/workbook.html", context)


def _workbook_progress(export: Any, job: Any) -> dict[str, Any]:
    return {
        "label": _("Writing the workbook"),
        "done": job.done if job else 0,
        "total_rows": job.total if job else 0,
        "url": reverse("imports:workbook-progress", kwargs={"ref": export.ref}),
    }


@requires(policies.take_export, load=export_queries.get_export)
@require_GET
def workbook_progress(request: HttpRequest, export: Any) -> HttpResponse:
    """How far the workbook is; sends the page on when it is written."""
    job = _job_of(export)
    if export.file_path or job is None or job.is_over:
        response = HttpResponse("")
        response["HX-Redirect"] = reverse("imports:workbook", kwargs={"ref": export.ref})
        return response
    return render(request, "imports/progress.html", _workbook_progress(export, job))


@requires(policies.take_export, load=export_queries.get_export)
@require_GET
def take_workbook(request: HttpRequest, export: Any) -> HttpResponse:
    """The file itself."""
    response = HttpResponse(export_queries.workbook(export), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="people.xlsx"'
    return response
