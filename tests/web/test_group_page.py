"""What a group's page says of the people it brings together."""

import re
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from factories import actor_of, make_person
from factories.rooms import add_session, begin, make_room_world
from junto.domain.people.models import AttributeDefinition
from junto.domain.sessions import room_actions as room
from junto.domain.sessions import room_queries
from junto.foundation import tenancy
from junto.foundation.access import Forbidden

pytestmark = pytest.mark.django_db


def client_of(person: Any) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def page_of(world: SimpleNamespace, person: Any) -> str:
    address = reverse("groups:circle", kwargs={"ref": world.group})
    return client_of(person).get(address).content.decode()


def know(world: SimpleNamespace, **fields: tuple[Any, ...]) -> None:
    """Give each member the value that stands in their place."""
    with tenancy.scope(world.organization.pk):
        for place, person in enumerate(world.members):
            for name, values in fields.items():
                setattr(person, name, values[place])
            person.save()


def part(page: str, start: str, end: str = "</section>") -> str:
    assert start in page, start
    return page.split(start, 1)[1].split(end, 1)[0]


def test_a_group_says_which_departments_it_covers() -> None:
    world = make_room_world()
    know(world, unit=("Finance", "Operations", "Finance"))

    covers = part(page_of(world, world.members[0]), 'id="covers-h"')

    assert (covers.count("Finance"), covers.count("Operations")) == (1, 1)
    assert "Employers here" not in covers


def test_a_group_of_several_employers_says_which() -> None:
    world = make_room_world()
    know(world, employer=("Northlight", "Harbor Bank", "Northlight"))

    covers = part(page_of(world, world.members[0]), 'id="covers-h"')

    assert (covers.count("Northlight"), covers.count("Harbor Bank")) == (1, 1)


def test_what_is_behind_a_wall_does_not_count_as_covered() -> None:
    world = make_room_world()
    know(world, unit=("Finance", "Operations", "Sales"))
    world.members[2].manager = world.manager
    with tenancy.scope(world.organization.pk):
        world.members[2].save()

    covers = part(page_of(world, world.manager), 'id="covers-h"')

    assert ("Finance" in covers, "Sales" in covers) == (True, False)


# ---------------------------------------------------------------- roles in each round


def hold(world: SimpleNamespace, session: Any, people: list[Any], *, start: datetime) -> None:
    """Hold a session from its first stage to its end, each stage for as long as it is planned."""
    session = begin(session, people, now=start)
    at = start
    for _step in range(60):
        seen = room_queries.see_room(session, people[0], at).view
        if seen.phase != "running":
            break
        at = max(at, datetime.fromtimestamp(seen.ends_at, tz=start.tzinfo))
        leaders = set(room_queries.see_room(session, people[0], at).view.leaders)
        lead = next(person for person in people if person.ref in leaders)
        room.advance(session=session, step=seen.position, actor=actor_of(lead), now=at)
    for person in people:
        try:
            room.end(session=session, actor=actor_of(person), now=at)
        except Forbidden:
            continue
        break


def soon() -> datetime:
    """An hour ahead of the clock that pages go by."""
    return (timezone.now() + timedelta(hours=1)).replace(second=0, microsecond=0)


def rounds_on(page: str) -> list[list[str]]:
    table = part(page, 'id="turns-h"').split("<tbody>", 1)[1].split("</tbody>", 1)[0]
    return [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td>(.*?)</td>", row)]
        for row in table.split("<tr>")[1:]
    ]


def test_a_triad_sees_each_person_once_in_each_role_before_it_meets() -> None:
    world = make_room_world(starts_at=soon())

    found = rounds_on(page_of(world, world.members[0]))

    names = {"You", "Devika Menon", "Ingrid Sørensen"}
    assert [set(row) for row in found] == [names] * 3
    assert [set(column) for column in zip(*found, strict=True)] == [names] * 3


def test_the_page_shows_the_order_that_the_room_then_uses() -> None:
    start = soon()
    world = make_room_world(starts_at=start)
    shown = rounds_on(page_of(world, world.members[0]))

    with tenancy.scope(world.organization.pk):
        session = begin(world.session, world.members, now=start)
        cast = room_queries.pinned(session).cast  # type: ignore[union-attr]

    called = {each.ref: each.full_name for each in world.members} | {world.members[0].ref: "You"}
    roles = ("learner", "coach", "observer")
    assert shown == [
        [", ".join(called[ref] for ref in held[role]) for role in roles]
        for held in cast.rounds["round"]
    ]


def test_who_begins_in_which_role_moves_on_and_the_page_says_why() -> None:
    world = make_room_world(starts_at=soon())
    with tenancy.scope(world.organization.pk):
        hold(world, world.session, world.members, start=world.session.starts_at)
        after = world.session.starts_at + timedelta(days=7)
        add_session(world.group, 2, "triad-coaching", minutes=75, starts_at=after)

    page = page_of(world, world.members[0])

    said = part(page, 'id="turns-h"')
    assert "Ingrid began as observer last time." in said
    assert rounds_on(page)[0] == ["Devika Menon", "You", "Ingrid Sørensen"]


def test_a_pair_sees_who_begins_and_how_long_each_was_coached() -> None:
    world = make_room_world(
        2, "reciprocal-pair-coaching", kind="pair", minutes=50, starts_at=soon()
    )
    with tenancy.scope(world.organization.pk):
        hold(world, world.session, world.members, start=world.session.starts_at)
        after = world.session.starts_at + timedelta(days=7)
        add_session(world.group, 2, "reciprocal-pair-coaching", minutes=50, starts_at=after)

    page = page_of(world, world.members[0])
    to_manager = page_of(world, world.manager)

    said = part(page, 'id="turns-h"')
    assert rounds_on(page) == [["Devika Menon", "You"], ["You", "Devika Menon"]]
    assert (said.count("18 minutes"), "That is even." in said) == (2, True)
    assert "18 minutes" not in to_manager


def test_a_session_without_rounds_shows_none() -> None:
    world = make_room_world(7, "peer-advisory-forum", kind="circle", starts_at=soon())

    assert 'id="turns-h"' not in page_of(world, world.members[0])


def test_home_says_in_which_role_one_begins() -> None:
    world = make_room_world(starts_at=soon())

    homes = [client_of(person).get("/", follow=True).content.decode() for person in world.members]

    assert ["You begin as learner." in page for page in homes] == [True, False, False]
    assert ["You begin as coach." in page for page in homes] == [False, True, False]
    assert ["You begin as observer." in page for page in homes] == [False, False, True]


# ---------------------------------------------------------------- hours, profiles, lines


def test_hours_in_common_stand_in_each_persons_own_time() -> None:
    world = make_room_world()
    know(world, time_zone=("Europe/London", "Europe/Madrid", "America/Toronto"))

    said = part(page_of(world, world.members[0]), 'id="hours-h"')

    assert "Everybody can meet at these times" in said
    times = re.findall(r"(\d+:\d\d [AP]M)</time></bdi> – .*?(\d+:\d\d [AP]M)", said)
    assert times == [("2:00 PM", "4:00 PM"), ("3:00 PM", "5:00 PM"), ("9:00 AM", "11:00 AM")]


def test_where_no_hour_suits_everybody_it_says_how_many_can() -> None:
    world = make_room_world()
    know(world, time_zone=("Europe/London", "Europe/London", "Asia/Tokyo"))

    said = part(page_of(world, world.members[0]), 'id="hours-h"')

    assert "2 of 3 can meet at these times" in said


def test_each_member_sees_what_they_share_and_what_the_others_bring() -> None:
    world = make_room_world()
    with tenancy.scope(world.organization.pk):
        for key, label, is_sensitive in (
            ("goals", "Goals", False),
            ("skills", "Skills", False),
            ("faiths", "Faiths", True),
        ):
            AttributeDefinition.objects.create(
                key=key, label=label, kind="many_of", is_sensitive=is_sensitive
            )
        world.program.rules = {"hard": [], "soft": [{"match": {"attribute": "goals"}}]}
        world.program.save()
    know(
        world,
        attributes=(
            {"goals": ["Delegate"], "skills": ["Budgets"], "faiths": ["Creed"]},
            {"goals": ["Delegate", "Listen"], "skills": ["Hiring"], "faiths": ["Creed"]},
            {"goals": ["Speak up"], "skills": []},
        ),
    )

    mine = part(page_of(world, world.members[0]), 'id="common-h"')
    theirs = part(page_of(world, world.members[1]), 'id="common-h"')

    assert [word in mine for word in ("Delegate", "Hiring", "Listen", "Creed")] == [
        True,
        True,
        False,
        False,
    ]
    assert ("Budgets" in theirs, "Hiring" in theirs) == (True, False)
    assert "Ingrid" not in mine
    assert 'id="common-h"' not in page_of(world, world.manager)


def test_only_the_manager_reads_of_reporting_lines_and_levels() -> None:
    world = make_room_world()
    know(world, level=("Director", "Manager", "Director"))

    to_manager = part(page_of(world, world.manager), 'id="covers-h"')
    to_member = page_of(world, world.members[0])

    assert ("No reporting line inside" in to_manager, to_manager.count("Director")) == (True, 1)
    assert ("reporting line" in to_member.lower(), "Director" in to_member) == (False, False)


def test_a_line_through_somebody_outside_the_group_is_one_too() -> None:
    world = make_room_world()
    between = make_person(world.organization, full_name="In Between")
    with tenancy.scope(world.organization.pk):
        between.manager = world.members[1]
        between.save()
    know(world, manager=(between, None, None))

    said = part(page_of(world, world.manager), 'id="covers-h"')

    assert "Somebody here reports to another" in said


def test_the_page_asks_as_much_for_eight_people_as_for_three() -> None:
    def asked(people: int) -> int:
        world = make_room_world(people, "peer-advisory-forum", kind="circle", starts_at=soon())
        client = client_of(world.members[0])
        address = reverse("groups:circle", kwargs={"ref": world.group})
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    few = asked(4)

    assert (few, few <= 18) == (asked(8), True)
