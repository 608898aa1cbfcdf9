"""Deciding about what needs a look: kept in the log, and done where Junto can do it."""

from datetime import datetime
from typing import Any

from django.db import transaction

from junto.domain.overview.signals import Kind, Signal
from junto.domain.programs import decisions
from junto.domain.programs.enums import Choice
from junto.domain.sessions import check_ins
from junto.foundation.access import Actor


@transaction.atomic
def decide(
    *, program: Any, signal: Signal, choice: str, note: str, actor: Actor, now: datetime
) -> int:
    """Keep the decision; a check-in that was chosen is asked for.

    Returns
    -------
    int
        How many facilitators were asked.
    """
    decisions.decide(
        program=program,
        key=signal.key,
        said=signal.title,
        choice=choice,
        note=note,
        actor=actor,
        now=now,
    )
    if signal.kind == Kind.AWAY and choice == Choice.SUGGESTED:
        return check_ins.ask(signal.group, occasion=signal.key, now=now)
    return 0
