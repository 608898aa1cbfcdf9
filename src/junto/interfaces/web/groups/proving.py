"""The proof of how good a draft is, and the report that anybody with the files can check."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from junto.domain.groups import actions, policies, proofs, queries
from junto.domain.groups.enums import FormationState
from junto.domain.programs import queries as programs
from junto.domain.programs import second_managers
from junto.foundation.access.views import requires
from junto.interfaces.web.groups import words

manages = requires(policies.form_groups, load=programs.get_program)


def state_of(formation: Any) -> dict[str, Any]:
    """What the board says of the proof of a draft."""
    job = queries.job_of(formation.figures.get("proof_job", ""))
    found = proofs.proof_of(formation)
    trouble = formation.figures.get("proof_trouble")
    return {
        "formation": formation,
        "is_too_large": proofs.is_too_large(formation),
        "can_change": formation.state == FormationState.READY,
        "proof": found,
        "sentence": words.proven(found) if found is not None else "",
        "job": job if job is not None and not job.is_over else None,
        "is_outdated": found is None and bool(formation.figures.get("proof")),
        "trouble": queries.trouble_in_words(trouble) if trouble else "",
        "is_lost": job is not None and job.is_over and job.state == "failed" and not trouble,
        "url": reverse("groups:proof", kwargs={"ref": formation.program, "draft": formation}),
        "board_url": reverse("groups:draft", kwargs={"ref": formation.program, "draft": formation}),
    }


@manages
@require_http_methods(["GET", "POST"])
def proof(request: HttpRequest, program: Any, draft: str) -> HttpResponse:
    """How far the proof is, or begin it."""
    formation = queries.formation_of(program, draft)
    if request.method == "POST":
        try:
            proofs.start_proof(
                formation=formation,
                actor=request.actor,  # type: ignore[attr-defined]
                now=timezone.now(),
            )
        except actions.StaleBoard:
            return redirect("groups:draft", ref=program, draft=formation)
        return redirect("groups:proof", ref=program, draft=formation)
    context = {"program": program, "proving": state_of(formation), "section": "groups"}
    is_part = request.headers.get("HX-Target", "").endswith("#proof")
    return render(request, "groups/_proof.html" if is_part else "groups/proof.html", context)


@manages
@require_POST
def stop(request: HttpRequest, program: Any, draft: str) -> HttpResponse:
    """Stop proving and keep what is proven so far."""
    formation = queries.formation_of(program, draft)
    proofs.stop_proof(
        formation=formation,
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    return redirect("groups:proof", ref=program, draft=formation)


@manages
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, program: Any, draft: str) -> HttpResponse:
    """Say what the report holds; hand it over."""
    formation = queries.formation_of(program, draft)
    actor = request.actor  # type: ignore[attr-defined]
    if request.method == "GET":
        return _ask(request, formation)
    try:
        content = proofs.take_report(formation=formation, actor=actor, now=timezone.now())
    except (proofs.NotProven, proofs.WalledOff):
        return _ask(request, formation, status=422)
    return HttpResponse(
        content,
        content_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="draft-{formation.number}.zip"',
            "Cache-Control": "private, no-store",
        },
    )


def _ask(request: HttpRequest, formation: Any, status: int = 200) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    contents = proofs.contents(formation, actor=actor)
    is_proven = proofs.proof_of(formation) is not None and status == 200
    context = {
        "program": formation.program,
        "formation": formation,
        "contents": contents,
        "is_proven": is_proven,
        "wall": second_managers.sentence(contents.walled_off, actor),
        "back": reverse("groups:draft", kwargs={"ref": formation.program, "draft": formation}),
        "has_errors": status != 200,
        "section": "groups",
    }
    return render(request, "groups/report.html", context, status=status)
