"""Small groups: who is with whom, for how long, what each brings back."""

from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from junto.domain.catalog.queries import localized
from junto.interfaces.web.room.panels import Moment, Panel
from junto.kernel.formats.room import small_groups


def show(moment: Moment) -> dict[str, Any] | None:
    """All small groups of this stage, the viewer's first."""
    room, view = moment.seen.room, moment.seen.view
    step = room.step
    if step is None:
        return None
    people = room.chosen(step.stage.speak.who)
    made = small_groups(people, step.stage.grouping, room.script.session)
    if len(made) < 2:
        return None
    groups = [
        {
            "number": number,
            "is_mine": moment.me.ref in group,
            "names": [_("you") if ref == moment.me.ref else moment.name(ref) for ref in group],
        }
        for number, group in enumerate(made, start=1)
    ]
    return {
        "fills": False,
        "tells_groups": True,
        "groups": sorted(groups, key=lambda each: not each["is_mine"]),
        "until": datetime.fromtimestamp(view.ends_at, tz=UTC),
        "brings": [_label(slot.output) for slot in view.slots],
        "then": localized(view.next_title) if view.next_title else "",
    }


def _label(output: Any) -> str:
    names = {
        "idea": _("options, each on a card"),
        "commitment": _("a next step"),
        "insight": _("what you noticed"),
        "feedback": _("what you saw"),
    }
    return localized(output.label) if output.label else names.get(output.type, _("a note"))


PANEL = Panel("breakout", show, {})
