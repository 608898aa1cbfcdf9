"""From sealed answers to the report of one person: worked out once, then only read.

Which figures exist is decided from memberships alone (`kernel.anonymity`): everybody who is mixed
first, then categories, largest first. What a category says is only told where no sum and no
difference of figures rests on fewer people than was announced.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from math import ceil, floor, sqrt
from typing import Any

from junto.domain.assessments import queries as answers
from junto.domain.assessments.queries import Sealed
from junto.domain.feedback import instruments, queries
from junto.domain.feedback.enums import HIGHEST, LOWEST, Category, Told
from junto.domain.feedback.models import NamedAnswers, Subject
from junto.kernel import anonymity
from junto.kernel import text as texts

ALL = "all"
# Answers of several people scatter no more than if each of the five were as likely as another:
# an assumption, so that what counts as a difference says nothing about the answers.
_SCATTER = sqrt(((HIGHEST - LOWEST + 1) ** 2 - 1) / 12)
_SURE = 1.96


@dataclass(frozen=True)
class Figure:
    """What a category says of something: its mean, exactly or as a range, and more where it may be.

    `low` and `high` are equal where the mean is told exactly. `half` is where the middle half of
    answers lies, `spread` the shares of the answers in tenths; both only from twice the threshold.
    """

    low: float
    high: float
    at_least: int
    half: tuple[float, float] | None = None
    spread: tuple[int, ...] | None = None

    @property
    def mean(self) -> float:
        """The middle of what is told."""
        return (self.low + self.high) / 2


@dataclass(frozen=True)
class Line:
    """A behavior or a competency: one's own answer, the manager's, and figures by category."""

    key: str
    own: float | None = None
    manager: float | None = None
    figures: Mapping[str, Figure] = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    """What one person may read."""

    behaviors: Sequence[Line] = ()
    competencies: Sequence[Line] = ()
    # Category -> at least how many answered, in steps; categories of too few are part of others.
    answered: Mapping[str, int] = field(default_factory=dict)
    # Differences below it are too small to read into, for everybody mixed.
    too_small: float = 0.0
    # Question -> themes, each with the words that tell it and at least how many say it.
    themes: Sequence[tuple[tuple[str, ...], int]] = ()
    # Question -> texts, where they are told word for word.
    words: Mapping[str, Sequence[str]] = field(default_factory=dict)
    # Question -> what the manager wrote, and what one wrote oneself.
    manager_words: Mapping[str, str] = field(default_factory=dict)
    own_words: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_others(self) -> bool:
        """Whether anything of those who are mixed can be told."""
        return bool(self.answered)


def make_report(subject: Subject) -> dict[str, Any]:
    """Work out what a subject may read of their sealed answers, to be stored."""
    round_ = subject.round
    sealed = queries.answers_of(subject)
    rows = answers.sealed_answers(sealed) if sealed else []
    written = answers.sealed_words(sealed) if sealed else {}
    named = _named(subject)
    behaviors = [
        _line(key, rows, named, k=round_.k)
        for each in instruments.chosen(round_.competencies)
        for key, _ in each.items()
    ]
    competencies = [_together(each, behaviors) for each in instruments.chosen(round_.competencies)]
    wording = (
        anonymity.Wording.WORD_FOR_WORD
        if round_.told == Told.WORD_FOR_WORD
        else anonymity.Wording.THEMES
    )
    found = texts.themes(written)
    release = anonymity.comment_release(
        {key: len(each) for key, each in written.items()},
        wording=wording,
        theme_authors=[theme.authors for theme in found],
    )
    answered = _answered(rows, k=round_.k)
    report = Report(
        behaviors=behaviors,
        competencies=competencies,
        answered=answered,
        too_small=_too_small(answered.get(ALL, 0)),
        themes=[(found[at].words, found[at].authors) for at in release.themes],
        words=written if release.may_read else {},
        manager_words=named.get(Category.MANAGER, ({}, {}))[1],
        own_words=named.get(Category.SELF, ({}, {}))[1],
    )
    return to_store(report)


def to_store(report: Report) -> dict[str, Any]:
    """A report as it is stored."""
    return asdict(report)


def read_report(stored: Mapping[str, Any]) -> Report:
    """A stored report again."""
    return Report(
        **{
            **stored,
            "behaviors": [_read_line(each) for each in stored["behaviors"]],
            "competencies": [_read_line(each) for each in stored["competencies"]],
            "themes": [(tuple(words), authors) for words, authors in stored["themes"]],
        }
    )


def _read_line(stored: Mapping[str, Any]) -> Line:
    figures = {
        key: Figure(
            each["low"],
            each["high"],
            each["at_least"],
            tuple(each["half"]) if each["half"] else None,
            tuple(each["spread"]) if each["spread"] else None,
        )
        for key, each in stored["figures"].items()
    }
    return Line(stored["key"], stored["own"], stored["manager"], figures)


# ---------------------------------------------------------------- figures


def _named(subject: Subject) -> dict[str, tuple[dict[str, int], dict[str, str]]]:
    """Category -> the answers and words that carry a name."""
    rows = NamedAnswers.objects.filter(rater__subject=subject).select_related("rater")
    return {row.rater.category: (row.values, json.loads(row.words or "{}")) for row in rows}


def _cells(rows: Sequence[Sealed], item: str) -> list[anonymity.Cell]:
    """Everybody who answered it, then each category that was kept apart."""
    answered = [row for row in rows if item in row.values]
    categories = sorted({row.category for row in answered if row.category})
    cells = [anonymity.Cell.of(ALL, [row.key for row in answered], which=item)]
    if len(categories) > 1:
        cells += [
            anonymity.Cell.of(
                name, [row.key for row in answered if row.category == name], which=item
            )
            for name in categories
        ]
    return anonymity.by_priority([cell for cell in cells if cell.people])


def _line(
    item: str,
    rows: Sequence[Sealed],
    named: Mapping[str, tuple[Mapping[str, int], Any]],
    *,
    k: int,
) -> Line:
    cells = _cells(rows, item)
    shown = anonymity.plan(cells, k=k).shown
    values = {row.key: row.values[item] for row in rows if item in row.values}
    figures = {
        cell.key: _figure([values[person] for person in cell.people], k)  # type: ignore[index]
        for cell in cells
        if cell.key in shown
    }
    own = named.get(Category.SELF, ({}, {}))[0].get(item)
    manager = named.get(Category.MANAGER, ({}, {}))[0].get(item)
    return Line(item, own, manager, figures)


def _figure(values: Sequence[int], k: int) -> Figure:
    """A mean to the quarter: to the tenth, 3.2 would tell that five answered."""
    told = anonymity.band(sum(values), len(values), low=LOWEST, high=HIGHEST)
    at_least = anonymity.count_shown(len(values), k=k)
    if not told.is_exact:
        return Figure(_shown(Fraction(floor(told.low * 4), 4)), _upper(told.high), at_least)
    mean = _quarter(told.low)
    if not anonymity.may_show_spread(len(values), k=k):
        return Figure(mean, mean, at_least)
    spread = anonymity.tenths([values.count(each) for each in range(LOWEST, HIGHEST + 1)])
    ordered = sorted(values)
    half = (_quantile(ordered, Fraction(1, 4)), _quantile(ordered, Fraction(3, 4)))
    return Figure(mean, mean, at_least, half, spread)


def _quarter(value: Fraction) -> float:
    return _shown(Fraction(floor(value * 4 + Fraction(1, 2)), 4))


def _upper(value: Fraction) -> float:
    return _shown(Fraction(ceil(value * 4), 4))


def _shown(quarter: Fraction) -> float:
    """A quarter as it is written: one digit after the point."""
    return int(quarter * 10 + Fraction(1, 2)) / 10


def _quantile(ordered: Sequence[int], part: Fraction) -> float:
    """Between neighbors in proportion (Hyndman and Fan 1996, type 7), to the quarter."""
    place = part * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return _quarter(ordered[low] + (place - low) * (ordered[high] - ordered[low]))


def _together(competency: instruments.Competency, behaviors: Sequence[Line]) -> Line:
    """A competency from what is told of its behaviors, and from nothing else (rule R5)."""
    keys = {key for key, _ in competency.items()}
    lines = [line for line in behaviors if line.key in keys]
    names = set.intersection(*({*line.figures} for line in lines)) if lines else set()
    figures = {name: _mean_figure([line.figures[name] for line in lines]) for name in names}
    return Line(
        competency.key,
        _mean([line.own for line in lines]),
        _mean([line.manager for line in lines]),
        figures,
    )


def _mean_figure(figures: Sequence[Figure]) -> Figure:
    halves = [each.half for each in figures if each.half]
    half = None
    if len(halves) == len(figures):
        half = (
            _one(sum(each[0] for each in halves) / len(halves)),
            _one(sum(each[1] for each in halves) / len(halves)),
        )
    return Figure(
        _one(sum(each.low for each in figures) / len(figures)),
        _one(sum(each.high for each in figures) / len(figures)),
        min(each.at_least for each in figures),
        half,
    )


def _mean(values: Sequence[float | None]) -> float | None:
    there = [value for value in values if value is not None]
    return _one(sum(there) / len(there)) if there else None


def _answered(rows: Sequence[Sealed], *, k: int) -> dict[str, int]:
    """At least how many answered, everybody and by category, in steps of the threshold."""
    found = {ALL: len(rows)}
    categories = sorted({row.category for row in rows if row.category})
    if len(categories) > 1:
        found |= {name: sum(row.category == name for row in rows) for name in categories}
    told = {name: anonymity.count_shown(count, k=k) for name, count in found.items()}
    return {name: count for name, count in told.items() if count}


def _too_small(at_least: int) -> float:
    return _one(_SURE * _SCATTER / sqrt(at_least)) if at_least else 0.0


def _one(value: float) -> float:
    return int(value * 10 + 0.5) / 10
