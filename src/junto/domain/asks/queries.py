"""Reading asks: one's own, what one is asked, and what may be told."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Prefetch

from junto.domain.asks.enums import (
    MOST_AT_ONCE,
    AskedState,
    AskState,
    Mode,
    QuestionKind,
    Stage,
)
from junto.domain.asks.models import Ask, Asked, AskMember, AskRound, NamedAnswer
from junto.domain.assessments import queries as answers
from junto.domain.groups import queries as group_queries
from junto.domain.people import queries as people_queries
from junto.foundation import tenancy
from junto.foundation.access import Actor

if TYPE_CHECKING:
    from junto.domain.assessments.models import Round
    from junto.domain.people.models import Person

# For so long whoever was asked finds the thanks of whoever asked.
THANKS_SHOWN = timedelta(days=30)
KIND = "asks"


def get_ask(ref: str) -> Ask:
    """The ask with this reference (NotFound when there is none)."""
    return tenancy.find(Ask, ref)


def get_round(ref: str) -> AskRound:
    """The sending with this reference (NotFound when there is none)."""
    return tenancy.find(AskRound, ref)


def get_asked(ref: str) -> Asked:
    """What somebody is asked (NotFound when there is nothing)."""
    return tenancy.find(Asked, ref)


def topic_of(round_: AskRound) -> str:
    """What its round of answers is about."""
    return f"{KIND}:{round_.ref}"


def round_about(topic: str) -> AskRound | None:
    """The sending whose answers a topic is about, in the organization in scope."""
    kind, _, ref = topic.partition(":")
    if kind != KIND:
        return None
    return AskRound.objects.select_related("ask__asker").filter(ref=ref).first()


def answers_of(round_: AskRound) -> "Round | None":
    """The round in which its mixed answers and all drafts are."""
    return answers.round_about(topic_of(round_))


def takes_answers(round_: AskRound, *, now: datetime) -> bool:
    """True from the sending until it closes."""
    return round_.stage == Stage.ASKING and now < round_.closes_at


# ---------------------------------------------------------------- for whoever asks


def asks_of(person: "Person") -> list[Ask]:
    """What somebody asks, the newest first, each with its sendings under `sent`."""
    rounds = AskRound.objects.order_by("-number")
    rows = Ask.objects.filter(asker=person).annotate(people=Count("members"))
    rows = rows.prefetch_related(Prefetch("rounds", queryset=rounds, to_attr="sent"))
    return list(rows.order_by("-created_at", "-pk"))


def group_of(ask: Ask) -> list[AskMember]:
    """Whom an ask goes to the next time, by name."""
    rows = AskMember.objects.filter(ask=ask, person__ended_at=None).select_related("person")
    return list(rows.order_by("person__full_name", "pk"))


def rounds_of(ask: Ask) -> list[AskRound]:
    """The sendings of an ask, the newest first."""
    return list(AskRound.objects.filter(ask=ask).order_by("-number"))


def people_of(round_: AskRound) -> list["Person"]:
    """Whom a sending asked, by name: those who said not this time are among them."""
    rows = Asked.objects.filter(round=round_).select_related("person")
    return [row.person for row in rows.order_by("person__full_name", "pk")]


def people_to_ask(ask: Ask, *, search: str, actor: Actor, limit: int) -> list["Person"]:
    """Who may be asked and is not yet: those a search finds, else those of one's own groups."""
    taken = set(AskMember.objects.filter(ask=ask).values_list("person_id", flat=True))
    taken.add(ask.asker_id)
    if search:
        found = list(people_queries.people(search=search, actor=actor)[: limit + len(taken)])
    else:
        groups = group_queries.groups_with(ask.asker_id)
        members = [each for group in groups for each in group_queries.members_of(group)]
        found = list(dict.fromkeys(members))
    return [each for each in found if each.pk not in taken and each.ended_at is None][:limit]


def has_enough(person_id: int) -> bool:
    """True when somebody has as many open requests as anybody gets at a time."""
    return len(places_of(person_id)) >= MOST_AT_ONCE


def places_of(person_id: int) -> set[int]:
    """The places of somebody's open requests."""
    rows = Asked.objects.filter(person_id=person_id, place__isnull=False)
    return {row.place or 0 for row in rows}


@dataclass(frozen=True)
class Signed:
    """What somebody said with their name."""

    person: "Person"
    values: Mapping[str, int]
    words: Mapping[str, str]


def named_answers(round_: AskRound) -> list[Signed]:
    """What people said with their names, by name; nothing before the sending is done."""
    if round_.stage != Stage.DONE:
        return []
    rows = NamedAnswer.objects.filter(asked__round=round_).select_related("asked__person")
    return [
        Signed(row.asked.person, row.values, json.loads(row.words or "{}"))
        for row in rows.order_by("asked__person__full_name", "pk")
    ]


def sent_to(ask: Ask) -> AskRound | None:
    """The sending that is open, if one is."""
    return AskRound.objects.filter(ask=ask, stage=Stage.ASKING).first()


def groups_for(person_id: int) -> list[Any]:
    """Groups in which somebody can make a next step."""
    return group_queries.groups_with(person_id)


# ---------------------------------------------------------------- for whoever is asked


@dataclass(frozen=True)
class Given:
    """What somebody has answered so far; for their own eyes."""

    mode: str = ""
    values: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_sent(self) -> bool:
        """Whether anything was sent."""
        return bool(self.mode)


def asked_of(person: "Person", *, now: datetime) -> list[Asked]:
    """What somebody is asked and can still answer, the nearest close first."""
    rows = Asked.objects.filter(
        person=person,
        state=AskedState.ASKED,
        round__stage=Stage.ASKING,
        round__closes_at__gt=now,
        round__ask__asker__ended_at=None,
    )
    rows = rows.select_related("round__ask__asker")
    return list(rows.order_by("round__closes_at", "round__ask__asker__full_name", "pk"))


def sent_by(person: "Person", asked: list[Asked]) -> set[int]:
    """Keys of those of somebody's requests they answered; for that person's eyes alone."""
    topics = answers.answered_topics(person.pk)
    named = NamedAnswer.objects.filter(asked__in=asked).values_list("asked_id", flat=True)
    return {row.pk for row in asked if topic_of(row.round) in topics}.union(named)


def waiting_for(person: "Person", *, now: datetime) -> int:
    """How many requests somebody has not answered; for that person's eyes alone."""
    asked = asked_of(person, now=now)
    return len(asked) - len(sent_by(person, asked)) if asked else 0


def given(asked: Asked) -> Given:
    """What somebody has answered so far, with their name or mixed."""
    named = NamedAnswer.objects.filter(asked=asked).first()
    if named is not None:
        return Given(Mode.NAMED, named.values, json.loads(named.words or "{}"))
    round_ = answers_of(asked.round)
    if round_ is None:
        return Given()
    values = answers.own_answers(round_, asked.person_id)
    words = answers.own_words(round_, asked.person_id)
    return Given(Mode.MIXED if values or words else "", values, words)


def draft(asked: Asked) -> dict[str, Any]:
    """What somebody began to answer, as the form keeps it."""
    round_ = answers_of(asked.round)
    text = answers.own_draft(round_, asked.person_id) if round_ else ""
    return dict(json.loads(text)) if text else {}


def may_mix(asked: Asked) -> bool:
    """Whether somebody may answer mixed: enough others are asked, and no name was on it before.

    How many others have answered, and how, plays no part: the form would tell it otherwise.
    """
    return bool(asked.round.mixes) and not asked.was_named


def asked_count(round_: AskRound) -> int:
    """How many people a sending asked, whatever they said."""
    return Asked.objects.filter(round=round_).count()


def named_count(round_: AskRound) -> int:
    """How many answered a sending with their name; told to nobody before it is done."""
    return NamedAnswer.objects.filter(asked__round=round_).count()


def thanks_to(person: "Person", *, now: datetime) -> list[AskRound]:
    """Sendings whose asker thanked everybody, of the last weeks, the newest first."""
    since = (now - THANKS_SHOWN).date()
    mine = Asked.objects.filter(person=person, state=AskedState.ASKED)
    rows = AskRound.objects.filter(thanked_on__gte=since, pk__in=mine.values("round_id"))
    return list(rows.select_related("ask__asker").order_by("-thanked_on", "-pk"))


def stored_about(person_id: int) -> dict[str, Any]:
    """Everything kept of what somebody asks, and of what they said with their name.

    Whether and what they answered mixed is told to nobody, by no file.
    """
    mine = Ask.objects.filter(asker_id=person_id).order_by("created_at", "pk")
    said = NamedAnswer.objects.filter(asked__person_id=person_id).order_by("pk")
    return {
        "asked": [
            {
                "title": ask.title,
                "context": ask.context,
                "questions": [each["text"] for each in ask.questions],
                "of": [member.person.full_name for member in group_of(ask)],
                "every": ask.every,
                "state": ask.state,
            }
            for ask in mine
        ],
        "said_with_name": [
            {
                "asker": row.asked.round.ask.asker.full_name,
                "about": row.asked.round.ask.title,
                "values": row.values,
                "words": json.loads(row.words or "{}"),
            }
            for row in said.select_related("asked__round__ask__asker")
        ],
    }


# ---------------------------------------------------------------- questions


def scales(questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that are answered on the scale."""
    return [each for each in questions if each["kind"] == QuestionKind.SCALE]


def worded(questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that are answered in words."""
    return [each for each in questions if each["kind"] == QuestionKind.WORDS]


# ---------------------------------------------------------------- by the clock


def due(*, today: date) -> list[Ask]:
    """Asks whose next sending may be due, of every organization; their own clocks decide."""
    with tenancy.unscoped("the next sending goes out by the clock in every organization"):
        rows = Ask.objects.filter(state=AskState.GOING, next_on__lte=today + timedelta(days=1))
        return list(rows.filter(asker__ended_at=None).select_related("asker").order_by("pk"))


def to_remind(*, now: datetime, before: timedelta) -> list[AskRound]:
    """Sendings that close soon and reminded nobody yet, of every organization."""
    with tenancy.unscoped("reminders go out by the clock in every organization"):
        rows = AskRound.objects.filter(stage=Stage.ASKING, reminded_at=None)
        rows = rows.filter(closes_at__gt=now, closes_at__lte=now + before)
        return list(rows.order_by("pk"))


def asked_in(round_: AskRound) -> list[Asked]:
    """Everybody a sending still asks; whether they have answered plays no part."""
    rows = Asked.objects.filter(round=round_, state=AskedState.ASKED)
    return list(rows.select_related("person").order_by("pk"))


def shown_before(round_: AskRound) -> list[AskRound]:
    """Earlier sendings of the same asker of which mixed answers are told."""
    rows = AskRound.objects.filter(ask__asker_id=round_.ask.asker_id, stage=Stage.DONE)
    rows = rows.exclude(pk=round_.pk).select_related("ask")
    return [row for row in rows.order_by("pk") if json.loads(row.told or "{}").get("at_least")]
