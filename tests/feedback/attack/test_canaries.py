"""Nine roles walk every address of a round whose raters and words each carry a mark."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import models

from factories import NOW
from feedback.attack import walking
from feedback.attack.playing import IS_LONG
from feedback.attack.walking import ANSWERING, LATER, RATERS, ROLES, Walk, word_of
from junto.domain.feedback.enums import Told
from junto.foundation import tenancy
from junto.foundation.outbox.models import Delivery

pytestmark = pytest.mark.django_db(transaction=True)

# All addresses in `make attack`; those of feedback and what tells of it in the suite of every day.
AREAS = ("",) if IS_LONG else ("feedback:", "organization:log")
WORDS = [word_of(n) for n in range(RATERS)] + [word_of(n, "b") for n in range(RATERS)]
REPORT, PAPER = "feedback:report", "feedback:paper"
# Where a round names people: to whom it is about, whom they ask.
LISTS = {("subject", "feedback:choose")}


def pages(walk: Walk) -> Iterator[tuple[str, str]]:
    for area in AREAS:
        yield from walking.addresses(walk, area)


def test_after_a_whole_round_no_door_tells_who_said_what(
    caplog: pytest.LogCaptureFixture, mailoutbox: list[Any]
) -> None:
    with caplog.at_level(logging.DEBUG, "junto"), caplog.at_level(logging.INFO):
        walk = walking.begin()
        for number in range(RATERS):
            walking.answer_by_pages(walk, number)
        walking.seal(walk)
        with time_machine.travel(LATER, tick=False):
            seen = {
                (role, route): walking.look(walk, role, address)
                for route, address in pages(walk)
                for role in ROLES
            }
    read = {
        (role, route)
        for (role, route), answer in seen.items()
        if any(word in answer.text for word in WORDS)
    }
    named = {
        (role, route, number)
        for (role, route), answer in seen.items()
        for number in range(RATERS)
        if any(mark in answer.text for mark in walk.marks_of(number))
    }

    # Everybody saw something, or finding nothing there says nothing.
    assert {role for (role, _route), answer in seen.items() if answer.status == 200} == {*ROLES}
    # Words are read by the one they are about, and by nobody else anywhere.
    assert {role for role, _route in read} == {"subject"}
    assert {("subject", REPORT), ("subject", PAPER)} <= read
    assert [w for w in WORDS[RATERS:] if any(w in each.text for each in seen.values())] == []
    # Where words stand, no rater does.
    assert {(role, route) for role, route, _number in named} & read == set()
    # In all of feedback a rater is named in the list of whom one asked, and to themselves.
    of_feedback = {
        (role, route)
        for role, route, number in named
        if route.startswith("feedback:") and not (role == "rater" and number == 0)
    }
    assert of_feedback <= LISTS
    assert log_says(caplog, walk) == []
    assert mail_says(mailoutbox, walk) == []


def test_where_themes_were_announced_nobody_reads_a_word_as_it_was_written() -> None:
    walk = walking.begin(Told.THEMES)
    for number in range(RATERS):
        walking.answer_by_pages(walk, number)
    walking.seal(walk)
    with time_machine.travel(LATER, tick=False):
        mine = [walking.look(walk, "subject", each) for _, each in walking.addresses(walk, REPORT)]

    assert 200 in {answer.status for answer in mine}
    assert [word for word in WORDS if any(word in answer.text for answer in mine)] == []


def log_says(caplog: pytest.LogCaptureFixture, walk: Walk) -> list[str]:
    """Lines of the log with a mark of a rater or of a word; statements to the database aside."""
    marks = [*WORDS, *(mark for n in range(RATERS) for mark in walk.marks_of(n))]
    lines = [r.getMessage() for r in caplog.records if r.name != "django.db.backends"]
    return [line for line in lines if any(mark in line for mark in marks)]


def mail_says(mailoutbox: list[Any], walk: Walk) -> list[str]:
    """Mails, sent or waiting, with a word or with the marks of somebody they are not for."""
    texts = [f"{mail.message()}" for mail in mailoutbox]
    texts += [f"{row.recipient} {row.payload}" for row in Delivery.objects.all()]
    return [
        text
        for text in texts
        if any(word in text for word in WORDS)
        or sum(any(mark in text for mark in walk.marks_of(n)) for n in range(RATERS)) > 1
    ]


def test_no_page_of_anybody_else_changes_when_somebody_answers_or_takes_more_time() -> None:
    walk = walking.begin()
    others = [role for role in ROLES if role != "rater"]
    if not IS_LONG:
        others = ["subject", "manager"]

    def look() -> dict[tuple[str, str], str]:
        with time_machine.travel(ANSWERING + timedelta(hours=1), tick=False):
            return {
                (role, route): walking.lasting(walking.look(walk, role, address).text)
                for route, address in pages(walk)
                for role in others
            }

    before = look()
    walking.answer_by_pages(walk, 0)
    walking.take_more_time(walk, 1)
    after = look()

    assert [door for door, text in before.items() if after[door] != text] == []


def test_no_table_keeps_the_minute_in_which_somebody_answered() -> None:
    walk = walking.begin()
    for number in range(3):
        walking.answer_by_pages(walk, number)

    assert kept_times() == []


def kept_times() -> list[str]:
    """Columns of any table that hold a time between the first answer and the last."""
    begin, end = ANSWERING, ANSWERING + timedelta(minutes=RATERS)
    found = []
    with tenancy.unscoped("a test reads every table for a time that should not be there"):
        for model in apps.get_models():
            if model._meta.app_label == "roundkeys":
                continue
            for each in model._meta.concrete_fields:
                inside = {f"{each.name}__gte": begin, f"{each.name}__lte": end}
                if type(each) is models.DateTimeField and (
                    model._default_manager.filter(**inside).exists()
                ):
                    found.append(f"{model._meta.label}.{each.name}")
    return found


def test_the_round_was_answered_before_it_was_walked() -> None:
    """The marks are where they belong, or finding none elsewhere says nothing."""
    walk = walking.begin()
    walking.answer_by_pages(walk, 0)
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        own = walking.look(walk, "rater", dict(walking.addresses(walk))["feedback:check"])

    assert word_of(0) in own.text
