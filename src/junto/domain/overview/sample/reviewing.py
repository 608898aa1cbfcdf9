"""Reviews in pairs and feedback to hosts in the sample: some finished, some under way."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from junto.domain.reviews import actions, hosting, invented, queries, writing
from junto.domain.reviews.queries import Work
from junto.foundation.access import Actor

if TYPE_CHECKING:
    from junto.domain.people.models import Person
    from junto.domain.programs.models import Program
    from junto.domain.reviews.models import Piece
    from junto.domain.sessions.models import Session

BEGAN, WRITE_IN, AGREE_IN = timedelta(days=9), timedelta(days=4), timedelta(days=18)
# For how long from now on people can speak about the last session.
OPEN_FOR = timedelta(days=2)
# How a facilitator is seen from session to session.
SEEN = ((3, 3, 4, 3, 3), (4, 3, 4, 4, 3), (4, 4, 5, 4, 4))


def add_reviews(
    *,
    program: "Program",
    person: "Person",
    manager: Actor,
    actor: Callable[["Person"], Actor],
    now: datetime,
) -> None:
    """Everybody is paired; somebody's own piece is finished, and the other's waits for them."""
    began = now - BEGAN
    plan = actions.Plan(
        title=_("A recent project, seen by two"),
        questions=_questions(),
        write_by=(now + WRITE_IN).date(),
        agree_by=(now + AGREE_IN).date(),
    )
    actions.start_review(program=program, plan=plan, actor=manager, now=began)
    for piece in queries.pieces_of(program, person.pk):
        _write(piece, actor, began + timedelta(days=2), is_whole=piece.author_id == person.pk)


def _write(
    piece: "Piece", actor: Callable[["Person"], Actor], now: datetime, *, is_whole: bool
) -> None:
    work, view = (_moving(), _own_view()) if is_whole else (_handing_over(), _other_own_view())
    author = actor(piece.author)
    writing.name_work(piece=piece, work=work, view=view, actor=author, now=now)
    if not is_whole or piece.reviewer is None:
        return
    reviewer, later = actor(piece.reviewer), now + timedelta(days=1)
    writing.write_review(piece=piece, view=_review(), actor=reviewer, now=later)
    piece.refresh_from_db()
    thanks = _("Your second point caught me out. I had told them what, never why.")
    writing.write_post(piece=piece, text=thanks, actor=author, now=later)
    changes = _("Before each move, the crew hears the why first and says it back in their words.")
    writing.word_outcome(piece=piece, text=changes, actor=author, now=later)
    writing.agree(piece=piece, outcome=changes, actor=reviewer, now=later)


def add_host_feedback(
    *,
    sessions: Sequence["Session"],
    host: "Person",
    people: Sequence["Person"],
    chance: random.Random,
    now: datetime,
) -> None:
    """A facilitator's last sessions but one are told; about the last one people are asked now."""
    taps = {"clear": 4, "room": 5}
    for session, seen in zip(sessions[-1 - len(SEEN) : -1], SEEN, strict=False):
        said = invented.Said(
            answers=[{"clear": value, "room": min(5, value + 1)} for value in seen],
            words=_mixed_words(),
            named={people[0]: (taps, _moment())} if session is sessions[-2] else {},
        )
        invented.record_host_feedback(
            session=session,
            host=host,
            people=people,
            closes_at=session.ends_at + hosting.OPEN_FOR,
            said=said,
            chance=chance,
            now=now,
        )
    latest = sessions[-1]
    for leader in hosting.leaders_of(latest):
        others = [each for each in people if each.pk != leader.pk]
        invented.record_host_feedback(
            session=latest,
            host=leader,
            people=others,
            closes_at=now + OPEN_FOR,
            said=None,
            chance=chance,
            now=now,
        )


def _questions() -> list[str]:
    return [
        _("What works here, and how can one tell?"),
        _("What would you look at again before going on?"),
        _("What could the next small step be?"),
    ]


def _moving() -> Work:
    return Work(
        title=_("Moving the night shift to four crews"),
        tried=_("Two weeks with one crew, then all four. Handovers take nine minutes now, not"
                " twenty. Two people asked to move back."),
        look_at=_("How I told the crews: I think I lost the older ones in the first meeting."),
    )  # fmt: skip


def _own_view() -> list[str]:
    return [
        _("The handover times are down, and the crews keep them without me."),
        _("The first meeting. I had slides, they had questions."),
        _("Ask the two who want to move back what they would need."),
    ]


def _review() -> list[str]:
    return [
        _("The numbers, and that the crews chose their own hours. You let go at the right time."),
        _("You told them what changes and when. I read the notes twice and found no why."),
        _("Let one of the older ones tell the next crew how it went."),
    ]


def _handing_over() -> Work:
    return Work(
        title=_("Handing the budget talks to my deputy"),
        tried=_("She led two of five talks. I sat in one and spoke too much."),
        look_at=_("When to be in the room, and when not."),
    )


def _other_own_view() -> list[str]:
    return [
        _("She prepares better than I did."),
        _("Whether I trust her, or the preparation."),
        _("Stay out of the third talk."),
    ]


def _mixed_words() -> list[str]:
    return [
        _("Waited until the quiet ones had spoken."),
        _("The quiet ones had spoken before anybody decided."),
        _("You waited, and the quiet ones spoke."),
        _("The plan on the board helped."),
    ]


def _moment() -> str:
    return _(
        "When two of us talked past each other, you asked each to say the other's point first. I"
        " heard mine for the first time."
    )
