"""What happens to next steps. The log names the group and never the person whose step it is."""

from dataclasses import dataclass

from junto.foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class StepMade(Event):
    """A next step was made in a group."""

    kind = "goals.step-made"
    group_ref: str


@dataclass(frozen=True, kw_only=True)
class StepChanged(Event):
    """A next step was done, moved, let go or taken up again."""

    kind = "goals.step-changed"
    group_ref: str
