"""The reader takes a file as its author meant it, and says where it cannot."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from junto.kernel.formats import BadFile, load_format, read_document
from junto.kernel.formats.reading import MAX_CHARACTERS, read_yaml
from kernel.formats.examples import FORMAT_FILES, FORMAT_SCHEMA, SMALL


def refusal(text: str) -> tuple[str, int | None]:
    with pytest.raises(BadFile) as caught:
        read_yaml(text, name="a.yaml")
    (problem,) = caught.value.problems
    return problem.rule, problem.line


@pytest.mark.parametrize("word", ["yes", "no", "on", "off", "y", "n", "Yes", "NO", "True", "FALSE"])
def test_words_that_old_yaml_takes_for_booleans_stay_text(word: str) -> None:
    assert read_yaml(f"{{{word}: {word}}}", name="a").data == {word: word}


def test_true_false_and_null_are_what_they_say() -> None:
    assert read_yaml("[true, false, null, ~]", name="a").data == [True, False, None, None]


@pytest.mark.parametrize(
    "text", ["12:30", "1_000", "0x1F", "010", "2026-11-22", "1e3", ".5", "+1", "1.0.0", ".inf"]
)
def test_what_is_not_a_plain_decimal_number_stays_text(text: str) -> None:
    assert read_yaml(f"a: {text}", name="a").data == {"a": text}


@pytest.mark.parametrize(("text", "number"), [("5", 5), ("-3", -3), ("0", 0), ("1.5", 1.5)])
def test_plain_decimal_numbers_are_numbers(text: str, number: float) -> None:
    value = read_yaml(text, name="a").data
    assert (value, type(value)) == (number, type(number))


def test_quoted_values_are_text() -> None:
    assert read_yaml("['5', \"true\", 'null']", name="a").data == ["5", "true", "null"]


def test_every_key_is_text() -> None:
    assert read_yaml("{1: a, true: b, null: c}", name="a").data == {
        "1": "a",
        "true": "b",
        "null": "c",
    }


def test_a_repeated_key_is_refused_with_both_lines() -> None:
    with pytest.raises(BadFile) as caught:
        read_yaml("a: 1\nb:\n  c: 2\n  d: 3\n  c: 4\n", name="a.yaml")
    assert str(caught.value) == (
        "a.yaml, line 5, b/c: “c” is given twice, first on line 3; keep one."
    )


def test_a_comma_in_an_unquoted_title_is_refused_as_unknown_keys() -> None:
    text = SMALL.replace("title: Talk,", "title: Talk, then rest,")
    with pytest.raises(BadFile) as caught:
        read_document(text, schema=FORMAT_SCHEMA, name="small.yaml")
    line = text.splitlines().index(next(x for x in text.splitlines() if "then rest" in x)) + 1
    assert [(p.rule, p.line) for p in caught.value.problems] == [("unknown-key", line)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("empty", None)),
        ("# only a remark\n", ("empty", None)),
        ("a: 1\n---\nb: 2\n", ("second-document", 2)),
        ("a: &x [1]\nb: *x\n", ("reference", 1)),
        ("a: 1\nb: *x\n", ("reference", 2)),
        ("a: !!python/object:os.system 1\n", ("tag", 1)),
        ("a: !!str 1\n", ("tag", 1)),
        ("a: 1\n? [b, c]\n: 2\n", ("key", 2)),
        ("a: 1\n  b: 2\n", ("yaml", 2)),
        ("a: 'open", ("yaml", 1)),
        ("a: \x00", ("yaml", None)),
        ("[" * 60 + "]" * 60, ("too-deep", 1)),
        ("a" * (MAX_CHARACTERS + 1), ("too-long", None)),
    ],
)
def test_what_has_no_single_plain_meaning_is_refused_with_its_line(
    text: str, expected: tuple[str, int | None]
) -> None:
    assert refusal(text) == expected


@given(st.text(alphabet="ab:,{}[]'\"&*!?-#|> \n\t01.\u00e9", max_size=60))
def test_any_text_is_read_or_refused_but_never_breaks_the_reader(text: str) -> None:
    with suppress(BadFile):
        assert read_yaml(text, name="a").name == "a"


def test_every_shipped_format_means_the_same_to_a_plain_yaml_reader() -> None:
    import yaml

    plain = {name: yaml.safe_load(text) for name, text in FORMAT_FILES.items()}
    strict = {name: read_yaml(text, name=name).data for name, text in FORMAT_FILES.items()}
    assert strict == plain


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("summary:", "sumary:", "“sumary” is not a key here. Did you mean “summary”?"),
        ("title: Small\n", "", "Add “title”."),
        ("min: 3,", "min: three,", "“three” is text; a whole number is needed."),
        ("min: 3,", "min: 1,", "1 does not fit; at least 2 is needed."),
        ("id: host,", "id: true,", "true is true or false; text is needed."),
        ("kind: discuss,", "kind: discus,", "Did you mean “discuss”?"),
        ("sfl: 1", "sfl: 2", "This is 2; 1 is needed."),
        ("time: 2,", "time: 2.2,", "Give minutes in halves (1.5),"),
        ("stages:\n", "stages: []\nold:\n", "At least 2 needed here."),
        ("title: Small\n", "title: 5\n", "Give a text, or one text per language"),
        ("version: 1.0.0", "version: new", "“new” is not written as needed here"),
    ],
)
def test_a_broken_shape_is_told_in_one_sentence_with_its_line(
    old: str, new: str, sentence: str
) -> None:
    text = SMALL.replace(old, new, 1)
    with pytest.raises(BadFile) as caught:
        load_format(text, schema=FORMAT_SCHEMA, name="small.yaml")
    told = [problem for problem in caught.value.problems if sentence in problem.sentence]
    assert len(told) == 1
    assert told[0].line is not None


def test_a_finding_of_the_linter_has_the_line_of_its_stage() -> None:
    text = SMALL.replace("capture: [pulse]", "capture: [pulse, ghost]")
    with pytest.raises(BadFile) as caught:
        load_format(text, schema=FORMAT_SCHEMA, name="small.yaml")
    line = next(n for n, x in enumerate(text.splitlines(), 1) if "ghost" in x)
    assert [str(problem) for problem in caught.value.problems] == [
        f"line {line}, stages/close/capture: “ghost” is not an output of this format."
    ]
