"""Asking a few people in the sample: somebody reads what was said, and somebody asks now."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from junto.domain.asks import actions, invented
from junto.domain.asks.enums import About, Every
from junto.domain.asks.templates import template
from junto.foundation.access import Actor

if TYPE_CHECKING:
    from junto.domain.organizations.models import Organization
    from junto.domain.people.models import Person

READ_BEGAN, READ_CLOSED = timedelta(days=30), timedelta(days=16)
OPEN_BEGAN, OPEN_FOR = timedelta(days=2), timedelta(days=9)


def add_asks(
    *,
    organization: "Organization",
    circle: Sequence["Person"],
    others: Sequence["Person"],
    chance: random.Random,
    actor: Callable[["Person"], Actor],
    now: datetime,
) -> None:
    """The first of a circle reads what people said; the second asks some of them now."""
    asker, asking = circle[0], circle[1]
    invented.record_ask(
        organization=organization,
        wish=_wish("decided", now - READ_CLOSED, _("Moving the night shift to four crews")),
        people=[*circle[1:4], *others[:5]],
        said=_said(circle[1], circle[2]),
        chance=chance,
        actor=actor(asker),
        began=now - READ_BEGAN,
    )
    invented.record_ask(
        organization=organization,
        wish=_wish("leading", now + OPEN_FOR, _("How I lead"), every=Every.QUARTER),
        people=[asker, *circle[2:4], *others[:3]],
        said=None,
        chance=chance,
        actor=actor(asking),
        began=now - OPEN_BEGAN,
    )


def _wish(key: str, until: datetime, title: str, *, every: Every = Every.ONCE) -> actions.Wish:
    chosen = template(key)
    return actions.Wish(
        about=chosen.about if chosen else About.STYLE,
        title=title,
        questions=[(str(text), kind) for text, kind in chosen.questions] if chosen else [],
        until=until.date(),
        every=every,
    )


def _said(first: "Person", second: "Person") -> invented.Said:
    return invented.Said(
        named={
            first: (
                {"q1": 4, "q2": 2},
                {"q3": _("The handover between crews: nobody owns the last half hour.")},
            ),
            second: ({"q1": 5, "q2": 3}, {"q4": _("If people swap shifts to avoid the new one.")}),
        },
        mixed=[{"q1": 4, "q2": 2}, {"q1": 3, "q2": 2}, {"q1": 4, "q2": 3}, {"q1": 3, "q2": 1}],
        words={
            "q3": [
                _("The crews on nights were asked last."),
                _("Ask the night crews before the plan is printed."),
                _("Night crews heard of it when it was decided."),
                _("Families of those on nights."),
            ]
        },
    )
