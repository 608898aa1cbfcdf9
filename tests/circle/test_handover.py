"""Whoever leads next finds what was left open; whoever led sees how it went."""

from types import SimpleNamespace

from factories import NOW, actor_of
from factories.after import make_session
from factories.assessments import answer, seal_in_a_test
from factories.rooms import begin
from junto.domain.groups import membership
from junto.domain.groups.models import GroupFacilitator
from junto.domain.programs.models import ProgramStaff
from junto.domain.sessions import hosting, pulse_queries, pulses, room_queries
from junto.domain.sessions.enums import SessionState
from junto.domain.sessions.models import RoleTurn, RoomEntry, Session
from junto.kernel.formats.model import Format


def led(world: SimpleNamespace, number: int, host: int, answers: int) -> Session:
    """A held session with its host, whose pulse so many answered."""
    session = make_session(world.group, number=number)
    RoleTurn.objects.create(session=session, role="host", person=world.members[host])
    pulses.open_pulse(session, now=NOW)
    round_ = pulse_queries.round_of(session)
    assert round_ is not None
    for person in world.members[:answers]:
        answer(round_, person, 4, 4, 4)
    seal_in_a_test(round_)
    return session


def test_a_host_sees_the_figures_of_their_own_sessions_from_four_answers(
    world: SimpleNamespace,
) -> None:
    sessions = [led(world, 2, 0, 5), led(world, 3, 1, 4), led(world, 4, 0, 3)]

    found = hosting.hosted_by(world.members[0])
    assert [(each.session, each.result and each.result.is_shown) for each in found] == [
        (sessions[0], True),
        (sessions[2], False),
    ]


def test_they_are_the_figures_the_group_sees(world: SimpleNamespace) -> None:
    led(world, 2, 0, 5)
    [mine] = hosting.hosted_by(world.members[0])
    [ours] = pulse_queries.pulses_of_group(world.group)

    assert mine.result == ours.result


def test_who_left_the_group_or_its_staff_sees_nothing_of_it(world: SimpleNamespace) -> None:
    led(world, 2, 0, 5)
    before = [len(hosting.hosted_by(each)) for each in (world.members[0], world.guide)]
    membership.leave_group(
        group=world.group,
        person=world.members[0],
        actor=actor_of(world.manager, "program_manager"),
        now=NOW,
    )
    ProgramStaff.objects.filter(person=world.guide).delete()

    assert GroupFacilitator.objects.count() == 1
    assert before == [1, 1]
    assert [hosting.hosted_by(each) for each in (world.members[0], world.guide)] == [[], []]


def test_what_was_kept_for_another_time_is_handed_on_until_it_is_done(
    world: SimpleNamespace,
) -> None:
    fmt = room_queries.find_format("learning-huddle")
    assert isinstance(fmt, Format)
    [output] = [each.id for each in fmt.outputs if each.type == "parking"][:1]
    session = make_session(world.group, number=2, format_id=fmt.id, format_version=fmt.version)
    Session.objects.filter(pk=session.pk).update(state=SessionState.PLANNED)
    session.refresh_from_db()
    begin(session, world.members)
    Session.objects.filter(pk=session.pk).update(state=SessionState.ENDED)
    for text, state, visibility in (
        ("Hiring", "", "group"),
        ("Budget", "done", "group"),
        ("Mine", "", "author"),
    ):
        RoomEntry.objects.create(
            session=session, stage="close", output=output, person=world.members[0],
            visibility=visibility, text=text, state=state, at=NOW,
        )  # fmt: skip

    assert [each.text for each in hosting.parked_in(world.group)] == ["Hiring"]
