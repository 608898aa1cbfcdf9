"""The room of a live session: what follows from its log.

A room is the fold of an append-only log over the pinned script. It has no clock: every event says
when it happened, and what the room shows is asked for a moment. A stage lasts until somebody moves
on; nothing advances by itself. Whoever reads the log, now or after a restart, sees the same room.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from junto.kernel.formats.casting import GUIDE
from junto.kernel.formats.model import Adaptation, Block, EachTime, Format, Stage
from junto.kernel.formats.opening import Script, Step
from junto.kernel.formats.pacing import Ahead, fit, longer
from junto.kernel.rotation import drawn, speaking_order

_LEADING = ("facilitator", "host", "moderator", "chair")
_ONE_VOICE_PER_GROUP_ABOVE = 8
_ONE_MORE = 60
_SMALL = {"pairs": 2, "threes": 3, "fours": 4}


class Kind(StrEnum):
    """What may happen in a room."""

    ARRIVED = "arrived"
    LEFT = "left"
    OPENED = "opened"
    ADVANCED = "advanced"
    SKIPPED = "skipped"
    DONE = "done"
    PASSED = "passed"
    PAUSED = "paused"
    RESUMED = "resumed"
    EXTENDED = "extended"
    READY = "ready"
    RAISED = "raised"
    LOWERED = "lowered"
    LED = "led"
    WROTE = "wrote"
    ASKED_MORE = "asked-more"
    ANSWERED_MORE = "answered-more"
    ENDED = "ended"


@dataclass(frozen=True)
class Event:
    """One entry of the log; `at` is the server's time in seconds."""

    number: int
    at: float
    kind: str
    person: str = ""
    data: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass
class Room:
    """Where a session is, after the events so far."""

    script: Script | None = None
    number: int = 0
    opened_at: float | None = None
    ended_at: float | None = None
    ended_by_hand: bool = False
    here: dict[str, float] = field(default_factory=dict)
    seats: list[str] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    waiting: dict[str, str] = field(default_factory=dict)
    # The step that is under way; as many as there are steps: the close.
    position: int = -1
    started_at: float = 0.0
    allotted: int = 0
    paused_at: float | None = None
    paused_for: float = 0.0
    is_off_script: bool = False
    # The clock was stopped because somebody needs a moment; nobody is told who.
    needs_care: bool = False
    # What was said to one more minute, by those who said something; empty: nobody asked.
    more: dict[str, bool] = field(default_factory=dict)
    speakers: list[str] = field(default_factory=list)
    turn: int = 0
    turn_at: float = 0.0
    hands: list[str] = field(default_factory=list)
    floor: str = ""
    ready: list[str] = field(default_factory=list)
    leader: str = ""
    heard: dict[str, int] = field(default_factory=dict)
    spoken: dict[str, float] = field(default_factory=dict)
    # Of the time on the floor so far, how much the format meant for whom.
    due: dict[str, float] = field(default_factory=dict)
    spoken_before: dict[str, float] = field(default_factory=dict)
    passed: set[str] = field(default_factory=set)
    took: dict[int, float] = field(default_factory=dict)
    left_out: set[int] = field(default_factory=set)
    gifts: dict[int, int] = field(default_factory=dict)
    added: dict[str, str] = field(default_factory=dict)
    passed_on: dict[str, str] = field(default_factory=dict)
    rounds: dict[str, list[int]] = field(default_factory=dict)
    row: int = 0

    def copied(self) -> "Room":
        """Return a room of its own that further events may happen to."""
        made = replace(self)
        for each in fields(self):
            value = getattr(self, each.name)
            if isinstance(value, dict | list | set):
                setattr(made, each.name, copy(value))
        made.rounds = {block: list(used) for block, used in self.rounds.items()}
        return made

    # ---------------------------------------------------------------- who is who

    @property
    def is_open(self) -> bool:
        """Whether the session has begun and has not ended."""
        return self.opened_at is not None and self.ended_at is None

    @property
    def is_closing(self) -> bool:
        """Whether all stages are done and the session is still open."""
        return self.is_open and self.position >= len(self.plan)

    @property
    def plan(self) -> tuple[Step, ...]:
        """The steps of the script."""
        return self.script.steps if self.script else ()

    @property
    def step(self) -> Step | None:
        """The step that is under way."""
        return self.plan[self.position] if 0 <= self.position < len(self.plan) else None

    def outside(self) -> list[str]:
        """Return those who are in the room and not one of the group."""
        cast = self.script.cast if self.script else None
        return [each for each in (cast.outside.values() if cast else ()) if each in self.here]

    def taking_part(self) -> list[str]:
        """Return who takes part now, by seat: there, and not waiting for a stage to end."""
        return [each for each in self.seats if each in self.here and each not in self.waiting]

    def roles(self) -> dict[str, tuple[str, ...]]:
        """Return who holds each role now: in this round, where roles move on."""
        script = self.script
        if script is None:
            return {}
        step = self.step
        held = {role: list(people) for role, people in script.cast.roles.items()}
        if (step is None or not step.block) and _moves_in_rounds(script.fmt):
            held = {}
        if step and step.block and step.block.id in script.cast.rounds:
            made = script.cast.rounds[step.block.id]
            index = self._round_index(step.block, step.round or 1)
            held = {role: list(people) for role, people in made[index % len(made)].items()}
        for role, person in self.passed_on.items():
            held[role] = [person]
        for person, role in self.added.items():
            held.setdefault(role, []).append(person)
        self._stand_in(step, held)
        return {role: tuple(people) for role, people in held.items()}

    def _round_index(self, block: Block, round_: int) -> int:
        used = self.rounds.get(block.id, [])
        return used[round_ - 1] if round_ - 1 < len(used) else round_ - 1

    def _stand_in(self, step: Step | None, held: dict[str, list[str]]) -> None:
        """Let one of the others take a rotating role whose holder is not there."""
        if not step or not step.block or not self.script:
            return
        rest = next((role.id for role in self.script.fmt.roles if role.count == "rest"), "")
        for role in step.block.rotate[1:]:
            if role == rest or any(person in self.here for person in held.get(role, ())):
                continue
            free = [person for person in held.get(rest, ()) if person in self.here]
            if free:
                held[role] = [free[0]]
                held[rest] = [person for person in held[rest] if person != free[0]]

    def chosen(self, selector: str) -> list[str]:
        """Return whom a selector such as ``not:presenter`` means now, of those who take part."""
        people = self.taking_part()
        if selector == "all":
            return people
        if selector == "external":
            return self.outside()
        kind, _, name = selector.partition(":")
        holders = self.roles().get(name, ())
        if kind == "not":
            return [person for person in people if person not in holders]
        return [person for person in people if person in holders]

    def leaders(self, away: frozenset[str] = frozenset()) -> list[str]:
        """Return who may move the session on: the leading role, or all when nobody holds it.

        `away` are people who have not been seen for a while; when no leader is left, anybody may.
        """
        present = [*self.outside(), *(each for each in self.seats if each in self.here)]
        named = [self.leader] if self.leader in present else self._leading(present)
        awake = [person for person in named if person not in away]
        if awake:
            return awake
        return [person for person in present if person not in away]

    def _leading(self, present: Sequence[str]) -> list[str]:
        script = self.script
        if script is None:
            return list(present)
        guide = script.cast.outside.get(GUIDE, "")
        if guide in present:
            return [guide]
        role = leading_role(script.fmt)
        holders = [*self.roles().get(role, ()), script.cast.outside.get(role, "")]
        return [person for person in holders if person in present] or list(present)

    # ---------------------------------------------------------------- time

    def stopped(self, now: float) -> float:
        """Return for how many seconds the clock of this step has stood still."""
        return self.paused_for + (now - self.paused_at if self.paused_at is not None else 0.0)

    def ends_at(self, now: float) -> float:
        """Return when the step under way is planned to end, as things are now."""
        return self.started_at + self.allotted + self.stopped(now)

    def people_count(self) -> int:
        """Return how many take part or are on their way."""
        return len([each for each in self.seats if each not in self.gone])

    def planned(self, place: int) -> int:
        """Return the seconds of a step for the people there are now, with time given to it."""
        step = self.plan[place]
        time = step.stage.time
        more = self.people_count() - (self.script.n if self.script else 0)
        extra = time.seconds * more if isinstance(time, EachTime) and _is_wide(time.of) else 0
        return max(0, step.seconds + extra) + self.gifts.get(place, 0)

    def ahead(self, start: int) -> list[int]:
        """Return the places of the steps from `start` on that are still to come."""
        return [at for at in range(max(start, 0), len(self.plan)) if at not in self.left_out]

    def paced(self, places: Sequence[int], at: float) -> dict[int, int | None]:
        """Return the seconds of steps to come if the first begins at a moment."""
        if self.script is None:
            return {}
        steps = [self._ahead(place) for place in places]
        fitted = fit(self.script.fmt, steps, self.script.limit - at)
        return dict(zip(places, fitted.seconds, strict=True))

    def _ahead(self, place: int) -> Ahead:
        step = self.plan[place]
        begun = any(self.plan[done].stage.id == step.stage.id for done in self.took)
        return Ahead(step.stage, self.planned(place), step.block, step.round, begun)


def replay(script: Script | None, events: Iterable[Event]) -> Room:
    """Return the room after these events, in their order."""
    room = Room(script=script)
    for event in events:
        apply(room, event)
    return room


def apply(room: Room, event: Event) -> None:
    """Let one event happen. What no longer fits the room is passed over."""
    room.number = event.number
    if room.ended_at is not None:
        return
    _EVENTS.get(event.kind, _nothing)(room, event)


def leading_role(fmt: Format) -> str:
    """Return the role that moves a session on; '' when all of a pair or a triad do."""
    outside = next((role.id for role in fmt.roles if role.external), "")
    if outside:
        return outside
    by_session = fmt.rotation is None or fmt.rotation.unit == "session"
    names = (*_LEADING, "coach") if by_session else ()
    known = {role.id for role in fmt.roles}
    return next((name for name in names if name in known), "")


def small_groups(people: Sequence[str], grouping: str, shift: int = 0) -> list[tuple[str, ...]]:
    """Split people into pairs, threes or fours, as even as can be; others with each `shift`.

    Examples
    --------
    >>> small_groups("ABCDE", "pairs")
    [('A', 'B', 'C'), ('D', 'E')]
    """
    size = _SMALL.get(grouping, 0)
    if not size or not people:
        return []
    turned = [*people[shift % len(people) :], *people[: shift % len(people)]]
    count = max(1, len(people) // 2 if size == 2 else round(len(people) / size))
    small, more = divmod(len(people), count)
    made, start = [], 0
    for place in range(count):
        end = start + small + (place < more)
        made.append(tuple(turned[start:end]))
        start = end
    return made


# ---------------------------------------------------------------- what happens


def _nothing(room: Room, event: Event) -> None:
    """Leave the room as it is: the event is for the reader of the log."""


def _arrived(room: Room, event: Event) -> None:
    person = event.person
    was_here = person in room.here
    room.here[person] = event.at
    returned = person in room.gone
    room.gone.discard(person)
    script = room.script
    if room.opened_at is None or script is None or was_here:
        return
    if person in script.cast.outside.values():
        return
    if person not in room.seats:
        room.seats.append(person)
        rest = _smallest_open_role(room)
        if rest:
            room.added[person] = rest
    if not returned:
        _join(room, person, event.at)


def _join(room: Room, person: str, at: float) -> None:
    """Let somebody who is late in: at once when it is early, else as the format says."""
    rule = _rule(room, "late")
    late = at - (room.opened_at or at)
    if room.position <= 0 or (rule and rule.minutes and late < 60 * rule.minutes):
        _add_speaker(room, person)
        return
    stage = str(rule.args.get("stage", "")) if rule and rule.do == "observe_until" else ""
    to_come = {room.plan[place].stage.id for place in room.ahead(room.position + 1)}
    room.waiting[person] = stage if stage in to_come else ""


def _add_speaker(room: Room, person: str) -> None:
    step = room.step
    if step and step.stage.speak.rule == "round_robin" and room.speakers:
        meant = room.chosen(step.stage.speak.who)
        if person in meant and person not in room.speakers:
            room.speakers.append(person)
            time = step.stage.time
            room.allotted += time.seconds if isinstance(time, EachTime) else 0


def _smallest_open_role(room: Room) -> str:
    roles = room.script.fmt.roles if room.script else ()
    open_ = [role.id for role in roles if role.count in ("rest", "half")]
    held = room.roles()
    return min(open_, key=lambda role: len(held.get(role, ())), default="")


def _left(room: Room, event: Event) -> None:
    person = event.person
    room.here.pop(person, None)
    room.gone.add(person)
    room.waiting.pop(person, None)
    room.hands = [each for each in room.hands if each != person]
    room.ready = [each for each in room.ready if each != person]
    if not room.is_open:
        return
    _pass_on_roles(room, person)
    if room.floor == person:
        _next_floor(room, event.at)
    if person in room.speakers:
        place = room.speakers.index(person)
        room.speakers.remove(person)
        if place < room.turn:
            room.turn -= 1
        elif place == room.turn:
            room.turn_at = event.at


def _pass_on_roles(room: Room, person: str) -> None:
    """Hand chores and the lead to one of the others; what a person brought stays theirs."""
    if room.script is None:
        return
    fmt, held = room.script.fmt, room.roles()
    own = _own_roles(fmt)
    rest = next((role.id for role in fmt.roles if role.count == "rest"), "")
    for role, holders in held.items():
        if person not in holders or role in own or role == rest:
            continue
        found = fmt.role(role)
        if found is None or not isinstance(found.count, int):
            continue
        free = [each for each in held.get(rest, ()) if each in room.here]
        busy = [each for name, each in room.passed_on.items() if name != role]
        chosen = next((each for each in free if each not in busy), free[0] if free else "")
        if chosen and not _is_merged(room, role):
            room.passed_on[role] = chosen


def _is_merged(room: Room, role: str) -> bool:
    """Tell whether the others do what a role did, when its holder leaves."""
    rules = room.script.fmt.adaptation if room.script else ()
    return any(
        rule.do == "merge_role" and rule.role in (None, role)
        for rule in rules
        if rule.event == "leaves"
    )


def _own_roles(fmt: Format) -> set[str]:
    """Name the roles nobody else can take over in the middle: their holders bring something."""
    brought = {each.source.partition(":")[2] for each in fmt.inputs}
    moving = {role for node in fmt.stages if isinstance(node, Block) for role in node.rotate}
    return brought | moving


def _opened(room: Room, event: Event) -> None:
    if room.opened_at is not None or room.script is None:
        return
    room.opened_at = event.at
    room.seats = list(room.script.cast.people)
    _enter(room, 0, event.at)


def _advanced(room: Room, event: Event) -> None:
    if not room.is_open or event.data.get("step") != room.position:
        return
    step = room.step
    if step is None:
        return
    _leave(room, event.at, skipped=event.kind == Kind.SKIPPED)
    _enter(room, room.position + 1, event.at)


def _leave(room: Room, at: float, *, skipped: bool) -> None:
    step = room.step
    if step is None:
        return
    if room.floor or room.turn < len(room.speakers):
        _credit(room, room.floor or room.speakers[room.turn], at)
    _share_out(room, step)
    unused = int(room.ends_at(at) - at)
    room.took[room.position] = at - room.started_at - room.stopped(at)
    if _gives_back(room, at):
        return
    if unused > 0 and (step.stage.ends == "when_done" or skipped):
        places = room.ahead(room.position + 1)
        before = [room._ahead(place) for place in places]
        for place, old, new in zip(places, before, longer(before, unused), strict=True):
            if new.seconds > old.seconds:
                room.gifts[place] = room.gifts.get(place, 0) + new.seconds - old.seconds


def _share_out(room: Room, step: Step) -> None:
    """Count the time that was spoken in a step as what its rules meant for each person."""
    spoken = sum(room.spoken.values()) - sum(room.spoken_before.values())
    if room.speakers:
        meant = [each for each in room.speakers if each not in room.passed]
    else:
        muted = {person for each in step.stage.speak.mute for person in room.chosen(each)}
        meant = [each for each in room.chosen(step.stage.speak.who) if each not in muted]
    if spoken > 0:
        for person in meant:
            room.due[person] = room.due.get(person, 0.0) + spoken / len(meant)


def _gives_back(room: Room, at: float) -> bool:
    """Tell whether a session that is so far ahead ends earlier instead of growing."""
    rule = _rule(room, "ahead")
    if rule is None or rule.do != "give_back_time" or room.script is None:
        return False
    rest = sum(room.planned(place) for place in room.ahead(room.position + 1))
    spare = room.script.limit - at - rest - room.script.buffer_seconds
    return spare >= 60 * (rule.minutes or 0)


def _enter(room: Room, place: int, at: float) -> None:
    """Begin the first step from `place` on that there is somebody for."""
    room.paused_at, room.paused_for, room.is_off_script = None, 0.0, False
    room.needs_care, room.more = False, {}
    room.spoken_before, room.passed = dict(room.spoken), set()
    room.hands, room.floor, room.ready = [], "", []
    room.speakers, room.turn, room.turn_at, room.started_at = [], 0, at, at
    while True:
        places = room.ahead(place)
        paced = room.paced(places, at)
        kept = [each for each in places if paced[each] is not None]
        room.left_out |= {each for each in places if paced[each] is None and _is_past(kept, each)}
        if not kept:
            room.position, room.allotted = len(room.plan), _buffer(room)
            return
        room.position, room.allotted = kept[0], paced[kept[0]] or 0
        if _can_run(room):
            break
        room.left_out.add(room.position)
        place = room.position + 1
    step = room.plan[room.position]
    room.waiting = {
        person: until
        for person, until in room.waiting.items()
        if until and until != step.stage.id and until in _names(room)
    }
    room.speakers = _speakers(room, step)


def _is_past(kept: Sequence[int], place: int) -> bool:
    return not kept or place < kept[0]


def _names(room: Room) -> set[str]:
    return {room.plan[place].stage.id for place in room.ahead(room.position)}


def _buffer(room: Room) -> int:
    return room.script.buffer_seconds if room.script else 0


def _can_run(room: Room) -> bool:
    """Tell whether anybody is there for this step; a round waits for who is not there yet."""
    step = room.step
    if step is None or room.script is None:
        return True
    block = step.block
    if block and block.id in room.script.cast.rounds:
        used = room.rounds.setdefault(block.id, [])
        if len(used) < (step.round or 1):
            index = _next_round(room, block, used)
            if index is None:
                return False
            used.append(index)
    kind, _, name = step.stage.speak.who.partition(":")
    role = room.script.fmt.role(name)
    is_empty = kind == "role" and role is not None and role.count == "rest"
    return not (is_empty and not room.chosen(step.stage.speak.who))


def _next_round(room: Room, block: Block, used: Sequence[int]) -> int | None:
    """Choose the next round whose people are there; None when a person's own round is void."""
    made = room.script.cast.rounds[block.id] if room.script else ()
    open_ = [index for index in range(len(made)) if index not in used]
    rest = {
        role.id for role in (room.script.fmt.roles if room.script else ()) if role.count == "rest"
    }
    moving = [role for role in block.rotate if role not in rest]
    here = room.taking_part()

    def are_here(index: int, roles: Sequence[str]) -> bool:
        return all(any(who in here for who in made[index].get(role, ())) for role in roles)

    for wanted in (moving, moving[:1]):
        found = next((index for index in open_ if are_here(index, wanted)), None)
        if found is not None:
            return found
    if block.repeat == "people" or not open_:
        return None
    return open_[0]


def _speakers(room: Room, step: Step) -> list[str]:
    """Return in which order people have the floor; empty when nobody calls it."""
    stage = step.stage
    speak = stage.speak
    muted = {person for each in speak.mute for person in room.chosen(each)}
    people = [person for person in room.chosen(speak.who) if person not in muted]
    if speak.rule == "one_speaker":
        return people[:1] if speak.who != "all" else room.leaders()[:1]
    if speak.rule != "round_robin" or stage.grouping in _SMALL:
        return []
    if stage.kind == "present" and len(people) > _ONE_VOICE_PER_GROUP_ABOVE:
        people = [group[0] for group in small_groups(people, "fours", room.row)]
    return _ordered(room, people, speak.order)


def _ordered(room: Room, people: list[str], order: str | None) -> list[str]:
    session = room.script.session if room.script else 0
    turn = session + room.row
    room.row += 1
    if order == "seat":
        shift = turn % max(1, len(people))
        return people[shift:] + people[:shift]
    if order == "least-heard":
        return sorted(people, key=lambda who: (room.heard.get(who, 0), room.spoken.get(who, 0.0)))
    if order in ("presenter-first", "presenter-last"):
        first = _first_role(room)
        return sorted(people, key=lambda who: (who in first) is (order == "presenter-last"))
    if order == "draw":
        return drawn(f"{session}:{room.row}", people)
    return speaking_order(people, turn)


def _first_role(room: Room) -> tuple[str, ...]:
    roles = room.script.fmt.roles if room.script else ()
    first = next((role.id for role in roles if not role.external), "")
    return room.roles().get(first, ())


def _done(room: Room, event: Event) -> None:
    wanted = (event.data.get("step"), event.data.get("turn"))
    if not room.is_open or wanted != (room.position, room.turn):
        return
    passed = event.kind == Kind.PASSED
    if room.speakers:
        if room.turn < len(room.speakers):
            _credit(room, room.speakers[room.turn], event.at, passed=passed)
            room.turn += 1
            room.turn_at = event.at
    elif room.floor:
        _credit(room, room.floor, event.at, passed=passed)
        _next_floor(room, event.at)


def _credit(room: Room, person: str, at: float, *, passed: bool = False) -> None:
    room.heard[person] = room.heard.get(person, 0) + 1
    if passed:
        room.passed.add(person)
    seconds = 0.0 if passed else max(0.0, at - room.turn_at)
    room.spoken[person] = room.spoken.get(person, 0.0) + seconds


def _next_floor(room: Room, at: float) -> None:
    room.turn += 1
    room.turn_at = at
    room.floor = ""
    if room.hands:
        first = min(room.hands, key=lambda who: (room.heard.get(who, 0), room.hands.index(who)))
        room.hands.remove(first)
        room.floor = first


def _raised(room: Room, event: Event) -> None:
    person = event.person
    if not room.is_open or room.is_closing or person in room.hands or room.floor == person:
        return
    room.hands.append(person)
    if calls_the_floor(room.step) and not room.floor:
        _next_floor(room, event.at)


def calls_the_floor(step: Step | None) -> bool:
    """Tell whether a raised hand gets the floor in this step."""
    if step is None:
        return False
    stage: Stage = step.stage
    fixed = ("silent", "one_speaker", "round_robin", "pairs")
    return stage.speak.rule not in fixed and stage.grouping not in _SMALL


def _lowered(room: Room, event: Event) -> None:
    room.hands = [each for each in room.hands if each != event.person]


def _ready(room: Room, event: Event) -> None:
    if room.is_open and event.data.get("step") == room.position and event.person not in room.ready:
        room.ready.append(event.person)


def _paused(room: Room, event: Event) -> None:
    if room.is_open and room.paused_at is None:
        room.paused_at = event.at
        room.is_off_script = bool(event.data.get("off_script"))
        room.needs_care = bool(event.data.get("care"))


def _resumed(room: Room, event: Event) -> None:
    if room.is_open and room.paused_at is not None:
        stood = event.at - room.paused_at
        room.paused_for += stood
        room.turn_at += stood
        room.paused_at, room.is_off_script, room.needs_care = None, False, False


def _extended(room: Room, event: Event) -> None:
    if room.is_open and event.data.get("step") == room.position:
        room.allotted += int(event.data.get("seconds", 0))


def _asked_more(room: Room, event: Event) -> None:
    if room.is_open and event.data.get("step") == room.position and not room.more:
        room.more[event.person] = True
        _settle_more(room)


def _answered_more(room: Room, event: Event) -> None:
    if room.is_open and event.data.get("step") == room.position and room.more:
        room.more[event.person] = bool(event.data.get("yes"))
        _settle_more(room)


def _settle_more(room: Room) -> None:
    """Add the minute once more than half agree; ask no longer once that cannot be."""
    people = [*room.outside(), *room.taking_part()]
    said = [room.more[each] for each in people if each in room.more]
    if 2 * sum(said) > len(people):
        room.allotted += _ONE_MORE
        room.more = {}
    elif 2 * (len(said) - sum(said)) >= len(people):
        room.more = {}


def _led(room: Room, event: Event) -> None:
    room.leader = event.person


def _ended(room: Room, event: Event) -> None:
    if room.is_open:
        if not room.is_closing:
            _leave(room, event.at, skipped=False)
            room.ended_by_hand = True
        room.ended_at = event.at


def _rule(room: Room, event: str) -> Adaptation | None:
    rules = room.script.fmt.adaptation if room.script else ()
    return next((rule for rule in rules if rule.event == event), None)


def _moves_in_rounds(fmt: Format) -> bool:
    """Tell whether roles belong to rounds: outside them everybody is a person like the others."""
    return fmt.rotation is not None and fmt.rotation.unit == "round"


def _is_wide(selector: str) -> bool:
    return selector == "all" or selector.startswith("not:")


_EVENTS: Mapping[str, Callable[[Room, Event], None]] = {
    Kind.ARRIVED: _arrived,
    Kind.LEFT: _left,
    Kind.OPENED: _opened,
    Kind.ADVANCED: _advanced,
    Kind.SKIPPED: _advanced,
    Kind.DONE: _done,
    Kind.PASSED: _done,
    Kind.PAUSED: _paused,
    Kind.RESUMED: _resumed,
    Kind.EXTENDED: _extended,
    Kind.READY: _ready,
    Kind.RAISED: _raised,
    Kind.LOWERED: _lowered,
    Kind.LED: _led,
    Kind.ASKED_MORE: _asked_more,
    Kind.ANSWERED_MORE: _answered_more,
    Kind.ENDED: _ended,
}
