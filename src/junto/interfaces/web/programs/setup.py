"""The first two steps: who is in, and which template."""

from datetime import timedelta
from html import escape
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from junto.domain.catalog import queries as catalog
from junto.domain.groups.enums import GroupKind
from junto.domain.people.queries import PAGE_SIZE
from junto.domain.programs import actions, policies, queries, second_managers
from junto.domain.programs.enums import SetupStep
from junto.foundation.access.views import requires
from junto.interfaces.web.programs.forms import TemplateForm
from junto.interfaces.web.programs.steps import steps
from junto.interfaces.web.ui.templatetags.junto import person
from junto.interfaces.web.ui.toasts import toast

PAGE = PAGE_SIZE
AGENDA = 6
AHEAD = timedelta(days=28)
manages = requires(policies.manage_program, load=queries.get_program)


def _address(name: str, program: Any) -> str:
    try:
        return reverse(name, kwargs={"ref": program})
    except NoReverseMatch:
        return ""


# ---------------------------------------------------------------- people


@manages
@require_GET
def people(request: HttpRequest, program: Any) -> HttpResponse:
    """Who takes part, and who could; a page at a time."""
    search = request.GET.get("q", "").replace("\0", "").strip()[:100]
    shows_others = request.GET.get("show") == "others"
    actor = request.actor  # type: ignore[attr-defined]
    inside, outside = queries.count_both(program)
    if search:
        count = queries.count_found(program, search=search, others=shows_others, actor=actor)
    else:
        count = outside if shows_others else inside
    page = Paginator(range(count), PAGE).get_page(request.GET.get("page"))
    start = max(page.start_index() - 1, 0)
    found = queries.people_rows(
        program, start=start, search=search, others=shows_others, actor=actor
    )
    context = {
        "program": program,
        "steps": steps(program, SetupStep.PEOPLE),
        "page_obj": page,
        "rows": _rows(found, actor),
        "search": search,
        "shows_others": shows_others,
        "count": inside,
        "others": outside,
        "import_url": _address("imports:start", program),
        "section": "program-people",
    }
    return render(request, "programs/people.html", context)


def _rows(found: list[tuple[Any, ...]], actor: Any) -> SafeString:
    """The rows as HTML: fifty of them in a template cost as much as the rest of the page."""
    walled = [row[0] for row in found if row[-1]]
    second = queries.looked_after_by(walled, actor=actor) if walled else {}
    said = {pk: second_managers.words(second.get(pk, "")) for pk in walled}
    choose = escape(_("Choose"))
    rows = [
        f'<tr><td class="choose"><input type="checkbox" name="person" value="{ref}" '
        f'aria-label="{choose}: {escape(name)}"></td>'
        f"<td>{person(name, ref, said.get(pk, email), 's')}</td>"
        f"<td>{escape(unit)}</td><td>{escape(site)}</td></tr>"
        for pk, ref, name, email, unit, site, _is_walled in found
    ]
    return mark_safe("\n".join(rows))  # noqa: S308 - whatever people typed is escaped above


def _refs(request: HttpRequest) -> list[str]:
    return [ref[:12] for ref in request.POST.getlist("person")[:2000] if "\0" not in ref]


@manages
@require_POST
def enroll(request: HttpRequest, program: Any) -> HttpResponse:
    """Let people of the organization take part."""
    if request.POST.get("all") == "1":
        chosen = queries.others_of(program)
    else:
        chosen = queries.people_by_refs(_refs(request) or [request.GET.get("person", "")[:12]])
    count = actions.enroll_people(
        program=program,
        people=chosen,
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    toast(
        request,
        ngettext("%(n)s person takes part now.", "%(n)s people take part now.", count)
        % {"n": count},
    )
    return redirect("programs:people", ref=program)


@manages
@require_POST
def withdraw(request: HttpRequest, program: Any) -> HttpResponse:
    """Take people out of the program; they stay in the organization."""
    chosen = queries.people_by_refs(_refs(request) or [request.GET.get("person", "")[:12]])
    count = actions.withdraw_people(
        program=program,
        person_ids=[person.pk for person in chosen],
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    if count == 1:
        undo = reverse("programs:enroll", kwargs={"ref": program})
        toast(
            request,
            _("%(name)s does not take part any more.") % {"name": chosen[0].full_name},
            undo_url=f"{undo}?person={chosen[0].ref}",
        )
    return redirect("programs:people", ref=program)


# ---------------------------------------------------------------- template


@manages
@require_http_methods(["GET", "POST"])
def template(request: HttpRequest, program: Any) -> HttpResponse:
    """Six ways to learn together, and one's own."""
    asked = request.POST.get("template") if request.method == "POST" else None
    if asked is None:
        asked = request.GET.get("choose", program.template_id)
    chosen = catalog.find_template(str(asked).replace("\0", ""))
    scratch = not chosen and (asked == "scratch" or request.method == "POST")
    form = TemplateForm(
        request.POST if request.method == "POST" else None,
        initial=_initial(program, chosen),
        limits=(chosen.size_min, chosen.size_max) if chosen else None,
    )
    if form.is_bound and form.is_valid():
        _save(request, program, chosen, form.cleaned_data)
        toast(request, _("The template is saved."))
        return redirect("programs:rules", ref=program)
    kinds = dict(GroupKind.choices)
    context = {
        "program": program,
        "steps": steps(program, SetupStep.TEMPLATE),
        "cards": [
            {
                "card": card,
                "kind": kinds.get(card.kind, card.kind),
                "agenda": card.first_agenda[:AGENDA],
                "more": max(0, len(card.first_agenda) - AGENDA),
                "chosen": bool(chosen) and card.id == chosen.id,
            }
            for card in catalog.list_template_cards()
        ],
        "chosen": chosen,
        "chosen_title": catalog.localized(chosen.title) if chosen else "",
        "scratch": scratch,
        "form": form,
        "section": "template",
    }
    return render(request, "programs/template.html", context, status=422 if form.is_bound else 200)


def _initial(program: Any, chosen: Any) -> dict[str, Any]:
    kept = chosen is None or program.template_id == chosen.id
    return {
        "template": chosen.id if chosen else "scratch",
        "size_min": program.size_min if kept else chosen.size_min,
        "size_max": program.size_max if kept else chosen.size_max,
        "starts_on": program.starts_on or timezone.localdate() + AHEAD,
    }


def _save(request: HttpRequest, program: Any, chosen: Any, values: dict[str, Any]) -> None:
    actions.save_template(
        program=program,
        template_id=chosen.id if chosen else "",
        template_version=chosen.version if chosen else "",
        group_kind=chosen.kind if chosen and chosen.kind in GroupKind.values else GroupKind.CIRCLE,
        size_min=values["size_min"],
        size_max=values["size_max"],
        starts_on=values["starts_on"],
        rules=None,
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
