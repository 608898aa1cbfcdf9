"""What commands about groups read and write: files of any office, and of other tools."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from junto.domain.people.importing import exporting
from junto.interfaces.cli.groups import main

PEOPLE = "person_id,name,email,unit\n" + "".join(
    f"p{i},Person {i},p{i}@school.example,{'abc'[i % 3]}\n" for i in range(6)
)
RULES = "size: {min: 3, max: 3}\nsoft:\n  - mix: {attribute: unit}\n"
BEFORE = "group,person_id\n" + "".join(f"{'AB'[i % 2]},p{i}\n" for i in range(6))
SURVEY = """\
Timestamp,What is your first name?,What is your last name?,What is your email address?,\
Check the times that you will be UNAVAILABLE for group work. [Sunday],\
Please list name(s) of people you would like to have on your team,\
Please list name(s) of people you would like to not have on your team
1,Ana,Andrade,ana@school.example,8AM,Ben Black,
1,Ben,Black,ben@school.example,,,Cho Chen
1,Cho,Chen,cho@school.example,9AM,,
1,Dee,Dunn,dee@school.example,,,
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "people.csv").write_text(PEOPLE, "utf-8")
    (tmp_path / "rules.yaml").write_text(RULES, "utf-8")
    (tmp_path / "before.csv").write_text(BEFORE, "utf-8")
    return tmp_path


def run(place: Path, name: str, *words: str, out: str = "out.csv") -> int:
    """Run a command; words that name a file of the place become its path."""
    known = {each.name: str(each) for each in place.iterdir()}
    given = [known.get(each, each) for each in words]
    return main([name, *given, *([] if not out else ["--out", str(place / out)])])


COMMANDS: dict[str, Sequence[str]] = {
    "form": ("people.csv", "--rules", "rules.yaml", "--iterations", "5"),
    "rounds": ("people.csv", "--rounds", "2", "--size", "2", "--iterations", "5"),
    "match": ("mentees.csv", "mentors.csv", "--places", "2"),
    "repair": ("before.csv", "people.csv", "--rules", "rules.yaml"),
}


def files(place: Path, name: str) -> Sequence[str]:
    if name == "form":
        # One group: what is written is looked at here, not what was searched.
        (place / "rules.yaml").write_text(RULES.replace("{min: 3, max: 3}", "{count: 1}"), "utf-8")
    if name == "match":
        header, *rows = PEOPLE.splitlines()
        (place / "mentees.csv").write_text("\n".join([header, *rows[:3]]), "utf-8")
        (place / "mentors.csv").write_text("\n".join([header, *rows[3:]]), "utf-8")
    return COMMANDS[name]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_writes_the_same_rows_as_text_workbook_and_data(
    place: Path, name: str
) -> None:
    words = files(place, name)
    for kind in ("csv", "tsv", "json", "xlsx"):
        assert run(place, name, *words, out=f"out.{kind}") == 0
    rows = list(csv.reader(io.StringIO((place / "out.csv").read_text("utf-8"))))
    tabs = list(csv.reader(io.StringIO((place / "out.tsv").read_text("utf-8")), delimiter="\t"))
    assert tabs == rows
    book = openpyxl.load_workbook(place / "out.xlsx")
    first, *rest = book.sheetnames
    assert rest == ["People", "Quality"]
    sheet = book["People"]
    assert [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)] == rows
    data: dict[str, Any] = json.loads((place / "out.json").read_text("utf-8"))
    blocks = data[first.casefold()]
    assert sum(len(each["people"]) for each in blocks) == len(rows) - 1
    flat = [{**{k: v for k, v in each.items() if k != "people"}, **person}
            for each in blocks for person in each["people"]]  # fmt: skip
    by_cells = sorted(tuple(each[column] for column in rows[0]) for each in flat)
    assert by_cells == sorted(tuple(row) for row in rows[1:])
    assert data["quality"] != {}
    assert book["Quality"]["A1"].value == next(iter(data["quality"]))


def test_a_workbook_of_groups_is_printed_on_pages_of_one_width(place: Path) -> None:
    assert run(place, "repair", *COMMANDS["repair"], out="out.xlsx") == 0
    sheet = openpyxl.load_workbook(place / "out.xlsx")["Groups"]
    assert (sheet["A1"].value, sheet["A2"].value) == ("Group A", "person_id")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage is True
    assert sheet.page_setup.fitToHeight == 0


def test_one_seed_gives_the_same_workbook_byte_for_byte(place: Path) -> None:
    for name in ("one.xlsx", "two.xlsx"):
        assert run(place, "repair", *COMMANDS["repair"], out=name) == 0
    assert (place / "one.xlsx").read_bytes() == (place / "two.xlsx").read_bytes()


def test_a_workbook_shows_what_looks_like_a_formula_and_does_not_run_it(place: Path) -> None:
    (place / "people.csv").write_text(PEOPLE.replace("Person 1", "=1+1"), "utf-8")
    assert run(place, "repair", *COMMANDS["repair"], out="out.xlsx") == 0
    sheet = openpyxl.load_workbook(place / "out.xlsx")["People"]
    cell = next(each for row in sheet.iter_rows() for each in row if each.value == "=1+1")
    assert cell.data_type == "s"


@pytest.mark.parametrize(
    ("out", "more", "said"),
    [
        ("out.pdf", [], "out.pdf: files end in .csv, .xlsx, .json or .tsv, not .pdf."),
        ("out.json", ["--to", "moodle"], "--to moodle writes .csv or .tsv."),
        ("out.csv", ["--course", "ART"], "--course goes with --to moodle."),
        (".", [], "PLACE is a directory."),
        ("no/out.csv", [], "PLACE/no/out.csv: there is no directory PLACE/no."),
    ],
)
def test_what_is_not_written_is_said_first(
    place: Path, capsys: pytest.CaptureFixture[str], out: str, more: list[str], said: str
) -> None:
    assert run(place, "form", *COMMANDS["form"], *more, out=out) == 2
    assert capsys.readouterr().err == said.replace("PLACE", str(place)) + "\n"


@pytest.mark.parametrize("tool", ["moodle", "catme", "teammates"])
def test_what_a_tool_imports_is_read_back_as_the_same_groups(place: Path, tool: str) -> None:
    words = COMMANDS["repair"]
    more = ["--course", "ART1"] if tool == "moodle" else []
    assert run(place, "repair", *words, out="ours.csv") == 0
    assert run(place, "repair", *words, "--to", tool, *more, out="theirs.csv") == 0
    assert run(place, "read", "theirs.csv", "--groups", str(place / "back.csv")) == 0
    with (place / "ours.csv").open() as ours, (place / "back.csv").open() as back:
        mine = {(row["group"], row["person_id"]) for row in csv.DictReader(ours)}
        theirs = {
            (row["group"], row["person_id"].partition("@")[0]) for row in csv.DictReader(back)
        }
    assert theirs == mine


def test_a_survey_is_read_into_people_and_rules_that_form_them(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "survey.csv").write_text(SURVEY, "utf-8")
    assert run(place, "read", "survey.csv", "--rules", str(place / "new.yaml"), out="p.csv") == 0
    assert capsys.readouterr().out == "4 people from gruepr.\n"
    rules = (place / "new.yaml").read_text("utf-8")
    assert "[ben@school.example, cho@school.example]" in rules
    (place / "new.yaml").write_text(rules.replace("{min: 4, max: 6}", "{count: 2}"), "utf-8")
    for roster in ("p.csv", "survey.csv"):
        assert run(place, "form", roster, "--rules", "new.yaml", "--iterations", "9") == 0
        assert capsys.readouterr().err == ""
        with (place / "out.csv").open() as file:
            rows = list(csv.DictReader(file))
        home = {row["name"]: row["group"] for row in rows}
        assert home["Ana Andrade"] == home["Ben Black"] != home["Cho Chen"]
        assert [each for each in rows[0] if "wish" in each or "team" in each] == []


def test_whom_a_survey_keeps_apart_is_told_and_not_used_unasked(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "survey.csv").write_text(SURVEY, "utf-8")
    (place / "rules.yaml").write_text("size: {count: 2}", "utf-8")
    assert run(place, "form", "survey.csv", "--rules", "rules.yaml", "--iterations", "5") == 0
    err = capsys.readouterr().err
    assert "None of it is used unless these rules are in the rules file:" in err
    assert "- [ben@school.example, cho@school.example]" in err


def test_earlier_teams_count_as_meetings_and_as_a_start(place: Path) -> None:
    rules = RULES + "  - new_faces: {weight: 9}\n"
    (place / "rules.yaml").write_text(rules.replace("mix: {attr", "balance: {attr"), "utf-8")
    words = ("people.csv", "--rules", "rules.yaml", "--iterations", "30")
    assert run(place, "form", *words, "--met", "before.csv", "--start", "before.csv") == 0
    with (place / "out.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert {row["group"] for row in rows} == {"A", "B"}
    sides = [{int(row["person_id"][1]) % 2 for row in rows if row["group"] == g} for g in "AB"]
    assert sides == [{0, 1}, {0, 1}]


def test_the_tool_of_the_roster_is_not_asked_of_files_of_our_own(place: Path) -> None:
    (place / "survey.csv").write_text(SURVEY, "utf-8")
    (place / "rules.yaml").write_text("size: {count: 2}\nsoft: [new_faces: {}]", "utf-8")
    ids = [f"{name}@school.example" for name in ("ana", "ben", "cho", "dee")]
    rows = "".join(f"{'AB'[at % 2]},{each}\n" for at, each in enumerate(ids))
    (place / "groups.csv").write_text(f"group,person_id\n{rows}", "utf-8")
    (place / "met.csv").write_text(f"a,b,times\n{ids[0]},{ids[1]},2\n", "utf-8")
    words = ("groups.csv", "survey.csv", "--rules", "rules.yaml", "--from", "gruepr")
    assert run(place, "repair", *words, "--met", "met.csv", "--met", "groups.csv") == 0
    with (place / "out.csv").open() as file:
        home = {row["person_id"]: row["group"] for row in csv.DictReader(file)}
    assert home == {each: "AB"[at % 2] for at, each in enumerate(ids)}


def test_a_run_that_began_with_groups_can_be_verified(place: Path) -> None:
    report = str(place / "report.json")
    words = (*COMMANDS["form"], "--start", "before.csv", "--report", report)
    assert run(place, "form", *words) == 0
    assert run(place, "verify", "report.json", "people.csv", "--rules", "rules.yaml", out="") == 0


def test_hidden_columns_are_in_neither_file(place: Path) -> None:
    report = place / "report.json"
    hidden = ("--hide", "unit", "--hide", "email", "--report", str(report))
    assert run(place, "form", *files(place, "form"), *hidden) == 0
    assert (place / "out.csv").read_text("utf-8").splitlines()[0] == "group,person_id,name"
    assert "unit" not in report.read_text("utf-8")


def test_people_that_junto_exported_are_read_by_its_reference(place: Path) -> None:
    rows = [list(exporting.HEADINGS.values())]
    for i in range(4):
        cells = {"ref": f"r{i}", "full_name": f"Person {i}", "unit": "ab"[i % 2]}
        rows.append([cells.get(each, "") for each in exporting.HEADINGS])
    (place / "rules.yaml").write_text("size: {count: 1}\nsoft: [{mix: {attribute: Unit}}]")
    for name, content in (
        ("export.csv", exporting.to_csv(rows)),
        ("export.xlsx", exporting.to_xlsx(rows)),
    ):
        (place / name).write_bytes(content)
        assert run(place, "form", name, "--rules", "rules.yaml", "--iterations", "5") == 0
        found = list(csv.DictReader(io.StringIO((place / "out.csv").read_text("utf-8"))))
        assert sorted(each["person_id"] for each in found) == ["r0", "r1", "r2", "r3"]
