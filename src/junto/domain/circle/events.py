"""What happens between sessions and may be known: proposals to the people who run the program."""

from dataclasses import dataclass

from junto.foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class SpinOffProposed(Event):
    """Somebody would like to start a group like their own."""

    kind = "circle.spin-off-proposed"
    program_ref: str
    group_ref: str


@dataclass(frozen=True, kw_only=True)
class SpinOffSettled(Event):
    """A proposal was answered: a group began, or not this time."""

    kind = "circle.spin-off-settled"
    program_ref: str
    state: str
