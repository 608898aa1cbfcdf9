"""Reviews in pairs, feedback to a host and forms about a program, each in one state."""

from datetime import date
from typing import Any

from factories import NOW
from junto.domain.assessments import actions as assessment_actions
from junto.domain.people.models import Person
from junto.domain.programs.models import Program
from junto.domain.reviews import forms
from junto.domain.reviews.models import HostFeedback, Piece, PiecePost, Review, StaffForm
from junto.domain.sessions.models import Session
from junto.foundation.access import system

FAR = date(2036, 1, 1)
DAYS: dict[str, Any] = {"write_by": FAR, "agree_by": FAR.replace(month=2)}


def make_review(program: Program) -> Review:
    """A review that nobody is paired in."""
    return Review.objects.create(
        program=program, title="Spring", questions=["What works?"], created_at=NOW, **DAYS
    )


def make_piece(program: Program, author: Person, reviewer: Person | None, state: str) -> Piece:
    """A piece of work between two."""
    return Piece.objects.create(
        program=program,
        author=author,
        reviewer=reviewer,
        state=state,
        questions=["What works?"],
        own_view='["It does"]' if state in ("open", "finished") else "",
        other_view='["It does"]' if state in ("open", "finished") else "",
        **DAYS,
    )


def make_post(piece: Piece) -> PiecePost:
    """What its author wrote."""
    return PiecePost.objects.create(
        piece=piece, writer=piece.author, text="Thank you", written_at=NOW
    )


def make_host_feedback(session: Session, host: Person) -> HostFeedback:
    """Feedback for somebody, with names alone."""
    closes_at = NOW.replace(year=2036)
    return HostFeedback.objects.create(session=session, person=host, closes_at=closes_at)


def make_form(program: Program, people: list[Person], *, stage: str = "asking") -> StaffForm:
    """A form that asks these people, however few."""
    form = StaffForm.objects.create(
        program=program, stage=stage, closes_at=NOW.replace(year=2036), created_at=NOW
    )
    round_ = assessment_actions.open_round(
        topic=f"staff:{form.ref}",
        pool=f"staff:{form.ref}",
        people=people,
        day=NOW.date(),
        closes_at=form.closes_at,
        actor=system(program.organization_id),
        now=NOW,
        asked=forms.asks(),
    )
    form.answers_ref = round_.ref
    form.save(update_fields=["answers_ref"])
    return form
