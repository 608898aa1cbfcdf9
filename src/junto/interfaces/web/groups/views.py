"""The board: a draft as it is read. Nothing here asks the kernel, except about one person."""

from html import escape
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from junto.domain.groups import fit, policies, problems, proofs, queries, refusals
from junto.domain.groups.enums import FormationState
from junto.domain.organizations import queries as organizations
from junto.domain.programs import queries as programs
from junto.domain.programs import second_managers
from junto.domain.programs.enums import ProgramState, SetupStep
from junto.foundation import jobs, tenancy
from junto.foundation.access.views import requires
from junto.interfaces.web.groups import cards, words
from junto.interfaces.web.groups.proving import state_of
from junto.interfaces.web.groups.steps import steps
from junto.interfaces.web.ui import charts, names
from junto.interfaces.web.ui.places import address

CHANGES = ("undo", "again", "publish", "swap", "move", "pin", "rename")
# So many values of an attribute are named one by one.
MOST_VALUES = 12
CURRENT = ' aria-current="page"'
SEATED = (
    FormationState.READY,
    FormationState.ANNOUNCING,
    FormationState.PUBLISHED,
    FormationState.SOLVING,
)


@requires(policies.form_groups, load=programs.get_program)
@require_GET
def newest(request: HttpRequest, program: Any) -> HttpResponse:
    """The newest draft, or how to get one."""
    formation = queries.newest_formation(program)
    if formation is None:
        context = {
            "program": program,
            "steps": steps(program, SetupStep.GROUPS),
            "count": programs.count_enrolled(program),
            "section": "groups",
        }
        return render(request, "groups/none.html", context)
    return show(request, formation)


@requires(policies.form_groups, load=programs.get_program)
@require_GET
def draft(request: HttpRequest, program: Any, draft: str) -> HttpResponse:
    """One draft."""
    return show(request, queries.formation_of(program, draft))


def show(
    request: HttpRequest, formation: Any, *, problem: str = "", status: int = 200
) -> HttpResponse:
    """The board in the state it is in."""
    url = reverse("groups:draft", kwargs={"ref": formation.program, "draft": formation})
    job = _job(formation)
    context: dict[str, Any] = {
        "program": formation.program,
        "formation": formation,
        "url": url,
        # Every change of a draft has its address below the draft's own.
        "to": {name: f"{url}/{name}" for name in CHANGES}
        | {
            "form": address("groups:form", formation.program),
            "history": address("groups:history", formation.program),
        },
        "steps": steps(formation.program, SetupStep.GROUPS),
        "state": str(formation.state),
        "job": job,
        "is_lost": job is not None and job.is_over,
        "drafts": queries.drafts(formation.program) if formation.number > 1 else [],
        "problems": [problem] if problem else [],
        "has_errors": bool(problem),
        "section": "groups",
    }
    if formation.state == FormationState.IMPOSSIBLE:
        context["refusals"] = queries.refusals_in_words(formation.impossible)
    if formation.figures.get("trouble"):
        context["trouble"] = queries.trouble_in_words(formation.figures["trouble"])
    if formation.state in SEATED and formation.figures.get("score") is not None:
        context |= _board(request, formation, url)
    page = "groups/panel.html" if _asks_for_panel(request) else "groups/board.html"
    return render(request, page, context, status=status)


def _asks_for_panel(request: HttpRequest) -> bool:
    """Whether a script asks, which shows no more of the answer than the panel about a person."""
    return request.headers.get("HX-Target", "").endswith("#panel")


def _job(formation: Any) -> Any:
    if formation.state not in (FormationState.SOLVING, FormationState.FAILED):
        return None
    try:
        return jobs.get(formation.job_ref)
    except tenancy.NotFound:
        return None


# ---------------------------------------------------------------- the draft


def sought_of(request: HttpRequest) -> queries.Sought:
    """What the address asks to see."""

    def text(name: str) -> str:
        return request.GET.get(name, "").replace("\0", "").strip()[:100]

    page = text("page")
    return queries.Sought(
        text=text("q"),
        value=text("unit"),
        look=text("look") == "1",
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
    )


def _board(request: HttpRequest, formation: Any, url: str) -> dict[str, Any]:
    found = formation.figures
    labels = {**found.get("labels", {}), **problems.field_labels()}
    sought = sought_of(request)
    if _asks_for_panel(request):
        return _panel(request, formation, labels, url)
    board = queries.board(formation, sought, actor=request.actor)  # type: ignore[attr-defined]
    chosen = request.GET.get("person", "")[:12]
    keep = {"q": sought.text, "unit": sought.value, "look": "1" if sought.look else ""}
    keep = {key: value for key, value in keep.items() if value}
    context: dict[str, Any] = {
        "board": board,
        "cards": cards.cards(
            formation,
            board.cards,
            # Relative, for these addresses are most of the page; after a refused post it is not.
            stem=_stem("" if request.method == "GET" else url, keep, sought.page),
            chosen=chosen,
            can_change=formation.state == FormationState.READY,
            is_solving=formation.state == FormationState.SOLVING,
        ),
        "sought": sought,
        "is_filtered": bool(keep),
        "key": found.get("key", {}),
        "chips": _chips(found.get("key", {}).get("values", [])),
        "values": [row[0] for row in found.get("key", {}).get("values", [])],
        "look_url": _look_url(url, keep),
        "pages": _pages(board, url, keep),
        "sub": _sub(board, formation),
        "can_change": formation.state == FormationState.READY,
        "is_published": formation.state == FormationState.PUBLISHED,
        "is_solving": formation.state == FormationState.SOLVING,
    }
    if formation.state == FormationState.SOLVING:
        return context | {"gain": _gain(found)}
    context |= {"quality": _quality(formation, labels), "proving": state_of(formation)}
    context |= _panel(request, formation, labels, url)
    if formation.state == FormationState.ANNOUNCING:
        zone = organizations.get_organization_by_id(formation.organization_id).time_zone
        context |= {"is_shown": True, "zone": zone, "wishes": fit.wishes_about(formation)}
    if formation.state == FormationState.READY:
        context |= {
            "came_of": _gain(found),
            "gave_way": bool(found.get("gave_way")),
            "drifted": queries.has_drifted(formation, board.people),
            "meets": formation.program.state == ProgramState.RUNNING,
        }
    return context


def _gain(found: dict[str, Any]) -> str:
    """How far a longer run is beyond the draft it began with."""
    if "began_at" not in found:
        return ""
    return words.gain(int(found["from"]), float(found["score"]) - float(found["began_at"]))


def _panel(
    request: HttpRequest, formation: Any, labels: dict[str, str], url: str
) -> dict[str, Any]:
    chosen = request.GET.get("person", "")[:12]
    actor = request.actor  # type: ignore[attr-defined]
    place = request.GET.get("group", "")
    if not chosen and place.isascii() and place.isdigit() and len(place) < 6:
        found = queries.look_at_group(formation, int(place), actor=actor)
        return {"group": _group(found, labels, actor)} if found is not None else {}
    sitting = queries.sitting(formation, chosen, actor=actor) if chosen else None
    can_change = formation.state == FormationState.READY
    if sitting is None:
        return {"can_change": can_change}
    return {"can_change": can_change, "who": _who(request, formation, sitting, labels, url)}


def _look_url(url: str, keep: dict[str, str]) -> str:
    """The address with, or without, only the groups that need a look."""
    changed = {key: value for key, value in keep.items() if key != "look"}
    if "look" not in keep:
        changed["look"] = "1"
    return f"{url}?{urlencode(changed)}" if changed else url


def _sub(board: queries.Board, formation: Any) -> str:
    people = ngettext("%(n)s person", "%(n)s people", board.people) % {
        "n": charts.number(board.people)
    }
    groups = ngettext("%(n)s group", "%(n)s groups", board.groups) % {
        "n": charts.number(board.groups)
    }
    low, high = board.sizes
    size = str(low) if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}
    return _("%(people)s, %(groups)s of %(size)s. Draft %(number)s.") % {
        "people": people,
        "groups": groups,
        "size": size,
        "number": formation.number,
    }


def _stem(url: str, keep: dict[str, str], page: int) -> str:
    params = {**keep, **({"page": str(page)} if page > 1 else {})}
    return f"{url}?{urlencode(params)}&person=" if params else f"{url}?person="


def _pages(board: queries.Board, url: str, keep: dict[str, str]) -> SafeString:
    """The entries of the list of pages; a template takes longer over them than over the board."""
    if board.pages < 2:
        return mark_safe("")
    stem, word = escape(f"{url}?{urlencode({**keep, 'page': ''})}"), escape(_("Page"))
    entries = [
        f'<li><a class="btn btn-s{"" if page == board.page else " btn-q"}" '
        f'href="{stem}{page}#cards"{CURRENT if page == board.page else ""}>'
        f'<span class="vh">{word} </span>{charts.number(page)}</a></li>'
        for page in range(1, board.pages + 1)
    ]
    return mark_safe("".join(entries))  # noqa: S308 - the address is escaped above


def _chips(values: list[tuple[str, str, str]]) -> SafeString:
    """What the short words on the cards stand for."""
    entries = [
        f'<li><span class="code {escape(color)}" aria-hidden="true">{escape(code)}</span>'
        f"{escape(value)}</li>"
        for value, code, color in values
    ]
    return mark_safe("".join(entries))  # noqa: S308 - every part is escaped above


def _quality(formation: Any, labels: dict[str, str]) -> SafeString:
    """How good the draft is, as HTML: it changes with the draft alone, and names no person."""
    proven = formation.figures.get("proof", {}).get("at", "")
    parts = (formation.pk, formation.version, formation.state, proven, get_language())
    key = "board-quality-" + "-".join(map(str, parts)).replace(" ", "")

    def write() -> SafeString:
        context = {"quality": _standing(formation, labels), "formation": formation}
        return render_to_string("groups/_quality.html", context)

    return mark_safe(cache.get_or_set(key, write, 600))  # noqa: S308 - a template wrote it


def _standing(formation: Any, labels: dict[str, str]) -> dict[str, Any]:
    found = formation.figures
    chance, gap = found["chance"], int(found["gap"])
    proof = proofs.proof_of(formation)
    if proof is not None:
        gap = min(gap, proof.points)
    broken = len(found["broken"])
    hard = len(formation.rules.get("hard", []))
    bins = [(float(low), int(count)) for low, count in chance["histogram"]]
    return {
        "seed_is_secret": queries.has_secret_seed(formation),
        "verdict": words.verdict(gap),
        "limit": words.limit(gap),
        "is_best": gap <= 3,
        "beaten": found["beaten"],
        "draws": chance["draws"],
        "kept": ngettext("%(n)s must-have kept", "All %(n)s must-haves kept", hard) % {"n": hard}
        if hard
        else "",
        "broken": ngettext("%(n)s must-have is broken", "%(n)s must-haves are broken", broken)
        % {"n": broken}
        if broken
        else "",
        "other": _other_count(found.get("other_count")) if broken else "",
        # Rounded down, as the gap to the limit is rounded up: the two never contradict each other.
        "histogram": charts.histogram(bins, draft=int(found["score"]), bound=100),
        "parts": [
            (
                words.part_reached(row, labels),
                round(row["value"]),
                round(row["chance"]),
                charts.bar(row["value"], tick=row["chance"]),
            )
            for row in found["parts"]
        ],
    }


def _other_count(count: int | None) -> str:
    """The number of groups that would keep every must-have, where one was found."""
    if count is None:
        return ""
    text = ngettext(
        "With %(n)s group every must-have can be kept.",
        "With %(n)s groups every must-have can be kept.",
        count,
    )
    return text % {"n": count}


# ---------------------------------------------------------------- one person


def _who(
    request: HttpRequest, formation: Any, sitting: Any, labels: dict[str, str], url: str
) -> dict[str, Any]:
    refs = {ref for row in sitting.reasons for ref in row["people"]}
    called = queries.names_of(refs) if refs else {}
    stem = f"{url}?person={sitting.ref}"
    who: dict[str, Any] = {
        "sitting": sitting,
        "wall": second_managers.sentence(
            [sitting.person_id],
            request.actor,  # type: ignore[attr-defined]
        )
        if sitting.is_walled_off
        else "",
        "letters": names.initials(sitting.name),
        "hue": names.hue(sitting.ref),
        "reasons": [
            (words.reason(row, labels, called), words.is_cost(row))
            for row in words.worth_saying(sitting.reasons)
            if not words.is_binding(row)
        ],
        "binding": [
            words.reason(row, labels, called) for row in sitting.reasons if words.is_binding(row)
        ],
        "stem": stem,
        "others": _options(formation.names, sitting.group_index),
    }
    if formation.state != FormationState.READY:
        return who
    find = request.GET.get("find", "").replace("\0", "").strip()[:100]
    if find:
        who["find"] = find
        who["found"] = [
            (f"{stem}&with={ref}#panel", name, formation.names[place])
            for ref, name, place in queries.found_on_board(formation, find)
            if place != sitting.group_index
        ]
    if request.GET.get("swaps"):
        score = float(formation.figures["score"])
        who["swaps"] = [
            (f"{stem}&with={ref}#panel", name, group, words.difference(score, after)[0])
            for ref, name, group, after in queries.other_swaps(formation, sitting.ref)
        ]
        who["asked_swaps"] = True
    who["if"] = _what_if(request, formation, sitting, labels)
    return who


def _group(found: queries.GroupLook, labels: dict[str, str], actor: Any) -> dict[str, Any]:
    """One group beside everybody, in words and bars."""
    return {
        "name": found.name,
        "wall": second_managers.sentence(found.walled_off, actor) if found.walled_off else "",
        "spreads": [_spread(row, labels) for row in found.spreads],
        "hours": words.group_hours(found.hours) if found.hours else "",
        "languages": words.listed(found.languages, 6),
    }


def _spread(row: Any, labels: dict[str, str]) -> dict[str, Any]:
    label = labels.get(row.attribute, row.attribute)
    if "mean" in row.group:
        return {"label": label, "text": words.average(row.group, row.pool)}
    here, everybody = sum(row.group.values()), sum(row.pool.values())
    shown = sorted(row.group.items(), key=lambda each: (-each[1], each[0]))[:MOST_VALUES]
    missing = [value for value in row.pool if value not in row.group]
    return {
        "label": label,
        "rows": [
            (
                value,
                count,
                round(100 * row.pool[value] / max(1, everybody)),
                charts.bar(
                    100 * count / max(1, here), tick=100 * row.pool[value] / max(1, everybody)
                ),
            )
            for value, count in shown
        ],
        "missing": words.listed(missing, 4) if len(row.pool) <= MOST_VALUES else "",
    }


def _options(groups: list[str], here: int) -> SafeString:
    """The other groups to choose from: ninety of them take a template longer than the panel."""
    options = [
        f'<option value="{place}">{escape(name)}</option>'
        for place, name in enumerate(groups)
        if place != here
    ]
    return mark_safe("".join(options))  # noqa: S308 - names are escaped above


def _what_if(
    request: HttpRequest, formation: Any, sitting: Any, labels: dict[str, str]
) -> dict[str, Any] | None:
    other, to = request.GET.get("with", "")[:12], request.GET.get("to", "")[:6]
    if not other and not (to.isascii() and to.isdigit()):
        return None
    actor = request.actor  # type: ignore[attr-defined]
    partner = queries.sitting(formation, other, actor=actor) if other else None
    if other and (partner is None or partner.group_index == sitting.group_index):
        return None
    place = partner.group_index if partner else int(to)
    if not partner and (place == sitting.group_index or place >= len(formation.names)):
        return None
    found = queries.consequence(
        formation,
        sitting.ref,
        other=other,
        to_group=None if partner else place,
    )
    text, tone = words.difference(found.score_before, found.score_after)
    return {
        "other": partner,
        "to": place,
        "to_name": formation.names[place],
        "text": text,
        "tone": tone,
        "before": round(found.score_before),
        "after": round(found.score_after),
        "broken": [refusals.rule(row["rule"]) for row in found.broken],
        "changes": [
            {
                "name": formation.names[change["group"]],
                "gains": [words.effect(row, labels) for row in change["gains"][:3]],
                "loses": [words.effect(row, labels) for row in change["loses"][:3]],
            }
            for change in found.changes
            # What changes in a group would tell what the one who moves is like.
            if not sitting.is_walled_off and not (partner and partner.is_walled_off)
        ],
    }
