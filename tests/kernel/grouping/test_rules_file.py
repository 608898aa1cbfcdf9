"""Rules are read strictly: nothing is guessed, and a slip is named with its line."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from junto.kernel import grouping as g
from kernel.grouping import people

WHOLE = """
id: person_id
size: {min: 5, max: 7}
lists: {committees: ";"}
hard:
  - at_most: {attribute: state, count: 1}
  - at_least: {attribute: role, value: facilitator, count: 1}
  - never_together: [[A000055, B000574]]
  - together: [[C000127, M001111]]
  - not_with_manager: {attribute: manager_id}
  - shared_hours: {hours: 3, zone: time_zone, start: "09:00", end: 17:00, on: [2026-12-01, 2027-07-01]}
  - common_language: {attribute: languages}
  - same: {attribute: level}
soft:
  - mix: {attribute: party, weight: 3}
  - match: {attribute: committees, weight: 1}
  - balance: {attribute: years_served, weight: 0.5}
  - new_faces: {history: met.csv, weight: 2}
"""  # noqa: E501


def refusal(text: str) -> str:
    with pytest.raises(g.RuleError) as caught:
        g.parse_rules(text)
    return str(caught.value)


def test_every_rule_is_read() -> None:
    rules = g.parse_rules(WHOLE)
    assert rules.id_column == "person_id"
    assert rules.size == g.Size(5, 7)
    assert rules.lists == {"committees": ";"}
    assert rules.hard == (
        g.AtMost("state", 1),
        g.AtLeast("role", "facilitator", 1),
        g.NeverTogether((("A000055", "B000574"),)),
        g.Together((("C000127", "M001111"),)),
        g.NotWithManager("manager_id"),
        g.SharedHours(3.0, "time_zone", "09:00", "17:00", (date(2026, 12, 1), date(2027, 7, 1))),
        g.CommonLanguage("languages"),
        g.Same("level"),
    )
    assert rules.soft == (
        g.Mix("party", 3.0),
        g.Match("committees", 1.0),
        g.Balance("years_served", 0.5),
        g.NewFaces(2.0, "met.csv"),
    )


def test_rules_come_back_from_their_document() -> None:
    rules = g.parse_rules(WHOLE)
    document = g.rules_to_dict(rules)
    assert g.rules_from_dict(document) == rules
    assert document["hard"][5]["shared_hours"]["on"] == ["2026-12-01", "2027-07-01"]
    assert document["soft"][0] == {"mix": {"attribute": "party", "weight": 3}}


def test_words_that_yaml_would_swallow_stay_words() -> None:
    rules = g.parse_rules(
        "size: {count: 4}\nhard: [{at_least: {attribute: on, value: NO, count: 1}}]"
    )
    assert rules.size == g.Size(count=4)
    assert rules.hard == (g.AtLeast("on", "NO", 1),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Line 1: the rules are empty."),
        ("size: {min: 5, max: 7}\nsize: {count: 3}", "Line 2: “size” stands here twice."),
        (
            "size: {count: 2}\nhard:\n  - at_mots: {attribute: a, count: 1}",
            "Line 3: “hard” does not know “at_mots”. Did you mean “at_most”?",
        ),
        (
            "size: {count: 2}\nhard:\n  - at_most: {atribute: a, count: 1}",
            "Line 3: “at_most” does not know “atribute”. Did you mean “attribute”?",
        ),
        ("hard: []", "Line 1: “size” is missing: give {min, max} or {count}."),
        ("size: {min: 5}", "Line 1: “size” takes {min, max} or {count}."),
        ("size: {min: 7, max: 5}", "Line 1: the smallest size, 7, is above the largest, 5."),
        ("size: {count: yes}", "Line 1: “count” needs a number, not “yes”."),
        ("size: {count: 1.5}", "Line 1: “count” is a whole number of 1 or more."),
        ("size: {count: 2}\nsoft:\n  mix: {attribute: a}", "Line 2: “soft” is written as a list."),
        (
            "size: {count: 2}\nsoft: [{mix: {attribute: a, weight: 0}}]",
            "Line 2: “weight” is above 0 and at most 1000.",
        ),
        (
            "size: {count: 2}\nhard:\n- together: [[a]]",
            "Line 3: each set names at least two people.",
        ),
        ("size: {count: 2}\nx: &a 1", "Line 2: references (& and *) are not read here."),
        ("size: !!int 3", "Line 1: tags (!) are not read here."),
        ("size: {count: 2}\n---\na: 1", "Line 2: the file holds a second document."),
        ("a: " + "[" * 30 + "]" * 30, "Line 1: the rules are nested too deeply."),
        (
            "size: {count: 2}\nhard: [{shared_hours: {hours: 1, zone: z, on: [soon]}}]",
            "Line 2: “soon” is not a date like 2026-12-01.",
        ),
    ],
)
def test_a_slip_is_named_with_its_line(text: str, message: str) -> None:
    assert refusal(text) == message


def test_broken_yaml_is_one_sentence_with_a_line() -> None:
    assert refusal("size: {count: 2\nhard: [").startswith("Line 2: this is not YAML")
    assert refusal("a: \x00") == "this is not YAML: it holds a character that is not text."


@given(text=st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(g.RuleError):
        assert g.parse_rules(text).size != g.Size()


ROSTER = people.roster_of({"state": ["CA", "TX", "NY"], "role": ["lead", "facilitator", "lead"]})


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (
            "at_most: {attribute: sate, count: 1}",
            "Line 3: the roster has no attribute “sate”. Did you mean “state”?",
        ),
        (
            "at_least: {attribute: role, value: facilitater, count: 1}",
            "Line 3: nobody has “facilitater” in “role”. Did you mean “facilitator”?",
        ),
        ("together: [[p00, p1]]", "Line 3: nobody has the id “p1”. Did you mean “p01”?"),
        (
            "shared_hours: {hours: 1, zone: state, start: begins, on: 2026-12-01}",
            "Line 3: the roster has no attribute “begins”. Known: state, role.",
        ),
        (
            "shared_hours: {hours: 1, zone: state, on: 2026-12-01}",
            "Line 3: “CA” of p00 is not a time zone. Did you mean “Cuba”?",
        ),
    ],
)
def test_a_name_the_roster_does_not_know_is_an_error(rule: str, message: str) -> None:
    rules = g.parse_rules(f"size: {{count: 1}}\nhard:\n  - {rule}")
    with pytest.raises(g.RuleError) as caught:
        g.build_problem(ROSTER, rules)
    assert str(caught.value) == message


def test_rules_from_a_page_are_as_strict_and_know_no_lines() -> None:
    with pytest.raises(g.RuleError) as caught:
        g.rules_from_dict(
            {"size": {"count": 1}, "hard": [{"at_most": {"attribute": "sate", "count": 1}}]}, ROSTER
        )
    assert str(caught.value) == "the roster has no attribute “sate”. Did you mean “state”?"
    assert caught.value.path == ("hard", 0, "at_most", "attribute")
    with pytest.raises(g.RuleError, match="needs a number"):
        g.rules_from_dict({"size": {"count": True}})


def test_a_table_of_text_becomes_a_roster() -> None:
    rows = [
        {"person_id": "a", "name": "Ana", "born": "1980-02-03", "years": "2.5", "in": "x; y"},
        {"person_id": "b", "name": "", "born": "", "years": "-1", "in": ""},
    ]
    roster = g.Roster.from_rows(rows, lists={"in": ";"})
    assert roster.ids == ("a", "b")
    assert roster.names == ("Ana", "b")
    assert [each.kind.value for each in roster.attributes] == [
        "one_of",
        "one_of",
        "date",
        "number",
        "many_of",
    ]
    assert roster.values["born"] == (date(1980, 2, 3), None)
    assert roster.values["years"] == (2.5, -1.0)
    assert roster.values["in"] == (("x", "y"), None)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "The roster has no rows."),
        ([{"name": "Ana"}], "No column identifies people: name one with “id” in the rules."),
        (
            [{"person_id": "a"}, {"person_id": "a"}],
            "These ids stand in the roster more than once: a.",
        ),
        ([{"person_id": "a"}, {"person_id": " "}], "Row 3 has no value in “person_id”."),
    ],
)
def test_a_roster_that_cannot_be_used_says_why(rows: list[dict[str, str]], message: str) -> None:
    with pytest.raises(g.RosterError) as caught:
        g.Roster.from_rows(rows)
    assert str(caught.value) == message


def test_values_are_checked_against_their_kind() -> None:
    with pytest.raises(g.RosterError, match="not a number"):
        people.roster_of({"years": ["two"]}, {"years": g.Kind.NUMBER})
    with pytest.raises(g.RosterError, match="not a list"):
        people.roster_of({"speaks": ["en"]}, {"speaks": g.Kind.MANY_OF})
    with pytest.raises(g.RosterError, match="nobody"):
        g.Roster.of(ids=[])
