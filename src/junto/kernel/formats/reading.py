"""Read YAML as its author meant it: no surprises, no second meaning, no running of anything.

The usual YAML 1.1 rules turn ``yes``, ``no``, ``on`` and ``off`` into booleans, ``12:30`` into 750
and ``1_000`` into a number, keep the last of two equal keys without a word, and follow references
that can grow without end. Here only ``true``, ``false``, ``null`` and plain decimal numbers are
anything but text; every key is text; and a repeated key, a tag, an anchor or a second document is
refused with its line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from junto.kernel.formats.problems import BadFile, Path, Problem

MAX_CHARACTERS = 262_144
MAX_DEPTH = 24

_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,14})\.[0-9]{1,9}")
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True)
class Document:
    """A file as plain data (dictionaries, lists, text, numbers), with the line of every part."""

    name: str
    data: Any
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int | None:
        """Return the line of a part, or of the nearest part around it."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return None

    def problem(self, rule: str, sentence: str, path: Path = ()) -> Problem:
        """Return a finding about a part of this file, with its line."""
        return Problem(rule, sentence, path, self.line(path))


def read_yaml(text: str, *, name: str) -> Document:
    """Read one strict YAML document.

    Parameters
    ----------
    text
        The content of the file.
    name
        What to call the file in a problem.

    Raises
    ------
    BadFile
        With the line and what to do, at the first thing that has no single plain meaning.
    """
    import yaml

    if len(text) > MAX_CHARACTERS:
        raise BadFile(
            name,
            [
                Problem(
                    "too-long",
                    f"The file has {len(text):,} characters; we read up to {MAX_CHARACTERS:,}.",
                )
            ],
        )
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _Reader(name, yaml.parse(text, Loader=loader)).document()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
        sentence = (
            f"This is not YAML we can read: {what}. Check quotes, commas and indentation here."
        )
        raise BadFile(name, [Problem("yaml", sentence, (), mark.line + 1 if mark else None)])


class _Reader:
    """Builds plain data from the parser's events, refusing what has more than one meaning."""

    def __init__(self, name: str, events: Iterator[Any]) -> None:
        self.name = name
        self.events = events
        self.lines: dict[Path, int] = {}

    def document(self) -> Document:
        import yaml

        next(self.events)  # the start of the stream
        first = next(self.events)
        if isinstance(first, yaml.StreamEndEvent):
            raise BadFile(self.name, [Problem("empty", "The file is empty.")])
        data = self._value(next(self.events), ())
        next(self.events)  # the end of the document
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            self._refuse(after, (), "second-document", "A second document starts here; keep one.")
        return Document(self.name, data, self.lines)

    def _value(self, event: Any, path: Path) -> Any:
        import yaml

        self.lines.setdefault(path, event.start_mark.line + 1)
        if len(path) > MAX_DEPTH:
            self._refuse(
                event, path, "too-deep", f"More than {MAX_DEPTH} levels; flatten this part."
            )
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            self._refuse(
                event, path, "reference", "References (& and *) are not followed; write it out."
            )
        if event.tag is not None:
            self._refuse(
                event, path, "tag", f"Remove the tag “{event.tag}”; only plain values are read."
            )
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        return self._mapping(path)

    def _scalar(self, event: Any) -> Any:
        text: str = event.value
        if event.style:  # quoted or a block of text
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _WHOLE.fullmatch(text):
            return int(text)
        if _DECIMAL.fullmatch(text):
            return float(text)
        return text

    def _sequence(self, path: Path) -> list[Any]:
        import yaml

        items: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self._value(event, (*path, len(items))))
        return items

    def _mapping(self, path: Path) -> dict[str, Any]:
        import yaml

        items: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent) or event.tag or event.anchor:
                self._refuse(event, path, "key", "A key is plain text; put quotes around it.")
            key: str = event.value
            here = (*path, key)
            if key in items:
                self._refuse(
                    event,
                    here,
                    "duplicate-key",
                    f"“{key}” is given twice, first on line {self.lines[here]}; keep one.",
                )
            self.lines[here] = event.start_mark.line + 1
            items[key] = self._value(next(self.events), here)
        return items

    def _refuse(self, event: Any, path: Path, rule: str, sentence: str) -> None:
        raise BadFile(self.name, [Problem(rule, sentence, path, event.start_mark.line + 1)])
