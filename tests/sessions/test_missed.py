"""Who left early or was away writes what they missed, for the same readers, for a week."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from factories import NOW
from factories.rooms import begin, make_room_world
from junto.domain.sessions import missed
from junto.domain.sessions import room_actions as room
from junto.domain.sessions import room_queries as queries
from junto.domain.sessions.models import RoomEntry
from junto.foundation import tenancy
from junto.foundation.access import Forbidden

pytestmark = pytest.mark.django_db


def step_on(world: SimpleNamespace, at: datetime) -> None:
    seen = queries.see_room(world.session, world.members[0], at).view
    lead = next(
        actor
        for person, actor in zip(world.members, world.actors, strict=True)
        if person.ref in seen.leaders
    )
    room.advance(session=world.session, step=seen.position, actor=lead, now=at)


def ended(world: SimpleNamespace, at: datetime) -> None:
    seen = queries.see_room(world.session, world.members[0], at).view
    lead = next(
        actor
        for person, actor in zip(world.members, world.actors, strict=True)
        if person.ref in seen.leaders
    )
    room.end(session=world.session, actor=lead, now=at)
    world.session.refresh_from_db()


@pytest.fixture
def mentoring() -> Iterator[SimpleNamespace]:
    """Five of six come; the circle lets whoever is away send their lines."""
    world = make_room_world(6, "action-learning-set", kind="circle", minutes=90)
    with tenancy.scope(world.organization.pk):
        begin(world.session, world.members[:5])
        yield world


def ids(world: SimpleNamespace, person: Any, at: datetime) -> list[str]:
    return [each.output.id for each in missed.missed_by(world.session, person, at)]


def test_who_left_before_a_stage_that_may_be_finished_is_asked_and_who_stayed_is_not(
    mentoring: SimpleNamespace,
) -> None:
    step_on(mentoring, NOW + timedelta(minutes=1))
    seen = queries.see_room(mentoring.session, mentoring.members[0], NOW).view
    away = next(
        (person, actor)
        for person, actor in zip(mentoring.members[:5], mentoring.actors[:5], strict=True)
        if person.ref not in seen.leaders
    )
    room.leave(session=mentoring.session, actor=away[1], now=NOW + timedelta(minutes=2))
    ended(mentoring, NOW + timedelta(minutes=60))
    later = NOW + timedelta(days=1)
    fmt = queries.find_format("action-learning-set")
    assert fmt is not None
    learn = next(stage for stage in fmt.all_stages() if stage.id == "learn")
    kinds = {output.id: output for output in fmt.outputs}
    writable = ["team-learning"]
    assert (kinds["team-learning"].visibility, "team-learning" in learn.capture) == ("group", True)
    assert ids(mentoring, away[0], later) == writable
    assert [ids(mentoring, each, later) for each in mentoring.members[:5] if each != away[0]] == [
        []
    ] * 4
    text = "I learned to ask."
    for name in writable:
        missed.write(session=mentoring.session, output=name, text=text, actor=away[1], now=later)
    assert ids(mentoring, away[0], later) == []
    assert RoomEntry.objects.filter(person=away[0]).count() == len(writable)


def test_after_a_week_nothing_is_asked_and_nothing_kept(mentoring: SimpleNamespace) -> None:
    room.leave(session=mentoring.session, actor=mentoring.actors[4], now=NOW)
    ended(mentoring, NOW + timedelta(minutes=60))
    late = NOW + timedelta(days=9)
    assert ids(mentoring, mentoring.members[4], late) == []
    with pytest.raises(Forbidden):
        missed.write(
            session=mentoring.session,
            output="learning",
            text="Late",
            actor=mentoring.actors[4],
            now=late,
        )
