"""A session in writing: one page with its parts, what each asks, and what may be read by now."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from junto.domain.catalog.queries import localized
from junto.domain.organizations import queries as organizations
from junto.domain.people import queries as people
from junto.domain.sessions import ballots, cards, room_policies, votes, writing
from junto.domain.sessions import room_actions as actions
from junto.domain.sessions import room_queries as queries
from junto.domain.sessions.enums import SessionState
from junto.foundation import drafts
from junto.foundation.access import Forbidden
from junto.foundation.access.views import requires
from junto.interfaces.web.room import words
from junto.interfaces.web.room.panels.votes import ballot_asked, numbers, result_of
from junto.interfaces.web.room.shown import known_people, title_of
from junto.interfaces.web.room.views import next_step, session_url, written
from junto.interfaces.web.ui.toasts import toast
from junto.kernel.formats.opening import Step
from junto.kernel.formats.roomview import Slot

MOST_CARDS = 40


@requires(room_policies.enter_room, load=queries.get_session)
@require_GET
def page(request: HttpRequest, session: Any) -> HttpResponse:
    """The parts of the session, or the button with which they begin."""
    if not session.writing and not writing.may_be_written(session):
        return redirect(session_url(session))
    me = people.person_of(request.actor)  # type: ignore[attr-defined]
    context = {
        "session": session,
        "back": session_url(session),
        "zone": me.time_zone,  # type: ignore[union-attr]
        "contacts": organizations.support_contacts(),
        "place": {"act_url": reverse("room:writing-act", kwargs={"ref": session})},
    }
    if session.writing:
        context |= _Page(session, me, timezone.now()).context()
    else:
        context |= _before(session)
    return render(request, "room/writing.html", context)


def _before(session: Any) -> dict[str, Any]:
    """What somebody reads before the session begins in writing."""
    fmt = queries.find_format(session.format_id)
    assert fmt is not None
    return {
        "promise": words.promise(fmt.confidentiality),
        "format_title": localized(fmt.title),
        "plan": [
            {"title": localized(step.title), "lasts": _lasts(step.window_hours)}
            for step in fmt.modes.steps
        ],
        "whole": _lasts(sum(step.window_hours for step in fmt.modes.steps)),
    }


def _lasts(hours: float) -> str:
    days = round(hours / 24)
    if days < 1:
        return ngettext("%(n)s hour", "%(n)s hours", round(hours)) % {"n": round(hours)}
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


class _Page:
    """The page of one reader."""

    def __init__(self, session: Any, me: Any, now: datetime) -> None:
        self.session, self.me = session, me
        self.seen = writing.see(session, me, now)
        refs = {*self.seen.people, me.ref}
        everybody = {each.ref: each for each in people.people().filter(ref__in=refs)}
        self.known = known_people(everybody)

    def name(self, ref: str) -> str:
        """How somebody is called here."""
        if ref == self.me.ref:
            return _("you")
        return self.known[ref].short if ref in self.known else _("Former member")

    def context(self) -> dict[str, Any]:
        """Everything the page needs."""
        seen = self.seen
        under_way = seen.now.part.place if seen.now else -1
        return {
            "promise": words.promise(seen.fmt.confidentiality),
            "format_title": localized(seen.fmt.title),
            "is_over": self.session.state == SessionState.ENDED,
            "after_url": reverse("after:session", kwargs={"ref": self.session}),
            "may_lead": seen.may_lead and self.session.state == SessionState.LIVE,
            "roles": self._roles(),
            "parts": [self._part(each, under_way) for each in seen.shown],
            "results_panel": {"results": self._results()},
        }

    def _roles(self) -> list[dict[str, str]]:
        rows = []
        for role in self.seen.fmt.roles:
            holders = self.seen.cast.roles.get(role.id, ())
            if len(holders) == 1:
                rows.append({"role": localized(role.title), "name": self.name(holders[0])})
        return rows

    def _part(self, shown: writing.Shown, under_way: int) -> dict[str, Any]:
        part = shown.part
        done = sum(part.has_posted(each) for each in part.people)
        return {
            "number": part.place + 1,
            "place": part.place,
            "title": localized(part.step.title),
            "state": "done" if part.is_over else "now" if part.place == under_way else "ahead",
            "due": datetime.fromtimestamp(part.due, tz=UTC) if part.due else None,
            "lasts": _lasts(part.step.window_hours),
            "prompts": self._prompts(shown),
            "is_asked": shown.is_asked,
            "who": words.listed([self.name(each) for each in part.people]),
            "is_for_all": set(part.people) == set(self.seen.people),
            "progress": _("%(done)s of %(all)s have posted")
            % {"done": done, "all": len(part.people)}
            if part.step.min_posts
            else "",
            "is_done": shown.is_asked and part.has_posted(self.me.ref),
            "more": self._more(shown),
            "hidden": self._hidden(shown),
            "posts": [self._post(each) for each in shown.posts],
            "slots": [self._slot(each, part.place) for each in shown.asks if not each.vote],
            "panel": {"asks": [self._vote(each) for each in shown.asks if self._is_shown(each)]},
        }

    def _prompts(self, shown: writing.Shown) -> list[str]:
        """What the part asks, as its reader's role has it."""
        if shown.part.step.prompt:
            return [localized(shown.part.step.prompt)]
        mine = [role for role, who in self.seen.cast.roles.items() if self.me.ref in who]
        return [
            localized(text)
            for stage in shown.stages
            if (text := writing.prompt_for(stage.prompt, mine))
        ]

    def _more(self, shown: writing.Shown) -> str:
        """How many posts the reader still has in front of them, where it is more than one."""
        part = shown.part
        left = part.step.min_posts - (part.posts or {}).get(self.me.ref, 0)
        if not shown.is_asked or part.step.min_posts < 2 or left < 1:
            return ""
        return ngettext("%(n)s more from you", "%(n)s more from you", left) % {"n": left}

    def _hidden(self, shown: writing.Shown) -> str:
        if not shown.hidden:
            return ""
        if shown.part.step.reveal == "at_close":
            return _("What others wrote opens for everybody at once, when this part is over.")
        return _("What others wrote opens once you have posted.")

    def _post(self, read: writing.Read) -> dict[str, Any]:
        return {
            "ref": read.ref,
            "author": self.known[read.author].full if read.author in self.known else "",
            "name": _("You") if read.is_mine else self.name(read.author),
            "text": read.text,
            "at": read.at,
            "is_mine": read.is_mine,
            "is_private": read.is_private,
            "about": self.name(read.about) if read.about else "",
            "answers": [self._post(each) for each in read.answers],
        }

    def _slot(self, ask: writing.Ask, place: int) -> dict[str, Any]:
        output = ask.output
        key = f"{place}-{ask.name}"
        draft = f"writing:{self.session.ref}:{key}"
        kept = drafts.load(user_id=self.me.user_id, form=draft) if self.me.user_id else {}
        made = {"key": key, "output": ask.name, "part": place, "draft": draft, "kept": kept}
        if output is None:
            return made | {"label": _("What you have to say"), "readers": self._group_reads()}
        meant = [
            each
            for each in writing.for_whom(self.seen.cast, self.seen.people, output)
            if each != self.me.ref
        ]
        is_for_one = output.visibility in ("recipient", "presenter")
        others = tuple(each for each in self.seen.people if each != self.me.ref)
        one = tuple(meant) if is_for_one and len(meant) == 1 else ()
        slot = Slot(
            output,
            readers=one if is_for_one else others,
            beyond="program" if output.visibility == "program" else "",
            choose=is_for_one and not one,
        )
        return made | {
            "label": localized(output.label) if output.label else title_of(output.type),
            "is_step": output.type == "commitment",
            "fields": [
                {
                    "id": each.id,
                    "label": localized(each.label),
                    "text": kept.get(f"text:{each.id}", ""),
                }
                for each in output.fields
                if each.type == "text" and each.label
            ],
            "choices": [(each, self.name(each)) for each in meant] if slot.choose else [],
            "is_private": output.visibility == "author",
            "readers": self._group_reads()
            if output.visibility == "group"
            else words.readers(slot, self.name),
        }

    def _group_reads(self) -> str:
        return _("Your group reads it, nobody else.")

    def _is_shown(self, ask: writing.Ask) -> bool:
        return bool(ask.vote) and ask.output is not None and ask.ballot is not None

    def _vote(self, ask: writing.Ask) -> dict[str, Any]:
        assert ask.output is not None
        assert ask.ballot is not None
        among = list(ask.among)[:MOST_CARDS]
        made = ballot_asked(ask.output, ask.vote, ask.ballot, among, self.me.pk)
        return {**made, "key": f"{ask.output.id}-{ask.stage.id}"}

    def _results(self) -> list[dict[str, Any]]:
        """What came of the answers without a name."""
        fmt = self.seen.fmt
        stages = {stage.id: stage for stage in fmt.all_stages()}
        board = cards.cards_of(self.session)
        found = []
        for output, stage, tally in writing.counted(self.session):
            step = Step(stages[stage], 0)
            kind = votes.kind_of(fmt, output, stage)
            outcome = votes.Outcome(output, kind, step, 0, False, tally.points, tally)
            found.append(result_of(outcome, cards.candidates(fmt, step, board)))
        return [each for each in found if each]


# ---------------------------------------------------------------- what is done


@requires(room_policies.enter_room, load=queries.get_session)
@require_POST
def act(request: HttpRequest, session: Any) -> HttpResponse:
    """Do what the pressed button says, and show the page again."""
    doing = _ACTS.get(request.POST.get("do", ""))
    if doing:
        try:
            with suppress(Forbidden):
                doing(request, session, timezone.now())
        except (writing.NotYet, actions.MovedOn):
            toast(request, _("This part is not open. Nothing was kept."))
        except actions.TooLong:
            toast(request, _("That is longer than 8,000 characters. Shorten it and send it again."))
    return redirect("room:writing", ref=session)


def _part(request: HttpRequest) -> int:
    value = request.POST.get("part", "")
    return int(value) if value.isdecimal() and len(value) < 4 else -1


def _begin(request: HttpRequest, session: Any, now: datetime) -> None:
    try:
        writing.begin(session=session, actor=request.actor, now=now)  # type: ignore[attr-defined]
    except actions.NobodyToTurnTo:
        toast(
            request,
            _(
                "What is said in this session stays in it. Before it begins, your organization"
                " names somebody outside the program to whom people can talk."
            ),
        )
    except actions.CannotOpenNow as error:
        bound = error.reason.bound
        said = (
            ngettext("It takes %(n)s person.", "It takes %(n)s people.", bound)
            if error.reason.few
            else ngettext(
                "It works with up to %(n)s person.", "It works with up to %(n)s people.", bound
            )
        )
        toast(request, said % {"n": bound})


def _post(request: HttpRequest, session: Any, now: datetime) -> None:
    draft = writing.Draft(
        part=_part(request),
        output=request.POST.get("output", ""),
        text=written(request).replace("\0", ""),
        about=request.POST.get("about", ""),
    )
    made = writing.post(session=session, draft=draft, actor=request.actor, now=now)  # type: ignore[attr-defined]
    if made is None:
        toast(request, _("Write something first."))
        return
    _forget(request, session, f"{draft.part}-{draft.output}")
    toast(request, _("Posted."))


def _forget(request: HttpRequest, session: Any, key: str) -> None:
    drafts.discard(user_id=request.user.pk, form=f"writing:{session.ref}:{key}")


def _reply(request: HttpRequest, session: Any, now: datetime) -> None:
    made = writing.reply(
        session=session,
        ref=request.POST.get("entry", ""),
        text=request.POST.get("text", "").replace("\0", ""),
        actor=request.actor,  # type: ignore[attr-defined]
        now=now,
    )
    toast(request, _("Posted.") if made else _("Write something first."))


def _take_back(request: HttpRequest, session: Any, now: datetime) -> None:
    ref = request.POST.get("entry", "")
    writing.take_back(session=session, ref=ref, actor=request.actor, now=now)  # type: ignore[attr-defined]


def _go_on(request: HttpRequest, session: Any, now: datetime) -> None:
    writing.go_on(session=session, part=_part(request), actor=request.actor, now=now)  # type: ignore[attr-defined]


def _step(request: HttpRequest, session: Any, now: datetime) -> None:
    """Keep a next step, and let the group read it where it was asked for."""
    what = request.POST.get("what", "").replace("\0", "")
    if next_step(request, session, now):
        draft = writing.Draft(_part(request), request.POST.get("output", ""), what)
        writing.post(session=session, draft=draft, actor=request.actor, now=now)  # type: ignore[attr-defined]
        _forget(request, session, f"{draft.part}-{draft.output}")


def _answer(prefix: str) -> Callable[..., None]:
    def do(request: HttpRequest, session: Any, now: datetime) -> None:
        """No toast: it would be a trace of who answered when."""
        output = request.POST.get("output", "")
        try:
            writing.answer(
                session=session,
                output=output,
                answers=numbers(request, prefix) if prefix else {},
                words=request.POST.get("words", "").replace("\0", ""),
                actor=request.actor,  # type: ignore[attr-defined]
                now=now,
            )
        except ballots.NotOpen:
            toast(request, _("This vote is closed. What you gave was not counted."))
        except ballots.NotAnAnswer:
            toast(request, _("Give no more than you have, on the scale that is shown."))
        except ballots.TooLong:
            toast(request, _("That is longer than 500 characters. Shorten it and send it again."))

    return do


_ACTS: dict[str, Callable[[HttpRequest, Any, datetime], None]] = {
    "begin": _begin,
    "post": _post,
    "reply": _reply,
    "step": _step,
    "take-back": _take_back,
    "go-on": _go_on,
    "dots": _answer("dot:"),
    "rate": _answer("at:"),
    "words": _answer(""),
}
