"""People of the sample program, signed in; and the clock moved on to where a round closes.

Run as a process of its own: `python -m e2e.feedback_seeding people`, `... close ROUND`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from e2e.outside import run

MIXED = 8


def sign_in(data_dir: Path) -> dict[str, Any]:
    """Sign in whoever looks after the program, a leader of it, their manager and eight others."""
    return run("e2e.feedback_seeding", data_dir, "people")


def close(data_dir: Path, round_ref: str) -> None:
    """Let the time of a round be over, and let the server's clock see it."""
    run("e2e.feedback_seeding", data_dir, "close", round_ref)


def people() -> dict[str, Any]:
    """Where everything is and who is who, as `Hand` reads it."""
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from factories import UserFactory
    from junto.domain.accounts.models import User
    from junto.domain.organizations.models import Organization
    from junto.domain.programs import queries as programs
    from junto.domain.programs.models import Program
    from junto.foundation import tenancy

    UserFactory.reset_sequence(User.objects.count())
    organization = Organization.objects.get(is_sample=True)
    with tenancy.scope(organization.pk):
        program = Program.objects.order_by("pk")[0]
        enrolled = list(programs.enrolled_people(program))
        subject = next(each for each in enrolled if each.manager_id)
        others = [each for each in enrolled if each.pk not in (subject.pk, subject.manager_id)]
        roles = {
            "organizer": programs.managers_of(program)[0],
            "subject": subject,
            "manager": subject.manager,
            **{f"rater {n}": each for n, each in enumerate(others[-MIXED:])},
        }
        cookies = {}
        for role, person in roles.items():
            if person.user is None:
                person.user = UserFactory(name=person.full_name)
                person.save(update_fields=["user"])
            client = Client()
            client.force_login(person.user)
            cookies[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {
        "cookie": settings.SESSION_COOKIE_NAME,
        "people": cookies,
        "names": {role: person.full_name for role, person in roles.items()},
        "plan": reverse("feedback:plan", kwargs={"ref": program}),
        "home": reverse("feedback:home", kwargs={"ref": organization}),
    }


def let_close(round_ref: str) -> dict[str, Any]:
    """Move the close of a round, and of the answers in it, into the past; seal them."""
    from django.utils import timezone

    from junto.domain.assessments import jobs
    from junto.domain.assessments.models import Round
    from junto.domain.feedback import queries
    from junto.domain.feedback.models import FeedbackRound, Subject
    from junto.foundation import tenancy

    now = timezone.now()
    round_ = queries.get_round(round_ref)
    with tenancy.scope(round_.organization_id):
        refs = Subject.objects.filter(round=round_).values_list("answers_ref", flat=True)
        FeedbackRound.objects.filter(pk=round_.pk).update(closes_at=now)
        Round.objects.filter(ref__in=list(refs)).update(closes_at=now)
    jobs.seal(timezone.now())
    return {}


def main(what: str, *arguments: str) -> None:
    """Do it, and say what came of it."""
    import django

    django.setup()
    print(json.dumps(people() if what == "people" else let_close(*arguments)))


if __name__ == "__main__":
    main(*sys.argv[1:])
