"""Mail about reviews: that there is something to do. What anybody wrote stays in the product."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from junto.domain.organizations import queries as organization_queries
from junto.domain.programs import queries as program_queries
from junto.domain.reviews import queries
from junto.domain.reviews.enums import FormStage, PieceState
from junto.domain.reviews.models import Piece, StaffForm
from junto.foundation import outbox, tenancy
from junto.foundation.outbox import Mail, renders
from junto.foundation.outbox.sending import mail_is_set_up

if TYPE_CHECKING:
    from junto.domain.people.models import Person

NEWS, FORM = "reviews.news", "reviews.form-asked"

# What it is about -> in which states of the piece it is still true, and its sentence.
_SENTENCES = {
    "paired": (
        (PieceState.WRITING, PieceState.WAITING),
        gettext_noop("a review of recent work in pairs has begun in %(program)s."),
    ),
    "asked": ((PieceState.ASKED,), gettext_noop("somebody in %(program)s asks for your review.")),
    "agreed": (
        (PieceState.WRITING,),
        gettext_noop("your work in %(program)s has somebody who reviews it."),
    ),
    "waiting": (
        (PieceState.WAITING,),
        gettext_noop(
            "your work in %(program)s has nobody who reviews it at the moment. You can ask"
            " somebody, or wait: Junto looks for somebody."
        ),
    ),
    "open": (
        (PieceState.OPEN, PieceState.FINISHED),
        gettext_noop("both texts of a review in %(program)s are written: they are open now."),
    ),
    "due": ((PieceState.WRITING,), gettext_noop("your text in %(program)s is due soon.")),
    "outcome": (
        (PieceState.OPEN,),
        gettext_noop("what changes? The outcome of a review in %(program)s is due soon."),
    ),
}


def tell_paired(piece: Piece, *, now: datetime) -> None:
    """Tell the author that a review has begun."""
    _post(piece, piece.author, "paired", now)


def tell_asked(piece: Piece, *, now: datetime) -> None:
    """Tell somebody that they are asked for a review."""
    _post(piece, piece.reviewer, "asked", now)


def tell_agreed(piece: Piece, *, now: datetime) -> None:
    """Tell the author that somebody said yes."""
    _post(piece, piece.author, "agreed", now)


def tell_waiting(piece: Piece, *, now: datetime) -> None:
    """Tell the author that nobody reviews their work."""
    _post(piece, piece.author, "waiting", now)


def tell_open(piece: Piece, *, now: datetime) -> None:
    """Tell both that both texts are open."""
    for person in (piece.author, piece.reviewer):
        _post(piece, person, "open", now)


def remind(piece: Piece, *, now: datetime) -> None:
    """Remind whoever of the two still has to write, or both of the outcome."""
    for person in (piece.author, piece.reviewer):
        if piece.state == PieceState.OPEN:
            _post(piece, person, "outcome", now)
        elif person is not None and queries.has_to_write(piece, person.pk):
            _post(piece, person, "due", now)


def tell_form(form: StaffForm, person: "Person", *, now: datetime) -> None:
    """Tell somebody that they are asked about their program."""
    if _can_be_written_to(person):
        outbox.post(
            kind=FORM,
            recipient=person.ref,
            event_ref=form.ref,
            payload={"form": form.ref, "person": person.pk},
            now=now,
        )


def _can_be_written_to(person: "Person") -> bool:
    has_address = bool(person.email and mail_is_set_up())
    return has_address and not organization_queries.is_sample(person.organization_id)


def _post(piece: Piece, person: "Person | None", what: str, now: datetime) -> None:
    if person is None or not _can_be_written_to(person):
        return
    outbox.post(
        kind=NEWS,
        recipient=person.ref,
        event_ref=f"{piece.ref}:{what}:{now.date()}",
        payload={"piece": piece.ref, "person": person.pk, "what": what},
        now=now,
    )


@renders(NEWS)
def render_news(payload: dict[str, Any]) -> Mail | None:
    """One sentence and where to go; nothing for whom it does not concern any more."""
    try:
        piece = queries.get_piece(payload["piece"])
    except tenancy.NotFound:
        return None
    with tenancy.scope(piece.organization_id):
        both = (piece.author, piece.reviewer)
        person = next((each for each in both if each and each.pk == payload["person"]), None)
        states, sentence = _SENTENCES[payload["what"]]
        if person is None or piece.state not in states or not _takes_part(piece, person):
            return None
        path = reverse("reviews:piece", kwargs={"ref": piece.address})
        return _mail(person, sentence, piece.program.name, path)


def _takes_part(piece: Piece, person: "Person") -> bool:
    return bool(person.email) and program_queries.takes_part(piece.program, person.pk)


@renders(FORM)
def render_form(payload: dict[str, Any]) -> Mail | None:
    """The same for whoever has answered and whoever has not."""
    try:
        form = queries.get_form(payload["form"])
    except tenancy.NotFound:
        return None
    with tenancy.scope(form.organization_id):
        staff = program_queries.facilitators_of(form.program)
        here = [*staff, *program_queries.enrolled_people(form.program)]
        person = next((each for each in here if each.pk == payload["person"]), None)
        if person is None or not person.email or form.stage != FormStage.ASKING:
            return None
        sentence = gettext_noop(
            "you mentor or facilitate in %(program)s: what should it keep, what should it change?"
            " Answers are mixed; nobody can see who has answered."
        )
        path = reverse("reviews:form", kwargs={"ref": form.address})
        return _mail(person, sentence, form.program.name, path)


def _mail(person: "Person", sentence: str, program: str, path: str) -> Mail:
    language = person.user.language if person.user else ""
    with translation.override(language or settings.LANGUAGE_CODE):
        words = {"name": person.call_name, "program": program}
        body = _("Hello %(name)s,") % words + "\n\n" + _(sentence) % words
        link = f"{settings.PUBLIC_URL}{path}"
        return Mail(
            to=person.email,
            subject=_("Something new in %(program)s") % words,
            body=f"{body}\n\n{link}",
        )
