"""`junto groups explain`: why people are where they are, in sentences and as data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from junto.interfaces.cli.groups import main

ROSTER = """person_id,full_name,state,years,party
p1,Ana,CA,3,teal
p2,Ben,TX,9,teal
p3,Cho,CA,4,blue
p4,Dee,NY,8,blue
p5,Eli,TX,2,teal
p6,Fay,NY,7,blue
"""
RULES = """
size: {min: 3, max: 3}
hard:
  - at_most: {attribute: state, count: 1}
soft:
  - mix: {attribute: party, weight: 2}
  - balance: {attribute: years}
"""
GROUPS = "group,person_id\nA,p1\nA,p2\nA,p4\nB,p3\nB,p5\nB,p6\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "people.csv").write_text(ROSTER, "utf-8")
    (tmp_path / "rules.yaml").write_text(RULES, "utf-8")
    (tmp_path / "groups.csv").write_text(GROUPS, "utf-8")
    return tmp_path


def run(place: Path, *more: str) -> int:
    files = [str(place / "people.csv"), "--rules", str(place / "rules.yaml")]
    return main(["explain", *files, "--groups", str(place / "groups.csv"), *more])


def data(place: Path, capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, Any]:
    assert run(place, *more, "--json") == 0
    return dict(json.loads(capsys.readouterr().out))


def test_a_person_reads_what_they_bring_what_binds_them_and_the_price_of_a_swap(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(place, "--person", "p4") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["Dee is in group A with Ana and Ben.", ""]
    assert "- The only one here with blue for “party”." in lines
    assert "- At most 1 alike in “state”: this stands against 2 of 3 changes of places." in lines
    assert "The best swap is with Fay of group B: the score stays the same." not in lines
    assert any(line.startswith("The best swap is with Fay of group B: the score") for line in lines)


def test_the_price_of_the_best_swap_is_what_the_engine_measures(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = data(place, capsys)["whole"]["score"]
    swap = data(place, capsys, "--person", "p4")["person"]["best_swap"]
    assert (swap["person_id"], swap["group"], swap["score_before"]) == ("p6", "B", before)
    swapped = GROUPS.replace("A,p4", "A,x").replace("B,p6", "B,p4").replace("A,x", "A,p6")
    (place / "groups.csv").write_text(swapped, "utf-8")
    assert data(place, capsys)["whole"]["score"] == swap["score_after"]


def test_a_person_is_found_by_name_too(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert data(place, capsys, "--person", "dee") == data(place, capsys, "--person", "p4")


def test_a_group_is_shown_beside_everybody(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(place, "--group", "A") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Group A: Ana, Ben and Dee."
    assert "- party: 2 teal (of 3) and 1 blue (of 3)." in lines
    assert "- years: 6.67 on average, from 3 to 9; everybody: 5.5, from 2 to 9." in lines


def test_the_whole_has_its_score_limit_gap_and_chance(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = data(place, capsys)["whole"]
    assert (whole["people"], whole["groups"], whole["sizes"]) == (6, 2, [3])
    assert set(whole["bound"]) == {"value", "method", "gap", "points"}
    assert whole["chance"]["draws"] == 1000
    assert run(place) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"6 people in 2 groups of 3. Score {whole['score']:g}, where")
    assert lines[-1] == "Every must-have is kept."


def test_broken_must_haves_are_named(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "groups.csv").write_text(GROUPS.replace("A,p2", "B,p2").replace("B,p3", "A,p3"))
    assert run(place) == 0
    out = capsys.readouterr().out
    assert "Group A breaks “at_most”: Ana and Cho." in out
    assert "Group B breaks “at_most”: Ben and Eli." in out


@pytest.mark.parametrize("which", [["--person", "p4"], ["--group", "A"], []])
@pytest.mark.parametrize("shape", [[], ["--json"]])
def test_what_is_hidden_appears_nowhere(
    place: Path, capsys: pytest.CaptureFixture[str], which: list[str], shape: list[str]
) -> None:
    hidden = ["--hide", "party", "--hide", "state", "--hide", "full_name"]
    assert run(place, *which, *shape, *hidden) == 0
    out = capsys.readouterr().out
    assert [word for word in ("party", "blue", "teal", "state", "Dee", "Ana") if word in out] == []


@pytest.mark.parametrize(
    ("groups", "more", "words"),
    [
        (GROUPS, ["--hide", "partee"], "--hide: there is no column “partee”. Did you mean “party”"),
        (GROUPS, ["--person", "p9"], "Nobody has the id or the name “p9”."),
        (GROUPS, ["--group", "C"], "There is no group “C”. Known: A and B."),
        (GROUPS + "B,p9\n", [], "groups.csv seats p9, not in the roster"),
        (GROUPS.replace("B,p6\n", ""), [], "groups.csv has no group for p6"),
        ("a,b\n1,2\n", [], "groups.csv has no column “group”."),
    ],
)
def test_what_cannot_be_explained_is_one_sentence(
    place: Path, capsys: pytest.CaptureFixture[str], groups: str, more: list[str], words: str
) -> None:
    (place / "groups.csv").write_text(groups, "utf-8")
    assert run(place, *more) == 2
    err = capsys.readouterr().err
    assert words in err
    assert err.count("\n") == 1


def test_what_binds_and_what_is_brought_is_told_by_its_own_sentence(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    roster = ROSTER.replace("party", "party,boss,site,wishes").replace("\np2,", "\np2,")
    extra = {"p1": "p2,Rome,p4", "p2": ",Rome,", "p3": ",Oslo,", "p4": ",Rome,p1"}
    lines = roster.splitlines()
    rows = [f"{line},{extra.get(line[:2], ',Oslo,')}" for line in lines[1:]]
    (place / "people.csv").write_text("\n".join([lines[0], *rows]), "utf-8")
    rules = RULES.replace("at_most: {attribute: state, count: 1}", "not_with_manager: {MINE}")
    rules = rules.replace("MINE", "attribute: boss").replace(
        "soft:",
        "  - never_together: [[p2, p3]]\n  - together: [[p1, p4]]\n"
        "  - at_least: {attribute: party, value: blue, count: 1}\n"
        "soft:\n  - with_friends: {attribute: wishes}",
    )
    (place / "rules.yaml").write_text(f'lists: {{wishes: ";"}}\n{rules}', "utf-8")
    groups = GROUPS.replace("A,p2", "B,p2").replace("B,p3", "A,p3")
    (place / "groups.csv").write_text(groups, "utf-8")
    told = {}
    for person in ("p1", "p2", "p3", "p4"):
        found = data(place, capsys, "--person", person)["person"]
        told[person] = [each["sentence"] for each in found["bound_by"]]
    assert "Stays together with Dee." in told["p1"]
    assert "Not with their manager or reports: 1 person." in told["p1"]
    assert "Never sits with Cho." in told["p2"]
    assert "Never sits with Ben." in told["p3"]
    assert run(place) == 0
    out = capsys.readouterr().out
    assert "2 of 2 who wish for company get it." in out
    assert "wishes" not in out
