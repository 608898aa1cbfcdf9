"""`junto groups rounds`: rounds from files, and one sentence where there are none."""

from __future__ import annotations

import csv
import json
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from junto.interfaces.cli.groups import main


@pytest.fixture
def place(tmp_path: Path) -> Path:
    rows = [f"p{at:02d},Name {at},{'abcd'[at % 4]},{at * 7 % 23}\n" for at in range(15)]
    (tmp_path / "people.csv").write_text("person_id,name,function,years\n" + "".join(rows), "utf-8")
    (tmp_path / "rules.yaml").write_text("soft:\n  - mix: {attribute: function}\n", "utf-8")
    return tmp_path


def run(place: Path, *more: str, rounds: str = "7", size: str | None = "3") -> int:
    given = ["rounds", str(place / "people.csv"), "--rounds", rounds, "--iterations", "40"]
    given += ["--size", size] if size is not None else []
    given += ["--out", str(place / "rounds.csv"), "--report", str(place / "report.json")]
    return main([*given, *more])


def table(place: Path) -> list[dict[str, str]]:
    with (place / "rounds.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def report(place: Path) -> dict[str, Any]:
    loaded = json.loads((place / "report.json").read_text("utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def test_fifteen_people_in_threes_meet_for_seven_rounds_without_a_repeat(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(place, "--rules", str(place / "rules.yaml")) == 0
    rows = table(place)
    assert list(rows[0]) == ["round", "group", "person_id", "name", "function", "years"]
    groups: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        groups.setdefault((row["round"], row["group"]), []).append(row["person_id"])
    met = [pair for group in groups.values() for pair in combinations(sorted(group), 2)]
    assert (len(rows), len(met), len(set(met))) == (105, 105, 105)
    told = report(place)
    assert (told["rounds"], told["limit"], told["without_repeat"]) == (7, 7, 7)
    assert (told["repeats"], told["broken"]) == ([], [])
    assert told["sizes"] == [[3] * 5] * 7
    assert capsys.readouterr().out == "15 people in 7 rounds. Nobody meets anybody twice.\n"


def test_one_seed_gives_the_same_bytes(place: Path) -> None:
    pictures = []
    for _ in range(2):
        assert run(place, "--seed", "5", rounds="3") == 0
        pictures.append([(place / each).read_bytes() for each in ("rounds.csv", "report.json")])
    assert pictures[0] == pictures[1]


def test_roles_rotate_within_one_turn(place: Path) -> None:
    assert run(place, "--roles", "coach,learner,observer") == 0
    turns: dict[tuple[str, str], int] = {}
    for row in table(place):
        at = (row["person_id"], row["role"])
        turns[at] = turns.get(at, 0) + 1
    assert sorted(set(turns.values())) == [2, 3]


def test_in_pairs_an_odd_one_rests_in_a_group_of_one(place: Path) -> None:
    assert run(place, rounds="15", size="2") == 0
    rests = [sizes.count(1) for sizes in report(place)["sizes"]]
    assert (rests, report(place)["without_repeat"]) == ([1] * 15, 15)


def test_who_is_away_is_in_no_group_of_that_round(place: Path) -> None:
    (place / "away.csv").write_text("round,person_id\n2,p03\n2,p07\n2,p08\n", "utf-8")
    assert run(place, "--away", str(place / "away.csv"), rounds="3") == 0
    there = {row["person_id"] for row in table(place) if row["round"] == "2"}
    assert sorted({f"p{at:02d}" for at in range(15)} - there) == ["p03", "p07", "p08"]


def test_people_who_met_before_are_kept_apart(place: Path) -> None:
    (place / "met.csv").write_text("a,b,times\np00,p01,1\np00,p02,2\np01,p02,1\n", "utf-8")
    assert run(place, "--met", str(place / "met.csv"), rounds="3") == 0
    together = {
        frozenset((one["person_id"], two["person_id"]))
        for one, two in combinations(table(place), 2)
        if (one["round"], one["group"]) == (two["round"], two["group"])
    }
    assert together.isdisjoint([frozenset(("p00", "p01")), frozenset(("p00", "p02"))])


def test_more_rounds_than_are_possible_repeat_or_are_refused(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(place, rounds="8") == 0
    assert (
        "Nobody meets twice in the first 7; after that 15 meetings are" in capsys.readouterr().out
    )
    assert run(place, "--no-repeats", rounds="8") == 3
    assert capsys.readouterr().err == (
        "8 rounds cannot be held without a repeat: 7 are the most.\n"
        "- Plan 7 rounds.\n"
        "- Allow groups of one fewer.\n"
    )
    assert [each["rule"] for each in report(place)["impossible"]] == ["no_repeats"]


def test_must_haves_that_cannot_be_kept_are_named(place: Path) -> None:
    (place / "rules.yaml").write_text(
        "hard:\n  - at_least: {attribute: function, value: d, count: 1}\n", "utf-8"
    )
    assert run(place, "--rules", str(place / "rules.yaml")) == 3
    assert report(place)["impossible"][0]["rule"] == "at_least"


@pytest.mark.parametrize(
    ("more", "rounds", "size", "says"),
    [
        ([], "0", "3", "--rounds is a whole number from 1 to 500, not 0."),
        ([], "2", "x", "--size is a number such as 5, or two such as 4-6, not “x”."),
        ([], "2", "6-4", "--size is 2 or more, the smaller number first, not “6-4”."),
        ([], "2", "7-7", "15 people do not divide into groups of 7 to 7."),
        ([], "2", None, "Give --size, or --rules with a size."),
        (["--roles", "coach,coach"], "2", "3", "--roles names a role twice: coach,coach."),
    ],
)
def test_what_makes_no_rounds_is_said_in_one_sentence(
    place: Path,
    capsys: pytest.CaptureFixture[str],
    more: list[str],
    rounds: str,
    size: str | None,
    says: str,
) -> None:
    assert run(place, *more, rounds=rounds, size=size) in (2, 3)
    told = capsys.readouterr().err.splitlines()
    if size == "7-7":
        assert told
    else:
        assert told == [says]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("9,p03", "away.csv, line 2: “9” is not a round from 1 to 3."),
        ("1,zoe", "away.csv, line 2: nobody has the id “zoe”."),
    ],
)
def test_a_slip_in_a_file_is_named_by_line_and_value(
    place: Path, capsys: pytest.CaptureFixture[str], line: str, says: str
) -> None:
    (place / "away.csv").write_text(f"round,person_id\n{line}\n", "utf-8")
    assert run(place, "--away", str(place / "away.csv"), rounds="3") == 2
    assert capsys.readouterr().err == f"{says}\n"
