"""My reviews, and asking somebody for one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from junto.domain.organizations import queries as organizations
from junto.domain.people import queries as people
from junto.domain.programs import queries as programs
from junto.domain.reviews import actions, policies, queries
from junto.foundation.access.views import requires
from junto.interfaces.web.reviews.forms import AskForm

mine = requires(policies.have, load=programs.get_program)


@requires(policies.come_home, load=organizations.get_organization)
@require_safe
def home(request: HttpRequest, organization: Any) -> HttpResponse:
    """What I have to write, what I read, and what I am asked about my program."""
    me = people.person_of(request.actor)  # type: ignore[attr-defined]
    assert me is not None
    now = timezone.now()
    here = [each for each in programs.programs_attended(me) if programs.takes_part(each, me.pk)]
    context = {
        "programs": [
            {
                "program": each,
                "pieces": [_line(row, me.pk) for row in queries.pieces_of(each, me.pk)],
            }
            for each in here
        ],
        "forms": queries.forms_asking(me.pk, now=now),
        "organization": organization,
        "section": "feedback",
    }
    return render(request, "reviews/home.html", context)


def _line(piece: Any, me: int) -> dict[str, Any]:
    is_mine = piece.author_id == me
    return {
        "piece": piece,
        "work": queries.work_of(piece),
        "is_mine": is_mine,
        "other": piece.reviewer if is_mine else piece.author,
        "to_do": queries.is_to_do(piece, me),
    }


@mine
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, program: Any) -> HttpResponse:
    """Ask one person of the program."""
    me = request.actor.person_id  # type: ignore[attr-defined]
    others = [each for each in programs.enrolled_people(program) if each.pk != me]
    form = AskForm(request.POST or None, people=others, today=timezone.now().date())
    if request.method == "POST" and form.is_valid():
        made = _asked(request, program, form, others)
        if made is not None:
            return redirect("reviews:piece", ref=made)
    context = {"program": program, "form": form, "section": "feedback"}
    status = 422 if request.method == "POST" else 200
    return render(request, "reviews/ask.html", context, status=status)


def _asked(request: HttpRequest, program: Any, form: AskForm, others: list[Any]) -> Any:
    fields = dict(form.cleaned_data)
    chosen = fields.pop("to")
    reviewer = next(each for each in others if each.ref == chosen)
    try:
        return actions.ask_directly(
            program=program,
            ask=actions.Ask(reviewer=reviewer, **fields),
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except actions.OneAtATime:
        form.add_error(None, _("You have asked for a review already. Finish or take it back."))
    except actions.NotThatPerson:
        form.add_error("to", _("Choose somebody who takes part in the program."))
    except (actions.NotThatDay, actions.NothingAsked, actions.TooLong) as trouble:
        form.refuse(trouble)
    return None
