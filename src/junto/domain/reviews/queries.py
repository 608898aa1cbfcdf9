"""Reading reviews: one's own, counts in steps, what is said to hosts and about programs."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from junto.domain.assessments import queries as assessment_queries
from junto.domain.reviews.enums import UNOPENED, FormStage, PieceState
from junto.domain.reviews.models import (
    HostFeedback,
    HostWord,
    Piece,
    PiecePost,
    Review,
    StaffForm,
)
from junto.domain.sessions import pulses
from junto.foundation import tenancy
from junto.kernel import anonymity

if TYPE_CHECKING:
    from junto.domain.assessments.models import Round
    from junto.domain.programs.models import Program

STEP = anonymity.GROUP_PULSE


# ---------------------------------------------------------------- reviews in pairs


def get_review(ref: str) -> Review:
    """The review with this reference (NotFound when there is none)."""
    return tenancy.find(Review, ref)


def get_piece(ref: str) -> Piece:
    """The piece of work with this reference (NotFound when there is none)."""
    return tenancy.find(Piece, ref)


def get_post(ref: str) -> PiecePost:
    """The post with this reference (NotFound when there is none)."""
    return tenancy.find(PiecePost, ref)


def reviews_of(program: "Program") -> list[Review]:
    """The reviews of a program, the newest first."""
    return list(Review.objects.filter(program=program).order_by("-created_at", "-pk"))


@dataclass(frozen=True)
class Counts:
    """How far a review is: multiples of four, rounded down; 0 for fewer than four."""

    under_way: int
    finished: int


def counts_of(review: Review) -> Counts:
    """How many pieces of a review are under way and finished, in steps."""
    states = list(Piece.objects.filter(review=review).values_list("state", flat=True))
    finished = states.count(PieceState.FINISHED)
    return Counts(
        under_way=anonymity.count_shown(len(states) - finished, k=STEP),
        finished=anonymity.count_shown(finished, k=STEP),
    )


def pieces_of(program: "Program", person_id: int) -> list[Piece]:
    """Somebody's own pieces and those they review in a program, the newest first."""
    mine = Q(author_id=person_id) | Q(reviewer_id=person_id)
    rows = Piece.objects.filter(mine, program=program)
    return list(rows.select_related("author", "reviewer", "review").order_by("-write_by", "-pk"))


@dataclass(frozen=True)
class Work:
    """What somebody would like to have reviewed."""

    title: str = ""
    tried: str = ""
    look_at: str = ""
    links: Sequence[str] = ()


def work_of(piece: Piece) -> Work:
    """What the author named; empty until they have."""
    return Work(**json.loads(piece.work)) if piece.work else Work()


def views_of(piece: Piece, person_id: int) -> tuple[list[str], list[str]]:
    """The author's own view and the reviewer's, as far as this person may read them now.

    Until both have written theirs, each reads only their own.
    """
    own, other = _texts(piece.own_view), _texts(piece.other_view)
    if piece.state in (PieceState.OPEN, PieceState.FINISHED):
        return own, other
    return (
        own if person_id == piece.author_id else [],
        other if person_id == piece.reviewer_id else [],
    )


def _texts(stored: str) -> list[str]:
    return list(json.loads(stored)) if stored else []


def posts_of(piece: Piece) -> list[PiecePost]:
    """What the two wrote, in its order."""
    return list(piece.posts.select_related("writer").order_by("written_at", "pk"))


def has_to_write(piece: Piece, person_id: int) -> bool:
    """True while this person's text is missing before both open."""
    if piece.state != PieceState.WRITING:
        return False
    mine = piece.own_view if person_id == piece.author_id else piece.other_view
    return not mine


def is_to_do(piece: Piece, person_id: int) -> bool:
    """True where a piece waits for this person: for a yes, or for their text."""
    is_asked = piece.state == PieceState.ASKED and person_id == piece.reviewer_id
    return is_asked or has_to_write(piece, person_id)


def waiting_for(person_id: int) -> int:
    """How many pieces wait for somebody; for their eyes alone."""
    mine = Q(author_id=person_id) | Q(reviewer_id=person_id)
    rows = Piece.objects.filter(mine, state__in=(PieceState.ASKED, PieceState.WRITING))
    return sum(is_to_do(each, person_id) for each in rows)


def unopened() -> list[Piece]:
    """Pieces that are not open yet, in every organization."""
    with tenancy.unscoped("reviews are looked after by the clock in every organization"):
        rows = Piece.objects.filter(state__in=UNOPENED)
        return list(rows.select_related("program", "review", "author", "reviewer").order_by("pk"))


def due_in(days: Sequence[int], *, today: date) -> list[Piece]:
    """Pieces due in so many days, to be written or agreed on, in every organization.

    Not of reviews that were cancelled.
    """
    wanted = [today + timedelta(days=each) for each in days]
    is_due = Q(state=PieceState.WRITING, write_by__in=wanted)
    is_due |= Q(state=PieceState.OPEN, agree_by__in=wanted)
    with tenancy.unscoped("reminders go out by the clock in every organization"):
        rows = Piece.objects.filter(is_due, review__cancelled_at=None)
        return list(rows.select_related("program", "author", "reviewer").order_by("pk"))


# ---------------------------------------------------------------- whoever led a session


def get_host_feedback(ref: str) -> HostFeedback:
    """Feedback for a host with this reference (NotFound when there is none)."""
    return tenancy.find(HostFeedback, ref)


def mixed_round_of(row: HostFeedback | StaffForm) -> "Round | None":
    """The round of mixed answers; none where too few could answer."""
    return assessment_queries.get_round(row.answers_ref) if row.answers_ref else None


def may_tell(about: HostFeedback, person_id: int) -> bool:
    """True for the people of the group who were there, but for the one it is about."""
    if person_id == about.person_id:
        return False
    return any(each.pk == person_id for each in pulses.people_to_ask(about.session))


def may_mix(about: HostFeedback, person_id: int, *, now: datetime) -> bool:
    """True where this person may answer mixed: asked, and the round is open."""
    round_ = mixed_round_of(about)
    if round_ is None or not assessment_queries.takes_answers(round_, now=now):
        return False
    return assessment_queries.is_asked(round_, person_id)


def named_word(about: HostFeedback, person_id: int) -> HostWord | None:
    """What somebody said with their name; for them, and once it is closed for the host."""
    return HostWord.objects.filter(about=about, person_id=person_id).first()


def named_words(about: HostFeedback) -> list[HostWord]:
    """What was said with names, by name; for the one it is about once it is closed."""
    rows = HostWord.objects.filter(about=about).select_related("person")
    return list(rows.order_by("person__full_name", "person__pk"))


def host_feedback_after(session_id: int, person_id: int, *, now: datetime) -> list[HostFeedback]:
    """For whom somebody may say something after a session, until it closes."""
    rows = HostFeedback.objects.filter(session_id=session_id, closes_at__gt=now)
    rows = rows.exclude(person_id=person_id).select_related("person", "session__group")
    found = list(rows.order_by("pk"))
    # They are all about one session: who may tell one may tell each.
    return found if found and may_tell(found[0], person_id) else []


def received(person_id: int, *, now: datetime, most: int = 24) -> list[HostFeedback]:
    """Feedback for somebody that is closed, the newest first."""
    rows = HostFeedback.objects.filter(person_id=person_id, closes_at__lte=now)
    rows = rows.select_related("session__group").defer("session__calendar", "session__timeline")
    return list(rows.order_by("-session__starts_at", "-pk")[:most])


def host_feedback_about(topic: str) -> HostFeedback | None:
    """Whose feedback a topic is, in the organization in scope."""
    kind, _, ref = topic.partition(":")
    return HostFeedback.objects.filter(ref=ref).first() if kind == "host" else None


# ---------------------------------------------------------------- about a program


def get_form(ref: str) -> StaffForm:
    """The form with this reference (NotFound when there is none)."""
    return tenancy.find(StaffForm, ref)


def forms_of(program: "Program") -> list[StaffForm]:
    """The forms about a program, the newest first."""
    return list(StaffForm.objects.filter(program=program).order_by("-created_at", "-pk"))


def is_asked_in(form: StaffForm, person_id: int) -> bool:
    """True for whoever a form asks, while it is open."""
    round_ = mixed_round_of(form)
    return round_ is not None and assessment_queries.is_asked(round_, person_id)


def forms_asking(person_id: int, *, now: datetime) -> list[StaffForm]:
    """Forms that ask somebody and are open, answered or not; the nearest close first."""
    rows = StaffForm.objects.filter(stage=FormStage.ASKING, closes_at__gt=now)
    rows = rows.select_related("program").order_by("closes_at", "pk")
    return [each for each in rows if is_asked_in(each, person_id)]


def form_about(topic: str) -> StaffForm | None:
    """Which form a topic is of, in the organization in scope."""
    kind, _, ref = topic.partition(":")
    return StaffForm.objects.filter(ref=ref).first() if kind == "staff" else None


# ---------------------------------------------------------------- what is stored about somebody


def stored_about(person_id: int) -> list[dict[str, Any]]:
    """What somebody wrote with their name, ready for JSON; what others wrote is the others'."""
    mine = Piece.objects.filter(author_id=person_id).select_related("program").order_by("pk")
    theirs = Piece.objects.filter(reviewer_id=person_id).select_related("program").order_by("pk")
    posts = PiecePost.objects.filter(writer_id=person_id).order_by("pk")
    words = HostWord.objects.filter(person_id=person_id).select_related("about__session")
    return [
        *({"program": row.program.name, **_own_piece(row)} for row in mine),
        *(
            {"program": row.program.name, "reviewed": _texts(row.other_view)}
            for row in theirs
            if row.other_view
        ),
        *({"posted": row.text, "on": row.written_at.date().isoformat()} for row in posts),
        *(
            {
                "session": row.about.session.title,
                "said_to_host": row.moment,
                "answers": dict(row.values),
            }
            for row in words.order_by("pk")
        ),
    ]


def _own_piece(row: Piece) -> dict[str, Any]:
    work = work_of(row)
    return {
        "work": work.title,
        "tried": work.tried,
        "look_at": work.look_at,
        "links": list(work.links),
        "own_view": _texts(row.own_view),
        "outcome": row.outcome,
    }
