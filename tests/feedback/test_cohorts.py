"""What reports have in common, and a report beside the one before it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from factories import NOW, OrganizationFactory, enroll, make_person, make_program
from junto.domain.feedback import cohorts, earlier, reports
from junto.domain.feedback.enums import RoundStage
from junto.domain.feedback.models import FeedbackRound, Subject
from junto.domain.people.models import Person
from junto.domain.programs.models import Program
from junto.foundation import tenancy
from junto.kernel import anonymity
from junto.kernel.text import is_specific

pytestmark = pytest.mark.django_db


def report(mean: float | None, own: float | None = None, too_small: float = 1.0) -> dict:
    """A stored report of one competency; without a mean too few answered."""
    figures = {} if mean is None else {reports.ALL: reports.Figure(mean, mean, 4)}
    line = reports.Line("listening", own, None, figures)
    answered = {} if mean is None else {reports.ALL: 4}
    made = reports.Report(competencies=[line], answered=answered, too_small=too_small)
    return reports.to_store(made)


@pytest.fixture
def program() -> Iterator[Program]:
    organization = OrganizationFactory()
    manager = make_person(organization, roles=("program_manager",), full_name="Helena Brandt")
    program = make_program(organization, manager=manager)
    program.manager_of_test = manager
    with tenancy.scope(organization.pk):
        yield program


def round_with(
    program: Program, means: list[float | None], own: float | None = 4.0, *, days: int = 0
) -> FeedbackRound:
    """A round whose reports show these means."""
    made = FeedbackRound.objects.create(
        program=program,
        title=f"Round {days}",
        competencies=["listening"],
        stage=RoundStage.DONE,
        closes_at=NOW,
        created_at=NOW + timedelta(days=days),
        needs_debrief=False,
    )
    people = list(Person.objects.filter(full_name__startswith="Leader").order_by("pk"))
    people += [
        make_person(program.organization, user=True, full_name=f"Leader {n}")
        for n in range(len(people), len(means))
    ]
    enroll(program, people[: len(means)]) if not days else None
    for person, mean in zip(people, means, strict=False):
        Subject.objects.create(round=made, person=person, report=report(mean, own))
    return made


def test_a_figure_of_the_cohort_is_the_mean_of_five_reports_or_more(program: Program) -> None:
    five = cohorts.read_summary(cohorts.summarize(round_with(program, [3.0, 3.2, 3.4, 3.6, 3.8])))
    four = cohorts.read_summary(
        cohorts.summarize(round_with(program, [3.0, 3.2, 3.4, 3.6, None], days=1))
    )

    assert five == cohorts.Summary([cohorts.CohortLine("listening", 3.4, 3.4, 4.0)], None)
    assert four == cohorts.Summary([], None)


def test_where_nearly_everybody_is_at_the_end_of_the_scale_a_range_is_told(
    program: Program,
) -> None:
    made = cohorts.summarize(round_with(program, [5.0, 5.0, 5.0, 5.0, 4.9], own=5.0))
    summary = cohorts.read_summary(made)

    assert summary == cohorts.Summary([cohorts.CohortLine("listening", 4.6, 5.0, None)], None)


def test_the_figure_rests_on_what_the_reports_show_alone(program: Program) -> None:
    round_ = round_with(program, [3.0, 3.2, 3.4, 3.6, 3.8])
    before = cohorts.summarize(round_)
    for subject in Subject.objects.all():
        hidden = {**subject.report, "words": {"keep": ["anything"]}, "answered": {}}
        Subject.objects.filter(pk=subject.pk).update(report=hidden)

    assert cohorts.summarize(round_) == before


def test_the_page_tells_managers_what_reports_share_and_nobody_else(program: Program) -> None:
    round_ = round_with(program, [3.0, 3.2, 3.4, 3.6, 3.8])
    address = reverse("feedback:cohort", kwargs={"ref": round_.address})
    manager, leader = Client(), Client()
    manager.force_login(program.manager_of_test.user)
    leader.force_login(Person.objects.get(full_name="Leader 0").user)
    early = manager.get(address).content.decode()
    FeedbackRound.objects.update(summary=cohorts.summarize(round_))
    page = manager.get(address).content.decode()

    assert "when all reports are there" in early
    assert ">3.4<" in page
    assert [mean for mean in ("3.2", "3.6", "3.8") if f">{mean}<" in page] == []
    assert leader.get(address).status_code == 404


def test_a_change_counts_where_it_is_larger_than_chance(program: Program) -> None:
    round_with(program, [2.0, 3.0, None], own=3.0)
    after = round_with(program, [3.5, 3.8, 4.0], own=4.0, days=30)
    found = {}
    for subject in Subject.objects.filter(round=after).order_by("pk"):
        before = earlier.report_before(subject)
        assert before is not None
        (change,) = earlier.changes(
            reports.read_report(before.report), reports.read_report(subject.report)
        )
        found[subject.person.full_name] = (change.then, change.now, change.verdict)

    assert found == {
        "Leader 0": (2.0, 3.5, "up"),
        "Leader 1": (3.0, 3.8, "same"),
        "Leader 2": (None, 4.0, "unknown"),
    }


def test_the_report_shows_then_and_now(program: Program) -> None:
    round_with(program, [2.0])
    after = round_with(program, [3.5], days=30)
    subject = Subject.objects.get(round=after)
    leader = Client()
    leader.force_login(subject.person.user)
    page = leader.get(reverse("feedback:report", kwargs={"ref": subject.address}))

    assert "more often than then" in page.content.decode()
    assert earlier.report_before(Subject.objects.exclude(round=after).get()) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("In the review she asked the night crew before giving a plan", True),
        ("He is a great leader and a very kind person too", False),
        ("Asked us in the meeting", False),
    ],
)
def test_a_comment_is_specific_with_a_deed_and_a_moment(text: str, found: bool) -> None:
    assert is_specific(text) is found


def test_spreads_are_told_in_tenths_of_all() -> None:
    assert anonymity.tenths([1, 1, 2, 1, 4]) == (1, 1, 2, 1, 4)
    assert anonymity.tenths([0, 0, 0, 4, 8]) == (0, 0, 0, 3, 7)
    assert anonymity.tenths([]) == ()
