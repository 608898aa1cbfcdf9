"""Put a group with a session that begins now into a running server; prints where and who as JSON.

Run as a process of its own: `python -m e2e.seeding PEOPLE FORMAT KIND MINUTES [facilitator]`.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from e2e.outside import run


def seed(
    data_dir: Path, people: int, format_id: str, kind: str, minutes: int, *more: str
) -> dict[str, Any]:
    """Seed the server's data directory from outside."""
    arguments = [str(people), format_id, kind, str(minutes), *more]
    return run("e2e.seeding", data_dir, *arguments)


def main(arguments: list[str]) -> None:
    """Make the world and sign everybody in."""
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from factories import UserFactory
    from factories.rooms import add_session, make_room_world
    from junto.domain.accounts.models import User
    from junto.foundation import tenancy

    people, format_id, kind, minutes, *more = arguments
    UserFactory.reset_sequence(User.objects.count())
    world = make_room_world(
        int(people),
        format_id,
        kind=kind,
        minutes=int(minutes),
        starts_at=datetime.now(UTC),
        facilitator="facilitator" in more,
    )
    rooms = {}
    if then := next((each for each in more if each.startswith("then:")), ""):
        # One more session of the group, with the format it names.
        with tenancy.scope(world.organization.pk):
            later = add_session(
                world.group,
                2,
                then.removeprefix("then:"),
                minutes=int(minutes),
                starts_at=datetime.now(UTC) + timedelta(minutes=5),
            )
        rooms["next_room"] = reverse("room:room", kwargs={"ref": later})
    everybody = [*world.members, *([world.guide] if world.guide else [])]
    cookies = {}
    for person in everybody:
        client = Client()
        client.force_login(person.user)
        cookies[person.full_name] = client.cookies[settings.SESSION_COOKIE_NAME].value
    print(
        json.dumps(
            {
                **rooms,
                "room": reverse("room:room", kwargs={"ref": world.session}),
                "prepare": reverse("room:prepare", kwargs={"ref": world.session}),
                "cookie": settings.SESSION_COOKIE_NAME,
                "people": cookies,
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1:])
