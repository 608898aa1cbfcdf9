"""A quiz or poll that goes on beside a stage, and where a stage is for one, how to begin it."""

from typing import Any

from django.urls import reverse

from junto.domain.assessments import quiz_queries as quizzes
from junto.domain.organizations import queries as organizations
from junto.interfaces.web.room.panels import Moment, Panel

ANSWER = "answer"


def show(moment: Moment) -> dict[str, Any] | None:
    """The way to the quiz that goes on; in a stage for quizzes the way to begin one."""
    step = moment.seen.room.step
    if step is None:
        return None
    is_stage = step.stage.kind == "quiz"
    run = quizzes.open_run_at("session", moment.session.ref)
    if run is None and not is_stage:
        return None
    made: dict[str, Any] = {"claims": _claims(moment) if is_stage else ()}
    if run is not None:
        return {
            **made,
            "title": run.title,
            "play_url": reverse("quiz:play", kwargs={"ref": run.ref}),
            "screen_url": reverse("quiz:screen", kwargs={"ref": run.ref}),
            "leads": moment.seen.view.may_lead,
        }
    organization = organizations.get_organization_by_id(moment.session.organization_id)
    library = reverse("quiz:library", kwargs={"ref": organization})
    return {**made, "library_url": f"{library}?at=session:{moment.session.ref}"}


def _claims(moment: Moment) -> tuple[str, ...]:
    """Outputs that the quiz itself gives: nobody writes them into a form."""
    room = moment.seen.room
    return tuple(
        output.id
        for output in room.script.fmt.outputs
        if output.type == ANSWER and output.id in room.step.stage.capture
    )


PANEL = Panel("quiz", show, {})
