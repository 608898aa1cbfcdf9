"""What happens to next steps by the clock."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from junto.domain.goals import deliveries, queries
from junto.domain.organizations import queries as organization_queries
from junto.foundation import outbox
from junto.foundation.outbox.sending import mail_is_set_up
from junto.foundation.schedule import every

FROM, TO = 8, 18


@every(timedelta(minutes=30), "goals.ask-on-the-day")
def ask_on_the_day(now: datetime) -> None:
    """One mail on the day of an open next step, in the person's own working hours."""
    if not mail_is_set_up():
        return
    days = [now.date() + timedelta(days=n) for n in (-1, 0, 1)]
    for step in queries.due(days):
        local = now.astimezone(ZoneInfo(step.person.time_zone))
        if step.by != local.date() or not FROM <= local.hour < TO or not step.person.email:
            continue
        if organization_queries.is_sample(step.organization_id):
            continue
        outbox.post(
            kind=deliveries.KIND,
            recipient=step.person.email,
            event_ref=f"{step.ref}:{step.by}",
            payload={"step": step.ref, "by": step.by.isoformat()},
            now=now,
        )
