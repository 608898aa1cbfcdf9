"""A whole round through the pages, with a mark on every rater and every word, and who looks."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import time_machine
from django.http import HttpResponseBase
from django.test import Client
from django.urls import NoReverseMatch, reverse

from factories import NOW, OrganizationFactory, actor_of, enroll, make_person, make_program
from factories.schedules import run_jobs
from junto.domain.assessments import jobs as assessment_jobs
from junto.domain.feedback import actions, answering
from junto.domain.feedback.enums import Category, Told
from junto.domain.feedback.models import FeedbackRound, Rater, Subject
from junto.domain.groups.enums import GroupKind
from junto.domain.groups.models import Group, GroupMember
from junto.domain.people import export_actions
from junto.domain.programs.models import ProgramStaff
from junto.foundation import tenancy
from junto.foundation.jobs import running
from junto.foundation.jobs.models import Job

RATERS = 8
CLOSES = NOW + timedelta(days=14)
LATER = CLOSES + timedelta(days=30)
ANSWERING = NOW + timedelta(days=1, minutes=7)
ZONES = (
    "Africa/Abidjan",
    "America/Adak",
    "Antarctica/Troll",
    "Asia/Kathmandu",
    "Atlantic/Azores",
    "Australia/Eucla",
    "Europe/Chisinau",
    "Pacific/Chatham",
)
ROLES = (
    "owner",
    "admin",
    "manager",
    "sponsor",
    "facilitator",
    "subject",
    "other subject",
    "rater",
    "visitor",
)
MATRIX = Path(__file__).parents[2] / "web" / "permission_matrix.txt"


@dataclass
class Walk:
    """A round that was sealed, and everybody who looks at it."""

    organization: Any
    program: Any
    round: Any
    people: dict[str, Any]
    raters: list[Any]
    clients: dict[str, Client]
    objects: dict[str, str] = field(default_factory=dict)

    def marks_of(self, number: int) -> list[str]:
        """What tells a rater: name, mail, reference, zone."""
        rater = self.raters[number]
        return [rater.full_name, rater.email, rater.ref, ZONES[number]]


def word_of(number: int, about: str = "a") -> str:
    """What a rater alone writes."""
    return f"quux{about}{number}zz"


def begin(told: Told = Told.WORD_FOR_WORD) -> Walk:
    """Two people whom eight are asked about; nobody has answered yet."""
    organization = OrganizationFactory(name="Northlight")
    people = {
        "owner": make_person(
            organization, full_name="Olga Owner", roles=("org_admin", "program_manager")
        ),
        "admin": make_person(organization, full_name="Ada Admin", roles=("org_admin",)),
        "manager": make_person(organization, full_name="Helena Head", roles=("program_manager",)),
        "sponsor": make_person(organization, full_name="Sol Sponsor", roles=("sponsor",)),
        "facilitator": make_person(organization, full_name="Fay Guide", roles=("facilitator",)),
        "subject": make_person(organization, full_name="Susi Ject", roles=("participant",)),
        "other subject": make_person(organization, full_name="Otto Ther", roles=("participant",)),
    }
    raters = [
        make_person(
            organization,
            full_name=f"Canary{n}x Rater",
            email=f"canary{n}x@people.example",
            time_zone=ZONES[n],
            roles=("participant",),
        )
        for n in range(RATERS)
    ]
    people["rater"] = raters[0]
    program = make_program(organization, manager=people["manager"], name="Ours")
    subjects = [people["subject"], people["other subject"]]
    enroll(program, [*subjects, *raters])
    with tenancy.scope(organization.pk), time_machine.travel(NOW, tick=False):
        for role in ("sponsor", "facilitator"):
            ProgramStaff.objects.create(program=program, person=people[role], role=role)
        round_ = _asked(program, people["manager"], subjects, raters, told)
    clients = sign_in(people, NOW)
    made = Walk(organization, program, round_, people, raters, clients, _objects(round_, people))
    with tenancy.scope(organization.pk):
        made.objects["group"] = _circle(program, [people["subject"], *raters[:4]]).address
    return made


def _circle(program: Any, members: list[Any]) -> Group:
    """A group of some of them."""
    row = Group.objects.create(
        program=program, kind=GroupKind.CIRCLE, name="Kestrel", published_at=NOW
    )
    GroupMember.objects.bulk_create(
        [GroupMember(group=row, person=member, joined_at=NOW) for member in members]
    )
    return row


def sign_in(people: dict[str, Any], at: datetime) -> dict[str, Client]:
    """A browser for each role; the visitor's is nobody's."""
    clients = {"visitor": Client()}
    with time_machine.travel(at, tick=False):
        for role, person in people.items():
            clients[role] = Client()
            clients[role].force_login(person.user)
    return clients


def _asked(
    program: Any, manager: Any, subjects: list[Any], raters: list[Any], told: Told
) -> FeedbackRound:
    plan = actions.Plan(
        title="Autumn",
        closes_at=CLOSES,
        competencies=["listening"],
        told=told,
        wanted=8,
        most=20,
        needs_debrief=False,
        more_days=3,
    )
    house = actor_of(manager)
    round_ = actions.plan_round(program=program, plan=plan, people=subjects, actor=house, now=NOW)
    for subject in Subject.objects.filter(round=round_).select_related("person", "round"):
        for person in raters:
            mine = actor_of(subject.person)
            actions.propose(
                subject=subject, person=person, category=Category.PEERS, actor=mine, now=NOW
            )
    actions.begin_asking(round_=round_, actor=house, now=NOW)
    run_jobs("feedback.ask")
    return FeedbackRound.objects.select_related("program").get(pk=round_.pk)


def _objects(round_: FeedbackRound, people: dict[str, Any]) -> dict[str, str]:
    """What the table of permissions calls the objects of its world, in this one."""
    with tenancy.scope(round_.organization_id):
        mine = Subject.objects.select_related("round").get(person=people["subject"])
        asked = Rater.objects.get(subject=mine, person=people["rater"])
    return {
        "organization": round_.program.organization.address,
        "program": round_.program.address,
        "feedback-round": round_.address,
        "feedback-mine": mine.address,
        "feedback-read": mine.address,
        "feedback-asked": asked.address,
        "person": people["subject"].ref,
        "report": people["rater"].ref,
    }


def answer_by_pages(walk: Walk, number: int) -> None:
    """Let a rater answer as people do: section by section, and send."""
    with tenancy.scope(walk.organization.pk):
        rows = Rater.objects.select_related("subject__round", "subject__person")
        mine = rows.get(subject__person=walk.people["subject"], person=walk.raters[number])
        other = rows.get(subject__person=walk.people["other subject"], person=walk.raters[number])
    client = sign_in({"rater": walk.raters[number]}, NOW)["rater"]
    with time_machine.travel(ANSWERING + timedelta(minutes=number), tick=False):
        where = {"ref": mine.address}
        form = {"item:listening-1": "3", "words:keep": f"When {word_of(number)} came up"}
        for page in (1, 2):
            sent = client.post(reverse("feedback:section", kwargs={**where, "number": page}), form)
            assert sent.status_code == 302, sent.content.decode()
        assert client.post(reverse("feedback:check", kwargs=where), form).status_code == 302
        with tenancy.scope(walk.organization.pk):
            answering.give(
                rater=other,
                values={"listening-1": 4},
                words={"keep": f"Once {word_of(number, 'b')} was there"},
                actor=actor_of(walk.raters[number]),
                now=ANSWERING + timedelta(minutes=number),
            )


def take_more_time(walk: Walk, number: int) -> None:
    """Let a rater give themselves the days that a round keeps for this."""
    with tenancy.scope(walk.organization.pk):
        rows = Rater.objects.filter(subject__person=walk.people["subject"])
        mine = rows.get(person=walk.raters[number])
    client = sign_in({"rater": walk.raters[number]}, NOW)["rater"]
    with time_machine.travel(ANSWERING + timedelta(minutes=number), tick=False):
        taken = client.post(reverse("feedback:more-time", kwargs={"ref": mine.address}))
    assert taken.status_code == 302
    with tenancy.scope(walk.organization.pk):
        assert Rater.objects.get(pk=mine.pk).has_more_time


def seal(walk: Walk) -> None:
    """Close and seal, as the clock does."""
    with time_machine.travel(LATER, tick=False):
        assessment_jobs.seal(LATER)
    with tenancy.scope(walk.organization.pk):
        assert Subject.objects.filter(report=None).count() == 0
    with tenancy.scope(walk.organization.pk):
        house = actor_of(walk.people["manager"], "program_manager")
        export = export_actions.start_export(organization=walk.organization, actor=house, now=LATER)
        running.run(Job.objects.get(ref=export.job_ref).pk, clock=lambda: LATER)
    walk.objects["workbook"] = export.ref
    walk.clients = sign_in(walk.people, LATER)


# ---------------------------------------------------------------- every address


def addresses(walk: Walk, area: str = "") -> Iterator[tuple[str, str]]:
    """Route and address of all that can be asked for here, as the table of permissions has them."""
    for line in MATRIX.read_text("utf-8").splitlines():
        route, _, rest = line.partition(" ")
        if line.startswith("#") or rest.split()[:1] != ["GET"] or not route.startswith(area):
            continue
        name, _, inside = route.rstrip("]").partition("[")
        given = dict(pair.split("=") for pair in inside.split(",") if pair)
        refs = {key: walk.objects.get(value, value) for key, value in given.items()}
        if "ref" in given and given["ref"] not in walk.objects:
            continue
        # What needs an object that this world has not, such as a draft of groups, is left out.
        with suppress(NoReverseMatch):
            if name != "account_logout":
                yield name, reverse(name, kwargs=refs)


def says(answer: HttpResponseBase) -> str:
    """All that an answer says: headers, body, and what is packed into sheets and PDF."""
    body = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
    head = f"{dict(answer.headers)} {answer.cookies}"
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            body = b"\n".join(packed.read(name) for name in packed.namelist())
    if body.startswith(b"%PDF"):
        body = _pdf(body)
    return f"{head}\n{body.decode('utf-8', 'replace')}"


def _pdf(body: bytes) -> bytes:
    """A PDF's metadata, its unpacked streams and its text."""
    found = [body]
    for stream in re.finditer(rb"stream\r?\n(.*?)endstream", body, re.DOTALL):
        try:
            found.append(zlib.decompress(stream[1]))
        except zlib.error:
            continue
    if program := shutil.which("pdftotext"):
        made = subprocess.run([program, "-", "-"], input=body, capture_output=True, check=True)
        found.append(made.stdout)
    return b"\n".join(found)


_PASSING = re.compile(
    r'name="(?:csrfmiddlewaretoken|_key)" value="[^"]*"|nonce[-=]"?[\w+/=-]*|csrftoken=[^;]*'
    r'|data-key="[^"]*"|&quot;X-CSRFToken&quot;: &quot;[^&]*|"X-CSRFToken": ?"[^"]*'
)


def lasting(text: str) -> str:
    """An answer without what is drawn anew for each."""
    return _PASSING.sub("", text)


def look(walk: Walk, role: str, address: str) -> Any:
    """One answer to one role: status, and all it says."""
    answer = walk.clients[role].get(address)
    return SimpleNamespace(status=answer.status_code, text=says(answer))
