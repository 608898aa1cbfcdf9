"""More rules as sentences: conflicts, levels, sites, and nobody alone."""

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
from junto.domain.groups import queries as groups
from junto.domain.people.models import AttributeDefinition, Person
from junto.domain.programs.models import Enrollment, Program
from junto.foundation import tenancy

pytestmark = pytest.mark.django_db

HOUSES = ("Acme", "Bolt", "Crux")
LEVELS = ("Analyst", "Manager", "Director")


@pytest.fixture
def world() -> Iterator[SimpleNamespace]:
    made = make_world()
    made.client = Client()
    made.client.force_login(made.manager.user)
    with tenancy.scope(made.organization.pk):
        for n, person in enumerate(made.members):
            person.employer, person.level = HOUSES[n % 3], LEVELS[n % 3]
        Person.objects.bulk_update(made.members, ["employer", "level"])
        yield made


def rules_url(world: SimpleNamespace) -> str:
    return reverse("programs:rules", kwargs={"ref": world.program})


def post(world: SimpleNamespace, act: str = "save", **fields: Any) -> Any:
    return world.client.post(rules_url(world), {"act": act, **fields})


def rules_of(world: SimpleNamespace) -> dict[str, Any]:
    return Program.objects.get(pk=world.program.pk).rules


def test_each_sentence_becomes_a_rule_and_comes_back(world: SimpleNamespace) -> None:
    answer = post(
        world,
        conflict_0="unit",
        rival_a="employer:Acme",
        rival_b="employer:Bolt",
        near="level",
        near_steps="1",
        near_order="Analyst\r\nManager\r\n\r\nDirector",
        site="site",
        site_how="must",
        site_remote="site:Leeds",
        not_alone_0="unit:Digital",
        not_alone_count_0="2",
        not_alone_1="employer:",
        not_alone_count_1="3",
    )
    page = world.client.get(rules_url(world)).content.decode()
    again = post(
        world,
        conflict_0="unit",
        rival_set='["employer", "Acme", "Bolt"]',
        rival_a="employer:Bolt",
        rival_b="employer:Crux",
    )

    assert (answer.status_code, again.status_code) == (302, 302)
    assert '<option value="employer:" selected>whatever “Employer”</option>' in page
    assert '["employer", "Acme", "Bolt"]'.replace('"', "&quot;") in page
    assert "Analyst\nManager\nDirector</textarea>" in page
    assert rules_of(world)["hard"] == [
        {"conflict": {"attribute": "unit"}},
        {"conflict": {"attribute": "employer", "between": [["Acme", "Bolt"], ["Bolt", "Crux"]]}},
    ]


def test_rules_are_saved_in_the_words_of_the_rules_file(world: SimpleNamespace) -> None:
    post(
        world,
        near="level",
        near_steps="1",
        near_order="Analyst\nManager\nDirector",
        site="site",
        site_how="2",
        site_remote="site:Leeds",
        not_alone_0="unit:Digital",
        not_alone_count_0="2",
    )

    assert rules_of(world) == {
        "hard": [
            {
                "near": {
                    "attribute": "level",
                    "steps": 1,
                    "order": ["Analyst", "Manager", "Director"],
                }
            },
            {"not_alone": {"attribute": "unit", "value": "Digital", "at_least": 2}},
        ],
        "soft": [{"same_site_or_remote": {"attribute": "site", "remote": ["Leeds"], "weight": 2}}],
    }


@pytest.mark.parametrize(
    ("fields", "trouble"),
    [
        ({"near": "level", "near_steps": "1"}, "Write the order of “Level”, the lowest first"),
        ({"near": "level", "near_steps": "nan"}, "Write how far apart they may be"),
        ({"rival_a": "employer:Acme"}, "Choose what it competes with"),
        ({"rival_a": "employer:Acme", "rival_b": "unit:Digital"}, "one and the same kind"),
        ({"not_alone_0": "unit:Digital", "not_alone_count_0": "1"}, "how many there are then"),
    ],
)
def test_what_is_left_open_comes_back_with_a_sentence(
    world: SimpleNamespace, fields: dict[str, str], trouble: str
) -> None:
    before = rules_of(world)

    answer = post(world, **fields)

    assert (answer.status_code, trouble in answer.content.decode()) == (422, True)
    assert rules_of(world) == before


def test_values_to_be_ordered_are_there_to_begin_with(world: SimpleNamespace) -> None:
    page = post(world, near="level", near_steps="1").content.decode()

    assert "Analyst\nDirector\nManager</textarea>" in page
    assert '<option value="level" selected>Level</option>' in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"conflict_0": "unit"}, "Nothing speaks against 4 groups"),
        ({"site": "unit", "site_how": "must"}, "cannot be divided into groups of 3"),
        (
            {"not_alone_0": "employer:Acme", "not_alone_count_0": "3"},
            "4 people have “Acme” as “Employer”. They cannot be shared out",
        ),
        (
            {"near": "level", "near_steps": "1", "near_order": "Analyst\nManager"},
            "The order of “Level” leaves out “Director”.",
        ),
    ],
)
def test_whether_it_is_possible_is_said_at_once(
    world: SimpleNamespace, fields: dict[str, str], said: str
) -> None:
    assert said in post(world, "check", **fields).content.decode()


def test_a_rule_about_a_value_that_nobody_has_any_more_is_passed_over(
    world: SimpleNamespace,
) -> None:
    world.program.rules = {
        "hard": [
            {"conflict": {"attribute": "employer", "between": [["Acme", "Gone"]]}},
            {"not_alone": {"attribute": "unit", "value": "Nowhere"}},
        ]
    }
    world.program.save()

    assert form_groups(world).state == "ready"


def test_people_who_left_are_no_trouble(world: SimpleNamespace) -> None:
    first, second, third = (person.ref for person in world.members[:3])
    world.program.rules = {"hard": [{"never_together": [[first, second], [first, third]]}]}
    world.program.save()
    Enrollment.objects.filter(person=world.members[0]).delete()
    Program.objects.update(size_max=4)
    world.program.refresh_from_db()

    assert form_groups(world).state == "ready"
    assert world.client.get(rules_url(world)).status_code == 200


def count_queries(rules: dict[str, Any]) -> int:
    made = make_world(rules=rules)
    client = Client()
    client.force_login(made.manager.user)
    client.get(rules_url(made))
    with CaptureQueriesContext(connection) as found:
        assert client.get(rules_url(made)).status_code == 200
    return len(found)


def test_more_rules_ask_the_database_no_more_often() -> None:
    many = {
        "hard": [
            {"conflict": {"attribute": "unit"}},
            {"not_alone": {"attribute": "site"}},
            {"conflict": {"attribute": "site", "between": [["Leeds", "Madrid"]] * 50}},
        ],
        "soft": [{"same_site_or_remote": {"attribute": "site"}}],
    }

    assert count_queries(many) == count_queries({"hard": [], "soft": []})


def test_reasons_say_what_binds_a_person(world: SimpleNamespace) -> None:
    world.program.rules = {
        "hard": [
            {"conflict": {"attribute": "employer", "between": [["Acme", "Bolt"]]}},
            {"near": {"attribute": "level", "order": list(LEVELS), "steps": 2}},
        ],
        "soft": [],
    }
    world.program.save()
    draft = form_groups(world)

    said = {row["code"] for seat in draft.seats.all() for row in seat.reasons}

    assert "no_conflict" in said


def test_wishes_for_company_are_granted_and_counted(world: SimpleNamespace) -> None:
    AttributeDefinition.objects.create(key="friends", label="Would join", kind="many_of")
    AttributeDefinition.objects.create(key="topics", label="Topics", kind="many_of")
    for n, person in enumerate(world.members):
        friend = world.members[(n + 4) % 12]
        named = [friend.full_name.upper() if n % 2 else friend.ref, "Somebody who left"]
        person.attributes = {"friends": named, "topics": [f"topic {n % 4}"]}
    Person.objects.bulk_update(world.members, ["attributes"])

    post(
        world,
        with_friends="friends",
        with_friends_weight="3",
        with_topics="topics",
        with_topics_weight="1",
    )
    page = world.client.get(rules_url(world)).content.decode()
    world.program.refresh_from_db()
    draft = form_groups(world)

    assert rules_of(world)["soft"] == [
        {"with_friends": {"attribute": "friends", "weight": 3}},
        {"with_topics": {"attribute": "topics", "weight": 1}},
    ]
    assert '<option value="friends" selected>Would join</option>' in page
    assert [(row["kept"], row["of"]) for row in draft.figures["parts"]] == [(12, 12), (12, 12)]
    assert draft.figures["score"] == 100.0
    board = reverse("groups:draft", kwargs={"ref": world.program, "draft": draft})
    shown = world.client.get(board).content.decode()
    assert "With somebody they named: 12 of 12 wishes granted" in shown


def test_somebody_who_names_too_many_is_told_by_name(world: SimpleNamespace) -> None:
    AttributeDefinition.objects.create(key="friends", label="Would join", kind="text")
    for person in world.members:
        named = [each.full_name for each in world.members[:6] if each != person]
        person.attributes = {"friends": ", ".join(named)}
    Person.objects.bulk_update(world.members, ["attributes"])

    page = post(world, "check", with_friends="friends", with_friends_weight="1").content.decode()

    assert "names more than 5 people as “Would join”" in page


def test_a_reporting_line_runs_through_managers_who_take_no_part(world: SimpleNamespace) -> None:
    between = make_person(world.organization, full_name="Between Them")
    top, report = world.members[0], world.members[1]
    Person.objects.filter(pk=report.pk).update(manager=between)
    Person.objects.filter(pk=between.pk).update(manager=top)
    # A ring of managers is no trouble.
    Person.objects.filter(pk=top.pk).update(manager=between)
    rules = {"hard": [{"not_with_manager": {"attribute": "manager"}}], "soft": []}

    problem = groups.program_problem(world.program, rules, (3, 3), NOW)

    at = [problem.index[person.ref] for person in (top, report)]
    assert problem.forbidden[at[0], at[1]]
    assert problem.forbidden.sum() == 2


def test_a_thousand_rules_are_shown_and_none_is_lost(world: SimpleNamespace) -> None:
    names = [f"a{n}" for n in range(1000)]
    many = [{"at_most": {"attribute": name, "count": 3}} for name in names]
    AttributeDefinition.objects.bulk_create(
        [AttributeDefinition(key=name, label=name, kind="one_of") for name in names[:8]]
    )
    for n, person in enumerate(world.members):
        person.attributes = {name: str(n % 4) for name in names[:8]}
    Person.objects.bulk_update(world.members, ["attributes"])
    Program.objects.update(rules={"hard": many, "soft": []})

    page = world.client.get(rules_url(world)).content.decode()
    kept = {f"at_most_{n}": names[n] for n in range(6)}
    counts = {f"at_most_count_{n}": "3" for n in range(6)}
    post(world, **kept, **counts)

    assert "which is kept of nobody" in page
    assert rules_of(world)["hard"] == many


def test_what_is_sensitive_names_nobody(world: SimpleNamespace) -> None:
    AttributeDefinition.objects.create(key="sex", label="Sex", kind="one_of", is_sensitive=True)
    for n, person in enumerate(world.members):
        person.attributes = {"sex": "w" if n == 0 else "m"}
    Person.objects.bulk_update(world.members, ["attributes"])

    page = post(
        world, "check", not_alone_0="sex:", not_alone_count_0="2", conflict_0="sex", site="sex"
    ).content.decode()

    assert "“nobody alone of a kind” cannot be kept for “Sex”." in page
    assert "1 person has" not in page
    assert '<option value="sex" selected>' not in page


def test_numbers_without_end_count_as_missing_and_one_person_is_told(
    world: SimpleNamespace,
) -> None:
    AttributeDefinition.objects.create(key="years", label="Years", kind="number")
    for n, person in enumerate(world.members):
        person.attributes = {"years": "nan" if n == 1 else "inf" if n == 2 else n}
    Person.objects.bulk_update(world.members, ["attributes"])

    far = post(world, "check", near="years", near_steps="20", how_years="mix").content.decode()
    Enrollment.objects.exclude(person=world.members[0]).delete()
    alone = post(world, "check").content.decode()

    assert "Nothing speaks against 4 groups of your 12 people." in far
    assert "1 person cannot be divided into groups of 3" in alone
