"""What happens to an organization's own formats. Titles and texts stay out of the log."""

from dataclasses import dataclass

from junto.foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class FormatMade(Event):
    """A format was begun, from another one or from a file."""

    kind = "catalog.format-made"
    format_ref: str
    based_on: str


@dataclass(frozen=True, kw_only=True)
class FormatSaved(Event):
    """A version of an own format was saved."""

    kind = "catalog.format-saved"
    format_ref: str
    version: str


@dataclass(frozen=True, kw_only=True)
class FormatShared(Event):
    """An own format was shared with everybody who runs sessions, or taken back."""

    kind = "catalog.format-shared"
    format_ref: str
    shared: bool


@dataclass(frozen=True, kw_only=True)
class FormatRetired(Event):
    """An own format was retired, or brought back."""

    kind = "catalog.format-retired"
    format_ref: str
    retired: bool
