"""What a pair keeps between two, how it ends without fault, and a new match for who waits."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from factories import NOW, actor_of
from factories.mentoring import make_mentoring, match, sign_up
from junto.domain.groups import matchings, mending, mentoring, pairs, rematching
from junto.domain.groups.models import Group, MentoringPair
from junto.foundation import tenancy
from junto.foundation.access import Forbidden
from junto.foundation.events.models import EventRecord


def publish(world: SimpleNamespace) -> None:
    found = match(world)
    matchings.publish_matching(
        matching=found, version=found.version, replace=False, actor=world.actor, now=NOW
    )


@pytest.fixture
def world(db: None) -> Iterator[SimpleNamespace]:
    """Four mentors with two places each and six mentees, in pairs that meet."""
    made = make_mentoring()
    with tenancy.scope(made.organization.pk):
        publish(made)
        yield made


def pair_of(world: SimpleNamespace, mentee: object) -> MentoringPair:
    return MentoringPair.objects.select_related("mentee", "mentor", "group").get(
        mentee=mentee, ended_at=None
    )


def write(group: Group, person: object, **words: str) -> None:
    pairs.write_expectations(group=group, words=words, actor=actor_of(person), now=NOW)  # type: ignore[arg-type]


def test_neither_reads_what_the_other_wrote_before_both_have(world: SimpleNamespace) -> None:
    pair = pair_of(world, world.mentees[0])
    write(pair.group, pair.mentee, want="To say no", reach="Fridays")

    before = pairs.expectations_in(pair.group, pair.mentor_id)
    write(pair.group, pair.mentor, want="To listen")
    after = pairs.expectations_in(pair.group, pair.mentor_id)
    assert (before.mine, before.others, before.count) == (None, (), 1)
    assert [row.want for row in after.others] == ["To say no"]
    told = EventRecord.objects.filter(kind="groups.expectations-written")
    assert {row.actor_person_id for row in told} == {None}


def test_the_manager_writes_and_ends_nothing_in_a_pair(world: SimpleNamespace) -> None:
    pair = pair_of(world, world.mentees[0])

    with pytest.raises(Forbidden):
        write(pair.group, world.manager, want="To read along")
    with pytest.raises(Forbidden):
        pairs.end_match(group=pair.group, actor=world.actor, now=NOW)


def test_a_pair_ends_without_a_name_and_is_not_offered_again(world: SimpleNamespace) -> None:
    pair = pair_of(world, world.mentees[0])
    sign_up(world, pair.mentor)
    pairs.end_match(group=pair.group, actor=actor_of(pair.mentor), now=NOW)

    told = EventRecord.objects.get(kind="groups.pair-ended")
    found = rematching.renewal(world.program, now=NOW)
    [way] = found.ways
    assert (told.actor_person_id, told.payload) == (None, {"program_ref": world.program.ref})
    assert (found.ended, [each.ref for each in found.waiting]) == (1, [pair.mentee.ref])
    assert [(way.kind, len(way.placed), len(way.moved))] == [("keep", 1, 0)]
    assert way.placed[0].other.ref != pair.mentor.ref

    count = rematching.renew(
        program=world.program, key=way.key, agreed=(), actor=world.actor, now=NOW
    )
    assert count == 1
    assert pair_of(world, pair.mentee).mentor.ref == way.placed[0].other.ref
    assert rematching.renewal(world.program, now=NOW).waiting == []
    with pytest.raises(rematching.Changed):
        rematching.renew(program=world.program, key=way.key, agreed=(), actor=world.actor, now=NOW)


def test_somebody_with_a_match_moves_only_with_their_yes(db: None) -> None:
    world = make_mentoring(2, 2, places=1)
    with tenancy.scope(world.organization.pk):
        publish(world)
        pair = pair_of(world, world.mentees[0])
        sign_up(world, pair.mentee)
        pairs.end_match(group=pair.group, actor=actor_of(pair.mentee), now=NOW)

        found = rematching.renewal(world.program, now=NOW)
        [way] = found.ways
        assert (way.kind, [step.one.ref for step in way.moved]) == ("move", [world.mentees[1].ref])
        how = {"program": world.program, "key": way.key, "actor": world.actor, "now": NOW}
        with pytest.raises(rematching.NotAsked):
            rematching.renew(agreed=(), **how)
        assert rematching.renew(agreed=[world.mentees[1].ref], **how) == 2
        assert matchings.open_pairs(world.program).count() == 2


def test_a_mentee_leaves_a_circle_and_joins_another_that_meets(db: None) -> None:
    world = make_mentoring(4, 6, kind="mentoring_circle", places=4, form="circles", smallest=3)
    with tenancy.scope(world.organization.pk):
        publish(world)
        pair = pair_of(world, world.mentees[0])
        groups = Group.objects.filter(ended_at=None).count()
        sign_up(world, pair.mentee)
        pairs.end_match(group=pair.group, actor=actor_of(pair.mentee), now=NOW)

        assert Group.objects.filter(ended_at=None).count() == groups
        [way] = rematching.renewal(world.program, now=NOW).ways
        rematching.renew(program=world.program, key=way.key, agreed=(), actor=world.actor, now=NOW)
        new = pair_of(world, world.mentees[0])
        assert new.group_id != pair.group_id
        assert Group.objects.filter(ended_at=None, pk=new.group_id).exists()


def test_a_line_on_ones_own_challenge_is_progress_and_on_anothers_advice(db: None) -> None:
    world = make_mentoring(1, 3, kind="mentoring_circle", places=3, form="circles")
    with tenancy.scope(world.organization.pk):
        publish(world)
        group = Group.objects.get()
        one, other = (actor_of(each) for each in world.mentees[:2])
        how = {"group": group, "now": NOW}
        pairs.state_challenge(text="My team is split", actor=one, **how)
        made = pairs.state_challenge(text="Two sites, one team", actor=one, **how)
        pairs.add_line(challenge=made.ref, text="Meet weekly", actor=other, **how)
        pairs.add_line(challenge=made.ref, text="Tried it", session_ref="s1", actor=one, **how)

        [found] = pairs.challenges_in(group)
        assert found.text == "Two sites, one team"
        assert [(line.kind, line.text, line.session_ref) for line in found.shown] == [
            ("advice", "Meet weekly", ""),
            ("progress", "Tried it", "s1"),
        ]
        with pytest.raises(Forbidden):
            pairs.add_line(challenge=made.ref, text="Hello", actor=world.actor, **how)


def test_everything_of_ones_own_can_be_taken_out(world: SimpleNamespace) -> None:
    pair = pair_of(world, world.mentees[0])
    sign_up(world, pair.mentee)
    write(pair.group, pair.mentee, want="To say no")
    mentoring.save_wishes(
        program=world.program, refs=[pair.mentor.ref], actor=actor_of(pair.mentee), now=NOW
    )

    kept = pairs.stored_about(pair.mentee_id)
    assert kept["wishes"] == [
        {"program": world.program.name, "rank": 1, "for": pair.mentor.full_name}
    ]
    assert kept["expectations"][0]["want"] == "To say no"
    assert kept["sides"][0]["side"] == "mentee"


def test_mending_leaves_matched_groups_alone(world: SimpleNamespace) -> None:
    pair = pair_of(world, world.mentees[0])
    sign_up(world, pair.mentee)
    pairs.end_match(group=pair.group, actor=actor_of(pair.mentee), now=NOW)

    assert not mending.mending(world.program, now=NOW)
    assert rematching.count_waiting(world.program) == 1
