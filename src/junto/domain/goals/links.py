"""The link in the mail on a step's day: it opens one step, for as long as that day stands."""

import hmac
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.crypto import salted_hmac

from junto.domain.goals import queries
from junto.domain.goals.models import Commitment
from junto.foundation import tenancy
from junto.foundation.access import Actor
from junto.foundation.text import REF_LENGTH

SALT = "junto.goals.step-day"
LASTS = timedelta(days=7)


def token_of(step: Commitment) -> str:
    """What the link ends with. A step that gets another day gets another link."""
    return step.ref + _mark(step.ref, step.by)


def step_behind(token: str, *, now: datetime) -> Commitment:
    """The step that a link opens.

    Raises
    ------
    junto.foundation.tenancy.NotFound
        When the link was changed, its step was settled or moved, a week has passed, or its owner
        has left.
    """
    step = queries.get_step(token[:REF_LENGTH])
    with tenancy.scope(step.organization_id):
        person = step.person
        today = now.astimezone(ZoneInfo(person.time_zone)).date()
        is_genuine = hmac.compare_digest(
            token[REF_LENGTH:].encode(), _mark(step.ref, step.by).encode()
        )
        is_over = not step.is_open or person.ended_at is not None or today > step.by + LASTS
    if is_over or not is_genuine:
        raise tenancy.NotFound(step.ref)
    return step


def owner_of(step: Commitment) -> Actor:
    """Whoever holds the link acts as the step's owner, with no role and on this step alone."""
    return Actor(person_id=step.person_id, organization_id=step.organization_id)


def _mark(ref: str, by: date) -> str:
    return salted_hmac(SALT, f"{ref}:{by.isoformat()}", algorithm="sha256").hexdigest()[:32]
