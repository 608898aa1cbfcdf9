"""Asking a member, once their group has met twice, whether it is the right group for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from junto.domain.groups import fit
from junto.domain.groups.enums import Fit
from junto.domain.sessions import queries as sessions
from junto.foundation.access import Actor

# Sessions that a group held since somebody joined it, before they are asked.
ASKED_AFTER = 2


class NotYet(ValueError):
    """The group has not met often enough since they joined."""


@dataclass(frozen=True)
class Question:
    """A group somebody is asked about, how often it has met with them, and their answer."""

    group: Any
    met: int
    answer: str

    @property
    def is_due(self) -> bool:
        """Whether it has met often enough."""
        return self.met >= ASKED_AFTER

    @property
    def is_open(self) -> bool:
        """Whether they are asked and have not answered."""
        return self.is_due and not self.answer

    @property
    def asks_for_another(self) -> bool:
        """Whether they would rather be in another group."""
        return self.answer == Fit.MOVE


def questions_for(
    person_id: int, held: Mapping[int, Sequence[datetime]] | None = None
) -> list[Question]:
    """Return the groups somebody is asked about, in the order they joined.

    Parameters
    ----------
    held
        When the sessions that each group held were due to end, where that is known already.
    """
    places = fit.places_of(person_id)
    if held is None:
        held = sessions.ends_of_held([place.group.pk for place in places])
    return [
        Question(
            place.group,
            sum(end > place.joined_at for end in held.get(place.group.pk, ())),
            place.answer,
        )
        for place in places
    ]


def question_about(group: Any, person_id: int) -> Question | None:
    """What somebody is asked about one group; None where they are not in it."""
    found = questions_for(person_id)
    return next((each for each in found if each.group.pk == group.pk), None)


@transaction.atomic
def answer(*, group: Any, answer: str, actor: Actor, now: datetime) -> None:
    """Keep somebody's answer.

    Raises
    ------
    NotYet
        Before the group has met twice with them.
    """
    question = question_about(group, actor.person_id) if actor.person_id else None
    if question is not None and not question.is_due:
        raise NotYet
    fit.say(about=group, answer=answer, actor=actor, now=now)


@transaction.atomic
def take_back(*, group: Any, actor: Actor) -> None:
    """Forget somebody's answer: they stay where they are, and may be asked again."""
    fit.take_back(about=group, actor=actor)
