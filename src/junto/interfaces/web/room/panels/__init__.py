"""What a stage shows beside its prompt: each panel is one file here and one template.

A panel says whether it has something to show to a person now, and names the acts that its buttons
ask for. What it shows holds `template`; `claims` are the outputs it has a form of its own for.
Unless `fills` is False it stands in place of the round while everybody works in silence.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from junto.domain.sessions.cards import Card, cards_of

Act = Callable[[HttpRequest, Any, datetime], None]


@dataclass(frozen=True)
class Moment:
    """What a panel is asked about: the session, what its viewer sees of it, and the time.

    `claimed` are the outputs that panels before it have a form of their own for.
    """

    session: Any
    seen: Any
    me: Any
    known: Mapping[str, Any]
    now: datetime
    claimed: frozenset[str] = frozenset()
    kept: dict[str, Any] = field(default_factory=dict)

    @property
    def cards(self) -> list[Card]:
        """The cards of the session, the oldest first; read once."""
        if "cards" not in self.kept:
            self.kept["cards"] = cards_of(self.session)
        found: list[Card] = self.kept["cards"]
        return found

    def own(self, output: str) -> int:
        """How many cards of an output the viewer wrote: a form named by it is empty once sent."""
        mine = self.me.ref
        return sum(each.output == output and each.author == mine for each in self.cards)

    def name(self, ref: str) -> str:
        """How somebody is called here; '' for somebody who is not known any more."""
        return self.known[ref].short if ref in self.known else ""


@dataclass(frozen=True)
class Panel:
    """One panel: `show` returns what its template needs, or None when it has no place now."""

    name: str
    show: Callable[[Moment], dict[str, Any] | None]
    acts: Mapping[str, Act]


def _all() -> tuple[Panel, ...]:
    from junto.interfaces.web.room.panels import (
        activities,
        breakout,
        differently,
        experiments,
        feedback,
        ideas,
        injects,
        margins,
        parking,
        questions,
        quiz,
        sides,
        topics,
        votes,
    )

    return (
        activities.PANEL,
        breakout.PANEL,
        sides.PANEL,
        injects.PANEL,
        experiments.PANEL,
        margins.PANEL,
        feedback.PANEL,
        ideas.PANEL,
        topics.PANEL,
        questions.PANEL,
        quiz.PANEL,
        # Takes what no panel before it has claimed.
        votes.PANEL,
        differently.PANEL,
        parking.PANEL,
        activities.LIBRARY,
    )


def shown_panels(moment: Moment) -> list[dict[str, Any]]:
    """Return what the panels of this moment show, in their order."""
    if moment.seen.view.phase != "running" or moment.seen.me not in moment.seen.room.here:
        return []
    return list(_shown(moment))


def _shown(moment: Moment) -> Iterator[dict[str, Any]]:
    for panel in _all():
        found = panel.show(moment)
        if found is not None:
            claims = moment.claimed.union(found.get("claims", ()))
            moment = replace(moment, claimed=claims)
            yield {"template": f"room/panels/{panel.name}.html", "claims": (), **found}


def acts_of_panels() -> dict[str, Act]:
    """Return every act of every panel, by the value of its button."""
    return {name: act for panel in _all() for name, act in panel.acts.items()}
