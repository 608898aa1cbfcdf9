"""The published attacks: what a threshold alone leaks, and what still has to be shown."""

import json
import random
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from junto.kernel import anonymity as a
from junto.kernel import text

CASES = json.loads(Path(__file__).with_name("cases.json").read_text("utf-8"))
LINEAR = CASES["linear_cases"]
BEHAVIOR = {case["id"]: case for case in CASES["behaviour_cases"]}

# B08 and B09 are about pages and tables: tests/feedback/attack walks them.
ELSEWHERE = {"B08_live_counter", "B09_metadata_channel"}
HERE = {"B08_live_counter", "B09_metadata_channel"}
HERE = {
    "B01_homogeneous_extreme",
    "B02_near_extreme",
    "B03_mean_and_sd_small_n",
    "B04_comment_order",
    "B05_comment_threshold",
    "B06_comment_names_person",
    "B07_writing_style",
    "B10_denial_leak",
    "B11_reidentify_by_size",
    "B12_dp_benchmark",
}


def cell(key: str, weights: dict[str, Any]) -> a.Cell:
    """A cell as the file writes it: `person` or `person|which answer` and its weight."""
    return a.Cell(
        key,
        {
            (record.partition("|")[0], record.partition("|")[2]): Fraction(weight)
            for record, weight in weights.items()
        },
    )


def cells(case: dict[str, Any], keys: list[str]) -> list[a.Cell]:
    return [cell(key, case["cells"][key]) for key in keys]


def planned(case: dict[str, Any]) -> a.Plan:
    return a.plan(cells(case, case["priority"]), k=case["k"], known=case["known_to_attacker"])


def test_every_case_is_accounted_for() -> None:
    assert len(LINEAR) + len(BEHAVIOR) == 33
    assert {*BEHAVIOR} == ELSEWHERE | HERE


@pytest.mark.parametrize("case", LINEAR, ids=lambda case: case["id"])
def test_nobody_is_singled_out_by_what_the_plan_shows(case: dict[str, Any]) -> None:
    shown = cells(case, list(planned(case).shown))

    assert a.audit(shown, k=case["k"], known=case["known_to_attacker"]) is None


@pytest.mark.parametrize("case", LINEAR, ids=lambda case: case["id"])
def test_what_has_to_stay_visible_is_shown(case: dict[str, Any]) -> None:
    assert set(case["expect"]["must_publish"]) - set(planned(case).shown) == set()


@pytest.mark.parametrize("case", LINEAR, ids=lambda case: case["id"])
def test_the_plan_shows_as_much_as_the_reference(case: dict[str, Any]) -> None:
    assert len(planned(case).shown) >= len(case["expect"]["reference_plan"])


@pytest.mark.parametrize("case", LINEAR, ids=lambda case: case["id"])
def test_a_threshold_alone_leaks_where_the_case_says_so(case: dict[str, Any]) -> None:
    shown = cells(case, case["threshold_only_publishes"])
    breach = a.audit(shown, k=case["k"], known=case["known_to_attacker"])

    assert (breach is not None) == (case["threshold_only_breach"] is not None)


@pytest.mark.parametrize(
    ("case", "found"),
    [
        ("B01_homogeneous_extreme", a.Band(Fraction(1), Fraction(7, 5))),
        ("B02_near_extreme", a.Band(Fraction(28, 6), Fraction(5))),
    ],
)
def test_near_the_ends_of_the_scale_a_range_is_told(case: str, found: a.Band) -> None:
    scores = list(BEHAVIOR[case]["scores"].values())
    low, high = BEHAVIOR.get(case, {}).get("scale", (1, 5))

    assert a.band(sum(scores), len(scores), low=low, high=high) == found


def test_five_answers_show_their_mean_and_no_spread() -> None:
    case = BEHAVIOR["B03_mean_and_sd_small_n"]
    scores = list(case["scores"].values())

    assert a.band(sum(scores), 5, low=1, high=5).is_exact
    assert not a.may_show_spread(len(scores), k=case["k"])
    assert a.may_show_spread(2 * case["k"], k=case["k"])


def test_five_of_nine_and_nine_of_nine_read_the_same() -> None:
    assert [a.count_shown(n, k=5) for n in range(4, 11)] == [0, 5, 5, 5, 5, 5, 10]


def test_two_questions_are_shuffled_apart() -> None:
    texts: dict[str, list[str]] = {}
    for _person, question, words, _time in BEHAVIOR["B04_comment_order"]["comments"]:
        texts.setdefault(question, []).append(words)
    drawn = [a.shuffled(texts, chance=random.Random(seed)) for seed in range(2_000)]
    pairs = Counter((each["q1"][0], each["q2"][0]) for each in drawn)

    # Four pairs, equally likely: 500 each, within four standard deviations of 19.4.
    assert len(pairs) == 4
    assert max(abs(count - 500) for count in pairs.values()) < 78


def test_five_comments_of_six_people_wait_and_their_scores_do_not() -> None:
    told = a.comment_release({"keep": 5}, wording=a.Wording.WORD_FOR_WORD)

    assert not told.may_read
    assert a.plan([a.Cell.of("all", range(6))], k=5).shown == ("all",)


def test_a_writer_is_warned_of_what_names_them() -> None:
    written = BEHAVIOR["B06_comment_names_person"]["text"]
    hints = text.revealing(written, names=["Kari Nordmann"], places=["Oslo"])

    assert {hint.kind.value for hint in hints} >= {
        "name",
        "place",
        "email",
        "phone",
        "date",
        "self",
    }
    offered = text.redacted(written, hints)
    assert [part for part in ("Kari", "Oslo", "ola@", "900", "March") if part in offered] == []


def test_texts_that_could_be_compared_with_mails_are_told_as_themes_unless_announced() -> None:
    many = {"keep": 30}

    assert not a.comment_release(many, wording=a.Wording.THEMES, theme_authors=[9]).may_read
    assert a.comment_release(many, wording=a.Wording.THEMES, theme_authors=[9, 2]).themes == (0,)
    assert a.comment_release(many, wording=a.Wording.WORD_FOR_WORD).may_read


def test_one_company_that_joins_is_not_the_difference_of_two_benchmarks() -> None:
    five = dict.fromkeys("abcde", 20)
    ten = dict.fromkeys("abcdefghij", 20)
    before = [frozenset("abcde")]

    assert not a.may_compare(dict.fromkeys("abcd", 20))
    assert not a.may_compare({**five, "a": 60})
    assert a.may_compare(five)
    assert not a.may_compare({**five, "f": 20}, told_before=before)
    assert a.may_compare(ten, told_before=before)
