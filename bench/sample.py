"""The sample with its twelve weeks, from nothing to done, in seconds, and what it holds.

Claim: under 15 seconds. Nothing is forming or serving meanwhile, as when a server starts with it.
Run: python bench/sample.py
"""

import os
import tempfile
from time import perf_counter

os.environ["JUNTO_DATA_DIR"] = tempfile.mkdtemp(prefix="junto-bench-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "junto.config.settings")

import django

django.setup()

from _server import judge, leave, report  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from junto.domain.overview import sample  # noqa: E402
from junto.domain.sessions.models import RoomEvent, Session  # noqa: E402
from junto.foundation import tenancy  # noqa: E402

LIMIT = 15


def main():
    call_command("migrate", verbosity=0)
    call_command("migrate", database="keys", verbosity=0)
    started = perf_counter()
    organization = sample.seed(now=timezone.now())
    judge("the sample with its twelve weeks", perf_counter() - started, LIMIT, "s")
    with tenancy.scope(organization.pk):
        report("sessions", Session.objects.count(), "")
        report("entries of room logs", RoomEvent.objects.count(), "")
    leave()


if __name__ == "__main__":
    main()
