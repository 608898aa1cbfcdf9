"""When somebody leaves: who loses a reviewer has another one, without anybody moving unasked."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from junto.domain.programs import queries as program_queries
from junto.domain.reviews import actions, deliveries, pairing, policies
from junto.domain.reviews.enums import UNOPENED, PieceState
from junto.domain.reviews.models import Piece, Review
from junto.foundation import idempotency
from junto.foundation.access import Actor

if TYPE_CHECKING:
    from junto.domain.programs.models import Program


@transaction.atomic
def mend(*, program: "Program", actor: Actor, now: datetime) -> None:
    """Free pieces of reviewers who left, end those of authors who left, and pair who waits.

    People who wait in the same review are paired; one who waits alone has somebody of that review
    asked for them, who may say not this time.
    """
    policies.start.check(actor, program)
    idempotency.claim()
    here = program_queries.enrolled_ids(program)
    for row in Piece.objects.select_for_update().filter(program=program, state__in=UNOPENED):
        if row.author_id not in here:
            row.delete()
        elif row.state != PieceState.WAITING and row.reviewer_id not in here:
            actions.free(row, now=now)
    for review in Review.objects.filter(program=program, cancelled_at=None):
        _pair(review, now)


def _pair(review: Review, now: datetime) -> None:
    rows = Piece.objects.filter(review=review, state=PieceState.WAITING).select_related("author")
    waiting = {row.author_id: row for row in rows.order_by("pk")}
    if len(waiting) > 1:
        made, _alone = pairing.rings(
            review.program, [row.author for row in waiting.values()], now=now
        )
        for author, reviewer in actions.directed(made):
            if not waiting[author].declined.filter(pk=reviewer).exists():
                _give(waiting.pop(author), reviewer, PieceState.WRITING, now)
    for row in waiting.values():
        _ask_for(row, now)


def _ask_for(row: Piece, now: datetime) -> None:
    """Ask whoever of the review has the fewest to review and fits best."""
    others = Piece.objects.filter(review=row.review).exclude(author_id=row.author_id)
    people = {each.author_id: each.author for each in others.select_related("author")}
    for gone in row.declined.values_list("pk", flat=True):
        people.pop(gone, None)
    loads = list(Piece.objects.filter(review=row.review).values_list("reviewer_id", flat=True))
    here = program_queries.enrolled_ids(row.program)
    free = {pk: loads.count(pk) for pk in people if pk in here}
    least = [people[pk] for pk, load in free.items() if load == min(free.values())]
    best = pairing.best_for(row.program, row.author, least, now=now) if least else None
    if best is not None:
        _give(row, best.pk, PieceState.ASKED, now)


def _give(row: Piece, reviewer_id: int, state: PieceState, now: datetime) -> None:
    row.reviewer_id, row.state = reviewer_id, state
    row.save(update_fields=["reviewer", "state"])
    row.refresh_from_db()
    tell = deliveries.tell_paired if state == PieceState.WRITING else deliveries.tell_asked
    tell(row, now=now)
