"""Put a circle whose session has just ended into a running server; prints where and who as JSON.

Run as a process of its own: `python -m e2e.after_seeding`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from e2e.outside import run


def seed(data_dir: Path) -> dict[str, Any]:
    """Seed the server's data directory from outside."""
    return run("e2e.after_seeding", data_dir)


def main() -> None:
    """Make the circle, end its session and sign everybody in."""
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse
    from django.utils import timezone

    from factories import UserFactory
    from factories.after import make_circle, make_session
    from junto.domain.accounts.models import User
    from junto.domain.sessions import pulses
    from junto.foundation import tenancy

    UserFactory.reset_sequence(User.objects.count())
    now = timezone.now()
    world = make_circle(5)
    session = make_session(world.group, date=now.date(), starts_at=now, ends_at=now)
    with tenancy.scope(world.organization.pk):
        pulses.open_pulse(session, now=now)
    cookies = {}
    for person in [*world.members, world.manager]:
        client = Client()
        client.force_login(person.user)
        cookies[person.full_name] = client.cookies[settings.SESSION_COOKIE_NAME].value
    pages = {
        "after": reverse("after:session", kwargs={"ref": session}),
        "steps": reverse("after:steps"),
        "group_steps": reverse("after:group-steps", kwargs={"ref": world.group}),
        "group_pulse": reverse("after:group-pulse", kwargs={"ref": world.group}),
        "program_pulse": reverse("after:program-pulse", kwargs={"ref": world.program}),
    }
    print(json.dumps({**pages, "cookie": settings.SESSION_COOKIE_NAME, "people": cookies}))


if __name__ == "__main__":
    main()
