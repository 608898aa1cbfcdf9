"""Questions from text that was pasted, and from a table that was exported elsewhere."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from junto.kernel.quiz.questions import MOST_QUESTIONS, Kind, Question, Trouble, question_from

# "a) text", "B. text", "- text"; a star before or after the letter, or "right" at the end, marks
# what is right.
_OPTION = re.compile(r"^\s*(\*?)\s*(?:([A-Za-z])\s*[).:]|[-•])\s*(\*?)\s*(.*?)\s*$")
_RIGHT = re.compile(r"\s*(?:\*+\s*(?:right|correct)?|\((?:right|correct)\))\s*$", re.IGNORECASE)
_STAR = re.compile(r"^\*\s*(?:(?:right|correct)\s*:?\s+)?", re.IGNORECASE)
_SCALE = re.compile(r"^\s*scale\s*:\s*(.+?)\s*(?:\.\.\.|…|->|→|\|)\s*(.+?)\s*$", re.IGNORECASE)
_WORDS = re.compile(r"^\s*words\s*:?\s*(.*?)\s*$", re.IGNORECASE)
_NUMBER = re.compile(r"^\s*\d{1,3}\s*[.)]\s+")

COLUMNS = ("question", "kind", "right", "seconds")


@dataclass(frozen=True)
class Reading:
    """What was read: questions, and by line (from 1) what stopped the others."""

    questions: tuple[Question, ...] = ()
    troubles: tuple[tuple[int, Trouble], ...] = ()


@dataclass
class _Block:
    line: int
    text: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    right: list[int | str] = field(default_factory=list)
    kind: Kind | None = None

    def data(self) -> dict[str, Any]:
        kind = self.kind
        if kind is None:
            several = len(self.right) > 1
            kind = Kind.MULTIPLE if several else Kind.CHOICE
            if not self.options:
                kind = Kind.WORDS
        return {
            "kind": kind,
            "text": " ".join(self.text),
            "options": self.options,
            "right": self.right,
        }


def read_text(text: str) -> Reading:
    """Read pasted questions.

    A question is a line or several; its options follow as `a) …`, `b) …` or `- …`, with a star at
    what is right. An empty line, or a line after the options, begins the next. `scale: low … high`
    makes a scale and `words: one / other` a question answered in words. Without options, a question
    is answered in words.
    """
    blocks: list[_Block] = []
    is_open = False
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            is_open = False
            continue
        if not is_open or (_is_text(line) and _has_answers(blocks[-1])):
            blocks.append(_Block(number))
            is_open = True
        _add(blocks[-1], line)
    return _checked([(each.line, each.data()) for each in blocks])


def _is_text(line: str) -> bool:
    return not any(pattern.match(line) for pattern in (_OPTION, _SCALE, _WORDS))


def _has_answers(block: _Block) -> bool:
    return bool(block.options or block.kind)


def _add(block: _Block, line: str) -> None:
    if not block.text:
        block.text.append(_NUMBER.sub("", line).strip())
        return
    if found := _SCALE.match(line):
        block.kind, block.options = Kind.SCALE, [found[1], found[2]]
    elif found := _OPTION.match(line):
        rest = _RIGHT.sub("", found[4])
        marked = bool(found[1] or found[3]) or rest != found[4]
        if marked:
            block.right.append(len(block.options))
        block.options.append(_STAR.sub("", rest) if found[3] else rest)
    elif found := _WORDS.match(line):
        block.kind = Kind.WORDS
        block.right = [each for each in re.split(r"\s*/\s*", found[1]) if each]
    else:
        block.text.append(line.strip())


def read_table(text: str) -> Reading:
    """Read a table with comma, semicolon or tab between its columns.

    Its first line names the columns: `question`, any number of others for options in their order,
    and if wanted `kind`, `right` (letters or texts, several with `/` between) and `seconds`.
    """
    first = text.split("\n", 1)[0]
    between = max(",;\t", key=first.count)
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=between))
    head = [" ".join(each.split()).casefold() for each in rows[0]] if rows else []
    if "question" not in head:
        return Reading(troubles=((1, Trouble("no_column")),))
    data = [
        (number, _row(head, row))
        for number, row in enumerate(rows[1:], start=2)
        if any(each.strip() for each in row)
    ]
    return _checked(data)


def _row(head: Sequence[str], row: Sequence[str]) -> dict[str, Any]:
    cells = dict(zip(head, row, strict=False))
    options = [
        cell.strip()
        for name, cell in zip(head, row, strict=False)
        if name not in COLUMNS and cell.strip()
    ]
    right = [each for each in re.split(r"\s*/\s*", cells.get("right", "").strip()) if each]
    seconds = cells.get("seconds", "").strip()
    kind = cells.get("kind", "").strip().casefold()
    if not kind:
        kind = (Kind.MULTIPLE if len(right) > 1 else Kind.CHOICE) if options else Kind.WORDS
    return {
        "kind": kind,
        "text": cells.get("question", ""),
        "options": options,
        "right": right if kind == Kind.WORDS else [_place(each, options) for each in right],
        "seconds": int(seconds) if seconds.isdecimal() else -1 if seconds else 0,
    }


def _place(right: str, options: Sequence[str]) -> int:
    """Return the index of a letter or a text; -1 when there is none of that name."""
    for place, option in enumerate(options):
        if option.casefold() == right.casefold():
            return place
    is_letter = len(right) == 1 and right.isascii() and right.isalpha()
    place = ord(right.casefold()) - ord("a") if is_letter else -1
    return place if place < len(options) else -1


def _checked(rows: Sequence[tuple[int, dict[str, Any]]]) -> Reading:
    questions: list[Question] = []
    troubles: list[tuple[int, Trouble]] = []
    if not rows:
        troubles.append((1, Trouble("nothing")))
    for line, data in rows:
        try:
            questions.append(question_from(data))
        except Trouble as trouble:
            troubles.append((line, trouble))
    if len(questions) > MOST_QUESTIONS:
        troubles.append((1, Trouble("many_questions", most=MOST_QUESTIONS)))
    return Reading(tuple(questions), tuple(troubles))
