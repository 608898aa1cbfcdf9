"""What happens to thanks. The log names the group, neither who thanked nor who was thanked."""

from dataclasses import dataclass

from junto.foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class ThanksGiven(Event):
    """Somebody was thanked in a group."""

    kind = "recognition.thanks-given"
    group_ref: str
