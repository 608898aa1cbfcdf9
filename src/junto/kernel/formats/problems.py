"""What is wrong with a file, said so that its author can mend it."""

from collections.abc import Iterable
from dataclasses import dataclass

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """One finding: where it is, what it is, and what to do.

    Parameters
    ----------
    rule
        A short stable name of the rule that was broken, such as ``duplicate-key``.
    sentence
        One sentence for the author.
    path
        Keys and positions from the top of the document, such as ``("stages", 2, "time")``.
    line
        The line in the file, counted from 1, where the text is at hand.
    """

    rule: str
    sentence: str
    path: Path = ()
    line: int | None = None

    def __str__(self) -> str:
        place = [f"line {self.line}"] if self.line else []
        if self.path:
            place.append("/".join(map(str, self.path)))
        return f"{', '.join(place)}: {self.sentence}" if place else self.sentence


class BadFile(ValueError):
    """A file that cannot be used, with every problem found in it."""

    def __init__(self, name: str, problems: Iterable[Problem]) -> None:
        self.name = name
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{name}, {problem}" for problem in self.problems))
