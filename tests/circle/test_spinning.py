"""What one's group does can begin anew with others: a proposal, or at once for a manager."""

from types import SimpleNamespace

import pytest

from factories import NOW, actor_of, enroll
from junto.domain.circle import deliveries, policies, queries, spinning
from junto.domain.circle.enums import SpinState
from junto.domain.circle.models import SpinOff
from junto.domain.groups import agreements, membership, starting
from junto.domain.groups import queries as groups
from junto.domain.groups.models import GroupMember
from junto.foundation.access import Forbidden

NORMS = ("We ask before we advise.", "What is said here stays here.")


def proposed(world: SimpleNamespace, name: str = "Plover") -> SpinOff:
    wanted = spinning.Wanted(name, "My own team.", NORMS)
    return spinning.propose_spin_off(
        group=world.group, wanted=wanted, actor=world.actors[0], now=NOW
    )


def test_a_started_group_has_its_proposer_the_format_and_the_promises(
    world: SimpleNamespace,
) -> None:
    row = proposed(world)
    made = spinning.start_spin_off(spin_off=row, actor=actor_of(world.manager), now=NOW)
    row.refresh_from_db()
    assert made is not None
    agreement = agreements.agreement_of(made)

    assert agreement is not None
    assert (made.name, made.kind, groups.members_of(made)) == (
        "Plover",
        "circle",
        world.members[:1],
    )
    assert (tuple(agreement.norms), agreements.who_agreed(agreement)) == (NORMS, set())
    assert (row.state, row.made, row.origin, row.format_id) == (
        SpinState.STARTED,
        made,
        world.group,
        world.session.format_id,
    )


def test_it_is_answered_once(world: SimpleNamespace) -> None:
    row = proposed(world)
    answered = [
        spinning.decline_spin_off(spin_off=row, actor=actor_of(world.manager), now=NOW)
        for _ in range(2)
    ]
    made = spinning.start_spin_off(spin_off=row, actor=actor_of(world.manager), now=NOW)

    assert (answered, made) == ([True, False], None)


def test_only_managers_answer_and_one_proposal_waits_at_a_time(world: SimpleNamespace) -> None:
    row = proposed(world)
    may = [
        policies.settle_spin_off(actor_of(each), row)
        for each in (world.manager, world.guide, world.members[0])
    ]
    with pytest.raises(spinning.OneIsOpen):
        proposed(world, "Another")
    with pytest.raises(Forbidden):
        spinning.start_spin_off(spin_off=row, actor=world.actors[0], now=NOW)

    assert may == [True, False, False]


def test_a_name_that_is_taken_or_a_proposer_who_left_starts_nothing(
    world: SimpleNamespace,
) -> None:
    taken = proposed(world, world.group.name)
    with pytest.raises(starting.NameTaken):
        spinning.start_spin_off(spin_off=taken, actor=actor_of(world.manager), now=NOW)
    SpinOff.objects.filter(pk=taken.pk).update(name="Plover", person=world.guide)
    taken.refresh_from_db()
    with pytest.raises(membership.NotEnrolled):
        spinning.start_spin_off(spin_off=taken, actor=actor_of(world.manager), now=NOW)

    assert [each.name for each in groups.groups_of(world.program)] == [world.group.name]


def test_a_manager_in_a_group_starts_at_once(world: SimpleNamespace) -> None:
    enroll(world.program, [world.manager])
    GroupMember.objects.create(group=world.group, person=world.manager, joined_at=NOW)
    wanted = spinning.Wanted("Plover")
    row = spinning.propose_spin_off(
        group=world.group, wanted=wanted, actor=actor_of(world.manager), now=NOW
    )
    [found] = queries.spin_offs_of(world.program)

    assert (found, found.state) == (row, SpinState.STARTED)


def test_the_mail_goes_to_a_manager_while_it_waits(world: SimpleNamespace) -> None:
    row = proposed(world)
    payloads = [
        {"spin_off": row.ref, "person": each.pk} for each in (world.manager, world.members[1])
    ]
    before = [deliveries.render_news(each) is not None for each in payloads]
    spinning.decline_spin_off(spin_off=row, actor=actor_of(world.manager), now=NOW)

    assert before == [True, False]
    assert deliveries.render_news(payloads[0]) is None
