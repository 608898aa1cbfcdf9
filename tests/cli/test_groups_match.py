"""`junto groups match`: mentors from two files, what the other way costs, and named refusals."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from junto.interfaces.cli.groups import main

MENTEES = """person_id,name,unit,topics,wishes
e1,Ana,ops,strategy; finance,o2; o1
e2,Ben,it,finance,
e3,Cho,it,people,o3
e4,Dee,law,people; strategy,
"""
MENTORS = """person_id,name,unit,topics,places,wishes
o1,Mia,hr,strategy,1,
o2,Noa,it,finance,2,e4
o3,Oda,ops,people,2,e3; e4
"""
RULES = """lists: {topics: ";"}
hard:
  - at_most: {attribute: unit, count: 1}
soft:
  - match: {attribute: topics}
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "mentees.csv").write_text(MENTEES, "utf-8")
    (tmp_path / "mentors.csv").write_text(MENTORS, "utf-8")
    (tmp_path / "rules.yaml").write_text(RULES, "utf-8")
    return tmp_path


def run(place: Path, *more: str) -> int:
    files = [str(place / "mentees.csv"), str(place / "mentors.csv")]
    outputs = ["--out", str(place / "pairs.csv"), "--report", str(place / "report.json")]
    return main(["match", *files, "--rules", str(place / "rules.yaml"), *outputs, *more])


def pairs(place: Path) -> dict[str, str]:
    with (place / "pairs.csv").open(encoding="utf-8", newline="") as file:
        return {row["mentee"]: row["mentor"] for row in csv.DictReader(file)}


def report(place: Path) -> dict[str, Any]:
    loaded = json.loads((place / "report.json").read_text("utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def test_everybody_has_a_mentor_who_is_allowed_and_both_ways_are_told(place: Path) -> None:
    assert run(place) == 0
    assert pairs(place) == {"e1": "o2", "e2": "o1", "e3": "o3", "e4": "o3"}
    told = report(place)
    assert (told["mentees"], told["mentors"], told["places"]) == (4, 3, 5)
    assert (told["method"], told["loss_at_most"], told["unplaced"]) == ("assign", 0, [])
    assert told["other"]["method"] == "stable"
    assert told["other"]["would_rather_swap"] == 0
    assert told["other"]["total"] <= told["total"]
    assert told["mentees_of"] == {"o1": ["e2"], "o2": ["e1"], "o3": ["e3", "e4"]}


def test_the_stable_way_is_written_when_asked_for(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(place, "--stable") == 0
    assert (report(place)["method"], report(place)["would_rather_swap"]) == ("stable", 0)
    assert "0 pairs would rather swap; the best total is worth" in capsys.readouterr().out


def test_the_same_files_give_the_same_bytes(place: Path) -> None:
    pictures = []
    for _ in range(2):
        assert run(place) == 0
        pictures.append([(place / each).read_bytes() for each in ("pairs.csv", "report.json")])
    assert pictures[0] == pictures[1]


def test_too_few_places_are_refused_by_name(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(place, "--places", "1") == 3
    assert capsys.readouterr().err.splitlines()[0] == "4 mentees share 3 places."
    assert report(place)["impossible"][0]["rule"] == "places"
    (place / "mentors.csv").write_text(MENTORS.replace("hr", "it"), "utf-8")
    assert run(place, "--places", "1", "--wishes", "none") == 3
    assert (
        capsys.readouterr().err.splitlines()[0]
        == "e2 and e3 can only go to o3: 2 people for 1 place."
    )


def test_a_pair_that_ends_leaves_the_others_alone(place: Path) -> None:
    assert run(place) == 0
    before = pairs(place)
    (place / "current.csv").write_bytes((place / "pairs.csv").read_bytes())
    (place / "apart.csv").write_text("mentee,mentor\ne4,o3\n", "utf-8")
    current = ["--current", str(place / "current.csv"), "--apart", str(place / "apart.csv")]
    assert run(place, *current, "--amount", "1000000") == 0
    assert pairs(place) == before | {"e4": "o2"}


def test_circles_have_enough_mentees_or_none(place: Path) -> None:
    assert run(place, "--circles", "2") == 0
    sizes = sorted(len(each) for each in report(place)["mentees_of"].values())
    assert sizes == [0, 2, 2]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (
            ["--stable", "--circles", "2"],
            "--stable, --circles and --current are three ways: give one.",
        ),
        (["--apart", "x.csv"], "--apart needs --current: who has whom now."),
        (["--wishes-weight", "-1"], "--wishes-weight is from 0 to 1000, not -1."),
        (["--places", "room"], "mentors.csv has no column “room” of places; or give --places 1."),
        (
            ["--places", "name"],
            "mentors.csv, line 2: “Mia” is not a number of places from 0 to 1000.",
        ),
        (
            ["--wishes", "name"],
            "mentees.csv, line 2: e1 wishes for “Ana”, who is not in the other file.",
        ),
    ],
)
def test_a_slip_is_said_in_one_sentence(
    place: Path, capsys: pytest.CaptureFixture[str], more: list[str], says: str
) -> None:
    assert run(place, *more) == 2
    assert capsys.readouterr().err == f"{says}\n"


def test_one_person_in_both_files_is_refused(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "mentors.csv").write_text(MENTORS.replace("o1,Mia", "e1,Mia"), "utf-8")
    assert run(place, "--wishes", "none") == 2
    assert (
        capsys.readouterr().err
        == "mentees.csv and mentors.csv: These ids stand in the roster more than once: e1.\n"
    )
