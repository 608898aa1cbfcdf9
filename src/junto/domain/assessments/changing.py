"""Changing a round that is open: a later close, somebody who is not asked after all, its end."""

from datetime import datetime

from django.db import transaction

from junto.domain.assessments import policies, sealing
from junto.domain.assessments.enums import RoundState
from junto.domain.assessments.models import OpenParticipation, Round
from junto.foundation import roundkeys
from junto.foundation.access import Actor


@transaction.atomic
def move_close(*, round_: Round, closes_at: datetime, actor: Actor, now: datetime) -> bool:
    """Close later than announced, for everybody; False when the round is no longer open."""
    policies.open_round.check(actor, round_.organization_id)
    row = Round.objects.select_for_update().get(pk=round_.pk)
    if row.state != RoundState.OPEN or closes_at <= max(now, row.closes_at):
        return False
    row.closes_at = closes_at
    row.save(update_fields=["closes_at"])
    return True


@transaction.atomic
def excuse(*, round_: Round, person_id: int, actor: Actor, now: datetime) -> bool:
    """Ask somebody no more; False when they answered already, or the round is over.

    Their answers could be theirs alone to take back: they do that themselves.
    """
    policies.open_round.check(actor, round_.organization_id)
    row = Round.objects.select_for_update().get(pk=round_.pk)
    if row.state != RoundState.OPEN or now >= row.closes_at:
        return False
    asked = OpenParticipation.objects.filter(round=row, person_id=person_id, has_answered=False)
    return asked.delete()[0] > 0


def cancel_round(*, round_: Round, actor: Actor) -> bool:
    """Destroy everything answered in an open round, and the key that finds it.

    Call it outside any transaction. False when the round is no longer open.
    """
    policies.open_round.check(actor, round_.organization_id)
    with transaction.atomic():
        row = Round.objects.select_for_update().get(pk=round_.pk)
        if row.state != RoundState.OPEN:
            return False
        sealing.erase_open_rows(row)
        row.delete()
    roundkeys.destroy([round_.ref])
    sealing.leave_no_trace()
    return True
