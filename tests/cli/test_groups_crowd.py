"""`junto groups form` and `verify` with more people than pairs of them fit into memory."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from junto.interfaces.cli.groups import crowds, main

RULES = """
size: {min: 5, max: 7}
soft:
  - mix: {attribute: state}
  - balance: {attribute: years}
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(crowds, "MOST_IN_PAIRS", 40)
    rows = [f"p{i:02d},{['CA', 'NY', 'TX'][i % 3]},{i * i % 17}" for i in range(61)]
    (tmp_path / "people.csv").write_text("person_id,state,years\n" + "\n".join(rows), "utf-8")
    (tmp_path / "rules.yaml").write_text(RULES, "utf-8")
    return tmp_path


def formed(place: Path, *more: str) -> int:
    out, told = str(place / "groups.csv"), str(place / "report.json")
    given = [str(place / "people.csv"), "--rules", str(place / "rules.yaml")]
    return main(["form", *given, "--out", out, "--report", told, *more])


def verified(place: Path) -> int:
    given = [str(place / "people.csv"), "--rules", str(place / "rules.yaml")]
    return main(["verify", str(place / "report.json"), *given])


def test_everyone_has_a_group_and_the_report_can_be_verified(place: Path) -> None:
    assert formed(place, "--iterations", "9") == 0
    with (place / "groups.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert sorted(row["person_id"] for row in rows) == [f"p{i:02d}" for i in range(61)]
    told = json.loads((place / "report.json").read_text("utf-8"))
    assert (told["people"], told["groups"], sorted(told["sizes"])) == (61, 10, [6] * 9 + [7])
    assert verified(place) == 0


def test_the_order_of_the_roster_changes_nothing(place: Path) -> None:
    assert formed(place, "--iterations", "9") == 0
    before = (place / "report.json").read_text("utf-8")
    head, *rows = (place / "people.csv").read_text("utf-8").split("\n")
    (place / "people.csv").write_text("\n".join([head, *reversed(rows)]), "utf-8")
    assert formed(place, "--iterations", "9") == 0
    assert (place / "report.json").read_text("utf-8") == before


def test_a_run_by_the_clock_can_be_verified(place: Path) -> None:
    assert formed(place, "--seconds", "0.05") == 0
    assert verified(place) == 0


@pytest.mark.parametrize("key", ["objective", "members", "problem_hash"])
def test_a_report_that_was_changed_does_not_hold(place: Path, key: str) -> None:
    assert formed(place, "--iterations", "9") == 0
    told = json.loads((place / "report.json").read_text("utf-8"))
    told[key] = {"objective": 1, "members": [], "problem_hash": "0"}[key]
    (place / "report.json").write_text(json.dumps(told), "utf-8")
    assert verified(place) == 1


def test_a_must_have_is_refused_in_a_sentence(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hard = "hard:\n  - at_most: {attribute: state, count: 3}\n"
    (place / "rules.yaml").write_text(RULES + hard, "utf-8")
    assert formed(place) == 2
    assert capsys.readouterr().err.strip() == (
        "Must-haves are for up to 5000 people at a time: form groups within parts."
    )
