"""A group that ends meets no more: its sessions ahead are called off."""

from datetime import datetime

from junto.domain.groups.events import GroupEnded
from junto.domain.sessions import actions
from junto.foundation.access import Actor
from junto.foundation.events import subscribe


@subscribe(GroupEnded)
def call_off_sessions(event: GroupEnded, *, actor: Actor, now: datetime) -> None:
    """Its people have left already, and nobody is written to."""
    actions.call_off_ahead(group_ref=event.group_ref, actor=actor, now=now)
