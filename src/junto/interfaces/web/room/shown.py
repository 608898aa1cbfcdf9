"""A room as its page needs it: names, notes in the round, what to press."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from junto.domain.catalog.queries import localized
from junto.interfaces.web.room import words
from junto.kernel.formats import Format
from junto.kernel.formats.roomview import Line, Seat, Slot, View

MOST_SEATS = 9
LATE_ENOUGH = 60


@dataclass(frozen=True)
class Known:
    """Somebody's name as the room shows it."""

    ref: str
    full: str
    short: str


@dataclass(frozen=True)
class Place:
    """Where a room is found, and whose it is."""

    group: str
    title: str
    zone: str
    room_url: str
    state_url: str
    act_url: str
    leave_url: str
    after_url: str = ""
    # Where its socket is; a rehearsal has none.
    live_url: str = ""
    wall_url: str = ""
    call_url: str = ""
    is_rehearsal: bool = False


def known_people(people: Mapping[str, Any]) -> dict[str, Known]:
    """Short names where they tell people apart, else full ones."""
    short = {ref: each.known_as or each.full_name.split()[0] for ref, each in people.items()}
    counts: dict[str, int] = {}
    for name in short.values():
        counts[name] = counts.get(name, 0) + 1
    return {
        ref: Known(ref, each.full_name, short[ref] if counts[short[ref]] == 1 else each.full_name)
        for ref, each in people.items()
    }


def shown(
    view: View,
    fmt: Format | None,
    place: Place,
    people: Mapping[str, Known],
    *,
    me: str,
    token: str,
    now: datetime,
) -> dict[str, Any]:
    """The context of a room that is open."""
    page = _Page(view, fmt, people, me, now)
    return {
        "view": view,
        "place": place,
        "token": token,
        "now_ms": int(now.timestamp() * 1000),
        "shows_clock": view.phase == "running" or view.remaining > 0,
        "promise": words.promise(fmt.confidentiality) if fmt else "",
        "say": words.to_say(view, page.name, me),
        **page.stage(),
        **page.people_parts(),
        **page.plan(),
        **page.controls(),
    }


class _Page:
    def __init__(
        self,
        view: View,
        fmt: Format | None,
        people: Mapping[str, Known],
        me: str,
        now: datetime,
    ) -> None:
        self.view, self.fmt, self.people, self.me, self.now = view, fmt, people, me, now

    def name(self, ref: str) -> str:
        """How somebody is called here."""
        if ref == self.me:
            return _("you")
        known = self.people.get(ref)
        return known.short if known else _("Former member")

    # ------------------------------------------------------------ the stage

    def stage(self) -> dict[str, Any]:
        view = self.view
        left = words.left(view.remaining, view.seconds)
        part = 100 * max(0.0, min(1.0, view.remaining / view.seconds)) if view.seconds else 0
        prompt = localized(view.prompt) if view.prompt else words.no_prompt(view, self.name)
        if view.is_waiting:
            prompt = localized(view.welcome) or _("Come in. You join at the next stage.")
        return {
            "title": localized(view.title),
            "block": localized(view.block) if view.block else "",
            "prompt": prompt,
            "hint": localized(view.hint) if view.hint else "",
            "news": [localized(text) for text in view.news],
            "left": left,
            "part": round(part),
            "is_last_minute": view.remaining <= words.MINUTE,
            "ends_ms": int(view.ends_at * 1000),
            "each_turn": words.each_turn(view),
            "next_title": localized(view.next_title) if view.next_title else "",
            "planned_end": datetime.fromtimestamp(view.planned_end, tz=UTC),
            "slots": [self._slot(slot) for slot in view.slots],
            "group": [self.name(each) for each in view.group],
            "without_names": words.without_names(view),
            "care": localized(view.care) if view.care else "",
        }

    def _slot(self, slot: Slot) -> dict[str, Any]:
        output = slot.output
        fields = [each for each in output.fields if each.type == "text"]
        return {
            "id": output.id,
            "key": f"{output.id}-{self.view.position}",
            "is_commitment": output.type == "commitment",
            "label": localized(output.label) if output.label else title_of(output.type),
            "fields": [
                {"id": each.id, "label": localized(each.label) if each.label else ""}
                for each in fields
                if each.label
            ],
            "readers": words.readers(slot, self.name),
            "is_private": output.visibility == "author",
            "choices": [
                {"ref": seat.person, "name": self.name(seat.person)}
                for seat in self.view.seats
                if seat.person != self.me and seat.is_here
            ]
            if slot.choose
            else [],
            "chosen": slot.about[0] if slot.about else "",
        }

    # ------------------------------------------------------------ people

    def people_parts(self) -> dict[str, Any]:
        view = self.view
        seats = [self._seat(seat) for seat in view.seats]
        return {
            "seats": seats,
            "in_the_round": 2 <= len(seats) <= MOST_SEATS,
            "guests": [
                {"name": self.name(ref), "role": self._role(role) or _("facilitates")}
                for ref, role in view.outside
            ],
            "cards": [self._card(role) for role in view.roles],
            "later": self._card(view.later) if view.later and not view.roles else None,
            "unheard": words.listed([self.name(ref) for ref in view.unheard]),
        }

    def _seat(self, seat: Seat) -> dict[str, Any]:
        known = self.people.get(seat.person)
        mine = seat.person == self.me
        return {
            "name": known.full if known else _("Former member"),
            "ref": seat.person,
            "caption": _("You") if mine else self.name(seat.person),
            "note": self._note(seat),
            "me": mine,
            "has_floor": seat.has_floor,
            "is_away": not seat.is_here,
        }

    def _note(self, seat: Seat) -> str:
        if seat.has_floor:
            return _("have the floor") if seat.person == self.me else _("has the floor")
        if not seat.is_here:
            return _("on the way")
        if seat.is_waiting:
            return _("joins next")
        if seat.has_hand_up:
            return _("hand up")
        if seat.turn == 1:
            return _("next")
        if seat.is_ready:
            return _("ready")
        return self._role(seat.roles[0]).lower() if seat.roles else ""

    def _role(self, role_id: str) -> str:
        role = self.fmt.role(role_id) if self.fmt else None
        return localized(role.title) if role else ""

    def _card(self, role: Any) -> dict[str, Any]:
        return {
            "title": localized(role.title),
            "do": [localized(text) for text in role.do],
            "avoid": [localized(text) for text in role.avoid],
        }

    # ------------------------------------------------------------ the plan

    def plan(self) -> dict[str, Any]:
        view = self.view
        return {
            "lines": [self._line(line, place + 1) for place, line in enumerate(view.plan)],
            "pace": words.pace(view.late) if view.late is not None else "",
            "is_behind": view.late is not None and view.late > LATE_ENOUGH,
            "so_far": words.listed(
                [localized(each.title) for each in view.plan if each.state == "done"]
            ),
        }

    def _line(self, line: Line, number: int) -> dict[str, Any]:
        minutes = -(-line.seconds // words.MINUTE)
        note = ngettext("%(n)s min", "%(n)s min", minutes) % {"n": minutes}
        if line.took is not None:
            took = round(line.took / words.MINUTE)
            note = _("took %(took)s of %(n)s min") % {"took": took, "n": minutes}
        elif line.round and line.rounds and line.rounds > 1:
            note = _("round %(round)s of %(rounds)s") % {
                "round": line.round,
                "rounds": line.rounds,
            }
        elif line.rounds and line.rounds > 1:
            note = _("%(rounds)s rounds, %(n)s min") % {"rounds": line.rounds, "n": minutes}
        return {
            "number": number,
            "title": localized(line.title),
            "state": line.state,
            "note": note,
        }

    # ------------------------------------------------------------ what to press

    def controls(self) -> dict[str, Any]:
        view = self.view
        others = [s for s in view.seats if s.is_here and s.person != self.me]
        everybody = view.seats and len(view.ready) >= len([s for s in view.seats if s.is_here]) - 1
        return {
            "done_label": self._done_label(),
            "ready_count": len(view.ready),
            "is_time_to_go_on": view.may_lead
            and (view.all_heard or view.remaining <= 0 or (bool(view.ready) and everybody)),
            "hand_off_to": [
                {"ref": seat.person, "name": self.name(seat.person)} for seat in others
            ],
            "leads_alone": view.leaders == (self.me,),
            # Whose turn comes next, and who moves the session on, hear of news first.
            "is_eager": view.may_lead or self.me in view.coming[:1] or view.is_mine,
        }

    def _done_label(self) -> str:
        view = self.view
        following = self.name(view.coming[0]) if view.coming else ""
        if not view.may_finish:
            return ""
        if not view.is_mine:
            return _("Go on without %(name)s") % {"name": self.name(view.floor)}
        if not following:
            return _("I'm done")
        return _("Done, %(name)s's next") % {"name": following}


def title_of(kind: str) -> str:
    """What an output is called where its format gives it no label."""
    titles = {
        "insight": _("A note"),
        "feedback": _("What I saw"),
        "idea": _("An idea"),
        "question": _("A question"),
        "decision": _("What we decided"),
        "journal": _("For myself"),
        "summary": _("In our words"),
        "answer": _("My answer"),
        "parking": _("For another time"),
        "kudos": _("Thanks"),
        "commitment": _("My next step"),
        "rating": _("Where I stand"),
        "vote": _("My vote"),
    }
    return titles.get(kind, _("A note"))
