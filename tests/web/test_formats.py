"""The catalog of formats, a page for each, and the builder of an organization's own."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories import NOW, OrganizationFactory, actor_of, make_person
from factories.rooms import make_room_world
from junto.domain.accounts.models import User
from junto.domain.catalog import actions, own_queries, proving
from junto.domain.catalog import queries as catalog
from junto.domain.catalog.models import OwnFormat, OwnVersion
from junto.domain.programs.models import Program
from junto.foundation import tenancy
from junto.kernel.formats.editing import to_yaml

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[SimpleNamespace]:
    organization = OrganizationFactory()

    def client(role: str, name: str) -> tuple[Client, Any]:
        person = make_person(organization, roles=(role,), full_name=name)
        if person.user is None:
            person.user = User.objects.create(email=f"{role}@formats.example", name=name)
            person.save()
        made = Client()
        made.force_login(person.user)
        return made, actor_of(person)

    with tenancy.scope(organization.pk):
        rui, actor = client("facilitator", "Rui Costa")
        helena, _ = client("program_manager", "Helena Brandt")
        amara, _ = client("participant", "Amara Okafor")
        own = actions.fork_format(
            organization=organization, format_id="triad-coaching", actor=actor, now=NOW
        )
        yield SimpleNamespace(
            organization=organization, rui=rui, helena=helena, amara=amara, own=own, actor=actor
        )


def page(world: SimpleNamespace, name: str, **more: Any) -> str:
    return reverse(f"formats:{name}", kwargs={"ref": world.organization.ref, **more})


def own_page(world: SimpleNamespace, name: str) -> str:
    return reverse(f"formats:{name}", kwargs={"ref": world.own.ref})


def form_of(answer: Any) -> dict[str, Any]:
    """What the form of an edit page would post."""
    context = answer.context
    found = {each.name: each.value for each in (*context["about"], *context["length"])}
    for stage in context["stages"]:
        for each in (stage, *stage.stages):
            found |= {part.name: part.value for part in each.parts}
    for held in (*context["role_fields"], *context["output_fields"]):
        found |= {part.name: part.value for part in held.parts}
    return {**found, "seen": context["seen"], "language": "en", "moves": context["moves"]}


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("", 20),
        ("?q=coach", None),
        ("?size=triad&length=hour", None),
        ("?size=pair", None),
        ("?q=nothing-like-this", 0),
    ],
)
def test_the_list_is_searched_and_filtered(
    world: SimpleNamespace, asked: str, count: int | None
) -> None:
    answer = world.amara.get(page(world, "list") + asked)
    assert answer.status_code == 200
    shown = answer.context["shipped"]
    assert answer.context["count"] == len(shown)
    if count is not None:
        assert len(shown) == count
        return
    assert 0 < len(shown) < 20
    if "pair" in asked:
        assert {catalog.get_format(each["id"]).group.min for each in shown} == {2}


def test_own_formats_stand_first_for_who_may_see_them(world: SimpleNamespace) -> None:
    titles = [
        [each["title"] for each in client.get(page(world, "list")).context["own"]]
        for client in (world.rui, world.helena, world.amara)
    ]
    assert titles == [["Triad coaching, our way"], ["Triad coaching, our way"], []]


def test_every_format_has_a_page_with_its_session_roles_and_readers(
    world: SimpleNamespace,
) -> None:
    for fmt in catalog.list_formats():
        answer = world.amara.get(page(world, "format", format_id=fmt.id))
        context = answer.context
        assert len(context["roles"]) == len(fmt.roles)
        assert [str(each["seen"]) for each in context["outputs"]] != []
        assert context["session"]["minutes"] == f"{fmt.promised_minutes(fmt.group.ideal):g}"
        assert f"<title>{fmt.title}" in answer.content.decode()


def test_the_length_is_shown_for_the_size_that_is_asked_for(world: SimpleNamespace) -> None:
    address = page(world, "format", format_id="peer-advisory-forum")
    fmt = catalog.get_format("peer-advisory-forum")
    answer = world.amara.get(address, {"people": "9", "param-deep_dives": "1"})
    name = next(iter(fmt.params))
    low = fmt.params[name].min
    answer = world.amara.get(address, {"people": "9", f"param-{name}": str(low)})
    assert answer.context["session"]["minutes"] == f"{fmt.promised_minutes(9, {name: low}):g}"
    odd = world.amara.get(address, {"people": "999999", f"param-{name}": "x"})
    assert odd.context["session"]["people"] == fmt.group.ideal


def test_a_format_of_somebody_else_is_as_if_it_were_not_there(world: SimpleNamespace) -> None:
    address = page(world, "format", format_id=world.own.format_id)
    assert [each.get(address).status_code for each in (world.rui, world.amara)] == [200, 404]
    assert world.amara.get(own_page(world, "edit")).status_code == 404
    assert world.amara.get(page(world, "format", format_id="ghost")).status_code == 404


def test_making_a_format_ones_own_opens_the_builder(world: SimpleNamespace) -> None:
    answer = world.helena.post(page(world, "fork", format_id="learning-huddle"))
    own = OwnFormat.objects.get(based_on="learning-huddle")
    assert answer["Location"] == reverse("formats:edit", args=[own.ref])
    assert world.helena.get(answer["Location"]).context["cases"] == 12


def test_showing_changes_nothing_and_tells_what_is_to_mend(world: SimpleNamespace) -> None:
    address = own_page(world, "edit")
    form = form_of(world.rui.get(address))
    answer = world.rui.post(address, {**form, "s-open-time": "25", "do": "show"})
    assert (answer.status_code, OwnVersion.objects.count()) == (200, 1)
    assert answer.context["to_mend"][0].startswith("duration: With 3 people")
    assert form_of(answer)["s-open-time"] == "25"
    odd = world.rui.post(address, {**form, "s-open-time": "soon", "do": "show"})
    assert "Give minutes in halves" in odd.context["to_mend"][0]
    assert form_of(odd)["s-open-time"] == "soon"


def test_words_minutes_and_order_are_saved_as_the_next_version(world: SimpleNamespace) -> None:
    address = own_page(world, "edit")
    form = form_of(world.rui.get(address))
    moved = world.rui.post(address, {**form, "title": "Threes", "move": "review:up"})
    assert [each.id for each in moved.context["stages"]][:2] == ["review", "open"]
    form = form_of(moved)
    assert (form["title"], form["moves"]) == ("Threes", "review:up")
    saved = world.rui.post(
        address,
        {**form, "s-open-time": "4,5", "base": "16.5", "note": "Shorter", "do": "save"},
    )
    assert saved["Location"] == page(world, "format", format_id=world.own.format_id)
    newest = own_queries.newest_of(world.own)
    assert (newest.version, newest.note, newest.content["title"]) == ("2.0.0", "Shorter", "Threes")
    stages = newest.content["stages"]
    assert [each["id"] for each in stages[:2]] == ["review", "open"]
    assert (stages[1]["time"], newest.content["duration"]["base"]) == (4.5, 16.5)


def test_the_promised_length_follows_the_minutes(world: SimpleNamespace) -> None:
    address = own_page(world, "edit")
    form = form_of(world.rui.get(address))
    answer = world.rui.post(address, {**form, "s-open-time": "5", "do": "follow"})
    assert (form_of(answer)["base"], answer.context["to_mend"]) == ("17", [])


def test_stages_and_roles_are_built_without_yaml(world: SimpleNamespace) -> None:
    address = own_page(world, "edit")
    first = own_queries.newest_of(world.own).content["stages"][0]["id"]

    def press(form: dict[str, Any], **button: str) -> dict[str, Any]:
        return form_of(world.rui.post(address, {**form, **button}))

    form = press(form_of(world.rui.get(address)), move=f"{first}:add.reflect")
    form = press(form, move=f"{first}:copy")
    form = press(form, do="undo")
    form = press({**form, "s-reflect-title": "What is on the table"}, move="roles:add-role")
    form |= {"r-role-title": "Time friend", "r-role-do": "Show five minutes\nShow one minute"}
    form |= {"o-coach-feedback-visibility": "group", "s-reflect-rule": "open"}
    saved = world.rui.post(address, {**form, "do": "save"})
    content = own_queries.newest_of(world.own).content

    assert saved.status_code == 302, saved.context["problems"]
    stage = content["stages"][1]
    assert (stage["id"], stage["title"]) == ("reflect", "What is on the table")
    assert stage["speak"]["rule"] == "open"
    assert [each["id"] for each in content["stages"]].count(f"{first}-2") == 0
    assert content["roles"][-1]["title"] == "Time friend"
    assert content["roles"][-1]["card"]["do"] == ["Show five minutes", "Show one minute"]
    cards = next(each for each in content["outputs"] if each["id"] == "coach-feedback")
    assert cards["visibility"] == "group"
    assert content["duration"] == {"base": 17, "per_person": 20}


def test_a_refused_version_keeps_what_was_typed(world: SimpleNamespace) -> None:
    address = own_page(world, "edit")
    form = form_of(world.rui.get(address))
    typed = {**form, "base": "90", "summary": "My words", "note": "Try", "do": "save"}
    answer = world.rui.post(address, typed)
    assert (answer.status_code, OwnVersion.objects.count()) == (422, 1)
    assert form_of(answer)["summary"] == "My words"
    assert "My words" in answer.content.decode()
    assert answer.context["problems"] == answer.context["to_mend"] != []
    same = world.rui.post(address, {**form, "do": "save"})
    assert same.context["problems"] == ["Nothing has changed since the newest version."]


def test_words_in_another_language_stand_beside_the_first(world: SimpleNamespace) -> None:
    address = own_page(world, "edit")
    french = world.rui.get(address, {"language": "fr"})
    title = next(each for each in french.context["about"] if each.name == "title")
    assert (title.value, title.original) == ("", "Triad coaching, our way")
    form = {**form_of(french), "language": "fr", "title": "Coaching à trois", "do": "save"}
    assert world.rui.post(address, form).status_code == 302
    newest = own_queries.newest_of(world.own)
    assert newest.content["title"] == {
        "en": "Triad coaching, our way",
        "fr": "Coaching à trois",
    }
    assert (newest.version, newest.content["summary"]) == (
        "1.1.0",
        catalog.get_format("triad-coaching").summary,
    )
    shown = world.rui.get(page(world, "format", format_id=world.own.format_id))
    assert shown.context["languages"] == ["English", "français"]


def test_yaml_is_checked_saved_and_kept_when_it_is_refused(world: SimpleNamespace) -> None:
    address = own_page(world, "source")
    text = world.rui.get(address).context["text"]
    checked = world.rui.post(address, {"text": text, "seen": 1, "do": "check"})
    assert checked.context["is_checked"] is True
    wrong = text.replace("base: 15", "base: [15")
    refused = world.rui.post(address, {"text": wrong, "seen": 1, "do": "save"})
    assert (refused.status_code, refused.context["text"]) == (422, wrong)
    assert refused.context["problems"][0].startswith("line ")
    right = text.replace("title: Triad coaching, our way", "title: Threes")
    assert world.rui.post(address, {"text": right, "seen": 1, "do": "save"}).status_code == 302
    assert own_queries.newest_of(world.own).version == "1.1.0"


def test_a_format_is_taken_out_and_brought_in(world: SimpleNamespace) -> None:
    taken = world.amara.get(page(world, "file", format_id="learning-huddle"))
    assert taken["Content-Disposition"] == 'attachment; filename="learning-huddle-1.0.0.yaml"'
    file = SimpleUploadedFile("mine.yaml", taken.content)
    answer = world.rui.post(page(world, "import"), {"file": file, "text": ""})
    own = OwnFormat.objects.get(title="Learning huddle")
    assert answer["Location"] == page(world, "format", format_id=own.format_id)
    for given in ({"text": ""}, {"file": SimpleUploadedFile("x.yaml", b"\xff\xfe\x00")}):
        assert world.rui.post(page(world, "import"), given).status_code == 422
    bad = world.rui.post(page(world, "import"), {"text": "sfl: 2"})
    assert (bad.status_code, bad.context["typed"]) == (422, "sfl: 2")


def test_versions_say_what_changed_and_come_back(world: SimpleNamespace) -> None:
    data = {**own_queries.newest_of(world.own).content, "title": "Threes"}
    actions.save_version(own=world.own, content=data, seen=1, actor=world.actor, now=NOW)
    address = own_page(world, "versions")
    rows = world.rui.get(address).context["rows"]
    assert [each["changes"] for each in rows] == [
        [{"place": "title", "before": "Triad coaching, our way", "after": "Threes"}],
        [],
    ]
    back = own_page(world, "back")
    assert world.rui.post(back, {"number": 1, "seen": 1}).status_code == 302
    assert OwnVersion.objects.count() == 2
    world.rui.post(back, {"number": 1, "seen": 2})
    assert own_queries.newest_of(world.own).content["title"] == "Triad coaching, our way"


def test_a_manager_shares_and_retires(world: SimpleNamespace) -> None:
    assert world.rui.post(own_page(world, "share"), {"shared": "1"}).status_code == 404
    world.helena.post(own_page(world, "share"), {"shared": "1"})
    address = page(world, "format", format_id=world.own.format_id)
    assert world.amara.get(address).status_code == 200
    world.helena.post(own_page(world, "retire"), {"retired": "1"})
    shown = world.amara.get(page(world, "list"))
    assert (shown.context["own"], len(shown.context["retired"])) == ([], 1)


def test_hostile_words_do_no_harm(world: SimpleNamespace) -> None:
    address = own_page(world, "edit")
    form = form_of(world.rui.get(address))
    nasty = '<script>x</script>"\0'
    for more in (
        {"move": "ghost:up"},
        {"move": "open:sideways", "moves": "x" * 500},
        {"seen": "1" * 40, "do": "save", "title": nasty},
        {"language": "../x"},
        {"people": "9" * 50},
        {"base": "9" * 30},
        {"base": ""},
        {"s-open-time": ""},
        {"s-open-title": ""},
        {"s-coaching-min": "-3"},
        {"s-open-prompt-0": ""},
        {"title": nasty},
    ):
        answer = world.rui.post(address, {**form, **more})
        assert answer.status_code in (200, 422)
        assert "<script>x" not in answer.content.decode()
    text = to_yaml({**own_queries.newest_of(world.own).content, "title": nasty})
    answer = world.rui.post(own_page(world, "source"), {"text": text, "do": "check"})
    assert "<script>x" not in answer.content.decode()


def test_an_own_format_is_chosen_for_a_session_that_lies_ahead() -> None:
    world = make_room_world(starts_at=timezone.now() + timedelta(days=2), facilitator=True)
    with tenancy.scope(world.organization.pk):
        manager = Client()
        manager.force_login(world.manager.user)
        own = actions.fork_format(
            organization=world.organization,
            format_id="triad-coaching",
            actor=actor_of(world.manager),
            now=NOW,
        )
        address = reverse("sessions:edit", kwargs={"ref": world.session.ref})
        offered = manager.get(address).context["form"].fields["format_id"].choices
        assert offered[0][0] == own.format_id
        given = {"title": "Ours", "format_id": own.format_id}
        assert manager.post(address, given).status_code == 302
        world.session.refresh_from_db()
        assert (world.session.format_id, world.session.minutes) == (own.format_id, 75)
        shown = manager.get(reverse("sessions:session", kwargs={"ref": world.session.ref}))
        assert shown.context["format"]["title"] == "Triad coaching, our way"
        schedule = reverse("sessions:schedule", kwargs={"ref": world.program.ref})
        Program.objects.filter(pk=world.program.pk).update(size_min=3, size_max=3)
        offered = manager.get(schedule).context["form"].fields["format_id"].choices
        assert [each[0] for each in offered[:2]] == ["", own.format_id]
        colleague = actor_of(world.members[0])
        with pytest.raises(catalog.NotInCatalog):
            proving.seen_by(own.format_id, colleague)
