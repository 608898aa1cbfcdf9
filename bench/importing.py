"""10,000 rows: seconds to read, check and add, and the longest time the write lock was held.

Claim: under 20 s, with the lock never held over 1 s. Run: python bench/importing.py [rows]
"""

import os
import sys
import tempfile
import time
from typing import Any

os.environ["JUNTO_DATA_DIR"] = tempfile.mkdtemp(prefix="junto-bench-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "junto.config.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from junto.domain.accounts.models import User  # noqa: E402
from junto.domain.organizations.models import Organization  # noqa: E402
from junto.domain.people import import_actions  # noqa: E402
from junto.domain.people.models import ImportBatch, Person, RoleAssignment  # noqa: E402
from junto.domain.programs.models import Enrollment, Program, ProgramStaff  # noqa: E402
from junto.foundation import tenancy  # noqa: E402
from junto.foundation.access import Actor  # noqa: E402
from junto.foundation.jobs.models import Job  # noqa: E402
from junto.foundation.jobs.running import run  # noqa: E402

LIMIT_SECONDS, LIMIT_LOCK = 20.0, 1.0
held: list[float] = []


def watch_transactions() -> None:
    """Note how long each outermost transaction lasts: IMMEDIATE takes the lock at its start."""
    enter, leave = transaction.Atomic.__enter__, transaction.Atomic.__exit__
    began: list[float] = []

    def timed_enter(self: Any) -> None:
        is_outer = not connection.in_atomic_block
        enter(self)
        if is_outer:
            began[:] = [time.perf_counter()]

    def timed_leave(self: Any, *details: Any) -> None:
        leave(self, *details)
        if not connection.in_atomic_block:
            held.append(time.perf_counter() - began[0])

    transaction.Atomic.__enter__ = timed_enter
    transaction.Atomic.__exit__ = timed_leave


def sheet(rows: int) -> bytes:
    """People with a manager, attributes and, in row 9,999, a bad address."""
    lines = ["ID,Full name,E-mail,Unit,Site,Manager,Level,Start date,Skills,Language"]
    for n in range(2, rows + 2):
        email = f"p{n}@northlight.example" if n != 9_999 else "p9999@northlight"
        lines.append(
            f"{n},Person Nr {n},{email},Unit {n % 40},{('Leeds', 'Toronto', 'Singapore')[n % 3]},"
            f"{max(2, n // 8)},L{n % 6},{1 + n % 28:02d}.{1 + n % 12:02d}.20{10 + n % 15},"
            f"{('coaching; sales', 'finance', 'sales; finance')[n % 3]},English"
        )
    return "\n".join(lines).encode()


def work() -> None:
    """Do what waits, as the worker does."""
    for job in Job.objects.filter(state="waiting", name__startswith="people."):
        run(job.pk, clock=timezone.now)


def main() -> int:
    """Measure and judge."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    settings.FILES_DIR.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    now = timezone.now()
    organization = Organization.objects.create(name="Bench", created_at=now)
    user = User.objects.create_user(email="bench@northlight.example", password="correct horse 7")
    with tenancy.scope(organization.pk):
        me = Person.objects.create(full_name="Bench", email=user.email, user=user, created_at=now)
        RoleAssignment.objects.create(person=me, role="program_manager")
        program = Program.objects.create(name="Program", created_at=now)
        ProgramStaff.objects.create(program=program, person=me, role="manager")
        actor = Actor(
            user_id=user.pk,
            person_id=me.pk,
            organization_id=organization.pk,
            roles=frozenset({"program_manager"}),
        )
        watch_transactions()
        began = time.perf_counter()
        batch = import_actions.start_import(
            organization=organization,
            chunks=[sheet(rows)],
            file_name="people.csv",
            program_ref=program.ref,
            actor=actor,
            now=now,
        )
        work()
        batch = ImportBatch.objects.get(pk=batch.pk)
        read = time.perf_counter() - began
        lock_reading = max(held)
        counts = batch.summary["counts"]
        import_actions.commit_import(
            batch=batch, expected=[counts["new"], counts["update"]], actor=actor, now=now
        )
        committing = len(held)
        work()
        seconds = time.perf_counter() - began
        lock = max(held)
        print(f"rows {rows}: {counts}; first to fix: {batch.summary['repairs'][:1]}")
        print(f"enrolled {Enrollment.objects.count()}")
        print(f"read and checked {read:.2f} s (longest lock {lock_reading:.2f} s)")
        print(f"commit: longest lock {max(held[committing:]):.2f} s")
        print(f"all {seconds:.2f} s of {LIMIT_SECONDS:.0f}; longest lock {lock:.2f} s of 1")
    return 0 if seconds < LIMIT_SECONDS and lock <= LIMIT_LOCK else 1


if __name__ == "__main__":
    sys.exit(main())
