"""Words by which a writer, or somebody they write of, may be recognized.

Rules of thumb that run on the page's own server: they find what has a form (addresses, numbers,
dates), what is known (names of colleagues, places, titles) and what people say of themselves ("as
the only lawyer"). They miss style and everything unsaid, and the page says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Reveals(StrEnum):
    """What kind of thing it is."""

    EMAIL = "email"
    PHONE = "phone"
    LINK = "link"
    NAME = "name"
    PLACE = "place"
    ROLE = "role"
    DATE = "date"
    CODE = "code"
    SELF = "self"


@dataclass(frozen=True)
class Hint:
    """A part of the text, from `start` to before `end`, and what it may reveal."""

    start: int
    end: int
    kind: Reveals
    words: str


_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_ROLES = (
    "lawyer|accountant|secretary|assistant|intern|apprentice|trainee|director|head of [a-z]+|"
    "vice president|president|chair|partner|founder|engineer|designer|nurse|doctor|physician|"
    "teacher|controller|treasurer|auditor|recruiter|analyst|architect|plant manager|team lead|"
    "ceo|cfo|coo|cto|cio|cmo|chro"
)
_FORMS = (
    (Reveals.EMAIL, re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")),
    (Reveals.LINK, re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)),
    (
        Reveals.DATE,
        re.compile(
            r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?\b|"
            rf"\b(?:in|on|since|last|this|next|early|late|until|by)\s+(?:{_MONTHS}|{_DAYS})\b|"
            rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTHS})|(?:{_MONTHS})\s+\d{{1,4}})\b",
            re.IGNORECASE,
        ),
    ),
    (Reveals.PHONE, re.compile(r"(?<![\w/])\+?\d(?:[\s().-]{0,2}\d){6,14}(?!\w)")),
    (Reveals.CODE, re.compile(r"\b(?=[A-Z0-9-]*\d)(?=[A-Z0-9-]*[A-Z])[A-Z0-9]+(?:-[A-Z0-9]+)*\b")),
    (
        Reveals.SELF,
        re.compile(
            r"\b(?:as|being|i am|i'm|i was)\s+(?:the|your|our)\s+(?:only|sole|first|newest|oldest|"
            r"youngest|last)\b(?:\s+[\w-]+)?|\bteam of one\b|\bas your (?:manager|boss|report|"
            r"deputy|assistant|predecessor|successor)\b|"
            r"\bwhen i (?:joined|reported to|worked for) you\b|"
            r"\bmy (?:maternity|paternity|parental|sick) leave\b",
            re.IGNORECASE,
        ),
    ),
    (
        Reveals.ROLE,
        re.compile(
            rf"\b(?:as|being|i am|i'm|our|the|my)\s+(?:a |an |the )?(?:{_ROLES})\b", re.IGNORECASE
        ),
    ),
)
_SHORTEST = 3


def revealing(
    text: str,
    *,
    names: Iterable[str] = (),
    places: Iterable[str] = (),
    titles: Iterable[str] = (),
) -> tuple[Hint, ...]:
    """Find what may reveal somebody, in the order of the text, nothing twice.

    Parameters
    ----------
    text
        What somebody is writing.
    names, places, titles
        What the organization knows: people (found by any part of their name), sites, and titles
        or units. One's own language and spelling; case is ignored but for names.
    """
    found = [
        *_formed(text),
        *_known(text, _parts(names), Reveals.NAME, same_case=True),
        *_known(text, places, Reveals.PLACE),
        *_known(text, titles, Reveals.ROLE),
    ]
    kept: list[Hint] = []
    for hint in sorted(found, key=lambda each: (each.start, -each.end)):
        if not kept or hint.start >= kept[-1].end:
            kept.append(hint)
    return tuple(kept)


def redacted(text: str, hints: Iterable[Hint]) -> str:
    """The text with the kind of each hint in its place: "[name] told me in [date]"."""
    parts, at = [], 0
    for hint in sorted(hints, key=lambda each: each.start):
        parts += [text[at : hint.start], f"[{hint.kind}]"]
        at = hint.end
    return "".join([*parts, text[at:]])


def _formed(text: str) -> Iterator[Hint]:
    for kind, form in _FORMS:
        for match in form.finditer(text):
            yield Hint(match.start(), match.end(), kind, match[0])


def _parts(names: Iterable[str]) -> set[str]:
    """Full names and each part of them that is long enough to mean somebody."""
    parts = {part.strip(".,") for name in names for part in name.split()}
    return {*(name.strip() for name in names), *(each for each in parts if len(each) >= _SHORTEST)}


def _known(
    text: str, words: Iterable[str], kind: Reveals, *, same_case: bool = False
) -> Iterator[Hint]:
    listed = sorted({each for each in words if len(each) >= _SHORTEST}, key=len, reverse=True)
    if not listed:
        return
    either = "|".join(re.escape(each) for each in listed)
    form = re.compile(rf"(?<!\w)(?:{either})(?!\w)", 0 if same_case else re.IGNORECASE)
    for match in form.finditer(text):
        yield Hint(match.start(), match.end(), kind, match[0])
