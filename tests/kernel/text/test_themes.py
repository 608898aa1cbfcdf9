"""Comments put together by what they share."""

import random

from junto.kernel import text as t

COMMENTS = {
    "more": [
        "Ask more questions before you decide",
        "You could ask questions earlier",
        "Asking us questions first would help",
        "Start meetings on time",
        "Be on time for our meetings",
        "Please start the meeting on time",
        "I like your humor",
    ],
    "less": ["Interrupting", "You interrupt when others talk", "Stop interrupting me"],
}


def test_comments_that_share_words_are_one_theme_told_by_them() -> None:
    found = {theme.words[0]: theme.comments for theme in t.themes(COMMENTS)}

    assert found == {
        "questions": (("more", 0), ("more", 1), ("more", 2)),
        "time": (("more", 3), ("more", 4), ("more", 5)),
        "interrupting": (("less", 0), ("less", 1), ("less", 2)),
    }


def test_one_person_under_two_questions_is_no_theme_of_several() -> None:
    same = "Ask more questions"

    assert t.themes({"one": [same], "two": [same], "three": [same]}) == ()
    assert t.themes({"one": [same] * 2, "two": [same] * 2}) == ()


def test_themes_do_not_tell_in_which_order_comments_came() -> None:
    mixed = {
        question: random.Random(4).sample(texts, len(texts)) for question, texts in COMMENTS.items()
    }

    def told(comments: dict[str, list[str]]) -> list[tuple[tuple[str, ...], list[str]]]:
        return [
            (theme.words, sorted(comments[question][at] for question, at in theme.comments))
            for theme in t.themes(comments)
        ]

    assert told(mixed) == told(COMMENTS)


def test_nothing_and_empty_texts_make_no_theme() -> None:
    assert t.themes({}) == ()
    assert t.themes({"more": ["", " ", "..."]}) == ()
