"""Questions from text and tables, and what is counted of their answers."""

import pytest

from junto.kernel.quiz import (
    Kind,
    Question,
    Trouble,
    count,
    is_answer,
    is_right,
    movement,
    question_from,
    read_table,
    read_text,
)

CHOICE = Question("q", Kind.CHOICE, "Which?", ("One", "Two", "Three"), (1,))
SCALE = Question("s", Kind.SCALE, "How much?", ("little", "a lot"))
WORDS = Question("w", Kind.WORDS, "Which word?")


def told(*chosen: int, team: str = "") -> list[tuple[list[int] | str, str]]:
    return [([each], team) for each in chosen]


def test_text_is_read_with_every_mark_of_what_is_right() -> None:
    found = read_text(
        "1. First?\na) No\nb) Yes *\n2. Second?\n- *No\n- Yes\n\n"
        "Third?\n*a) A\nB. * B\nC: C (right)\n\n"
        "Fourth,\nin two lines?\nscale: low ... high\n\n"
        "Fifth?\nwords: Paris / Lutetia\n\nSixth?"
    )

    assert found.troubles == ()
    assert [(each.kind, each.text, each.options, each.right) for each in found.questions] == [
        (Kind.CHOICE, "First?", ("No", "Yes"), (1,)),
        (Kind.CHOICE, "Second?", ("No", "Yes"), (0,)),
        (Kind.MULTIPLE, "Third?", ("A", "B", "C"), (0, 1, 2)),
        (Kind.SCALE, "Fourth, in two lines?", ("low", "high"), ()),
        (Kind.WORDS, "Fifth?", (), ("Paris", "Lutetia")),
        (Kind.WORDS, "Sixth?", (), ()),
    ]


@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_a_table_is_read_whatever_stands_between_its_columns(between: str) -> None:
    lines = ["Question|A|B|C|Right|Seconds", "Who?|x|y||b|20", "Both?|x|y|z|A / z|", "Word?||||Me|"]
    found = read_table("\ufeff" + "\n".join(lines).replace("|", between))

    assert found.troubles == ()
    assert [(each.kind, each.options, each.right, each.seconds) for each in found.questions] == [
        (Kind.CHOICE, ("x", "y"), (1,), 20),
        (Kind.MULTIPLE, ("x", "y", "z"), (0, 2), 0),
        (Kind.WORDS, (), ("Me",), 0),
    ]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"kind": "choice", "text": " ", "options": ["a", "b"]}, "no_text"),
        ({"kind": "choice", "text": "x" * 501, "options": ["a", "b"]}, "long_text"),
        ({"kind": "choice", "text": "?", "options": ["a", ""]}, "few_options"),
        ({"kind": "choice", "text": "?", "options": list("abcdefg")}, "many_options"),
        ({"kind": "choice", "text": "?", "options": ["a", "x" * 201]}, "long_option"),
        ({"kind": "choice", "text": "?", "options": ["a", "A"]}, "twice"),
        ({"kind": "choice", "text": "?", "options": ["a", "b"], "right": [0, 1]}, "one_right"),
        ({"kind": "choice", "text": "?", "options": ["a", "b"], "right": [2]}, "no_such_right"),
        (
            {"kind": "multiple", "text": "?", "options": ["a", "", "b"], "right": [1]},
            "no_such_right",
        ),
        ({"kind": "scale", "text": "?", "options": ["low", ""]}, "ends"),
        ({"kind": "words", "text": "?", "seconds": 601}, "seconds"),
        ({"kind": "song", "text": "?"}, "kind"),
    ],
)
def test_a_question_that_cannot_be_asked_says_why(given: dict[str, object], code: str) -> None:
    with pytest.raises(Trouble) as raised:
        question_from(given)

    assert raised.value.code == code


def test_empty_options_go_and_what_is_right_stays_right() -> None:
    given = {"kind": "choice", "text": "?", "options": ["", "a", "", "b"], "right": [3]}

    assert question_from(given).options == ("a", "b")
    assert question_from(given).right == (1,)


def test_troubles_name_their_lines_and_the_others_are_read() -> None:
    found = read_text("Bad?\na) one\n\nGood?\na) x\nb) y")

    assert [(line, trouble.code) for line, trouble in found.troubles] == [(1, "few_options")]
    assert [each.text for each in found.questions] == ["Good?"]
    assert [trouble.code for _, trouble in read_table("a,b\nc,d").troubles] == ["no_column"]


def test_nothing_is_told_of_too_few() -> None:
    assert count(CHOICE, told(1, 1, 0, 2)) == count(CHOICE, [])
    assert count(CHOICE, told(1, 1, 0, 2, 1)).counts == (1, 3, 1)
    assert count(SCALE, told(0, 1, 2, 3, 4)).counts == ()
    assert count(SCALE, told(0, 1, 2, 3, 4)).mean == (3.0, 3.0)
    assert count(SCALE, told(*range(5), *range(5))).counts == (2, 2, 2, 2, 2)
    assert count(WORDS, [("Time", "")] * 7).words == ()
    assert count(WORDS, [("Time", ""), ("time ", ""), ("Me", "")] * 3).words == (
        ("Me", 3),
        ("Time", 6),
    )


def test_a_mean_that_would_tell_what_each_said_is_a_range() -> None:
    low, high = count(SCALE, told(4, 4, 4, 4, 4)).mean or (0.0, 0.0)

    assert low < high == 5.0


def test_what_nearly_all_chose_is_told_as_a_least_and_nothing_leads_to_it() -> None:
    nearly = count(CHOICE, told(1, 1, 1, 1, 1, 0))
    several = Question("m", Kind.MULTIPLE, "Which?", ("a", "b", "c"), (0, 2))
    marked = count(several, [([0, 2], "")] * 6 + [([1], "")])

    assert (nearly.counts, nearly.or_more) == ((None, 4, None), (1,))
    assert (nearly.right, nearly.right_or_more) == (4, True)
    assert count(CHOICE, told(1, 1, 1, 1, 0, 0)).counts == (2, 4, 0)
    assert (marked.counts, marked.or_more) == ((5, 1, 5), (0, 2))
    assert count(SCALE, told(*[2] * 12)).counts == (None, None, 10, None, None)
    assert count(WORDS, [("Time", "")] * 8 + [("Me", "")]).words == (("Time", 0),)


def test_nobody_is_left_over_when_small_teams_stand_together() -> None:
    oak = told(*[1] * 4, *[0] * 2, team="Oak")
    answers = oak + told(*[0] * 7, team="Elm") + told(1, team="Ash")
    found = count(CHOICE, answers)

    # Ash alone would follow from the whole: the smaller of the others joins it.
    assert [(each.name, each.n, each.right) for each in found.teams] == [("Elm", 7, 0), ("", 7, 5)]
    assert count(CHOICE, told(1, 1, 1, 1, team="A") + told(0, team="B")).teams == ()
    assert count(CHOICE, answers + told(*[1] * 6, team="Fir")).teams == ()


def test_a_tie_names_everyone_at_the_top() -> None:
    assert count(CHOICE, told(0, 0, 2, 2, 1)).most == (0, 2)
    assert count(CHOICE, told(0, 0, 0, 2, 1)).most == (0,)


def test_the_same_question_twice_shows_how_a_group_moved() -> None:
    again = Question("q2", Kind.CHOICE, "which?", ("one", "Two", "Three"), (1,))
    before, after = count(CHOICE, told(0, 0, 0, 2, 1)), count(again, told(1, 1, 1, 0, 0))
    found = movement([(CHOICE, before), (SCALE, before), (again, after)])

    assert [(each.question.id, each.before.right, each.after.right) for each in found] == [
        ("q2", 1, 3)
    ]
    assert movement([(CHOICE, before), (again, count(again, told(1)))]) == []


def test_what_can_be_answered_and_what_is_right() -> None:
    several = Question("m", Kind.MULTIPLE, "Which?", ("a", "b", "c"), (0, 2))
    spelled = Question("w", Kind.WORDS, "Where?", (), ("New York",))

    assert [is_answer(CHOICE, each) for each in ([1], [3], [0, 1], [], "Two")] == [
        True,
        False,
        False,
        False,
        False,
    ]
    assert [is_answer(several, each) for each in ([0, 2], [0, 0], [])] == [True, False, False]
    assert [is_answer(WORDS, each) for each in ("a word", " ", "x" * 141)] == [True, False, False]
    assert [is_right(several, each) for each in ([2, 0], [0])] == [True, False]
    assert [is_right(spelled, each) for each in (" new  york ", "York")] == [True, False]
    assert is_right(SCALE, [0]) is False
