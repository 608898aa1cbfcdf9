"""What happens to rounds. An answer is no event: events have an order."""

from dataclasses import dataclass

from junto.foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class RoundOpened(Event):
    """A round of anonymous answers opened."""

    kind = "assessments.round-opened"
    round_ref: str


@dataclass(frozen=True, kw_only=True)
class RoundSealed(Event):
    """A round of anonymous answers was sealed."""

    kind = "assessments.round-sealed"
    round_ref: str
