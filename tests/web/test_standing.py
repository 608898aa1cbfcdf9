"""The pages of a step that holds, and of the steps of others that one stands by."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from factories import NOW
from factories.after import make_circle
from junto.domain.goals import actions, links, queries, witnessing
from junto.domain.goals.models import Witness
from junto.foundation import tenancy

pytestmark = pytest.mark.django_db

HOME = "/"


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def circle() -> SimpleNamespace:
    """A circle of three; the first has a step that is half-way."""
    world = make_circle(3)
    with tenancy.scope(world.organization.pk):
        world.step = actions.make_step(
            group=world.group,
            do="Ask Jonah",
            cue="Monday at nine",
            by=NOW.date() + timedelta(days=6),
            sure=5,
            actor=world.actors[0],
            now=NOW - timedelta(days=6),
        )
    world.browsers = [Client() for _ in world.members]
    for client, person in zip(world.browsers, world.members, strict=True):
        client.force_login(person.user)
    return world


def at(name: str, obj: Any = None) -> str:
    ref = getattr(obj, "address", None) if isinstance(obj, Witness) else getattr(obj, "ref", None)
    return reverse(f"after:{name}", kwargs={"ref": ref} if ref else {})


def stored(circle: SimpleNamespace) -> Any:
    with tenancy.scope(circle.organization.pk):
        return queries.get_step(circle.step.ref)


def test_half_way_the_home_asks_to_picture_it_once(circle: SimpleNamespace) -> None:
    before = circle.browsers[0].get(HOME, follow=True).content.decode()
    circle.browsers[0].post(at("step-picture", circle.step))
    after = circle.browsers[0].get(HOME, follow=True).content.decode()

    assert ["I have pictured it" in page for page in (before, after)] == [True, False]


def test_below_seven_the_step_asks_what_would_make_it_one(circle: SimpleNamespace) -> None:
    page = circle.browsers[0].get(at("step", circle.step)).content.decode()
    fields = {"do": "Ask once", "cue": "Monday at nine", "sure": "7", "lift": "Smaller"}
    circle.browsers[0].post(at("step-shape", circle.step), fields)
    after = circle.browsers[0].get(at("step", circle.step)).content.decode()

    words = "You said 5 of 10. What would make it a 7?"
    assert [words in each for each in (page, after)] == [True, False]
    assert (stored(circle).do, stored(circle).lift) == ("Ask once", "Smaller")


def test_whoever_made_an_unsure_step_is_led_to_the_question(circle: SimpleNamespace) -> None:
    fields = {"do": "Read", "by": (NOW.date() + timedelta(days=3)).isoformat(), "sure": "3"}
    address = reverse("after:group-steps", kwargs={"ref": circle.group.address})
    answer = circle.browsers[1].post(address, fields)
    with tenancy.scope(circle.organization.pk):
        (made,) = queries.open_steps_of(circle.members[1].pk)

    assert answer["Location"] == at("step", made)


def test_on_its_day_the_home_has_one_tap_each(circle: SimpleNamespace) -> None:
    with time_machine.travel(NOW + timedelta(days=6), tick=False):
        page = circle.browsers[0].get(HOME, follow=True).content.decode()
        circle.browsers[0].post(
            at("step-move", circle.step), {"by": (NOW.date() + timedelta(days=13)).isoformat()}
        )

    taps = [at(each, circle.step) for each in ("step-done", "step-move", "step-let-go")]
    assert [f'action="{each}"' in page for each in taps] == [True, True, True]
    assert stored(circle).by == NOW.date() + timedelta(days=13)


def test_one_is_asked_on_the_home_says_yes_and_cheers(circle: SimpleNamespace) -> None:
    owner, other, third = circle.browsers
    owner.post(at("step-ask", circle.step), {"person": circle.members[1].ref})
    with tenancy.scope(circle.organization.pk):
        row = Witness.objects.get()
    home = other.get(HOME, follow=True).content.decode()
    other.post(at("witness-answer", row), {"answer": "yes"})
    other.post(at("witness-cheer", row), {"text": "You can"})
    pages = [each.get(at("stood-by")).content.decode() for each in (other, third)]

    assert "asks whether you would stand by a step" in home
    assert ["Ask Jonah" in page for page in pages] == [True, False]
    assert "You can" in owner.get(at("step", circle.step)).content.decode()


def test_whoever_stands_by_a_step_reads_neither_its_lesson_nor_what_was_unsure(
    circle: SimpleNamespace,
) -> None:
    with tenancy.scope(circle.organization.pk):
        row = witnessing.ask_witness(
            step=circle.step, person=circle.members[1], actor=circle.actors[0], now=NOW
        )
        witnessing.answer(witness=row, yes=True, actor=circle.actors[1], now=NOW)
        shape = actions.Shape(do="Ask Jonah", lift="My fear of him")
        actions.shape_step(step=circle.step, shape=shape, actor=circle.actors[0], now=NOW)
        actions.learn_from_step(
            step=circle.step, learned="He is kind", actor=circle.actors[0], now=NOW
        )
    page = circle.browsers[1].get(at("stood-by")).content.decode()

    assert ["Ask Jonah" in page, "My fear" in page, "He is kind" in page] == [True, False, False]


def test_a_question_to_nobody_comes_back_with_what_is_missing(circle: SimpleNamespace) -> None:
    answer = circle.browsers[0].post(at("step-ask", circle.step), {"person": "nobody"})

    assert (answer.status_code, "Choose somebody of your group" in answer.content.decode()) == (
        422,
        True,
    )


def test_the_page_of_the_mail_moves_it_by_a_week_with_one_tap(circle: SimpleNamespace) -> None:
    with time_machine.travel(NOW + timedelta(days=6), tick=False):
        address = reverse("after:step-day", kwargs={"token": links.token_of(circle.step)})
        page = Client().get(address).content.decode()
        week = (NOW.date() + timedelta(days=13)).isoformat()
        Client().post(address, {"tap": "move", "by": week})

    assert f'name="by" value="{week}"' in page
    assert stored(circle).by.isoformat() == week
