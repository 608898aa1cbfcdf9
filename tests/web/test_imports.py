"""Bringing people in, in the browser's place: upload, check, correct, add, undo."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from factories import NOW, OrganizationFactory, make_person, make_program
from junto.domain.people.events import PersonChanged
from junto.domain.people.export_actions import forget_exports
from junto.domain.people.importing import reading
from junto.domain.people.models import (
    AttributeDefinition,
    ImportBatch,
    ImportRow,
    PastGroup,
    Person,
    RoleAssignment,
)
from junto.domain.programs.models import Enrollment
from junto.foundation import tenancy
from junto.foundation.access import Actor
from junto.foundation.events import publish
from junto.foundation.events.models import EventRecord
from junto.foundation.jobs.models import Job
from junto.foundation.jobs.running import run

pytestmark = pytest.mark.django_db

HEAD = "Full name,Work email,Dept.,Office,Boss,Start\n"
THREE = (
    HEAD
    + "Amara Okafor,amara@northlight.example,Digital,Leeds,,25/04/2022\n"
    + "Wei Zhang,wei.zhang@northlight,Finance,Singapore,amara@northlight.example,03/04/2022\n"
    + "Ines Faria,ines@northlight.example,Finance,Lisbon,amara@northlight.example,13/05/2021\n"
)


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def organization() -> Any:
    return OrganizationFactory(time_zone="Europe/Paris")


@pytest.fixture
def manager(organization: Any) -> Person:
    return make_person(organization, roles=("program_manager",), full_name="Helena Brandt")


@pytest.fixture
def client(client: Client, manager: Person) -> Client:
    client.force_login(manager.user)
    return client


@pytest.fixture
def work(django_capture_on_commit_callbacks: Any) -> Callable[[], None]:
    """Do what the worker would do next."""

    def do() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            for job in Job.objects.filter(state="waiting", name__startswith="people."):
                run(job.pk, clock=timezone.now)

    return do


def bring(client: Client, organization: Any, text: str | bytes, name: str = "people.csv") -> Any:
    data = text.encode() if isinstance(text, str) else text
    address = reverse("imports:start-organization", kwargs={"ref": organization.address})
    return client.post(address, {"file": SimpleUploadedFile(name, data)})


def the_batch() -> ImportBatch:
    with tenancy.unscoped("a test looks"):
        return ImportBatch.objects.select_related("organization").latest("pk")


def fresh(batch: ImportBatch) -> ImportBatch:
    with tenancy.unscoped("a test looks"):
        return ImportBatch.objects.get(pk=batch.pk)


def happened(kind: str) -> int:
    with tenancy.unscoped("a test counts"):
        return EventRecord.objects.filter(kind=kind).count()


def page(client: Client, batch: ImportBatch) -> str:
    response = client.get(reverse("imports:check", kwargs={"ref": batch.ref}))
    assert response.status_code == 200
    return response.content.decode()


def post(client: Client, name: str, batch: ImportBatch, **fields: Any) -> Any:
    return client.post(reverse(f"imports:{name}", kwargs={"ref": batch.ref}), fields)


def names(organization: Any) -> list[str]:
    with tenancy.scope(organization.pk):
        found = Person.objects.filter(ended_at=None).exclude(full_name="Helena Brandt")
        return sorted(found.values_list("full_name", flat=True))


def add_all(client: Client, batch: ImportBatch) -> None:
    counts = fresh(batch).summary["counts"]
    post(client, "commit", batch, new=counts["new"], update=counts["update"])


@pytest.fixture
def checked(client: Client, organization: Any, work: Any) -> ImportBatch:
    bring(client, organization, THREE)
    work()
    return the_batch()


def test_a_file_is_read_in_the_background_and_then_checked(
    client: Client, organization: Any, work: Any
) -> None:
    response = bring(client, organization, THREE)
    batch = the_batch()
    assert response["Location"] == reverse("imports:check", kwargs={"ref": batch.ref})
    assert "Reading and checking the file" in page(client, batch)
    assert "hx-get" in post_free_progress(client, batch)

    work()

    text = page(client, batch)
    assert "Check 3 people before we add them" in text
    assert "Row 3, Work email: “wei.zhang@northlight” is missing its ending" in text
    assert "wei.zhang@northlight.example" in text
    assert "Add 2 now; 1 waits here" in text
    assert "2 rows only make sense with the day first." in text
    assert names(organization) == []


def post_free_progress(client: Client, batch: ImportBatch) -> str:
    return client.get(reverse("imports:progress", kwargs={"ref": batch.ref})).content.decode()


def test_progress_sends_the_page_on_when_it_is_over(client: Client, checked: ImportBatch) -> None:
    response = client.get(reverse("imports:progress", kwargs={"ref": checked.ref}))

    assert response["HX-Redirect"] == reverse("imports:check", kwargs={"ref": checked.ref})


def test_two_are_added_now_and_the_third_when_it_is_fixed(
    client: Client, organization: Any, checked: ImportBatch, work: Any, tmp_path: Any
) -> None:
    post(client, "commit", checked, new=2, update=0)
    work()
    assert names(organization) == ["Amara Okafor", "Ines Faria"]
    assert "2 people added or updated" in page(client, checked)
    assert len(list((tmp_path / "files").iterdir())) == 1

    post(client, "fix", checked, column=1, rows="3", found="wei.zhang@northlight",
         value="wei.zhang@northlight.example")  # fmt: skip
    assert "Add 1 person" in page(client, checked)
    add_all(client, checked)
    work()

    assert names(organization) == ["Amara Okafor", "Ines Faria", "Wei Zhang"]
    with tenancy.scope(organization.pk):
        wei = Person.objects.select_related("manager").get(full_name="Wei Zhang")
        roles = list(wei.role_assignments.values_list("role", flat=True))
    assert (wei.manager.full_name, wei.time_zone, wei.unit) == (
        "Amara Okafor",
        "Asia/Singapore",
        "Finance",
    )
    assert (wei.time_zone_assumed, wei.hours_assumed) == (True, True)
    assert wei.attributes == {"start_date": "2022-04-03"}
    assert roles == ["participant"]
    assert list((tmp_path / "files").iterdir()) == []


def test_somebody_who_waited_becomes_the_manager_of_those_added_before(
    client: Client, organization: Any, work: Any
) -> None:
    bring(client, organization, "Name,E-mail,Manager\nA B,a@x.example,c@x.example\n,c@x.example,\n")
    work()
    batch = the_batch()
    add_all(client, batch)
    work()
    post(client, "fix", batch, column=0, rows="3", value="C D")
    add_all(client, batch)
    work()

    with tenancy.scope(organization.pk):
        assert Person.objects.get(full_name="A B").manager.full_name == "C D"


def test_the_same_file_twice_changes_nothing(
    client: Client, organization: Any, checked: ImportBatch, work: Any
) -> None:
    add_all(client, checked)
    work()
    bring(client, organization, THREE)
    work()
    batch = the_batch()

    counts = batch.summary["counts"]
    assert (counts["new"], counts["update"], counts["unchanged"]) == (0, 0, 2)
    assert "Fix a row above" in page(client, batch)


def test_posting_the_commit_twice_adds_once(
    client: Client, organization: Any, checked: ImportBatch, work: Any
) -> None:
    post(client, "commit", checked, new=2, update=0)
    response = post(client, "commit", checked, new=2, update=0)
    work()

    assert response.status_code == 302
    assert names(organization) == ["Amara Okafor", "Ines Faria"]
    assert happened("people.import-committed") == 1


def test_a_form_sent_twice_begins_one_import(client: Client, organization: Any) -> None:
    address = reverse("imports:start-organization", kwargs={"ref": organization.address})
    answers = [client.post(address, {"text": THREE, "_key": "k" * 20}) for _ in range(2)]

    assert answers[0]["Location"] == answers[1]["Location"]
    with tenancy.unscoped("a test counts"):
        assert ImportBatch.objects.count() == 1


def test_a_commit_of_what_is_no_longer_so_adds_nothing(
    client: Client, organization: Any, checked: ImportBatch, work: Any
) -> None:
    make_person(organization, user=False, full_name="Ines Faria", email="ines@northlight.example")
    post(client, "commit", checked, new=2, update=0)
    work()

    assert names(organization) == ["Ines Faria"]
    assert "Somebody changed people since you looked" in page(client, checked)
    assert fresh(checked).summary["counts"]["update"] == 1


def test_undo_takes_new_people_out_and_gives_old_details_back(
    client: Client, organization: Any, work: Any
) -> None:
    old = make_person(
        organization, user=False, full_name="Ines F.", email="ines@x.example", unit="Digital"
    )
    bring(
        client, organization, "Name,E-mail,Unit\nInes,ines@x.example,Finance\nNew,n@x.example,A\n"
    )
    work()
    add_all(client, the_batch())
    work()
    with tenancy.scope(organization.pk):
        old.refresh_from_db()
    assert (old.full_name, old.unit) == ("Ines", "Finance")

    post(client, "undo", the_batch())

    with tenancy.scope(organization.pk):
        old.refresh_from_db()
    assert (old.full_name, old.unit) == ("Ines F.", "Digital")
    assert names(organization) == ["Ines F."]
    assert "Taken back" in page(client, the_batch())


def test_undone_people_can_be_brought_again(client: Client, organization: Any, work: Any) -> None:
    for _ in range(2):
        bring(client, organization, "Name,E-mail\nAda,ada@x.example\n")
        work()
        add_all(client, the_batch())
        work()
        assert names(organization) == ["Ada"]
        post(client, "undo", the_batch())
        assert names(organization) == []


def test_undo_erases_whom_nothing_else_has_touched_and_keeps_the_others_as_left(
    client: Client, organization: Any, manager: Person, work: Any
) -> None:
    program = make_program(organization, manager=manager)
    start = reverse("imports:start", kwargs={"ref": program.address})
    rows = "Name,E-mail,Manager\nAlone,a@x.example,\nEdited,e@x.example,a@x.example\n"
    rows += "Again,g@x.example,\nBoss,b@x.example,\nHost,h@x.example,a@x.example\n"
    client.post(start, {"file": SimpleUploadedFile("people.csv", rows.encode())})
    work()
    batch = the_batch()
    add_all(client, batch)
    work()
    bring(client, organization, "Name,E-mail,Unit\nAgain,g@x.example,Finance\n")
    work()
    add_all(client, the_batch())
    work()
    with tenancy.scope(organization.pk):
        made = {row.full_name: row for row in Person.objects.exclude(pk=manager.pk)}
        Person.objects.filter(pk=manager.pk).update(manager=made["Boss"])
        publish_change(made["Edited"])
        RoleAssignment.objects.create(person=made["Host"], role="facilitator")

    post(client, "undo", batch)

    with tenancy.scope(organization.pk):
        left = Person.objects.exclude(ended_at=None)
        assert sorted(left.values_list("full_name", flat=True)) == [
            "Again",
            "Boss",
            "Edited",
            "Host",
        ]
        assert Person.objects.filter(full_name="Alone").count() == 0
        assert set(left.exclude(full_name="Boss").values_list("manager", flat=True)) == {None}
        assert set(Enrollment.objects.values_list("state", flat=True)) == {"withdrawn"}
        assert ImportRow.objects.filter(batch=batch).count() == 0
        assert EventRecord.objects.get(kind="people.import-undone").payload["erased"] == 1


def publish_change(person: Person) -> None:
    with transaction.atomic():
        publish(
            PersonChanged(person_ref=person.ref, fields=["unit"]),
            actor=Actor(person_id=None),
            now=timezone.now(),
        )


def test_after_thirty_days_there_is_no_undo(
    client: Client, organization: Any, checked: ImportBatch, work: Any
) -> None:
    add_all(client, checked)
    work()
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        client.force_login(client_user(organization))
        assert "Undo this import" not in page(client, checked)
        post(client, "undo", checked)

    assert names(organization) == ["Amara Okafor", "Ines Faria"]


def client_user(organization: Any) -> Any:
    with tenancy.scope(organization.pk):
        return Person.objects.get(full_name="Helena Brandt").user


def test_an_ambiguous_date_is_asked_once_for_the_column(
    client: Client, organization: Any, work: Any
) -> None:
    rows = "".join(f"P{n},p{n}@x.example,0{n}/0{n + 1}/2022\n" for n in range(1, 6))
    bring(client, organization, "Name,E-mail,Start date\n" + rows)
    work()
    batch = the_batch()
    assert batch.summary["repair_count"] == 1

    post(client, "answer", batch, key="date:2", value="month")
    add_all(client, batch)
    work()

    with tenancy.scope(organization.pk):
        starts = Person.objects.filter(full_name="P1").values_list("attributes", flat=True)
        assert list(starts) == [{"start_date": "2022-01-02"}]


def test_of_two_rows_with_one_address_the_chosen_one_is_kept(
    client: Client, organization: Any, work: Any
) -> None:
    rows = "Ines Faria,i@x.example,Digital\nInes Faria,i@x.example,Finance\n"
    bring(client, organization, "Name,E-mail,Unit\n" + rows)
    work()
    batch = the_batch()
    text = page(client, batch)
    assert "Keep row 2" in text
    assert "Row 2 says Digital. Row 3 says Finance." in text
    assert 'value="keep:email:i@x.example"' in text

    post(client, "answer", batch, key="keep:email:i@x.example", value="3")
    add_all(client, batch)
    work()

    with tenancy.scope(organization.pk):
        assert [p.unit for p in Person.objects.filter(email="i@x.example")] == ["Finance"]


def test_a_column_used_otherwise_is_remembered(
    client: Client, organization: Any, work: Any
) -> None:
    text = "Name,E-mail,Wing\nA,a@x.example,North\nB,b@x.example,South\n"
    bring(client, organization, text)
    work()
    batch = the_batch()
    assert batch.mapping["2"] == "attribute:one_of:wing"
    post(client, "columns", batch, **{"use-2": "site"})
    add_all(client, batch)
    work()
    bring(client, organization, text)
    work()

    assert the_batch().mapping["2"] == "site"


def test_a_sensitive_column_is_kept_as_such(client: Client, organization: Any, work: Any) -> None:
    bring(client, organization, "Name,E-mail,Party,Wing\nA,a@x.example,Blue,North\n")
    work()
    batch = the_batch()
    post(client, "columns", batch, **{"use-2": "attribute:one_of:party", "sensitive-2": "on",
                                      "use-3": "attribute:text:wing"})  # fmt: skip
    add_all(client, batch)
    work()

    with tenancy.scope(organization.pk):
        kept = AttributeDefinition.objects.values_list("key", "is_sensitive").order_by("key")
        assert list(kept) == [("party", True), ("wing", False)]


def test_people_brought_to_a_program_take_part_in_it(
    client: Client, organization: Any, manager: Person, work: Any
) -> None:
    program = make_program(organization, manager=manager)
    old = make_person(organization, user=False, full_name="Old", email="old@x.example")
    address = reverse("imports:start", kwargs={"ref": program.address})
    assert client.get(address).status_code == 200
    client.post(address, {"text": "Name\tE-mail\nOld\told@x.example\nNew\tnew@x.example\n"})
    work()
    add_all(client, the_batch())
    work()

    with tenancy.scope(organization.pk):
        enrolled = Enrollment.objects.filter(program=program).values_list("person__full_name")
        assert sorted(enrolled) == [("New",), ("Old",)]
    assert old.full_name == "Old"


def test_the_page_says_whose_data_are_walled_off_from_their_manager(
    client: Client, organization: Any, manager: Person, work: Any
) -> None:
    bring(client, organization, f"Name,E-mail,Manager\nCho Park,cho@x.example,{manager.email}\n")
    work()

    assert "Cho Park reports to you: what is known" in page(client, the_batch())


def test_rows_to_fix_can_be_downloaded(client: Client, checked: ImportBatch) -> None:
    response = client.get(reverse("imports:rows-to-fix", kwargs={"ref": checked.ref}))

    assert response.content.decode("utf-8-sig").splitlines() == [
        HEAD.strip(),
        "Wei Zhang,wei.zhang@northlight,Finance,Singapore,amara@northlight.example,03/04/2022",
    ]


def test_an_unreadable_file_says_why_and_is_deleted(
    client: Client, organization: Any, work: Any, tmp_path: Any
) -> None:
    bring(client, organization, b"%PDF-1.7 ...", "people.pdf")
    work()

    assert "This is a PDF." in page(client, the_batch())
    assert list((tmp_path / "files").iterdir()) == []


@pytest.mark.parametrize(
    "fields", [{}, {"text": "   "}, {"file": SimpleUploadedFile("a.csv", b"")}]
)
def test_an_empty_form_says_what_is_missing(
    client: Client, organization: Any, fields: dict[str, Any]
) -> None:
    address = reverse("imports:start-organization", kwargs={"ref": organization.address})

    response = client.post(address, fields)

    assert response.status_code == 422
    assert "There is a problem" in response.content.decode()


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("fix", {}),
        ("fix", {"rows": "x", "column": "999999999999", "value": "\0"}),
        ("fix", {"rows": "3", "column": "77", "value": "x"}),
        ("answer", {"key": "out:3", "value": "1"}),
        ("answer", {"key": "keep:", "value": "<b>"}),
        ("columns", {"use-0": "attribute:bomb:../x", "use-99": "email"}),
        ("sheet", {"sheet": "\0" * 500}),
        ("encoding", {"encoding": "\0" * 500}),
        ("commit", {"new": "-1", "update": "many"}),
        ("undo", {}),
    ],
)
def test_hostile_posts_are_answered_and_add_nobody(
    client: Client, organization: Any, checked: ImportBatch, work: Any, name: str, fields: Any
) -> None:
    response = post(client, name, checked, **fields)
    work()

    assert response.status_code == 302
    assert client.get(response["Location"]).status_code == 200
    assert names(organization) == []


def test_hostile_cells_are_shown_as_text(client: Client, organization: Any, work: Any) -> None:
    bring(client, organization, 'Name,E-mail,<script>x</script>\n<b>A</b>,"<i>@x",<img src=x>\n')
    work()

    text = page(client, the_batch())
    assert "<script>x" not in text
    assert "<img src=x>" not in text
    assert "&lt;i&gt;@x" in text


def test_ten_rows_and_three_hundred_need_the_same_queries(
    client: Client, organization: Any, work: Any
) -> None:
    found = []
    for size in (10, 300):
        rows = "".join(f"P{n},p{n}@x,U\n" for n in range(size))
        bring(client, organization, "Name,E-mail,Unit\n" + rows)
        work()
        page(client, the_batch())
        with CaptureQueriesContext(connection) as queries:
            page(client, the_batch())
        found.append(len(queries))

    assert found[0] == found[1]
    assert found[0] <= 15


def test_a_stranger_and_an_unknown_import_look_alike(client: Client, checked: ImportBatch) -> None:
    other = OrganizationFactory()
    client.force_login(make_person(other, roles=("org_admin",)).user)

    for ref in (checked.ref, "aaaaaaaaaaaa"):
        assert client.get(reverse("imports:check", kwargs={"ref": ref})).status_code == 404
        assert client.post(reverse("imports:commit", kwargs={"ref": ref})).status_code == 404


def test_discarding_forgets_the_rows_and_the_file(
    client: Client, organization: Any, checked: ImportBatch, tmp_path: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        post(client, "discard", checked)

    with tenancy.scope(organization.pk):
        assert ImportRow.objects.count() == 0
    assert list((tmp_path / "files").iterdir()) == []
    assert "Thrown away" in page(client, checked)


def test_the_export_imports_again_unchanged(client: Client, organization: Any, work: Any) -> None:
    boss = make_person(organization, user=False, full_name="The Boss", email="boss@x.example")
    make_person(
        organization, user=False, full_name="=Ada 'Lo' Ω", email="ada@x.example", unit="-3",
        languages=["English", "German"], manager=boss, time_zone="Asia/Kolkata",
        site="'t Hooft", country="India", hours_start="08:30",
    )  # fmt: skip
    make_person(organization, user=False, full_name="No Body", email="", site="Leeds")
    address = reverse("imports:export", kwargs={"ref": organization.address})
    assert client.get(address).status_code == 200
    data = client.post(address).content

    bring(client, organization, data)
    work()

    counts = the_batch().summary["counts"]
    assert counts == {"new": 0, "update": 0, "unchanged": 4, "to_fix": 0, "left_out": 0}
    assert happened("people.people-exported") == 1


def test_the_workbook_is_written_by_the_worker_and_imports_again_unchanged(
    client: Client, organization: Any, manager: Person, work: Any
) -> None:
    make_person(organization, user=False, full_name="=Ada 'Lo' Ω", email="ada@x.example", unit="-3")
    address = reverse("imports:export", kwargs={"ref": organization.address})
    asked = client.post(address, {"as": "xlsx"})
    waiting = client.get(asked["Location"]).content.decode()
    early = client.get(f"{asked['Location']}/people.xlsx")
    work()
    ready = client.get(asked["Location"]).content.decode()
    told = client.get(f"{asked['Location']}/progress")
    taken = client.get(f"{asked['Location']}/people.xlsx")

    bring(client, organization, taken.content, "people.xlsx")
    work()

    counts = the_batch().summary["counts"]
    assert counts == {"new": 0, "update": 0, "unchanged": 2, "to_fix": 0, "left_out": 0}
    assert ("Writing the workbook" in waiting, early.status_code) == (True, 404)
    assert ("The workbook is ready" in ready, told["HX-Redirect"]) == (True, asked["Location"])
    assert happened("people.people-exported") == 1


def test_a_workbook_is_for_who_asked_and_gone_after_a_day(
    client: Client, organization: Any, work: Any, tmp_path: Any
) -> None:
    address = reverse("imports:export", kwargs={"ref": organization.address})
    asked = client.post(address, {"as": "xlsx"})["Location"]
    work()
    other = Client()
    other.force_login(make_person(organization, roles=("org_admin",)).user)

    refused = [other.get(f"{asked}{end}").status_code for end in ("", "/people.xlsx")]
    forget_exports(timezone.now() + timedelta(hours=23))
    kept = client.get(f"{asked}/people.xlsx").status_code
    forget_exports(timezone.now() + timedelta(hours=25))

    assert refused == [404, 404]
    assert kept == 200
    assert client.get(asked).status_code == 404
    assert list((tmp_path / "files").iterdir()) == []


def test_the_sample_file_imports_without_anything_to_fix(
    client: Client, organization: Any, work: Any
) -> None:
    data = client.get(reverse("imports:sample")).content
    bring(client, organization, data)
    work()

    assert the_batch().summary["counts"]["new"] == 3
    assert the_batch().summary["repair_count"] == 0


def test_letters_that_look_wrong_are_read_in_another_way(
    client: Client, organization: Any, work: Any
) -> None:
    data = "Name,E-mail\nJosé Œuvrard,jo@x.example\nZoë Ďurič,zo@x.example\n"
    bring(client, organization, data.replace("Ď", "D").replace("č", "c").encode("mac_roman"))
    work()
    guessed = page(client, the_batch())
    post(client, "encoding", the_batch(), encoding="mac-roman")
    work()
    read = page(client, the_batch())
    post(client, "encoding", the_batch(), encoding="utf-16")
    work()
    refused = page(client, the_batch())
    post(client, "encoding", the_batch(), encoding="nonsense")
    add_all(client, the_batch())
    work()

    assert ("Letters look wrong?" in guessed, "José" in guessed) == (True, False)
    assert '<option value="mac-roman" selected>' in read
    assert "This file cannot be read as UTF-16" in refused
    assert len(names(organization)) == 2


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8-sig", "Œ Łódź"),
        ("cp1252", "Zoë Œuvrard €"),
        ("cp1250", "Łódź Čapek"),
        ("iso8859-15", "Œuvre €"),
        ("utf-16", "Ωμέγα"),
        ("mac-roman", "Zoë Œuvrard"),
    ],
)
def test_each_encoding_that_is_offered_is_read(encoding: str, name: str) -> None:
    data = f"Name,E-mail\n{name},a@x.example\n".encode(encoding)

    sheets = reading.read_file(data, encoding=encoding)

    assert (sheets[0].rows[1][0], sheets[0].encoding) == (name, encoding)


def test_a_sheet_of_past_groups_feeds_new_faces(
    client: Client, organization: Any, work: Any
) -> None:
    import io

    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["Name", "E-mail"])
    for letter in "abc":
        book.active.append([letter.upper(), f"{letter}@x.example"])
    past = book.create_sheet("Past groups")
    for row in (["Group", "Person"], ["Spring", "a@x.example"], ["Spring", "B"], ["Fall", "C"]):
        past.append(row)
    out = io.BytesIO()
    book.save(out)
    bring(client, organization, out.getvalue(), "people.xlsx")
    work()
    assert "2 past groups found" in page(client, the_batch())
    add_all(client, the_batch())
    work()

    with tenancy.scope(organization.pk):
        groups = {g.label: g.members.count() for g in PastGroup.objects.all()}
    assert groups == {"Spring": 2}
    assert NOW.year == 2026


def test_a_commit_that_died_half_way_goes_on_and_adds_nobody_twice(
    client: Client, organization: Any, manager: Person, work: Any, monkeypatch: Any
) -> None:
    from junto.domain.people import import_actions

    program = make_program(organization, manager=manager)
    rows = "".join(f"P{n},p{n}@x.example\n" for n in range(25))
    address = reverse("imports:start", kwargs={"ref": program.address})
    client.post(address, {"text": "Name,E-mail\n" + rows})
    work()
    monkeypatch.setattr(import_actions, "CHUNK", 10)
    monkeypatch.setattr(import_actions, "_check_again", Dies(import_actions._check_again, turn=2))
    add_all(client, the_batch())
    with pytest.raises(SystemError):
        work()
    assert "The work stopped before it was done" in page(client, the_batch())
    assert len(names(organization)) == 25

    post(client, "commit", the_batch())
    work()

    assert "25 people added or updated" in page(client, the_batch())
    with tenancy.scope(organization.pk):
        assert Person.objects.count() == 26
        assert Enrollment.objects.filter(program=program).count() == 25


class Dies:
    """Stands in for a step and ends the process, as it were, at one of its turns."""

    def __init__(self, step: Any, turn: int) -> None:
        self.step, self.left = step, turn

    def __call__(self, *arguments: Any) -> Any:
        self.left -= 1
        if self.left == 0:
            raise SystemError
        return self.step(*arguments)


def test_rows_that_may_be_duplicates_can_be_left_out(
    client: Client, organization: Any, work: Any
) -> None:
    make_person(organization, user=False, full_name="Jo Li", email="jo@x.example")
    bring(client, organization, "Name,Unit\nJo Li,Ops\nAda,Ops\n")
    work()
    assert "Row 2 has the name of somebody else" in page(client, the_batch())

    post(client, "fix", the_batch(), rows="2", leave_out="1")

    assert the_batch().summary["counts"]["left_out"] == 1


def test_a_long_file_is_checked_again_in_the_background(
    client: Client, organization: Any, work: Any, monkeypatch: Any
) -> None:
    from junto.domain.people import import_actions

    monkeypatch.setattr(import_actions, "SHORT", 2)
    bring(client, organization, THREE)
    work()
    post(client, "fix", the_batch(), column=1, rows="3", value="wei@x.example")
    assert "Reading and checking the file" in page(client, the_batch())
    work()

    assert "Add 3 people" in page(client, the_batch())
