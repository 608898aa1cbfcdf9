"""What one person sees of a room at a moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from junto.kernel.formats.casting import GUIDE
from junto.kernel.formats.model import Block, Output, Role, Text
from junto.kernel.formats.opening import Step
from junto.kernel.formats.room import Room, calls_the_floor, leading_role, small_groups


@dataclass(frozen=True)
class Seat:
    """Somebody in the round."""

    person: str
    roles: tuple[str, ...] = ()
    is_here: bool = True
    is_waiting: bool = False
    has_floor: bool = False
    # 1 for who is next, 2 for the one after.
    turn: int | None = None
    has_hand_up: bool = False
    is_ready: bool = False


@dataclass(frozen=True)
class Line:
    """A line of the plan: a stage, or a block with its rounds."""

    title: Text
    seconds: int
    state: str
    round: int | None = None
    rounds: int | None = None
    took: float | None = None


@dataclass(frozen=True)
class Slot:
    """Something the person may write now, whom it is about and who will read it.

    `readers` are people; `beyond` is '' when it stays with them, else 'program'. `choose` is true
    when the writer says whom it is for.
    """

    output: Output
    about: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()
    beyond: str = ""
    choose: bool = False


@dataclass(frozen=True)
class View:
    """The room as one person sees it."""

    number: int
    phase: str
    position: int = 0
    title: Text = ""
    kind: str = ""
    rule: str = ""
    block: Text = ""
    round: int | None = None
    rounds: int | None = None
    place: int = 0
    places: int = 0
    is_paused: bool = False
    is_off_script: bool = False
    needs_care: bool = False
    # What the format says to all when somebody needs a moment.
    care: Text = ""
    started_at: float = 0.0
    ends_at: float = 0.0
    seconds: int = 0
    remaining: float = 0.0
    floor: str = ""
    coming: tuple[str, ...] = ()
    turn: int = 0
    turn_ends_at: float | None = None
    all_heard: bool = False
    seats: tuple[Seat, ...] = ()
    outside: tuple[tuple[str, str], ...] = ()
    roles: tuple[Role, ...] = ()
    later: Role | None = None
    prompt: Text = ""
    hint: Text = ""
    news: tuple[Text, ...] = ()
    group: tuple[str, ...] = ()
    slots: tuple[Slot, ...] = ()
    # Answers without a name, which are not written in the room.
    unnamed: tuple[Output, ...] = ()
    uses: tuple[str, ...] = ()
    plan: tuple[Line, ...] = ()
    next_title: Text = ""
    next_round: int | None = None
    planned_end: float = 0.0
    limit: float = 0.0
    late: float | None = None
    unheard: tuple[str, ...] = ()
    ready: tuple[str, ...] = ()
    hands: tuple[str, ...] = ()
    leaders: tuple[str, ...] = ()
    may_lead: bool = False
    may_finish: bool = False
    may_pass: bool = False
    may_raise: bool = False
    is_mine: bool = False
    is_outside: bool = False
    is_waiting: bool = False
    has_hand_up: bool = False
    is_ready: bool = False
    # One more minute: whether it was asked for, whether this person can say something to it.
    is_more_asked: bool = False
    may_answer_more: bool = False
    may_ask_more: bool = False
    calls_floor: bool = False
    welcome: Text = ""
    shares: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


def view(room: Room, person: str, now: float, away: frozenset[str] = frozenset()) -> View:
    """Return what a person sees at a moment; `away` have not been seen for a while."""
    if room.script is None or room.opened_at is None:
        return View(number=room.number, phase="waiting", seats=_waiting_seats(room))
    return _Looking(room, person, now, away).view()


def token(room: Room, person: str, now: float, away: frozenset[str] = frozenset()) -> str:
    """Return a short name of what a person sees: while it stays the same, nothing changed.

    Numbers that run by themselves, such as the time left, are not part of it.
    """
    if room.script is None or not room.is_open:
        return str(room.number)
    leaders = room.leaders(away)
    news = len(_news(room, person, now))
    # Whoever leads sees the minutes behind, and a new page only when these change.
    lead = f"l{round(_late(room, now) / 60)}" if person in leaders else ""
    changed = "" if leaders == room.leaders() else f"a{len(leaders)}"
    return f"{room.number}.{news}{changed}{lead}"


def _waiting_seats(room: Room) -> tuple[Seat, ...]:
    return tuple(Seat(person) for person in room.here)


def _news(room: Room, person: str, now: float) -> tuple[Text, ...]:
    """Return what has reached a person in this stage by now."""
    step = room.step
    if step is None or not room.allotted:
        return ()
    moment = room.paused_at if room.paused_at is not None else now
    part = (moment - room.started_at - room.paused_for) / room.allotted
    return tuple(
        each.text
        for each in step.stage.injects
        if part >= each.at and (each.to == "all" or person in room.chosen(each.to))
    )


def _late(room: Room, now: float) -> float:
    """Return how many seconds the session is behind its end before anything is shortened."""
    script = room.script
    if script is None:
        return 0.0
    rest = sum(room.planned(place) for place in room.ahead(room.position + 1))
    buffer = 0 if room.is_closing else script.buffer_seconds
    return max(room.ends_at(now), now) + rest + buffer - script.limit


class _Looking:
    def __init__(self, room: Room, person: str, now: float, away: frozenset[str]) -> None:
        assert room.script is not None
        self.room, self.person, self.now = room, person, now
        self.script, self.fmt = room.script, room.script.fmt
        self.held = room.roles()
        self.leaders = room.leaders(away)
        self.may_lead = person in self.leaders and room.is_open
        self.floor = self._floor()
        self.away = away

    def view(self) -> View:
        room, step = self.room, self.room.step
        ends = room.ends_at(self.now)
        seats = self._seats()
        places, rest = self._left(ends)
        common = View(
            number=room.number,
            phase=self._phase(),
            position=room.position,
            is_paused=room.paused_at is not None,
            is_off_script=room.is_off_script,
            needs_care=room.needs_care,
            care=self._say("distress") if room.needs_care else "",
            started_at=room.started_at,
            ends_at=ends,
            seconds=room.allotted,
            remaining=ends - self.now,
            seats=seats,
            outside=self._outside(),
            plan=self._plan(places),
            planned_end=room.ended_at or self._planned_end(ends, rest),
            limit=self.script.limit,
            leaders=tuple(self.leaders),
            may_lead=self.may_lead,
            is_outside=self.person in self.script.cast.outside.values(),
            is_waiting=self.person in room.waiting,
            welcome=self._welcome(),
            late=_late(room, self.now) if self.may_lead else None,
            shares=dict(room.heard),
        )
        return self._stage(common, step) if step and room.is_open else common

    def _phase(self) -> str:
        if self.room.ended_at is not None:
            return "ended"
        return "closing" if self.room.is_closing else "running"

    # ------------------------------------------------------------ the stage

    def _stage(self, common: View, step: Step) -> View:
        room, stage, person = self.room, step.stage, self.person
        coming = self._coming()
        mine = person == self.floor
        after = next(iter(room.ahead(room.position + 1)), None)
        values = {
            "title": stage.title,
            "kind": stage.kind,
            "rule": stage.speak.rule,
            "block": step.block.title if step.block else "",
            "round": step.round,
            "rounds": self._rounds(step),
            "place": self._node(room.position) + 1,
            "places": self._node(len(room.plan) - 1) + 1,
            "floor": self.floor,
            "coming": tuple(coming),
            "turn": room.turn,
            "turn_ends_at": self._turn_ends(common.ends_at),
            "all_heard": bool(room.speakers) and room.turn >= len(room.speakers),
            "roles": self._cards(person),
            "later": self._later(step),
            "prompt": self.prompt(step),
            "hint": stage.hint if self.may_lead else "",
            "news": _news(room, person, self.now),
            "group": self._group(step),
            "slots": self._slots(step),
            "unnamed": self._unnamed(step),
            "uses": stage.uses,
            "next_title": room.plan[after].stage.title if after is not None else "",
            "next_round": room.plan[after].round if after is not None else None,
            # For one who leads alone: where all lead, everybody would read the names.
            "unheard": self._unheard(step) if self.leaders == [person] else (),
            "ready": tuple(room.ready),
            "hands": tuple(room.hands),
            "may_finish": self._may_finish(common),
            "may_pass": mine and bool(room.speakers),
            "may_raise": not mine and not common.is_outside and not common.is_waiting,
            "is_mine": mine,
            "has_hand_up": person in room.hands,
            "is_ready": person in room.ready,
            "is_more_asked": bool(room.more),
            "may_answer_more": bool(room.more) and person not in room.more and self._counts(),
            "may_ask_more": not room.more and self._counts() and stage.ends != "vote",
            "calls_floor": calls_the_floor(step) and not self.floor,
        }
        return View(**{**vars(common), **values})

    def _floor(self) -> str:
        room = self.room
        if not room.is_open or room.step is None:
            return ""
        if room.turn < len(room.speakers):
            return room.speakers[room.turn]
        return room.floor

    def _coming(self) -> list[str]:
        room = self.room
        if room.speakers:
            return room.speakers[room.turn + 1 :]
        if calls_the_floor(room.step):
            order = room.hands.index
            return sorted(room.hands, key=lambda who: (room.heard.get(who, 0), order(who)))
        return []

    def _may_finish(self, common: View) -> bool:
        """Whose turn it is ends it; a leader only when that person is away or over the time."""
        if not self.floor:
            return False
        if self.person == self.floor:
            return True
        ends = self._turn_ends(common.ends_at)
        is_over = ends is not None and self.now >= ends
        gone = self.floor not in self.room.here or self.floor in self.away
        return self.may_lead and (gone or is_over)

    def _turn_ends(self, ends: float) -> float | None:
        room = self.room
        left = len(room.speakers) - room.turn
        if left <= 0 or len(room.speakers) == 1:
            return None
        paused = self.now - room.paused_at if room.paused_at is not None else 0.0
        start = room.turn_at + paused
        return start + max(0.0, ends - start) / left

    def prompt(self, step: Step) -> Text:
        """Return what a person is asked: by their role, else by a role not theirs, else all."""
        prompt = step.stage.prompt
        mine = self._roles_of(self.person)
        if self.person in self.script.cast.outside.values():
            return prompt.get("external", prompt.get("all", ""))
        for role in mine:
            for kind in ("role", "side"):
                if f"{kind}:{role}" in prompt:
                    return prompt[f"{kind}:{role}"]
        for selector, text in prompt.items():
            kind, _, name = selector.partition(":")
            if kind == "not" and name not in mine:
                return text
        return prompt.get("all", "")

    def _group(self, step: Step) -> tuple[str, ...]:
        people = self.room.chosen(step.stage.speak.who)
        grouping = step.stage.grouping
        if grouping == "sides":
            halves = [role.id for role in self.fmt.roles if role.count == "half"]
            return next(
                (self.held[each] for each in halves if self.person in self.held.get(each, ())), ()
            )
        made = small_groups(people, grouping, self.script.session)
        return next((group for group in made if self.person in group), ())

    def _unheard(self, step: Step) -> tuple[str, ...]:
        if not calls_the_floor(step):
            return ()
        people = [each for each in self.room.chosen(step.stage.speak.who) if each != self.floor]
        least = min((self.room.heard.get(each, 0) for each in people), default=0)
        most = max(self.room.heard.values(), default=0)
        if most == least:
            return ()
        return tuple(each for each in people if self.room.heard.get(each, 0) == least)

    # ------------------------------------------------------------ people

    def _seats(self) -> tuple[Seat, ...]:
        room, coming = self.room, self._coming()
        return tuple(
            Seat(
                person,
                roles=tuple(self._roles_of(person)),
                is_here=person in room.here,
                is_waiting=person in room.waiting,
                has_floor=person == self.floor,
                turn=coming.index(person) + 1 if person in coming else None,
                has_hand_up=person in room.hands,
                is_ready=person in room.ready,
            )
            for person in room.seats
            if person not in room.gone
        )

    def _outside(self) -> tuple[tuple[str, str], ...]:
        here = self.room.here
        return tuple((p, role) for role, p in self.script.cast.outside.items() if p in here)

    def _roles_of(self, person: str) -> list[str]:
        """Return a person's roles, those carried beside another first."""
        mine = [role.id for role in self.fmt.roles if person in self.held.get(role.id, ())]
        return sorted(mine, key=lambda name: not self._stacks(name))

    def _stacks(self, name: str) -> bool:
        role = self.fmt.role(name)
        return role is not None and bool(role.stacks_on)

    def _cards(self, person: str) -> tuple[Role, ...]:
        outside = [role for role, who in self.script.cast.outside.items() if who == person]
        names = [*outside, *self._roles_of(person)]
        return tuple(role for name in names if name != GUIDE and (role := self.fmt.role(name)))

    def _later(self, step: Step) -> Role | None:
        """Return the role a person takes in the first round, while the session is before it."""
        if step.block or not self.script.cast.rounds:
            return None
        to_come = [self.room.plan[place] for place in self.room.ahead(self.room.position + 1)]
        block = next((each.block for each in to_come if each.block), None)
        made = self.script.cast.rounds.get(block.id, ()) if block else ()
        if not made:
            return None
        name = next((role for role, who in made[0].items() if self.person in who), "")
        return self.fmt.role(name)

    def _counts(self) -> bool:
        """Tell whether this person is one of those who agree on the time."""
        return self.person in (*self.room.outside(), *self.room.taking_part())

    def _welcome(self) -> Text:
        """Return what the format says to somebody who came late, while they wait."""
        return self._say("late") if self.person in self.room.waiting else ""

    def _say(self, event: str) -> Text:
        return next((rule.say for rule in self.fmt.adaptation if rule.event == event), "")

    # ------------------------------------------------------------ writing

    def _slots(self, step: Step) -> tuple[Slot, ...]:
        if self.person in self.room.waiting:
            return ()
        outputs = {output.id: output for output in self.fmt.outputs}
        asked = [outputs[name] for name in step.stage.capture if name in outputs]
        return tuple(
            self._slot(output)
            for output in asked
            if not output.visibility.endswith("anonymous")
            and self.person in self.room.chosen(output.by)
        )

    def _unnamed(self, step: Step) -> tuple[Output, ...]:
        return tuple(
            output
            for output in self.fmt.outputs
            if output.id in step.stage.capture and output.visibility.endswith("anonymous")
        )

    def _slot(self, output: Output) -> Slot:
        others = tuple(each for each in self.room.taking_part() if each != self.person)
        about = tuple(self.room.chosen(output.about)) if output.about else ()
        about = tuple(each for each in about if each != self.person)
        if output.visibility == "author":
            return Slot(output, about)
        if output.visibility in ("recipient", "presenter"):
            if not about and len(others) == 1:
                about = others
            if not about and self.floor and self.floor != self.person:
                return Slot(output, (self.floor,), (self.floor,), choose=True)
            return Slot(output, about, about, choose=not about)
        beyond = "program" if output.visibility == "program" else ""
        return Slot(output, about, others, beyond)

    # ------------------------------------------------------------ the plan

    def _left(self, ends: float) -> tuple[dict[int, int | None], float]:
        places = self.room.ahead(self.room.position + 1)
        paced = self.room.paced(places, max(self.now, ends))
        return paced, float(sum(each or 0 for each in paced.values()))

    def _planned_end(self, ends: float, rest: float) -> float:
        room = self.room
        if room.is_closing:
            return max(ends, self.now)
        end = max(ends, self.now) + rest
        return min(end + self.script.buffer_seconds, max(end, self.script.limit))

    def _node(self, place: int) -> int:
        """Return the place of a step among the lines of the plan."""
        lines, last = -1, None
        for step in self.room.plan[: place + 1]:
            key = step.block.id if step.block else (step.stage.id,)
            lines += key != last
            last = key
        return lines

    def _rounds(self, step: Step) -> int | None:
        if step.block is None:
            return None
        kept = [place for place in range(len(self.room.plan)) if place not in self.room.left_out]
        rounds = {
            self.room.plan[place].round
            for place in kept
            if (block := self.room.plan[place].block) and block.id == step.block.id
        }
        return max(len(rounds), step.round or 1)

    def _plan(self, paced: Mapping[int, int | None]) -> tuple[Line, ...]:
        lines: list[Line] = []
        groups: list[tuple[Block | None, list[int]]] = []
        for place, step in enumerate(self.room.plan):
            if step.block and groups and groups[-1][0] is step.block:
                groups[-1][1].append(place)
            else:
                groups.append((step.block, [place]))
        for block, places in groups:
            line = self._line(block, places, paced)
            if line:
                lines.append(line)
        return tuple(lines)

    def _line(
        self, block: Block | None, places: list[int], paced: Mapping[int, int | None]
    ) -> Line | None:
        room = self.room
        left_out = room.left_out | {place for place, each in paced.items() if each is None}
        kept = [place for place in places if place not in left_out]
        if not kept:
            return None
        now = room.position in kept and room.ended_at is None
        is_done = kept[-1] < room.position or room.ended_at is not None
        state = "done" if is_done else "now" if now else ""
        seconds = sum(self._seconds(place, paced) for place in kept)
        took = sum(room.took.get(place, 0.0) for place in kept) if is_done else None
        first = room.plan[kept[0]]
        title = block.title or first.stage.title if block else first.stage.title
        rounds = {room.plan[place].round for place in kept}
        current = room.plan[room.position].round if now and block else None
        return Line(
            title,
            seconds,
            state,
            round=current,
            rounds=len(rounds) if block else None,
            took=took if self.may_lead else None,
        )

    def _seconds(self, place: int, paced: Mapping[int, int | None]) -> int:
        if place == self.room.position:
            return self.room.allotted
        return paced.get(place) or self.room.planned(place)


__all__ = ["Line", "Seat", "Slot", "View", "leading_role", "token", "view"]
