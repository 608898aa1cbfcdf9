"""Is this the right group for you? Asked after two sessions; who stays is nobody's business."""

import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from factories import NOW, actor_of, enroll, make_person
from factories.after import make_circle, make_group, make_session
from junto.domain.groups import fit, membership, mending
from junto.domain.groups import queries as groups
from junto.domain.groups.enums import Fit, GroupKind
from junto.domain.groups.models import FitAnswer, Group
from junto.domain.overview import fitting, signals, today
from junto.domain.overview import queries as overview
from junto.domain.programs.models import Program
from junto.foundation import tenancy
from junto.foundation.access import Forbidden
from junto.foundation.events.models import EventRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> SimpleNamespace:
    """Two circles of five in a program of circles of four to six; the first has met twice."""
    made = make_circle(5)
    made.others = [make_person(made.organization, full_name=f"Other {n}") for n in range(5)]
    enroll(made.program, made.others)
    made.other = make_group(made.program, made.others, name="Wren")
    for number in (1, 2):
        make_session(made.group, number=number)
    with tenancy.scope(made.organization.pk):
        Program.objects.update(
            size_min=4, size_max=6, rules={"hard": [], "soft": [{"mix": {"attribute": "unit"}}]}
        )
        made.program.refresh_from_db()
        yield made


def say(world: SimpleNamespace, answer: str, at: int = 0) -> None:
    fitting.answer(group=world.group, answer=answer, actor=world.actors[at], now=NOW)


def wishes(world: SimpleNamespace) -> list[tuple[str, str]]:
    return [(each.person.full_name, each.group.name) for each in fit.wishes_in(world.program)]


def test_a_member_is_asked_after_two_sessions_of_their_own(world: SimpleNamespace) -> None:
    late = make_person(world.organization, full_name="Late Comer")
    enroll(world.program, [late])
    membership.join_group(
        group=world.group, person=late, actor=actor_of(world.manager), now=NOW + timedelta(days=1)
    )
    asked = [
        [(each.group.name, each.met, each.is_open) for each in fitting.questions_for(person.pk)]
        for person in (world.members[0], world.others[0], late)
    ]
    assert asked == [[("Kestrel", 2, True)], [("Wren", 0, False)], [("Kestrel", 0, False)]]
    with pytest.raises(fitting.NotYet):
        fitting.answer(group=world.group, answer="stay", actor=actor_of(late), now=NOW)


def test_an_answer_is_kept_once_and_leaves_no_trace_in_the_log(world: SimpleNamespace) -> None:
    before = EventRecord.objects.count()
    for answer in (Fit.STAY, Fit.UNSURE, Fit.MOVE, Fit.MOVE):
        say(world, answer)
    assert list(FitAnswer.objects.values_list("answer", "day")) == [("move", NOW.date())]
    fitting.take_back(group=world.group, actor=world.actors[0])
    assert (FitAnswer.objects.count(), EventRecord.objects.count()) == (0, before)


def test_only_who_asks_for_another_group_is_named(world: SimpleNamespace) -> None:
    for at, answer in enumerate((Fit.MOVE, Fit.UNSURE, Fit.STAY)):
        say(world, answer, at)
    assert wishes(world) == [("Member 0", "Kestrel")]
    assert fit.occasion(world.program)[0] == 1


def test_whoever_leaves_takes_their_answer_along(world: SimpleNamespace) -> None:
    say(world, Fit.MOVE)
    membership.leave_group(
        group=world.group, person=world.members[0], actor=actor_of(world.manager), now=NOW
    )
    assert (wishes(world), FitAnswer.objects.count()) == ([], 0)


def test_an_occasion_is_another_one_when_somebody_else_asks(world: SimpleNamespace) -> None:
    marks = [fit.occasion(world.program)]
    say(world, Fit.MOVE, 0)
    marks += [fit.occasion(world.program), fit.occasion(world.program)]
    fitting.take_back(group=world.group, actor=world.actors[0])
    say(world, Fit.MOVE, 1)
    marks.append(fit.occasion(world.program))
    assert [count for count, _mark in marks] == [0, 1, 1, 1]
    assert marks[1] == marks[2]
    assert len({mark for _count, mark in marks}) == 3


@pytest.mark.parametrize("who", ["manager", "admin", "outsider"])
def test_nobody_answers_for_others(world: SimpleNamespace, who: str) -> None:
    people: dict[str, Any] = {
        "manager": world.manager,
        "admin": world.admin,
        "outsider": world.others[0],
    }
    with pytest.raises(Forbidden):
        fitting.answer(group=world.group, answer="move", actor=actor_of(people[who]), now=NOW)


def test_mentoring_pairs_are_not_asked_here(world: SimpleNamespace) -> None:
    two = world.members[:2]
    pair = make_group(world.program, two, kind=GroupKind.MENTORING_PAIR, name="Pair")
    for number in (1, 2):
        make_session(pair, number=number)
    assert [each.group.name for each in fitting.questions_for(two[0].pk)] == ["Kestrel"]
    with pytest.raises(Forbidden):
        fit.say(about=pair, answer="move", actor=world.actors[0], now=NOW)


def test_what_i_answered_is_among_what_is_stored_about_me(world: SimpleNamespace) -> None:
    say(world, Fit.UNSURE)
    told = {"program": "Leading together", "group": "Kestrel", "answer": "unsure"}
    assert overview.everything_about(world.members[0])["right_group"] == [
        {**told, "day": NOW.date().isoformat()}
    ]


# ---------------------------------------------------------------- finding another group


def proposed(world: SimpleNamespace) -> mending.Mending:
    return mending.mending(world.program, now=NOW)


def test_whoever_asks_gets_another_group_and_nobody_else_is_asked(world: SimpleNamespace) -> None:
    say(world, Fit.MOVE)
    found = proposed(world)
    (asked,) = found.asked
    way = asked.ways[0]
    assert [(step.person.full_name, step.source, step.target) for step in way.placed] == [
        ("Member 0", "Kestrel", "Wren")
    ]
    assert (list(found.ways), list(way.moved)) == ([], [])

    mending.mend(
        program=world.program, key=way.key, agreed=[], actor=actor_of(world.manager), now=NOW
    )
    assert world.members[0].pk in {each.pk for each in groups.members_of(world.other)}
    assert world.members[0].pk not in {each.pk for each in groups.members_of(world.group)}
    assert (bool(proposed(world)), FitAnswer.objects.count()) == (False, 0)


def test_no_way_leads_back_to_the_group_or_to_its_people(world: SimpleNamespace) -> None:
    Program.objects.update(size_min=5, size_max=5)
    world.program.refresh_from_db()
    say(world, Fit.MOVE)
    (asked,) = proposed(world).asked
    assert asked.ways
    for way in asked.ways:
        assert [(step.person.full_name, step.target) for step in way.placed] == [
            ("Member 0", "Wren")
        ]
        assert all(step.target == "Kestrel" for step in way.moved)
        assert not way.broken


def test_two_who_ask_may_take_each_others_places(world: SimpleNamespace) -> None:
    Program.objects.update(size_min=5, size_max=5)
    world.program.refresh_from_db()
    for number in (1, 2):
        make_session(world.other, number=number)
    say(world, Fit.MOVE)
    fitting.answer(group=world.other, answer="move", actor=actor_of(world.others[3]), now=NOW)
    both, first, second = proposed(world).asked
    assert [len(each.wishes) for each in (both, first, second)] == [2, 1, 1]
    assert sorted((step.person.full_name, step.target) for step in both.ways[0].placed) == [
        ("Member 0", "Wren"),
        ("Other 3", "Kestrel"),
    ]
    assert list(both.ways[0].moved) == []


def test_a_wish_taken_back_moves_nobody(world: SimpleNamespace) -> None:
    say(world, Fit.MOVE)
    way = proposed(world).asked[0].ways[0]
    fitting.take_back(group=world.group, actor=world.actors[0])
    with pytest.raises(mending.Changed):
        mending.mend(
            program=world.program, key=way.key, agreed=[], actor=actor_of(world.manager), now=NOW
        )


def test_with_one_group_alone_nobody_is_moved(world: SimpleNamespace) -> None:
    Group.objects.filter(pk=world.other.pk).update(ended_at=NOW)
    world.program.enrollments.filter(person__in=world.others).delete()
    say(world, Fit.MOVE)
    (asked,) = proposed(world).asked
    assert ([each.person.full_name for each in asked.wishes], list(asked.ways)) == (
        ["Member 0"],
        [],
    )


def test_whoever_takes_part_no_more_is_not_seated_anew(world: SimpleNamespace) -> None:
    newcomer = make_person(world.organization, full_name="Zoe New")
    enroll(world.program, [newcomer])
    say(world, Fit.MOVE)
    world.program.enrollments.filter(person=world.members[0]).delete()
    found = proposed(world)
    assert ([each.full_name for each in found.waiting], list(found.asked[0].ways)) == (
        ["Zoe New"],
        [],
    )


def test_today_says_that_somebody_asks_and_not_who(world: SimpleNamespace) -> None:
    say(world, Fit.MOVE)
    say(world, Fit.UNSURE, 1)
    (signal,) = [
        each
        for each in today.today_of(world.program, now=NOW).open
        if each.kind == signals.Kind.OTHER_GROUP
    ]
    told = " ".join((signal.title, signal.why, signal.advice, signal.key))
    assert signal.title == "Somebody asks for another group"
    assert (signal.group, "Member" in told, world.members[0].ref in told) == (None, False, False)


# ---------------------------------------------------------------- pages


@pytest.fixture
def pages(world: SimpleNamespace) -> SimpleNamespace:
    def client_of(person: Any) -> Client:
        client = Client()
        client.force_login(person.user)
        return client

    world.member, world.peer = client_of(world.members[0]), client_of(world.members[1])
    world.boss, world.admin_client = client_of(world.manager), client_of(world.admin)
    world.fit = reverse("groups:fit", kwargs={"ref": world.group})
    world.mend = reverse("groups:mend", kwargs={"ref": world.program})
    return world


def read(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def test_my_page_takes_an_answer_and_takes_it_back(pages: SimpleNamespace) -> None:
    asked = read(pages.member, pages.fit)
    missing = pages.member.post(pages.fit, {})
    kept = pages.member.post(pages.fit, {"answer": "move"}, follow=True).content.decode()
    again = pages.member.post(pages.fit, {"take-back": "1"}, follow=True).content.decode()
    assert [text in asked for text in ("Keep my answer", "Helena Brandt", "Take it back")] == [
        True,
        True,
        False,
    ]
    assert (missing.status_code, "You asked for another group." in kept) == (422, True)
    assert ("Keep my answer" in again, FitAnswer.objects.count()) == (True, 0)


def test_the_question_waits_until_the_second_session(pages: SimpleNamespace) -> None:
    pages.group.sessions.filter(number=2).update(state="planned")
    text = pages.member.post(pages.fit, {"answer": "move"}).content.decode()
    assert ("Meet twice first" in text, FitAnswer.objects.count()) == (True, 0)


def test_who_asks_is_named_to_the_manager_and_their_place_is_found(pages: SimpleNamespace) -> None:
    pages.member.post(pages.fit, {"answer": "move"})
    text = read(pages.boss, pages.mend)
    key = text.split('name="way" value="')[1].split('"')[0]
    answer = pages.boss.post(pages.mend, {"way": key}, follow=True).content.decode()
    assert [
        each in text
        for each in ("Another group for Member 0", "Kestrel to Wren", "Nobody else changes")
    ] == [True, True, True]
    assert "Nothing to mend" in answer


def seen(client: Client, addresses: list[str]) -> list[str]:
    """Bodies, without what is drawn by lot in each answer."""
    lots = r'name="(_key|csrfmiddlewaretoken)" value="[^"]*"'
    return [re.sub(lots, "", read(client, url)) for url in addresses]


@pytest.mark.parametrize("answer", ["stay", "unsure", "move"])
def test_what_others_see_does_not_tell_what_somebody_answers(
    pages: SimpleNamespace, answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = NOW + timedelta(days=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)

    def home(role: str) -> str:
        return reverse("home:role", kwargs={"ref": pages.organization, "role": role})

    group, program = {"ref": pages.group}, {"ref": pages.program}
    theirs = [
        reverse("groups:circle", kwargs=group),
        reverse("sessions:group", kwargs=group),
        reverse("after:group-pulse", kwargs=group),
        reverse("people:person", kwargs={"ref": pages.members[0].ref}),
    ]
    admins = [home("org_admin"), reverse("organization:log", kwargs={"ref": pages.organization})]
    managers = [reverse("programs:decisions", kwargs=program), pages.mend, home("program_manager")]
    rows = [
        (pages.peer, [*theirs, home("participant")]),
        (pages.admin_client, [*theirs, *admins]),
        # Who has to find a place sees that one is asked for; of the other answers, nothing.
        (pages.boss, [*theirs, managers[0], *(managers[1:] if answer != "move" else ())]),
    ]
    before = [seen(*row) for row in rows]
    assert [client.get(urls[-1]).status_code for client, urls in rows] == [200, 200, 200]
    pages.member.post(pages.fit, {"answer": answer})
    cache.clear()
    assert [seen(*row) for row in rows] == before
    assert FitAnswer.objects.get().answer == answer


def test_a_shared_screen_does_not_tell_which_answer_it_was(pages: SimpleNamespace) -> None:
    home = reverse("home:role", kwargs={"ref": pages.organization, "role": "participant"})
    circle = reverse("groups:circle", kwargs={"ref": pages.group})
    shown = []
    for answer in ("stay", "unsure", "move"):
        pages.member.post(pages.fit, {"answer": answer})
        shown.append(
            (pages.fit in read(pages.member, home), pages.fit in read(pages.member, circle))
        )
    pages.member.post(pages.fit, {"take-back": "1"})
    assert (shown, pages.fit in read(pages.member, home)) == ([(False, True)] * 3, True)
