"""Groups in the columns that other tools import."""

from __future__ import annotations

import pytest

from junto.kernel.rosters import Tool, UnreturnableError, returned

PEOPLE = {
    "p1": {"name": "Ana Maria Silva", "email": "ana@school.example", "section": "S1"},
    "p2": {"First": "Ben", "Last": "Okafor", "Email": "ben@school.example", "username": "ben7"},
    "c@school.example": {"name": "Cho"},
}
GROUPS = [("1", ["p1", "c@school.example"]), ("Owls", ["p2"])]


def test_teammates_gets_section_team_name_email_and_comments() -> None:
    assert returned(Tool.TEAMMATES, GROUPS, PEOPLE) == [
        ["Section", "Team", "Name", "Email", "Comments"],
        ["S1", "Group 1", "Ana Maria Silva", "ana@school.example", ""],
        ["", "Group 1", "Cho", "c@school.example", ""],
        ["", "Owls", "Ben Okafor", "ben@school.example", ""],
    ]


def test_catme_gets_its_four_columns_and_the_team() -> None:
    assert returned(Tool.CATME, GROUPS, PEOPLE) == [
        ["First", "Last", "Email", "ID", "Section", "Team"],
        ["Ana Maria", "Silva", "ana@school.example", "p1", "S1", "Group 1"],
        ["Cho", "Cho", "c@school.example", "c@school.example", "", "Group 1"],
        ["Ben", "Okafor", "ben@school.example", "p2", "", "Owls"],
    ]


def test_moodle_gets_members_alone_or_whole_users_with_their_course() -> None:
    assert returned(Tool.MOODLE, GROUPS, PEOPLE)[:2] == [
        ["email", "group1"],
        ["ana@school.example", "Group 1"],
    ]
    assert returned(Tool.MOODLE, GROUPS, PEOPLE, course="ART1")[3] == [
        "ben7",
        "Ben",
        "Okafor",
        "ben@school.example",
        "ART1",
        "Owls",
    ]


def test_above_a_hundred_people_every_team_is_whole_in_one_section() -> None:
    people = {f"p{i}@school.example": {} for i in range(120)}
    ids = list(people)
    groups = [(str(k), ids[k * 8 : k * 8 + 8]) for k in range(15)]
    rows = returned(Tool.TEAMMATES, groups, people)[1:]
    sections = {(row[0], row[1]) for row in rows}
    assert len(sections) == 15
    assert {section: sum(1 for row in rows if row[0] == section) for section, _ in sections} == {
        "Section 1": 96,
        "Section 2": 24,
    }


def test_who_lacks_what_a_tool_asks_for_is_named() -> None:
    with pytest.raises(UnreturnableError, match="e-mail address of everybody: Ana has none"):
        returned(Tool.CATME, [("1", ["p1"])], {"p1": {"name": "Ana"}})
    with pytest.raises(UnreturnableError, match="gruepr imports no groups"):
        returned(Tool.GRUEPR, GROUPS, PEOPLE)
