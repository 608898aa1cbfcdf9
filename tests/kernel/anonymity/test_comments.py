"""Which comments may be read, in what order, and when late answers may join."""

import random

import pytest

from junto.kernel import anonymity as a


@pytest.mark.parametrize(
    ("written", "wording", "authors", "released"),
    [
        ({"more": 8, "less": 2}, a.Wording.WORD_FOR_WORD, [3, 2], a.Release(True, (0,))),
        ({"more": 5, "less": 5}, a.Wording.WORD_FOR_WORD, [3], a.Release(False, (0,))),
        ({"more": 20}, a.Wording.THEMES, [3, 4, 2], a.Release(False, (0, 1))),
        ({"more": 3, "less": 3}, a.Wording.THEMES, [3], a.Release(False, ())),
        ({}, a.Wording.WORD_FOR_WORD, [], a.Release(False, ())),
    ],
)
def test_texts_and_themes_wait_for_enough_writers(
    written: dict[str, int], wording: a.Wording, authors: list[int], released: a.Release
) -> None:
    assert a.comment_release(written, wording=wording, theme_authors=authors) == released


def test_each_question_is_in_an_order_of_its_own() -> None:
    texts = {"one": list("abcdefgh"), "two": list("abcdefgh")}
    orders = [a.shuffled(texts, chance=random.Random(seed)) for seed in range(400)]
    lined_up = sum(each["one"][0] == each["two"][0] for each in orders)

    assert {tuple(sorted(each["one"])) for each in orders} == {tuple("abcdefgh")}
    # One in eight by chance: 50 of 400, within three standard deviations.
    assert 30 <= lined_up <= 70


def test_late_answers_join_only_in_numbers() -> None:
    before = [frozenset("abcdef")]

    assert a.may_join(before, frozenset("abcdef"), k=4)
    assert not a.may_join(before, frozenset("abcdefg"), k=4)
    assert a.may_join(before, frozenset("abcdefghij"), k=4)
    assert not a.may_join([*before, frozenset("abcdefgh")], frozenset("abcdefghij"), k=4)
