"""Who may start reviews, write in them, speak to hosts, and say what they think of a program."""

from typing import Any

from junto.domain.programs import policies as program_policies
from junto.domain.programs import queries as program_queries
from junto.domain.reviews import queries
from junto.domain.reviews.enums import FormStage, PieceState
from junto.foundation.access import Actor, policy


def _here(actor: Actor, row: Any) -> bool:
    return actor.person_id is not None and actor.organization_id == row.organization_id


@policy("reviews.start", "Start reviews in pairs in a program.")
def start(actor: Actor, program: Any) -> bool:
    """The program's own managers."""
    return program_policies.manage_program(actor, program)


@policy("reviews.run", "See how many reviews are under way, in steps, and cancel them.")
def run(actor: Actor, review: Any) -> bool:
    """The program's own managers: never what is written, nor who is with whom."""
    return program_policies.manage_program(actor, review.program)


@policy("reviews.come-home", "See what one reviews, and what one is asked about a program.")
def come_home(actor: Actor, organization: Any) -> bool:
    """Everybody of the organization; each sees their own."""
    return bool(actor.person_id is not None and actor.organization_id == organization.pk)


@policy("reviews.have", "See one's own reviews in a program, and ask somebody for one.")
def have(actor: Actor, program: Any) -> bool:
    """Whoever takes part."""
    return _here(actor, program) and program_queries.takes_part(program, actor.person_id or 0)


@policy("reviews.read", "Read a review: one's own work, or the work of whom one reviews.")
def read(actor: Actor, piece: Any) -> bool:
    """The two, while they take part in the program."""
    between = actor.person_id in {piece.author_id, piece.reviewer_id}
    return between and have(actor, piece.program)


@policy("reviews.author", "Say what one would like to have reviewed; take it back.")
def author(actor: Actor, piece: Any) -> bool:
    """Whoever's work it is."""
    return actor.person_id == piece.author_id and read(actor, piece)


@policy("reviews.review", "Review the work of somebody one was asked by or paired with.")
def review(actor: Actor, piece: Any) -> bool:
    """Whoever reviews it."""
    return actor.person_id == piece.reviewer_id and read(actor, piece)


@policy("reviews.talk", "Talk about a review, and agree on its outcome.")
def talk(actor: Actor, piece: Any) -> bool:
    """The two, once both texts are open."""
    return read(actor, piece) and piece.state in (PieceState.OPEN, PieceState.FINISHED)


@policy("reviews.own-post", "Change or delete what one wrote about a review.")
def own_post(actor: Actor, post: Any) -> bool:
    """Whoever wrote it."""
    return actor.person_id == post.writer_id and talk(actor, post.piece)


# ---------------------------------------------------------------- whoever led a session


@policy("reviews.tell-host", "Say something to whoever led a session.")
def tell_host(actor: Actor, about: Any) -> bool:
    """Whoever was asked, which the one it is for never is."""
    return _here(actor, about) and queries.may_tell(about, actor.person_id or 0)


# ---------------------------------------------------------------- about a program


@policy("reviews.open-form", "Ask mentors and facilitators about the program, and read the report.")
def open_form(actor: Actor, program: Any) -> bool:
    """The program's own managers."""
    return program_policies.manage_program(actor, program)


@policy("reviews.run-form", "Close or cancel a form about a program.")
def run_form(actor: Actor, form: Any) -> bool:
    """The program's own managers."""
    return program_policies.manage_program(actor, form.program)


@policy("reviews.answer-form", "Say what one thinks of the program one mentors or facilitates in.")
def answer_form(actor: Actor, form: Any) -> bool:
    """Whoever is asked, until it closes."""
    if not _here(actor, form) or form.stage != FormStage.ASKING:
        return False
    return queries.is_asked_in(form, actor.person_id or 0)
