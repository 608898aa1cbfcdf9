"""Formats of an organization: begun from another, saved version by version, run in sessions."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from factories import NOW, OrganizationFactory, actor_of, make_person
from factories.rooms import begin, make_room_world
from junto.domain.catalog import actions, own_queries, policies
from junto.domain.catalog.models import OwnFormat, OwnVersion
from junto.domain.catalog.queries import NotInCatalog
from junto.domain.sessions import room_queries
from junto.foundation import tenancy
from junto.foundation.access import Forbidden
from junto.foundation.events.models import EventRecord
from junto.kernel.formats import BadFile
from junto.kernel.formats.editing import edited, to_yaml

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[SimpleNamespace]:
    organization = OrganizationFactory()

    def actor(role: str, name: str) -> Any:
        return actor_of(make_person(organization, roles=(role,), full_name=name))

    with tenancy.scope(organization.pk):
        yield SimpleNamespace(
            organization=organization,
            rui=actor("facilitator", "Rui Costa"),
            lena=actor("facilitator", "Lena Fischer"),
            helena=actor("program_manager", "Helena Brandt"),
            amara=actor("participant", "Amara Okafor"),
        )


def fork(world: SimpleNamespace, format_id: str = "triad-coaching") -> OwnFormat:
    return actions.fork_format(
        organization=world.organization, format_id=format_id, actor=world.rui, now=NOW
    )


def save(world: SimpleNamespace, own: OwnFormat, edits: Any, seen: int = 1) -> OwnVersion:
    content = edited(own_queries.newest_of(own).content, edits)
    return actions.save_version(own=own, content=content, seen=seen, actor=world.rui, now=NOW)


def test_a_fork_is_a_version_of_its_own_that_says_where_it_comes_from(
    world: SimpleNamespace,
) -> None:
    own = fork(world)
    fmt = own_queries.get_format(own.format_id)
    assert (fmt.id, fmt.version, fmt.title) == (
        f"own-{own.ref}",
        "1.0.0",
        "Triad coaching, our way",
    )
    assert fmt.lineage[-1].source == "triad-coaching 1.0.0"
    assert (own.based_on, own.is_shared, own.writer_id) == (
        "triad-coaching",
        False,
        world.rui.person_id,
    )
    assert list(EventRecord.objects.values_list("kind", flat=True)) == ["catalog.format-made"]


@pytest.mark.parametrize(
    ("edits", "version"),
    [
        ({("stages", "open", "time"): 5, ("duration", "base"): 17}, "2.0.0"),
        ({("stages", "open", "prompt", "all"): {"en": "Hello", "fr": "Bonjour"}}, "1.1.0"),
        ({("tags",): ["triad"]}, "1.0.1"),
    ],
)
def test_the_number_of_a_version_follows_from_what_changed(
    world: SimpleNamespace, edits: Any, version: str
) -> None:
    own = fork(world)
    assert save(world, own, edits).version == version
    assert own_queries.get_format(own.format_id).version == version
    assert [each.number for each in own_queries.versions_of(own)] == [2, 1]


def test_a_version_that_breaks_its_promise_is_refused_with_what_where_and_how(
    world: SimpleNamespace,
) -> None:
    own = fork(world)
    text = to_yaml(edited(own_queries.newest_of(own).content, {("stages", "open", "time"): 25}))
    with pytest.raises(BadFile) as bad:
        actions.save_version(own=own, content=text, seen=1, actor=world.rui, now=NOW)
    problem = bad.value.problems[0]
    assert (problem.rule, problem.path) == ("does-not-fit", ("duration",))
    assert text.splitlines()[(problem.line or 0) - 1] == "duration:"
    assert OwnVersion.objects.count() == 1


def test_a_typo_in_yaml_is_named_with_what_was_meant(world: SimpleNamespace) -> None:
    own = fork(world)
    text = to_yaml(own_queries.newest_of(own).content).replace("summary:", "sumary:", 1)
    with pytest.raises(BadFile) as bad:
        actions.save_version(own=own, content=text, seen=1, actor=world.rui, now=NOW)
    found = {each.rule: each.sentence for each in bad.value.problems}
    assert set(found) == {"shape", "unknown-key"}
    assert "Did you mean “summary”?" in found["unknown-key"]


def test_nothing_changed_and_changed_meanwhile_are_told_apart(world: SimpleNamespace) -> None:
    own = fork(world)
    with pytest.raises(actions.NothingChanged):
        save(world, own, {})
    save(world, own, {("title",): "Threes"})
    with pytest.raises(actions.ChangedMeanwhile):
        save(world, own, {("title",): "Trios"})


def test_an_own_format_is_seen_by_who_wrote_it_until_it_is_shared(world: SimpleNamespace) -> None:
    own = fork(world)
    may = policies.view_format
    assert [may(each, own) for each in (world.rui, world.lena, world.helena)] == [True, False, True]
    assert [len(own_queries.list_own(each)) for each in (world.rui, world.lena)] == [1, 0]
    with pytest.raises(Forbidden):
        actions.share_format(own=own, shared=True, actor=world.rui, now=NOW)
    actions.share_format(own=own, shared=True, actor=world.helena, now=NOW)
    own.refresh_from_db()
    assert [may(each, own) for each in (world.lena, world.amara)] == [True, True]
    assert own_queries.formats_for(world.lena)[0].id == own.format_id
    with pytest.raises(Forbidden):
        save(world, own, {("title",): "Threes"})


def test_another_cannot_fork_what_is_not_shared(world: SimpleNamespace) -> None:
    own = fork(world)
    with pytest.raises(NotInCatalog):
        actions.fork_format(
            organization=world.organization,
            format_id=own.format_id,
            actor=world.lena,
            now=NOW,
        )
    with pytest.raises(Forbidden):
        actions.fork_format(
            organization=world.organization,
            format_id="triad-coaching",
            actor=world.amara,
            now=NOW,
        )


def test_an_own_format_of_another_organization_is_not_there(world: SimpleNamespace) -> None:
    own = fork(world)
    with tenancy.scope(OrganizationFactory().pk):
        assert own_queries.find_format(own.format_id) is None
        assert own_queries.list_own(world.helena) == []


def test_a_retired_format_is_offered_no_more_and_can_still_be_run(world: SimpleNamespace) -> None:
    own = fork(world)
    actions.retire_format(own=own, retired=True, actor=world.rui, now=NOW)
    assert own.format_id not in {each.id for each in own_queries.formats_for(world.rui)}
    assert own_queries.get_format(own.format_id).id == own.format_id
    actions.retire_format(own=own, retired=False, actor=world.rui, now=NOW)
    assert own.format_id in {each.id for each in own_queries.formats_for(world.rui)}


def test_yaml_goes_out_and_comes_in_as_a_format_of_ones_own(world: SimpleNamespace) -> None:
    text = to_yaml(own_queries.data_of("learning-huddle"))
    own = actions.import_format(
        organization=world.organization, text=text, actor=world.rui, now=NOW
    )
    fmt = own_queries.get_format(own.format_id)
    assert (own.title, fmt.version) == ("Learning huddle", "1.0.0")
    assert fmt.stages == own_queries.get_format("learning-huddle").stages


def test_a_format_that_asks_for_endless_proof_or_a_day_is_refused(world: SimpleNamespace) -> None:
    data = own_queries.data_of("triad-coaching")
    wrong: tuple[tuple[dict[Any, Any], str], ...] = (
        ({("params",): {"x": {"min": 0, "max": 10**9, "default": 0}}}, "too-much"),
        ({("stages", "round", "repeat"): 10**9}, "too-much"),
        ({("duration", "base"): 5000}, "too-long-session"),
    )
    for edits, rule in wrong:
        with pytest.raises(BadFile) as bad:
            actions.import_format(
                organization=world.organization,
                text=to_yaml(edited(data, edits)),
                actor=world.rui,
                now=NOW,
            )
        assert rule in {each.rule for each in bad.value.problems}


def test_a_rule_may_name_only_formats_that_are_known(world: SimpleNamespace) -> None:
    own = fork(world)
    with pytest.raises(BadFile) as bad:
        save(world, own, {("adaptation", 0, "args", "format"): "ghost"})
    assert [each.rule for each in bad.value.problems] == ["unknown-format"]


def test_an_earlier_version_comes_back_as_the_newest(world: SimpleNamespace) -> None:
    own = fork(world)
    first = own_queries.newest_of(own)
    save(world, own, {("title",): "Threes"})
    made = actions.bring_back(own=own, number=1, seen=2, actor=world.rui, now=NOW)
    assert (made.number, made.content["title"]) == (3, first.content["title"])
    assert made.note == "As in version 1.0.0"


def test_a_room_runs_an_own_format_and_keeps_the_version_it_opened_with() -> None:
    room = make_room_world()
    with tenancy.scope(room.organization.pk):
        helena = actor_of(room.manager)
        own = actions.fork_format(
            organization=room.organization, format_id="triad-coaching", actor=helena, now=NOW
        )
        room.session.format_id = own.format_id
        room.session.save()
        begin(room.session, room.members)
        before = room_queries.see_room(room.session, room.members[0], NOW).view
        data = edited(own_queries.newest_of(own).content, {("stages", "open", "title"): "Hello"})
        actions.save_version(own=own, content=data, seen=1, actor=helena, now=NOW)
        room_queries._kept.clear()
        session = room_queries.get_session(room.session.ref)
        assert room_queries.see_room(session, room.members[0], NOW).view == before
        assert (session.format_version, before.title) == ("1.0.0", "Arrive and agree")
        newer = room_queries.find_format(own.format_id)
        assert newer is not None
        assert next(newer.all_stages()).title == "Hello"


def test_what_is_stored_about_a_writer_is_what_they_began_and_saved(
    world: SimpleNamespace,
) -> None:
    fork(world)
    title = "Triad coaching, our way"
    assert own_queries.stored_about(world.rui.person_id) == {
        "began": [title],
        "saved": [{"format": title, "version": "1.0.0", "note": ""}],
    }


def test_many_own_formats_are_listed_with_one_query(
    world: SimpleNamespace, django_assert_num_queries: Any
) -> None:
    for _ in range(3):
        fork(world)
    own_queries.list_own(world.rui)
    with django_assert_num_queries(1):
        assert [each.fmt.version for each in own_queries.list_own(world.rui)] == ["1.0.0"] * 3
    with django_assert_num_queries(0):
        own_queries.get_format("triad-coaching")
