"""Hints about words that may reveal somebody."""

import pytest

from junto.kernel import text as t

CASE = "As the only lawyer in Oslo (ola@example.com, +47 900 00 000) I told Kari this in March."


def kinds(words: str, **known: list[str]) -> list[tuple[str, str]]:
    return [(hint.kind.value, hint.words) for hint in t.revealing(words, **known)]


def test_everything_in_the_published_case_is_found_and_can_be_covered() -> None:
    hints = t.revealing(CASE, names=["Kari Berg"], places=["Oslo"])

    assert t.redacted(CASE, hints) == (
        "[self] in [place] ([email], [phone]) I told [name] this [date]."
    )


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Ask more questions before you decide.", []),
        ("You may march on, in time.", []),
        ("We met on 3 May and on 2026-03-01.", [("date", "3 May"), ("date", "2026-03-01")]),
        ("Project PX-42 went well.", [("code", "PX-42")]),
        ("See www.example.org/x for it", [("link", "www.example.org/x")]),
        ("When I joined you were kind.", [("self", "When I joined you")]),
        ("I am the CFO here", [("role", "I am the CFO")]),
        ("The 12 of us finished 3 of 4.", []),
    ],
)
def test_what_has_a_form_is_found_and_plain_words_are_not(
    words: str, found: list[tuple[str, str]]
) -> None:
    assert kinds(words) == found


def test_names_are_found_by_any_part_and_only_as_they_are_written() -> None:
    assert kinds("Will will ask Will Berg", names=["Will Berg"]) == [
        ("name", "Will"),
        ("name", "Will Berg"),
    ]


def test_a_place_is_found_whatever_its_case_but_not_inside_a_word() -> None:
    assert kinds("in OSLO, not Osloer", places=["Oslo"]) == [("place", "OSLO")]


def test_right_to_left_and_emoji_are_left_as_they_are() -> None:
    words = "شكرا 🎉 كثيرا"

    assert t.redacted(words, t.revealing(words)) == words


def test_a_very_long_text_is_read_in_no_time() -> None:
    words = "a" * 50_000 + " " + "1" * 5_000 + " -" * 2_000

    assert [hint.kind.value for hint in t.revealing(words, names=["Ana"])] == []
