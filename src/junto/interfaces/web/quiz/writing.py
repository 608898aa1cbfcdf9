"""One quiz: read, written, copied, and started."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from junto.domain.assessments import quiz_actions as actions
from junto.domain.assessments import quiz_policies
from junto.domain.assessments import quiz_queries as queries
from junto.foundation import drafts
from junto.foundation.access.views import requires
from junto.interfaces.web.quiz.library import place_in
from junto.interfaces.web.quiz.reading import Read, read
from junto.interfaces.web.quiz.words import KINDS, tiles, trouble_words
from junto.interfaces.web.ui.toasts import toast
from junto.kernel.quiz import MOST_OPTIONS, Kind, Question, Trouble, question_from

_PLACES = frozenset(str(n) for n in range(MOST_OPTIONS))

views = requires(quiz_policies.view_quiz, load=queries.get_quiz)
changes = requires(quiz_policies.change_quiz, load=queries.get_quiz)


@views
@require_safe
def page(request: HttpRequest, quiz: Any) -> HttpResponse:
    """The questions with what is right, and what can be done with them."""
    actor = request.actor  # type: ignore[attr-defined]
    context = {
        "quiz": quiz,
        "questions": [_row(each) for each in queries.questions_of(quiz)],
        "kinds": [(str(kind), label) for kind, label in KINDS.items()],
        "is_own": quiz.owner_id == actor.person_id,
        "at": place_in(request),
        "section": "quizzes",
    }
    return render(request, "quiz/quiz.html", context)


def _row(question: Question) -> dict[str, Any]:
    rows = [{**tile, "right": tile["place"] in question.right} for tile in tiles(question)]
    return {
        "id": question.id,
        "text": question.text,
        "kind": KINDS[question.kind],
        "tiles": rows,
        "accepted": [each for each in question.right if isinstance(each, str)],
        "is_poll": question.is_poll,
        "seconds": question.seconds,
    }


def _seen(request: HttpRequest) -> int:
    value = request.POST.get("seen", "")
    return int(value) if value.isdecimal() and len(value) < 9 else 0


def _meanwhile(request: HttpRequest) -> None:
    toast(
        request, _("The quiz was changed in another window. Look again, then repeat your change.")
    )


@changes
@require_POST
def change(request: HttpRequest, quiz: Any) -> HttpResponse:
    """Title, sharing, and the order of the questions."""
    given: dict[str, Any] = {}
    doing, wanted = request.POST.get("do", ""), request.POST.get("question", "")
    questions = queries.questions_of(quiz)
    if doing == "title" and request.POST.get("title", "").strip():
        given["title"] = request.POST["title"].replace("\0", "")
    elif doing in ("share", "unshare"):
        given["is_shared"] = doing == "share"
    elif doing in ("up", "down"):
        given["questions"] = queries.order(questions, wanted, -1 if doing == "up" else 1)
    elif doing == "remove":
        given["questions"] = [each for each in questions if each.id != wanted]
    if given:
        actor = request.actor  # type: ignore[attr-defined]
        try:
            actions.change_quiz(
                quiz=quiz, seen=_seen(request), actor=actor, now=timezone.now(), **given
            )
        except actions.Changed:
            _meanwhile(request)
    return redirect("quiz:quiz", ref=quiz)


@changes
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, quiz: Any) -> HttpResponse:
    """Many questions at once, from text or a file."""
    draft = f"quiz-add:{quiz.ref}"
    kept = drafts.load(user_id=request.user.pk, form=draft) if request.method == "GET" else {}
    given = read(request) if request.method == "POST" else Read(text=kept.get("text", ""))
    problems = list(given.problems)
    if request.method == "POST" and not problems and not given.questions:
        problems = [_("There is no question in it.")]
    if request.method == "POST" and not problems:
        problems = _keep(request, quiz, [*queries.questions_of(quiz), *given.questions])
        if not problems:
            drafts.discard(user_id=request.user.pk, form=draft)
            return redirect("quiz:quiz", ref=quiz)
    context = {
        "quiz": quiz,
        "draft": draft,
        "text": given.text,
        "problems": problems,
        "has_errors": bool(problems),
        "section": "quizzes",
    }
    return render(request, "quiz/add.html", context, status=422 if problems else 200)


def _keep(request: HttpRequest, quiz: Any, questions: list[Question]) -> list[str]:
    """Keep the questions; what is wrong with that, in words."""
    actor = request.actor  # type: ignore[attr-defined]
    try:
        actions.change_quiz(
            quiz=quiz, seen=_seen(request), questions=questions, actor=actor, now=timezone.now()
        )
    except Trouble as trouble:
        return [trouble_words(trouble)]
    except actions.Changed:
        return [
            _("The quiz was changed in another window. Look at your words, then send them again.")
        ]
    toast(request, _("Kept."))
    return []


@changes
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, quiz: Any, question: str) -> HttpResponse:
    """One question: a new one, or one there is."""
    rows = queries.questions_of(quiz)
    old = next((each for each in rows if each.id == question), None)
    if old is None and question != "new":
        raise Http404
    wanted = request.POST.get("kind") or request.GET.get("kind", "")
    kind = old.kind if old else Kind(wanted) if wanted in set(Kind) else Kind.CHOICE
    draft = f"quiz-question:{quiz.ref}:{old.id if old else kind}"
    kept = drafts.load(user_id=request.user.pk, form=draft) if request.method == "GET" else {}
    if request.method == "POST":
        typed = _typed(request.POST, request.POST.getlist("right"), kind)
    elif kept:
        typed = _typed(kept, kept.get("right", "").split(), kind)
    else:
        typed = _stored(old, kind)
    problems: list[str] = []
    if request.method == "POST":
        try:
            new = question_from({**typed, "id": old.id if old else ""})
        except Trouble as trouble:
            problems = [trouble_words(trouble)]
        else:
            changed = [new if each == old else each for each in rows] if old else [*rows, new]
            problems = _keep(request, quiz, changed)
            if not problems:
                drafts.discard(user_id=request.user.pk, form=draft)
                return redirect("quiz:quiz", ref=quiz)
    context = {
        "quiz": quiz,
        "seen": quiz.version,
        "old": old,
        "draft": draft,
        "kind": str(kind),
        "kind_label": KINDS[kind],
        "typed": typed,
        "options": _options(typed, kind),
        "accepted": "\n".join(str(each) for each in typed["right"]) if kind is Kind.WORDS else "",
        "problems": problems,
        "has_errors": bool(problems),
        "section": "quizzes",
    }
    return render(request, "quiz/question.html", context, status=422 if problems else 200)


def _typed(given: Any, marked: list[str], kind: Kind) -> dict[str, Any]:
    count = 2 if kind is Kind.SCALE else 0 if kind is Kind.WORDS else MOST_OPTIONS
    right: list[Any] = [int(each) for each in marked if each in _PLACES]
    if kind is Kind.WORDS:
        right = [line for line in given.get("accepted", "").splitlines() if line.strip()]
    return {
        "kind": str(kind),
        "text": given.get("text", "").replace("\0", ""),
        "options": [given.get(f"option{n}", "").replace("\0", "") for n in range(count)],
        "right": [each.replace("\0", "") if isinstance(each, str) else each for each in right],
        "seconds": _seconds(given.get("seconds", "").strip()),
    }


def _seconds(typed: str) -> int:
    if not typed:
        return 0
    return int(typed) if typed.isdecimal() and len(typed) < 6 else -1


def _stored(old: Question | None, kind: Kind) -> dict[str, Any]:
    if old is not None:
        return old.stored()
    return {"kind": str(kind), "text": "", "options": [], "right": [], "seconds": 0}


def _options(typed: dict[str, Any], kind: Kind) -> list[dict[str, Any]]:
    if kind in (Kind.WORDS, Kind.SCALE):
        ends = (_("The lowest place"), _("The highest place"))
        texts = [*typed["options"], "", ""][:2]
        return [
            {"place": n, "label": label, "text": text}
            for n, (label, text) in enumerate(zip(ends, texts, strict=True))
            if kind is Kind.SCALE
        ]
    texts = [*typed["options"], *[""] * MOST_OPTIONS][:MOST_OPTIONS]
    return [
        {
            "place": n,
            "label": _("Answer %(letter)s") % {"letter": "ABCDEF"[n]},
            "text": text,
            "right": n in typed["right"],
        }
        for n, text in enumerate(texts)
    ]


@views
@require_POST
def copy(request: HttpRequest, quiz: Any) -> HttpResponse:
    """Begin an own quiz with these questions."""
    actor = request.actor  # type: ignore[attr-defined]
    made = actions.copy_quiz(quiz=quiz, actor=actor, now=timezone.now())
    toast(request, _("This copy is yours."))
    return redirect("quiz:quiz", ref=made)


@changes
@require_POST
def remove(request: HttpRequest, quiz: Any) -> HttpResponse:
    """Remove it; runs stay."""
    organization = quiz.organization
    actions.remove_quiz(quiz=quiz, actor=request.actor)  # type: ignore[attr-defined]
    toast(request, _("Removed. What was run of it stays with those it was run for."))
    return redirect("quiz:library", ref=organization)


@views
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, quiz: Any) -> HttpResponse:
    """Choose whom it is for, and open it for them to join."""
    actor = request.actor  # type: ignore[attr-defined]
    places = queries.places(actor, request.GET.get("at", ""))
    first = places[0].key if places and request.method != "POST" else ""
    chosen = request.POST.get("place", first)
    problems: list[str] = []
    if request.method == "POST":
        found = next((each for each in places if each.key == chosen), None)
        if found is None:
            problems = [_("Choose whom the quiz is for.")]
        elif not quiz.questions:
            problems = [_("There is no question in it yet. Write one first.")]
        else:
            run = actions.open_run(
                quiz=quiz,
                place=found.kind,
                ref=found.ref,
                teams=request.POST.get("teams", "").replace("\0", "").splitlines(),
                actor=actor,
                now=timezone.now(),
            )
            return redirect("quiz:screen", ref=run)
    context = {
        "quiz": quiz,
        "places": places,
        "chosen": chosen,
        "teams": request.POST.get("teams", ""),
        "suggested": next((each.teams for each in places if each.key == chosen), ()),
        "problems": problems,
        "has_errors": bool(problems),
        "section": "quizzes",
    }
    return render(request, "quiz/start.html", context, status=422 if problems else 200)
