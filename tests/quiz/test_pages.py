"""Quizzes in the browser: written, run on a screen, answered by thirty on their phones."""

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import NOW, OrganizationFactory, actor_of, enroll, make_person, make_program
from factories.rooms import make_room_world
from junto.domain.assessments import quiz_actions as actions
from junto.domain.assessments.models import Quiz, QuizAnswer, QuizRun
from junto.domain.sessions import room_actions as room
from junto.foundation import tenancy
from junto.kernel.quiz import read_text

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

SECRET = "Zanzibar"
PASTED = f"""Which word helps most?
a) Soon
b) By Friday * right

Where was the first meeting?
words: {SECRET}

How safe is it to say no?
scale: not at all ... wholly

Which word helps most?
a) Soon
b) By Friday *
"""


def client_of(person: Any) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


@pytest.fixture
def here(db: None) -> Iterator[SimpleNamespace]:
    organization = OrganizationFactory()
    manager = make_person(organization, roles=("program_manager",), full_name="Helena Brandt")
    program = make_program(organization, manager=manager)
    players = [make_person(organization, full_name=f"Player {n:02}") for n in range(30)]
    enroll(program, players)
    with tenancy.scope(organization.pk):
        yield SimpleNamespace(
            organization=organization,
            manager=manager,
            program=program,
            players=players,
            host=client_of(manager),
        )


@pytest.fixture
def run(here: SimpleNamespace) -> SimpleNamespace:
    actor = actor_of(here.manager, "program_manager")
    quiz = actions.create_quiz(
        organization=here.organization,
        title="Delegating",
        questions=read_text(PASTED).questions,
        actor=actor,
        now=NOW,
    )
    made = actions.open_run(quiz=quiz, place="program", ref=here.program.ref, actor=actor, now=NOW)
    here.run, here.quiz = made, quiz
    here.screen = reverse("quiz:screen", kwargs={"ref": made.ref})
    here.play = reverse("quiz:play", kwargs={"ref": made.ref})
    here.phones = [client_of(each) for each in here.players]
    return here


def press(here: SimpleNamespace, do: str = "next") -> str:
    seen = QuizRun.objects.get(pk=here.run.pk).version
    here.host.post(f"{here.screen[:-7]}/screen/act", {"do": do, "seen": seen})
    return page(here.host, here.screen)


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def question_in(text: str) -> str:
    found = re.search(r'name="question" value="(\w+)"', text)
    return found[1] if found else ""


def answer(here: SimpleNamespace, phone: Client, **given: Any) -> int:
    row = QuizRun.objects.get(pk=here.run.pk)
    data = {"question": row.questions[row.index]["id"], **given}
    return phone.post(f"{here.play}/answer", data, headers={"HX-Request": "true"}).status_code


def every_payload(here: SimpleNamespace, phone: Client) -> str:
    """Whatever the server says of the run to its host and to a player."""
    addresses = [f"/quiz/{here.run.ref}/results"]
    mine = [here.play, f"{here.play}/state", f"/q/{here.run.code}", *addresses]
    host = [here.screen, f"{here.screen}/state", f"/quiz/{here.run.ref}/results/file", *addresses]
    return "".join(page(phone, each) for each in mine) + "".join(
        page(here.host, each) for each in host
    )


def test_thirty_play_and_nothing_of_an_open_question_leaves_the_server(
    run: SimpleNamespace,
) -> None:
    here, phone = run, run.phones[0]
    for each in here.phones:
        assert each.post(f"{here.play}/join").status_code == 302
    before = every_payload(here, phone)
    press(here)
    statuses = {
        answer(here, each, choice=str(int(n % 3 > 0))) for n, each in enumerate(here.phones)
    }
    first_open = every_payload(here, phone)
    press(here)
    press(here)
    first_shown = every_payload(here, phone)
    press(here)
    for n, each in enumerate(here.phones):
        answer(here, each, words=SECRET.lower() if n < 12 else "Quito")
    second_open = every_payload(here, here.phones[1])
    press(here)
    press(here)
    second_shown = every_payload(here, phone)

    assert (statuses, "30 people are here" in before) == ({204}, True)
    assert "At least 30 have answered." in first_open
    marks = ("is-right", "Right</span>", "Your answer", "of them right", SECRET, "qbar")
    assert [mark for mark in marks if mark in before + first_open] == []
    # It is asked once more later: neither what is right nor who chose what is told by then.
    assert [mark for mark in marks if mark in first_shown] == []
    assert "shown when this is asked once more" in first_shown
    assert [mark for mark in (SECRET, "Quito") if mark in second_open] == []
    assert ("30 answers." in second_shown, "12 of them right." in second_shown) == (True, True)
    assert ("You were right." in second_shown, SECRET in second_shown) == (True, True)


def test_a_group_sees_how_it_moved_and_a_player_alone_how_they_did(run: SimpleNamespace) -> None:
    here = run
    for each in here.phones[:10]:
        each.post(f"{here.play}/join")
    press(here)
    for n, each in enumerate(here.phones[:10]):
        answer(here, each, choice="1" if n < 4 else "0")
    for _ in range(3):
        press(here)
    answer(here, here.phones[0], words="Lima")
    for _ in range(3):
        press(here)
    for each in here.phones[:10]:
        answer(here, each, choice="3")
    for _ in range(3):
        press(here)
    for n, each in enumerate(here.phones[:10]):
        answer(here, each, choice="1" if n < 9 else "0")
    press(here)
    closed = page(here.phones[0], f"/quiz/{here.run.ref}/results")
    press(here)
    screen = press(here)
    mine = page(here.phones[4], here.play)
    results = page(here.phones[4], f"/quiz/{here.run.ref}/results")
    table = here.host.get(f"/quiz/{here.run.ref}/results/file").content.decode()

    assert "By Friday" not in closed
    assert "Right before: 40%. Right after: at least 80%." in screen
    assert "You had 1 of 2 right. Only you see this." in mine
    assert "Fewer than 5 answered" in results
    assert [each.full_name for each in here.players if each.full_name in screen + results] == []
    assert table.splitlines()[1:3] == [
        "Which word helps most?,choice,Soon,,6,10",
        "Which word helps most?,choice,By Friday,yes,4,10",
    ]
    assert ("Lima" in table, "You had" in results) == (False, False)


def test_an_answer_changes_until_the_question_closes_and_is_given_back_after(
    run: SimpleNamespace,
) -> None:
    here, phone = run, run.phones[0]
    phone.post(f"{here.play}/join")
    press(here)
    first, second = answer(here, phone, choice="0"), answer(here, phone, choice="1")
    kept = [row.chosen for row in QuizAnswer.objects.all()]
    press(here)
    late = answer(here, phone, choice="0")
    press(here)
    press(here)
    row = QuizRun.objects.get(pk=here.run.pk)
    press(here)
    typed = {"question": row.questions[1]["id"], "words": "Too late a thought"}
    refused = phone.post(f"{here.play}/answer", typed)

    assert (first, second, kept, late) == (204, 204, [[1]], 409)
    assert refused.status_code == 409
    assert "Too late a thought" in refused.content.decode()


def test_two_who_press_next_at_once_make_one_step(run: SimpleNamespace) -> None:
    for _ in range(2):
        run.host.post(f"/quiz/{run.run.ref}/screen/act", {"do": "next", "seen": run.run.version})

    assert QuizRun.objects.get(pk=run.run.pk).state == "asking"


def test_a_poll_is_asked_again_after_talking(run: SimpleNamespace) -> None:
    press(run)
    press(run)
    press(run, "again")
    row = QuizRun.objects.get(pk=run.run.pk)

    assert (row.state, row.index, len(row.questions)) == ("asking", 1, 5)
    assert row.questions[0]["id"] != row.questions[1]["id"]
    assert row.questions[0]["text"] == row.questions[1]["text"]


def test_a_phone_that_has_seen_everything_gets_nothing(run: SimpleNamespace) -> None:
    run.phones[0].post(f"{run.play}/join")
    seen = run.phones[0].get(f"{run.play}/state?seen={run.run.version}")
    shown = page(run.host, run.screen)
    token = re.search(r'data-seen="([\d.]+)"', shown)

    assert token is not None
    assert (seen.status_code, seen.content) == (204, b"")
    assert run.host.get(f"{run.screen}/state?seen={token[1]}").status_code == 204


def test_the_code_on_the_screen_opens_the_page_in_small_letters_too(run: SimpleNamespace) -> None:
    typed = run.phones[0].get(f"/q?code={run.run.code.lower()}")
    wrong = run.phones[0].get("/q?code=AAAAAA")
    outsider = client_of(make_person(run.organization, full_name="Not enrolled"))
    screen = page(run.host, run.screen)

    assert typed["Location"] == f"/q/{run.run.code}"
    assert "No quiz has this code now." in wrong.content.decode()
    assert outsider.get(f"/q/{run.run.code}").status_code == 404
    assert ("<svg" in screen, "style=" in screen, run.run.code[:3] in screen) == (True, False, True)


def test_pages_cost_as_many_queries_for_thirty_as_for_one(run: SimpleNamespace) -> None:
    def cost(ask: Any) -> int:
        with CaptureQueriesContext(connection) as found:
            ask()
        return len(found)

    def once() -> tuple[int, int, int]:
        return (
            cost(lambda: run.host.get(run.screen)),
            cost(lambda: answer(run, run.phones[0], choice="0")),
            cost(lambda: run.phones[0].get(f"{run.play}/state?seen={version}")),
        )

    run.phones[0].post(f"{run.play}/join")
    press(run)
    version = QuizRun.objects.get(pk=run.run.pk).version
    answer(run, run.phones[0], choice="1")
    one = once()
    for each in run.phones[1:]:
        each.post(f"{run.play}/join")
        answer(run, each, choice="1")

    assert once() == one
    assert one[2] <= 7
    assert one[1] <= 14


def test_a_quiz_is_pasted_changed_shared_and_copied(here: SimpleNamespace) -> None:
    new = reverse("quiz:new", kwargs={"ref": here.organization})
    wrong = here.host.post(new, {"title": "Mine", "text": "What?\na) One\n\nHow?\na) x\nb) x"})
    made = here.host.post(new, {"title": "Mine", "text": PASTED})
    quiz = Quiz.objects.get()
    address = reverse("quiz:quiz", kwargs={"ref": quiz})
    shown = page(here.host, address)
    first = f"{address}/questions/{quiz.questions[0]['id']}"
    empty = here.host.post(first, {"seen": "1", "kind": "choice", "text": "", "option0": "Kept"})
    here.host.post(
        first,
        {
            "seen": "1",
            "kind": "choice",
            "text": "Now?",
            "option0": "A",
            "option2": "B",
            "right": "2",
        },
    )
    stale = here.host.post(first, {"seen": "1", "text": "No?", "option0": "A", "option1": "B"})
    here.host.post(f"{address}/change", {"seen": "2", "do": "share"})
    colleague = make_person(here.organization, roles=("facilitator",), full_name="Rui Costa")
    other = client_of(colleague)
    copy = other.post(f"{address}/copy")
    quiz.refresh_from_db()

    said = wrong.content.decode()
    assert (wrong.status_code, "Line 1:" in said, "Line 4:" in said) == (422, True, True)
    assert "a) One" in said
    assert (made["Location"], "By Friday" in shown) == (address, True)
    assert (empty.status_code, "Kept" in empty.content.decode()) == (422, True)
    assert quiz.questions[0]["options"] == ["A", "B"]
    assert quiz.questions[0]["right"] == [1]
    assert (stale.status_code, quiz.is_shared) == (422, True)
    assert copy.status_code == 302
    assert Quiz.objects.filter(owner=colleague).count() == 1
    assert client_of(here.players[0]).get(address).status_code == 404


def test_small_teams_are_shown_together(run: SimpleNamespace) -> None:
    actor = actor_of(run.manager, "program_manager")
    run.run = actions.open_run(
        quiz=run.quiz, place="program", ref=run.program.ref, teams=["Oak", "Elm", "Ash"],
        actor=actor, now=NOW,
    )  # fmt: skip
    run.screen, run.play = f"/quiz/{run.run.ref}/screen", f"/quiz/{run.run.ref}/play"
    without = run.phones[0].post(f"{run.play}/join")
    for n, each in enumerate(run.phones[:14]):
        each.post(f"{run.play}/join", {"team": "Oak" if n < 6 else "Elm" if n < 12 else "Ash"})
    for _ in range(3):
        press(run)
    press(run)
    for n, each in enumerate(run.phones[:14]):
        answer(run, each, words=SECRET if n % 3 else "Quito")
    press(run)
    screen = press(run)

    assert (without.status_code, "Choose your team." in without.content.decode()) == (422, True)
    assert ("Smaller teams together" in screen, ">Ash<" in screen) == (True, False)


def test_a_session_offers_its_quiz_and_nobody_writes_the_answer_into_a_form(db: None) -> None:
    made = make_room_world(6, "peer-workshop", kind="huddle", minutes=75)
    with tenancy.scope(made.organization.pk):
        quiz = actions.create_quiz(
            organization=made.organization,
            title="Two before",
            questions=read_text(PASTED).questions,
            actor=made.actors[0],
            now=NOW,
        )
        for actor in made.actors:
            room.arrive(session=made.session, actor=actor, now=NOW)
        room.open_room(session=made.session, actor=made.actors[0], now=NOW)
        made.session.refresh_from_db()
    address = reverse("room:room", kwargs={"ref": made.session.ref})
    client = client_of(made.members[1])
    with time_machine.travel(NOW, tick=False):
        before = page(client, address)
        news = re.search(r'data-seen="([^"]+)"', before)
        start = f"{reverse('quiz:start', kwargs={'ref': quiz})}?at=session:{made.session.ref}"
        chosen = page(client_of(made.members[0]), start)
        with tenancy.scope(made.organization.pk):
            actions.open_run(
                quiz=quiz, place="session", ref=made.session.ref, actor=made.actors[0], now=NOW
            )
        look = client.get(f"{address}/state?seen={news[1] if news else ''}")
        after = page(client, address)

    assert ("Choose a quiz" in before, "My answer" in before) == (True, False)
    assert f'value="session:{made.session.ref}" selected' in chosen
    assert look.status_code == 200
    assert ("Join the quiz" in after, "/play" in after) == (True, True)


def test_what_was_typed_survives_a_closed_tab(here: SimpleNamespace) -> None:
    new = reverse("quiz:new", kwargs={"ref": here.organization})
    shown = page(here.host, new)
    draft = re.search(r'data-draft="([^"]+)"', shown)
    kept = here.host.post(
        reverse("home:drafts"),
        {"_form": draft[1] if draft else "", "title": "Half", "text": "Who?"},
    )
    again = page(here.host, new)
    here.host.post(new, {"title": "Half", "text": "Who?"})
    fresh = page(here.host, new)

    assert kept.status_code == 204
    assert ('value="Half"' in again, ">Who?<" in again) == (True, True)
    assert ('value="Half"' in fresh, ">Who?<" in fresh) == (False, False)
