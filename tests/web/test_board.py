"""The board in the browser: what it shows, what its buttons do, who may."""

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import NOW, make_person
from factories.boards import form_groups, make_world
from junto.domain.groups import actions, queries
from junto.domain.groups.enums import FormationState
from junto.domain.groups.models import Formation, Group, GroupMember, Seat
from junto.domain.people.models import AttributeDefinition, Person
from junto.foundation import tenancy

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[SimpleNamespace]:
    made = make_world()
    made.draft = form_groups(made)
    made.client = Client()
    made.client.force_login(made.manager.user)
    made.url = reverse("groups:draft", kwargs={"ref": made.program, "draft": made.draft})
    with tenancy.scope(made.organization.pk):
        yield made


def post(world: SimpleNamespace, act: str, **fields: Any) -> Any:
    return world.client.post(
        reverse(f"groups:{act}", kwargs={"ref": world.program, "draft": world.draft}), fields
    )


def version(world: SimpleNamespace) -> int:
    return Formation.objects.get(pk=world.draft.pk).version


def seats() -> dict[str, int]:
    return dict(Seat.objects.values_list("person__ref", "group_index"))


def two_apart() -> tuple[str, str]:
    """Two of one unit and one site number apart: a swap that breaks nothing."""
    rows = list(Seat.objects.order_by("pk").values_list("person__ref", "group_index"))
    first = rows[0]
    return first[0], next(ref for ref, place in rows if place != first[1])


def test_the_board_says_in_words_how_good_the_draft_is(world: SimpleNamespace) -> None:
    page = world.client.get(world.url).content.decode()

    assert "12 people, 4 groups of 3. Draft 1." in page
    assert re.search(r"No arrangement can be (better|more than \d+ points? better)\.", page)
    assert page.index("How good is this draft?") < page.index("Show the figures")


def test_no_group_carries_a_figure_of_its_own(world: SimpleNamespace) -> None:
    page = world.client.get(world.url).content.decode()
    cards = page[page.index('id="cards"') :]

    assert 'class="gq"' not in cards


def test_a_sensitive_attribute_is_never_on_a_card_or_in_a_reason() -> None:
    made = make_world(rules={"hard": [], "soft": [{"mix": {"attribute": "union", "weight": 3}}]})
    with tenancy.scope(made.organization.pk):
        AttributeDefinition.objects.create(
            key="union", label="Union", kind="one_of", is_sensitive=True
        )
        for n, person in enumerate(Person.objects.filter(user=None).order_by("pk")):
            person.attributes = {"union": ("memberzz", "outsidezz")[n % 2]}
            person.save()
        draft = form_groups(made)
        reasons = str(list(Seat.objects.values_list("reasons", flat=True)))
        person = Seat.objects.first().person.ref
    client = Client()
    client.force_login(made.manager.user)
    url = reverse("groups:draft", kwargs={"ref": made.program, "draft": draft})

    page = client.get(f"{url}?person={person}&swaps=1").content.decode()

    assert "memberzz" not in page + reasons
    assert "outsidezz" not in page + reasons


def test_a_person_is_explained_beside_the_board(world: SimpleNamespace) -> None:
    seat = Seat.objects.select_related("person").first()

    page = world.client.get(f"{world.url}?person={seat.person.ref}").content.decode()

    group = queries.formation_of(world.program, world.draft.ref).names[seat.group_index]
    assert f"Why {seat.person.full_name} is in {group}" in page
    assert '<ul class="reasons' in page


def test_a_swap_shows_its_consequence_before_anything_changes(world: SimpleNamespace) -> None:
    one, other = two_apart()
    before = seats()

    page = world.client.get(f"{world.url}?person={one}&with={other}").content.decode()

    assert "If you swap" in page
    assert "The whole " in page
    assert seats() == before


def test_a_swap_and_its_undo_leave_the_board_as_it_was(world: SimpleNamespace) -> None:
    one, other = two_apart()
    before = seats()

    post(world, "swap", person=one, other=other, version=version(world))
    after = seats()
    post(world, "undo", version=version(world))

    assert (after[one], after[other]) == (before[other], before[one])
    assert seats() == before


def test_a_stale_change_is_told_and_changes_nothing(world: SimpleNamespace) -> None:
    one, other = two_apart()
    old = version(world)
    post(world, "pin", person=one, version=old)
    before = seats()

    answer = post(world, "swap", person=one, other=other, version=old)

    assert answer.status_code == 409
    assert b"Somebody else changed this board" in answer.content
    assert seats() == before


def test_the_same_form_sent_twice_swaps_once(world: SimpleNamespace) -> None:
    one, other = two_apart()
    before = seats()
    fields = {"person": one, "other": other, "version": version(world), "_key": "k1"}

    first, second = post(world, "swap", **fields), post(world, "swap", **fields)

    assert (first.status_code, second.status_code) == (302, 302)
    assert seats()[one] == before[other]


def test_a_move_that_leaves_too_few_behind_is_refused(world: SimpleNamespace) -> None:
    one, other = two_apart()

    answer = post(world, "move", person=one, to=seats()[other], version=version(world))

    assert answer.status_code == 422
    assert b"break a must-have" in answer.content


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"person": "nobody", "other": "\0", "version": "x"},
        {"person": "a" * 9000, "other": "b" * 9000, "version": "9" * 400},
    ],
)
@pytest.mark.parametrize("act", ["swap", "move", "pin", "rename", "undo", "publish", "relax"])
def test_hostile_posts_are_answered_plainly(
    world: SimpleNamespace, act: str, fields: dict[str, str]
) -> None:
    assert post(world, act, **fields).status_code in (404, 409, 422)


def test_publishing_makes_groups_of_everybody_and_locks_the_board(world: SimpleNamespace) -> None:
    post(world, "publish", version=version(world))

    page = world.client.get(world.url).content.decode()
    assert GroupMember.objects.filter(ended_at=None).count() == 12
    assert Group.objects.count() == 4
    assert "These groups are published" in page
    assert "Undo</button>" not in page


def test_publishing_again_asks_first_and_ends_the_old_groups(world: SimpleNamespace) -> None:
    post(world, "publish", version=version(world))
    world.draft = form_groups(world)

    answer = post(world, "publish", version=version(world))
    asked = world.client.get(answer["Location"]).content.decode()
    post(world, "publish", version=version(world), replace="1")

    assert "4 groups meet already" in asked
    assert Group.objects.filter(ended_at=None).count() == 4
    assert Group.objects.exclude(ended_at=None).count() == 4
    assert GroupMember.objects.filter(ended_at=None).count() == 12


def test_impossible_rules_are_named_with_a_button_that_helps() -> None:
    made = make_world(
        rules={"hard": [{"at_most": {"attribute": "unit", "count": 1}}], "soft": []},
        size_min=4,
        size_max=4,
    )
    draft = form_groups(made)
    client = Client()
    client.force_login(made.manager.user)
    url = reverse("groups:draft", kwargs={"ref": made.program, "draft": draft})

    page = client.get(url).content.decode()
    answer = client.post(f"{url}/relax", {"reason": "0", "choice": "0"})

    with tenancy.scope(made.organization.pk):
        newest = queries.newest_formation(made.program)
    assert draft.state == FormationState.IMPOSSIBLE
    assert "These rules cannot all be kept" in page
    assert answer.status_code == 302
    assert newest.number == 2
    assert newest.state == FormationState.SOLVING


def test_a_draft_in_the_making_asks_again_by_itself(world: SimpleNamespace) -> None:
    made = actions.start_formation(program=world.program, actor=world.actor, now=NOW)
    url = reverse("groups:draft", kwargs={"ref": world.program, "draft": made})

    page = world.client.get(url).content.decode()

    assert 'hx-trigger="every 400ms"' in page
    assert "Stop here" in page


def test_filters_find_people_and_units(world: SimpleNamespace) -> None:
    person = Seat.objects.select_related("person").first().person

    found = world.client.get(world.url, {"q": person.full_name}).content.decode()
    nothing = world.client.get(world.url, {"q": "zzzz"}).content.decode()

    assert found.count('class="card gcard') == 1
    assert "No group fits" in nothing


@pytest.mark.parametrize("roles", [("participant",), ("program_manager",), ("org_admin",)])
def test_others_do_not_learn_that_the_board_exists(
    world: SimpleNamespace, roles: tuple[str, ...]
) -> None:
    stranger = make_person(world.organization, roles=roles)
    client = Client()
    client.force_login(stranger.user)

    assert client.get(world.url).status_code == 404
    assert client.post(f"{world.url}/undo", {"version": "1"}).status_code == 404


def count_queries(people: int) -> int:
    made = make_world(people)
    draft = form_groups(made, iterations=1)
    client = Client()
    client.force_login(made.manager.user)
    url = reverse("groups:draft", kwargs={"ref": made.program, "draft": draft})
    client.get(url)
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


def test_the_board_asks_the_database_as_often_for_many_as_for_few() -> None:
    few, many = count_queries(12), count_queries(300)

    assert few == many
    assert many <= 15


def test_a_group_is_open_to_its_people_and_closed_to_others(world: SimpleNamespace) -> None:
    post(world, "publish", version=version(world))
    group = Group.objects.order_by("pk").first()
    member = make_person(world.organization, roles=("participant",), full_name="Mina Member")
    GroupMember.objects.create(group=group, person=member, joined_at=NOW)
    outsider = make_person(world.organization, roles=("participant",))
    inside, outside = Client(), Client()
    inside.force_login(member.user)
    outside.force_login(outsider.user)
    url = reverse("groups:circle", kwargs={"ref": group})

    page = inside.get(url).content.decode()

    assert "Mina Member" in page
    assert "score" not in page
    assert outside.get(url).status_code == 404
    assert world.client.get(url).status_code == 200


def test_a_broken_draft_names_the_number_of_groups_that_would_do(world: SimpleNamespace) -> None:
    broken = [{"rule": "at_most", "group": 0, "people": []}]
    world.draft.figures |= {"broken": broken, "other_count": 3}
    world.draft.version += 1
    world.draft.save()

    page = world.client.get(world.url).content.decode()

    assert "With 3 groups every must-have can be kept." in page


def test_a_group_is_explained_beside_everybody(world: SimpleNamespace) -> None:
    page = world.client.get(f"{world.url}?group=0").content.decode()

    assert "How Kestrel is made up" in page
    assert page.count('<span class="vh">33 % among everybody</span>') == 3
    assert world.client.get(f"{world.url}?group=99").status_code == 200


def test_of_a_group_with_a_report_of_ones_own_nothing_is_told(world: SimpleNamespace) -> None:
    seat = Seat.objects.filter(group_index=0).first()
    Person.objects.filter(pk=seat.person_id).update(manager=world.manager)

    page = world.client.get(f"{world.url}?group=0").content.decode()

    assert "Walled off from you, their manager." in page
    assert "among everybody" not in page


def test_a_sensitive_attribute_is_in_no_explanation_of_a_group() -> None:
    rules = {
        "hard": [{"at_most": {"attribute": "union", "count": 2}}],
        "soft": [{"mix": {"attribute": "union"}}, {"mix": {"attribute": "unit"}}],
    }
    made = make_world(rules=rules)
    with tenancy.scope(made.organization.pk):
        AttributeDefinition.objects.create(
            key="union", label="Union", kind="one_of", is_sensitive=True
        )
        for n, person in enumerate(Person.objects.filter(user=None).order_by("pk")):
            person.attributes = {"union": ("memberzz", "outsidezz")[n % 2]}
            person.save()
        draft = form_groups(made)
        person = Seat.objects.first().person.ref
    client = Client()
    client.force_login(made.manager.user)
    url = reverse("groups:draft", kwargs={"ref": made.program, "draft": draft})

    pages = [
        client.get(f"{url}?{query}").content.decode() for query in ("group=0", f"person={person}")
    ]

    assert "How Kestrel is made up" in pages[0]
    assert not [word for page in pages for word in ("memberzz", "outsidezz") if word in page]


def test_a_person_reads_which_must_haves_bind_them() -> None:
    rules = {"hard": [{"at_most": {"attribute": "unit", "count": 1}}], "soft": []}
    made = make_world(rules=rules)
    draft = form_groups(made)
    client = Client()
    client.force_login(made.manager.user)
    url = reverse("groups:draft", kwargs={"ref": made.program, "draft": draft})

    page = client.get(f"{url}?person={made.members[0].ref}").content.decode()

    assert "Your must-have on “Unit” keeps them from 3 people." in page


def test_each_swap_that_is_offered_says_what_it_would_cost(world: SimpleNamespace) -> None:
    one, _other = two_apart()

    page = world.client.get(f"{world.url}?person={one}&swaps=1").content.decode()

    offered = page[page.index("Swaps that break nothing, best first") :]
    assert len(re.findall(r"</bdi>\. The whole (?:becomes|stays)", offered)) == 3
