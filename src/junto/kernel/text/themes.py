"""Themes: comments that say alike things, put together by the words they share.

Term frequency times inverse document frequency, cosine likeness, and average linkage: two clusters
are joined while the mean likeness between them is above a level (Salton and Buckley 1988; Sokal
and Michener 1958). No model and no service; a person may rename, split and join what comes out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

# Words that say nothing of their own, in the language the product ships with.
_EMPTY = frozenset(
    [
        "a",
        "about",
        "after",
        "again",
        "all",
        "also",
        "always",
        "am",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "because",
        "been",
        "before",
        "being",
        "both",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "doing",
        "down",
        "during",
        "each",
        "even",
        "every",
        "few",
        "for",
        "from",
        "further",
        "get",
        "gets",
        "had",
        "has",
        "have",
        "having",
        "he",
        "her",
        "here",
        "hers",
        "him",
        "his",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "just",
        "keep",
        "let",
        "like",
        "made",
        "make",
        "makes",
        "many",
        "may",
        "me",
        "might",
        "more",
        "most",
        "much",
        "must",
        "my",
        "need",
        "needs",
        "never",
        "no",
        "nor",
        "not",
        "now",
        "of",
        "off",
        "often",
        "on",
        "once",
        "one",
        "only",
        "or",
        "other",
        "our",
        "out",
        "over",
        "own",
        "people",
        "person",
        "really",
        "same",
        "she",
        "should",
        "so",
        "some",
        "sometimes",
        "such",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "thing",
        "things",
        "this",
        "those",
        "through",
        "to",
        "too",
        "under",
        "until",
        "up",
        "us",
        "use",
        "very",
        "was",
        "we",
        "well",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "who",
        "whom",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
        "yours",
    ]
)
_WORD = re.compile(r"[^\W\d_]{2,}(?:['\u2019][^\W\d_]+)?")
_ALIKE = 0.12
_TELLING = 3


@dataclass(frozen=True)
class Theme:
    """Comments that belong together.

    `words` are those it is told by, the most telling first; `comments` are pairs of a question and
    the place of a comment in it; `authors` is the least number of people who can have written
    them, as everybody writes once under a question.
    """

    words: tuple[str, ...]
    comments: tuple[tuple[str, int], ...]
    authors: int


def themes(
    comments: Mapping[str, Sequence[str]], *, authors: int = 3, alike: float = _ALIKE
) -> tuple[Theme, ...]:
    """Group comments by what they share; the largest theme first.

    Parameters
    ----------
    comments
        Question -> what was written under it, at most one text of each person. The order of texts
        does not matter to what is grouped.
    authors
        Themes of fewer people are left out: their comments belong to no theme.
    alike
        From 0 to 1: how alike, on average, clusters have to be to be joined.
    """
    places = [
        (question, at) for question in sorted(comments) for at in range(len(comments[question]))
    ]
    read = [_words(comments[question][at]) for question, at in places]
    vectors = _weighted([Counter(_stem(word) for word in words) for words in read])
    forms = Counter(word for words in read for word in words)
    kept = [
        _theme([places[at] for at in each], [vectors[at] for at in each], forms)
        for each in _joined(vectors, alike)
    ]
    told = [theme for theme in kept if theme.authors >= authors]
    return tuple(sorted(told, key=lambda each: (-each.authors, -len(each.comments), each.words)))


def _words(text: str) -> list[str]:
    words = (word.lower().replace("\u2019", "'") for word in _WORD.findall(text))
    return [word for word in words if word not in _EMPTY]


def _stem(word: str) -> str:
    """Cut the commonest endings, so that "asks", "asked" and "asking" are one word."""
    word = word.removesuffix("'s")
    for ending, least in (
        ("ingly", 5),
        ("edly", 4),
        ("ing", 4),
        ("ies", 3),
        ("ed", 4),
        ("ly", 4),
        ("es", 4),
        ("s", 3),
    ):
        if word.endswith(ending) and len(word) - len(ending) >= least and not word.endswith("ss"):
            left = word[: -len(ending)] + ("y" if ending == "ies" else "")
            return (
                left[:-1]
                if len(left) > 3 and left[-1] == left[-2] and left[-1] not in "lsz"
                else left.removesuffix("e")
            )
    return word.removesuffix("e") if len(word) > 4 else word


def _weighted(counts: Sequence[Counter[str]]) -> list[dict[str, float]]:
    """Each text as weights of its words, of length 1."""
    spread = Counter(word for count in counts for word in count)
    vectors = []
    for count in counts:
        weights = {
            word: (1 + log(times)) * log((1 + len(counts)) / spread[word])
            for word, times in count.items()
            if spread[word] > 1
        }
        length = sqrt(sum(value * value for value in weights.values()))
        vectors.append({word: value / length for word, value in weights.items()} if length else {})
    return vectors


def _joined(vectors: Sequence[Mapping[str, float]], alike: float) -> list[list[int]]:
    """Join the two clusters most alike on average until none are alike enough."""
    sums = {at: dict(vector) for at, vector in enumerate(vectors)}
    members = {at: [at] for at in sums}
    near = {
        (one, other): _dot(sums[one], sums[other])
        for one in sums
        for other in sums
        if one < other and sums[one].keys() & sums[other].keys()
    }
    while near:
        (one, other), _ = max(
            near.items(),
            key=lambda each: (
                each[1] / (len(members[each[0][0]]) * len(members[each[0][1]])),
                each[0],
            ),
        )
        if near[one, other] < alike * len(members[one]) * len(members[other]):
            break
        members[one] += members.pop(other)
        for word, value in sums.pop(other).items():
            sums[one][word] = sums[one].get(word, 0.0) + value
        near = {
            pair: value for pair, value in near.items() if other not in pair and one not in pair
        }
        for each, vector in sums.items():
            if each != one and (value := _dot(sums[one], vector)):
                near[min(one, each), max(one, each)] = value
    return [sorted(each) for each in members.values()]


def _dot(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    small, large = (one, other) if len(one) <= len(other) else (other, one)
    return sum(value * large[word] for word, value in small.items() if word in large)


def _theme(
    places: Sequence[tuple[str, int]],
    vectors: Sequence[Mapping[str, float]],
    forms: Mapping[str, int],
) -> Theme:
    total: dict[str, float] = {}
    for vector in vectors:
        for stem, value in vector.items():
            total[stem] = total.get(stem, 0.0) + value
    telling = sorted(total, key=lambda stem: (-total[stem], stem))[:_TELLING]
    authors = max(Counter(question for question, _ in places).values())
    words = tuple(_commonest(stem, forms) for stem in telling)
    return Theme(words, tuple(sorted(places)), authors)


def _commonest(stem: str, forms: Mapping[str, int]) -> str:
    """The form in which a word was written most often."""
    return min(
        (form for form in forms if _stem(form) == stem), key=lambda form: (-forms[form], form)
    )
