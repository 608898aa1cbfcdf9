"""How groups stand: what a group covers, and how mixed the groups of a program are.

Nothing here speaks of what is sensitive, and nothing ranks groups.
"""

from collections.abc import Iterable, Sequence
from typing import Any


def covered(people: Iterable[Any], name: str) -> tuple[str, ...]:
    """Different values of a field among these people, by alphabet; unknown ones are left out."""
    values = {str(getattr(person, name) or "").strip() for person in people}
    return tuple(sorted(values - {""}, key=str.casefold))


def count_known(people: Sequence[Any], name: str) -> int:
    """How many of these people have something under the name of a field."""
    return sum(bool(getattr(person, name)) for person in people)
