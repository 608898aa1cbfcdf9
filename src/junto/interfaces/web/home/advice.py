"""What waits for somebody about advice: on every home, whatever one's role."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from junto.domain.groups import advice
from junto.domain.groups.enums import AdviceState
from junto.interfaces.web.ui.places import address

MOST = 3


def news(request: HttpRequest) -> list[tuple[str, str]]:
    """Sentences with their addresses; what it is about stands on the request's own page."""
    me = request.actor.person_id  # type: ignore[attr-defined]
    rows = advice.news_for(me)[:MOST] if me else []
    return [(_words(row), address("advice:request", row.ref)) for row in rows]


def _words(row: advice.News) -> str:
    if row.is_adviser:
        return _("%(name)s would like your advice.") % {"name": row.other}
    if row.state == AdviceState.DECLINED:
        return _("%(name)s: not this time.") % {"name": row.other}
    return _("%(name)s answered you.") % {"name": row.other}
