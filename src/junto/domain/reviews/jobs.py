"""What happens to reviews by the clock: reminders, and pairs made anew where somebody left."""

from datetime import datetime, timedelta

from junto.domain.reviews import deliveries, mending, queries
from junto.foundation import tenancy
from junto.foundation.access import system
from junto.foundation.schedule import every

# Days before the texts are due on which who still has to write gets a mail.
REMINDERS = (3, 1)


@every(timedelta(hours=6), "reviews.remind")
def remind(now: datetime) -> None:
    """Remind whoever still has to write, once a day at most; never anybody else of it."""
    for piece in queries.due_in(REMINDERS, today=now.date()):
        with tenancy.scope(piece.organization_id):
            deliveries.remind(piece, now=now)


@every(timedelta(hours=1), "reviews.mend")
def mend(now: datetime) -> None:
    """Look after reviews whose people left."""
    programs = {piece.program_id: piece.program for piece in queries.unopened()}
    for _key, program in sorted(programs.items()):
        with tenancy.scope(program.organization_id):
            house = system(program.organization_id)
            mending.mend(program=program, actor=house, now=now)
