"""The report as a PDF document."""

import io
from collections.abc import Iterator
from datetime import date

import pypdf
import pytest
from django.test import Client
from django.urls import reverse

from factories import NOW, OrganizationFactory, enroll, make_person, make_program
from junto.domain.feedback import reports
from junto.domain.feedback.enums import RoundStage
from junto.domain.feedback.models import FeedbackRound, Subject
from junto.foundation import printing, tenancy
from junto.interfaces.web.ui.paper import ASSETS

pytestmark = pytest.mark.django_db

FIGURE = reports.Figure(2.4, 2.4, 8, half=(2.0, 3.0), spread=(1, 4, 3, 2, 0))
REPORT = reports.Report(
    behaviors=[reports.Line("listening-1", 5, None, {reports.ALL: FIGURE})],
    competencies=[reports.Line("listening", 5.0, None, {reports.ALL: FIGURE})],
    answered={reports.ALL: 8},
    too_small=1.0,
    themes=[(("leave", "decision"), 3)],
    own_words={"keep": "I ask before I say"},
)


@pytest.fixture
def subject() -> Iterator[Subject]:
    """Somebody whose report is there and whose talk is booked."""
    organization = OrganizationFactory()
    person = make_person(organization, full_name="Jonah Whitfield")
    program = make_program(organization)
    enroll(program, [person])
    with tenancy.scope(organization.pk):
        round_ = FeedbackRound.objects.create(
            program=program,
            title="Autumn feedback",
            competencies=["listening"],
            stage=RoundStage.DONE,
            closes_at=NOW,
            created_at=NOW,
        )
        yield Subject.objects.create(
            round=round_,
            person=person,
            debrief_on=date(2026, 11, 9),
            report=reports.to_store(REPORT),
        )


@pytest.fixture
def me(subject: Subject) -> Client:
    """The browser of the one it is about."""
    client = Client()
    client.force_login(subject.person.user)
    return client


def address(subject: Subject, page: str = "paper") -> str:
    return reverse(f"feedback:{page}", kwargs={"ref": subject.address})


def test_the_document_says_what_the_page_says_and_names_no_time(
    subject: Subject, me: Client
) -> None:
    answer = me.get(address(subject))
    paper = pypdf.PdfReader(io.BytesIO(answer.content))
    text = " ".join(" ".join(page.extract_text() for page in paper.pages).split())
    shown = me.get(address(subject, "report")).content.decode()

    told = ["8 people or more", "Lets others finish", "leave, decision", "I ask before I say"]
    assert [words for words in told if words not in text or words not in shown] == []
    assert "2.4" in text
    assert "5.0 2.4 you rate this higher than others do" in text
    assert dict(paper.metadata or {}) == {
        "/Title": "Your feedback",
        "/Producer": (paper.metadata or {})["/Producer"],
    }
    assert answer["Content-Disposition"] == 'attachment; filename="feedback.pdf"'
    assert me.get(address(subject)).content == answer.content


def test_a_page_takes_files_from_its_own_folder_alone() -> None:
    plain = "<html lang=en><title>A</title><p>A</p>{}</html>"
    elsewhere = '<img alt="" src="{}">'

    made = {
        len(pypdf.PdfReader(io.BytesIO(printing.pdf(page, assets=ASSETS))).pages[0].images)
        for page in (
            plain.format(elsewhere.format("../../../../../../../docs/images/board.jpg")),
            plain.format(elsewhere.format("http://127.0.0.1:1/board.jpg")),
        )
    }

    assert made == {0}


def test_where_nothing_can_be_printed_the_page_says_so(
    subject: Subject, me: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_given: object, **_named: object) -> bytes:
        raise printing.CannotPrint

    monkeypatch.setattr(printing, "pdf", missing)
    answer = me.get(address(subject), follow=True)

    assert answer.redirect_chain == [(address(subject, "report"), 302)]
    assert "makes no PDF documents" in answer.content.decode()


def test_no_document_before_the_talk_is_booked(subject: Subject, me: Client) -> None:
    Subject.objects.filter(pk=subject.pk).update(debrief_on=None)

    assert me.get(address(subject))["Location"] == address(subject, "report")
