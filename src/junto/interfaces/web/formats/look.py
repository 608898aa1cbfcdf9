"""The catalog of formats, and a page for each."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from junto.domain.catalog import own_queries, policies
from junto.domain.catalog.queries import list_formats, localized
from junto.domain.organizations import queries as organizations
from junto.foundation.access.views import requires
from junto.foundation.text import fold
from junto.interfaces.web.formats import shown, words
from junto.kernel.formats import Format
from junto.kernel.formats.editing import OWN, to_yaml

LONGEST_SEARCH = 100

looks = requires(policies.look_at_formats, load=organizations.get_organization)


@looks
@require_safe
def catalog(request: HttpRequest, organization: Any) -> HttpResponse:
    """Formats to choose from, the organization's own first."""
    actor = request.actor  # type: ignore[attr-defined]
    search = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    size, length = request.GET.get("size", ""), request.GET.get("length", "")
    own = {each.fmt.id: each for each in own_queries.list_own(actor)}
    offered = [*(each.fmt for each in own.values() if each.is_current), *list_formats()]
    found = [fmt for fmt in offered if _fits(fmt, search, size, length)]
    context = {
        "organization": organization,
        "search": search,
        "own": [{**shown.card(fmt), "row": own[fmt.id].row} for fmt in found if fmt.id in own],
        "shipped": [shown.card(fmt) for fmt in found if fmt.id not in own],
        "retired": [each for each in own.values() if not each.is_current],
        "count": len(found),
        "sizes": _choices({key: label for key, (_n, label) in words.SIZES.items()}, size),
        "lengths": _choices({key: each[2] for key, each in words.LENGTHS.items()}, length),
        "may_write": policies.write_formats(actor, organization),
        "section": "formats",
    }
    return render(request, "formats/list.html", context)


def _choices(labels: dict[str, Any], chosen: str) -> list[dict[str, Any]]:
    return [
        {"value": key, "label": label, "is_chosen": key == chosen} for key, label in labels.items()
    ]


def _fits(fmt: Format, search: str, size: str, length: str) -> bool:
    if size in words.SIZES:
        people = words.SIZES[size][0]
        if not (fmt.group.fits(people) or (size == "large" and fmt.group.max >= people)):
            return False
    if length in words.LENGTHS:
        low, high, _label = words.LENGTHS[length]
        if not low <= fmt.promised_minutes(shown.size_in(fmt, "")) <= high:
            return False
    texts = (fmt.title, fmt.summary, fmt.when_to_use, " ".join((*fmt.tags, *fmt.competencies)))
    told = fold(" ".join(localized(each) if each else "" for each in texts).replace("-", " "))
    return all(word in told for word in fold(search).split())


@looks
@require_safe
def one(request: HttpRequest, organization: Any, format_id: str) -> HttpResponse:
    """One format: what it is for, how a session goes, who sees what."""
    actor = request.actor  # type: ignore[attr-defined]
    fmt, own = _find(actor, format_id)
    context = {
        "organization": organization,
        "format": fmt,
        "own": own,
        "title": localized(fmt.title),
        "summary": localized(fmt.summary),
        "when_to_use": localized(fmt.when_to_use) if fmt.when_to_use else "",
        "avoid_when": localized(fmt.avoid_when) if fmt.avoid_when else "",
        "people": words.people(fmt),
        "promise": words.PROMISES[fmt.confidentiality],
        "session": shown.session_of(fmt, request.GET.dict()),
        "roles": shown.roles_of(fmt),
        "outputs": shown.outputs_of(fmt),
        "inputs": shown.inputs_of(fmt),
        "languages": [words.language(code) for code in shown.languages_of(fmt.source)],
        "modes": _modes(fmt),
        "lineage": fmt.lineage,
        "may_write": policies.write_formats(actor, organization),
        "may_edit": own is not None and policies.edit_format(actor, own),
        "may_share": own is not None and policies.share_format(actor, own),
        "section": "formats",
    }
    return render(request, "formats/format.html", context)


def _modes(fmt: Format) -> str:
    kinds = [
        *([_("in a meeting")] if fmt.modes.live else []),
        *([_("some together, some remote")] if fmt.modes.hybrid else []),
        *([_("in writing, over days")] if fmt.modes.in_writing else []),
    ]
    return ", ".join(kinds)


@looks
@require_safe
def source(request: HttpRequest, organization: Any, format_id: str) -> HttpResponse:
    """A format as YAML, to keep or to bring elsewhere."""
    fmt, _own = _find(request.actor, format_id)  # type: ignore[attr-defined]
    answer = HttpResponse(to_yaml(fmt.source), content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{fmt.id}-{fmt.version}.yaml"'
    return answer


def _find(actor: Any, format_id: str) -> tuple[Format, Any]:
    own = own_queries.find_own(format_id) if format_id.startswith(OWN) else None
    if own is not None and not policies.view_format(actor, own):
        raise Http404
    fmt = own_queries.find_format(format_id)
    if fmt is None:
        raise Http404
    return fmt, own
