"""`junto groups repair`: groups in a file, mended."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from junto.interfaces.cli.groups import main

ROSTER = "person_id,name,unit\n" + "".join(
    f"p{i:02},Person {i},{'abcd'[i % 4]}\n" for i in range(13)
)
RULES = """
size: {min: 4, max: 6}
soft:
  - mix: {attribute: unit}
"""
BEFORE = "group,person_id\n" + "".join(f"{'AB'[i % 2]},p{i:02}\n" for i in range(12))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "people.csv").write_text(ROSTER, "utf-8")
    (tmp_path / "rules.yaml").write_text(RULES, "utf-8")
    (tmp_path / "groups.csv").write_text(BEFORE.replace("A,p00\n", "").replace("A,p02\n", ""))
    return tmp_path


def run(place: Path, *more: str) -> int:
    files = [str(place / "groups.csv"), str(place / "people.csv")]
    rules = ["--rules", str(place / "rules.yaml")]
    return main(["repair", *files, *rules, "--out", str(place / "mended.csv"), *more])


def mended(place: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    with (place / "mended.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["group"], []).append(row["person_id"])
    return found


def test_whoever_waits_gets_a_group_and_groups_keep_their_names(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = place / "report.json"
    status = run(place, "--report", str(report))
    ways = json.loads(report.read_text("utf-8"))["ways"]

    assert (status, sorted(map(len, mended(place).values()))) == (3, [6, 7])
    assert {each["person"] for each in ways[0]["placed"]} == {"p00", "p02", "p12"}
    assert capsys.readouterr().out.splitlines()[0].startswith("1. Change as little as possible")


def test_what_fits_is_mended_with_status_0(place: Path) -> None:
    rules = RULES.replace("max: 6", "max: 7")
    (place / "rules.yaml").write_text(rules, "utf-8")

    assert run(place) == 0


def test_whole_groups_are_written_as_they_are(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "groups.csv").write_text(BEFORE, "utf-8")
    (place / "people.csv").write_text(ROSTER.replace("p12,Person 12,a\n", ""), "utf-8")
    status = run(place)

    assert (status, sorted(map(len, mended(place).values()))) == (0, [6, 6])
    assert "Nothing to mend" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("groups", "more", "words"),
    [
        ("person_id\np01\n", [], "has no column “group”"),
        ("group,person_id\nA,p01\nB,p01\n", [], "row 3: “p01” is in “A” already"),
        ("group,person_id\nA,\n", [], "row 2: a group and a person_id are needed"),
        (BEFORE, ["--way", "9"], "--way is a whole number from 1 to"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_sentence(
    place: Path, capsys: pytest.CaptureFixture[str], groups: str, more: list[str], words: str
) -> None:
    (place / "groups.csv").write_text(groups, "utf-8")

    assert run(place, *more) == 2
    assert words in capsys.readouterr().err
