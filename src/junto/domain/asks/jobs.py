"""What happens to asks by the clock: one reminder, and the next sending."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from junto.domain.asks import actions, queries, sending
from junto.foundation import tenancy
from junto.foundation.access import system
from junto.foundation.schedule import every

REMINDED_BEFORE = timedelta(days=2)
# Who was asked so shortly before is not reminded: the first mail is still fresh.
STILL_FRESH = timedelta(days=2)
MORNING = time(8)


@every(timedelta(hours=1), "asks.remind")
def remind(now: datetime) -> None:
    """A mail to everybody who is asked, once, two days before the close."""
    for round_ in queries.to_remind(now=now, before=REMINDED_BEFORE):
        if now - round_.sent_at < STILL_FRESH:
            continue
        with tenancy.scope(round_.organization_id):
            actions.remind(round_=round_, now=now)


@every(timedelta(hours=1), "asks.send-next")
def send_next(now: datetime) -> None:
    """Send what is due, in the morning of whoever asks."""
    for ask in queries.due(today=now.date()):
        local = now.astimezone(ZoneInfo(ask.asker.time_zone))
        if ask.next_on is None or local < datetime.combine(ask.next_on, MORNING, local.tzinfo):
            continue
        with tenancy.scope(ask.organization_id):
            sending.send_next(ask=ask, actor=system(ask.organization_id), now=now)
