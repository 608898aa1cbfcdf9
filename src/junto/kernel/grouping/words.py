"""The nearest right word, for messages that help mend a slip."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_SHOWN = 5


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word closest to `word`, whatever its case, or None."""
    by_folded = {each.casefold(): each for each in known}
    found = get_close_matches(word.casefold(), list(by_folded), n=1, cutoff=0.5)
    return by_folded[found[0]] if found else None


def hint(word: str, known: Iterable[str]) -> str:
    """Return the end of a message: the nearest word, or the first few there are."""
    known = list(known)
    close = nearest(word, known)
    if close is not None:
        return f"Did you mean “{close}”?"
    if not known:
        return "There are none to choose from."
    shown = ", ".join(known[:_SHOWN])
    return f"Known: {shown}{', …' if len(known) > _SHOWN else ''}."


def listing(names: Iterable[str], limit: int = 6) -> str:
    """Return "A", "A and B" or "A, B and 3 more"."""
    names = list(names)
    if len(names) > limit:
        return f"{', '.join(names[: limit - 1])} and {len(names) - limit + 1} more"
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
