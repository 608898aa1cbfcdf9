"""Mixed answers to hosts and about programs: what may be told, and what attacks find out."""

from collections.abc import Mapping
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import reverse

from factories import NOW, actor_of, make_person
from factories.after import note_presence
from factories.assessments import close
from junto.domain.assessments import actions as assessment_actions
from junto.domain.assessments import queries as assessment_queries
from junto.domain.assessments.models import OpenParticipation, Round
from junto.domain.assessments.queries import Sealed
from junto.domain.people.models import Person
from junto.domain.programs.models import ProgramStaff
from junto.domain.reviews import forms, hosting, mixed, policies, queries
from junto.domain.reviews.models import HostFeedback, HostWord, StaffForm
from junto.domain.sessions.room_events import RoomEnded
from junto.foundation.access import Forbidden
from junto.foundation.events import publish
from junto.foundation.events.models import EventRecord
from junto.foundation.idempotency.models import ProcessedKey
from junto.foundation.jobs.models import Job

AFTER = NOW + timedelta(days=4)
ALIKE = "You waited until quiet people had spoken"


def about(world: SimpleNamespace) -> HostFeedback:
    """The feedback that the end of the session opens."""
    with transaction.atomic():
        publish(
            RoomEnded(group_ref=world.group.ref, session_ref=world.session.ref),
            actor=world.actors[1],
            now=NOW,
        )
    return HostFeedback.objects.get()


def mix(row: HostFeedback, person: Person, value: int = 4, moment: str = "") -> None:
    values = {"clear": value, "room": value}
    hosting.say_mixed(about=row, values=values, moment=moment, actor=actor_of(person), now=NOW)


def name(row: HostFeedback, person: Person, value: int = 4, moment: str = "") -> None:
    values = {"clear": value, "room": value}
    hosting.say_with_name(about=row, values=values, moment=moment, actor=actor_of(person), now=NOW)


def seal(row: HostFeedback | StaffForm) -> Any:
    """Close and seal, and return the row with its report."""
    round_ = queries.mixed_round_of(row)
    assert round_ is not None
    close(round_, AFTER)
    assessment_actions.seal_closed(rounds=[Round.objects.get(pk=round_.pk)], now=AFTER)
    row.refresh_from_db()
    return row


def read(person: Person, address: str) -> str:
    """A page as somebody sees it, once all is closed."""
    client = Client()
    with time_machine.travel(AFTER, tick=False):
        client.force_login(person.user)  # type: ignore[arg-type]
        return client.get(address).content.decode()


def rows(*values: int, part: str = "") -> list[Sealed]:
    return [Sealed(hash((part, n)), part, {"q": value}) for n, value in enumerate(values)]


def told(could: int | Mapping[str, int], *found: Sealed, k: int = 4) -> dict[str, Any]:
    wanted = {mixed.ALL: could} if isinstance(could, int) else could
    return mixed.told(found, wanted, ["q"], k=k)


# ---------------------------------------------------------------- what may be told


@pytest.mark.parametrize(
    ("answered", "could", "shown"),
    [(3, 9, 0), (4, 4, 0), (4, 5, 4), (5, 5, 4), (8, 8, 4), (8, 9, 8), (4, 0, 0), (4, -1, 0)],
)
def test_a_number_never_tells_that_everybody_answered(
    answered: int, could: int, shown: int
) -> None:
    assert mixed.at_least(answered, could, k=4) == shown


def test_a_mean_is_a_half_or_a_range_at_the_ends() -> None:
    def mean(*values: int) -> list[float]:
        return list(told(20, *rows(*values))[mixed.ALL]["means"]["q"])

    assert mean(4, 4, 4, 5, 4) == [4.0, 4.0]
    assert mean(2, 3, 4, 4) == [3.5, 3.5]
    assert mean(5, 5, 5, 5) == mean(5, 5, 5, 5, 5, 5, 5, 4) == [4.5, 5.0]
    assert mean(1, 1, 1, 2) == [1.0, 1.5]


@pytest.mark.parametrize("people", [5, 6, 7, 8, 9])
def test_no_mean_tells_how_many_it_is_made_of(people: int) -> None:
    """Attack: from the mean to how many answered. All of them, or one less: it may be either."""

    def possible(count: int) -> set[tuple[float, ...]]:
        sums = range(count, 5 * count + 1)
        spread = [[total // count + (n < total % count) for n in range(count)] for total in sums]
        return {tuple(mixed._mean(values)) for values in spread}

    assert possible(people) == possible(people - 1)


def test_a_part_that_gives_another_one_away_is_hidden() -> None:
    """Attack: everybody minus the mentors is the three facilitators."""
    mentors, others = rows(4, 4, 4, 3, 3, part="mentors"), rows(1, 1, 2, part="facilitators")
    found = told({"all": 12, "mentors": 8, "facilitators": 4}, *mentors, *others, k=5)
    assert sorted(found) == ["all"]


# ---------------------------------------------------------------- hosts


def test_the_end_of_a_session_opens_it_for_who_led_it_and_asks_the_others(
    world: SimpleNamespace,
) -> None:
    row = about(world)
    mine = OpenParticipation.objects.filter(round__ref=row.answers_ref)
    asked = set(mine.values_list("person_id", flat=True))
    assert (row.person_id, row.asked) == (world.host.pk, 7)
    assert asked == {each.pk for each in world.members[1:]}
    assert hosting.open_feedback(world.session, now=NOW) == [row]


def test_mixed_is_not_offered_where_a_figure_would_tell_that_everybody_answered(
    world: SimpleNamespace,
) -> None:
    for person in world.members[5:]:
        person.group_memberships.update(ended_at=NOW)
    row = about(world)
    assert (row.asked, row.answers_ref) == (0, "")
    with pytest.raises(hosting.NotMixed):
        mix(row, world.members[1])
    name(row, world.members[1])
    assert [each.person for each in queries.named_words(row)] == [world.members[1]]


def test_who_was_away_has_nothing_to_say(world: SimpleNamespace) -> None:
    note_presence(world.session, world.members[:7], world.members[7:])
    row = about(world)
    assert (row.asked, policies.tell_host(world.actors[7], row)) == (6, False)


def test_the_host_neither_answers_nor_reads_before_the_close(world: SimpleNamespace) -> None:
    row = about(world)
    name(row, world.members[1])
    assert not policies.tell_host(actor_of(world.host), row)
    assert queries.received(world.host.pk, now=NOW) == []
    assert queries.received(world.host.pk, now=AFTER) == [row]
    with pytest.raises(Forbidden):
        mix(row, world.host)


def test_a_mixed_answer_leaves_no_event_no_job_and_no_key(world: SimpleNamespace) -> None:
    row = about(world)
    before = (EventRecord.objects.count(), Job.objects.count(), ProcessedKey.objects.count())
    mix(row, world.members[1], moment="A moment")
    actor = actor_of(world.members[1])
    hosting.keep_draft(about=row, text="{}", actor=actor, now=NOW)
    hosting.take_back(about=row, actor=actor, now=NOW)
    after = (EventRecord.objects.count(), Job.objects.count(), ProcessedKey.objects.count())
    assert after == before


@pytest.mark.parametrize("last", ["mixed", "named"])
def test_somebody_speaks_in_one_way_at_a_time(world: SimpleNamespace, last: str) -> None:
    """Attack: say it mixed and with a name, and subtract the one from the other."""
    row, me = about(world), world.members[1]
    ways = [name, mix] if last == "mixed" else [mix, name]
    for say in ways:
        say(row, me)
    round_ = queries.mixed_round_of(row)
    assert round_ is not None
    in_mix = bool(assessment_queries.own_answers(round_, me.pk))
    assert (in_mix, HostWord.objects.count()) == ((True, 0) if last == "mixed" else (False, 1))


def test_after_the_close_nothing_is_taken(world: SimpleNamespace) -> None:
    row = about(world)
    for say in (hosting.say_mixed, hosting.say_with_name):
        with pytest.raises(hosting.TooLate):
            say(about=row, values={"clear": 4, "room": 4}, moment="", actor=world.actors[1],
                now=AFTER)  # fmt: skip
    with pytest.raises(hosting.TooLate):
        hosting.take_back(about=row, actor=world.actors[1], now=AFTER)


@pytest.mark.parametrize("values", [{"clear": 4}, {"clear": 4, "room": 6}, {"clear": 4, "x": 4}])
def test_only_what_was_asked_is_kept(world: SimpleNamespace, values: dict[str, int]) -> None:
    row = about(world)
    for say in (hosting.say_mixed, hosting.say_with_name):
        with pytest.raises(hosting.NotAnAnswer):
            say(about=row, values=values, moment="", actor=world.actors[1], now=NOW)


# ---------------------------------------------------------------- sealed


@pytest.mark.django_db(transaction=True)
class TestSealed:
    """What the host reads."""

    def test_four_of_seven_are_told_without_how_many(self, sealed: SimpleNamespace) -> None:
        row = about(sealed)
        for n, person in enumerate(sealed.members[1:6]):
            mix(row, person, 3 + n % 2, ALIKE if n < 3 else f"Something else {n}")
        report = seal(row).report
        assert report["all"] == {
            "at_least": 4, "means": {"clear": [3.5, 3.5], "room": [3.5, 3.5]},
        }  # fmt: skip
        assert [("quiet" in words) for words in report["themes"]] == [True]
        assert ALIKE not in str(report)
        page = read(sealed.host, reverse("reviews:received"))
        assert ("about 3.5" in page, ALIKE in page, "5 or more" in page) == (True, False, False)

    @pytest.mark.parametrize("named", [3, 4])
    def test_named_words_do_not_strip_the_crowd_from_the_rest(
        self, sealed: SimpleNamespace, named: int
    ) -> None:
        """Attack: the host's friends speak with their names until four others are left."""
        row = about(sealed)
        for person in sealed.members[1 : 1 + named]:
            name(row, person)
        for person in sealed.members[1 + named :]:
            mix(row, person, moment=ALIKE)
        assert seal(row).report == {}

    def test_three_answers_are_never_told(self, sealed: SimpleNamespace) -> None:
        row = about(sealed)
        for person in sealed.members[1:4]:
            mix(row, person, moment=ALIKE)
        assert seal(row).report == {}

    def test_a_form_about_a_program_is_told_without_its_managers(
        self, sealed: SimpleNamespace
    ) -> None:
        people = staff(sealed, 7)
        form = opened(sealed)
        assert form.asked == {"all": 7, "facilitators": 7}
        for person in people[:6]:
            say(form, person, words={"keep": "Keep the small circles"})
        form = seal(form)
        assert (form.stage, form.report["all"]["at_least"]) == ("done", 5)
        assert form.report["all"]["means"]["time"] == [4.0, 4.0]
        assert "circles" in str(form.report["themes"])
        page = read(sealed.manager, reverse("reviews:form-report", kwargs={"ref": form}))
        found = [words in page for words in ("5 or more", "about 4.0", "circles", "6 or more")]
        assert found == [True, True, True, False]

    def test_a_cancelled_form_destroys_what_was_answered(self, sealed: SimpleNamespace) -> None:
        people = staff(sealed, 6)
        form = opened(sealed)
        say(form, people[0])
        forms.cancel_form(form=form, actor=sealed.boss, now=NOW)
        left = {
            model.__name__: model._default_manager.count()
            for model in apps.get_app_config("assessments").get_models()
            if model._default_manager.exists()
        }
        assert left == {}


# ---------------------------------------------------------------- forms about a program


def staff(world: SimpleNamespace, count: int) -> list[Person]:
    """So many facilitators, and the program's manager among them."""
    found = [make_person(world.organization, full_name=f"Guide {n}") for n in range(count)]
    ProgramStaff.objects.bulk_create(
        ProgramStaff(program=world.program, person=each, role="facilitator")
        for each in [*found, world.manager]
    )
    return found


def opened(world: SimpleNamespace) -> StaffForm:
    closes_at = NOW + timedelta(days=3)
    return forms.open_form(program=world.program, closes_at=closes_at, actor=world.boss, now=NOW)


def say(form: StaffForm, person: Person, words: dict[str, str] | None = None) -> None:
    values = {"purpose": 4, "prepared": 4, "time": 4, "heard": 4}
    forms.answer(form=form, values=values, words=words or {}, actor=actor_of(person), now=NOW)


def test_whoever_reads_the_report_is_not_asked(world: SimpleNamespace) -> None:
    """Attack: a manager who facilitates knows one of the answers and takes it out."""
    people = staff(world, 6)
    form = opened(world)
    asked = set(OpenParticipation.objects.values_list("person_id", flat=True))
    assert asked == {each.pk for each in people}
    with pytest.raises(Forbidden):
        say(form, world.manager)


def test_a_form_is_not_opened_for_too_few_or_twice(world: SimpleNamespace) -> None:
    staff(world, 5)
    with pytest.raises(forms.TooFew):
        opened(world)
    ProgramStaff.objects.filter(person=world.manager, role="facilitator").delete()
    staff(world, 1)
    opened(world)
    with pytest.raises(forms.OneAtATime):
        opened(world)


def test_an_answer_to_a_form_leaves_no_event_no_job_and_no_key(world: SimpleNamespace) -> None:
    people = staff(world, 6)
    form = opened(world)
    before = (EventRecord.objects.count(), Job.objects.count(), ProcessedKey.objects.count())
    say(form, people[0], {"change": "Shorter forms"})
    forms.take_back(form=form, actor=actor_of(people[0]), now=NOW)
    after = (EventRecord.objects.count(), Job.objects.count(), ProcessedKey.objects.count())
    assert after == before


def test_events_of_a_form_tell_no_number_and_no_name(world: SimpleNamespace) -> None:
    staff(world, 6)
    form = opened(world)
    record = EventRecord.objects.get(kind="reviews.form-opened")
    assert record.payload == {"program_ref": world.program.ref, "form_ref": form.ref}
