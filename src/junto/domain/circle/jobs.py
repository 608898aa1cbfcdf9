"""What happens by the clock: one mail a day at most, and questions that go after seven days."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from junto.domain.circle import deliveries, hands, queries, talking
from junto.foundation import tenancy
from junto.foundation.access import system
from junto.foundation.outbox.sending import mail_is_set_up
from junto.foundation.schedule import every

FROM, TO = 8, 18
A_DAY = timedelta(hours=24)


@every(timedelta(hours=1), "circle.forget-hands")
def forget_hands(now: datetime) -> None:
    """Delete what was asked seven days ago, with all that was answered."""
    hands.forget(now)


@every(timedelta(minutes=30), "circle.tell-of-posts")
def tell_of_posts(now: datetime) -> None:
    """Tell whoever wishes it that there is something new, in their own working hours."""
    if not mail_is_set_up():
        return
    for wish in queries.mail_wishes(told_before=now - A_DAY):
        if not FROM <= now.astimezone(ZoneInfo(wish.person.time_zone)).hour < TO:
            continue
        with tenancy.scope(wish.organization_id):
            is_new = queries.has_news(wish) or hands.has_news(wish)
            if is_new and deliveries.post_digest(wish, now=now):
                house = system(wish.organization_id)
                talking.note_told(wish=wish, actor=house, now=now)
