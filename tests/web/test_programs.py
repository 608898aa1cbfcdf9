"""Programs in the browser: the list, where one begins, people, template and rules."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import make_person, make_program
from factories.boards import make_world
from junto.domain.groups import queries as groups
from junto.domain.people.models import AttributeDefinition, Person
from junto.domain.programs import queries
from junto.domain.programs.models import Program, ProgramStaff
from junto.foundation import tenancy

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[SimpleNamespace]:
    made = make_world()
    made.client = Client()
    made.client.force_login(made.manager.user)
    with tenancy.scope(made.organization.pk):
        yield made


def url(world: SimpleNamespace, page: str) -> str:
    return reverse(f"programs:{page}", kwargs={"ref": world.program})


def saved(world: SimpleNamespace) -> Program:
    return Program.objects.get(pk=world.program.pk)


def test_a_program_begins_with_a_name_and_leads_to_its_people(world: SimpleNamespace) -> None:
    address = reverse("programs:new", kwargs={"ref": world.organization})

    empty = world.client.post(address, {"name": " "})
    answer = world.client.post(address, {"name": "Leading  Together"})

    program = Program.objects.get(name="Leading Together")
    assert empty.status_code == 422
    assert b"Give the program a name" in empty.content
    assert answer["Location"] == reverse("programs:people", kwargs={"ref": program})


def test_a_program_begins_at_its_managers_home(world: SimpleNamespace) -> None:
    other = make_program(world.organization, manager=world.manager, name="The newer one")

    home = world.client.get(url(world, "today"))["Location"]
    page = world.client.get(home).content.decode()

    assert home.endswith(f"/program_manager?program={world.program.ref}")
    assert (world.program.name in page, "0 of 6 done" in page) == (True, True)
    assert other.ref not in home


def test_whoever_manages_without_the_role_begins_with_the_people(world: SimpleNamespace) -> None:
    admin = make_person(world.organization, roles=("org_admin",))
    ProgramStaff.objects.create(program=world.program, person=admin, role="manager")
    client = Client()
    client.force_login(admin.user)

    assert client.get(url(world, "today"))["Location"] == url(world, "people")


def test_people_are_taken_out_and_let_in_again(world: SimpleNamespace) -> None:
    person = world.members[0]

    world.client.post(url(world, "withdraw"), {"person": person.ref})
    gone = queries.count_enrolled(world.program)
    page = world.client.get(url(world, "people") + "?show=others").content.decode()
    world.client.post(url(world, "enroll"), {"person": person.ref})

    assert gone == 11
    assert person.full_name in page
    assert queries.count_enrolled(world.program) == 12


def test_undo_in_the_toast_lets_somebody_in_again(world: SimpleNamespace) -> None:
    person = world.members[0]
    world.client.post(url(world, "withdraw"), {"person": person.ref})

    world.client.post(f"{url(world, 'enroll')}?person={person.ref}")

    assert queries.count_enrolled(world.program) == 12


def test_six_templates_and_ones_own(world: SimpleNamespace) -> None:
    page = world.client.get(url(world, "template")).content.decode()

    assert page.count('class="btn" href=') >= 6
    assert "Start from scratch" in page
    assert "23.4 h" in page


def test_a_template_is_saved_with_its_sizes(world: SimpleNamespace) -> None:
    answer = world.client.post(
        url(world, "template"),
        {
            "template": "advisory-forum-6-months",
            "size_min": "5",
            "size_max": "7",
            "starts_on": "2026-12-01",
        },
    )

    program = saved(world)
    assert answer["Location"] == url(world, "rules")
    assert (program.template_id, program.group_kind) == ("advisory-forum-6-months", "circle")
    assert (program.size_min, program.size_max) == (5, 7)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"template": "nonsense\0", "size_min": "x", "size_max": "9" * 50, "starts_on": "never"},
        {
            "template": "advisory-forum-6-months",
            "size_min": "3",
            "size_max": "9",
            "starts_on": "2026-12-01",
        },
        {"template": "scratch", "size_min": "7", "size_max": "5", "starts_on": "2026-12-01"},
    ],
)
def test_a_template_form_with_trouble_comes_back(
    world: SimpleNamespace, fields: dict[str, str]
) -> None:
    answer = world.client.post(url(world, "template"), fields)

    assert answer.status_code == 422
    assert b"There is a problem" in answer.content
    assert saved(world).steps_saved == {}


def rules_form(**fields: Any) -> dict[str, Any]:
    return {"act": "save", "how_unit": "mix", "weight_unit": "3", **fields}


def test_rules_are_saved_as_sentences_say_them(world: SimpleNamespace) -> None:
    one, other = world.members[:2]
    answer = world.client.post(
        url(world, "rules"),
        rules_form(
            at_most_0="site",
            at_most_count_0="2",
            not_with_manager="1",
            shared_hours="1",
            hours="2.5",
            on_1="2026-12-01",
            on_2="2027-07-01",
            never_a=one.full_name,
            never_b=other.full_name,
            new_faces="1",
        ),
    )

    assert answer.status_code == 302
    assert saved(world).rules == {
        "hard": [
            {"at_most": {"attribute": "site", "count": 2}},
            {"not_with_manager": {"attribute": "manager"}},
            {"shared_hours": {"hours": 2.5, "on": ["2026-12-01", "2027-07-01"]}},
            {"never_together": [[one.ref, other.ref]]},
        ],
        "soft": [{"mix": {"attribute": "unit", "weight": 3}}, {"new_faces": {"weight": 1}}],
    }


def test_saved_rules_come_back_as_they_were(world: SimpleNamespace) -> None:
    world.client.post(url(world, "rules"), rules_form(at_most_0="site", at_most_count_0="2"))

    page = world.client.get(url(world, "rules")).content.decode()

    assert '<option value="site" selected>' in page
    assert '<option value="mix" selected>' in page


def test_checking_says_possible_and_saves_nothing(world: SimpleNamespace) -> None:
    before = saved(world).rules

    page = world.client.post(
        url(world, "rules"), {"act": "check", "at_most_0": "site", "at_most_count_0": "1"}
    ).content.decode()

    assert "Nothing speaks against 4 groups of your 12 people." in page
    assert saved(world).rules == before


def test_what_is_not_possible_is_named_with_what_would_help(world: SimpleNamespace) -> None:
    Program.objects.update(size_min=4, size_max=4)

    page = world.client.post(
        url(world, "rules"), {"act": "check", "at_most_0": "unit", "at_most_count_0": "1"}
    ).content.decode()

    assert "Not possible" in page
    assert 'name="relax" value="0:0"' in page


def test_what_would_help_is_put_into_the_form(world: SimpleNamespace) -> None:
    Program.objects.update(size_min=4, size_max=4)
    fields = {"at_most_0": "unit", "at_most_count_0": "1", "relax": "0:0"}

    page = world.client.post(url(world, "rules"), fields).content.decode()

    assert "Not possible" not in page


@pytest.mark.parametrize(
    ("fields", "trouble"),
    [
        ({"never_a": "Nobody Atall", "never_b": "Person 0001"}, "Nobody here is called"),
        ({"never_a": "Person 0001"}, "Name the other person too"),
        ({"never_a": "Person 0001", "never_b": "Person 0001"}, "Name two different people"),
        ({"at_most_0": "unit", "at_most_count_0": "many"}, "Write how many alike"),
        ({"shared_hours": "1", "hours": "nan"}, "Write how many hours"),
        ({"shared_hours": "1", "hours": "2", "on_1": "soon"}, "Write the day like"),
        ({"never_a": "\0" * 300, "never_b": "x" * 9000}, "Nobody here is called"),
    ],
)
def test_rules_with_trouble_come_back_with_a_sentence(
    world: SimpleNamespace, fields: dict[str, str], trouble: str
) -> None:
    before = saved(world).rules

    answer = world.client.post(url(world, "rules"), rules_form(**fields))

    assert answer.status_code == 422
    assert trouble in answer.content.decode()
    assert saved(world).rules == before


def test_a_sensitive_attribute_is_off_unless_switched_on(world: SimpleNamespace) -> None:
    AttributeDefinition.objects.create(
        key="gender", label="Gender", kind="one_of", is_sensitive=True
    )
    for n, person in enumerate(Person.objects.filter(user=None)):
        person.attributes = {"gender": ("man", "woman")[n % 2]}
        person.save()
    Program.objects.update(rules={})

    page = world.client.get(url(world, "rules")).content.decode()

    sensitive = page[page.index("Sensitive details") :]
    assert "Gender" in sensitive
    assert " selected" not in sensitive[: sensitive.index("weight_gender")]


@pytest.mark.parametrize("page", ["today", "people", "template", "rules"])
def test_others_do_not_learn_of_a_program(world: SimpleNamespace, page: str) -> None:
    stranger = make_person(world.organization, roles=("program_manager", "org_admin"))
    client = Client()
    client.force_login(stranger.user)

    assert client.get(url(world, page)).status_code == 404
    assert client.post(url(world, page), {}).status_code == 404


def count_queries(page: str, people: int) -> int:
    made = make_world(people)
    client = Client()
    client.force_login(made.manager.user)
    client.get(url(made, page))
    with CaptureQueriesContext(connection) as found:
        assert client.get(url(made, page)).status_code == 200
    return len(found)


@pytest.mark.parametrize("page", ["people", "rules"])
def test_a_page_asks_the_database_as_often_for_many_as_for_few(page: str) -> None:
    few, many = count_queries(page, 10), count_queries(page, 500)

    assert few == many
    assert many <= 15


def test_the_list_leads_only_to_ones_own_programs(world: SimpleNamespace) -> None:
    other = make_person(world.organization, roles=("program_manager",))
    client = Client()
    client.force_login(other.user)
    address = reverse("programs:list", kwargs={"ref": world.organization})

    mine = world.client.get(address).content.decode()
    theirs = client.get(address).content.decode()

    assert f'href="{url(world, "today")}"' in mine
    assert world.program.name in theirs
    assert f'href="{url(world, "today")}"' not in theirs


def test_at_least_so_many_of_a_kind_are_asked_for_by_choosing(world: SimpleNamespace) -> None:
    before = world.client.get(url(world, "rules")).content.decode()
    world.client.post(
        url(world, "rules"), rules_form(at_least_0="unit:Digital", at_least_count_0="1")
    )
    page = world.client.get(url(world, "rules")).content.decode()

    assert '<optgroup label="Unit">' in before
    assert '<option value="unit:Digital" selected>' in page
    assert saved(world).rules["hard"] == [
        {"at_least": {"attribute": "unit", "value": "Digital", "count": 1}}
    ]


def test_a_value_that_nobody_offered_is_not_taken(world: SimpleNamespace) -> None:
    world.client.post(
        url(world, "rules"), rules_form(at_least_0="unit:Nonsense", at_least_count_0="1")
    )

    assert saved(world).rules["hard"] == []


def test_people_are_chosen_by_name_and_unit_from_a_list(world: SimpleNamespace) -> None:
    Person.objects.filter(pk=world.members[3].pk).update(full_name="Person 0000")
    one, other, third = world.members[0], world.members[3], world.members[1]
    page = world.client.get(url(world, "rules")).content.decode()
    options = [f"Person 0000, Operations, {person.ref}" for person in (one, other)]
    pair = rules_form(keep_a=options[1], keep_b="Person 0001, Finance")

    added = world.client.post(url(world, "rules"), {**pair, "act": "check"}).content.decode()
    world.client.post(url(world, "rules"), pair)

    assert [f'<option value="{text}">' in page for text in options] == [True, True]
    assert f'name="keep_set" value="{other.ref},{third.ref}" checked' in added
    assert 'id="keep_a" name="keep_a" value=""' in added
    assert saved(world).rules["hard"] == [{"together": [[other.ref, third.ref]]}]


def test_one_press_saves_the_rules_and_forms_the_groups(world: SimpleNamespace) -> None:
    answer = world.client.post(url(world, "rules"), rules_form(act="form"))

    formation = groups.newest_formation(world.program)
    assert answer["Location"] == reverse("groups:list", kwargs={"ref": world.program})
    assert saved(world).rules["soft"] == [{"mix": {"attribute": "unit", "weight": 3}}]
    assert (formation.state, formation.rules["soft"]) == ("solving", saved(world).rules["soft"])
