"""Twelve weeks of the sample, in the order in which they came to pass.

What people do is done by the actions they would use, each with its own moment; meetings are
written at once. Nothing is told to anybody: the sample's mail is only said to have been sent.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from junto.domain.assessments import actions as assessments
from junto.domain.assessments.enums import HIGHEST, LOWEST, PulseItem
from junto.domain.assessments.queries import OPEN_FOR, WEEK
from junto.domain.circle import health, spinning, talking
from junto.domain.circle.enums import CheckItem
from junto.domain.goals import actions as goals
from junto.domain.goals.enums import StepState
from junto.domain.groups import agreements, membership
from junto.domain.groups import queries as group_queries
from junto.domain.overview.sample import (
    around,
    asking,
    formats,
    making,
    quizzing,
    reviewing,
    trusted,
    words,
)
from junto.domain.overview.sample.beginning import Beginning, add_leader
from junto.domain.overview.sample.people import CIRCLES, LEFT, NEWCOMER, NEWCOMER_CIRCLE
from junto.domain.people import actions as people_actions
from junto.domain.people import queries as people_queries
from junto.domain.programs import actions as programs
from junto.domain.programs import decisions, objectives
from junto.domain.programs.enums import Choice, Measure, SetupStep
from junto.domain.recognition import actions as recognition
from junto.domain.sessions import actions as sessions
from junto.domain.sessions import deliveries, invented, pulses, room_actions, timing
from junto.domain.sessions import queries as session_queries
from junto.domain.sessions.enums import Said
from junto.foundation import tenancy
from junto.foundation.access import Actor, system

if TYPE_CHECKING:
    from junto.domain.groups.models import Group
    from junto.domain.people.models import Person
    from junto.domain.sessions.models import Session

Tell = Callable[[int, int, str], None]

HELD, CHOICES = 6, 3
MAIL_IS_KEPT = timedelta(days=30)
SHOWN, TODAY, ON_NOW, STRUGGLING = "Kestrel", "Kestrel", "Wren", "Plover"
MOVED = ("Heron", 4)
STARTS_ANOTHER = "Heron"
OFF, OFF_AHEAD = "off", "Teal"
FURTHER = "Curlew"
FIRST = "Amara Okafor"
HERS_SINCE = 3
LEAVES, JOINS = timedelta(weeks=4, days=2), timedelta(weeks=5, days=1)

# What came of each session held: how many were away, late, and how many answered the pulse.
COURSE: dict[str, tuple[tuple[int, int, int] | str, ...]] = {
    "Kestrel": ((0, 0, 6), (0, 1, 6), (0, 0, 5), (0, 0, 6), (1, 0, 5), (0, 0, 6)),
    "Heron": ((0, 0, 5), (0, 0, 6), (1, 1, 5), (0, 0, 5), (0, 0, 6), (0, 1, 5)),
    "Wren": ((0, 0, 6), (1, 0, 5), (0, 0, 5), (0, 1, 6), (0, 0, 5), (1, 0, 4)),
    "Plover": ((0, 0, 5), (1, 1, 4), OFF, (2, 1, 3), OFF, (3, 0, 2)),
    "Curlew": ((0, 0, 6), (0, 0, 6), (0, 1, 5), (1, 0, 4), (0, 0, 6), (0, 0, 5)),
    "Lapwing": ((1, 0, 5), (0, 0, 4), (0, 1, 5), (1, 0, 3), (0, 0, 4), (0, 0, 3)),
    "Dunlin": ((0, 0, 6), (0, 0, 5), (0, 0, 5), (0, 0, 6), (1, 0, 4), (0, 1, 6)),
    "Teal": ((0, 1, 5), (1, 0, 5), (0, 0, 6), (0, 0, 4), (0, 0, 5), (0, 0, 6)),
}
# Mean of the answers: useful, heard, safe.
MOODS = {"Plover": (3.2, 3.4, 2.9), "Lapwing": (3.9, 4.0, 4.2), "Kestrel": (4.3, 4.4, 4.5)}
MOOD, SPREAD = (4.1, 4.2, 4.3), 0.7

MAKES, THANKS, COMES = 0.6, 0.55, 0.75
# What became of a step by the next session: these shares, in this order; the rest stays open.
FATES = ((0.5, "done"), (0.75, "learned"), (0.85, "let_go"), (0.94, "moved"))


@dataclass
class _Sample:
    """The sample as far as it has come."""

    made: Beginning
    began: datetime
    now: datetime
    chance: random.Random
    groups: dict[str, "Group"] = field(default_factory=dict)
    sessions: dict[str, list["Session"]] = field(default_factory=dict)
    steps: dict[int, list[Any]] = field(default_factory=dict)
    agreements: dict[str, Any] = field(default_factory=dict)
    actors: dict[int, Actor] = field(default_factory=dict)

    def actor(self, person: "Person") -> Actor:
        """Somebody who acts for themselves."""
        if person.pk not in self.actors:
            roles = people_queries.roles_of(person)
            actor = Actor(person.user_id, person.pk, person.organization_id, roles)
            self.actors[person.pk] = actor
        return self.actors[person.pk]

    @property
    def house(self) -> Actor:
        """The house itself."""
        return system(self.made.organization.pk)

    def members(self, circle: str) -> list["Person"]:
        """Who is in a circle at this point of its history."""
        return group_queries.members_of(self.groups[circle])


Dated = tuple[datetime, Callable[[], None]]
Happening = tuple[datetime, int, Callable[[], None]]


def write(
    made: Beginning, *, began: datetime, now: datetime, chance: random.Random, tell: Tell
) -> None:
    """Write what happened since the program began, and what lies ahead."""
    with tenancy.scope(made.organization.pk):
        sample = _Sample(made, began, now, chance)
        sample.groups = {group.name: group for group in group_queries.groups_of(made.program)}
        _agree_on_times(sample)
        todo = sorted(_happenings(sample), key=lambda each: each[:2])
        for place, (_moment, _tie, happen) in enumerate(todo):
            tell(place, len(todo), "")
            happen()
        _add_weeks_up(sample)
        _ask_for_feedback(sample)
        _review(sample)
        _write_down(sample)
        around.add_around(
            group=sample.groups[SHOWN],
            circle=sample.members(SHOWN),
            guide=made.staff["facilitator"],
            actor=sample.actor,
            now=now,
        )
        quizzing.add_quiz(
            organization=made.organization,
            actor=sample.actor(made.staff["facilitator"]),
            now=now,
        )
        formats.add_format(
            organization=made.organization,
            actor=sample.actor(made.staff["program_manager"]),
            now=now,
        )
        tell(len(todo), len(todo), "")


def _write_down(sample: _Sample) -> None:
    """One circle's notes and what it makes; another has handed something over."""
    making.add_notes(
        session=sample.sessions[SHOWN][HELD - 1], people=sample.members(SHOWN), actor=sample.actor
    )
    making.add_materials(
        session=sample.sessions[SHOWN][HELD],
        actor=sample.actor(sample.members(SHOWN)[0]),
        now=sample.sessions[SHOWN][HELD - 1].ends_at + timedelta(hours=1),
    )
    making.ask_to_hand_over(
        group=sample.groups[SHOWN],
        people=sample.members(SHOWN),
        missing=2,
        actor=sample.actor,
        now=sample.now - timedelta(days=2),
    )
    making.hand_over(
        group=sample.groups[FURTHER],
        people=sample.members(FURTHER),
        actor=sample.actor,
        now=sample.now - timedelta(days=9),
    )


def _ask_for_feedback(sample: _Sample) -> None:
    """One circle has its reports, and is asked about another now."""
    asking.add_rounds(
        program=sample.made.program,
        circle=sample.members(SHOWN),
        others=sample.members(ON_NOW),
        guide=sample.made.staff["facilitator"],
        chance=sample.chance,
        actor=sample.actor(sample.made.staff["program_manager"]),
        now=sample.now,
    )
    trusted.add_asks(
        organization=sample.made.organization,
        circle=sample.members(SHOWN),
        others=sample.members(ON_NOW),
        chance=sample.chance,
        actor=sample.actor,
        now=sample.now,
    )


def _review(sample: _Sample) -> None:
    """Everybody is paired; a facilitator hears how their sessions went."""
    staff, circle = sample.made.staff, sample.members(SHOWN)
    reviewing.add_reviews(
        program=sample.made.program,
        person=circle[0],
        manager=sample.actor(staff["program_manager"]),
        actor=sample.actor,
        now=sample.now,
    )
    reviewing.add_host_feedback(
        sessions=sample.sessions[SHOWN][:HELD],
        host=staff["facilitator"],
        people=circle,
        chance=sample.chance,
        now=sample.now,
    )


def _agree_on_times(sample: _Sample) -> None:
    """Every circle takes one of its fairest hours; the first week begins on the day after."""
    program, began = sample.made.program, sample.began
    manager = sample.actor(sample.made.staff["program_manager"])
    sessions.work_out_times(
        program_ref=program.ref,
        wanted=timing.Wanted(timing.TEMPLATE, (began + timedelta(days=1)).date()),
        refs=(),
        clock=lambda: began,
        tell=_unheard,
        should_stop=lambda: False,
    )
    for place, series in enumerate(session_queries.proposed_series(program)):
        # Not all on one day of the week: each circle takes another of its best three.
        choice = place % min(CHOICES, len(series.plan["choices"]))
        sessions.agree(series=series, choice=choice, actor=manager, now=began, with_calendars=False)
    for name, group in sample.groups.items():
        sample.sessions[name] = session_queries.sessions_of(group)
    pairs = [
        (session, words.PURPOSES[(session.number - 1) % len(words.PURPOSES)])
        for found in sample.sessions.values()
        for session in found
    ]
    invented.describe_sessions(words=pairs, now=began)


def _unheard(done: int, total: int, note: str) -> None:
    """Nobody waits for this."""


# ---------------------------------------------------------------- the order of things


def _happenings(sample: _Sample) -> list[Happening]:
    found: list[Dated] = [
        (sample.began + LEAVES, partial(_let_go, sample)),
        (sample.began + JOINS, partial(_welcome, sample)),
    ]
    for circle in CIRCLES:
        found += _of_circle(sample, circle)
    found += _aims(sample)
    found += _ahead(sample)
    return [(moment, place, happen) for place, (moment, happen) in enumerate(found)]


def _of_circle(sample: _Sample, circle: str) -> list[Dated]:
    mine = sample.sessions[circle]
    first = mine[0].starts_at
    found: list[Dated] = [
        (first - timedelta(days=3), partial(_mail, sample, deliveries.INVITATION, mine[0])),
        (first - timedelta(days=1), partial(_agree, sample, circle)),
    ]
    for session, course in zip(mine, COURSE[circle], strict=False):
        moment = session.starts_at
        if course == OFF:
            found.append((moment - timedelta(hours=21), partial(_call_off, sample, session)))
            continue
        if (circle, session.number) == MOVED:
            found.append((moment - timedelta(days=4), partial(_move_two_days, sample, session)))
            moment += timedelta(days=2)
        found += [
            (moment - timedelta(hours=20), partial(_settle, sample, circle, session)),
            (moment - timedelta(hours=19), partial(_mail, sample, deliveries.REMINDER, session)),
            (moment, partial(_meet, sample, circle, session, course)),
        ]
    return found


def _aims(sample: _Sample) -> list[Dated]:
    """What the program is to reach, a number noted each month, and one decision."""
    month = timedelta(weeks=4)
    found: list[Dated] = [(sample.began, partial(_aim, sample))]
    for place, value in enumerate(words.NOTED):
        moment = sample.now - month * (len(words.NOTED) - 1 - place) - timedelta(days=2)
        found.append((moment, partial(_note_value, sample, value, moment)))
    third = sample.sessions[STRUGGLING][2].starts_at
    return [*found, (third + timedelta(days=1), partial(_decide, sample, third))]


def _aim(sample: _Sample) -> None:
    manager = sample.actor(sample.made.staff["program_manager"])
    for text, serves, measure, unit, target in words.OBJECTIVES:
        objectives.set_objective(
            program=sample.made.program,
            text=text,
            serves=serves,
            measure=measure,
            unit=unit,
            target=Decimal(target),
            at_most=False,
            by=(sample.began + timedelta(weeks=26)).date(),
            actor=manager,
            now=sample.began,
        )


def _note_value(sample: _Sample, value: int, moment: datetime) -> None:
    manager = sample.actor(sample.made.staff["program_manager"])
    for row in objectives.objectives_of(sample.made.program):
        if row.measure == Measure.OWN:
            objectives.note_value(
                objective=row, value=Decimal(value), on=moment.date(), actor=manager, now=moment
            )


def _decide(sample: _Sample, third: datetime) -> None:
    said, why = words.DECIDED
    decisions.decide(
        program=sample.made.program,
        key=f"called-off.{sample.sessions[STRUGGLING][2].ref}",
        said=said,
        choice=Choice.OTHER,
        note=why,
        actor=sample.actor(sample.made.staff["program_manager"]),
        now=third + timedelta(days=1),
    )


def _ahead(sample: _Sample) -> list[Dated]:
    """What was done in the last days about the sessions to come."""
    now, day = sample.now, timedelta(days=1)
    soon, begun = _quarter(now + timedelta(minutes=75)), _quarter(now - timedelta(minutes=25))
    return [
        (now - 4 * day, partial(_bring_near, sample, TODAY, soon)),
        (now - 4 * day, partial(_bring_near, sample, ON_NOW, begun)),
        (now - day, partial(_say_who_comes, sample)),
        (now - day, partial(_prepare, sample)),
        (now - 2 * day, partial(_talk, sample)),
        (now - 2 * day, partial(_spin_off, sample)),
        (now - day, partial(_call_off, sample, sample.sessions[OFF_AHEAD][HELD + 1])),
        (now, partial(_begin_now, sample)),
    ]


def _quarter(moment: datetime) -> datetime:
    """The next quarter of an hour."""
    minutes = -(-moment.minute // 15) * 15
    return moment.replace(minute=0, second=0, microsecond=0) + timedelta(minutes=minutes)


# ---------------------------------------------------------------- who is there


def _let_go(sample: _Sample) -> None:
    moment, person = sample.began + LEAVES, sample.made.leaders[LEFT]
    program, house = sample.made.program, sample.house
    group = sample.groups[NEWCOMER_CIRCLE]
    membership.leave_group(group=group, person=person, actor=house, now=moment)
    programs.withdraw_people(program=program, person_ids=[person.pk], actor=house, now=moment)
    people_actions.remove_person(
        organization=sample.made.organization, person=person, actor=house, now=moment
    )


def _welcome(sample: _Sample) -> None:
    moment, house = sample.began + JOINS, sample.house
    person = add_leader(sample.made.organization, NEWCOMER, actor=house, now=moment)
    programs.enroll_people(program=sample.made.program, people=[person], actor=house, now=moment)
    group = sample.groups[NEWCOMER_CIRCLE]
    membership.join_group(group=group, person=person, actor=house, now=moment)
    agreements.give_consent(
        agreement=sample.agreements[NEWCOMER_CIRCLE],
        actor=sample.actor(person),
        now=moment + timedelta(hours=3),
    )


def _agree(sample: _Sample, circle: str) -> None:
    """The group writes its promises down; in the struggling one, somebody has not agreed yet."""
    moment = sample.sessions[circle][0].starts_at - timedelta(days=1)
    people = sample.members(circle)
    agreement = agreements.propose_agreement(
        group=sample.groups[circle],
        norms=[words.NORMS[0], *sorted(sample.chance.sample(words.NORMS[1:], 4))],
        actor=sample.actor(people[0]),
        now=moment,
    )
    sample.agreements[circle] = agreement
    for place, person in enumerate(people[:-1] if circle == STRUGGLING else people):
        at = moment + timedelta(minutes=20 * place)
        agreements.give_consent(agreement=agreement, actor=sample.actor(person), now=at)


def _mail(sample: _Sample, kind: str, session: "Session") -> None:
    """Mail was sent; reminders from long ago are not kept."""
    before = timedelta(days=3) if kind == deliveries.INVITATION else timedelta(hours=19)
    is_old = session.starts_at < sample.now - MAIL_IS_KEPT
    if kind == deliveries.REMINDER and is_old:
        return
    if kind == deliveries.INVITATION:
        sent = session.starts_at - before
        programs.note_step(program=sample.made.program, step=SetupStep.INVITE, now=sent)
    invented.record_mail(
        kind=kind,
        session=session,
        people=group_queries.members_of(session.group),
        sent_at=session.starts_at - before,
    )


# ---------------------------------------------------------------- times


def _call_off(sample: _Sample, session: "Session") -> None:
    moment = min(session.starts_at - timedelta(hours=21), sample.now - timedelta(days=1))
    guide = sample.actor(sample.made.staff["facilitator"])
    sessions.call_off(session=session, actor=guide, now=moment)


def _move_two_days(sample: _Sample, session: "Session") -> None:
    moment = session.starts_at - timedelta(days=4)
    _move(sample, session, session.date + timedelta(days=2), session.starts, moment)
    _mail_moved(sample, session, moment)


def _bring_near(sample: _Sample, circle: str, starts_at: datetime) -> None:
    session = sample.sessions[circle][HELD]
    local = starts_at.astimezone(ZoneInfo(session.zone))
    moment = sample.now - timedelta(days=4)
    _move(sample, session, local.date(), local.time(), moment)
    _mail_moved(sample, session, moment)


def _move(sample: _Sample, session: "Session", day: date, starts: time, moment: datetime) -> None:
    manager = sample.actor(sample.made.staff["program_manager"])
    sessions.move(
        session=session, day=day, starts=starts, zone=session.zone, actor=manager, now=moment
    )
    session.refresh_from_db()


def _mail_moved(sample: _Sample, session: "Session", moment: datetime) -> None:
    invented.record_mail(
        kind=deliveries.MOVED,
        session=session,
        people=group_queries.members_of(session.group),
        sent_at=moment,
    )


def _say_who_comes(sample: _Sample) -> None:
    """Most have said whether they come to the session that is next."""
    chance, moment = sample.chance, sample.now - timedelta(days=1)
    for circle in CIRCLES:
        for place, person in enumerate(sample.members(circle)):
            draw = chance.random()
            if person.full_name == FIRST or draw > COMES or circle == ON_NOW:
                continue
            unwilling = 0.35 if circle == STRUGGLING else 0.06
            said = Said.CANNOT if draw < unwilling else Said.COMING
            sessions.say(
                session=sample.sessions[circle][HELD],
                said=said,
                actor=sample.actor(person),
                now=moment + timedelta(minutes=11 * place),
            )


def _talk(sample: _Sample) -> None:
    """The circle that is seen first talks between its sessions; some of it is still unread."""
    people = sample.members(SHOWN)
    first = next(each for each in people if each.full_name == FIRST)
    others = [each for each in people if each is not first]
    moment = sample.now - timedelta(days=2)
    for place, (title, texts) in enumerate(words.TOPICS):
        begun = talking.open_topic(
            group=sample.groups[SHOWN],
            title=title,
            text=texts[0],
            actor=sample.actor(others[place] if place else first),
            now=moment + timedelta(hours=3 * place),
        )
        for at, text in enumerate(texts[1:], start=1):
            talking.write_post(
                topic=begun,
                text=text,
                actor=sample.actor(others[(place + at) % len(others)]),
                now=moment + timedelta(hours=3 * place, minutes=40 * at),
            )


def _spin_off(sample: _Sample) -> None:
    """Somebody would like to start with their own team what their circle does."""
    group, person = sample.groups[STARTS_ANOTHER], sample.members(STARTS_ANOTHER)[0]
    agreement = agreements.agreement_of(group)
    name, why = words.SPIN_OFF
    spinning.propose_spin_off(
        group=group,
        wanted=spinning.Wanted(name, why, agreement.norms if agreement else ()),
        actor=sample.actor(person),
        now=sample.now - timedelta(days=2),
    )


def _prepare(sample: _Sample) -> None:
    session = sample.sessions[SHOWN][HELD]
    people = {person.full_name: person for person in sample.members(SHOWN)}
    first = people.pop(FIRST)
    texts = [(first, words.PREPARED), *zip(people.values(), words.PREPARED_BY_OTHERS, strict=False)]
    for person, text in texts:
        room_actions.save_preparation(
            session=session,
            key="update",
            text=text,
            share=person is not first,
            actor=sample.actor(person),
            now=sample.now - timedelta(days=1),
        )


# ---------------------------------------------------------------- meetings


def _came(sample: _Sample, circle: str, away: int, late: int) -> invented.Came:
    """Who came: whoever the sample is seen through always did, in good time."""
    people = sample.members(circle)
    others = [person for person in people if person.full_name != FIRST]
    sample.chance.shuffle(others)
    gone, tardy = others[:away], others[away : away + late]
    named = {person.pk for person in (*gone, *tardy)}
    on_time = [person for person in people if person.pk not in named]
    told = gone if circle != STRUGGLING else gone[:1]
    return invented.Came(on_time, tardy, told)


def _meet(sample: _Sample, circle: str, session: "Session", course: Any) -> None:
    away, late, answered = course
    chance = sample.chance
    came = _came(sample, circle, away, late)
    there = [*came.on_time, *came.late]
    struggles = circle == STRUGGLING
    reached = chance.choices(("yes", "partly", "no"), (1, 3, 4) if struggles else (6, 3, 1))[0]
    answers = [_answers(circle, chance) for _ in range(min(answered, len(there)))]
    _check_health(sample, circle, session)
    ended = invented.record_meeting(
        session=session, came=came, reached=reached, answers=answers, chance=chance
    )
    _promise(sample, circle, session, there, ended)
    if chance.random() < THANKS and not struggles:
        _thank(sample, circle, session, there, ended + timedelta(hours=2))
    if circle == SHOWN:
        _write_in_room(sample, session, there, ended)


def _check_health(sample: _Sample, circle: str, session: "Session") -> None:
    """Halfway through its series a group was asked how it is doing."""
    series = session.series
    if series is None or session.number != -(-series.count // 2):
        return
    group, chance = session.group, random.Random(f"health {circle}")
    people = sample.members(circle)
    assessments.record_invented_round(
        topic=health.topic_of(group, series.ref),
        pool=health.pool_of(group),
        day=session.date,
        asked=people,
        answers=[_taps(circle, chance) for _ in people],
        chance=chance,
        actor=sample.house,
        now=session.ends_at + health.OPEN_FOR,
        questions=health.asks(),
    )


def _taps(circle: str, chance: random.Random) -> dict[str, int]:
    _useful, heard, safe = MOODS.get(circle, MOOD)
    means = (heard, heard - 0.2, safe, safe - 0.6, heard + 0.2)
    return {
        item: min(HIGHEST, max(LOWEST, round(chance.gauss(mean, SPREAD))))
        for item, mean in zip(CheckItem.values, means, strict=True)
    }


def _answers(circle: str, chance: random.Random) -> dict[str, int]:
    mood = MOODS.get(circle, MOOD)
    return {
        item: min(HIGHEST, max(LOWEST, round(chance.gauss(mean, SPREAD))))
        for item, mean in zip(PulseItem.values, mood, strict=True)
    }


def _write_in_room(
    sample: _Sample, session: "Session", there: Sequence["Person"], ended: datetime
) -> None:
    """In the circle that is seen first, something was put aside for later, and noted."""
    if session.number >= HERS_SINCE:
        invented.record_entry(
            session=session,
            output="parking",
            person=there[session.number % len(there)],
            text=words.PARKED[session.number - HERS_SINCE],
            at=ended - timedelta(minutes=5),
        )
    if session.number == HELD:
        first = sample.made.leaders[FIRST]
        room_actions.keep_note(
            session=session, text=words.NOTE, actor=sample.actor(first), now=ended
        )


def _thank(
    sample: _Sample, circle: str, session: "Session", there: Sequence["Person"], at: datetime
) -> None:
    giver, recipient = sample.chance.sample(there, 2)
    moment, effect = sample.chance.choice(words.THANKS)
    recognition.give_thanks(
        group=sample.groups[circle],
        recipient=recipient,
        moment=moment,
        effect=effect,
        session_ref=session.ref,
        actor=sample.actor(giver),
        now=at,
    )


def _begin_now(sample: _Sample) -> None:
    invented.record_meeting_so_far(
        session=sample.sessions[ON_NOW][HELD],
        came=_came(sample, ON_NOW, 0, 1),
        chance=sample.chance,
        now=sample.now,
    )


# ---------------------------------------------------------------- next steps


def _promise(
    sample: _Sample, circle: str, session: "Session", there: Sequence["Person"], ended: datetime
) -> None:
    following = sample.sessions[circle][session.number]
    for place, person in enumerate(there):
        if person.full_name == FIRST:
            hers = session.number - HERS_SINCE
            if hers < 0:
                continue
            do, cue, _fate = words.OWN_STEPS[hers]
        elif sample.chance.random() > MAKES or len(sample.steps.get(person.pk, ())) > 1:
            continue
        else:
            do, cue = sample.chance.choice(words.STEPS)
        step = goals.make_step(
            group=sample.groups[circle],
            do=do,
            cue=cue,
            by=following.date - timedelta(days=sample.chance.randint(1, 4)),
            sure=sample.chance.randint(5, 10),
            session_ref=session.ref,
            actor=sample.actor(person),
            now=ended + timedelta(minutes=2 + place),
        )
        sample.steps.setdefault(person.pk, []).append(step)


def _settle(sample: _Sample, circle: str, session: "Session") -> None:
    """Before they meet again, people say what became of their steps."""
    moment = session.starts_at - timedelta(hours=20)
    for person in sample.members(circle):
        for step in list(sample.steps.get(person.pk, ())):
            fate = _fate(sample, step, person)
            if fate == "open":
                continue
            if fate != "moved":
                sample.steps[person.pk].remove(step)
            _change(sample, step, fate, sample.actor(person), moment)


def _fate(sample: _Sample, step: Any, person: "Person") -> str:
    draw = sample.chance.random()
    if person.full_name == FIRST:
        return next(fate for do, _cue, fate in words.OWN_STEPS if do == step.do)
    return next((fate for share, fate in FATES if draw < share), "open")


def _change(sample: _Sample, step: Any, fate: str, actor: Actor, moment: datetime) -> None:
    if fate == "moved":
        goals.move_step(
            step=step,
            by=moment.date() + timedelta(days=sample.chance.randint(9, 18)),
            actor=actor,
            now=moment,
        )
        step.refresh_from_db()
    elif fate == "learned":
        learned = sample.chance.choice(words.LEARNED)
        goals.learn_from_step(step=step, learned=learned, actor=actor, now=moment)
    else:
        state = StepState.DONE if fate == "done" else StepState.LET_GO
        goals.finish_step(step=step, state=state, actor=actor, now=moment)


# ---------------------------------------------------------------- figures


def _add_weeks_up(sample: _Sample) -> None:
    pool = pulses.pool_of(sample.made.program)
    week = pulses.monday(sample.began.date())
    while week + WEEK + OPEN_FOR <= sample.now.date():
        assessments.add_up_week(pool=pool, week=week, actor=sample.house)
        week += WEEK
