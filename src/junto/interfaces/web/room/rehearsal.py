"""Try a format alone: a whole session in three minutes, with simulated peers.

What the person tapped is kept in their own browser session and nowhere else; nobody sees it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from junto.domain.catalog import own_queries, policies
from junto.domain.catalog.queries import localized
from junto.domain.sessions import room_queries as queries
from junto.foundation import tenancy
from junto.foundation.access.views import requires, signed_in
from junto.interfaces.web.room import words
from junto.interfaces.web.room.shown import Known, Place, shown
from junto.kernel.formats import Format
from junto.kernel.formats.casting import cast_session
from junto.kernel.formats.editing import OWN
from junto.kernel.formats.opening import Script, choose_format
from junto.kernel.formats.rehearsal import rehearse
from junto.kernel.formats.room import Event, Kind, Room
from junto.kernel.formats.roomview import View, token, view

LASTS = 180
IDEAL = 6
MOST_TAPS = 200
ME = "me"
KEPT = "rehearsal"
NAMES = ("Ingrid", "Jonah", "Mei-Ling", "Tomás", "Devika", "Omar", "Lena", "Priya")


@dataclass(frozen=True)
class Trial:
    """One rehearsal: its script, when it began, what was tapped."""

    fmt: Format
    script: Script
    began: float
    taps: tuple[Event, ...]

    @property
    def pace(self) -> float:
        """How many seconds of the session pass in one."""
        return self.script.promised_seconds / LASTS

    def moment(self, now: datetime) -> float:
        """The moment of the session that it is now."""
        return (now.timestamp() - self.began) * self.pace

    def real(self, at: float) -> float:
        """The real time of a moment of the session."""
        return self.began + at / self.pace


@signed_in
@require_GET
def page(request: HttpRequest, format_id: str) -> HttpResponse:
    """The room of the rehearsal, or what it is before it begins."""
    return render(request, "room/room.html", _context(request, format_id, timezone.now()))


own = requires(policies.view_format, load=own_queries.get_own)


@own
@require_GET
def own_page(request: HttpRequest, format_: Any) -> HttpResponse:
    """The same with a format of the organization's own."""
    return render(request, "room/room.html", _context(request, format_.format_id, timezone.now()))


@own
@require_GET
def own_state(request: HttpRequest, format_: Any) -> HttpResponse:
    """The rehearsal of an own format now."""
    return _now(request, format_.format_id)


@own
@require_POST
def own_act(request: HttpRequest, format_: Any) -> HttpResponse:
    """Begin the rehearsal of an own format, or do what the pressed button says."""
    return _do(request, format_.format_id)


@signed_in
@require_GET
def state(request: HttpRequest, format_id: str) -> HttpResponse:
    """The rehearsal now; nothing (204) while it is as the page has it."""
    return _now(request, format_id)


def _now(request: HttpRequest, format_id: str) -> HttpResponse:
    context = _context(request, format_id, timezone.now())
    if request.GET.get("seen") == context["token"]:
        return HttpResponse(status=204)
    return render(request, "room/_room.html", context)


@signed_in
@require_POST
def act(request: HttpRequest, format_id: str) -> HttpResponse:
    """Begin, or do what the pressed button says."""
    return _do(request, format_id)


def _do(request: HttpRequest, format_id: str) -> HttpResponse:
    fmt = _format(format_id)
    what, now = request.POST.get("do", ""), timezone.now()
    trial = _trial(request, fmt)
    if what in ("open", "again"):
        request.session[KEPT] = {"format": fmt.id, "began": now.timestamp(), "taps": []}
    elif trial is not None and what in _TAPS and len(trial.taps) < MOST_TAPS:
        kept = request.session[KEPT]
        data = {**_seen(request), **_MORE.get(what, {})}
        kept["taps"].append([trial.moment(now), _TAPS[what], data])
        request.session[KEPT] = kept
    return redirect(try_url(fmt.id))


def try_url(format_id: str, what: str = "") -> str:
    """The address of a format's rehearsal, of its state or of its acts."""
    if format_id.startswith(OWN):
        return reverse(f"room:try-own{what}", kwargs={"ref": format_id.removeprefix(OWN)})
    return reverse(f"room:try{what}", kwargs={"format_id": format_id})


_TAPS = {
    "next": Kind.ADVANCED,
    "skip": Kind.SKIPPED,
    "extend": Kind.EXTENDED,
    "ready": Kind.READY,
    "done": Kind.DONE,
    "pass": Kind.PASSED,
    "pause": Kind.PAUSED,
    "off-script": Kind.PAUSED,
    "resume": Kind.RESUMED,
    "hand": Kind.RAISED,
    "hand-down": Kind.LOWERED,
    "end": Kind.ENDED,
}
_MORE: dict[str, dict[str, Any]] = {"extend": {"seconds": 120}, "off-script": {"off_script": True}}


def _seen(request: HttpRequest) -> dict[str, int]:
    found = {}
    for name in ("step", "turn"):
        value = request.POST.get(name, "")
        if value.isdecimal() and len(value) < 6:
            found[name] = int(value)
    return found


def _format(format_id: str) -> Format:
    is_out_of_reach = format_id.startswith(OWN) and tenancy.in_scope() is None
    fmt = None if is_out_of_reach else queries.find_format(format_id)
    if fmt is None or not fmt.modes.live:
        raise Http404
    return fmt


def _trial(request: HttpRequest, fmt: Format) -> Trial | None:
    kept = request.session.get(KEPT)
    if not kept or kept["format"] != fmt.id:
        return None
    taps = tuple(Event(0, at, kind, ME, data) for at, kind, data in kept["taps"])
    return Trial(fmt, script_of(fmt), kept["began"], taps)


def people_of(fmt: Format) -> list[str]:
    """Who is in the rehearsal: oneself and as many simulated peers as the format is good with."""
    size = min(fmt.group.sizes(), key=lambda n: (abs(n - IDEAL), n))
    return [ME, *(f"peer-{place}" for place in range(1, size))]


def script_of(fmt: Format) -> Script:
    """The script of the rehearsal."""
    people = people_of(fmt)
    choice = choose_format(fmt, len(people), lookup=queries.find_format)
    outside = {role.id: "guest" for role in choice.fmt.roles if role.external}
    cast = cast_session(choice.fmt, people=people, params=choice.params, outside=outside, seed=3)
    made = Script(
        choice.fmt, choice.n, choice.steps, choice.buffer_seconds, cast, 0.0, 0, choice.params
    )
    return replace(made, limit=float(made.promised_seconds))


def _names(people: list[str]) -> dict[str, Known]:
    known = {ME: Known(ME, _("You"), _("You")), "guest": Known("guest", "Rui Costa", "Rui")}
    for place, ref in enumerate(people[1:]):
        name = NAMES[place % len(NAMES)]
        known[ref] = Known(ref, name, name)
    return known


def _context(request: HttpRequest, format_id: str, now: datetime) -> dict[str, Any]:
    fmt = _format(format_id)
    trial = _trial(request, fmt)
    place = _place(fmt)
    if trial is None:
        return _before(fmt, place, now)
    moment = trial.moment(now)
    room = rehearse(trial.script, ME, trial.taps, moment)
    seen = _in_real_time(trial, room, moment)
    context = shown(
        seen,
        fmt,
        place,
        _names(people_of(fmt)),
        me=ME,
        token=token(room, ME, moment),
        now=now,
    )
    return {**context, "is_here": True, "entries": [], "brought": [], "note": ""}


def _in_real_time(trial: Trial, room: Room, moment: float) -> View:
    """The view with the clock of the wall: a stage of ten minutes lasts half a minute."""
    seen = view(room, ME, moment)
    turn_ends = seen.turn_ends_at
    return replace(
        seen,
        ends_at=trial.real(seen.ends_at),
        remaining=seen.remaining / trial.pace,
        seconds=max(1, round(seen.seconds / trial.pace)),
        planned_end=trial.real(seen.planned_end),
        turn_ends_at=trial.real(turn_ends) if turn_ends is not None else None,
    )


def _place(fmt: Format) -> Place:
    return Place(
        group=_("Only you"),
        title=_("Try it: %(title)s") % {"title": localized(fmt.title)},
        zone="UTC",
        room_url=try_url(fmt.id),
        state_url=try_url(fmt.id, "-state"),
        act_url=try_url(fmt.id, "-act"),
        leave_url="/",
        is_rehearsal=True,
    )


def _before(fmt: Format, place: Place, now: datetime) -> dict[str, Any]:
    people = people_of(fmt)
    return {
        "view": View(number=0, phase="waiting"),
        "place": place,
        "token": "0",
        "is_try_room": True,
        "now_ms": int(now.timestamp() * 1000),
        "promise": words.promise(fmt.confidentiality),
        "format": {"title": localized(fmt.title), "summary": localized(fmt.summary)},
        "peers": len(people) - 1,
        "minutes": LASTS // 60,
        "say": "",
    }
