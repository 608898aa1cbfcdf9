"""What a member gave and received in a group, for that member alone.

Only what both sides know anyway is counted: roles in sessions, reviews of work between two people,
and thanks. Feedback without names is in no count, not even in one's own.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from junto.domain.recognition import queries as recognition
from junto.domain.reviews import queries as reviews
from junto.domain.reviews.enums import PieceState
from junto.domain.sessions import giving

if TYPE_CHECKING:
    from junto.domain.groups.models import Group

_OPENED = (PieceState.OPEN, PieceState.FINISHED)


@dataclass(frozen=True)
class Balance:
    """Turns in sessions, and reviews and thanks with names, both ways."""

    turns: giving.Given
    reviews_given: int
    reviews_received: int
    thanks_given: int
    thanks_received: int


def balance_of(group: "Group", person_id: int) -> Balance:
    """Count what one member gave and received; never to be shown to anybody else."""
    pieces = [
        each
        for each in reviews.pieces_of(group.program, person_id)
        if each.state in _OPENED and each.reviewer_id is not None
    ]
    given, received = recognition.counts_of(group, person_id)
    return Balance(
        turns=giving.turns_of(group, person_id),
        reviews_given=sum(each.reviewer_id == person_id for each in pieces),
        reviews_received=sum(each.author_id == person_id for each in pieces),
        thanks_given=given,
        thanks_received=received,
    )
