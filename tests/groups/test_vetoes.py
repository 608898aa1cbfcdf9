"""Private vetoes: kept, obeyed, copied for the audit, and shown to nobody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from factories import NOW, actor_of, enroll, make_person
from factories.boards import form_groups
from junto.domain.groups import actions, fit, jobs, mending, previews, queries, vetoes
from junto.domain.groups.enums import Fit, FormationState
from junto.domain.groups.models import (
    Formation,
    Group,
    GroupMember,
    KeptApart,
    SealedCopy,
    Seat,
    Veto,
)
from junto.foundation import crypto
from junto.foundation.access import Forbidden, system
from junto.foundation.events.models import EventRecord


@pytest.fixture
def on(world: SimpleNamespace) -> SimpleNamespace:
    """An organization that lets people ask to be kept apart."""
    world.organization.keeps_apart = True
    world.organization.save()
    return world


def ask(person: Any, *others: Any) -> None:
    vetoes.keep_apart(
        person=person, from_refs=[each.ref for each in others], actor=actor_of(person), now=NOW
    )


def places(draft: Formation) -> dict[str, int]:
    return dict(Seat.objects.filter(formation=draft).values_list("person__ref", "group_index"))


def together(draft: Formation) -> tuple[Any, Any]:
    """Two whom a draft seats together."""
    first, *rest = Seat.objects.filter(formation=draft).select_related("person").order_by("pk")
    return first.person, next(s.person for s in rest if s.group_index == first.group_index)


def apart(draft: Formation) -> tuple[Any, Any]:
    """Two whom a draft seats apart."""
    first, *rest = Seat.objects.filter(formation=draft).select_related("person").order_by("pk")
    return first.person, next(s.person for s in rest if s.group_index != first.group_index)


# ---------------------------------------------------------------- asking


def test_asking_leaves_no_trace_in_the_log(on: SimpleNamespace) -> None:
    ask(on.members[0], on.members[1], on.members[2])

    assert vetoes.named_by(on.members[0]) == (on.members[1].ref, on.members[2].ref)
    assert EventRecord.objects.count() == 0


def test_whoever_is_named_what_is_stored_has_one_length(on: SimpleNamespace) -> None:
    ask(on.members[0])
    ask(on.members[1], on.members[0])
    ask(on.members[2], *on.members[3:6])

    assert len({len(row.content) for row in Veto.objects.all()}) == 1
    assert len({len(row.content) for row in SealedCopy.objects.all()}) == 1
    stored = Veto.objects.values_list("content", flat=True)
    assert [on.members[0].ref in crypto.encrypt(each) for each in stored] == [False] * 3


def test_names_are_taken_back_one_by_one(on: SimpleNamespace) -> None:
    ask(on.members[0], on.members[1], on.members[2])
    ask(on.members[0], on.members[2])
    assert vetoes.named_by(on.members[0]) == (on.members[2].ref,)

    ask(on.members[0])
    assert vetoes.named_by(on.members[0]) == ()


def test_nobody_asks_for_somebody_else(on: SimpleNamespace) -> None:
    with pytest.raises(Forbidden):
        vetoes.keep_apart(
            person=on.members[0],
            from_refs=[on.members[1].ref],
            actor=actor_of(on.manager),
            now=NOW,
        )
    assert Veto.objects.count() == 0


def test_four_people_oneself_and_strangers_are_refused(on: SimpleNamespace) -> None:
    me = on.members[0]
    with pytest.raises(vetoes.TooMany):
        ask(me, *on.members[1:5])
    for ref in (me.ref, "zzzzzzzzzzzz"):
        with pytest.raises(vetoes.NotAPersonHere):
            vetoes.keep_apart(person=me, from_refs=[ref], actor=actor_of(me), now=NOW)
    assert (Veto.objects.count(), SealedCopy.objects.count()) == (0, 0)


# ---------------------------------------------------------------- the solver obeys


@pytest.mark.parametrize("seed", range(4))
def test_who_sat_together_sits_apart_once_one_asks(on: SimpleNamespace, seed: int) -> None:
    one, other = together(form_groups(on))
    ask(one, other)
    draft = form_groups(on, seed=seed)

    assert places(draft)[one.ref] != places(draft)[other.ref]
    again = queries.replay(draft).groups
    assert sorted(map(sorted, again)) == sorted(map(sorted, queries.seating_of(draft)))


def test_without_the_setting_what_was_asked_has_no_effect(world: SimpleNamespace) -> None:
    ask(world.members[0], world.members[1])

    assert vetoes.apart_pairs(world.members) == ()
    assert KeptApart.objects.count() == 0


def test_what_a_draft_is_formed_with_has_one_length(on: SimpleNamespace) -> None:
    form_groups(on)
    for person in on.members:
        ask(person, *[each for each in on.members if each != person][:3])
    form_groups(on)

    assert len({len(row.content) for row in KeptApart.objects.all()}) == 1


def test_the_seed_is_secret_whoever_asked(on: SimpleNamespace) -> None:
    draft = form_groups(on)

    assert vetoes.search_of(draft).seed != draft.seed
    assert vetoes.search_of(draft).apart == ()


def test_whom_the_manager_pinned_together_a_longer_run_leaves_together(
    on: SimpleNamespace,
) -> None:
    draft = form_groups(on)
    one, other = together(draft)
    ask(one, other)
    for person in (one, other):
        draft.refresh_from_db()
        actions.pin_person(
            formation=draft, person=person.ref, version=draft.version, actor=on.actor, now=NOW
        )
    again = form_groups(on, keep=draft)
    longer = form_groups(on, keep=draft, improve=True)

    for each in (again, longer):
        assert places(each)[one.ref] == places(each)[other.ref]
        assert vetoes.search_of(each).apart == ()


def test_mending_seats_a_newcomer_with_nobody_who_was_named(on: SimpleNamespace) -> None:
    publish(on, form_groups(on))
    jobs.announce(NOW + timedelta(days=3))
    on.program.size_max = 4
    on.program.save()
    newcomer = make_person(on.organization, full_name="Nova Newcomer")
    enroll(on.program, [newcomer])
    first = mending.mending(on.program, now=NOW).ways[0].placed[0].target
    ask(newcomer, *[m.person for m in GroupMember.objects.filter(group__name=first)])

    ways = mending.mending(on.program, now=NOW).ways
    assert [step.target for way in ways for step in way.placed if step.target == first] == []
    assert ways[0].broken == []


# ---------------------------------------------------------------- a day ahead


def publish(world: SimpleNamespace, draft: Formation) -> None:
    draft.refresh_from_db()
    actions.publish_groups(
        formation=draft, version=draft.version, replace=True, actor=world.actor, now=NOW
    )
    draft.refresh_from_db()


def test_groups_are_announced_at_their_moment_and_not_before(on: SimpleNamespace) -> None:
    draft = form_groups(on)
    publish(on, draft)
    assert (draft.state, Group.objects.count()) == (FormationState.ANNOUNCING, 0)
    assert draft.announced_at is not None

    jobs.announce(draft.announced_at - timedelta(minutes=1))
    assert Group.objects.count() == 0
    jobs.announce(draft.announced_at)
    jobs.announce(draft.announced_at)
    draft.refresh_from_db()
    assert (draft.state, Group.objects.count()) == (FormationState.PUBLISHED, 4)


def test_a_draft_can_be_taken_back_until_then(on: SimpleNamespace) -> None:
    draft = form_groups(on)
    publish(on, draft)
    assert previews.take_back(formation=draft, actor=on.actor, now=NOW)

    jobs.announce(NOW + timedelta(days=3))
    draft.refresh_from_db()
    assert (draft.state, Group.objects.count()) == (FormationState.READY, 0)
    assert not previews.take_back(formation=draft, actor=on.actor, now=NOW)


def test_where_somebody_would_be_left_over_it_is_a_draft_again(on: SimpleNamespace) -> None:
    draft = form_groups(on)
    publish(on, draft)
    enroll(on.program, [make_person(on.organization)])

    jobs.announce(NOW + timedelta(days=3))
    draft.refresh_from_db()
    assert (draft.state, Group.objects.count()) == (FormationState.READY, 0)
    assert EventRecord.objects.filter(kind="groups.announcement-withheld").count() == 1


def test_only_who_asked_is_told_that_somebody_they_named_sits_there(on: SimpleNamespace) -> None:
    draft = form_groups(on)
    one, other = together(draft)
    ask(one, other)
    publish(on, draft)

    assert [each.breaks_wish for each in previews.previews_of(one)] == [True]
    assert [each.breaks_wish for each in previews.previews_of(other)] == [False]


def test_asking_for_another_group_is_forgotten_with_the_showing(on: SimpleNamespace) -> None:
    draft = form_groups(on)
    person, _other = apart(draft)
    publish(on, draft)
    fit.say(about=draft, answer=Fit.MOVE, actor=actor_of(person), now=NOW)
    assert fit.wishes_about(draft) == [person]

    previews.take_back(formation=draft, actor=on.actor, now=NOW)
    assert fit.wishes_about(draft) == [person]
    publish(on, draft)
    assert fit.wishes_about(draft) == []


@pytest.mark.parametrize(
    ("now", "zone", "at"),
    [
        ("2026-11-02T08:00", "UTC", "2026-11-03T09:00"),
        ("2026-11-02T14:00", "UTC", "2026-11-04T09:00"),
        ("2026-11-02T14:00", "Asia/Tokyo", "2026-11-04T00:00"),
        ("2026-10-24T08:00", "Europe/Berlin", "2026-10-25T08:00"),
    ],
)
def test_the_moment_is_nine_in_the_morning_twenty_hours_ahead(now: str, zone: str, at: str) -> None:
    def utc(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)

    assert previews.moment(utc(now), zone) == utc(at)


# ---------------------------------------------------------------- sealed copies


def opened(world: SimpleNamespace) -> list[dict[str, Any]]:
    return vetoes.open_sealed(
        reason="An investigation", actor=system(world.organization.pk), now=NOW
    )


def test_opening_the_sealed_copies_is_told_with_its_reason(on: SimpleNamespace) -> None:
    one, other = on.members[:2]
    ask(one, other)
    ask(one)

    assert [(row["person"], row["apart"], row["holds"]) for row in opened(on)] == [
        (one.full_name, [other.full_name], True),
        (one.full_name, [], True),
    ]
    record = EventRecord.objects.get(kind="groups.sealed-copies-opened")
    assert record.payload == {"reason": "An investigation", "count": 2}


def test_a_copy_that_was_changed_shows(on: SimpleNamespace) -> None:
    for person in on.members[:3]:
        ask(person, on.members[5])
    second = SealedCopy.objects.order_by("pk")[1]
    second.content = second.content.replace(on.members[5].ref, on.members[6].ref)
    second.save()

    assert [row["holds"] for row in opened(on)] == [True, False, False]


def test_nobody_opens_them_from_a_page(on: SimpleNamespace) -> None:
    with pytest.raises(Forbidden):
        vetoes.open_sealed(reason="Curious", actor=on.actor, now=NOW)
