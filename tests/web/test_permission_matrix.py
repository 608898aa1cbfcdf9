"""Every address, asked by everybody: the answers are those that permission_matrix.txt declares."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from crossing import crossings
from factories import around as made_around
from factories import reviews as made_reviews
from junto.domain.accounts.models import User
from junto.domain.asks import sending as ask_sending
from junto.domain.asks.enums import AskState, Stage
from junto.domain.asks.models import Ask, Asked, AskMember, AskRound
from junto.domain.assessments import quiz_actions
from junto.domain.assessments.models import Quiz, QuizRun
from junto.domain.catalog import actions as format_actions
from junto.domain.circle import talking
from junto.domain.circle.models import Confidence, Post, SpinOff, Topic
from junto.domain.feedback import actions as feedback_actions
from junto.domain.feedback import reports as feedback_reports
from junto.domain.feedback.enums import Category, RoundStage
from junto.domain.feedback.models import FeedbackRound, Rater, Subject
from junto.domain.goals import links as step_links
from junto.domain.goals.models import Commitment
from junto.domain.groups import matchings, rounds
from junto.domain.groups.actions import start_formation
from junto.domain.groups.enums import GroupKind
from junto.domain.groups.models import (
    AdviceOffer,
    AdviceRequest,
    Formation,
    Group,
    GroupMember,
    Matching,
    MentoringPair,
    MentoringPlan,
    MentoringSide,
    MoveQuestion,
    RoundPlan,
    Seat,
)
from junto.domain.notes import actions as note_actions
from junto.domain.notes import deliverables
from junto.domain.notes.enums import Audience
from junto.domain.notes.models import Deliverable, SharedNote
from junto.domain.organizations.models import Organization
from junto.domain.people import export_actions
from junto.domain.people.enums import ImportState, Role
from junto.domain.people.models import ImportBatch, Person, RoleAssignment
from junto.domain.programs.enums import Measure, StaffRole
from junto.domain.programs.models import Enrollment, Objective, Program, ProgramStaff
from junto.domain.reviews.models import Piece
from junto.domain.sessions.enums import SessionState
from junto.domain.sessions.models import Series, Session
from junto.foundation import tenancy
from junto.foundation.access import Actor, system
from junto.foundation.jobs import running
from junto.foundation.jobs.models import Job
from junto.kernel.quiz import read_text

ACTORS = (
    "visitor",
    "participant",
    "facilitator",
    "manager",
    "other manager",
    "sponsor",
    "admin",
    "stranger",
)


@dataclass(frozen=True)
class Row:
    """One address and method: the answer each actor gets."""

    route: str
    method: str
    outcomes: dict[str, str]
    arguments: dict[str, str]


def rows() -> Iterator[Row]:
    """Read the table beside this file."""
    table = Path(__file__).with_name("permission_matrix.txt").read_text("utf-8")
    lines = [line for line in table.splitlines() if line and not line.startswith("#")]
    for line in lines[1:]:
        route, method, *outcomes = line.split()
        name, _, inside = route.rstrip("]").partition("[")
        arguments = dict(pair.split("=") for pair in inside.split(",") if pair)
        yield Row(name, method, dict(zip(ACTORS, outcomes, strict=True)), arguments)


ROWS = list(rows())
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ROLES = {
    "participant": [Role.PARTICIPANT],
    "facilitator": [Role.FACILITATOR],
    "manager": [Role.PROGRAM_MANAGER],
    "other manager": [Role.PROGRAM_MANAGER],
    "sponsor": [Role.SPONSOR],
    "admin": [Role.ORG_ADMIN],
    "stranger": [Role.ORG_ADMIN, Role.PROGRAM_MANAGER],
}


def names(patterns: list[Any], prefix: str = "") -> Iterator[str]:
    """Names of all addresses, with their namespace."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}"


ADDRESSES = sorted(set(names(get_resolver().url_patterns)))


def person(name: str, roles: list[Role]) -> Person:
    """Somebody in the organization in scope who can sign in."""
    address = f"{name.replace(' ', '.')}@matrix.example"
    user = User.objects.create(email=address, name=name)
    row = Person.objects.create(full_name=name, email=address, user=user, created_at=NOW)
    RoleAssignment.objects.bulk_create([RoleAssignment(person=row, role=role) for role in roles])
    return row


def program(name: str, manager: Person) -> Program:
    """A program with one manager."""
    row = Program.objects.create(name=name, created_at=NOW)
    ProgramStaff.objects.create(program=row, person=manager, role=StaffRole.MANAGER)
    return row


def circle(of: Program, members: list[Person]) -> Group:
    """A published group."""
    row = Group.objects.create(
        program=of, kind=GroupKind.CIRCLE, name=f"Circle {members[0].ref}", published_at=NOW
    )
    GroupMember.objects.bulk_create(
        [GroupMember(group=row, person=member, joined_at=NOW) for member in members]
    )
    return row


def held_session(of: Group) -> Session:
    """A session that is over."""
    return Session.objects.create(
        group=of,
        number=1,
        state=SessionState.ENDED,
        title="Held",
        date=NOW.date(),
        starts=NOW.time(),
        zone="UTC",
        minutes=60,
        starts_at=NOW,
        ends_at=NOW,
        changed_at=NOW,
    )


def coming_session(of: Group) -> Session:
    """A session of two that lies ahead, with something to prepare."""
    return Session.objects.create(
        group=of,
        number=2,
        title="Coming",
        date=NOW.date(),
        starts=NOW.time(),
        zone="UTC",
        minutes=75,
        starts_at=NOW,
        ends_at=NOW,
        changed_at=NOW,
        format_id="triad-coaching",
        format_version="1.0.0",
    )


def actor_of(someone: Person, *roles: str) -> Actor:
    """Somebody as an actor with these roles."""
    return Actor(
        user_id=someone.user_id,
        person_id=someone.pk,
        organization_id=someone.organization_id,
        roles=frozenset(roles),
    )


def proposed_series(of: Group) -> Series:
    """Times that wait to be chosen."""
    choice = {
        "weekday": 1,
        "zone": "UTC",
        "times": ["10:00"],
        "occasions": [
            {
                "date": "2026-03-03",
                "starts": "10:00",
                "starts_at": "2026-03-03T10:00:00+00:00",
                "minutes": 60,
                "oddity": "",
            }
        ],
        "loads": {},
        "shifts": [],
    }
    planned = {
        "week": 0,
        "title": "First",
        "format_id": "",
        "format_version": "",
        "params": {},
        "minutes": 60,
    }
    return Series.objects.create(
        group=of,
        zone="UTC",
        starts_on=NOW.date(),
        count=1,
        minutes=60,
        plan={"choices": [choice], "sessions": [planned], "no_common_hour": None},
        created_at=NOW,
    )


def draft_of(of: Program, manager: Person) -> Formation:
    """A draft on the board, worked out as the worker does it."""
    Program.objects.filter(pk=of.pk).update(size_min=3, size_max=3)
    of.refresh_from_db()
    draft = start_formation(
        program=of, actor=actor_of(manager, "program_manager"), now=NOW, iterations=20
    )
    running.run(Job.objects.get(ref=draft.job_ref).pk, clock=lambda: NOW)
    return Formation.objects.get(pk=draft.pk)


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """The world of all tests of a file, and everybody's session: taken back at the end."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        yield make_world()
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)


def shown_of(of: Program, people: dict[str, Person]) -> Formation:
    """An earlier draft that is shown to its people, the participant among them."""
    shown = Formation.objects.create(
        program=of, number=0, state="announcing", size_min=2, size_max=2, names=["Larch"],
        created_at=NOW, announced_at=NOW,
    )  # fmt: skip
    Seat.objects.create(formation=shown, person=people["participant"], group_index=0)
    return shown


def mentoring_in(of: Program) -> Program:
    """The program, in which people are matched."""
    MentoringPlan.objects.get_or_create(organization_id=of.organization_id, program=of)
    return of


def matching_of(of: Program, manager: Person) -> Matching:
    """A matching on the board, worked out as the worker does it; one member mentors."""
    mentor = Person.objects.get(full_name="member 4")
    MentoringSide.objects.create(program=of, person=mentor, side="mentor", places=9)
    actor = actor_of(manager, "program_manager")
    found = matchings.start_matching(program=of, actor=actor, now=NOW)
    running.run(Job.objects.get(ref=found.job_ref).pk, clock=lambda: NOW)
    return found


def plan_of(of: Program, manager: Person) -> RoundPlan:
    """A plan of rounds, worked out as the worker does it."""
    actor = actor_of(manager, "program_manager")
    wanted = rounds.Wanted(rounds=2, kind="pair", size_min=2, size_max=2)
    found = rounds.start_plan(program=of, wanted=wanted, actor=actor, now=NOW)
    running.run(Job.objects.get(ref=found.job_ref).pk, clock=lambda: NOW)
    return RoundPlan.objects.get(pk=found.pk)


def matched(group: Group, people: dict[str, Person]) -> Group:
    """The group as one that came of a matching: a circle with a mentor."""
    Group.objects.filter(pk=group.pk).update(kind=GroupKind.MENTORING_CIRCLE)
    mentor = Person.objects.get(full_name="member 0")
    MentoringPair.objects.create(
        group=group, mentee=people["participant"], mentor=mentor, began_at=NOW
    )
    return group


def feedback_about(
    program: Program, people: dict[str, Person], *, is_read: bool = False
) -> Subject:
    """A round of feedback about the participant: planned, or read already."""
    round_ = FeedbackRound.objects.create(
        program=program,
        title="Autumn",
        stage=RoundStage.DONE if is_read else RoundStage.CHOOSING,
        closes_at=NOW.replace(year=2036),
        created_at=NOW,
    )
    subject = Subject.objects.create(round=round_, person=people["participant"])
    if is_read:
        report = feedback_reports.make_report(subject)
        Subject.objects.filter(pk=subject.pk).update(
            report=report, debrief_on=NOW.date(), debriefer=people["manager"]
        )
    return subject


def asked_of(program: Program, people: dict[str, Person]) -> Rater:
    """The facilitator, asked for feedback on the participant."""
    subject = feedback_about(program, people)
    FeedbackRound.objects.filter(pk=subject.round_id).update(stage=RoundStage.ASKING)
    rater = Rater.objects.create(
        subject=subject, person=people["facilitator"], category=Category.PEERS
    )
    feedback_actions.ask_everybody(round_=FeedbackRound.objects.get(pk=subject.round_id), now=NOW)
    return rater


def ask_of(people: dict[str, Person], state: AskState = AskState.CHOOSING) -> Ask:
    """What the participant asks the facilitator."""
    ask = Ask.objects.create(
        asker=people["participant"],
        about="style",
        title="How I lead",
        questions=[{"key": "q1", "text": "I listen", "kind": "scale"}],
        until=NOW.date().replace(year=2036),
        state=state,
        created_at=NOW,
    )
    AskMember.objects.create(ask=ask, person=people["facilitator"])
    return ask


def ask_sent(people: dict[str, Person], stage: Stage = Stage.ASKING) -> AskRound:
    """The same, sent, and closed if that is wanted."""
    round_ = ask_sending.send(ask=ask_of(people), actor=system(), now=NOW)
    AskRound.objects.filter(pk=round_.pk).update(stage=stage)
    return AskRound.objects.get(pk=round_.pk)


def own_format_of(someone: Person) -> str:
    """A format that somebody wrote and nobody shared."""
    return format_actions.fork_format(
        organization=someone.organization,
        format_id="triad-coaching",
        actor=actor_of(someone, "facilitator"),
        now=NOW,
    ).address


def quiz_by(of: Program, manager: Person) -> Quiz:
    """A shared quiz with one question."""
    quiz = quiz_actions.create_quiz(
        organization=of.organization,
        title="Matrix",
        questions=read_text("Which?\na) One *\nb) Two").questions,
        actor=actor_of(manager, "program_manager"),
        now=NOW,
    )
    Quiz.objects.filter(pk=quiz.pk).update(is_shared=True)
    return quiz


def quiz_run_of(of: Program, manager: Person) -> QuizRun:
    """A quiz that people of the program join."""
    actor = actor_of(manager, "program_manager")
    return quiz_actions.open_run(
        quiz=quiz_by(of, manager), place="program", ref=of.ref, actor=actor, now=NOW
    )


def note_in(group: Group, people: dict[str, Person], audience: Audience) -> SharedNote:
    """A note that the participant began."""
    actor = actor_of(people["participant"])
    return note_actions.start_note(group=group, audience=audience, actor=actor, now=NOW)


def made_in(group: Group, people: dict[str, Person], *, is_out: bool = False) -> Deliverable:
    """What the group makes, or has handed over."""
    made = deliverables.make_deliverable(
        group=group,
        words=deliverables.Words(title="Guide", text="One page."),
        actor=actor_of(people["participant"]),
        now=NOW,
    )
    if is_out:
        Deliverable.objects.filter(pk=made.pk).update(state="out", out_at=NOW)
    return made


def piece_of(program: Program, author: Person, reviewer: Person, state: str) -> Piece:
    """A piece of work; nobody reviews one that waits."""
    looks = None if state == "waiting" else reviewer
    return made_reviews.make_piece(program, author, looks, state)


def topic_in(group: Group, someone: Person) -> Topic:
    """A topic with one post."""
    return talking.open_topic(
        group=group, title="Hours", text="When?", actor=actor_of(someone), now=NOW
    )


def offer_of(someone: Person) -> AdviceOffer:
    """Somebody's offer of advice."""
    return AdviceOffer.objects.create(person=someone, topics=["Budgets"], offered_at=NOW)


def request_of(asker: Person, adviser: Person) -> AdviceRequest:
    """A request for advice that waits for its answer."""
    return AdviceRequest.objects.create(
        asker=asker,
        adviser=adviser,
        asker_place=1,
        adviser_place=1,
        text="How?",
        asked_at=NOW,
        changed_at=NOW,
    )


@pytest.fixture
def world(made: SimpleNamespace, db: None) -> SimpleNamespace:
    """The world as it was made: what a test changes in it is taken back after the test."""
    return SimpleNamespace(**{**vars(made), "objects": dict(made.objects)})


def make_world() -> SimpleNamespace:
    """Two organizations; in the first a program with people, a draft, a group and an import."""
    here = Organization.objects.create(name="Here", created_at=NOW)
    elsewhere = Organization.objects.create(name="Elsewhere", created_at=NOW)
    with tenancy.scope(elsewhere.pk):
        people = {"stranger": person("stranger", ROLES["stranger"])}
        program("Theirs", people["stranger"])
    with tenancy.scope(here.pk):
        for name, roles in ROLES.items():
            if name not in people:
                people[name] = person(name, roles)
        members = [people["participant"]]
        members += [person(f"member {n}", [Role.PARTICIPANT]) for n in range(5)]
        ours = program("Ours", people["manager"])
        another = program("Another", people["other manager"])
        ProgramStaff.objects.bulk_create(
            [
                ProgramStaff(program=ours, person=people["sponsor"], role=StaffRole.SPONSOR),
                ProgramStaff(
                    program=ours, person=people["facilitator"], role=StaffRole.FACILITATOR
                ),
            ]
        )
        Enrollment.objects.bulk_create(
            [Enrollment(program=ours, person=member, since=NOW) for member in members]
        )
        group, other_group = (circle(ours, members[:3]), circle(ours, members[3:]))
        held, other_held = (held_session(each) for each in (group, other_group))
        coming, other_coming = (coming_session(each) for each in (group, other_group))
        series = proposed_series(group)
        objective = Objective.objects.create(
            program=ours, text="More", measure=Measure.HELD, target=80, created_at=NOW
        )
        step = Commitment.objects.create(
            person=people["participant"],
            group=group,
            do="Ask",
            by=NOW.date().replace(year=2036),
            slot=1,
            made_on=NOW.date(),
        )
        batch, program_batch = (
            ImportBatch.objects.create(
                state=ImportState.CHECKING,
                file_name="people.csv",
                program_ref=program_ref,
                created_by=people["manager"],
                created_at=NOW,
            )
            for program_ref in ("", ours.ref)
        )
        report = person("report", [Role.PARTICIPANT])
        Person.objects.filter(pk=report.pk).update(manager=people["manager"])
        workbook = export_actions.start_export(
            organization=here, actor=actor_of(people["manager"], *ROLES["manager"]), now=NOW
        )
        running.run(Job.objects.get(ref=workbook.job_ref).pk, clock=lambda: NOW)
    objects = {
        "organization": here.address,
        "program": ours.address,
        "another-program": another.address,
        "draft": lambda: draft_of(ours, people["manager"]).address,
        "shown": lambda: shown_of(ours, people).address,
        "mentoring-program": lambda: mentoring_in(ours).address,
        "matching": lambda: matching_of(ours, people["manager"]).address,
        "plan": lambda: plan_of(ours, people["manager"]).address,
        "matched-group": lambda: matched(group, people).address,
        "move": lambda: (
            MoveQuestion.objects.create(
                program=ours,
                way="way",
                person=people["participant"],
                source=group,
                target=other_group,
                target_name="Other",
                expires_on=NOW.date().replace(year=2036),
            ).ref
        ),
        "feedback-round": lambda: feedback_about(ours, people).round.address,
        "feedback-mine": lambda: feedback_about(ours, people).address,
        "feedback-asked": lambda: asked_of(ours, people).address,
        "feedback-read": lambda: feedback_about(ours, people, is_read=True).address,
        "ask": lambda: ask_of(people).address,
        "ask-sent": lambda: ask_sent(people).address,
        "ask-read": lambda: ask_sent(people, Stage.DONE).address,
        "ask-to-me": lambda: Asked.objects.get(round=ask_sent(people)).address,
        "own-format": lambda: own_format_of(people["facilitator"]),
        "quiz": lambda: quiz_by(ours, people["manager"]).address,
        "run": lambda: quiz_run_of(ours, people["manager"]).address,
        "code": lambda: quiz_run_of(ours, people["manager"]).code,
        "advice-offer": lambda: offer_of(people["sponsor"]).ref,
        "advice-request": lambda: request_of(people["participant"], people["facilitator"]).ref,
        "spin-off": lambda: (
            SpinOff.objects.create(
                program=ours,
                origin=group,
                person=people["participant"],
                name="Plover",
                kind=GroupKind.CIRCLE,
                asked_on=NOW.date(),
            ).address
        ),
        "topic": lambda: topic_in(group, people["participant"]).address,
        "post": lambda: Post.objects.get(topic=topic_in(group, people["participant"])).address,
        "confidence": lambda: (
            Confidence.objects.create(
                group=group,
                author=people["participant"],
                reader=people["facilitator"],
                text="It was told outside.",
                written_on=NOW.date(),
            ).address
        ),
        "review": lambda: made_reviews.make_review(ours).address,
        "piece": lambda: piece_of(ours, members[0], members[1], "waiting").address,
        "piece-to-review": lambda: piece_of(ours, members[1], members[0], "asked").address,
        "piece-open": lambda: piece_of(ours, members[0], members[1], "open").address,
        "piece-post": lambda: (
            made_reviews.make_post(piece_of(ours, members[0], members[1], "open")).address
        ),
        "host-feedback": lambda: (
            made_reviews.make_host_feedback(held, people["facilitator"]).address
        ),
        "staff-form": lambda: made_reviews.make_form(ours, [people["facilitator"]]).address,
        "staff-form-done": lambda: made_reviews.make_form(ours, [], stage="done").address,
        "note": lambda: note_in(group, people, Audience.GROUP).address,
        "own-note": lambda: note_in(group, people, Audience.AUTHOR).address,
        "deliverable": lambda: made_in(group, people).address,
        "handed-over": lambda: made_in(group, people, is_out=True).address,
        "group": group.address,
        "other-group": other_group.address,
        "held-session": held.address,
        "other-held-session": other_held.address,
        "coming-session": coming.address,
        "other-coming-session": other_coming.address,
        "series": series.ref,
        "step": step.ref,
        "rehearsed": lambda: made_around.training_of(people["facilitator"]).address,
        "sitting-in": lambda: made_around.training_of(people["manager"], coming).address,
        "led-with": lambda: (
            made_around.training_of(people["manager"], held, people["facilitator"]).address
        ),
        "hand": lambda: made_around.hand_of(group, members[1]).address,
        "own-hand": lambda: made_around.hand_of(group, members[0]).address,
        "witness": lambda: made_around.standing_by(group, members[1], members[0], "asked").address,
        "witness-yes": lambda: (
            made_around.standing_by(group, members[1], members[0], "yes").address
        ),
        "objective": objective.address,
        "step-link": step_links.token_of(step),
        "import": batch.ref,
        "workbook": workbook.ref,
        "program-import": program_batch.ref,
        "person": people["participant"].ref,
        "report": report.ref,
        "their-person": people["stranger"].ref,
    }
    sessions = {name: session_of(someone) for name, someone in people.items()}
    return SimpleNamespace(people=people, objects=objects, organization=here, sessions=sessions)


def session_of(someone: Person) -> str:
    """The key of a session in which somebody is signed in."""
    client = Client()
    client.force_login(someone.user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def client_of(world: SimpleNamespace, actor: str) -> Client:
    """A browser in which the actor is signed in; the visitor is not."""
    client = Client()
    if actor != "visitor":
        client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[actor]
    return client


def ask(client: Client, method: str, address: str) -> str:
    """What the actor gets, in the words of the table."""
    # What a form would change is taken back, so that everybody finds the same world.
    with transaction.atomic():
        response = client.post(address) if method == "POST" else client.get(address)
        found = word(response)
        if method == "POST" and found == "on":
            assert crossings() == []
        transaction.set_rollback(True)
    return found


def word(response: HttpResponse) -> str:
    """An answer in a word of the table; any other status stays a number."""
    if response.status_code in (301, 302, 303):
        return "in" if response["Location"].startswith(reverse("account_login")) else "on"
    return {200: "page", 422: "page", 404: "no"}.get(
        response.status_code, str(response.status_code)
    )


def look_up(name: str, world: SimpleNamespace) -> str:
    """What an argument of the table stands for; a draft is worked out when it is first needed."""
    value = world.objects.get(name, name)
    if callable(value):
        with tenancy.scope(world.organization.pk):
            value = world.objects[name] = value()
    return str(value)


def address_of(route: str, arguments: dict[str, str], world: SimpleNamespace) -> str:
    """The address of a route."""
    return reverse(route, kwargs={key: look_up(value, world) for key, value in arguments.items()})


def test_every_address_is_declared() -> None:
    declared = {row.route for row in ROWS if row.method == "GET"}

    assert sorted(declared ^ set(ADDRESSES)) == []


def test_no_row_stands_twice() -> None:
    keys = [(row.route, row.method, *row.arguments.items()) for row in ROWS]

    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method}-{row.route}")
def test_everybody_gets_what_is_declared(row: Row, world: SimpleNamespace) -> None:
    address = address_of(row.route, row.arguments, world)

    found = {actor: ask(client_of(world, actor), row.method, address) for actor in row.outcomes}

    assert found == row.outcomes


def test_no_row_of_the_world_points_elsewhere(world: SimpleNamespace) -> None:
    look_up("draft", world)

    assert crossings() == []


POSTED = {row.route for row in ROWS if row.method == "POST"}
WRITING = re.compile(r"\s*(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)
SILENT = [row for row in ROWS if row.method == "GET" and row.route not in POSTED]


@pytest.mark.parametrize("row", SILENT, ids=lambda row: row.route)
def test_posting_where_no_row_says_so_changes_nothing(row: Row, world: SimpleNamespace) -> None:
    address = address_of(row.route, row.arguments, world)

    for actor, outcome in row.outcomes.items():
        client = client_of(world, actor)
        with CaptureQueriesContext(connection) as queries:
            assert ask(client, "POST", address) in {outcome, "405"}
        written = [query["sql"] for query in queries if WRITING.match(query["sql"])]
        assert [sql for sql in written if "session" not in sql] == []


# Every form has new ones of these each time it is shown.
TOKENS = re.compile(r'name="(csrfmiddlewaretoken|_key)" value="[^"]*"')


def told(response: HttpResponse, address: str) -> list[str]:
    """What a page tells, without its own address and without tokens."""
    return TOKENS.sub("", response.content.decode()).replace(address, "").splitlines()


TURNED_AWAY = [row for row in ROWS if "ref" in row.arguments and "no" in row.outcomes.values()]


@pytest.mark.parametrize("row", TURNED_AWAY, ids=lambda row: f"{row.method}-{row.route}")
def test_unknown_and_forbidden_look_alike(row: Row, world: SimpleNamespace) -> None:
    known = address_of(row.route, row.arguments, world)
    nobody = look_up(row.arguments["ref"], world)[:-12] + "zzzzzzzzzzzz"
    unknown = address_of(row.route, {**row.arguments, "ref": nobody}, world)
    actor = next(actor for actor, outcome in row.outcomes.items() if outcome == "no")
    client = client_of(world, actor)
    ask_for = client.post if row.method == "POST" else client.get

    forbidden, missing = ask_for(known), ask_for(unknown)

    assert forbidden.status_code == missing.status_code == 404
    assert told(forbidden, known) == told(missing, unknown)
    assert forbidden.headers.items() == missing.headers.items()
