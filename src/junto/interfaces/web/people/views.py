"""People of an organization: the list, one person, adding, changing, removing."""

from html import escape
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from junto.domain.organizations import queries as organizations
from junto.domain.organizations import zones
from junto.domain.people import actions, policies, queries
from junto.domain.people.enums import Role
from junto.domain.programs import queries as programs
from junto.domain.programs import second_managers
from junto.foundation import drafts
from junto.foundation.access.views import requires
from junto.interfaces.web.people.forms import PREFIX, PersonForm
from junto.interfaces.web.ui import names
from junto.interfaces.web.ui.toasts import toast

EMPTY_REF = "0" * 12
SORTS = ("name", "unit", "site", "added")


def _address(name: str, obj: Any) -> str:
    try:
        return reverse(name, kwargs={"ref": obj})
    except NoReverseMatch:
        return ""


# ---------------------------------------------------------------- the list


@requires(policies.list_people, load=organizations.get_organization)
@require_safe
def people_list(request: HttpRequest, organization: Any) -> HttpResponse:
    """Everybody, a page at a time; every filter is part of the address."""
    wanted = {
        "search": request.GET.get("q", "").replace("\0", "").strip()[:100],
        "unit": request.GET.get("unit", "").replace("\0", "")[:160],
        "site": request.GET.get("site", "").replace("\0", "")[:120],
        "role": request.GET.get("role", ""),
    }
    if wanted["role"] not in Role.values:
        wanted["role"] = ""
    sort = request.GET.get("sort", "")
    sort = sort if sort in SORTS else "name"
    actor = request.actor  # type: ignore[attr-defined]
    listed = queries.Listed(**wanted, sort=sort)
    page, found = _page_of(listed, request.GET.get("page", ""), actor)
    units, sites = queries.choices_of_filters()
    context = {
        "organization": organization,
        "page_obj": page,
        "rows": _rows(found, actor),
        "units": units,
        "sites": sites,
        "roles": Role.choices,
        "wanted": wanted,
        "sort": sort,
        "is_filtered": any(wanted.values()),
        "sorts": _sort_links(request, sort),
        "import_url": _address("imports:start-organization", organization),
        "export_url": _address("imports:export", organization),
        "section": "people",
    }
    return render(request, "people/list.html", context)


def _page_of(
    listed: queries.Listed, asked: str, actor: Any
) -> tuple[Page[Any], list[tuple[Any, ...]]]:
    """A page and its rows, from one query as long as the page exists."""
    size = queries.PAGE_SIZE
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 8 else 1
    found = queries.people_rows(listed, start=max(number - 1, 0) * size, actor=actor)
    count = found[0][-1] if found else queries.count_people(listed, actor=actor)
    page = Paginator(range(count), size).get_page(number)
    if not found and count:
        found = queries.people_rows(listed, start=page.start_index() - 1, actor=actor)
    return page, found


def _rows(found: list[tuple[Any, ...]], actor: Any) -> SafeString:
    """The rows as HTML: fifty of them in a template cost as much as the rest of the page."""
    held = queries.roles_by_person([row[0] for row in found])
    walled = [row[0] for row in found if row[-2]]
    second = programs.looked_after_by(walled, actor=actor) if walled else {}
    notes = {row[0]: row[3] for row in found}
    notes |= {pk: second_managers.words(second.get(pk, "")) for pk in walled}
    labels = {key: str(label) for key, label in Role.choices}
    base = reverse("people:person", kwargs={"ref": EMPTY_REF}).removesuffix(EMPTY_REF)
    rows = [
        f'<tr><td><span class="person"><span class="av av-s {names.hue(ref)}" aria-hidden="true">'
        f'{escape(names.initials(name))}</span><span class="who"><b><a href="{base}{ref}"><bdi>'
        f"{escape(name)}</bdi></a></b><small>{escape(notes[pk])}</small></span></span></td>"
        f"<td>{escape(unit)}</td><td>{escape(site)}</td>"
        f"<td>{escape(', '.join(labels[role] for role in held.get(pk, ())))}</td></tr>"
        for pk, ref, name, _email, unit, site, _is_walled, _all in found
    ]
    return mark_safe("\n".join(rows))  # noqa: S308 - whatever people typed is escaped above


def _sort_links(request: HttpRequest, sort: str) -> dict[str, tuple[str, bool]]:
    links = {}
    for key in SORTS:
        params = request.GET.copy()
        params.pop("page", None)
        params["sort"] = key
        links[key] = (f"?{params.urlencode()}", key == sort)
    return links


# ---------------------------------------------------------------- one person


def _details(person: Any, definitions: list[Any]) -> list[tuple[str, str]]:
    return [
        (row.label, _readable(person.attributes[row.key]))
        for row in definitions
        if row.key in person.attributes and not row.is_sensitive
    ]


def _readable(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _show(
    request: HttpRequest, person: Any, *, revealed: list[tuple[str, str]] | None = None
) -> HttpResponse:
    organization = organizations.get_organization_by_id(person.organization_id)
    if not policies.see_details(request.actor, person):  # type: ignore[attr-defined]
        return _show_wall(request, organization, person)
    definitions = queries.attribute_definitions()
    keeps = policies.manage_people(request.actor, organization)  # type: ignore[attr-defined]
    hidden = [row for row in definitions if row.is_sensitive and row.key in person.attributes]
    held = queries.roles_of(person)
    context = {
        "organization": organization,
        "person": person,
        "zone": zones.label(person.time_zone),
        "details": _details(person, definitions),
        "hidden_count": len(hidden),
        "revealed": revealed,
        "roles": [label for role, label in Role.choices if role in held],
        "keeps": keeps,
        "is_me": person.pk == request.actor.person_id,  # type: ignore[attr-defined]
        "can_change_roles": request.actor.has(Role.ORG_ADMIN),  # type: ignore[attr-defined]
        "section": "people",
    }
    return render(request, "people/person.html", context)


def _show_wall(request: HttpRequest, organization: Any, person: Any) -> HttpResponse:
    """The name, and who looks after them in their manager's place."""
    actor = request.actor  # type: ignore[attr-defined]
    mine = [row.pk for row in programs.programs_of(actor)]
    shared = [row for row in programs.programs_attended(person) if row.pk in mine]
    context = {
        "organization": organization,
        "name": person.full_name,
        "ref": person.ref,
        "wall": second_managers.sentence([person.pk], actor),
        "program": shared[0] if shared else None,
        "section": "people",
    }
    return render(request, "people/wall.html", context)


@requires(policies.view_person, load=queries.get_person)
@require_safe
def person_page(request: HttpRequest, person: Any) -> HttpResponse:
    """What is known of one person; sensitive details stay out of sight."""
    return _show(request, person)


@requires(policies.manage_people, load=queries.get_person)
@require_http_methods(["GET", "HEAD", "POST"])
def sensitive(request: HttpRequest, person: Any) -> HttpResponse:
    """Show the sensitive details once, and record that somebody looked."""
    if request.method != "POST":
        return redirect("people:person", ref=person.ref)
    values = actions.reveal_sensitive(
        person=person,
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    labels = {row.key: row.label for row in queries.attribute_definitions()}
    shown = [(labels[key], _readable(value)) for key, value in values.items()]
    return _show(request, person, revealed=shown)


# ---------------------------------------------------------------- adding and changing


def _find_manager(wanted: str) -> list[Any]:
    return queries.people_called(wanted)


def _bound(request: HttpRequest, initial: dict[str, Any]) -> PersonForm:
    return PersonForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        definitions=queries.attribute_definitions(),
        find_manager=_find_manager,
    )


def _fields(form: PersonForm, attributes: dict[str, Any]) -> dict[str, Any]:
    fields = {
        name: value for name, value in form.cleaned_data.items() if not name.startswith(PREFIX)
    }
    kept = {key: value for key, value in attributes.items() if key not in form.shown_keys()}
    return {**fields, "attributes": {**kept, **form.details()}}


def _restored(
    request: HttpRequest, name: str, initial: dict[str, Any]
) -> tuple[dict[str, Any], bool]:
    """What was typed before and not sent comes back."""
    if request.method == "POST":
        return initial, False
    draft = drafts.load(user_id=request.user.pk, form=name)
    return {**initial, **draft}, bool(draft)


@requires(policies.manage_people, load=organizations.get_organization)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, organization: Any) -> HttpResponse:
    """Add one person by hand."""
    draft = f"people.new:{organization.ref}"
    usual = {"time_zone": organization.time_zone, "hours_start": "09:00", "hours_end": "17:00"}
    initial, is_restored = _restored(request, draft, usual)
    form = _bound(request, initial)
    if form.is_bound and form.is_valid():
        try:
            person = actions.add_person(
                organization=organization,
                fields=_fields(form, {}),
                roles=[Role.PARTICIPANT],
                actor=request.actor,  # type: ignore[attr-defined]
                now=timezone.now(),
            )
        except actions.EmailTaken:
            form.add_error("email", _("Somebody here has this address already"))
        else:
            drafts.discard(user_id=request.user.pk, form=draft)
            toast(request, _("%(name)s is added.") % {"name": person.full_name})
            return redirect("people:person", ref=person.ref)
    context = {
        "organization": organization,
        "form": form,
        "draft": draft,
        "is_restored": is_restored,
        "section": "people",
    }
    return render(request, "people/add.html", context, status=422 if form.is_bound else 200)


def _initial(person: Any) -> dict[str, Any]:
    plain = (
        "full_name", "known_as", "email", "unit", "level", "site", "country", "employer",
        "time_zone", "hours_start", "hours_end",
    )  # fmt: skip
    manager = person.manager
    return {
        **{name: getattr(person, name) for name in plain},
        "languages": ", ".join(person.languages),
        "manager": (manager.email or manager.full_name) if manager else "",
        **{f"{PREFIX}{key}": _readable(value) for key, value in person.attributes.items()},
    }


@requires(policies.manage_people, load=queries.get_person)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, person: Any) -> HttpResponse:
    """Change what is known of a person."""
    draft = f"people.edit:{person.ref}"
    initial, is_restored = _restored(request, draft, _initial(person))
    form = _bound(request, initial)
    if form.is_bound and form.is_valid() and _change(request, person, form):
        drafts.discard(user_id=request.user.pk, form=draft)
        toast(request, _("The details of %(name)s are kept.") % {"name": person.full_name})
        return redirect("people:person", ref=person.ref)
    context = {
        "person": person,
        "form": form,
        "draft": draft,
        "is_restored": is_restored,
        "section": "people",
    }
    return render(request, "people/edit.html", context, status=422 if form.is_bound else 200)


def _change(request: HttpRequest, person: Any, form: PersonForm) -> bool:
    try:
        actions.change_person(
            person=person,
            fields=_fields(form, person.attributes),
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except actions.EmailTaken:
        form.add_error("email", _("Somebody here has this address already"))
    except actions.OwnManager:
        form.add_error("manager", _("This would make them their own manager"))
    return form.is_valid()


@requires(policies.manage_people, load=queries.get_person)
@require_POST
def remove(request: HttpRequest, person: Any) -> HttpResponse:
    """Take somebody out of the organization; one click brings them back."""
    organization = organizations.get_organization_by_id(person.organization_id)
    try:
        actions.remove_person(
            organization=organization,
            person=person,
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except actions.LastAdmin:
        toast(
            request,
            _("%(name)s is the only organization admin and stays.") % {"name": person.full_name},
        )
        return redirect("people:person", ref=person.ref)
    toast(
        request,
        _("%(name)s is removed.") % {"name": person.full_name},
        undo_url=reverse("people:restore", kwargs={"ref": person.ref}),
    )
    return redirect("people:list", ref=organization)


@requires(policies.manage_people, load=queries.get_person)
@require_POST
def restore(request: HttpRequest, person: Any) -> HttpResponse:
    """Bring somebody back."""
    organization = organizations.get_organization_by_id(person.organization_id)
    try:
        actions.restore_person(
            organization=organization,
            person=person,
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except actions.EmailTaken:
        toast(request, _("Somebody else has that e-mail address now."))
        return redirect("people:list", ref=organization)
    toast(request, _("%(name)s is back.") % {"name": person.full_name})
    return redirect("people:person", ref=person.ref)
