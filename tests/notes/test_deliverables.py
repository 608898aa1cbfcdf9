"""What a group makes leaves it with everybody's yes, and not before."""

from types import SimpleNamespace

import pytest

from factories import NOW, actor_of
from junto.domain.groups import membership
from junto.domain.notes import deliverables, policies, queries
from junto.domain.notes.enums import Stand
from junto.domain.notes.models import Deliverable

WORDS = deliverables.Words(title="How we hand off", text="One page.")


def made(world: SimpleNamespace, words: deliverables.Words = WORDS) -> Deliverable:
    return deliverables.make_deliverable(
        group=world.group, words=words, actor=world.actors[0], now=NOW
    )


def agreed(world: SimpleNamespace, row: Deliverable, people: int) -> Deliverable:
    given = {"deliverable": row, "edition": row.edition, "now": NOW}
    deliverables.ask_consent(actor=world.actors[0], **given)
    for actor in world.actors[1:people]:
        deliverables.give_consent(actor=actor, **given)
    row.refresh_from_db()
    return row


def hand_over(world: SimpleNamespace, row: Deliverable) -> Deliverable:
    deliverables.hand_over(deliverable=row, edition=row.edition, actor=world.actors[0], now=NOW)
    row.refresh_from_db()
    return row


def test_it_stays_inside_while_one_yes_is_missing(world: SimpleNamespace) -> None:
    row = agreed(world, made(world), 2)
    with pytest.raises(deliverables.StillWaits):
        hand_over(world, row)

    assert queries.waits_for(row) == [world.members[2]]
    assert policies.read_deliverable(actor_of(world.manager), row) is False


def test_with_every_yes_the_manager_reads_it(world: SimpleNamespace) -> None:
    row = hand_over(world, agreed(world, made(world), 3))

    assert row.state == Stand.OUT
    assert policies.read_deliverable(actor_of(world.manager), row) is True
    assert queries.handed_over(world.program) == [row]


def test_a_yes_is_taken_back_until_it_is_out(world: SimpleNamespace) -> None:
    row = agreed(world, made(world), 3)
    taken = {"deliverable": row, "actor": world.actors[1], "now": NOW}
    was = deliverables.take_back_consent(**taken)
    with pytest.raises(deliverables.StillWaits):
        hand_over(world, row)
    deliverables.give_consent(edition=row.edition, **taken)
    hand_over(world, row)
    with pytest.raises(deliverables.IsOut):
        deliverables.take_back_consent(**taken)

    assert was is True


def test_other_words_need_every_yes_again(world: SimpleNamespace) -> None:
    row = agreed(world, made(world), 3)
    words = deliverables.Words(title="How we hand off", text="Two pages.")
    changed = deliverables.change_deliverable(
        deliverable=row, words=words, edition=row.edition, actor=world.actors[2], now=NOW
    )
    with pytest.raises(deliverables.MovedOn):
        hand_over(world, row)

    assert (changed.state, queries.who_agreed(changed)) == (Stand.MAKING, set())


def test_who_left_is_asked_no_more(world: SimpleNamespace) -> None:
    row = agreed(world, made(world), 2)
    membership.leave_group(
        group=world.group,
        person=world.members[2],
        actor=actor_of(world.manager, "program_manager"),
        now=NOW,
    )

    assert hand_over(world, row).state == Stand.OUT


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (deliverables.Words(title=" "), deliverables.NothingMade),
        (deliverables.Words(title="x" * 161), deliverables.TooLong),
        (deliverables.Words(title="x", link="javascript:alert(1)"), deliverables.NoLink),
        (deliverables.Words(title="x", link="http://[half"), deliverables.NoLink),
    ],
)
def test_words_that_do_not_do_are_refused(
    world: SimpleNamespace, words: deliverables.Words, refusal: type[ValueError]
) -> None:
    with pytest.raises(refusal):
        made(world, words)


def test_an_empty_one_is_not_asked_about(world: SimpleNamespace) -> None:
    row = made(world, deliverables.Words(title="A title alone"))
    with pytest.raises(deliverables.NothingMade):
        agreed(world, row, 1)
