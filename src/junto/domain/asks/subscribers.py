"""When answers are sealed, what may be told of them is worked out."""

from datetime import datetime

from junto.domain.asks import actions, queries, telling
from junto.domain.assessments import queries as answers
from junto.domain.assessments.enums import RoundKind
from junto.domain.assessments.events import RoundSealed
from junto.foundation.access import Actor
from junto.foundation.events import subscribe


@subscribe(RoundSealed)
def tell(event: RoundSealed, *, actor: Actor, now: datetime) -> None:
    """Whoever asked, if the answers are to an ask."""
    sealed = answers.get_round(event.round_ref)
    if sealed.kind != RoundKind.FEEDBACK:
        return
    round_ = queries.round_about(sealed.topic)
    if round_ is not None:
        actions.keep_told(round_=round_, told=telling.stored(telling.tell(round_)), now=now)
