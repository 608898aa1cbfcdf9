"""Cleaning what cells hold."""

import re
import unicodedata

# Controls, soft hyphens, zero-width signs and direction overrides: they hide in copied text, make
# two equal names differ, and let a name reorder the line it stands in.
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
_SPACE = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[^\w]+|_+")
_BLANKS = frozenset({"-", "--", "—", "–", "#n/a", "n/a", "#ref!", "#value!", "#name?", "#null!"})


def clean(cell: str) -> str:
    """The cell on one line, composed, without signs nobody can see."""
    if cell.isascii() and cell.isprintable():
        return _SPACE.sub(" ", cell).strip() if "  " in cell else cell.strip()
    return _SPACE.sub(" ", _UNSEEN.sub("", unicodedata.normalize("NFC", cell))).strip()


def clean_lines(cell: str) -> str:
    """Like `clean`, but line breaks stay: they separate values."""
    return "\n".join(part for part in map(clean, cell.splitlines()) if part)


def is_blank(text: str) -> bool:
    """True for nothing, and for what people type to say nothing."""
    return not text or text.lower() in _BLANKS


def plain(text: str) -> str:
    """Lower case words without accents or signs, for comparing what people write."""
    if text.isascii():
        folded = text.lower()
    else:
        opened = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l").replace("ø", "o"))
        folded = "".join(sign for sign in opened if not unicodedata.combining(sign))
    return _NOT_WORD.sub(" ", folded).strip()
