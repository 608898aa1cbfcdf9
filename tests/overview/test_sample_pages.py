"""The sample through its pages: every role finds its way, and the way out to one's own."""

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from factories import OrganizationFactory, make_person
from junto.domain.accounts.models import User
from junto.domain.groups.models import Formation
from junto.domain.overview import queries as overview_queries
from junto.domain.sessions.models import Session
from junto.foundation import tenancy
from junto.foundation.jobs import running
from junto.foundation.jobs.models import Job
from junto.interfaces.cli import groups as cli
from junto.kernel import grouping

pytestmark = pytest.mark.django_db

LINK = re.compile(r'href="(/[^"#?]*)')
# What a visit would change, and what is no page.
NEVER = re.compile(
    r"^/(sign-out|sample/|static/|language)|\.(csv|xlsx|json|pdf|ics)$|export|download"
)
EVERY_ROLE = ("participant", "facilitator", "program_manager", "sponsor", "org_admin")
# Pages somebody with this role comes to by links alone.
SEEN_BY = {
    "participant": {"sessions:session", "after:steps"},
    "facilitator": {"sessions:schedule"},
    "program_manager": {"sessions:schedule", "programs:people"},
    "sponsor": set(),
    "org_admin": {"people:list"},
}


def _client(role: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=overview_queries.sample_user_id(role)))
    return client


def _crawl(client: Client, start: str) -> dict[str, int]:
    """The answer of one page of each address pattern that links lead to."""
    found: dict[str, int] = {}
    waiting = [start]
    while waiting:
        path = waiting.pop(0)
        try:
            name = resolve(path).view_name
        except Resolver404:
            found[path] = 404
            continue
        if name in found:
            continue
        response = client.get(path, follow=True)
        found[name] = response.status_code
        page = response.content.decode() if "html" in response.headers["Content-Type"] else ""
        waiting += [link for link in LINK.findall(page) if not NEVER.search(link)]
    return found


@pytest.mark.parametrize("role", EVERY_ROLE)
def test_every_page_that_links_lead_to_loads(made_today: Any, role: str) -> None:
    home = reverse("home:role", kwargs={"ref": made_today, "role": role})

    found = _crawl(_client(role), home)

    assert {name: status for name, status in found.items() if status != 200} == {}
    assert SEEN_BY[role] - set(found) == set()


# ---------------------------------------------------------------- start my own


def test_the_ribbon_leads_to_ones_own(made_today: Any, settings: Any) -> None:
    settings.DEMO = True
    home = reverse("home:role", kwargs={"ref": made_today, "role": "sponsor"})

    page = _client("sponsor").get(home).content.decode()

    assert reverse("accounts:start-own") in page


def test_a_visitor_is_told_how_an_organization_begins(made_today: Any) -> None:
    first = Client().get("/sample/start-own").content.decode()
    OrganizationFactory()
    later = Client().post("/sample/start-own").content.decode()

    assert "begins with a link that works once" in first
    assert "Sign in with your own account" in later


def test_whoever_has_an_account_goes_back_to_it_and_begins(made_today: Any, settings: Any) -> None:
    settings.DEMO = True
    admin = make_person(OrganizationFactory(), roles=("org_admin",))
    client = Client()
    client.force_login(admin.user)
    client.post("/sample/as/participant")

    asked = client.get("/sample/start-own").content.decode()
    answer = client.post("/sample/start-own")

    assert "Bring my people" in asked
    assert answer["Location"] == reverse("accounts:start", kwargs={"ref": admin.organization})
    assert client.session["_auth_user_id"] == str(admin.user.pk)
    assert client.get(answer["Location"]).status_code == 200


def test_who_looks_after_nothing_goes_home(made_today: Any) -> None:
    member = make_person(OrganizationFactory(), roles=("participant",))
    client = Client()
    client.force_login(member.user)

    assert client.post("/sample/start-own")["Location"] == "/"


def test_people_of_the_sample_have_nothing_of_their_own(made_today: Any) -> None:
    assert _client("participant").post("/sample/start-own").status_code == 200


# ---------------------------------------------------------------- sessions in every state


@pytest.mark.parametrize("state", ["planned", "live", "ended", "called_off"])
def test_the_pages_of_a_session_load_in_every_state(made_today: Any, state: str) -> None:
    client = _client("facilitator")
    with tenancy.scope(made_today.pk):
        session = Session.objects.filter(state=state).order_by("starts_at").first()
    names = ["sessions:session", *(["room:room"] if state in ("planned", "live") else [])]

    found = [client.get(reverse(name, kwargs={"ref": session})).status_code for name in names]

    assert found == [200] * len(names)


def test_what_came_of_a_session_is_shown_to_who_was_there(made_today: Any) -> None:
    with tenancy.scope(made_today.pk):
        last = Session.objects.filter(group__name="Kestrel", state="ended").latest("starts_at")

    page = _client("participant").get(reverse("after:session", kwargs={"ref": last}))

    assert page.status_code == 200
    assert "Hand the Monday rota review to Sam" in page.content.decode()


def test_the_report_of_the_sample_is_confirmed_on_the_command_line(
    made_today: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouping, "proof_iterations", lambda problem: 10)
    client = _client("program_manager")
    with tenancy.scope(made_today.pk):
        draft = Formation.objects.select_related("program").get()
    where = {"ref": draft.program, "draft": draft}

    client.post(reverse("groups:proof", kwargs=where))
    running.run(Job.objects.get(name="groups.certify").pk, clock=timezone.now)
    answer = client.post(reverse("groups:report", kwargs=where))

    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        archive.extractall(tmp_path)
    report, people, rules = (
        str(tmp_path / name) for name in ("report.json", "people.csv", "rules.yaml")
    )
    assert cli.main(["verify", report, people, "--rules", rules]) == 0
