"""Long work on sessions, and what happens to them by the clock."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from junto.domain.organizations import queries as organization_queries
from junto.domain.people import queries as people_queries
from junto.domain.sessions import actions, calendars, deliveries, queries, timing
from junto.foundation import tenancy
from junto.foundation.access import Actor
from junto.foundation.jobs import job
from junto.foundation.jobs.running import JobContext
from junto.foundation.outbox.sending import mail_is_set_up
from junto.foundation.schedule import every

# Nobody is written to before eight or after six, or on a Saturday or Sunday.
DAY_BEGINS, DAY_ENDS = time(8), time(18)
REMIND_BEFORE, TOO_LATE = timedelta(hours=48), timedelta(hours=3)


@job("sessions.propose")
def propose(context: JobContext, program_ref: str, wanted: dict[str, Any], refs: list[str]) -> None:
    """Work out the fairest times of a program's groups."""
    actions.work_out_times(
        program_ref=program_ref,
        wanted=timing.Wanted(
            **{**wanted, "starts_on": date.fromisoformat(wanted["starts_on"])},
        ),
        refs=refs,
        clock=context.now,
        tell=context.progress,
        should_stop=context.should_stop,
    )


@job("sessions.agree-all")
def agree_all(context: JobContext, program_ref: str, person_id: int) -> None:
    """Take the fairest choice for every group."""
    organization_id = tenancy.current_organization_id()
    roles = people_queries.roles_by_person([person_id]).get(person_id, [])
    actor = Actor(person_id=person_id, organization_id=organization_id, roles=frozenset(roles))
    actions.agree_each(
        program_ref=program_ref, actor=actor, clock=context.now, tell=context.progress
    )


@job("sessions.calendars")
def write_calendars(context: JobContext) -> None:
    """Write the calendar files that are missing."""
    waiting, zones = queries.without_calendar(), dict[str, str]()
    for place, session in enumerate(waiting):
        actions.keep_calendar(
            session_id=session.pk, sequence=session.sequence, text=calendars.write(session, zones)
        )
        context.progress(place + 1, len(waiting))


@every(timedelta(hours=1), "sessions.follow-zones")
def follow_zones(now: datetime) -> None:
    """Sessions keep their wall time when the rules of a zone change."""
    for organization in organization_queries.all_organizations():
        with tenancy.scope(organization.pk):
            actions.follow_zones(now=now)


@every(timedelta(minutes=15), "sessions.remind")
def remind(now: datetime) -> None:
    """Write to who meets in the next two days, once, in their own daytime."""
    if not mail_is_set_up():
        return
    for organization in organization_queries.all_organizations():
        with tenancy.scope(organization.pk):
            for session, person in queries.to_remind(now + TOO_LATE, now + REMIND_BEFORE):
                if is_daytime(now, person.time_zone):
                    deliveries.post(deliveries.REMINDER, session, person, now=now)


def is_daytime(now: datetime, zone: str) -> bool:
    """Whether somebody may be written to now."""
    local = now.astimezone(ZoneInfo(zone))
    return local.weekday() < 5 and DAY_BEGINS <= local.time() < DAY_ENDS
