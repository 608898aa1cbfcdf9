"""The board of 540 people and a program's people: processor time beside a bare Django page.

Claim: at most 4 times a bare page of 20 rows for somebody signed in on the same server, the same
for few people as for many; a draft, a swap's consequence and a check of the rules in seconds of one
request. The ratio to the barest page, without middleware, is printed beside it.
Run: python bench/board.py
"""

import gzip
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from _server import BenchServer, bare_pages, environment, judge, leave, report

MANY, FEW = 540, 48

SEED = """
import json, sys
from junto.config import environment; environment.set_up_django()
from datetime import date
from time import perf_counter
from django.utils import timezone
from junto.domain.accounts.models import User
from junto.domain.groups import actions, queries
from junto.domain.groups.models import Formation
from junto.domain.organizations.models import Organization
from junto.domain.people.models import Person, RoleAssignment
from junto.domain.programs.models import Enrollment, Program, ProgramStaff
from junto.foundation import tenancy
from junto.foundation.access import system
count, now, taken = int(sys.argv[1]), timezone.now(), {}
def timed(name, work):
    began = perf_counter()
    found = work()
    taken[name] = perf_counter() - began
    return found
organization = Organization.objects.create(name=f"Bench {count}", created_at=now)
with tenancy.scope(organization.pk):
    user = User.objects.create(email=f"bench{count}@people.example", name="Helena Brandt")
    manager = Person.objects.create(
        full_name="Helena Brandt", email=user.email, user=user, created_at=now
    )
    RoleAssignment.objects.create(person=manager, role="program_manager")
    rules = {
        "hard": [{"at_most": {"attribute": "country", "count": 2}}, {"shared_hours": {"hours": 2}}],
        "soft": [
            {"mix": {"attribute": "unit", "weight": 3}},
            {"mix": {"attribute": "site", "weight": 2}},
            {"mix": {"attribute": "level", "weight": 1}},
        ],
    }
    program = Program.objects.create(
        name="Leading", created_at=now, size_min=6, size_max=6, starts_on=date(2026, 12, 1),
        rules=rules, steps_saved={"people": "", "template": "", "rules": ""},
    )
    ProgramStaff.objects.create(program=program, person=manager, role="manager")
    people = Person.objects.bulk_create(
        [
            Person(
                full_name=f"Person Number {n:04}", unit=f"Unit {n * 7 % 8}", site=f"Site {n % 5}",
                country=f"Country {n % 11}", level=f"Level {n % 4}", created_at=now,
            )
            for n in range(count)
        ]
    )
    Enrollment.objects.bulk_create(
        [Enrollment(program=program, person=person, since=now) for person in people]
    )
    made = Formation.objects.create(
        program=program, number=1, size_min=6, size_max=6, created_at=now,
        rules=queries.problems.complete(rules, date(2026, 12, 1)),
    )
    timed("draft", lambda: actions.solve_formation(
        formation_id=made.pk, clock=timezone.now, tell=lambda *_: None, should_stop=lambda: False
    ))
    made = Formation.objects.select_related("program").get(pk=made.pk)
    seats = queries.seating_of(made)
    timed("check", lambda: queries.possible(program, rules, (6, 6), now))
    other = timed("swaps", lambda: queries.other_swaps(made, seats[0][0]))[0][0]
    timed("what if", lambda: queries.consequence(made, seats[0][0], other=other))
    timed("swap", lambda: actions.swap_people(
        formation=made, person=seats[0][0], other=other, version=made.version,
        actor=system(organization.pk), now=now,
    ))
print(json.dumps({"user": user.pk, "program": program.ref, "person": seats[0][0],
    "organization": organization.ref, **taken}))
"""


def seed(data_dir: Path, count: int) -> dict:
    done = subprocess.run(
        [sys.executable, "-c", SEED, str(count)],
        env=environment(data_dir),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def weight_kb(server: BenchServer, path: str, cookies: dict) -> float:
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    request = urllib.request.Request(
        f"http://localhost:{server.port}{path}", headers={"Cookie": cookie}
    )
    with urllib.request.urlopen(request) as answer:
        return len(gzip.compress(answer.read())) / 1000


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "data"
        with BenchServer(data_dir) as server:
            server.first_page_s()
            many, few = seed(data_dir, MANY), seed(data_dir, FEW)
            time.sleep(1)
            for about, made in ((f"{MANY} people", many), (f"{FEW} people", few)):
                cookies = server.sign_in(made["user"])
                barest, bare = bare_pages(server, cookies)
                stem = f"/programs/{made['program']}"
                for what, path in (
                    ("board", f"{stem}/groups"),
                    ("people of a program", f"{stem}/setup/people"),
                    ("everybody", f"/org/{made['organization']}/people"),
                ):
                    page = server.cpu_ms(path, cookies=cookies)
                    judge(f"{what}, {about}", page / bare, 4, "times the bare page")
                    report(f"{what}, {about}", page / barest, "times the barest page")
                person = f"{stem}/groups?person={made['person']}"
                panel = server.cpu_ms(person, cookies=cookies, headers={"HX-Target": "div#panel"})
                judge(f"one person's panel, {about}", panel / bare, 4, "times the bare page")
                whole = server.cpu_ms(person, cookies=cookies)
                report(f"board with one person, no script, {about}", whole / bare, "times bare")
                size = weight_kb(server, f"{stem}/groups", cookies)
                judge(f"weight of the board, {about}", size, 25, "KB gzip")
            judge(f"a draft of {MANY} people, with its figures", many["draft"], 10, "s")
            judge("a check of the rules", many["check"], 1, "s")
            judge("what a swap would do", many["what if"], 1, "s")
            judge("the best swaps of a person", many["swaps"], 1, "s")
            judge("a swap", many["swap"], 1, "s")
    leave()


if __name__ == "__main__":
    main()
