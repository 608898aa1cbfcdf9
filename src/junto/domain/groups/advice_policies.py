"""Who may look for advice, ask for it, and read a request."""

from typing import Any

from junto.domain.groups.enums import AdviceState
from junto.foundation.access import Actor, policy


@policy("groups.find-advice", "See who offers advice, and offer it.")
def find_advice(actor: Actor, organization: Any) -> bool:
    """Everybody of the organization."""
    return bool(actor.person_id is not None and actor.organization_id == organization.pk)


@policy("groups.ask-for-advice", "Ask somebody who offers advice.")
def ask_for_advice(actor: Actor, offer: Any) -> bool:
    """Everybody of the organization, while advice is offered; nobody asks themselves."""
    if actor.person_id is None or actor.organization_id != offer.organization_id:
        return False
    if actor.person_id == offer.person_id or offer.person.ended_at is not None:
        return False
    return bool(not offer.is_paused)


@policy("groups.read-advice", "Read a request for advice.")
def read_request(actor: Actor, request: Any) -> bool:
    """The one who asks; the one who is asked, until it was declined or withdrawn."""
    if actor.person_id is None or actor.organization_id != request.organization_id:
        return False
    if request.state == AdviceState.WITHDRAWN:
        return False
    if actor.person_id == request.asker_id:
        return True
    is_asked = actor.person_id == request.adviser_id
    return bool(is_asked and request.state != AdviceState.DECLINED)
