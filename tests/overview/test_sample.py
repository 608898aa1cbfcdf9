"""The sample organization: invented, with every state there is after twelve weeks."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection

from factories import NOW
from junto.domain.asks import queries as ask_queries
from junto.domain.asks import telling
from junto.domain.asks.models import AskRound, NamedAnswer
from junto.domain.assessments.models import Answers, Figure, OpenAnswers, OpenParticipation, Round
from junto.domain.circle import hands
from junto.domain.feedback.models import FeedbackRound, Subject
from junto.domain.goals import jobs as goal_jobs
from junto.domain.goals import progress, witnessing
from junto.domain.goals.models import Commitment
from junto.domain.groups import facilitating
from junto.domain.groups import queries as group_queries
from junto.domain.groups.models import Agreement, Consent, Group, GroupMember
from junto.domain.organizations.models import Organization
from junto.domain.overview import sample
from junto.domain.people.models import Person, RoleAssignment
from junto.domain.programs.enums import SetupStep
from junto.domain.programs.models import Program
from junto.domain.recognition.models import Thanks
from junto.domain.reviews.models import HostFeedback, Piece
from junto.domain.sessions import deliveries, invented, room_queries, training
from junto.domain.sessions.models import (
    Attendance,
    Preparation,
    PrivateNote,
    RoleTurn,
    RoomEntry,
    Session,
)
from junto.foundation import tenancy
from junto.foundation.outbox.models import Delivery

pytestmark = pytest.mark.django_db


@pytest.fixture
def organization(made):
    with tenancy.scope(made.pk):
        yield made


def test_what_is_written_keeps_every_rule_of_the_database(organization):
    connection.check_constraints()


def test_asking_twice_makes_one_sample(made):
    assert sample.seed(now=NOW) == made
    assert Organization.objects.filter(is_sample=True).count() == 1


# ---------------------------------------------------------------- who is in it


def test_forty_eight_leaders_sit_in_eight_circles_of_six(organization):
    sizes = [group.members.filter(ended_at=None).count() for group in Group.objects.all()]
    assert (len(sizes), set(sizes)) == (8, {6})
    assert GroupMember.objects.filter(ended_at=None).values("person").distinct().count() == 48


def test_somebody_left_and_somebody_joined_in_week_six(organization):
    began = NOW - sample.BEGAN
    left = GroupMember.objects.get(ended_at__isnull=False)
    joined = GroupMember.objects.get(joined_at__gt=began)
    assert (left.group, left.person.ended_at) == (joined.group, left.ended_at)
    assert (joined.joined_at - began).days // 7 == 5
    assert Consent.objects.filter(person=joined.person).count() == 1
    assert set(Attendance.objects.filter(person=joined.person).values_list("was", flat=True)) >= {
        "present"
    }


def test_every_role_of_the_sample_can_be_viewed(organization):
    held = RoleAssignment.objects.filter(person__user__isnull=False)
    assert {row.role for row in held} == {
        "org_admin",
        "program_manager",
        "sponsor",
        "facilitator",
        "participant",
    }


def test_nobody_sits_in_a_circle_with_their_manager(organization):
    circle_of = {row.person_id: row.group_id for row in GroupMember.objects.all()}
    managed = Person.objects.exclude(manager=None)
    assert [p for p in managed if circle_of[p.pk] == circle_of[p.manager_id]] == []


def test_every_address_in_the_sample_is_reserved(organization):
    emails = Person.objects.values_list("email", flat=True)
    assert [email for email in emails if not email.endswith(".example")] == []


# ---------------------------------------------------------------- twelve weeks


def test_every_circle_has_twelve_sessions_in_every_state_a_session_can_have(organization):
    counts = Counter(Session.objects.values_list("group__name", flat=True))
    assert (len(counts), set(counts.values())) == (8, {12})
    assert Counter(Session.objects.values_list("state", flat=True)) == {
        "ended": 46,
        "planned": 46,
        "called_off": 3,
        "live": 1,
    }


def test_what_lies_behind_is_over_and_what_lies_ahead_is_not(organization):
    over = Session.objects.filter(state="ended")
    planned = Session.objects.filter(state="planned")
    assert [row for row in over if row.ended_at >= NOW or row.opened_at >= row.ended_at] == []
    assert [row for row in planned if row.starts_at <= NOW] == []
    assert set(over.values_list("reached", flat=True)) == {"yes", "partly", "no"}


def test_nobody_meets_twice_at_a_time(organization):
    for group in Group.objects.all():
        rows = list(group.sessions.order_by("starts_at"))
        pairs = pairwise(rows)
        assert [a for a, b in pairs if a.ends_at > b.starts_at or a.number > b.number] == []


def test_the_log_of_every_meeting_folds_to_a_room_that_ended(organization):
    for session in Session.objects.filter(state="ended"):
        room = room_queries.load_room(session)
        assert (room.is_open, room.position, room.ended_at) == (
            False,
            len(room.plan),
            session.ended_at.timestamp(),
        )


def test_the_meeting_that_is_on_can_go_on(organization):
    session = Session.objects.get(state="live")
    room = room_queries.load_room(session)
    assert (room.is_open, len(room.here), room.step is not None) == (True, 6, True)
    assert session.starts_at < NOW < session.ends_at


def test_one_circle_meets_within_two_hours(organization):
    soon = Session.objects.get(state="planned", starts_at__lte=NOW + timedelta(hours=2))
    assert soon.group.name == "Kestrel"
    assert Preparation.objects.filter(session=soon).count() == 3


def test_a_session_was_moved_in_the_past(organization):
    moved = Session.objects.get(moved_from__isnull=False, state="ended")
    assert (moved.group.name, moved.number, moved.sequence) == ("Heron", 4, 1)


def test_one_circle_struggles(organization):
    was = Attendance.objects.filter(session__state="ended")
    there = Counter(was.exclude(was="absent").values_list("session__group__name", flat=True))
    asked = Counter(was.values_list("session__group__name", flat=True))
    shares = {name: there[name] / asked[name] for name in asked}
    assert min(shares, key=shares.get) == "Plover"
    assert sorted(name for name, share in shares.items() if share < 0.9) == ["Plover"]
    assert Session.objects.filter(group__name="Plover", state="called_off").count() == 2


def test_leading_goes_round_in_every_circle(organization):
    lead = RoleTurn.objects.filter(role__in=("facilitator", "host"), session__state="ended")
    by_circle = Counter(lead.values_list("session__group__name", flat=True).distinct())
    assert len(by_circle) == 8
    for group in Group.objects.exclude(name="Plover"):
        people = {person.pk for person in group_queries.members_of(group)}
        led = set(lead.filter(session__group=group).values_list("person_id", flat=True))
        assert len(led & people) >= 4, group


# ---------------------------------------------------------------- what came of it


def test_next_steps_are_there_in_every_state(organization):
    states = Counter(Commitment.objects.values_list("state", flat=True))
    assert set(states) == {"open", "moved", "done", "let_go", "learned"}
    assert min(states.values()) >= 3


def test_the_one_the_sample_is_seen_through_has_two_open_steps(organization):
    hers = Commitment.objects.filter(person__full_name="Amara Okafor")
    assert Counter(step.state for step in hers) == {
        "done": 1,
        "learned": 1,
        "moved": 1,
        "open": 1,
    }


def test_a_pulse_of_fewer_than_four_is_hidden_and_others_are_shown(organization):
    of_rounds = Figure.objects.filter(round__kind="pulse")
    answers = Counter(Answers.objects.filter(round__kind="pulse").values_list("round", flat=True))
    few = {key for key, count in answers.items() if count < 4}
    assert len(few) == 4
    assert set(of_rounds.filter(is_shown=False).values_list("round", flat=True)) == few
    assert of_rounds.filter(is_shown=True).count() == 42
    assert Figure.objects.filter(round=None, is_shown=True).count() == 11


def test_halfway_through_its_series_a_circle_was_asked_how_it_is_doing(organization):
    checks = Figure.objects.filter(round__kind="check")
    assert {len(row.means) for row in checks} == {5}
    assert {row.pool for row in checks} <= {f"health:{row.ref}" for row in Group.objects.all()}


def test_every_pulse_is_sealed_and_nothing_of_an_open_one_is_left(organization):
    pulses = Round.objects.filter(kind="pulse")
    assert set(pulses.values_list("state", flat=True)) == {"sealed"}
    assert OpenParticipation.objects.filter(round__in=pulses).count() == 0
    assert OpenAnswers.objects.count() == 0


def test_one_round_of_feedback_is_done_and_one_asks(organization):
    rounds = FeedbackRound.objects.order_by("created_at").values_list("stage", flat=True)
    assert list(rounds) == ["done", "asking"]
    assert [row.report is not None for row in Subject.objects.order_by("pk")] == [True] * 6 + [
        False
    ] * 3


def test_around_its_sessions_a_circle_has_goals_a_witness_and_a_hand(organization):
    group = Group.objects.get(name="Kestrel")
    first, second, *_others = group_queries.members_of(group)
    guide = facilitating.facilitator_of(group)
    assert [len(each.points) for each in progress.shown_to(group, guide.pk)] == [4, 1]
    assert [len(progress.shown_to(group, each.pk)) for each in (first, second)] == [1, 0]
    assert len(witnessing.waiting_for(first.pk)) == 1
    assert len(hands.standing_in(group, first.pk, now=NOW)) == 1
    assert training.checklist_of(guide.pk).rehearsed is True


def test_one_ask_is_answered_and_one_is_open(organization):
    closed, going = AskRound.objects.order_by("sent_at")
    assert [closed.stage, going.stage] == ["done", "asking"]
    assert telling.read(closed).at_least == 4
    assert len(ask_queries.named_answers(closed)) == 2
    assert NamedAnswer.objects.count() == 2


def test_every_circle_has_an_agreement_and_one_yes_is_still_missing(organization):
    assert Agreement.objects.count() == 8
    missing = []
    for agreement in Agreement.objects.all():
        agreed = set(agreement.consents.values_list("person_id", flat=True))
        people = group_queries.members_of(agreement.group)
        missing += [agreement.group.name for person in people if person.pk not in agreed]
    assert missing == ["Plover"]


def test_thanks_notes_and_entries_are_there(organization):
    assert Thanks.objects.count() >= 15
    assert PrivateNote.objects.get().person.full_name == "Amara Okafor"
    assert RoomEntry.objects.count() == 4


def test_all_mail_is_said_to_have_been_sent_and_none_waits(organization):
    kinds = Counter(Delivery.objects.values_list("kind", "status"))
    assert kinds["sessions.invitation", "sent"] == 48
    assert {status for _kind, status in kinds} == {"sent"}
    assert {kind for kind, _status in kinds} == {
        "sessions.invitation",
        "sessions.reminder",
        "sessions.moved",
    }


def test_nothing_is_invented_about_an_organization_of_real_people(organization):
    session = Session.objects.filter(state="ended").first()
    Organization.objects.filter(pk=organization.pk).update(is_sample=False)
    with pytest.raises(invented.NotASample):
        invented.record_mail(kind="x", session=session, people=[], sent_at=NOW)


def test_mail_that_is_set_up_goes_to_nobody_in_the_sample(organization, settings):
    settings.EMAIL_HOST = "mail.example"
    before = Delivery.objects.count()
    session = Session.objects.get(state="planned", starts_at__lte=NOW + timedelta(hours=2))

    posted = deliveries.post_to_group(deliveries.REMINDER, session, now=NOW)
    goal_jobs.ask_on_the_day(NOW)

    assert (posted, Delivery.objects.count()) == (0, before)


def test_the_set_up_of_the_sample_is_done(organization):
    saved = Program.objects.get().steps_saved
    assert set(saved) == set(SetupStep.values)


def test_every_session_says_what_it_is_for(organization):
    told = Session.objects.exclude(purpose="").exclude(expected_outcome="")
    assert told.count() == 96
    fourth = Session.objects.get(group__name="Kestrel", number=4)
    assert fourth.title == "Hard conversations"


def test_two_reviews_of_work_are_written_and_a_facilitator_has_a_trend(organization):
    states = Counter(each.state for each in Piece.objects.all() if each.work)
    told = HostFeedback.objects.filter(report__isnull=False)
    assert (states, told.count()) == ({"finished": 1, "writing": 1}, 3)
