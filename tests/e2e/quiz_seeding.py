"""Put a program of thirty players with a quiz that is open into a running server.

Run as a process of its own: `python -m e2e.quiz_seeding 30`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from e2e.outside import run

QUESTIONS = """\
Which word helps most?
a) Soon
b) By Friday *
c) When you can

How safe is it to say no here?
scale: not at all ... wholly
"""


def seed(data_dir: Path, players: int) -> dict[str, Any]:
    """Seed the server's data directory from outside."""
    return run("e2e.quiz_seeding", data_dir, str(players))


def main(players: int) -> None:
    """Make the players and their host, write the quiz, open it and sign everybody in."""
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from factories import (
        OrganizationFactory,
        UserFactory,
        actor_of,
        enroll,
        make_person,
        make_program,
    )
    from junto.domain.accounts.models import User
    from junto.domain.assessments import quiz_actions
    from junto.foundation import tenancy
    from junto.kernel.quiz import read_text

    UserFactory.reset_sequence(User.objects.count())
    now, organization = timezone.now(), OrganizationFactory()
    host = make_person(organization, roles=("program_manager",), full_name="Helena Brandt")
    program = make_program(organization, manager=host)
    people = [make_person(organization, full_name=f"Player {n}") for n in range(players)]
    enroll(program, people)
    with tenancy.scope(organization.pk):
        actor = actor_of(host)
        quiz = quiz_actions.create_quiz(
            organization=organization,
            title="Words that help",
            questions=read_text(QUESTIONS).questions,
            actor=actor,
            now=now,
        )
        run = quiz_actions.open_run(
            quiz=quiz, place="program", ref=program.ref, actor=actor, now=now
        )
    cookies = {}
    for person in [host, *people]:
        client = Client()
        client.force_login(person.user)
        cookies[person.full_name] = client.cookies[settings.SESSION_COOKIE_NAME].value
    print(
        json.dumps(
            {
                **_pages(run),
                "questions": [each["id"] for each in run.questions[:2]],
                "cookie": settings.SESSION_COOKIE_NAME,
                "people": cookies,
            }
        )
    )


def _pages(run: Any) -> dict[str, str]:
    """Where a run is shown, joined, answered and told."""
    from django.urls import reverse

    routes = {
        "screen": "screen",
        "play": "play",
        "join": "play-join",
        "answer": "play-answer",
        "results": "results",
    }
    return {name: reverse(f"quiz:{route}", kwargs={"ref": run}) for name, route in routes.items()}


if __name__ == "__main__":
    main(int(sys.argv[1]))
