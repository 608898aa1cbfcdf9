"""Address parts: `name-ref` where the last 12 characters are the random reference."""

from typing import Any

from junto.foundation.text import REF_LENGTH


class RefConverter:
    """Matches `3k9…` or `kestrel-3k9…`; gives the view the bare reference.

    Reversing takes a string as it is, or an object with `address` (a `named_ref`).
    """

    regex = r"(?:[-\w]+-)?[0-9a-z]{12}"

    def to_python(self, value: str) -> str:
        """The reference at the end."""
        return value[-REF_LENGTH:]

    def to_url(self, value: Any) -> str:
        """The readable address of an object."""
        return value if isinstance(value, str) else str(value.address)
