"""Texts that merge by themselves: Yjs documents, as the editor in the browser keeps them.

The library behind it is loaded with the first note, so that pages without notes never wait for it.
A document has one text, under the name `text`. What comes from a browser may be anything.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pycrdt import Doc, Text

NAME = "text"
# Bytes of a document: some two hundred pages written by many hands.
MOST_STATE = 256 * 1024
# Longer texts are compared as a whole, not word by word, so that nobody waits.
MOST_COMPARED = 60_000


class Unreadable(ValueError):
    """The bytes are no part of such a document."""


class Full(ValueError):
    """The document would become larger than what is kept."""


@dataclass(frozen=True)
class Edit:
    """At a place of the text before (in characters): so many go, these come."""

    at: int
    gone: int
    come: str


def new_document(state: bytes = b"", *, page: int | None = None) -> "Doc[Any]":
    """A document in memory; `page` numbers who writes in it, at random if nobody says.

    Raises
    ------
    Unreadable
        When the bytes are none.
    """
    from pycrdt import Doc

    document: Doc[Any] = Doc() if page is None else Doc(client_id=page)
    text_in(document)
    if state:
        put_in(document, state)
    return document


def put_in(document: "Doc[Any]", update: bytes) -> None:
    """Merge what somebody wrote into a document.

    Raises
    ------
    Unreadable
        When the bytes are no change of a document.
    """
    try:
        document.apply_update(update)
    except Exception as problem:
        raise Unreadable from problem


def text_in(document: "Doc[Any]") -> "Text":
    """The text of a document."""
    from pycrdt import Text

    found: Text = document.get(NAME, type=Text)
    return found


def text_of(state: bytes) -> str:
    """The words of a stored document."""
    return str(text_in(new_document(state))) if state else ""


def merge(state: bytes, update: bytes) -> bytes:
    """A stored document with a change merged into it; the order of changes makes no difference.

    Raises
    ------
    Unreadable, Full
        When the bytes are no change, or the result is larger than what is kept.
    """
    if len(update) > MOST_STATE:
        raise Full
    document = new_document(state)
    put_in(document, update)
    merged: bytes = document.get_update()
    if len(merged) > MOST_STATE:
        raise Full
    return merged


def rewrite(seen: bytes, words: str, *, page: int | None = None) -> bytes:
    """The change that turns the document somebody saw into these words.

    Merged into what the document has become since, it leaves the words of others where they are.

    Raises
    ------
    Unreadable
        When what was seen is no document.
    """
    document = new_document(seen, page=page)
    before: bytes = document.get_state()
    text = text_in(document)
    for edit in reversed(list(edits(str(text), words))):
        _apply(text, edit)
    change: bytes = document.get_update(before)
    return change


def _apply(text: "Text", edit: Edit) -> None:
    # The library counts in bytes of UTF-8.
    words = str(text)
    at = len(words[: edit.at].encode())
    gone = len(words[edit.at : edit.at + edit.gone].encode())
    if gone:
        del text[at : at + gone]
    if edit.come:
        text.insert(at, edit.come)


def edits(before: str, after: str) -> Iterator[Edit]:
    """What to change in one text so that it becomes the other, first things first."""
    start = _same_start(before, after)
    rest = min(len(before), len(after)) - start
    end = _same_start(before[::-1][:rest], after[::-1][:rest])
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    if not old and not new:
        return
    if not old or not new or len(old) + len(new) > MOST_COMPARED:
        yield Edit(start, len(old), new)
        return
    olds, news = _words(old), _words(new)
    places = _places(olds, start)
    matcher = SequenceMatcher(None, olds, news, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            yield Edit(places[a], places[b] - places[a], "".join(news[c:d]))


def _same_start(one: str, other: str) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _words(text: str) -> list[str]:
    """The text in pieces that a person changes as one: words and what stands between them."""
    pieces: list[str] = []
    for character in text:
        if pieces and character.isalnum() and pieces[-1][-1].isalnum():
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _places(pieces: list[str], start: int) -> list[int]:
    places = [start]
    for piece in pieces:
        places.append(places[-1] + len(piece))
    return places
