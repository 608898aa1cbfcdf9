"""The report, for the one it is about and nobody else."""

import random
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from junto.domain.feedback import (
    actions,
    coaching,
    earlier,
    instruments,
    policies,
    queries,
    reports,
    thanks,
)
from junto.domain.feedback.enums import HIGHEST, LOWEST, OFTEN, Category, Told
from junto.domain.goals import actions as goals
from junto.domain.people import queries as people
from junto.domain.programs import queries as programs
from junto.foundation.access.views import requires
from junto.foundation.printing import CannotPrint
from junto.interfaces.web.ui.paper import document
from junto.interfaces.web.ui.toasts import toast
from junto.kernel import anonymity

MOST_STRIPS = 3
DEBRIEF = "feedback-debrief-360"
# No name: a download is seen by whoever looks over a shoulder.
PAPER = "feedback.pdf"
_chance = random.SystemRandom()

reads = requires(policies.read_report, load=queries.get_subject)


@reads
@require_safe
def page(request: HttpRequest, subject: Any) -> HttpResponse:
    """What people see: slowly, what they value first, and one thing to choose."""
    actor = request.actor  # type: ignore[attr-defined]
    if subject.report is None or coaching.waits_for_coach(subject):
        return render(request, "feedback/not_yet.html", {**_not_yet(subject), **_frame()})
    if subject.round.needs_debrief and subject.debrief_on is None:
        context = {"subject": subject, "people": _debriefers(subject), **_frame()}
        return render(request, "feedback/debrief.html", context)
    actions.open_report(subject=subject, actor=actor, now=timezone.now())
    return render(request, "feedback/report.html", report_context(subject, actor))


@reads
@require_safe
def paper(request: HttpRequest, subject: Any) -> HttpResponse:
    """The report to keep or to take along."""
    is_closed = subject.report is None or coaching.waits_for_coach(subject)
    if is_closed or (subject.round.needs_debrief and subject.debrief_on is None):
        return redirect(_address(subject))
    actor = request.actor  # type: ignore[attr-defined]
    try:
        return document("feedback/paper.html", report_context(subject, actor), name=PAPER)
    except CannotPrint:
        toast(request, _("This server makes no PDF documents. Ask whoever runs it to add Pango."))
        return redirect(_address(subject))


@reads
@require_POST
def debrief(request: HttpRequest, subject: Any) -> HttpResponse:
    """With whom it is talked through, and when."""
    try:
        on = date.fromisoformat(request.POST.get("on", ""))
    except ValueError:
        problems = [{"text": _("Choose a day for the talk."), "href": "#on"}]
        context = {"subject": subject, "people": _debriefers(subject), **_frame()}
        context |= {"problems": problems, "has_errors": True}
        return render(request, "feedback/debrief.html", context, status=422)
    actions.book_debrief(
        subject=subject,
        debriefer=people.find_here(request.POST.get("with", "").replace("\0", "")[:12]),
        on=on,
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    return redirect(_address(subject))


@reads
@require_POST
def choose(request: HttpRequest, subject: Any) -> HttpResponse:
    """Make one thing a next step in one's own group, which asks about it."""
    actor = request.actor  # type: ignore[attr-defined]
    group = queries.group_of(subject)
    text = request.POST.get("own", "").strip() or request.POST.get("one", "").strip()
    text = text.replace("\0", "")
    if group is None:
        toast(request, _("You are in no group of this program yet: note it for yourself."))
        return redirect(_address(subject))
    try:
        goals.make_step(
            group=group,
            do=text,
            by=date.fromisoformat(request.POST.get("by", "")),
            actor=actor,
            now=timezone.now(),
        )
    except goals.NothingToDo:
        toast(request, _("Say what you will do."))
    except goals.TooLong:
        toast(request, _("Say it in fewer words."))
    except goals.TwoAreOpen:
        toast(request, _("You have two next steps open. Finish one, or let one go on purpose."))
    except ValueError:
        toast(request, _("Choose a day that is still to come."))
    else:
        toast(request, _("It is your next step now. Your group asks you about it."))
    return redirect(_address(subject))


@reads
@require_POST
def thank(request: HttpRequest, subject: Any) -> HttpResponse:
    """Thank everybody who was asked, once."""
    actor = request.actor  # type: ignore[attr-defined]
    words = request.POST.get("thanks", "").replace("\0", "")
    try:
        thanks.thank(subject=subject, words=words, actor=actor, now=timezone.now())
    except thanks.NothingSaid:
        toast(request, _("Say a word of thanks."))
    except thanks.TooLong:
        most = thanks.LONGEST
        problems = [
            {
                "text": _("Shorten it to %(most)s characters; it has %(n)s.")
                % {"most": most, "n": len(words.strip())},
                "href": "#thanks",
            }
        ]
        context = {**report_context(subject, actor), "thanks_typed": words, "problems": problems}
        return render(request, "feedback/report.html", {**context, "has_errors": True}, status=422)
    except thanks.ThankedAlready:
        pass
    else:
        toast(request, _("Said to everybody you asked."))
    return redirect(f"{_address(subject)}#thank")


def _not_yet(subject: Any) -> dict[str, Any]:
    waits = coaching.waits_for_coach(subject)
    opens_on = coaching.opens_by_itself(subject) if waits else None
    return {"subject": subject, "waits_for_coach": waits, "opens_on": opens_on}


def _frame() -> dict[str, Any]:
    return {"section": "feedback"}


def _address(subject: Any) -> str:
    return reverse("feedback:report", kwargs={"ref": subject.address})


def _debriefers(subject: Any) -> list[Any]:
    """Facilitators first; whoever looks after the program else."""
    round_ = subject.round
    if round_.coach_first and subject.coach is not None:
        return [subject.coach]
    found = [*programs.facilitators_of(round_.program), *programs.managers_of(round_.program)]
    return [each for each in dict.fromkeys(found) if each.pk != subject.person_id]


# ---------------------------------------------------------------- what is shown


def report_context(subject: Any, actor: Any) -> dict[str, Any]:
    report = reports.read_report(subject.report)
    round_ = subject.round
    titles = {each.key: each.title for each in instruments.chosen(round_.competencies)}
    texts = {key: text for each in instruments.COMPETENCIES for key, text in each.items()}
    gaps = sorted(
        (_gap(line, titles[line.key], report.too_small) for line in report.competencies),
        key=lambda each: -each["size"],
    )
    behaviors = [_behavior(line, texts[line.key]) for line in report.behaviors]
    strips = _apart(behaviors)[:MOST_STRIPS]
    return {
        "subject": subject,
        "round": round_,
        "report": report,
        "at_least": report.answered.get(reports.ALL, 0),
        "gaps": [each for each in gaps if each["others"] is not None],
        "valued": _valued(report, texts),
        "strips": strips,
        "strip_head": [_("Behavior"), *(word for _value, word in OFTEN)],
        "strip_twin": [
            [each["text"], *(_percent(tenth) for tenth in each["figure"].spread)] for each in strips
        ],
        "behaviors": behaviors,
        "categories": _categories(report, titles),
        "themes": coaching.told_themes(subject, report),
        "raw_themes": [", ".join(words) for words, _authors in report.themes],
        "words": _words(report),
        "manager_words": _asked_words(report.manager_words),
        "own_words": _asked_words(report.own_words),
        "is_themes": round_.told == Told.THEMES,
        "fewest_words": anonymity.WORD_FOR_WORD,
        "often": [word for _value, word in OFTEN],
        "ends": (dict(OFTEN)[LOWEST], dict(OFTEN)[3], dict(OFTEN)[HIGHEST]),
        "one_things": [each["title"] for each in gaps if each["verdict"] == "less"][:2],
        "group": queries.group_of(subject),
        "thank_you": thanks.thanks_of(subject),
        "talk_url": _talk_url(subject),
        **_since(subject, report, titles),
        **_twin(gaps),
        **_frame(),
    }


def _talk_url(subject: Any) -> str:
    """The page of the format for the talk: who says what, and how long it takes."""
    organization = subject.round.program.organization
    return reverse("formats:format", kwargs={"ref": organization, "format_id": DEBRIEF})


def _since(subject: Any, report: Any, titles: dict[str, Any]) -> dict[str, Any]:
    """What changed since the report before, as far as both tell of it."""
    before = earlier.report_before(subject)
    if before is None:
        return {"before": None}
    found = earlier.changes(reports.read_report(before.report), report)
    words = {
        "up": _("more often than then"),
        "down": _("less often than then"),
        "same": _("about the same"),
        "unknown": _("not told in both"),
    }
    head = [_("Area"), _("Others then"), _("Others now"), _("You then"), _("You now"), _("Change")]
    rows = [
        [
            titles[each.key],
            _number(each.then),
            _number(each.now),
            _number(each.own_then),
            _number(each.own_now),
            words[each.verdict],
        ]
        for each in found
    ]
    least = found[0].too_small if found else 0.0
    return {"before": before, "since_head": head, "since": rows, "since_least": least}


def _twin(gaps: list[dict[str, Any]]) -> dict[str, Any]:
    """The table that says the same as the drawing; the manager where one answered."""
    columns = [(_("You"), "own"), (_("Others"), "others")]
    if any(each["manager"] is not None for each in gaps):
        columns.append((_("Manager"), "manager"))
    rows = [[each["title"], *(_number(each[key]) for _head, key in columns)] for each in gaps]
    return {"twin_head": [_("Area"), *(head for head, _key in columns)], "twin": rows}


def _gap(line: Any, title: Any, too_small: float) -> dict[str, Any]:
    """One competency: one's own view beside everybody who is mixed."""
    figure = line.figures.get(reports.ALL)
    others = figure.mean if figure else None
    size = abs(line.own - others) if line.own is not None and others is not None else 0.0
    verdict = "same"
    if size >= too_small and line.own is not None and others is not None:
        verdict = "less" if line.own > others else "more"
    return {
        "key": line.key,
        "title": title,
        "own": line.own,
        "others": others,
        "is_exact": figure.low == figure.high if figure else True,
        "figure": figure,
        "low": figure.half[0] if figure and figure.half else None,
        "high": figure.half[1] if figure and figure.half else None,
        "manager": line.manager,
        "size": size,
        "verdict": verdict,
    }


def _behavior(line: Any, text: Any) -> dict[str, Any]:
    figure = line.figures.get(reports.ALL)
    return {"text": text, "own": line.own, "figure": figure, "line": line}


def _apart(behaviors: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Behaviors people see most differently; only where so many answered that it may be told."""

    def scatter(counts: tuple[int, ...]) -> float:
        total = sum(counts)
        mean = sum(at * count for at, count in enumerate(counts)) / total
        return sum(count * (at - mean) ** 2 for at, count in enumerate(counts)) / total

    told = [each for each in behaviors if each["figure"] and each["figure"].spread]
    return sorted(told, key=lambda each: -scatter(each["figure"].spread))


def _valued(report: Any, texts: dict[str, Any]) -> list[dict[str, Any]]:
    """What others see most often."""
    told = [line for line in report.behaviors if reports.ALL in line.figures]
    told.sort(key=lambda line: -line.figures[reports.ALL].mean)
    return [
        {"text": texts[line.key], "mean": line.figures[reports.ALL].mean}
        for line in told[:2]
        if line.figures[reports.ALL].mean >= 3.5
    ]


def _categories(report: Any, titles: dict[str, Any]) -> list[dict[str, Any]]:
    """How categories that are large enough see each competency."""
    names = [name for name in report.answered if name != reports.ALL]
    labels = dict(Category.choices)
    return [
        {
            "label": labels.get(name, _("Others")),
            "at_least": report.answered[name],
            "rows": [
                (titles[line.key], line.figures[name].mean)
                for line in report.competencies
                if name in line.figures
            ],
        }
        for name in names
    ]


def _words(report: Any) -> list[tuple[Any, list[str]]]:
    shown = anonymity.shuffled(report.words, chance=_chance)
    return [(each.text, shown[each.key]) for each in instruments.QUESTIONS if shown.get(each.key)]


def _asked_words(words: Any) -> list[tuple[Any, str]]:
    return [(each.text, words[each.key]) for each in instruments.QUESTIONS if words.get(each.key)]


def _percent(tenth: int) -> str:
    return _("about %(percent)s %%") % {"percent": 10 * tenth} if tenth else ""


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"
