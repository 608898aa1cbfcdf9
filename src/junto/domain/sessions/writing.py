"""A session held in writing, over days: what each part asks, and what may be read by now.

The parts follow from the format and from who has posted when; nothing but the beginning is stored.
Posts are entries of the room, answers without a name are ballots, and when the last part is over
the session ends as any other.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from junto.domain.groups import queries as group_queries
from junto.domain.people import queries as people_queries
from junto.domain.sessions import (
    ballots,
    cards,
    contents,
    deliveries,
    room_actions,
    room_events,
    room_policies,
    room_queries,
    votes,
)
from junto.domain.sessions.enums import SessionState, Was
from junto.domain.sessions.models import RoomEntry, RoomEvent, Session
from junto.foundation import tenancy
from junto.foundation.access import Actor, Forbidden, system
from junto.foundation.events import publish
from junto.foundation.schedule import every
from junto.kernel.formats import Format
from junto.kernel.formats.casting import Cast
from junto.kernel.formats.model import Output, Stage
from junto.kernel.formats.opening import CannotOpen, Step, choose_format
from junto.kernel.formats.room import Kind, leading_role
from junto.kernel.formats.writing import Part, Post, chosen, outputs_of, parts, stages_of

if TYPE_CHECKING:
    from junto.domain.people.models import Person

# What is written where a part names no output of its own.
SAID = "said"
_OVER_CARDS = (votes.DOTS, votes.GRID)
_LOOKS_EVERY = timedelta(minutes=5)


class NotYet(Exception):
    """The part has not begun, or the session is over: nothing was kept."""


@dataclass(frozen=True)
class Read:
    """A post that its reader may see, with the answers below it."""

    ref: str
    author: str
    output: str
    text: str
    at: datetime
    is_mine: bool
    is_private: bool
    about: str = ""
    answers: tuple["Read", ...] = ()


@dataclass(frozen=True)
class Ask:
    """Something a part asks of its reader: to write, or to answer without a name."""

    stage: Stage
    output: Output | None
    # '' to write, else one of `votes.DOTS`, `GRID`, `SCALES`, `WORDS`.
    vote: str = ""
    ballot: ballots.Ballot | None = None
    among: tuple[cards.Card, ...] = ()

    @property
    def name(self) -> str:
        """The id of its output; what has none is said to the group."""
        return self.output.id if self.output else SAID


@dataclass(frozen=True)
class Shown:
    """One part as its reader sees it."""

    part: Part
    stages: tuple[Stage, ...]
    is_asked: bool
    asks: tuple[Ask, ...]
    posts: tuple[Read, ...]
    hidden: int


@dataclass(frozen=True)
class Writing:
    """A session in writing as its reader sees it."""

    fmt: Format
    cast: Cast
    people: tuple[str, ...]
    shown: tuple[Shown, ...]
    may_lead: bool

    @property
    def now(self) -> Shown | None:
        """The part that is under way."""
        return next(
            (each for each in self.shown if each.part.is_begun and not each.part.is_over), None
        )


# ---------------------------------------------------------------- reading


def may_be_written(session: Session) -> bool:
    """Tell whether a session that lies ahead can be held in writing."""
    fmt = room_queries.find_format(session.format_id)
    is_ahead = session.state == SessionState.PLANNED and not session.timeline
    return fmt is not None and fmt.modes.in_writing and is_ahead


def is_only_written(session: Session) -> bool:
    """Tell whether the session's format is never run in a room."""
    fmt = room_queries.find_format(session.format_id)
    return fmt is not None and fmt.modes.in_writing and not fmt.modes.live


def see(session: Session, person: "Person", now: datetime) -> Writing:
    """Return what a person may read and is asked to write by now."""
    looking = _Looking(session, person)
    may_lead = person.ref in _leaders(looking.fmt, looking.cast, looking.people)
    return Writing(
        fmt=looking.fmt,
        cast=looking.cast,
        people=looking.people,
        shown=tuple(looking.shown(each) for each in _parts(session, looking.rows, now)),
        may_lead=may_lead or person.ref not in looking.people,
    )


def _pinned(session: Session) -> tuple[Format, Cast, tuple[str, ...]]:
    kept = session.writing or {}
    fmt = room_queries.format_of(kept)
    if fmt is None:
        raise tenancy.NotFound(session.ref)
    return fmt, Cast.from_data(kept["cast"]), tuple(kept["people"])


def _rows(session: Session) -> list[RoomEntry]:
    rows = RoomEntry.objects.filter(session=session).select_related("person", "about", "parent")
    return list(rows.order_by("at", "pk"))


def _parts(session: Session, rows: list[RoomEntry], now: datetime) -> tuple[Part, ...]:
    fmt, cast, people = _pinned(session)
    posts = [
        Post(row.data["part"], row.person.ref, row.at.timestamp())
        for row in rows
        if "part" in row.data
    ]
    gone = RoomEvent.objects.filter(session=session, kind=Kind.ADVANCED).order_by("number")
    gone_on = {data["step"]: at.timestamp() for data, at in gone.values_list("payload", "at")}
    begun = datetime.fromisoformat((session.writing or {})["began"])
    until = session.ended_at or now
    return parts(
        fmt,
        cast,
        people,
        posts,
        begun=begun.timestamp(),
        now=until.timestamp(),
        gone_on=gone_on,
    )


class _Looking:
    """What one reader sees of a session in writing."""

    def __init__(self, session: Session, person: "Person") -> None:
        self.session, self.person = session, person
        self.fmt, self.cast, self.people = _pinned(session)
        self.rows = _rows(session)
        self.board = cards.cards_of(session)

    def shown(self, part: Part) -> Shown:
        """Return one part: what may be read in it, and what it asks."""
        here = [row for row in self.rows if row.data.get("in", row.data.get("part")) == part.place]
        seen = [row for row in here if self._may_read(row, part)]
        is_open = part.is_begun and self.session.state == SessionState.LIVE
        return Shown(
            part=part,
            stages=tuple(stages_of(self.fmt, part.step)),
            is_asked=self.person.ref in part.people,
            asks=tuple(self._asks(part)) if is_open else (),
            posts=tuple(self._read(row) for row in seen if row.parent not in self.rows),
            hidden=len([row for row in here if row not in seen and row.visibility in cards.OPEN]),
        )

    def _may_read(self, row: RoomEntry, part: Part) -> bool:
        if row.person_id == self.person.pk:
            return True
        if not part.shows(self.person.ref):
            return False
        if row.visibility in ("recipient", "presenter"):
            return row.about_id == self.person.pk
        return row.visibility in cards.OPEN

    def _read(self, row: RoomEntry) -> Read:
        return Read(
            ref=row.ref,
            author=row.person.ref,
            output=row.output,
            text=row.text,
            at=row.at,
            is_mine=row.person_id == self.person.pk,
            is_private=row.visibility == "author",
            about=row.about.ref if row.about else "",
            answers=tuple(self._read(each) for each in self.rows if each.parent_id == row.pk),
        )

    def _asks(self, part: Part) -> list[Ask]:
        named = list(outputs_of(self.fmt, part.step))
        made = [
            Ask(stage, output)
            for stage, output in named
            if not output.visibility.endswith("anonymous") and self._is_meant(output)
        ]
        if not part.is_over:
            for stage, output in _without_names(self.fmt, part.place):
                kind = votes.kind_of(self.fmt, output, stage.id)
                if kind and self._is_meant(output):
                    made.append(self._vote(stage, output, kind))
        stages = stages_of(self.fmt, part.step)
        if not named and stages and self.person.ref in part.people:
            # Nothing is asked for by name: people say what they have.
            made.append(Ask(stages[0], None))
        return made

    def _vote(self, stage: Stage, output: Output, kind: str) -> Ask:
        found = ballots.ballot_of(self.session, output, stage.id)
        if kind not in _OVER_CARDS:
            return Ask(stage, output, kind, found)
        among = cards.candidates(self.fmt, Step(stage, 0), self.board)
        return Ask(stage, output, kind, found, tuple(among))

    def _is_meant(self, output: Output) -> bool:
        return self.person.ref in chosen(self.cast, self.people, output.by)


def _without_names(fmt: Format, place: int) -> Iterator[tuple[Stage, Output]]:
    """Yield what a part asks without names.

    A vote over cards that are not shown to everybody yet is asked in the part that follows.
    """
    steps = fmt.modes.steps
    if place:
        yield from (each for each in _ballots_of(fmt, place - 1) if _waits(fmt, place - 1, *each))
    last = place == len(steps) - 1
    yield from (each for each in _ballots_of(fmt, place) if last or not _waits(fmt, place, *each))


def _ballots_of(fmt: Format, place: int) -> list[tuple[Stage, Output]]:
    found = outputs_of(fmt, fmt.modes.steps[place])
    return [(stage, output) for stage, output in found if ballots.is_ballot(output)]


def _waits(fmt: Format, place: int, stage: Stage, output: Output) -> bool:
    step = fmt.modes.steps[place]
    if step.reveal == "at_once" or votes.kind_of(fmt, output, stage.id) not in _OVER_CARDS:
        return False
    captured = {name for each in stages_of(fmt, step) for name in each.capture}
    return bool(captured.intersection(cards.voted_on(fmt, stage.id)))


def counted(session: Session) -> list[tuple[Output, str, ballots.Tally]]:
    """Return what came of the answers without a name, with the stage that asked."""
    fmt, _, _ = _pinned(session)
    known = {output.id: output for output in fmt.outputs}
    found = []
    for (name, stage, _round), ballot in ballots.sealed_ballots(session).items():
        tally = ballots.tally(ballot)
        if tally is not None and name in known:
            found.append((known[name], stage, tally))
    return found


def _leaders(fmt: Format, cast: Cast, people: tuple[str, ...]) -> tuple[str, ...]:
    """Return who may go on before everybody has posted: who leads, or all where nobody does."""
    role = leading_role(fmt)
    return cast.roles.get(role, ()) or people


# ---------------------------------------------------------------- beginning and going on


@transaction.atomic
def begin(*, session: Session, actor: Actor, now: datetime) -> bool:
    """Hold the session in writing from now on: pins who takes part and who holds which role.

    Raises
    ------
    CannotOpenNow
        When the group is too small or too large for the format.
    NobodyToTurnTo
        When what is said stays in the group and no support contact is named.
    """
    room_policies.enter_room.check(actor, session)
    person = people_queries.person_of(actor)
    return _begin(session, person, actor, now)


def _begin(session: Session, person: "Person | None", actor: Actor, now: datetime) -> bool:
    locked = Session.objects.select_for_update().get(pk=session.pk)
    fmt = room_queries.find_format(locked.format_id)
    if fmt is None or not may_be_written(locked):
        return False
    if room_queries.lacks_support(fmt):
        raise room_actions.NobodyToTurnTo
    members = [each.ref for each in group_queries.members_of(locked.group)]
    cast = _cast(locked, fmt, members)
    contents.keep(fmt)
    locked.writing = {
        "began": now.isoformat(),
        "format": fmt.id,
        "hash": fmt.hash,
        "people": members,
        "cast": cast.to_data(),
        "told": 0,
    }
    locked.opened_at, locked.state, locked.format_version = now, SessionState.LIVE, fmt.version
    locked.save(update_fields=["writing", "opened_at", "state", "format_version"])
    room_actions.remember_roles(locked, cast)
    room_actions.append(locked, person, Kind.OPENED, now, {"n": len(members)})
    told = room_events.RoomOpened(
        group_ref=locked.group.ref, session_ref=locked.ref, people=len(members)
    )
    publish(told, actor=actor, now=now)
    follow(locked, now)
    session.refresh_from_db()
    return True


def _cast(session: Session, fmt: Format, members: list[str]) -> Cast:
    try:
        choice = choose_format(fmt, len(members), session.params, lookup=lambda name: None)
    except CannotOpen as error:
        raise room_actions.CannotOpenNow(error) from None
    return room_queries.decide_cast(session, choice, members, [], members)


@transaction.atomic
def go_on(*, session: Session, part: int, actor: Actor, now: datetime) -> bool:
    """End a part before its window does: whoever leads may. What comes later is still kept."""
    person = room_actions.person_in(session, actor)
    locked = _live(session)
    seen = see(locked, person, now)
    if not seen.may_lead:
        raise Forbidden("sessions.enter-room")
    if seen.now is None or seen.now.part.place != part:
        return False
    room_actions.append(locked, person, Kind.ADVANCED, now, {"step": part})
    follow(locked, now)
    return True


def follow(session: Session, now: datetime) -> None:
    """Ask what the part under way asks without names, tell people of it, and end what is over.

    The caller holds the session.
    """
    fmt, cast, people = _pinned(session)
    found = _parts(session, _rows(session), now)
    asked: dict[tuple[str, str], tuple[Output, tuple[str, ...]]] = {}
    under_way = next((each for each in found if each.is_begun and not each.is_over), None)
    if under_way is not None:
        for stage, output in _without_names(fmt, under_way.place):
            asked[output.id, stage.id] = (output, chosen(cast, people, output.by))
    due = under_way.due if under_way else None
    closes_at = now if due is None else datetime.fromtimestamp(due, tz=UTC)
    ballots.follow_in_writing(session, asked, closes_at=closes_at, now=now)
    if under_way is None:
        room_actions.close_session(session, system(session.organization_id), now)
    else:
        _tell(session, under_way, now)


def _tell(session: Session, part: Part, now: datetime) -> None:
    """Write once to everybody a part asks."""
    kept = session.writing or {}
    if kept["told"] > part.place:
        return
    session.writing = {**kept, "told": part.place + 1}
    session.save(update_fields=["writing"])
    for person in people_queries.people().filter(ref__in=part.people).order_by("pk"):
        deliveries.post_part(session, person, part.place, part.step.title, now=now)


@every(_LOOKS_EVERY, "sessions.in-writing")
def look_after(now: datetime) -> None:
    """Begin what is only held in writing when its time has come; go on where windows are over."""
    for session in room_queries.live_sessions():
        if session.writing:
            with tenancy.scope(session.organization_id), transaction.atomic():
                follow(_live(session), now)
    for session in room_queries.due_sessions(now):
        with tenancy.scope(session.organization_id):
            _begin_by_itself(session, now)


def _begin_by_itself(session: Session, now: datetime) -> None:
    # Where so few or so many cannot do it, the session's page says what it takes.
    with suppress(room_actions.CannotOpenNow, room_actions.NobodyToTurnTo), transaction.atomic():
        if is_only_written(session):
            _begin(session, None, system(session.organization_id), now)


def _live(session: Session) -> Session:
    locked = Session.objects.select_for_update().get(pk=session.pk)
    if locked.state != SessionState.LIVE or not locked.writing:
        raise NotYet
    return locked


# ---------------------------------------------------------------- writing


@dataclass(frozen=True)
class Draft:
    """What somebody wants to post: in which part, under which output, for whom."""

    part: int
    output: str
    text: str
    about: str = ""


def post(*, session: Session, draft: Draft, actor: Actor, now: datetime) -> RoomEntry | None:
    """Keep a post; None when there is nothing to keep.

    A part that is over still takes what comes late, until the session is over.

    Raises
    ------
    TooLong
        When the text is longer than what is kept.
    NotYet
        When the part has not begun, or the session is over.
    """
    person = room_actions.person_in(session, actor)
    words = draft.text.strip()
    if len(words) > room_actions.MOST_TEXT:
        raise room_actions.TooLong(str(room_actions.MOST_TEXT))
    if not words:
        return None
    with transaction.atomic():
        locked = _live(session)
        seen = see(locked, person, now)
        shown = next((each for each in seen.shown if each.part.place == draft.part), None)
        if shown is None or not shown.part.is_begun:
            raise NotYet
        ask = next(
            (each for each in shown.asks if each.name == draft.output and not each.vote), None
        )
        if ask is None:
            raise Forbidden("sessions.enter-room")
        entry = RoomEntry.objects.create(
            session=locked,
            stage=ask.stage.id,
            output=ask.name,
            person=person,
            about=_about(locked, ask, person, draft.about),
            visibility=ask.output.visibility if ask.output else "group",
            text=words,
            data={"part": draft.part},
            at=now,
        )
        room_actions.set_was(locked, person.pk, Was.PRESENT)
        room_actions.append(locked, person, Kind.WROTE, now, {"part": draft.part})
        follow(locked, now)
    return entry


def _about(session: Session, ask: Ask, person: "Person", wanted: str) -> "Person | None":
    """Return whom a post is for: whom the format means, or whom its writer chose."""
    output = ask.output
    if output is None or output.visibility not in ("recipient", "presenter"):
        return None
    _, cast, people = _pinned(session)
    meant = [ref for ref in for_whom(cast, people, output) if ref != person.ref]
    ref = wanted if wanted in meant else (meant[0] if len(meant) == 1 else "")
    if not ref:
        raise Forbidden("sessions.enter-room")
    return people_queries.find_here(ref)


def prompt_for(prompt: Mapping[str, Any], roles: Sequence[str]) -> Any:
    """Return what a stage asks somebody with these roles; '' where it asks them nothing."""
    for role in roles:
        for kind in ("role", "side"):
            if f"{kind}:{role}" in prompt:
                return prompt[f"{kind}:{role}"]
    others = (
        text for key, text in prompt.items() if key.startswith("not:") and key[4:] not in roles
    )
    return next(others, prompt.get("all", ""))


def for_whom(cast: Cast, people: tuple[str, ...], output: Output) -> tuple[str, ...]:
    """Return whom a post for one reader may be about."""
    return chosen(cast, people, output.about) if output.about else people


@transaction.atomic
def reply(
    *, session: Session, ref: str, text: str, actor: Actor, now: datetime
) -> RoomEntry | None:
    """Answer below a post that the whole group reads.

    Where the part under way asks to answer one another, it counts as a post of that part.
    """
    person = room_actions.person_in(session, actor)
    words = text.strip()
    if len(words) > room_actions.MOST_TEXT:
        raise room_actions.TooLong(str(room_actions.MOST_TEXT))
    if not words:
        return None
    locked = _live(session)
    seen = see(locked, person, now)
    readable = {each.ref: shown for shown in seen.shown for each in shown.posts}
    above = RoomEntry.objects.filter(session=locked, ref=ref, visibility__in=cards.OPEN).first()
    if above is None or ref not in readable:
        raise NotYet
    ask = _answering(seen)
    place = readable[ref].part.place
    data = {"in": place, **({"part": seen.now.part.place} if ask and seen.now else {})}
    entry = RoomEntry.objects.create(
        session=locked,
        stage=ask.stage.id if ask else above.stage,
        output=ask.name if ask else SAID,
        person=person,
        visibility="group",
        text=words,
        parent=above,
        data=data,
        at=now,
    )
    room_actions.set_was(locked, person.pk, Was.PRESENT)
    room_actions.append(locked, person, Kind.WROTE, now, data)
    follow(locked, now)
    return entry


def _answering(seen: Writing) -> Ask | None:
    """Return what the part under way asks of people who answer one another."""
    if seen.now is None:
        return None
    return next(
        (
            ask
            for ask in seen.now.asks
            if ask.stage.kind == "discuss"
            and (ask.output is None or ask.output.visibility == "group")
            and not ask.vote
        ),
        None,
    )


@transaction.atomic
def take_back(*, session: Session, ref: str, actor: Actor, now: datetime) -> None:
    """Take back a post of one's own; answers below it stay."""
    person = room_actions.person_in(session, actor)
    locked = _live(session)
    found = RoomEntry.objects.filter(session=locked, ref=ref, person=person).first()
    if found is None:
        return
    found.delete()
    room_actions.append(locked, person, Kind.WROTE, now, {"removed": True})


def answer(
    *,
    session: Session,
    output: str,
    answers: Mapping[str, int],
    words: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Answer without a name what the part under way asks.

    Raises
    ------
    ballots.NotOpen, ballots.NotAnAnswer, ballots.TooLong
        As a ballot does.
    """
    person = room_actions.person_in(session, actor)
    seen = see(session, person, now)
    asked = [ask for each in seen.shown for ask in each.asks]
    ask = next((each for each in asked if each.name == output and each.vote), None)
    if ask is None or ask.ballot is None or ask.output is None:
        raise ballots.NotOpen
    if ask.vote == votes.DOTS:
        given = {each.ref: max(0, answers.get(each.ref, 0)) for each in ask.among}
        most = cards.dots_of(ask.output)
        ballots.answer(ask.ballot, given, actor=actor, now=now, dots=most)
        return
    scales: dict[str, tuple[int, int]] = {}
    if ask.vote == votes.GRID:
        scales = {
            f"{card.ref}.{key}": ends
            for card in ask.among
            for key, ends in ballots.scales_of(ask.output).items()
        }
    known = scales or ballots.scales_of(ask.output)
    given = {key: value for key, value in answers.items() if key in known}
    ballots.answer(ask.ballot, given, actor=actor, now=now, words=words, scales=scales)
