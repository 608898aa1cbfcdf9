"""What somebody typed survives a closed tab, an expired sign-in and a new version of the server."""

from datetime import datetime
from typing import Any

MAX_BYTES = 64_000


class TooLarge(ValueError):
    """A draft is a few fields of text, not a file."""


def save(*, user_id: int, form: str, fields: dict[str, str], now: datetime) -> None:
    """Keep the fields of one form for one user, replacing what was kept before."""
    import json

    from junto.foundation.drafts.models import Draft

    text = json.dumps(fields, ensure_ascii=False)
    if len(text.encode()) > MAX_BYTES:
        raise TooLarge(form)
    Draft.objects.update_or_create(
        user_id=user_id, form=form, defaults={"fields": text, "saved_at": now}
    )


def load(*, user_id: int, form: str) -> dict[str, Any]:
    """The kept fields, or nothing."""
    import json

    from junto.foundation.drafts.models import Draft

    draft = Draft.objects.filter(user_id=user_id, form=form).first()
    return json.loads(draft.fields) if draft else {}


def discard(*, user_id: int, form: str) -> None:
    """Forget the draft, once its form has been sent."""
    from junto.foundation.drafts.models import Draft

    Draft.objects.filter(user_id=user_id, form=form).delete()
