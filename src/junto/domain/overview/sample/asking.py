"""Feedback in the sample: a round that is done, and one in which answers come in."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from junto.domain.feedback import actions, instruments, invented, queries
from junto.foundation.access import Actor

if TYPE_CHECKING:
    from junto.domain.people.models import Person
    from junto.domain.programs.models import Program

DONE_BEGAN, DONE_CLOSED = timedelta(weeks=5), timedelta(weeks=2)
OPEN_BEGAN, OPEN_CLOSES = timedelta(days=4), timedelta(days=10)
COMPETENCIES = ("listening", "delegating", "developing", "across")
ANSWERED = 9

# How people are seen, and how they see themselves: by competency.
SEEN = {"listening": 4.2, "delegating": 2.6, "developing": 4.0, "across": 3.4}
SELF = {"listening": 3, "delegating": 5, "developing": 4, "across": 4}


def add_rounds(
    *,
    program: "Program",
    circle: Sequence["Person"],
    others: Sequence["Person"],
    guide: "Person",
    chance: random.Random,
    actor: Actor,
    now: datetime,
) -> None:
    """A circle has its reports; its members are asked about another circle now."""
    raters = {
        person: [each for each in circle if each != person] + list(others[:6]) for person in circle
    }
    done = invented.record_round(
        program=program,
        plan=actions.Plan(
            title=_("Autumn feedback"),
            closes_at=_at_five(now - DONE_CLOSED),
            competencies=COMPETENCIES,
            wanted=8,
            most=12,
        ),
        raters=raters,
        said={person: _said(chance) for person in circle},
        chance=chance,
        actor=actor,
        began=now - DONE_BEGAN,
        now=now - DONE_CLOSED,
    )
    for each in queries.coverage(done)[1:]:
        invented.record_debrief(
            subject=each.subject, debriefer=guide, on=(now - DONE_CLOSED).date()
        )
    invented.record_thanks(
        subject=queries.coverage(done)[-1].subject,
        words=_("Thank you. I hand over one decision a week now, and say so out loud."),
        on=(now - DONE_CLOSED + timedelta(days=3)).date(),
    )
    invented.record_round(
        program=program,
        plan=actions.Plan(
            title=_("Winter feedback"),
            closes_at=_at_five(now + OPEN_CLOSES),
            competencies=COMPETENCIES[:2],
            wanted=6,
            most=8,
            more_days=3,
        ),
        raters={person: list(circle) for person in others[:3]},
        said={},
        chance=chance,
        actor=actor,
        began=now - OPEN_BEGAN,
        now=now,
    )
    invented.record_asks_first(
        program=program,
        person=guide,
        sentence=_("I asked six people whether I leave enough silence. I practice it until March."),
    )


def _at_five(moment: datetime) -> datetime:
    return moment.replace(hour=17, minute=0, second=0, microsecond=0)


def _said(chance: random.Random) -> invented.Said:
    keys = {each.key: each.items() for each in instruments.chosen(COMPETENCIES)}
    answers = [
        {
            item: max(1, min(5, round(chance.gauss(SEEN[key], 0.9))))
            for key, items in keys.items()
            for item, _text in items
        }
        for _each in range(ANSWERED)
    ]
    own = {item: SELF[key] for key, items in keys.items() for item, _text in items}
    return invented.Said(answers=answers, words=_words(), own=own)


def _words() -> dict[str, list[str]]:
    return {
        "keep": [
            _("Asked the night crew what they saw before giving a plan."),
            _("Asks one question more than is comfortable, then waits."),
            _("Asked me what I saw before deciding, and changed the plan."),
            _("Gives credit by name, in the room, while it still matters."),
            _("Credit went to the crew by name, in front of the board."),
            _("Gave credit for the plan to those who made it."),
        ],
        "more": [
            _("Hand over a decision and leave it with us."),
            _("Let us decide how; say what good looks like, then leave."),
            _("Leave the decision with the team once it is handed over."),
            _("Bring in the other site earlier."),
        ],
    }
