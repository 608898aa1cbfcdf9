"""What makes feedback, and a request for it, easier to use."""

import pytest

from junto.kernel.text import Advice
from junto.kernel.text.advice import on_feedback, on_request


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("You are a poor listener.", (Advice.JUDGES, Advice.NO_MOMENT, Advice.NO_EFFECT)),
        ("You always interrupt.", (Advice.TOTAL, Advice.NO_MOMENT, Advice.NO_EFFECT)),
        (
            "In Tuesday's review you let the supplier finish, so they told us of the delay.",
            (),
        ),
        (
            "When the plan changed last week I heard it from the customer first",
            (Advice.NO_EFFECT,),
        ),
    ],
)
def test_feedback_is_about_a_moment_a_deed_and_its_effect(
    text: str, advice: tuple[Advice, ...]
) -> None:
    assert on_feedback(text) == advice


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("Give me any feedback", (Advice.NO_QUESTION, Advice.WIDE)),
        ("How am I doing?", (Advice.WIDE,)),
        ("Do I listen?", (Advice.SHORT,)),
        ("I try to let people finish on Mondays. When did I manage, when not?", ()),
    ],
)
def test_a_request_names_one_thing_and_asks(text: str, advice: tuple[Advice, ...]) -> None:
    assert on_request(text) == advice
