"""`junto groups form`: files in, files out, and a status that says how it went."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from junto.interfaces.cli.groups import main
from junto.interfaces.cli.groups.outputs import inert

CONGRESS = Path(__file__).resolve().parents[2] / "../shared/rosters/us-congress.csv"
ROSTER = """person_id,name,state,years,committees,note
p1,Ana,CA,3,x; y,=1+1
p2,Ben,TX,9,y,
p3,Cho,CA,4,z,-3
p4,Dee,NY,8,x,"two
lines"
p5,Eli,TX,2,y; z,@me
p6,Fay,NY,7,z,'quoted
"""
RULES = """
size: {min: 3, max: 3}
lists: {committees: ";"}
hard:
  - at_most: {attribute: state, count: 1}
soft:
  - balance: {attribute: years, weight: 2}
  - match: {attribute: committees}
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "people.csv").write_text(ROSTER, "utf-8")
    (tmp_path / "rules.yaml").write_text(RULES, "utf-8")
    return tmp_path


def run(place: Path, *more: str, roster: str = "people.csv", rules: str = "rules.yaml") -> int:
    return main(
        [
            "form",
            str(place / roster),
            "--rules",
            str(place / rules),
            "--out",
            str(place / "groups.csv"),
            "--report",
            str(place / "report.json"),
            *more,
        ]
    )


def report(place: Path) -> dict[str, object]:
    loaded = json.loads((place / "report.json").read_text("utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def test_groups_and_report_are_written_as_promised(place: Path) -> None:
    assert run(place, "--seed", "4", "--iterations", "50") == 0
    with (place / "groups.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["group", "person_id", "name", "state", "years", "committees", "note"]
    assert sorted(row["person_id"] for row in rows) == ["p1", "p2", "p3", "p4", "p5", "p6"]
    assert [(row["group"], row["person_id"]) for row in rows] == sorted(
        (row["group"], row["person_id"]) for row in rows
    )
    for group in ("1", "2"):
        states = [row["state"] for row in rows if row["group"] == group]
        assert sorted(states) == ["CA", "NY", "TX"]
    told = report(place)
    assert list(told) == [
        "people",
        "groups",
        "sizes",
        "members",
        "seed",
        "iterations",
        "engine",
        "problem_hash",
        "score",
        "objective",
        "chance",
        "bound",
        "violations",
        "reasons",
        "seconds",
    ]
    assert (told["people"], told["groups"], told["sizes"]) == (6, 2, [3, 3])
    assert (told["seed"], told["iterations"], told["seconds"]) == (4, 50, None)
    assert told["violations"] == []
    assert sorted(told["reasons"]) == ["p1", "p2", "p3", "p4", "p5", "p6"]  # type: ignore[call-overload]
    assert told["chance"]["draws"] == 1000  # type: ignore[index]
    assert set(told["bound"]) == {"value", "method", "gap"}  # type: ignore[call-overload]


def test_one_seed_and_one_budget_give_the_same_bytes(place: Path) -> None:
    pictures = []
    for _ in range(2):
        assert run(place, "--seed", "1", "--iterations", "80") == 0
        pictures.append(((place / "groups.csv").read_bytes(), (place / "report.json").read_bytes()))
    assert pictures[0] == pictures[1]


def test_cells_that_a_spreadsheet_would_run_are_inert(place: Path) -> None:
    run(place, "--iterations", "5")
    with (place / "groups.csv").open(encoding="utf-8", newline="") as file:
        notes = {row["person_id"]: row["note"] for row in csv.DictReader(file)}
    assert notes == {
        "p1": "'=1+1",
        "p2": "",
        "p3": "'-3",
        "p4": "two\nlines",
        "p5": "'@me",
        "p6": "''quoted",
    }
    assert [inert(each) for each in ("+1", "\tx", "\rx", "plain")] == [
        "'+1",
        "'\tx",
        "'\rx",
        "plain",
    ]


def test_seconds_set_a_budget_that_can_be_repeated(place: Path) -> None:
    assert run(place, "--seconds", "0.4") == 0
    told = report(place)
    first = (place / "groups.csv").read_bytes()
    assert isinstance(told["seconds"], float)
    assert run(place, "--iterations", str(told["iterations"])) == 0
    assert (place / "groups.csv").read_bytes() == first


def test_impossible_rules_are_status_three_by_name(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "rules.yaml").write_text(RULES.replace("min: 3, max: 3", "min: 4, max: 6"), "utf-8")
    assert run(place) == 3
    [found] = report(place)["impossible"]  # type: ignore[misc]
    assert list(found) == ["rule", "people", "why", "relaxations"]
    assert found["rule"] == "at_most"
    assert found["people"] == ["p1", "p3"]
    assert found["relaxations"] != []
    assert found["why"] in capsys.readouterr().err
    assert not (place / "groups.csv").exists()


def test_rules_that_no_search_can_keep_are_status_three_too(place: Path) -> None:
    (place / "people.csv").write_text(
        "person_id,speaks\n" + "".join(f"p{i},{'ab' if i < 3 else 'cd'}\n" for i in range(6)),
        "utf-8",
    )
    (place / "rules.yaml").write_text(
        "size: {min: 2, max: 2}\nhard:\n  - never_together: [[p0, p1], [p1, p2], [p0, p2]]\n"
        "  - never_together: [[p3, p4], [p4, p5], [p3, p5], [p0, p3], [p1, p3], [p2, p3]]\n",
        "utf-8",
    )
    assert run(place, "--iterations", "20") == 3
    assert report(place)["impossible"] != []


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("people.csv", "", "people.csv is empty."),
        ("people.csv", "person_id,x\n", "people.csv names nobody."),
        ("people.csv", "person_id,x\np1,1,2\n", "people.csv, row 2: 3 cells under 2 columns."),
        ("people.csv", "person_id,x,x\np1,1,2\n", "people.csv has the column “x” twice."),
        ("people.csv", "person_id,,x\np1,1,2\n", "people.csv has a column without a name."),
        ("people.csv", "a\0b", "people.csv is not a text file."),
        (
            "people.csv",
            "who,x\np1,1\n",
            "No column identifies people: name one with “id” in the rules.",
        ),
        ("rules.yaml", "size: {cuont: 2}", "rules.yaml: Line 1: size does not know “cuont”."),
        (
            "rules.yaml",
            "size: {count: 2}\nsoft:\n  - mix: {attribute: stat}",
            "Line 3: the roster has no attribute “stat”. Did you mean “state”?",
        ),
        (
            "rules.yaml",
            "size: {count: 2}\nlists: {skils: ';'}",
            "The roster has no column “skils”.",
        ),
        (
            "rules.yaml",
            "size: {count: 2}\nsoft: [{new_faces: {history: no.csv}}]",
            "no.csv: No such",
        ),
    ],
)
def test_bad_input_is_status_two_and_one_sentence(
    place: Path, capsys: pytest.CaptureFixture[str], name: str, text: str, message: str
) -> None:
    (place / name).write_text(text, "utf-8")
    assert run(place) == 2
    err = capsys.readouterr().err
    assert message in err
    assert err.count("\n") == 1
    assert sorted(os.listdir(place)) == ["people.csv", "rules.yaml"]


@pytest.mark.parametrize(
    "more",
    [
        ("--iterations", "0"),
        ("--iterations", "many"),
        ("--seconds", "-1"),
        ("--seconds", "1", "--iterations", "1"),
        ("--colour",),
    ],
)
def test_a_slip_in_the_command_is_status_two(
    place: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...]
) -> None:
    assert run(place, *more) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_missing_files_and_places_are_named(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(place, roster="nobody.csv") == 2
    assert "nobody.csv: No such file or directory." in capsys.readouterr().err
    arguments = ["form", str(place / "people.csv"), "--rules", str(place / "rules.yaml")]
    assert main([*arguments, "--out", str(place / "no" / "groups.csv"), "--iterations", "5"]) == 2
    assert main([*arguments, "--out", str(place / "x"), "--report", str(place / "x")]) == 2
    assert "name the same file" in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_files_from_any_office_are_read(place: Path, encoding: str, delimiter: str) -> None:
    rows = [["person_id", "site"], ["ä1", "Zürich"], ["p2", "Málaga"]]
    text = "\r\n".join(delimiter.join(row) for row in rows)
    (place / "people.csv").write_bytes(text.encode(encoding))
    (place / "rules.yaml").write_text("size: {count: 1}\nsoft: [{mix: {attribute: site}}]", "utf-8")
    assert run(place, "--iterations", "5") == 0
    assert "ä1,Zürich" in (place / "groups.csv").read_text("utf-8")


def test_history_keeps_those_who_met_apart(place: Path) -> None:
    (place / "met.csv").write_text("a,b,times\np1,p2,1\np3,p4,2\np5,p6,1\n", "utf-8")
    (place / "rules.yaml").write_text(
        "size: {min: 3, max: 3}\nsoft: [{new_faces: {history: met.csv}}]", "utf-8"
    )
    assert run(place, "--iterations", "40") == 0
    with (place / "groups.csv").open(encoding="utf-8", newline="") as file:
        home = {row["person_id"]: row["group"] for row in csv.DictReader(file)}
    assert home["p1"] != home["p2"]
    assert home["p3"] != home["p4"]
    assert home["p5"] != home["p6"]


def test_help_and_unknown_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    assert main(["shuffle"]) == 2
    assert "junto groups form" in capsys.readouterr().err


def test_neither_django_nor_a_heavy_library_is_loaded(place: Path) -> None:
    code = (
        "import sys; from junto.interfaces.cli.groups import main; main(sys.argv[1:]); "
        "print(*[m for m in ('django', 'scipy', 'numba', 'openpyxl') if m in sys.modules])"
    )
    arguments = ["form", str(place / "people.csv"), "--rules", str(place / "rules.yaml")]
    arguments += ["--out", str(place / "groups.csv"), "--iterations", "5"]
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == ""


@pytest.mark.roster
def test_congress_is_formed_in_winter_and_refused_in_summer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if not CONGRESS.exists():
        pytest.skip("the roster beside the project is not there")
    rules = """
id: person_id
size: {min: 5, max: 7}
lists: {committees: ";"}
hard:
  - at_most: {attribute: state, count: 1}
  - shared_hours: {hours: 3, zone: time_zone, start: "09:00", end: "17:00", on: [DAY]}
soft:
  - mix: {attribute: party, weight: 3}
  - match: {attribute: committees, weight: 1}
"""
    (tmp_path / "winter.yaml").write_text(rules.replace("DAY", "2026-12-01"), "utf-8")
    (tmp_path / "summer.yaml").write_text(rules.replace("DAY", "2027-07-01"), "utf-8")
    (tmp_path / "people.csv").write_bytes(CONGRESS.read_bytes())
    assert run(tmp_path, "--iterations", "30", rules="winter.yaml") == 0
    assert report(tmp_path)["people"] == 537
    (tmp_path / "groups.csv").unlink()
    assert run(tmp_path, rules="summer.yaml") == 3
    [found] = report(tmp_path)["impossible"]  # type: ignore[misc]
    assert found["rule"] == "shared_hours"
    assert found["people"] == ["K000404", "M001219"]
    assert "Allow groups of 4." in found["relaxations"]
    assert "Moylan" in capsys.readouterr().err
    assert not (tmp_path / "groups.csv").exists()
