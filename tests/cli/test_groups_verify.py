"""`junto groups verify`: a report holds, or it is said where it does not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from junto.interfaces.cli.groups import main

ROSTER = "person_id,name,function,years\n" + "".join(
    f"p{i},Person {i},{'abc'[i % 3]},{i * i % 11}\n" for i in range(14)
)
RULES = """
size: {min: 4, max: 5}
hard:
  - at_most: {attribute: function, count: 2}
soft:
  - mix: {attribute: function, weight: 2}
  - match: {attribute: years}
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "people.csv").write_text(ROSTER, "utf-8")
    (tmp_path / "rules.yaml").write_text(RULES, "utf-8")
    return tmp_path


def formed(place: Path, *more: str) -> dict[str, Any]:
    given = [str(place / "people.csv"), "--rules", str(place / "rules.yaml")]
    out = ["--out", str(place / "groups.csv"), "--report", str(place / "report.json")]
    main(["form", *given, *out, *more])
    return dict(json.loads((place / "report.json").read_text("utf-8")))


def verified(place: Path) -> int:
    given = [str(place / "report.json"), str(place / "people.csv")]
    return main(["verify", *given, "--rules", str(place / "rules.yaml")])


def rewritten(place: Path, **values: Any) -> int:
    report = json.loads((place / "report.json").read_text("utf-8"))
    (place / "report.json").write_text(json.dumps(report | values), "utf-8")
    return verified(place)


@pytest.mark.parametrize("more", [[], ["--certify"]], ids=["as it is", "with a tighter limit"])
def test_a_report_that_nobody_changed_holds(
    place: Path, capsys: pytest.CaptureFixture[str], more: list[str]
) -> None:
    report = formed(place, "--seed", "3", "--iterations", "60", *more)
    capsys.readouterr()
    assert verified(place) == 0
    assert capsys.readouterr().out == (
        "The report holds: seed 3 and 60 iterations give the same 3 groups of the same 14 people, "
        f"with the objective {report['objective']}, and no arrangement can exceed "
        f"{report['bound']['value']}.\n"
    )


def test_a_tighter_limit_is_no_higher_than_the_cheap_one(place: Path) -> None:
    cheap = formed(place, "--iterations", "60")["bound"]
    tight = formed(place, "--iterations", "60", "--certify")["bound"]
    assert tight["value"] <= cheap["value"]
    assert tight["gap"] <= cheap["gap"]
    assert list(tight) == ["value", "method", "gap", "iterations"]


def test_a_changed_objective_group_or_limit_does_not_hold(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = formed(place, "--iterations", "60")
    first, second, *rest = report["members"]
    swapped = [[second[0], *first[1:]], [first[0], *second[1:]], *rest]
    bound = report["bound"]
    for change, said in (
        ({"objective": report["objective"] + 1}, "“objective” is"),
        ({"members": swapped}, "The groups formed again are other groups."),
        ({"bound": bound | {"value": bound["value"] * 0.9}}, "Its limit is"),
        ({"bound": bound | {"gap": bound["gap"] / 2 + 0.01}}, "Its gap is"),
        ({"score": 100.0}, "“score” is 100.0"),
        ({"engine": "other 1"}, "only the same engine"),
    ):
        (place / "report.json").write_text(json.dumps(report), "utf-8")
        capsys.readouterr()
        assert rewritten(place, **change) == 1
        told = capsys.readouterr()
        assert said in told.err
        assert told.out == ""


def test_other_people_do_not_make_the_report_hold(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    formed(place, "--iterations", "60")
    (place / "people.csv").write_text(ROSTER.replace("p3,Person 3,a", "p3,Person 3,b"), "utf-8")
    assert verified(place) == 1
    assert "are not those it was made from" in capsys.readouterr().err


def test_a_refusal_that_is_proven_holds(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = RULES.replace("count: 2", "count: 1")
    (place / "rules.yaml").write_text(text, "utf-8")
    assert "impossible" in formed(place)
    capsys.readouterr()
    assert verified(place) == 0
    assert capsys.readouterr().out == (
        "The report holds: its rules are proven impossible for these people.\n"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no json", "report.json is not JSON."),
        ("[1]", "report.json is not a report of formed groups."),
        ('{"problem_hash": "x"}', "report.json has no usable “objective”."),
    ],
)
def test_what_is_not_a_report_is_said_in_one_sentence(
    place: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    (place / "report.json").write_text(text, "utf-8")
    assert verified(place) == 2
    assert capsys.readouterr().err == said + "\n"


def test_a_report_that_is_not_there_is_bad_input(place: Path) -> None:
    given = ["verify", str(place / "none.json"), str(place / "people.csv")]
    assert main([*given, "--rules", str(place / "rules.yaml")]) == 2
