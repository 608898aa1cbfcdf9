"""Every rule by file: conflicts, levels, sites, minorities, wishes, and who looks after groups."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from junto.interfaces.cli import groups

RULES = """
size: {min: 3, max: 3}
lists: {friends: ";", topics: ";"}
staff: {attribute: role, value: facilitator, groups: 2}
hard:
  - conflict: {attribute: employer, between: [[Acme, Bolt]]}
  - near: {attribute: level, order: [junior, senior, head], steps: 1}
  - same_site_or_remote: {attribute: site, remote: [home]}
  - not_alone: {attribute: sex, value: woman}
  - not_with_manager: {attribute: boss}
soft:
  - with_friends: {attribute: friends, weight: 2}
  - with_topics: {attribute: topics}
"""
HEAD = ["person_id", "role", "employer", "level", "site", "sex", "boss", "friends", "topics"]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    rows = [HEAD]
    for n in range(12):
        half = n % 2
        rows.append(
            [
                f"p{n:02d}",
                "leader",
                ("Acme", "Bolt")[half],
                ("junior", "senior", "head")[1 + half if n > 5 else half],
                ("Oslo", "home")[half],
                "woman" if n in (0, 2, 4) else "man",
                "f2" if n == 0 else "",
                f"p{(n + 2) % 12:02d};gone",
                f"t{n % 4}",
            ]
        )
    rows += [[f"f{n}", "facilitator", "Cove", "head", "Lima", "man", "", "", ""] for n in (1, 2)]
    with (tmp_path / "people.csv").open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    (tmp_path / "rules.yaml").write_text(RULES)
    return tmp_path


def form(place: Path, rules: str = RULES) -> tuple[int, dict[str, Any]]:
    (place / "rules.yaml").write_text(rules)
    told = place / "report.json"
    told.unlink(missing_ok=True)
    status = groups.main(
        [
            *("form", str(place / "people.csv"), "--rules", str(place / "rules.yaml")),
            *("--out", str(place / "groups.csv"), "--report", str(told), "--iterations", "300"),
        ]
    )
    return status, json.loads(told.read_text()) if told.exists() else {}


def test_all_rules_hold_and_every_group_is_looked_after(place: Path) -> None:
    status, told = form(place)

    assert (status, told["people"], told["groups"], told["violations"]) == (0, 12, 4, [])
    rows = list(csv.DictReader((place / "groups.csv").read_text().splitlines()))
    staffed: dict[str, set[str]] = {}
    for row in rows:
        staffed.setdefault(row["group"], set()).add(row["looked_after_by"])
    assert sorted(who for found in staffed.values() for who in found) == ["f1", "f1", "f2", "f2"]
    assert told["staff"]["open"] == []
    assert sorted(told["staff"]["pairs"].values()).count("f1") == 2
    home = next(row["group"] for row in rows if row["person_id"] == "p00")
    assert told["staff"]["pairs"][home] == "f1"
    assert [(each["rule"], each["of"]) for each in told["wishes"]] == [
        ("with_friends", 12),
        ("with_topics", 12),
    ]


@pytest.mark.parametrize(
    ("was", "becomes", "why"),
    [
        ("groups: 2}", "groups: 1}", "2 people look after 1 groups each, 2 in all"),
        ("value: woman}", "value: woman, at_least: 4}", "cannot be shared out"),
        ("min: 3, max: 3", "min: 4, max: 4", "can only be together"),
    ],
)
def test_what_cannot_be_kept_is_status_three_by_name(
    place: Path, was: str, becomes: str, why: str
) -> None:
    status, told = form(place, RULES.replace(was, becomes))

    assert status == 3
    assert any(why in each["why"] for each in told["impossible"]), told["impossible"]
    assert all(each["relaxations"] for each in told["impossible"])


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        (
            "[[Acme, Bolt]]",
            "[[Acme, Bold]]",
            "nobody has “Bold” in “employer”. Did you mean “Bolt”?",
        ),
        ("order: [junior, senior, head]", "order: [junior, head]", "leaves out “senior”"),
        ("steps: 1", "steps: nan", "“steps” is above 0"),
        ("steps: 1", "steps: .inf", "“steps” needs a number"),
        ("steps: 1", "steps: -inf", "“steps” is above 0"),
        ("attribute: topics", "attribute: topic", "no attribute “topic”. Did you mean “topics”?"),
        ("role, value", "rule, value", "no attribute “rule”. Did you mean “role”?"),
        ("value: woman}", "value: woman, at_least: one}", "“at_least” needs a number, not “one”"),
        ("conflict:", "conflicts:", "does not know “conflicts”. Did you mean “conflict”?"),
    ],
)
def test_what_cannot_be_read_is_status_two_with_its_line(
    place: Path, capsys: pytest.CaptureFixture[str], was: str, becomes: str, said: str
) -> None:
    status, _told = form(place, RULES.replace(was, becomes))

    error = capsys.readouterr().err
    assert (status, "Line " in error) == (2, True)
    assert said in error


def test_a_thousand_rules_are_kept_in_no_time(place: Path) -> None:
    pairs = [f"[p{a:02d}, p{b:02d}]" for a in range(12) for b in range(a) if (a - b) % 2]
    many = "\n".join(f"  - never_together: [{pairs[n % 30]}]" for n in range(1000))
    status, told = form(place, f"size: {{min: 2, max: 3}}\nhard:\n{many}\n")

    assert (status, told["people"], told["violations"]) == (0, 14, [])


def test_people_who_are_all_alike_get_groups_and_a_full_score(place: Path) -> None:
    with (place / "people.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["person_id", "x"], *([f"p{n}", "same"] for n in range(6))])

    status, told = form(place, "size: {min: 3, max: 3}\nsoft:\n  - mix: {attribute: x}\n")

    assert (status, told["score"], told["sizes"]) == (0, 100.0, [3, 3])


def test_a_rule_about_somebody_who_left_names_them_and_the_line(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _told = form(place, "size: {min: 3, max: 4}\nhard:\n  - never_together: [[p00, p77]]\n")

    assert status == 2
    assert "Line 3: nobody has the id “p77”" in capsys.readouterr().err
