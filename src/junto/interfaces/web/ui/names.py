"""How a person without a photo is shown: initials, a hue of their own, and always the name."""

import unicodedata
from functools import lru_cache
from zlib import crc32

HUES = 8

_JOINER = "\u200d"
_REGIONAL = range(0x1F1E6, 0x1F200)


def _extends(char: str, previous: str) -> bool:
    """True when `char` belongs to the letter before it: accents, joiners, skin tones, flags."""
    if unicodedata.combining(char) or unicodedata.category(char) in {"Mn", "Me", "Mc", "Cf"}:
        return True
    if previous == _JOINER or 0x1F3FB <= ord(char) <= 0x1F3FF:
        return True
    return ord(char) in _REGIONAL and ord(previous) in _REGIONAL


def first_grapheme(word: str) -> str:
    """The first letter as a reader sees it, with all that is attached to it."""
    letter = word[:1]
    for char in word[1:]:
        if not _extends(char, letter[-1]) or len(letter) > 8:
            break
        letter += char
    return letter


def _starts_with_letter(word: str) -> bool:
    return unicodedata.category(word[0])[0] in "LN"


@lru_cache(maxsize=4096)
def initials(name: str) -> str:
    """One or two letters for an avatar: of the first and the last word."""
    words = [word for word in name.split() if _starts_with_letter(word)]
    if not words:
        return "?"
    chosen = words[:1] if len(words) == 1 else [words[0], words[-1]]
    return "".join(first_grapheme(word) for word in chosen).upper()


@lru_cache(maxsize=4096)
def hue(ref: str) -> str:
    """The class of this person's hue, the same on every page and every server."""
    return f"u{crc32(ref.encode()) % HUES + 1}"
