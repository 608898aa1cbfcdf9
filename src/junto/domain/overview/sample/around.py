"""Around one circle's sessions in the sample: a goal, a hand, a witness, a rehearsal."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from junto.domain.circle import hands
from junto.domain.goals import progress, witnessing
from junto.domain.goals import queries as goals
from junto.domain.goals.enums import ShownTo
from junto.domain.sessions import training
from junto.foundation.access import Actor

if TYPE_CHECKING:
    from junto.domain.groups.models import Group
    from junto.domain.people.models import Person

Acts = Callable[["Person"], Actor]
# How long ago somebody said where they are, and where.
WAY = ((84, 3), (56, 4), (28, 4), (3, 6))


def add_around(
    *, group: "Group", circle: Sequence["Person"], guide: "Person", actor: Acts, now: datetime
) -> None:
    """The first has a goal; the second asks them to stand by a step; the third could use a hand."""
    _goals(group, circle, actor, now)
    asker = next((each for each in circle[1:] if goals.open_steps_of(each.pk)), None)
    if asker is not None:
        step = goals.open_steps_of(asker.pk)[0]
        witnessing.ask_witness(step=step, person=circle[0], actor=actor(asker), now=now)
    asked = hands.ask(
        group=group,
        text=_("My first talk with a new boss is on Thursday. How did you begin yours?"),
        actor=actor(circle[2]),
        now=now - timedelta(days=1),
    )
    hands.lend(hand=asked, actor=actor(circle[3]), now=now - timedelta(hours=20))
    training.note_rehearsal(
        program=group.program,
        format_id="peer-advisory-forum",
        actor=actor(guide),
        now=now - timedelta(days=20),
    )


def _goals(group: "Group", circle: Sequence["Person"], actor: Acts, now: datetime) -> None:
    """Two members have goals: one shows it to the facilitator, one to the group as well."""
    for days, at in WAY:
        progress.set_goal(
            group=group,
            words=_("Ask before I answer, most of all when I know the answer."),
            at=at,
            actor=actor(circle[0]),
            now=now - timedelta(days=days),
        )
    progress.set_goal(
        group=group,
        words=_("Say what I want in the first five minutes."),
        at=5,
        actor=actor(circle[1]),
        now=now - timedelta(days=10),
    )
    for place, to in ((0, ShownTo.FACILITATOR), (1, ShownTo.GROUP), (1, ShownTo.FACILITATOR)):
        progress.show_to(group=group, to=to, on=True, actor=actor(circle[place]), now=now)
