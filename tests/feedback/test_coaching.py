"""A coach who reads a report first: announced, bound, and only for a while."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from factories import NOW, OrganizationFactory, actor_of, enroll, make_person, make_program
from junto.domain.feedback import actions, coaching, jobs, policies, reports
from junto.domain.feedback.enums import Category, RaterState, RoundStage
from junto.domain.feedback.models import FeedbackRound, Rater, Subject
from junto.domain.programs.enums import StaffRole
from junto.domain.programs.models import ProgramStaff
from junto.foundation import tenancy
from junto.foundation.access import Forbidden

pytestmark = pytest.mark.django_db
THEMES = [(("leave", "decision"), 3), (("hand", "over"), 3), (("credit",), 4)]


@pytest.fixture
def world() -> Iterator[SimpleNamespace]:
    """A round in which people choose; Priya facilitates, Helena runs the program."""
    organization = OrganizationFactory()
    helena = make_person(organization, full_name="Helena Brandt", roles=("program_manager",))
    priya = make_person(organization, full_name="Priya Raman")
    boss = make_person(organization, full_name="Ines Duarte")
    jonah = make_person(organization, full_name="Jonah Whitfield", manager=boss)
    peers = [make_person(organization, full_name=f"Peer {n}") for n in range(6)]
    program = make_program(organization, manager=helena)
    enroll(program, [jonah, *peers])
    with tenancy.scope(organization.pk):
        ProgramStaff.objects.create(program=program, person=priya, role=StaffRole.FACILITATOR)
        round_ = actions.plan_round(
            program=program,
            plan=actions.Plan(title="Autumn", closes_at=NOW + timedelta(days=14)),
            people=[jonah],
            actor=actor_of(helena),
            now=NOW,
        )
        yield SimpleNamespace(
            helena=helena,
            priya=priya,
            boss=boss,
            jonah=jonah,
            peers=peers,
            round=round_,
            organization=organization,
        )


def subject_of(world: SimpleNamespace) -> Subject:
    return Subject.objects.select_related("round", "person", "coach").get(round=world.round)


def switch_on(world: SimpleNamespace) -> Subject:
    coaching.read_first(round_=world.round, is_on=True, actor=actor_of(world.helena), now=NOW)
    return subject_of(world)


def finished(world: SimpleNamespace) -> Subject:
    """The report is there, and Priya has it."""
    subject = switch_on(world)
    report = reports.to_store(reports.Report(answered={reports.ALL: 4}, themes=THEMES))
    Subject.objects.filter(pk=subject.pk).update(report=report)
    FeedbackRound.objects.update(stage=RoundStage.DONE, done_at=NOW, needs_debrief=False)
    return subject_of(world)


def browser(person: object) -> Client:
    client = Client()
    client.force_login(person.user)  # type: ignore[attr-defined]
    return client


def test_everybody_gets_a_coach_who_is_neither_they_nor_their_manager(
    world: SimpleNamespace,
) -> None:
    subject = switch_on(world)
    refused = []
    for person in (world.jonah, world.boss):
        with pytest.raises(actions.NotOneself):
            coaching.name_coach(
                subject=subject, coach=person, actor=actor_of(world.helena), now=NOW
            )
        refused.append(person.full_name)

    assert (subject.round.coach_first, subject.coach) == (True, world.priya)
    assert refused == ["Jonah Whitfield", "Ines Duarte"]
    coaching.read_first(round_=world.round, is_on=False, actor=actor_of(world.helena), now=NOW)
    assert subject_of(world).coach is None


def test_a_coach_answers_about_nobody_they_coach(world: SimpleNamespace) -> None:
    subject = switch_on(world)
    me = actor_of(world.jonah)
    with pytest.raises(actions.ReadsFirst):
        actions.propose(
            subject=subject, person=world.priya, category=Category.OTHERS, actor=me, now=NOW
        )
    for person in world.peers:
        actions.propose(subject=subject, person=person, category=Category.PEERS, actor=me, now=NOW)
    Subject.objects.update(coach=world.peers[0])
    with pytest.raises(actions.ReadsFirst) as lacking:
        actions.begin_asking(round_=world.round, actor=actor_of(world.helena), now=NOW)

    assert [each.full_name for each in lacking.value.people] == ["Jonah Whitfield"]


def test_what_was_announced_stays_once_people_are_asked(world: SimpleNamespace) -> None:
    FeedbackRound.objects.update(stage=RoundStage.ASKING)

    with pytest.raises(actions.Promised):
        coaching.read_first(round_=world.round, is_on=True, actor=actor_of(world.helena), now=NOW)


def test_the_coach_has_it_until_they_pass_it_on_and_the_subject_from_then(
    world: SimpleNamespace,
) -> None:
    subject = finished(world)
    coach, me = browser(world.priya), browser(world.jonah)
    first = reverse("feedback:coach", kwargs={"ref": subject.address})
    mine = reverse("feedback:report", kwargs={"ref": subject.address})
    paper = reverse("feedback:paper", kwargs={"ref": subject.address})

    before = me.get(mine).content.decode()
    assert ("Your coach reads it first" in before, "leave, decision" in before) == (True, False)
    assert me.get(paper).status_code == 302
    assert "leave, decision" in coach.get(first).content.decode()
    assert browser(world.helena).get(first).status_code == 404
    coach.post(reverse("feedback:release", kwargs={"ref": subject.address}))
    assert coach.get(first).status_code == 404
    assert "leave, decision" in me.get(mine).content.decode()
    assert subject_of(world).debriefer == world.priya


def test_themes_are_named_and_joined_and_never_taken_apart(world: SimpleNamespace) -> None:
    subject = finished(world)
    address = reverse("feedback:name-themes", kwargs={"ref": subject.address})
    form = {"title:0": "Handing over", "with:1": "0", "title:2": "", "with:2": "99"}
    browser(world.priya).post(address, form)
    subject = subject_of(world)
    told = coaching.told_themes(subject, reports.read_report(subject.report))

    assert [(each["title"], each["words"]) for each in told] == [
        ("Handing over", "leave, decision, hand, over"),
        ("", "credit"),
    ]


def test_after_two_weeks_a_report_opens_by_itself(world: SimpleNamespace) -> None:
    finished(world)
    jobs.release(NOW + coaching.AT_MOST - timedelta(minutes=1))
    assert coaching.waits_for_coach(subject_of(world))
    jobs.release(NOW + coaching.AT_MOST)

    assert not coaching.waits_for_coach(subject_of(world))
    assert not policies.coach(actor_of(world.priya), subject_of(world))


def test_nobody_else_passes_a_report_on(world: SimpleNamespace) -> None:
    subject = finished(world)
    for person in (world.jonah, world.helena, world.peers[0]):
        with pytest.raises(Forbidden):
            coaching.release(subject=subject, actor=actor_of(person), now=NOW)

    assert subject_of(world).released_on is None


def test_the_program_and_those_who_answer_are_told_who_reads_first(
    world: SimpleNamespace,
) -> None:
    subject = switch_on(world)
    rater = Rater.objects.create(
        subject=subject, person=world.peers[0], category=Category.PEERS, state=RaterState.ASKED
    )
    FeedbackRound.objects.update(stage=RoundStage.ASKING)
    coaches = reverse("feedback:coaches", kwargs={"ref": world.round.address})
    form = reverse("feedback:give", kwargs={"ref": rater.address})

    assert "Priya Raman" in browser(world.helena).get(coaches).content.decode()
    page = browser(world.peers[0]).get(form).content.decode()
    assert "<b>Priya Raman</b> coaches Jonah" in page
