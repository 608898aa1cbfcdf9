"""Today for a hundred groups with twelve sessions each: processor time beside a bare Django page.

Claim: under 15 queries (a test counts them) and at most 4 times a bare page of 20 rows for somebody
signed in on the same server, the same for a few groups as for a hundred. The page is made once for
all that it tells of: a first look, which makes it anew, is printed beside it.
Run: python bench/today.py
"""

import http.client
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from _server import BenchServer, bare_pages, cpu_seconds, environment, judge, leave, report

MANY, FEW = 100, 8

SEED = """
import json, sys
from junto.config import environment; environment.set_up_django()
from datetime import timedelta
from django.utils import timezone
from junto.domain.accounts.models import User
from junto.domain.groups.models import Group, GroupMember
from junto.domain.organizations.models import Organization
from junto.domain.people.models import Person, RoleAssignment
from junto.domain.programs.models import Enrollment, Objective, Program, ProgramStaff
from junto.domain.sessions.models import Attendance, Session
from junto.foundation import tenancy
count, now = int(sys.argv[1]), timezone.now()
organization = Organization.objects.create(name=f"Bench {count}", created_at=now)
with tenancy.scope(organization.pk):
    user = User.objects.create(email=f"today{count}@people.example", name="Helena Brandt")
    manager = Person.objects.create(
        full_name="Helena Brandt", email=user.email, user=user, created_at=now
    )
    RoleAssignment.objects.create(person=manager, role="program_manager")
    steps = ("people", "template", "rules", "groups", "schedule", "invite")
    program = Program.objects.create(
        name="Leading", created_at=now, steps_saved={each: now.isoformat() for each in steps}
    )
    ProgramStaff.objects.create(program=program, person=manager, role="manager")
    people = Person.objects.bulk_create(
        [
            Person(full_name=f"Person {n:04}", unit=f"Unit {n * 7 % 8}", created_at=now)
            for n in range(count * 6)
        ]
    )
    Enrollment.objects.bulk_create(
        [Enrollment(program=program, person=person, since=now) for person in people]
    )
    groups = Group.objects.bulk_create(
        [
            Group(program=program, kind="circle", name=f"Group {n:03}", published_at=now)
            for n in range(count)
        ]
    )
    GroupMember.objects.bulk_create(
        [
            GroupMember(group=groups[n // 6], person=person, joined_at=now)
            for n, person in enumerate(people)
        ]
    )
    def session(group, number):
        at = now + timedelta(weeks=number - 10)
        held = number < 10
        return Session(
            group=group, number=number, state="ended" if held else "planned", title="Session",
            date=at.date(), starts=at.time(), zone="UTC", minutes=90, starts_at=at,
            ends_at=at + timedelta(minutes=90), changed_at=now,
        )
    sessions = Session.objects.bulk_create(
        [session(group, number) for group in groups for number in range(1, 13)]
    )
    members = {}
    for n, person in enumerate(people):
        members.setdefault(groups[n // 6].pk, []).append(person)
    Attendance.objects.bulk_create(
        [
            Attendance(
                session=each, person=person,
                was="absent" if (each.number * 5 + place) % 17 == 0 else "present",
            )
            for each in sessions if each.state == "ended"
            for place, person in enumerate(members[each.group_id])
        ]
    )
    Objective.objects.create(
        program=program, text="Groups meet", measure="held", target=90, created_at=now
    )
print(json.dumps({"user": user.pk, "organization": organization.ref}))
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


def anew_ms(server: BenchServer, path: str, cookies: dict, looks: int = 40) -> float:
    """Milliseconds of processor time of a look for which nothing was kept."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    headers = {"Host": "localhost", "Accept-Encoding": "gzip", "Cookie": cookie}
    before = cpu_seconds(server.process.pid)
    for look in range(looks):
        connection.request("GET", f"{path}?look={look}", headers=headers)
        connection.getresponse().read()
    connection.close()
    return 1000 * (cpu_seconds(server.process.pid) - before) / looks


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "data"
        with BenchServer(data_dir) as server:
            server.first_page_s()
            made = {count: seed(data_dir, count) for count in (FEW, MANY)}
            time.sleep(1)
            for count, where in made.items():
                cookies = server.sign_in(where["user"])
                barest, bare = bare_pages(server, cookies)
                path = f"/home/{where['organization']}/program_manager"
                page = server.cpu_ms(path, cookies=cookies)
                judge(f"Today, {count} groups", page / bare, 4, "times the bare page")
                report(f"Today, {count} groups", page / barest, "times the barest page")
                anew = anew_ms(server, path, cookies)
                report(f"Today made anew, {count} groups", anew / bare, "times the bare page")
    leave()


if __name__ == "__main__":
    main()
