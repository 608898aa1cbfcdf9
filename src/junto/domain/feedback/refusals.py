"""Why something about feedback is not done."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from junto.domain.people.models import Person


class NotThatMany(ValueError):
    """How many each hears from, and is asked for, is from the threshold up to twenty."""


class TooSoon(ValueError):
    """A round stays open for a day at least."""


class NobodyThere(ValueError):
    """A round is about somebody."""


class Promised(ValueError):
    """What was announced with the first invitation does not change."""


class NotEnough(ValueError):
    """About some people too few are asked; `people` are they."""

    def __init__(self, people: Sequence["Person"]) -> None:
        super().__init__(", ".join(each.ref for each in people))
        self.people = tuple(people)


class NotOneself(ValueError):
    """Nobody asks themselves, and the own manager is asked with their name."""


class TooManyAsks(ValueError):
    """Somebody is asked about as many people as the round allows already."""


class Full(ValueError):
    """Enough people are asked already."""


class TooLate(ValueError):
    """The round is no longer where this can be done."""


class NotApproved(NotEnough):
    """The program looks at each choice first, and has not approved those of these people."""


class OverAsked(NotEnough):
    """These people would be asked by more than one person may be, over all rounds under way."""


class NotForJudging(ValueError):
    """Feedback is for growing: a round that is to judge somebody is not begun."""


class NoMoreTime(ValueError):
    """The round gives nobody more time."""


class ReadsFirst(NotEnough):
    """These people have no coach, or one who also answers and could take their own out."""
