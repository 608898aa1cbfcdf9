"""What an asker is told of mixed answers: worked out once, when they are sealed.

Who answered with their name is known, so the mixed ones are among the rest: only mixed answers
count toward the fewest people. Where all of the rest are mixed, nothing may show it: everything is
told as if one of them had kept silent, and means only to the half, because a finer one tells of how
many answers it is the mean.

Whoever asks the same people again could compare. So everything told to one asker about the same
thing is planned together, as if nobody changed their mind: a person's answer in one sending and in
the next count as the same answer, and what no combination of all of them may tell is not told.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from fractions import Fraction
from math import ceil, floor
from typing import Any

from junto.domain.asks import queries
from junto.domain.asks.enums import HIGHEST, LOWEST, About, K
from junto.domain.asks.models import AskRound
from junto.domain.assessments import queries as answers
from junto.domain.assessments.queries import Sealed
from junto.foundation.text import fold
from junto.kernel import anonymity
from junto.kernel import text as texts

# Sendings so close to each other are compared whatever they ask: questions can be reworded.
NEAR = timedelta(days=92)


@dataclass(frozen=True)
class Figure:
    """The mean of one question to the half, or from `low` to `high`; `spread` where it may be."""

    low: float
    high: float
    at_least: int
    spread: Sequence[int] | None = None

    @property
    def is_exact(self) -> bool:
        """True for a mean that is told as it is."""
        return self.low == self.high


@dataclass(frozen=True)
class Told:
    """What may be read of mixed answers; `at_least` is 0 where nothing may."""

    at_least: int = 0
    figures: Mapping[str, Figure] = field(default_factory=dict)
    # The words that people share, each with how many say it at least.
    themes: Sequence[Sequence[str]] = field(default_factory=list)
    # Question -> texts, from so many writers on as was announced.
    words: Mapping[str, Sequence[str]] = field(default_factory=dict)


def tell(round_: AskRound) -> Told:
    """Work out what may be told of the sealed answers of a sending."""
    sealed = queries.answers_of(round_)
    if sealed is None or not round_.mixes:
        return Told()
    rows = answers.sealed_answers(sealed)
    asked = queries.asked_count(round_)
    # Of so many at most it may show that they answered: fewer than gave no name.
    most = asked - queries.named_count(round_) - 1
    if min(len(rows), most) < K or not _stands_alone(round_, answers.answerers_of(sealed)):
        return Told()
    written = answers.sealed_words(sealed)
    found = texts.themes(written)
    release = anonymity.comment_release(
        {key: len(each) for key, each in written.items()},
        wording=_wording(asked, written, most),
        theme_authors=[theme.authors for theme in found],
    )
    items = [each["key"] for each in queries.scales(round_.questions)]
    figures = {item: _figure(item, rows, most) for item in items}
    return Told(
        at_least=anonymity.count_shown(min(len(rows), most), k=K),
        figures={item: figure for item, figure in figures.items() if figure},
        themes=[] if release.may_read else [list(found[at].words) for at in release.themes],
        words=written if release.may_read else {},
    )


def wording_of(asked: int) -> anonymity.Wording:
    """How words are told where so many people are asked: known before anybody answers."""
    if asked - 1 >= anonymity.WORD_FOR_WORD:
        return anonymity.Wording.WORD_FOR_WORD
    return anonymity.Wording.THEMES


def _wording(asked: int, written: Mapping[str, Sequence[str]], most: int) -> anonymity.Wording:
    """By theme where the number of texts would show that everybody left has answered."""
    if max(map(len, written.values()), default=0) > most:
        return anonymity.Wording.THEMES
    return wording_of(asked)


def stored(told: Told) -> str:
    """As a sending keeps it."""
    return json.dumps(asdict(told))


def read(round_: AskRound) -> Told:
    """What a sending keeps, again."""
    if not round_.told:
        return Told()
    kept = json.loads(round_.told)
    return Told(
        **{**kept, "figures": {key: Figure(**each) for key, each in kept["figures"].items()}}
    )


def _stands_alone(round_: AskRound, people: frozenset[Any]) -> bool:
    """Whether nothing told before, taken together with this, rests on too few people."""
    before = []
    for other in queries.shown_before(round_):
        sealed = queries.answers_of(other)
        if sealed is not None and _is_comparable(round_, other):
            before.append(anonymity.Cell.of(other.ref, answers.answerers_of(sealed)))
    this = anonymity.Cell.of("this", people)
    return "this" in anonymity.plan([this], k=K, published=before).shown


def _is_comparable(one: AskRound, other: AskRound) -> bool:
    if abs(one.closes_at - other.closes_at) <= NEAR:
        return True
    if one.ask.about == other.ask.about == About.STYLE or _same(one.ask.title, other.ask.title):
        return True
    asked = {fold(each["text"]) for each in one.questions}
    return any(fold(each["text"]) in asked for each in other.questions)


def _same(one: str, other: str) -> bool:
    return fold(one) == fold(other)


def _figure(item: str, rows: Sequence[Sealed], most: int) -> Figure | None:
    values = [row.values[item] for row in rows if item in row.values]
    if min(len(values), most) < K:
        return None
    told = anonymity.band(sum(values), len(values), low=LOWEST, high=HIGHEST)
    at_least = anonymity.count_shown(min(len(values), most), k=K)
    if not told.is_exact:
        return Figure(floor(told.low * 2) / 2, ceil(told.high * 2) / 2, at_least)
    mean = floor(told.low * 2 + Fraction(1, 2)) / 2
    if len(values) > most or not anonymity.may_show_spread(len(values), k=K):
        return Figure(mean, mean, at_least)
    spread = [values.count(each) for each in range(LOWEST, HIGHEST + 1)]
    return Figure(mean, mean, at_least, spread)
