"""Find the person somebody meant by a name they typed."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher

_CLOSE, _AHEAD = 0.8, 0.1


class Finder:
    """Names of people, and what had to be said about those that were looked for."""

    def __init__(self, ids: Sequence[str], names: Sequence[str]) -> None:
        self._names = dict(zip(ids, names, strict=True))
        self._folded = {each: folded(name) for each, name in self._names.items()}
        self._notes: list[str] = []

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences about names that nobody has, or that were read as another."""
        return tuple(dict.fromkeys(self._notes))

    def find(self, text: str, asker: str) -> str | None:
        """Return the id of the person meant, or None; the notes say why."""
        wanted = folded(text)
        if not wanted:
            return None
        same = [each for each, name in self._folded.items() if wanted in (name, each.casefold())]
        if len(same) == 1 and same[0] != asker:
            return same[0]
        about = f"“{' '.join(text.split())}”, named by {self._names[asker]},"
        if same:
            whom = "is themselves" if same == [asker] else "may be several people"
            self._notes.append(f"{about} {whom} and is left out.")
            return None
        ranked = sorted(
            ((SequenceMatcher(None, wanted, name).ratio(), each)
             for each, name in self._folded.items() if each != asker),
            reverse=True,
        )  # fmt: skip
        if not ranked or ranked[0][0] < _CLOSE:
            self._notes.append(f"{about} is nobody here and is left out.")
            return None
        if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _AHEAD:
            self._notes.append(f"{about} may be several people and is left out.")
            return None
        found = ranked[0][1]
        self._notes.append(f"{about} is read as {self._names[found]}.")
        return found


def folded(text: str) -> str:
    """Return a name without accents, capitals and doubled spaces."""
    apart = unicodedata.normalize("NFKD", text)
    bare = "".join(each for each in apart if not unicodedata.combining(each))
    return " ".join(bare.split()).strip(" .,").casefold()
