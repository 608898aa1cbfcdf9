"""Answers without a name while a session runs: votes, places on a scale, a few words.

Each output of a format that is anonymous is asked in one sealed round per stage. The round opens
for whoever takes part when the room comes to the stage, and closes when it goes on. Until then
everybody changes their own answers; from then on nobody can tell whose they were. An answer is no
line of the log, no event and no processed form: these have an order. Fewer than `k` people are not
asked, and answers of fewer than `k` are never shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction

from junto.domain.assessments import actions as assessment_actions
from junto.domain.assessments import queries as assessment_queries
from junto.domain.assessments.enums import RoundKind, RoundState
from junto.domain.people import queries as people_queries
from junto.domain.sessions import room_policies, room_queries
from junto.domain.sessions.models import RoomEvent, Session
from junto.foundation import ports
from junto.foundation.access import Actor, Forbidden, system
from junto.kernel import anonymity
from junto.kernel.formats.model import Output
from junto.kernel.formats.opening import Step
from junto.kernel.formats.room import Kind, Room

if TYPE_CHECKING:
    from junto.domain.assessments.models import Round

SCALES = {"scale5": (1, 5), "scale10": (0, 10)}
DOT = "dot:"
RATING, WORDS = "rating", "words"
LONGEST = 500
FEWEST = anonymity.GROUP_PULSE
POOL = "ballots"

# A session that was forgotten is ended long before.
OPEN_FOR = timedelta(hours=24)
PATIENCE = timedelta(seconds=1)

# What never brings the room to another stage, nor anybody into it.
STILL = frozenset(
    {
        Kind.LEFT,
        Kind.DONE,
        Kind.PASSED,
        Kind.PAUSED,
        Kind.RESUMED,
        Kind.EXTENDED,
        Kind.READY,
        Kind.RAISED,
        Kind.LOWERED,
        Kind.LED,
        Kind.WROTE,
        Kind.ASKED_MORE,
        Kind.ANSWERED_MORE,
    }
)


class NotOpen(Exception):
    """No such vote is open now, or not to this person: nothing was kept."""


class NotAnAnswer(ValueError):
    """More dots than there are, a place off the scale, or something that was not asked."""


class TooLong(ValueError):
    """The words are longer than what is kept."""


class Is(StrEnum):
    """How a ballot stands."""

    # Fewer than `k` people were there: nobody is asked.
    FEW = "few"
    OPEN = "open"
    # Closed, while the traces of who answered are removed.
    COUNTING = "counting"
    SEALED = "sealed"


@dataclass(frozen=True)
class Ballot:
    """One output without names in one stage, or one round of it."""

    state: Is
    k: int = FEWEST
    round: "Round | None" = None


@dataclass(frozen=True)
class Tally:
    """What may be shown of a sealed ballot.

    `at_least` is how many answered, in steps of `k`. `points` are dots by what they were given to,
    `means` places on scales (both ends equal where the mean is told exactly), `counts` how many
    took each place of a scale, from twice `k` answers on; `words` are in the order of the alphabet.
    Where nearly everybody gave all they had to one card, `points` are the least it may have got,
    and its reference is in `or_more`: the exact number would tell what each person gave.
    """

    at_least: int
    k: int
    points: Mapping[str, int] = field(default_factory=dict)
    means: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    counts: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    or_more: frozenset[str] = frozenset()


# ---------------------------------------------------------------- what is asked


def is_ballot(output: Output) -> bool:
    """Tell whether an output is asked here: anonymous, and no part of the pulse or of a quiz."""
    if not output.visibility.endswith("-anonymous") or output.type == "answer":
        return False
    return not (output.visibility == "program-anonymous" and output.type == "rating")


def scales_of(output: Output) -> dict[str, tuple[int, int]]:
    """Return the scales an output asks for, each with its ends."""
    made = {each.id: SCALES[each.type] for each in output.fields if each.type in SCALES}
    return made or ({RATING: SCALES["scale5"]} if output.type == "rating" else {})


def fewest(output: Output) -> int:
    """Return how few people are too few, and one: the format may raise it and not lower it."""
    return max(output.k or FEWEST, FEWEST)


def ballots_at(step: Step | None, room: Room) -> list[Output]:
    """Return the outputs without names that a step asks for."""
    if step is None or room.script is None:
        return []
    return [
        output
        for output in room.script.fmt.outputs
        if output.id in step.stage.capture and is_ballot(output)
    ]


def _topic(session: Session, output_id: str, stage: str, round_: int) -> str:
    return f"{_topics(session)}{output_id}:{stage}:{round_}"


def _topics(session: Session) -> str:
    return f"ballot:{session.ref}:"


def session_of(topic: str) -> Session | None:
    """Return the session a topic of a round is about, if it is a ballot's."""
    kind, _, rest = topic.partition(":")
    ref = rest.partition(":")[0]
    return Session.objects.filter(ref=ref).first() if kind == "ballot" else None


# ---------------------------------------------------------------- reading


def ballot_of(session: Session, output: Output, stage: str, round_: int | None = None) -> Ballot:
    """Return how the ballot over an output stands in a stage, or in a round of it."""
    row = assessment_queries.round_about(_topic(session, output.id, stage, round_ or 0))
    return _ballot(row) if row else Ballot(Is.FEW, fewest(output))


def _ballot(row: "Round") -> Ballot:
    states = {RoundState.OPEN: Is.OPEN, RoundState.CLOSED: Is.COUNTING}
    return Ballot(states.get(RoundState(row.state), Is.SEALED), row.k, row)


def sealed_ballots(session: Session) -> dict[tuple[str, str, int], Ballot]:
    """Return the sealed ballots of a session, by output, stage and round (0 outside rounds)."""
    found = {}
    for row in assessment_queries.rounds_about(_topics(session), state=RoundState.SEALED):
        _, _, output, stage, round_ = row.topic.split(":")
        found[output, stage, int(round_)] = _ballot(row)
    return found


def own(ballot: Ballot, person_id: int) -> dict[str, int]:
    """Return what a person has answered in an open ballot: dots by reference, places by scale."""
    if ballot.round is None or ballot.state is not Is.OPEN:
        return {}
    given = assessment_queries.own_answers(ballot.round, person_id)
    return {key.removeprefix(DOT): value for key, value in given.items()}


def own_words(ballot: Ballot, person_id: int) -> str:
    """Return what a person has written in an open ballot."""
    if ballot.round is None or ballot.state is not Is.OPEN:
        return ""
    return assessment_queries.own_words(ballot.round, person_id).get(WORDS, "")


def is_asked(ballot: Ballot, person_id: int) -> bool:
    """Tell whether an open ballot asks somebody."""
    if ballot.round is None or ballot.state is not Is.OPEN:
        return False
    return assessment_queries.is_asked(ballot.round, person_id)


def progress(ballot: Ballot) -> int:
    """Return how many have answered so far, in steps of `k`."""
    if ballot.round is None or ballot.state is not Is.OPEN:
        return 0
    return anonymity.count_shown(assessment_queries.answered_so_far(ballot.round), k=ballot.k)


def tally(ballot: Ballot) -> Tally | None:
    """Return what may be shown: nothing before the stage was left and `k` people had answered."""
    if ballot.round is None or ballot.state is not Is.SEALED:
        return None
    given = [dict(each.values) for each in assessment_queries.sealed_answers(ballot.round)]
    if len(given) < ballot.k:
        return None
    dots, scales, or_more = {}, {}, set()
    for key, (low, high) in ballot.round.asks["items"].items():
        values = [each[key] for each in given if key in each]
        if key.startswith(DOT):
            ref = key.removeprefix(DOT)
            found = anonymity.band(sum(values), len(given), low=low, high=high)
            dots[ref] = sum(values)
            # That nobody gave any is no secret: most cards get none.
            if not found.is_exact and sum(values) > high:
                dots[ref] = int(found.low * len(given))
                or_more.add(ref)
        elif len(values) >= ballot.k:
            scales[key] = (values, low, high)
    return Tally(
        at_least=anonymity.count_shown(len(given), k=ballot.k),
        k=ballot.k,
        points=dots,
        means={key: _mean(*each) for key, each in scales.items()},
        counts={
            key: tuple(values.count(place) for place in range(low, high + 1))
            for key, (values, low, high) in scales.items()
            if anonymity.may_show_spread(len(values), k=ballot.k)
        },
        words=_words(ballot),
        or_more=frozenset(or_more),
    )


def _mean(values: list[int], low: int, high: int) -> tuple[float, float]:
    found = anonymity.band(sum(values), len(values), low=low, high=high)
    return float(found.low), float(found.high)


def _words(ballot: Ballot) -> tuple[str, ...]:
    """Return each line that was written, once `k` people wrote; one's own stand apart."""
    assert ballot.round is not None
    texts = assessment_queries.sealed_words(ballot.round).get(WORDS, [])
    if len(texts) < ballot.k:
        return ()
    lines = [line.strip() for text in texts for line in text.splitlines()]
    return tuple(sorted(filter(None, lines), key=lambda line: (line.casefold(), line)))


# ---------------------------------------------------------------- answering


def cast(
    *,
    session: Session,
    output: str,
    answers: Mapping[str, int],
    actor: Actor,
    now: datetime,
    dots: int = 0,
    words: str = "",
    scales: Mapping[str, tuple[int, int]] | None = None,
) -> None:
    """Keep one person's answers in the stage that is running, in place of those before.

    Parameters
    ----------
    answers
        Where `dots` says how many each person has: everything they could be given to, with 0 for
        none, because what is left out would tell who saw what. Else places by scale.
    scales
        Scales beside those of the output, each with its ends.

    Raises
    ------
    NotOpen
        When the room is not at such a stage, or does not ask this person.
    NotAnAnswer, TooLong
        When it is no answer to what was asked.
    """
    room_policies.enter_room.check(actor, session)
    ballot = _open_now(session, output)
    answer(ballot, answers, actor=actor, now=now, dots=dots, words=words, scales=scales)


def answer(
    ballot: Ballot,
    answers: Mapping[str, int],
    *,
    actor: Actor,
    now: datetime,
    dots: int = 0,
    words: str = "",
    scales: Mapping[str, tuple[int, int]] | None = None,
) -> None:
    """Keep one person's answers to an open ballot, as `cast` says.

    Raises
    ------
    NotOpen, NotAnAnswer, TooLong
        As `cast` does.
    """
    if ballot.round is None or actor.person_id is None or not is_asked(ballot, actor.person_id):
        raise NotOpen
    asked = dict.fromkeys(answers, (0, dots)) if dots else dict(scales or {})
    if dots and sum(answers.values()) > dots:
        raise NotAnAnswer(str(dots))
    before = DOT if dots else ""
    try:
        row = _with_items(ballot.round, {before + key: each for key, each in asked.items()}, now)
        assessment_actions.answer(
            round_=row,
            values={before + key: answers[key] for key in sorted(answers)},
            words={WORDS: words} if words.strip() else None,
            actor=actor,
            now=now,
        )
    except assessment_actions.RoundClosed:
        raise NotOpen from None
    except assessment_actions.NotAnAnswer:
        raise NotAnAnswer from None
    except assessment_actions.TooLong:
        raise TooLong(str(LONGEST)) from None


def _open_now(session: Session, output_id: str) -> Ballot:
    room = room_queries.load_room(session)
    output = next((each for each in ballots_at(room.step, room) if each.id == output_id), None)
    if output is None or room.step is None or not room.is_open:
        raise NotOpen(output_id)
    ballot = ballot_of(session, output, room.step.stage.id, room.step.round)
    if ballot.state is not Is.OPEN:
        raise NotOpen(output_id)
    return ballot


def _with_items(row: "Round", items: Mapping[str, tuple[int, int]], now: datetime) -> "Round":
    if items.keys() <= row.asks["items"].keys():
        return row
    house = system(row.organization_id)
    return assessment_actions.ask_more(round_=row, items=items, actor=house, now=now)


# ---------------------------------------------------------------- opening and closing


def follow(session: Session, kind: str, now: datetime) -> None:
    """Open what the stage asks and close what the room has left; call it with each log line.

    The caller holds the session. Sealing waits until its transaction is committed.
    """
    if kind in STILL or not session.timeline:
        return
    room = room_queries.load_room(session)
    if room.script is None or not any(is_ballot(each) for each in room.script.fmt.outputs):
        return
    kept = set()
    if room.is_open and room.step is not None:
        for output in ballots_at(room.step, room):
            kept.add(_topic(session, output.id, room.step.stage.id, room.step.round or 0))
            _open(session, room, room.step, output, now)
    rows = assessment_queries.rounds_about(_topics(session), state=RoundState.OPEN)
    _close([row for row in rows if row.topic not in kept], now)


def _open(session: Session, room: Room, step: Step, output: Output, now: datetime) -> None:
    topic = _topic(session, output.id, step.stage.id, step.round or 0)
    _ask(session, topic, output, room.chosen(output.by), closes_at=now + OPEN_FOR, now=now)


def follow_in_writing(
    session: Session,
    asked: Mapping[tuple[str, str], tuple[Output, Sequence[str]]],
    *,
    closes_at: datetime,
    now: datetime,
) -> None:
    """Open what the parts under way ask without names, by output and stage; close all else."""
    rows = assessment_queries.rounds_about(_topics(session), state=None)
    known = {row.topic for row in rows}
    kept = set()
    for (name, stage), (output, refs) in asked.items():
        topic = _topic(session, name, stage, 0)
        kept.add(topic)
        if topic not in known:
            _ask(session, topic, output, refs, closes_at=closes_at, now=now)
    is_open = [row for row in rows if row.state == RoundState.OPEN]
    _close([row for row in is_open if row.topic not in kept], now)


def _ask(
    session: Session,
    topic: str,
    output: Output,
    refs: Sequence[str],
    *,
    closes_at: datetime,
    now: datetime,
) -> None:
    if len(refs) < fewest(output):
        return
    assessment_actions.open_round(
        topic=topic,
        pool=POOL,
        people=people_queries.people().filter(ref__in=refs),
        day=session.date,
        closes_at=closes_at,
        actor=system(session.organization_id),
        now=now,
        asked=assessment_actions.Asked(
            kind=RoundKind.BALLOT,
            items=scales_of(output),
            words={WORDS: LONGEST},
            k=fewest(output),
        ),
    )


@transaction.atomic
def close(*, session: Session, output: str, actor: Actor, now: datetime) -> None:
    """Close a ballot before its stage is over, so that it is counted now: whoever leads may.

    Raises
    ------
    NotOpen
        When there is no such ballot.
    """
    room_policies.enter_room.check(actor, session)
    room = room_queries.load_room(session)
    person = people_queries.person_of(actor)
    if person is None or person.ref not in room.leaders(room_queries.away(session, room, now)):
        raise Forbidden("sessions.enter-room")
    ballot = _open_now(session, output)
    assert ballot.round is not None
    _close([ballot.round], now)


def _close(rows: "list[Round]", now: datetime) -> None:
    for row in rows:
        house = system(row.organization_id)
        assessment_actions.close_round(round_=row, actor=house, now=now)
    if rows:
        transaction.on_commit(partial(_seal, rows, now), robust=True)


def _seal(rows: Any, now: datetime) -> None:
    """Seal at once; where somebody reads the whole time, the clock does so within a minute."""
    assessment_actions.seal_closed(rounds=rows, now=now, patience=PATIENCE)


def tell_the_room(topic: str, now: datetime) -> None:
    """Write into the log that a ballot is counted, so that every page looks again."""
    session = session_of(topic)
    if session is None:
        return
    locked = Session.objects.select_for_update().get(pk=session.pk)
    number = room_queries.last_number(locked) + 1
    RoomEvent.objects.create(
        session=locked,
        number=number,
        at=now,
        kind=Kind.WROTE,
        payload={"counted": topic.split(":")[2]},
        person=None,
    )
    transaction.on_commit(partial(ports.call, "sessions.news", locked.ref, number), robust=True)
