"""Rosters of other tools: who is in them, whom they wish for, which teams there are."""

from __future__ import annotations

import csv
import io

import pytest

from junto.kernel.rosters import (
    Tool,
    Translated,
    UnreadableRosterError,
    Wish,
    detect,
    heading_row,
    translate,
)

GRUEPR = """\
Timestamp,What is your first name?,What is your last name?,What is your email address?,\
With which gender do you identify?,What is your academic major?,\
Check the times that you will be UNAVAILABLE for group work. [Sunday],\
Check the times that you will be UNAVAILABLE for group work. [Monday],\
In which section are you enrolled?,\
Please list name(s) of people you would like to have on your team,\
Please list name(s) of people you would like to not have on your team,Notes
2026/02/07,Ana,Andrade,ana@school.example,woman,Chemistry,8AM;9AM;,8AM;,S 11,Ben Blackwell,,Hello
2026/02/07,Ben,Blackwell,ben@school.example,man,Biology,8AM;,,S 11,"Ana Andradi,Cho Chen",,
2026/02/08,Cho,Chen,cho@school.example,man,Chemistry,,9AM;10AM,S 11,,Dee Dunn,
2026/02/08,Dee,Dunn,dee@school.example,woman,Biology,,,S 19,Nobody Known; Dee Dunn,,
"""
CATME = """\
Last,First,ID,Email,Section,Team,Grade
Diaz,Judith,200000,judith@school.example,1,Owls,A
Price,Victor,200001,victor@school.example,1,Owls,B
Snyder,Leigh,200002,leigh@school.example,2,Hawks,C
"""
MOODLE = """\
First name,Last name,ID number,Email address,Groups,Department
Judith,Diaz,,judith@school.example,"Owls, Night",Physics
Victor,Price,,victor@school.example,Owls,Physics
Leigh,Snyder,,leigh@school.example,No groups,Biology
"""
TEAMMATES = """\
Section\tTeam\tName\tEmail\tComments
1\tOwls, big\tJudith Diaz\tjudith@school.example\tlate
1\tOwls, big\tVictor Price\tvictor@school.example\t
2\tHawks\tLeigh Snyder\tleigh@school.example\t
"""


def table(text: str) -> tuple[list[str], list[dict[str, str]]]:
    delimiter = "\t" if "\t" in text.partition("\n")[0] else ","
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    return list(reader.fieldnames or ()), list(reader)


def read(text: str) -> Translated:
    header, rows = table(text)
    tool = detect(header)
    assert tool is not None
    return translate(tool, header, rows)


@pytest.mark.parametrize(
    ("text", "tool"),
    [
        (GRUEPR, Tool.GRUEPR),
        (CATME, Tool.CATME),
        ("f,l,id,e,t\n", Tool.CATME),
        ("Last: First,Email,ID\n", Tool.CATME),
        (MOODLE, Tool.MOODLE),
        ("username,firstname,lastname,email,course1,group1\n", Tool.MOODLE),
        (TEAMMATES, Tool.TEAMMATES),
        ("Section,Team,Full Name,Last Name,Status,Email\n", Tool.TEAMMATES),
        ("person_id,name,team,email\n", None),
        ("Name,Email,Team,Department\n", None),
        ("full_name,email,unit\n", None),
    ],
)
def test_a_tool_is_known_by_its_headings(text: str, tool: Tool | None) -> None:
    assert detect(table(text)[0]) == tool


def test_every_column_keeps_its_heading_and_nobody_is_dropped() -> None:
    for text, count in ((GRUEPR, 4), (CATME, 3), (MOODLE, 3), (TEAMMATES, 3)):
        header, rows = table(text)
        found = read(text)
        assert len(found.rows) == count == len({row["person_id"] for row in found.rows})
        for each in set(header) & set(found.header):
            assert [row[each] for row in found.rows] == [row[each].strip() for row in rows]


def test_a_survey_of_gruepr_says_who_wants_whom_and_who_is_free_when() -> None:
    found = read(GRUEPR)
    assert [row["name"] for row in found.rows] == [
        "Ana Andrade",
        "Ben Blackwell",
        "Cho Chen",
        "Dee Dunn",
    ]
    ana, ben, cho, dee = (row["person_id"] for row in found.rows)
    assert found.together == (Wish(ana, ben), Wish(ben, ana), Wish(ben, cho))
    assert found.apart == (Wish(cho, dee),)
    assert [row["free"] for row in found.rows] == [
        "Sunday 10AM; Monday 9AM; Monday 10AM",
        "Sunday 9AM; Sunday 10AM; Monday 8AM; Monday 9AM; Monday 10AM",
        "Sunday 8AM; Sunday 9AM; Sunday 10AM; Monday 8AM",
        "Sunday 8AM; Sunday 9AM; Sunday 10AM; Monday 8AM; Monday 9AM; Monday 10AM",
    ]
    assert found.lists == {"free": ";", "wishes": ";"}


def test_a_survey_that_asks_for_free_times_is_read_as_it_is() -> None:
    header, rows = table(GRUEPR.replace("will be UNAVAILABLE", "are FREE and will be AVAILABLE"))
    found = translate(Tool.GRUEPR, header, rows)
    assert found.rows[0]["free"] == "Sunday 8AM; Sunday 9AM; Monday 8AM"


def test_names_that_are_read_as_others_or_left_out_are_told() -> None:
    assert read(GRUEPR).notes == (
        "“Ana Andradi”, named by Ben Blackwell, is read as Ana Andrade.",
        "“Nobody Known”, named by Dee Dunn, is nobody here and is left out.",
        "“Dee Dunn”, named by Dee Dunn, is themselves and is left out.",
    )


def test_whom_somebody_avoids_is_in_no_column() -> None:
    found = read(GRUEPR)
    assert [each for each in found.header if "team" in each or "Timestamp" in each] == []


def test_two_people_with_one_name_are_not_guessed_between() -> None:
    text = GRUEPR.replace("Cho,Chen,cho@", "Ben,Blackwell,cho@")
    assert read(text).together[:1] != (Wish("ana@school.example", "ben@school.example"),)
    assert read(text).notes[0] == (
        "“Ben Blackwell”, named by Ana Andrade, may be several people and is left out."
    )


@pytest.mark.parametrize("text", [CATME, MOODLE, TEAMMATES])
def test_teams_that_exist_are_kept(text: str) -> None:
    found = read(text)
    ids = [row["person_id"] for row in found.rows]
    owls = next(people for team, people in found.teams.items() if team.startswith("Owls"))
    assert owls == (ids[0], ids[1])


def test_a_team_with_a_comma_in_its_name_is_one_team() -> None:
    assert list(read(TEAMMATES).teams) == ["Owls, big", "Hawks"]


def test_nobody_is_in_the_group_that_is_none() -> None:
    assert list(read(MOODLE).teams) == ["Owls", "Night"]


def test_names_that_share_a_column_are_read_in_the_order_of_the_heading() -> None:
    text = "Last: First,Email,ID\nMiller: Chase,chase@school.example,7\n"
    assert read(text).rows[0]["name"] == "Chase Miller"


def test_a_list_of_teammates_may_begin_with_its_course() -> None:
    rows = [["Course ID", "x"], ["Course Name", "y"], [], ["Section", "Team", "Full Name", "Email"]]
    assert heading_row(rows) == 3
    assert heading_row([["Team", "Email"]]) == 0


@pytest.mark.parametrize(
    ("tool", "text", "said"),
    [
        (Tool.GRUEPR, "a,b\n1,2\n", "A roster from gruepr has a first name and a last name among"),
        (Tool.CATME, "a,b\n1,2\n", "CATME has First, Last, Email and ID among its columns"),
        (Tool.MOODLE, "a,b\n1,2\n", "Moodle has First name and Last name among its columns"),
        (Tool.TEAMMATES, "Team,b\n1,2\n", "TEAMMATES has Name and Email among its columns"),
        (
            Tool.TEAMMATES,
            "Team,Name,Email\nA,Ana,\n",
            "Row 2 of this roster from TEAMMATES has no Email.",
        ),
        (
            Tool.GRUEPR,
            GRUEPR + GRUEPR.splitlines()[1] + "\n",
            "Rows 2 and 6 of this roster from gruepr have the same email, ana@school.example",
        ),
    ],
)
def test_what_a_tool_did_not_write_is_said_in_one_sentence(
    tool: Tool, text: str, said: str
) -> None:
    with pytest.raises(UnreadableRosterError) as refusal:
        translate(tool, *table(text))
    assert said in str(refusal.value)
