"""What a stage shows beside its prompt: each panel is one file here and one template.

A panel says whether it has something to show to a person now, and names the acts that its buttons
ask for. What it shows holds `template`; `claims` are the outputs it has a form of its own for.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

Act = Callable[[HttpRequest, Any, datetime], None]


@dataclass(frozen=True)
class Moment:
    """What a panel is asked about: the session, what its viewer sees of it, and the time."""

    session: Any
    seen: Any
    me: Any
    known: Mapping[str, Any]
    now: datetime


@dataclass(frozen=True)
class Panel:
    """One panel: `show` returns what its template needs, or None when it has no place now."""

    name: str
    show: Callable[[Moment], dict[str, Any] | None]
    acts: Mapping[str, Act]


def _all() -> tuple[Panel, ...]:
    return ()


def shown_panels(moment: Moment) -> list[dict[str, Any]]:
    """Return what the panels of this moment show, in their order."""
    if moment.seen.view.phase == "waiting" or moment.seen.me not in moment.seen.room.here:
        return []
    return list(_shown(moment))


def _shown(moment: Moment) -> Iterator[dict[str, Any]]:
    for panel in _all():
        found = panel.show(moment)
        if found is not None:
            yield {"template": f"room/panels/{panel.name}.html", "claims": (), **found}


def acts_of_panels() -> dict[str, Act]:
    """Return every act of every panel, by the value of its button."""
    return {name: act for panel in _all() for name, act in panel.acts.items()}
