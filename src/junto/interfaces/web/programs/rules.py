"""The third step: what makes a good group, as sentences; says at once whether it is possible."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from junto.domain.groups import actions as group_actions
from junto.domain.groups import problems
from junto.domain.groups import queries as groups
from junto.domain.groups.knowledge import Knowledge, knowledge_of
from junto.domain.people import queries as people
from junto.domain.people.enums import AttributeKind
from junto.domain.programs import actions, policies, queries
from junto.domain.programs.enums import SetupStep
from junto.foundation.access.views import requires
from junto.interfaces.web.programs.reading import RIVALS, Reading, as_fields, pair_of, suggested
from junto.interfaces.web.programs.steps import steps
from junto.interfaces.web.ui.toasts import toast


@requires(policies.manage_program, load=queries.get_program)
@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest, program: Any) -> HttpResponse:
    """Show, check, relax or save the rules."""
    known = knowledge_of(program, actor=request.actor)  # type: ignore[attr-defined]
    if request.method == "GET":
        asked = program.rules if SetupStep.RULES in program.steps_saved else suggested(known)
        asked = program.rules if program.rules.get("hard") or program.rules.get("soft") else asked
        return _show(request, program, known, asked)
    reading = Reading(request.POST, known, people.people_called)
    asked = reading.rules(program.rules, program.starts_on)
    if reading.problems:
        return _show(request, program, known, asked, problems_found=reading.problems)
    if request.POST.get("relax"):
        return _relax(request, program, known, asked)
    if request.POST.get("act") == "check":
        return _show(request, program, known, asked)
    actions.save_rules(
        program=program,
        rules=asked,
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    toast(request, _("The rules are saved."))
    if request.POST.get("act") == "form":
        _form_groups(request, program)
    return redirect("groups:list", ref=program)


def _form_groups(request: HttpRequest, program: Any) -> None:
    """Ask for a draft at once; where nobody takes part yet, the page of groups says so."""
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    newest = groups.newest_formation(program)
    if newest is not None:
        group_actions.abandon_formation(formation=newest, actor=actor, now=now)
    try:
        group_actions.start_formation(program=program, actor=actor, now=now)
    except group_actions.AlreadySolving:
        toast(request, _("A draft of the earlier rules is being worked out. Stop it to try these."))
    except group_actions.NobodyEnrolled:
        return


def _relax(request: HttpRequest, program: Any, known: Knowledge, asked: Any) -> HttpResponse:
    """Show the rules changed by what was offered; saving stays with the person."""
    sizes = (program.size_min, program.size_max)
    found = groups.possible(program, asked, sizes, timezone.now())
    reason, _sep, choice = request.POST["relax"].partition(":")
    try:
        changed = found.impossible[int(reason)]["relaxations"][int(choice)]["rules"]
    except (ValueError, IndexError):
        return _show(request, program, known, asked)
    if not changed:
        return _show(request, program, known, asked)
    size = changed.get("size", {})
    if "min" in size:
        actions.save_size(
            program=program,
            size_min=size["min"],
            size_max=size["max"],
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    staff = {"staff": asked["staff"]} if "staff" in asked else {}
    return _show(request, program, known, {**problems.plain(changed), **staff})


def _show(
    request: HttpRequest,
    program: Any,
    known: Knowledge,
    asked: dict[str, Any],
    *,
    problems_found: list[dict[str, str]] | None = None,
) -> HttpResponse:
    fields = as_fields(asked, program.starts_on)
    refs = {ref for each in [*fields["never"], *fields["keep"]] for ref in each}
    called = people.names_by_refs(refs) if refs else {}
    sizes = (program.size_min, program.size_max)
    wrong = problems_found or []
    # Where such a must-have cannot be kept, people are named: never by what is sensitive.
    openly = [row for row in known.known if not row.is_sensitive]
    values = _values(known, fields)
    if any(each["field"] == "near_order" for each in wrong):
        fields |= _order_to_begin_with(request.POST.get("near", ""), known)
    context = {
        "program": program,
        "facilitators": len(queries.facilitators_of(program)),
        "steps": steps(program, SetupStep.RULES),
        "known": known,
        "fields": fields,
        "typed": request.POST if wrong else {},
        "values": values,
        "wrong_in": {each["field"].partition("_")[0] for each in wrong},
        "packs": _packs(known, values),
        "rivals": [(text, words) for text, _name, words in fields["rivals"]],
        "rival_ends": list(
            zip(RIVALS, (_("One of them"), _("Another"), _("A third")), strict=True)
        ),
        "ordered": [row for row in openly if row.kind != AttributeKind.MANY_OF],
        "openly": [row for row in openly if not row.is_number],
        "words": [row for row in known.known if not row.is_number],
        "soft": [_row(row, fields) for row in known.known if not row.is_sensitive],
        "company": _company(known, fields),
        "sensitive": [_row(row, fields) for row in known.known if row.is_sensitive],
        "sensitive_open": any(
            row.is_sensitive and row.name in fields["soft"] for row in known.known
        ),
        "never": [(",".join(each), _called(each, called)) for each in fields["never"]],
        "keep": [(",".join(each), _called(each, called)) for each in fields["keep"]],
        "possible": None
        if wrong or not known.people
        else groups.possible(program, asked, sizes, timezone.now()),
        "problems": wrong,
        "has_errors": bool(wrong),
        "section": "rules",
    }
    return render(request, "programs/rules.html", context, status=422 if wrong else 200)


def _values(known: Knowledge, fields: dict[str, Any]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Values to choose from, by what they are values of; those in use are always among them."""
    groups = [
        (row.name, row.label, [(pair_of(row.name, value), value) for value in row.values])
        for row in known.known
        if row.values
    ]
    shown = {pair for _name, _label, rows in groups for pair, _value in rows}
    used = [pair for pair, _count in [*fields["at_least"], *fields["not_alone"]]]
    for pair in dict.fromkeys([*used, fields["site"]["remote"]]):
        name, _sep, value = pair.partition(":")
        if not value or pair in shown:
            continue
        rows = next((rows for key, _label, rows in groups if key == name), None)
        if rows is None:
            groups.append((name, name, rows := []))
        rows.append((pair, value))
    return [(label, rows) for _name, label, rows in groups]


def _company(known: Knowledge, fields: dict[str, Any]) -> list[dict[str, Any]]:
    """Wishes for company: whom somebody names, and what they would like to talk of."""
    texts = (AttributeKind.MANY_OF, AttributeKind.TEXT)
    said = {
        "with_friends": (
            _("With somebody they named"),
            _("one is enough; names, e-mails, numbers"),
        ),
        "with_topics": (_("With a topic they wish for"), _("one other who has it too is enough")),
    }
    found = []
    for key, (label, hint) in said.items():
        name, weight = fields["company"][key]
        kinds = texts if key == "with_friends" else (AttributeKind.MANY_OF, AttributeKind.ONE_OF)
        rows = [
            row
            for row in known.known
            if row.name == name or (row.kind in kinds and not row.is_sensitive)
        ]
        chosen = {"key": key, "label": label, "hint": hint, "name": name, "weight": weight}
        found.append({**chosen, "rows": rows})
    return found


def _packs(
    known: Knowledge, values: list[tuple[str, list[tuple[str, str]]]]
) -> list[tuple[str, list[tuple[str, str]]]]:
    """What nobody is to be alone with: any value of something, or one value."""
    whole = [
        (pair_of(row.name, ""), _("whatever “%(label)s”") % {"label": row.label})
        for row in known.known
        if not row.is_number
    ]
    return [(_("Each value"), whole), *values]


def _order_to_begin_with(name: str, known: Knowledge) -> dict[str, Any]:
    """The values there are, to be put in order."""
    row = next((each for each in known.known if each.name == name), None)
    order = "\n".join(sorted(row.values) if row else ())
    return {"near": name, "near_order": order}


def _called(refs: list[str], called: dict[str, str]) -> str:
    return ", ".join(called.get(ref, _("former member")) for ref in refs)


def _row(row: Any, fields: dict[str, Any]) -> dict[str, Any]:
    how, weight = fields["soft"].get(row.name, ("", "2"))
    return {"known": row, "how": how, "weight": weight}
