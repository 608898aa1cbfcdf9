"""Who may ask a few people, answer, and read what they say."""

from typing import Any

from junto.domain.asks.enums import AskedState, Stage
from junto.foundation.access import Actor, policy


def _is(actor: Actor, person_id: int, organization_id: int) -> bool:
    return (
        actor.person_id is not None
        and actor.organization_id == organization_id
        and actor.person_id == person_id
    )


@policy("asks.have", "Ask a few people one trusts, and see what one is asked.")
def have_asks(actor: Actor, organization: Any) -> bool:
    """Everybody of the organization."""
    return bool(actor.person_id is not None and actor.organization_id == organization.pk)


@policy("asks.own", "Choose whom an ask goes to, send it, pause and end it.")
def own_ask(actor: Actor, ask: Any) -> bool:
    """Whoever asks, and nobody else."""
    return _is(actor, ask.asker_id, ask.organization_id)


@policy("asks.read", "Read what people said, once a sending has closed.")
def read_round(actor: Actor, round_: Any) -> bool:
    """Whoever asked, and nobody else."""
    return _is(actor, round_.ask.asker_id, round_.organization_id)


@policy("asks.answer", "Answer an ask, change it and take it back until it closes.")
def answer(actor: Actor, asked: Any) -> bool:
    """Whoever is asked, while the asker is still there."""
    return (
        _is(actor, asked.person_id, asked.organization_id)
        and asked.state == AskedState.ASKED
        and asked.round.stage == Stage.ASKING
        and asked.round.ask.asker.ended_at is None
    )
