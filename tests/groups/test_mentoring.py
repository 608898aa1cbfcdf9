"""Who mentors, who wishes for whom, what comes of it, and what is never shown."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from factories import NOW, actor_of, make_person
from factories.boards import make_world
from factories.mentoring import make_mentoring, match, sign_up
from junto.domain.groups import matchings, mentoring
from junto.domain.groups.models import Group, GroupMember, MentoringPair, MentoringWish
from junto.domain.people.models import AttributeDefinition, RoleAssignment
from junto.foundation import tenancy
from junto.foundation.access import Forbidden
from junto.foundation.events.models import EventRecord


@pytest.fixture
def world(db: None) -> Iterator[SimpleNamespace]:
    """Four mentors with two places each, six mentees."""
    made = make_mentoring()
    with tenancy.scope(made.organization.pk):
        yield made


def sides(world: SimpleNamespace) -> dict[str, str]:
    return {each.person.full_name: each.side for each in mentoring.members_of(world.program)}


# ---------------------------------------------------------------- sides


def test_people_with_the_role_are_mentors_at_first(db: None) -> None:
    world = make_world(3, group_kind="mentoring_pair")
    with tenancy.scope(world.organization.pk):
        RoleAssignment.objects.create(person=world.members[1], role="mentor")

        assert list(sides(world).values()) == ["mentee", "mentor", "mentee"]


def test_sides_come_from_a_column_and_topics_too(db: None) -> None:
    world = make_world(3, group_kind="mentoring_pair")
    with tenancy.scope(world.organization.pk):
        AttributeDefinition.objects.create(key="part", label="Part", kind="one_of")
        AttributeDefinition.objects.create(key="skills", label="Skills", kind="many_of")
        for person, part in zip(world.members, ("Mentor", "Mentee", ""), strict=True):
            person.attributes = {"part": part, "skills": ["Budgets", "budgets ", "Strategy"]}
            person.save()
        mentoring.save_plan(
            program=world.program,
            choices=mentoring.PlanChoices("pairs", mentoring.WEIGHTS, offers_from="skills"),
            actor=world.actor,
            now=NOW,
        )
        count = mentoring.take_sides_from_column(
            program=world.program, key="part", mentor_word="mentor", actor=world.actor, now=NOW
        )

        first = mentoring.members_of(world.program)[0]
        assert count == 1
        assert list(sides(world).values()) == ["mentor", "mentee", "mentee"]
        assert first.offers == ("Budgets", "Strategy")


def test_a_sensitive_column_is_not_offered(world: SimpleNamespace) -> None:
    AttributeDefinition.objects.create(
        key="belief", label="Belief", kind="one_of", is_sensitive=True
    )

    assert mentoring.list_columns() == []
    with pytest.raises(mentoring.UnknownColumn):
        mentoring.take_sides_from_column(
            program=world.program, key="belief", mentor_word="x", actor=world.actor, now=NOW
        )


def test_several_change_sides_and_places_at_once(world: SimpleNamespace) -> None:
    refs = [person.ref for person in world.mentees[:2]]
    count = mentoring.set_sides(
        program=world.program,
        refs=refs,
        change=mentoring.SideChange(side="mentor", places=99),
        actor=world.actor,
        now=NOW,
    )

    changed = [each for each in mentoring.members_of(world.program) if each.ref in refs]
    assert count == 2
    assert [(each.side, each.places) for each in changed] == [("mentor", 12)] * 2
    assert changed[0].seeks == ("Feedback", "Budgets")


def test_only_managers_decide_who_mentors(world: SimpleNamespace) -> None:
    other = make_person(world.organization, roles=("program_manager",))

    with pytest.raises(Forbidden):
        mentoring.set_sides(
            program=world.program,
            refs=[],
            change=mentoring.SideChange(side="mentor"),
            actor=actor_of(other),
            now=NOW,
        )


# ---------------------------------------------------------------- wishes


def wish(world: SimpleNamespace, person: object, *others: object) -> None:
    mentoring.save_wishes(
        program=world.program,
        refs=[other.ref for other in others],  # type: ignore[attr-defined]
        actor=actor_of(person),  # type: ignore[arg-type]
        now=NOW,
    )


def test_wishes_are_kept_in_order_and_no_event_names_who_has_them(world: SimpleNamespace) -> None:
    sign_up(world, world.mentees[0])
    wish(world, world.mentees[0], world.mentors[2], world.mentors[0])

    kept = mentoring.wishes_of(world.program, world.mentees[0].pk)
    told = EventRecord.objects.get(kind="groups.mentoring-profile-saved")
    assert kept == [world.mentors[2].ref, world.mentors[0].ref]
    assert told.actor_person_id is None
    assert told.payload == {"program_ref": world.program.ref}


def test_nobody_of_ones_own_line_is_on_offer_at_any_distance(world: SimpleNamespace) -> None:
    sign_up(world, world.mentees[0])
    top, middle = world.mentors[0], world.mentees[1]
    middle.manager, world.mentees[0].manager = top, middle
    middle.save()
    world.mentees[0].save()

    offered = mentoring.on_offer(
        world.program, world.mentees[0].pk, mentoring.members_of(world.program)
    )
    assert [each.ref for each in offered] == [each.ref for each in world.mentors[1:]]
    with pytest.raises(mentoring.NotOnOffer):
        wish(world, world.mentees[0], top)


def test_a_sixth_wish_is_refused(world: SimpleNamespace) -> None:
    sign_up(world, world.mentors[0])
    wish(world, world.mentors[0], *world.mentees[:5])

    with pytest.raises(mentoring.NotOnOffer):
        wish(world, world.mentors[0], *world.mentees[:6])
    assert MentoringWish.objects.count() == 5


# ---------------------------------------------------------------- answers


def test_everybody_is_placed_within_places_and_a_wish_counts(world: SimpleNamespace) -> None:
    sign_up(world, world.mentees[0])
    wish(world, world.mentees[0], world.mentors[3])
    found = match(world)

    load = [entry[0] for entry in found.pairs.values()]
    assert found.state == "ready"
    assert sorted(found.pairs) == sorted(each.ref for each in world.mentees)
    assert max(load.count(each.ref) for each in world.mentors) <= 2
    assert found.pairs[world.mentees[0].ref][0] == world.mentors[3].ref
    assert found.result["answers"]["stable"]["blocking"] == 0
    # One wish would tell whose it is.
    assert found.result["answers"]["best"]["wishes"] == {"mentees": None, "mentors": None}


def test_the_same_people_are_matched_the_same_again(world: SimpleNamespace) -> None:
    assert match(world).result == match(world).result


def test_a_reporting_line_is_never_a_pair(world: SimpleNamespace) -> None:
    for person in world.mentees:
        person.manager = world.mentors[0]
        person.save()
    found = match(world)

    assert world.mentors[0].ref not in {entry[0] for entry in found.pairs.values()}
    assert len(found.pairs) == 6


def test_who_has_no_match_is_told_why_and_what_would_help(db: None) -> None:
    world = make_mentoring(2, 4, places=1)
    with tenancy.scope(world.organization.pk):
        world.mentees[0].manager = world.mentors[0]
        world.mentees[0].save()
        mentoring.keep_apart(
            program=world.program,
            mentee=world.mentees[0].ref,
            mentor=world.mentors[1].ref,
            apart=True,
            actor=world.actor,
            now=NOW,
        )
        best = match(world).result["answers"]["best"]

        left = {each["ref"]: each for each in best["left"]}
        assert len(best["pairs"]) == 2
        assert left[world.mentees[0].ref]["code"] == "nobody"
        assert left[world.mentees[0].ref]["values"] == {"line": 1, "apart": 1, "rules": 0}
        other = next(each for ref, each in left.items() if ref != world.mentees[0].ref)
        assert other["code"] == "full"
        assert sorted(other["values"]["mentors"]) == sorted(each.ref for each in world.mentors)


def test_circles_have_as_many_mentees_as_asked(db: None) -> None:
    world = make_mentoring(4, 6, kind="mentoring_circle", places=4, form="circles", smallest=3)
    with tenancy.scope(world.organization.pk):
        best = match(world).result["answers"]["best"]

        hosts = [entry[0] for entry in best["pairs"].values()]
        assert sorted(hosts.count(each) for each in set(hosts)) in ([3, 3], [6])
        assert len(hosts) == 6


def test_two_who_coach_each_other_come_from_different_units(db: None) -> None:
    world = make_mentoring(4, 5, kind="pair", form="reciprocal", weights={"unit": 5})
    with tenancy.scope(world.organization.pk):
        found = match(world)
        units = {each.ref: each.unit for each in world.members}

        answer = found.result["answers"]["best"]
        assert list(found.result["answers"]) == ["best"]
        assert [units[a] == units[entry[0]] for a, entry in answer["pairs"].items()] == [False] * 4
        assert [each["code"] for each in answer["left"]] == ["odd"]


def test_without_mentors_nothing_is_asked_of_the_worker(db: None) -> None:
    world = make_world(3, group_kind="mentoring_pair")
    with tenancy.scope(world.organization.pk), pytest.raises(matchings.NobodyToMatch):
        match(world)


# ---------------------------------------------------------------- by hand


def test_a_pinned_pair_stays_when_the_rest_is_matched_again(world: SimpleNamespace) -> None:
    found = match(world)
    one = world.mentees[0].ref
    other = next(each.ref for each in world.mentors if each.ref != found.pairs[one][0])
    option = next(
        each
        for each in matchings.options(found, one)
        if each.other.ref == other and each.effect.is_possible
    )
    effect = matchings.place_person(
        matching=found,
        one=one,
        other=other,
        instead=option.instead.ref if option.instead else "",
        version=found.version,
        actor=world.actor,
        now=NOW,
    )
    matchings.pin_pair(
        matching=found, mentee=one, pinned=True, version=found.version, actor=world.actor, now=NOW
    )
    again = match(world, keep=found)

    assert effect == option.effect
    assert again.pairs[one][0] == other
    assert matchings.pins_of(again) == {one: other}
    assert again.result["answers"]["stable"]["pairs"][one][0] == other


def test_changes_are_taken_back_one_by_one(world: SimpleNamespace) -> None:
    found = match(world)
    before, one = dict(found.pairs), world.mentees[0].ref
    how = {"matching": found, "actor": world.actor, "now": NOW}
    matchings.choose_answer(answer="stable", version=found.version, **how)
    matchings.part_pair(mentee=one, version=found.version, **how)
    assert one not in found.pairs
    assert len(mentoring.barred(world.program)) == 1

    kinds = [matchings.undo_matching(version=found.version, **how) for _ in range(2)]
    assert kinds == ["part", "choose"]
    assert found.pairs == before
    assert mentoring.barred(world.program) == set()
    with pytest.raises(matchings.NothingToUndo):
        matchings.undo_matching(version=found.version, **how)


def test_of_two_who_change_at_once_one_is_told(world: SimpleNamespace) -> None:
    found = match(world)

    with pytest.raises(matchings.StaleMatching):
        matchings.choose_answer(
            matching=found,
            answer="stable",
            version=found.version - 1,
            actor=world.actor,
            now=NOW,
        )


def test_partners_of_mutual_pairs_change_over_together(db: None) -> None:
    world = make_mentoring(3, 3, kind="pair")
    with tenancy.scope(world.organization.pk):
        found = match(world)
        a, c = sorted(found.pairs)[:2]
        b, d = found.pairs[a][0], found.pairs[c][0]
        matchings.place_person(
            matching=found,
            one=a,
            other=d,
            instead="",
            version=found.version,
            actor=world.actor,
            now=NOW,
        )

        now = matchings.partners(found)
        assert (now[a], now[d], now[b], now[c]) == (d, a, c, b)
        assert len(found.pairs) == 3


# ---------------------------------------------------------------- real


def test_published_pairs_are_groups_of_two_with_their_reasons(world: SimpleNamespace) -> None:
    found = match(world)
    count = matchings.publish_matching(
        matching=found, version=found.version, replace=False, actor=world.actor, now=NOW
    )

    kinds = set(Group.objects.values_list("kind", flat=True))
    seeks = {each.ref: set(each.seeks) for each in mentoring.members_of(world.program)}
    assert (count, kinds) == (6, {"mentoring_pair"})
    assert GroupMember.objects.count() == 12
    pairs = MentoringPair.objects.select_related("mentee")
    assert all(set(pair.reasons["skills"]) <= seeks[pair.mentee.ref] for pair in pairs)
    assert found.program.state == "running"


def test_earlier_pairs_end_only_when_asked_and_other_groups_stay(world: SimpleNamespace) -> None:
    first = match(world)
    how = {"actor": world.actor, "now": NOW}
    matchings.publish_matching(matching=first, version=first.version, replace=False, **how)
    circle = Group.objects.create(
        program=world.program, kind="circle", name="Heron of old", published_at=NOW
    )
    second = match(world)
    with pytest.raises(matchings.PairsMeet):
        matchings.publish_matching(matching=second, version=second.version, replace=False, **how)
    second.refresh_from_db()
    matchings.publish_matching(matching=second, version=second.version, replace=True, **how)

    circle.refresh_from_db()
    assert circle.ended_at is None
    assert matchings.open_pairs(world.program).count() == 6
    assert MentoringPair.objects.count() == 12
