"""What mentors and facilitators say about their program: mixed, sealed, reported to its managers.

Managers of the program are not asked, even where they facilitate: whoever reads the report would
know one of its answers.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from junto.domain.assessments import actions as assessment_actions
from junto.domain.assessments import changing
from junto.domain.assessments import queries as assessment_queries
from junto.domain.assessments.enums import HIGHEST, LOWEST, RoundKind
from junto.domain.groups import mentoring
from junto.domain.groups.enums import Side
from junto.domain.programs import queries as program_queries
from junto.domain.reviews import deliveries, events, mixed, policies, queries
from junto.domain.reviews.enums import FormStage, StaffItem, StaffPart, StaffQuestion
from junto.domain.reviews.models import StaffForm
from junto.foundation.access import Actor, system
from junto.foundation.events import publish
from junto.kernel import anonymity

if TYPE_CHECKING:
    from junto.domain.people.models import Person
    from junto.domain.programs.models import Program

FEWEST = anonymity.ORGANIZATION_SURVEY
SHORTEST = timedelta(hours=24)
LONGEST = 2_000

NotAnAnswer = assessment_actions.NotAnAnswer
TooLong = assessment_actions.TooLong
RoundClosed = assessment_actions.RoundClosed


class TooSoon(ValueError):
    """A form stays open for a day at least."""


class TooFew(ValueError):
    """So few mentors and facilitators are there that nothing could ever be shown."""


class OneAtATime(ValueError):
    """A form about this program is open already."""


class TooLate(ValueError):
    """The form is no longer where this can be done."""


def asks() -> assessment_actions.Asked:
    """Four sentences, all of them, and two questions in words."""
    return assessment_actions.Asked(
        kind=RoundKind.FEEDBACK,
        items=dict.fromkeys(StaffItem.values, (LOWEST, HIGHEST)),
        words=dict.fromkeys(StaffQuestion.values, LONGEST),
        needs_all=True,
        k=FEWEST,
    )


def people_to_ask(program: "Program") -> dict["Person", StaffPart]:
    """Mentors and facilitators of a program; who is both is asked as a facilitator."""
    managers = {each.pk for each in program_queries.managers_of(program)}
    members = mentoring.members_of(program)
    found = {each.person.pk: (each.person, StaffPart.MENTORS) for each in members if _mentors(each)}
    for each in program_queries.facilitators_of(program):
        found[each.pk] = (each, StaffPart.FACILITATORS)
    return {person: part for key, (person, part) in found.items() if key not in managers}


def _mentors(member: mentoring.Member) -> bool:
    return member.side == Side.MENTOR


def is_enough(asked: int) -> bool:
    """True where a figure could be shown without everybody having answered."""
    return asked > FEWEST


@transaction.atomic
def open_form(*, program: "Program", closes_at: datetime, actor: Actor, now: datetime) -> StaffForm:
    """Ask the mentors and facilitators of a program.

    Raises
    ------
    TooSoon, TooFew, OneAtATime
        When it cannot be asked like this.
    """
    policies.open_form.check(actor, program)
    if closes_at < now + SHORTEST:
        raise TooSoon
    asked = people_to_ask(program)
    if not is_enough(len(asked)):
        raise TooFew
    try:
        with transaction.atomic():
            form = StaffForm.objects.create(program=program, closes_at=closes_at, created_at=now)
    except IntegrityError:
        raise OneAtATime from None
    round_ = assessment_actions.open_round(
        topic=f"staff:{form.ref}",
        pool=f"staff:{form.ref}",
        people=list(asked),
        day=now.date(),
        closes_at=closes_at,
        actor=system(program.organization_id),
        now=now,
        asked=asks(),
        categories={person.pk: str(part) for person, part in asked.items()},
    )
    parts = [str(part) for part in asked.values()]
    form.answers_ref = round_.ref
    form.asked = {mixed.ALL: len(parts), **{each: parts.count(each) for each in sorted({*parts})}}
    form.save(update_fields=["answers_ref", "asked"])
    for person in asked:
        deliveries.tell_form(form, person, now=now)
    told = events.FormOpened(program_ref=program.ref, form_ref=form.ref)
    publish(told, actor=actor, now=now)
    return form


def answer(
    *,
    form: StaffForm,
    values: Mapping[str, int],
    words: Mapping[str, str],
    actor: Actor,
    now: datetime,
) -> None:
    """Keep what somebody says, in place of what they said before; no event, no key, no job.

    Raises
    ------
    TooLate, NotAnAnswer, TooLong
        When it is closed, or not what was asked.
    """
    policies.answer_form.check(actor, form)
    round_ = queries.mixed_round_of(form)
    if round_ is None or now >= form.closes_at:
        raise TooLate
    clean = {key: text.replace("\0", "") for key, text in words.items()}
    try:
        assessment_actions.answer(round_=round_, values=values, words=clean, actor=actor, now=now)
    except assessment_actions.RoundClosed:
        raise TooLate from None


def take_back(*, form: StaffForm, actor: Actor, now: datetime) -> None:
    """Forget what somebody said; raises TooLate once it is closed."""
    policies.answer_form.check(actor, form)
    round_ = queries.mixed_round_of(form)
    if round_ is None or now >= form.closes_at:
        raise TooLate
    assessment_actions.take_back_answers(round_=round_, actor=actor, now=now)


def keep_draft(*, form: StaffForm, text: str, actor: Actor, now: datetime) -> None:
    """Keep what is being typed under the handle of the round; raises TooLate once it is closed."""
    policies.answer_form.check(actor, form)
    round_ = queries.mixed_round_of(form)
    if round_ is None or now >= form.closes_at:
        raise TooLate
    assessment_actions.save_draft(round_=round_, text=text, actor=actor, now=now)


def cancel_form(*, form: StaffForm, actor: Actor, now: datetime) -> None:
    """Destroy everything answered in a form, and the key that finds it.

    Call it outside any transaction.

    Raises
    ------
    TooLate
        When it is closed.
    """
    policies.run_form.check(actor, form)
    round_ = queries.mixed_round_of(form)
    if form.stage != FormStage.ASKING or round_ is None or now >= form.closes_at:
        raise TooLate
    with transaction.atomic():
        won = StaffForm.objects.filter(pk=form.pk, stage=FormStage.ASKING)
        if not won.update(stage=FormStage.CANCELLED, answers_ref=""):
            raise TooLate
        told = events.FormCancelled(program_ref=form.program.ref, form_ref=form.ref)
        publish(told, actor=actor, now=now)
    changing.cancel_round(round_=round_, actor=system(form.organization_id))


@transaction.atomic
def keep_report(*, form: StaffForm, now: datetime) -> None:
    """Work out, once, what the program's managers may read."""
    policies.run_form.check(system(form.organization_id), form)
    round_ = queries.mixed_round_of(form)
    if round_ is None or form.stage != FormStage.ASKING:
        return
    rows = assessment_queries.sealed_answers(round_)
    report = mixed.told(rows, form.asked, StaffItem.values, k=FEWEST)
    if report:
        report["themes"] = {
            key: mixed.themes({key: each})
            for key, each in sorted(assessment_queries.sealed_words(round_).items())
        }
    form.stage, form.report = FormStage.DONE, report
    form.save(update_fields=["stage", "report"])
    told = events.FormReported(program_ref=form.program.ref, form_ref=form.ref)
    publish(told, actor=system(form.organization_id), now=now)
