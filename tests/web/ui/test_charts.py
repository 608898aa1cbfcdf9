"""Charts say their numbers to those who do not see them, and hide what is too small to show."""

import re

import pytest

from junto.interfaces.web.ui import charts

BINS = [(54, 7), (57, 28), (60, 61), (63, 404), (66, 500)]


def label_of(svg: str) -> str:
    match = re.search(r'aria-label="([^"]*)"', svg)
    return match[1] if match else ""


def test_a_histogram_tells_draws_draft_and_bound() -> None:
    svg = charts.histogram(BINS, draft=94, bound=96)

    assert label_of(svg) == (
        "1,000 random draws score between 54 and 69. This draft: 94. "
        "The best possible is at most 96."
    )
    assert svg.count("f-mute") == len(BINS)


def test_a_histogram_without_draws_is_drawn_all_the_same() -> None:
    assert "this draft 50" in charts.histogram([], draft=50)


def test_a_hole_says_too_few() -> None:
    svg = charts.spark([("wk 5", 3.9), ("wk 6", None), ("wk 7", 4.1)], label="Pulse")

    assert label_of(svg) == "Pulse. wk 5: 3.9, wk 6: too few, wk 7: 4.1"
    assert svg.count("<circle") == 2
    assert svg.count('stroke-width="2.5"') == 0  # no line across the hole


def test_a_strip_tells_every_count_and_the_readers_own_choice() -> None:
    svg = charts.strip([2, 0, 5], ["Rarely", "Often", "Always"], title="Asks first", own=2)

    assert label_of(svg) == "Asks first. Rarely: 2, Often: 0, Always: 5. You chose: Often."


def test_a_dumbbell_tells_both_views() -> None:
    svg = charts.dumbbell("Listening", own=3, others=4.1, low=3.7, high=4.5)

    assert label_of(svg) == "Listening: you 3.0, others 4.1, middle half 3.7 to 4.5"


@pytest.mark.parametrize(
    ("verdict", "mark"), [("holds", "f-lagoon s-lagoon"), ("maybe", "f-surface s-lagoon")]
)
def test_a_forest_row_is_filled_only_when_it_holds(verdict: str, mark: str) -> None:
    svg = charts.forest(
        "Coaching", estimate=0.31, low=-0.12, high=0.5, scale=(-0.4, 0.8), verdict=verdict
    )

    assert label_of(svg) == "Coaching: +0.31, range −0.12 to +0.50"
    assert mark in svg


def test_a_heat_map_is_a_table() -> None:
    table = charts.heat(
        ["S1", "S2"], [("Kestrel", [6, None]), ("Plover", [4, "moved"])], corner="Circle"
    )

    assert '<th scope="row">Kestrel</th><td class="h5">6</td><td class="blank"></td>' in table
    assert '<td class="h1">4</td><td class="due">moved</td>' in table


def test_words_in_charts_are_escaped() -> None:
    svg = charts.strip([1], ["<b>"], title='"<i>')

    assert "<b>" not in svg
    assert "<i>" not in svg


def test_a_bar_stays_on_its_track() -> None:
    assert 'width="100%"' in charts.bar(140)
    assert 'width="0%"' in charts.bar(-3)
    assert charts.segments(0, 0) == charts.segments(3, 0)
