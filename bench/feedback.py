"""A round of feedback about 500 people with ten raters each: share out, open a form, seal, read.

Claims: opening a form takes, for 95 of 100 requests, at most three times the bare page of 20 rows
for somebody signed in on the same server, the two asked in turn; closing and sealing 5,000 answers
takes under 60 s, its baseline being to read and write the same 5,000 rows once; a report's page
takes under 15 queries.
Run: python bench/feedback.py [--postgresql]
"""

import http.client
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from _server import BenchServer, environment, judge, leave, on_postgresql, report

SUBJECTS, RATERS, LOOKS = 500, 10, 300

SEED = """
import json, sys, time
from junto.config import environment; environment.set_up_django()
from datetime import timedelta
from django.utils import timezone
from junto.domain.accounts.models import User
from junto.domain.feedback import actions, answering
from junto.domain.feedback.enums import RoundStage
from junto.domain.feedback.models import FeedbackRound, Rater
from junto.domain.organizations.models import Organization
from junto.domain.people.models import Person
from junto.domain.programs.models import Enrollment, Program, ProgramStaff
from junto.foundation import tenancy
from junto.foundation.access import Actor
subjects, raters, now = int(sys.argv[1]), int(sys.argv[2]), timezone.now()
organization = Organization.objects.create(name="Bench", created_at=now)

def actor(person, user=None):
    return Actor(
        user_id=user, person_id=person.pk, organization_id=organization.pk, roles=frozenset()
    )

with tenancy.scope(organization.pk):
    manager = Person.objects.create(full_name="Helena Brandt", created_at=now)
    program = Program.objects.create(name="Leading", created_at=now)
    ProgramStaff.objects.create(program=program, person=manager, role="manager")
    user = User.objects.create(email="bench@people.example", name="Person 0000")
    people = Person.objects.bulk_create(
        [
            Person(full_name=f"Person {n:04}", created_at=now, user=None if n else user)
            for n in range(subjects)
        ]
    )
    Enrollment.objects.bulk_create(
        [Enrollment(program=program, person=person, since=now) for person in people]
    )
    plan = actions.Plan(
        title="Autumn", closes_at=now + timedelta(days=14), wanted=raters, most=raters,
        competencies=["listening", "feedback", "delegating", "developing"],
    )
    house = actor(manager)
    round_ = actions.plan_round(program=program, plan=plan, people=people, actor=house, now=now)
    began = time.perf_counter()
    actions.fill_up(round_=round_, actor=house, now=now)
    shared = time.perf_counter() - began
    FeedbackRound.objects.update(stage=RoundStage.ASKING, asked_at=now)
    round_.refresh_from_db()
    actions.ask_everybody(round_=round_, now=now)
    items = [
        f"{name}-{n}" for name in ("listening", "feedback", "delegating", "developing")
        for n in (1, 2, 3)
    ]
    mixed = Rater.objects.filter(category="peers").select_related(
        "person", "subject__person", "subject__round"
    )
    form = None
    said = ("Asked the night crew first", "Let us finish before deciding", "Shared the plan early")
    for n, rater in enumerate(mixed.order_by("pk")):
        if form is None and rater.person_id == people[0].pk:
            form = rater.address
        answering.give(
            rater=rater,
            values={item: 1 + (n * 7 + at * 3) % 5 for at, item in enumerate(items)},
            words={"keep": said[n % 3], "more": said[(n + 1) % 3]},
            actor=actor(rater.person), now=now,
        )
print(json.dumps({"user": user.pk, "form": form, "shared": shared}))
"""

SEAL = """
import json, time
from junto.config import environment; environment.set_up_django()
from datetime import timedelta
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from junto.domain.accounts.models import User
from junto.domain.assessments import jobs
from junto.domain.assessments.models import Answers, OpenAnswers, Round
from junto.domain.feedback.models import Subject
from junto.foundation import tenancy

def plain():
    # The same rows once more, in one transaction that is undone: no seal, no report.
    began = time.perf_counter()
    with transaction.atomic():
        rows = list(OpenAnswers.objects.all())
        Answers.objects.bulk_create(
            [Answers(round_id=row.round_id, category="", values=row.values) for row in rows]
        )
        OpenAnswers.objects.all().delete()
        transaction.set_rollback(True)
    return len(rows), time.perf_counter() - began

from junto.domain.organizations.models import Organization
organization = Organization.objects.get(name="Bench").pk
with tenancy.scope(organization):
    count, bare = plain()
later = timezone.now() + timedelta(days=15)
began = time.perf_counter()
jobs.seal(later)
sealed = time.perf_counter() - began
with tenancy.scope(organization):
    user = User.objects.get(email="bench@people.example")
    mine = Subject.objects.get(person__user=user)
    Subject.objects.filter(pk=mine.pk).update(debrief_on=later.date())
    left = Subject.objects.filter(report=None).count()
    client = Client(HTTP_HOST="localhost")
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    page = reverse("feedback:report", kwargs={"ref": mine.address})
client.get(page)
with CaptureQueriesContext(connection) as asked:
    answer = client.get(page)
assert answer.status_code == 200 and left == 0, (answer.status_code, left)
print(json.dumps({"count": count, "bare": bare, "sealed": sealed, "queries": len(asked)}))
"""


def run(code: str, data_dir: Path, *given: int) -> dict:
    """Run code in a process with that data, and read the last line it prints."""
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, given)],
        env=environment(data_dir),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def looks(server: BenchServer, cookies: dict, *paths: str) -> list[float]:
    """Milliseconds within which 95 of 100 requests are answered, for pages asked in turn."""
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    headers = {"Host": "localhost", "Accept-Encoding": "gzip", "Cookie": cookie}
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    took: list[list[float]] = [[] for _ in paths]
    for look in range(LOOKS + 20):
        for path, times in zip(paths, took, strict=True):
            began = time.perf_counter()
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise SystemExit(f"{path} answers {answer.status}")
            if look >= 20:
                times.append(1000 * (time.perf_counter() - began))
    connection.close()
    return [sorted(times)[int(0.95 * len(times))] for times in took]


def main() -> None:
    if "--postgresql" in sys.argv:
        on_postgresql()
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "data"
        with BenchServer(data_dir) as server:
            server.first_page_s()
            made = run(SEED, data_dir, SUBJECTS, RATERS)
            report(f"sharing out {SUBJECTS} x {RATERS}", made["shared"], "s")
            cookies = server.sign_in(made["user"])
            paths = [f"/feedback/give/{made['form']}", f"/feedback/give/{made['form']}/1"]
            bare, first, form = looks(server, cookies, "/bare/signed-in", *paths)
            report("bare page of 20 rows, signed in: the baseline", bare, "ms, 95 of 100")
            judge("opening what is asked", first / bare, 3, "times the bare page")
            judge("opening a form", form / bare, 3, "times the bare page")
        done = run(SEAL, data_dir)
        judge(f"closing and sealing {done['count']:,} answers", done["sealed"], 60, "s")
        ratio = done["sealed"] / done["bare"]
        report("closing and sealing", ratio, "times reading and writing the rows once")
        judge("a report's page", done["queries"], 14, "queries")
    leave()


if __name__ == "__main__":
    main()
