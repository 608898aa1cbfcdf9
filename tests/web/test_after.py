"""After a session: next step, three taps, thanks; next steps; the pulse."""

import re
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session as BrowserSession
from django.test import Client
from django.urls import reverse

from factories import NOW, make_person
from factories.after import make_circle, make_session, open_pulse
from factories.assessments import answer, close, seal_in_a_test, sealed_pulse
from junto.domain.assessments import queries as assessments
from junto.domain.assessments.models import OpenAnswers
from junto.domain.goals import links
from junto.domain.goals.models import Commitment
from junto.domain.groups.enums import GroupKind
from junto.domain.recognition.models import Thanks
from junto.domain.sessions import pulse_queries
from junto.foundation import tenancy
from junto.foundation.events.models import EventRecord
from junto.foundation.idempotency.models import ProcessedKey
from junto.interfaces.web.after import session

pytestmark = pytest.mark.django_db

TAPS = {"useful": "4", "heard": "5", "safe": "3"}
STEP = {"do": "Ask Sam one open question", "by": "2026-12-01"}


@pytest.fixture(autouse=True)
def clock() -> Any:
    """The day of the session, an hour after it."""
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def circle() -> SimpleNamespace:
    """A circle of five whose session is over and whose pulse is open."""
    world = make_circle()
    world.session = make_session(world.group)
    open_pulse(world.session)
    return world


def browser(person: Any) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def at(name: str, obj: Any) -> str:
    return reverse(f"after:{name}", kwargs={"ref": getattr(obj, "ref", obj)})


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def inside(world: SimpleNamespace) -> Any:
    return tenancy.scope(world.organization.pk)


def round_of(world: SimpleNamespace) -> Any:
    with inside(world):
        return pulse_queries.round_of(world.session)


# ---------------------------------------------------------------- the page after a session


def test_the_page_asks_for_a_step_three_taps_and_thanks(circle: SimpleNamespace) -> None:
    page = browser(circle.members[0]).get(at("session", circle.session))
    told = text(page)

    assert page.status_code == 200
    assert page.content.decode().count('type="radio"') == 15
    for words in ("What will you try?", "I was heard", "Whom would you like to thank?"):
        assert words in told
    assert "once 4 or more have answered" in told


def test_a_step_is_kept_and_shown(circle: SimpleNamespace) -> None:
    client = browser(circle.members[0])
    page = client.post(
        at("session-step", circle.session), {**STEP, "cue": "On Monday", "sure": "8"}, follow=True
    )
    with inside(circle):
        [step] = Commitment.objects.all()

    assert (step.do, step.by, step.cue, step.sure, step.session_ref) == (
        STEP["do"],
        date(2026, 12, 1),
        "On Monday",
        8,
        circle.session.ref,
    )
    assert STEP["do"] in text(page)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"do": ""}, "Say what you will try"),
        ({"by": ""}, "Choose a day"),
        ({"by": "2026-11-23"}, "That day is over"),
        ({"sure": "11"}, "Choose a number from 0 to 10"),
        ({"do": "x" * 501}, "Keep it to 500 characters"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    circle: SimpleNamespace, fields: dict[str, str], said: str
) -> None:
    page = browser(circle.members[0]).post(
        at("session-step", circle.session), {**STEP, "cue": "When it rains", **fields}
    )

    assert page.status_code == 422
    assert said in text(page)
    assert "When it rains" in page.content.decode()


def test_a_third_open_step_is_not_taken(circle: SimpleNamespace) -> None:
    client = browser(circle.members[0])
    for _ in range(2):
        client.post(at("session-step", circle.session), STEP)
    page = client.post(at("session-step", circle.session), STEP)

    assert page.status_code == 422
    assert "Two next steps are open already" in text(page)
    with inside(circle):
        assert Commitment.objects.count() == 2


def test_the_same_step_sent_twice_is_kept_once(circle: SimpleNamespace) -> None:
    client = browser(circle.members[0])
    for _ in range(2):
        client.post(at("session-step", circle.session), {**STEP, "_key": "k" * 20})
    with inside(circle):
        assert Commitment.objects.count() == 1


# ---------------------------------------------------------------- three taps


def test_three_taps_are_kept_and_can_be_changed_and_taken_back(circle: SimpleNamespace) -> None:
    client, round_ = browser(circle.members[0]), round_of(circle)
    me = circle.members[0].pk
    client.post(at("session-pulse", circle.session), TAPS)
    page = client.post(at("session-pulse", circle.session), {**TAPS, "useful": "2"}, follow=True)
    with inside(circle):
        changed = assessments.own_answers(round_, me)
    checked = re.findall(r'name="(\w+)" value="(\d)" checked', page.content.decode())
    client.post(at("take-back", circle.session))
    with inside(circle):
        after = assessments.own_answers(round_, me)

    assert changed == {"useful": 2, "heard": 5, "safe": 3}
    assert checked == [("useful", "2"), ("heard", "5"), ("safe", "3")]
    assert after == {}


def test_answering_writes_nothing_of_when_or_who(circle: SimpleNamespace) -> None:
    client = browser(circle.members[0])
    client.get(at("session", circle.session))
    before = list(BrowserSession.objects.values_list("session_data", "expire_date"))
    with inside(circle):
        events = EventRecord.objects.count()
    page = client.post(at("session-pulse", circle.session), {**TAPS, "_key": "p" * 20})

    assert page.status_code == 302
    assert list(BrowserSession.objects.values_list("session_data", "expire_date")) == before
    assert ProcessedKey.objects.count() == 0
    with inside(circle):
        assert EventRecord.objects.count() == events


def test_two_taps_are_asked_for_the_third(circle: SimpleNamespace) -> None:
    page = browser(circle.members[0]).post(
        at("session-pulse", circle.session), {"useful": "4", "heard": "5"}
    )

    assert page.status_code == 422
    assert "Tap one of the five for “I could say what I think”" in text(page)
    assert re.findall(r'name="(\w+)" value="(\d)" checked', page.content.decode()) == [
        ("useful", "4"),
        ("heard", "5"),
    ]
    with inside(circle):
        assert OpenAnswers.objects.count() == 0


def test_after_the_close_nothing_is_taken_and_the_answer_is_given_back(
    circle: SimpleNamespace,
) -> None:
    client = browser(circle.members[0])
    with time_machine.travel(round_of(circle).closes_at, tick=False):
        page = client.post(at("session-pulse", circle.session), TAPS)

    assert page.status_code == 422
    assert "The three questions are closed" in text(page)
    with inside(circle):
        assert OpenAnswers.objects.count() == 0


def test_a_round_that_closes_while_the_form_is_sent_gives_the_answer_back(
    circle: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, round_ = browser(circle.members[0]), round_of(circle)
    monkeypatch.setattr(session, "_may_answer", lambda *_: True)
    close(round_)
    sent = client.post(at("session-pulse", circle.session), TAPS)
    back = client.post(at("take-back", circle.session))

    assert (sent.status_code, back.status_code) == (422, 302)
    assert "The three questions are closed" in text(sent)


TOKENS = re.compile(r'(name="(csrfmiddlewaretoken|_key)" value|nonce)="[^"]*"')
PASSING = {"Set-Cookie", "Content-Length"}


def doors(circle: SimpleNamespace) -> dict[str, tuple[str, dict[str, str]]]:
    """What everybody else can open while the questions are open, with headers."""
    organization = circle.organization.ref
    home = reverse("home:index")
    log = reverse("organization:log", kwargs={"ref": organization})
    data = reverse("people:my-data")
    of_group = [at(name, circle.group) for name in ("group-steps", "group-pulse")]
    of_group.append(reverse("groups:circle", kwargs={"ref": circle.group.ref}))
    of_program = [
        at("program-pulse", circle.program),
        reverse("programs:people", kwargs={"ref": circle.program.ref}),
    ]
    open_to = {
        circle.members[4]: [home, data, at("session", circle.session), *of_group],
        circle.manager: [home, data, *of_group[1:], *of_program],
        circle.admin: [home, data, log],
    }
    found = {}
    for person, addresses in open_to.items():
        client = browser(person)
        for address in addresses:
            page = client.get(address, follow=True)
            assert page.status_code == 200
            headers = {name: value for name, value in page.items() if name not in PASSING}
            found[f"{person.full_name} {address}"] = (
                TOKENS.sub("", page.content.decode()),
                headers,
            )
    return found


def test_no_door_shows_that_somebody_answered(circle: SimpleNamespace) -> None:
    before = doors(circle)
    for person in circle.members[:4]:
        browser(person).post(at("session-pulse", circle.session), TAPS)

    assert doors(circle) == before


# ---------------------------------------------------------------- thanks


def test_thanks_reach_one_person_and_the_group_sees_a_sum(circle: SimpleNamespace) -> None:
    giver, friend, other = circle.members[:3]
    fields = {"to": friend.ref, "moment": "You let the silence stand", "effect": ""}
    browser(giver).post(at("session-thanks", circle.session), fields)

    assert "You let the silence stand" in text(browser(friend).get(reverse("after:steps")))
    assert "silence" not in text(browser(other).get(reverse("after:steps")))
    group_page = text(browser(other).get(at("group-steps", circle.group)))
    assert "1 thank-you was given in this group" in group_page
    assert "silence" not in group_page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"to": ""}, "Choose somebody"),
        ({"to": "nobody"}, "Choose somebody of your group"),
        ({"moment": ""}, "Name the moment"),
    ],
)
def test_what_is_missing_in_thanks_is_said(
    circle: SimpleNamespace, fields: dict[str, str], said: str
) -> None:
    values = {"to": circle.members[1].ref, "moment": "You asked", "effect": "I slept", **fields}
    page = browser(circle.members[0]).post(at("session-thanks", circle.session), values)

    assert (page.status_code, said in text(page)) == (422, True)
    assert "I slept" in page.content.decode()
    with inside(circle):
        assert Thanks.objects.count() == 0


# ---------------------------------------------------------------- next steps


def step_of(circle: SimpleNamespace) -> Commitment:
    browser(circle.members[0]).post(at("session-step", circle.session), STEP)
    with inside(circle):
        return Commitment.objects.get()


def state_of(circle: SimpleNamespace) -> tuple[str, date]:
    with inside(circle):
        return Commitment.objects.values_list("state", "by").get()


@pytest.mark.parametrize(("tap", "state"), [("step-done", "done"), ("step-let-go", "let_go")])
def test_one_tap_and_its_undo(circle: SimpleNamespace, tap: str, state: str) -> None:
    step, client = step_of(circle), browser(circle.members[0])
    looked = [client.get(at(tap, step)).status_code, client.head(at(tap, step)).status_code]
    page = client.post(at(tap, step), follow=True)
    after = state_of(circle)
    client.post(at("step-undo", step))

    assert looked == [405, 405]
    assert at("step-undo", step) in page.content.decode()
    assert (after[0], state_of(circle)[0]) == (state, "open")


def test_looking_at_a_step_from_a_mail_changes_nothing(circle: SimpleNamespace) -> None:
    step, client = step_of(circle), browser(circle.members[0])
    with inside(circle):
        before = Commitment.objects.values().get()
    page = client.get(at("step", step))
    client.head(at("step", step))
    with inside(circle):
        assert Commitment.objects.values().get() == before

    assert STEP["do"] in text(page)


def test_the_link_in_a_mail_shows_the_step_and_one_tap_settles_it(
    circle: SimpleNamespace,
) -> None:
    step = step_of(circle)
    address = reverse("after:step-day", kwargs={"token": links.token_of(step)})
    visitor = Client()
    looked = [visitor.get(address), visitor.head(address)]
    before = state_of(circle)[0]
    refused = visitor.post(address, {"tap": "move", "by": "2026-11-01"})
    tapped = visitor.post(address, {"tap": "done"})

    assert STEP["do"] in text(looked[0])
    assert (before, state_of(circle)[0]) == ("open", "done")
    assert (refused.status_code, "That day is over" in text(refused)) == (422, True)
    assert "Well kept" in text(tapped)
    assert visitor.get(address).status_code == 404
    assert visitor.get(reverse("after:steps")).status_code == 302


def test_from_a_mail_a_step_gets_another_day(circle: SimpleNamespace) -> None:
    step = step_of(circle)
    address = reverse("after:step-day", kwargs={"token": links.token_of(step)})
    Client().post(address, {"tap": "move", "by": "2026-12-24"})

    assert state_of(circle) == ("moved", date(2026, 12, 24))


def test_a_step_gets_another_day(circle: SimpleNamespace) -> None:
    step, client = step_of(circle), browser(circle.members[0])
    refused = client.post(at("step-move", step), {"by": "2026-11-01"})
    client.post(at("step-move", step), {"by": "2026-12-24"})

    assert (refused.status_code, "That day is over" in text(refused)) == (422, True)
    assert state_of(circle) == ("moved", date(2026, 12, 24))


def test_what_a_step_taught_is_its_owners_alone(circle: SimpleNamespace) -> None:
    step = step_of(circle)
    browser(circle.members[0]).post(at("step-learned", step), {"learned": "Waiting works"})

    assert "Waiting works" in text(browser(circle.members[0]).get(reverse("after:steps")))
    assert "Waiting works" not in text(browser(circle.members[1]).get(reverse("after:steps")))
    empty = browser(circle.members[0]).post(at("step-learned", step), {"learned": ""})
    assert (empty.status_code, "A few words are enough" in text(empty)) == (422, True)


def test_a_groups_steps_open_its_next_session(circle: SimpleNamespace) -> None:
    step_of(circle)
    page = browser(circle.members[1]).get(at("group-steps", circle.group))

    assert STEP["do"] in text(page)
    assert "Member 0" in text(page)


def test_the_page_of_the_next_session_begins_with_them_for_its_group_alone(
    circle: SimpleNamespace,
) -> None:
    step_of(circle)
    coming = make_session(circle.group, ended=False, number=2, starts_at=NOW + timedelta(days=7))
    address = reverse("sessions:session", kwargs={"ref": coming})

    assert STEP["do"] in text(browser(circle.members[1]).get(address))
    assert STEP["do"] not in text(browser(circle.manager).get(address))


def test_a_step_can_be_added_between_sessions(circle: SimpleNamespace) -> None:
    client = browser(circle.members[0])
    page = client.post(at("group-steps", circle.group), STEP, follow=True)
    refused = client.post(at("group-steps", circle.group), {"do": "", "by": ""})

    assert STEP["do"] in text(page)
    assert refused.status_code == 422


def test_nobody_above_the_group_opens_a_step(circle: SimpleNamespace) -> None:
    step = step_of(circle)
    others = (circle.members[1], circle.manager, circle.admin)
    found = [browser(each).get(at("step", step)).status_code for each in others]
    group = [browser(each).get(at("group-steps", circle.group)).status_code for each in others]

    assert (found, group) == ([404] * 3, [200, 404, 404])


def test_without_a_step_the_page_says_where_they_come_from(circle: SimpleNamespace) -> None:
    page = browser(circle.members[0]).get(reverse("after:steps"))

    assert "Next steps come out of sessions" in text(page)


# ---------------------------------------------------------------- the pulse


def test_the_group_and_the_manager_see_means_from_four_answers_on(
    circle: SimpleNamespace,
) -> None:
    round_ = round_of(circle)
    for person in circle.members[:4]:
        answer(round_, person, 3, 4, 5)
    pages = {
        who: (browser(each).get(at("group-pulse", circle.group)), each)
        for who, each in (("member", circle.members[4]), ("manager", circle.manager))
    }
    assert ["Nothing is shown until they close" in text(p) for p, _ in pages.values()] == [True] * 2
    seal_in_a_test(round_)
    for person in (circle.members[4], circle.manager):
        told = text(browser(person).get(at("group-pulse", circle.group)))
        assert "3.0" in told
        assert "4.5 to 5.0" in told
        assert "4 or more answered" in told


def test_three_answers_leave_a_visible_hole(circle: SimpleNamespace) -> None:
    round_ = round_of(circle)
    for person in circle.members[:3]:
        answer(round_, person)
    seal_in_a_test(round_)
    told = text(browser(circle.manager).get(at("program-pulse", circle.program)))

    assert "Fewer than 4 answered, so nothing is shown." in told
    assert "4.0" not in told


def test_pairs_and_triads_are_shown_together_and_the_page_says_so() -> None:
    world = make_circle(3, kind=GroupKind.TRIAD)
    people = [*world.members, *[make_person(world.organization) for _ in range(2)]]
    sealed_pulse(
        dict.fromkeys(people, 3),
        topic=f"small:{world.program.ref}:2026-11-23",
        pool=f"program:{world.program.ref}",
        day=date(2026, 11, 23),
    )
    of_group = text(browser(world.members[0]).get(at("group-pulse", world.group)))
    of_program = text(browser(world.manager).get(at("program-pulse", world.program)))

    for told in (of_group, of_program):
        assert "mixed across the program" in told
        assert "3.0" in told


def test_a_hidden_week_says_that_it_is_hidden(circle: SimpleNamespace) -> None:
    from junto.domain.assessments import jobs

    round_ = round_of(circle)
    answer(round_, circle.members[0])
    seal_in_a_test(round_)
    jobs.add_up_weeks(datetime(2026, 12, 20, tzinfo=UTC))
    told = text(browser(circle.manager).get(at("program-pulse", circle.program)))

    assert "Too few, or it would give a small group away." in told


def test_a_group_without_a_session_says_what_will_stand_there(circle: SimpleNamespace) -> None:
    world = make_circle()
    told = text(browser(world.members[0]).get(at("group-pulse", world.group)))

    assert "three questions take three taps" in told


@pytest.mark.parametrize(("sessions", "most"), [(1, 23), (6, 23)])
def test_the_pages_cost_the_same_however_long_the_history(
    circle: SimpleNamespace, django_assert_max_num_queries: Any, sessions: int, most: int
) -> None:
    for number in range(2, sessions + 1):
        open_pulse(make_session(circle.group, number=number))
    for name, obj, person in (
        ("session", circle.session, circle.members[0]),
        ("group-pulse", circle.group, circle.members[0]),
        ("program-pulse", circle.program, circle.manager),
    ):
        client = browser(person)
        with django_assert_max_num_queries(most):
            assert client.get(at(name, obj)).status_code == 200


def test_next_steps_and_thanks_are_told_as_stored_and_answers_are_not(
    circle: SimpleNamespace,
) -> None:
    client = browser(circle.members[0])
    client.post(at("session-step", circle.session), STEP)
    client.post(at("session-pulse", circle.session), TAPS)
    page = text(client.get(reverse("people:my-privacy")))
    [place] = client.get(reverse("people:my-data")).json()["organizations"]

    assert STEP["do"] in page
    assert [step["do"] for step in place["next_steps"]] == [STEP["do"]]
    assert "useful" not in str(place)
    assert "nobody can tell which are yours" in page
