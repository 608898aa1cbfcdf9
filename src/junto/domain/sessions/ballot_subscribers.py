"""A ballot that is sealed is told to the room."""

from datetime import datetime

from junto.domain.assessments import queries as assessment_queries
from junto.domain.assessments.events import RoundSealed
from junto.domain.sessions import ballots
from junto.foundation.access import Actor
from junto.foundation.events import subscribe


@subscribe(RoundSealed)
def tell_the_room(event: RoundSealed, *, actor: Actor, now: datetime) -> None:
    """Let every page of the room look again."""
    ballots.tell_the_room(assessment_queries.get_round(event.round_ref).topic, now)
