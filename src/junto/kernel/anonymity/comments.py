"""Which comments may be read, and in what order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from junto.kernel.anonymity.thresholds import THEME_AUTHORS, THEME_POOL, WORD_FOR_WORD


class Chance(Protocol):
    """Whatever draws at random, such as `random.SystemRandom`."""

    def sample(self, population: list[str], k: int) -> list[str]:
        """Draw `k` of them in random order."""


class Wording(Enum):
    """How comments are told: their themes, or word for word, which is announced before."""

    THEMES = "themes"
    WORD_FOR_WORD = "word for word"


@dataclass(frozen=True)
class Release:
    """What may be read of the comments of a round.

    `may_read` is true where the texts themselves may be shown; `themes` are the places of the
    themes that may be told.
    """

    may_read: bool
    themes: tuple[int, ...]


def comment_release(
    written: Mapping[str, int], *, wording: Wording, theme_authors: Sequence[int] = ()
) -> Release:
    """Decide from numbers alone what may be read of comments.

    Parameters
    ----------
    written
        Question -> how many wrote something under it; everybody writes at most once there.
    wording
        What was announced when the first invitation went out.
    theme_authors
        The least number of people behind each theme.
    """
    # Somebody may write under several questions: so many people wrote at least.
    people = max(written.values(), default=0)
    told = tuple(at for at, authors in enumerate(theme_authors) if authors >= THEME_AUTHORS)
    return Release(
        may_read=wording is Wording.WORD_FOR_WORD and people >= WORD_FOR_WORD,
        themes=told if people >= THEME_POOL else (),
    )


def shuffled(texts: Mapping[str, Sequence[str]], *, chance: Chance) -> dict[str, list[str]]:
    """Each question's texts in an order of its own, drawn anew: no two columns line up."""
    return {question: chance.sample(list(each), len(each)) for question, each in texts.items()}


def may_join(
    published: Iterable[frozenset[object]], answered: frozenset[object], *, k: int
) -> bool:
    """True when late answers can be told: no figure told before differs by one to `k` - 1 people.

    `published` are the people behind each figure told so far, `answered` those behind the new one.
    """
    return all(not 0 < len(before ^ answered) < k for before in published)
