"""How sign-in mails are written at send time."""

from typing import Any

from junto.foundation.outbox import Mail, renders

KIND = "accounts.message"


@renders(KIND)
def render_message(payload: dict[str, Any]) -> Mail:
    """A message that was worded when it was asked for: codes live minutes, not days."""
    return Mail(to=payload["to"], subject=payload["subject"], body=payload["body"])
