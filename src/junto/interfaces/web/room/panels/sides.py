"""Sides of a debate: who argues which case now, and how the group moved from first to last."""

from typing import Any

from django.utils.translation import gettext as _

from junto.domain.catalog.queries import localized
from junto.domain.sessions import ballots, sides
from junto.domain.sessions.sides import Movement
from junto.interfaces.web.room.panels import Moment, Panel
from junto.interfaces.web.room.panels.votes import scale_label


def show(moment: Moment) -> dict[str, Any] | None:
    """The two sides while there are sides; the movement once both answers are counted."""
    room = moment.seen.room
    if not sides.sides_of(room.script.fmt):
        return None
    found = sides.movement(moment.session, room)
    apart = sides.are_apart(room)
    if not apart and found is None:
        return None
    return {
        # The vote after tells the same as the movement.
        "claims": (found.output.id,) if found else (),
        "fills": False,
        "sides": _sides(moment) if apart else [],
        "is_swapped": sides.is_swapped(room.step),
        "moved": _moved(found) if found else None,
    }


def _sides(moment: Moment) -> list[dict[str, Any]]:
    room = moment.seen.room
    roles, held = sides.sides_of(room.script.fmt), sides.held(room)
    argue = tuple(reversed(roles)) if sides.is_swapped(room.step) else roles
    return [
        {
            "title": localized(role.title),
            "argues": localized(other.title),
            "is_mine": moment.me.ref in held[role.id],
            "names": [
                _("you") if ref == moment.me.ref else moment.name(ref) for ref in held[role.id]
            ],
            "floor": moment.seen.view.floor in held[role.id],
        }
        for role, other in zip(roles, argue, strict=True)
    ]


def _moved(found: Movement) -> dict[str, Any]:
    rows = []
    for key, (least, most) in ballots.scales_of(found.output).items():
        before, after = found.before.means.get(key), found.after.means.get(key)
        if before is None or after is None:
            continue
        rows.append(
            {
                "label": scale_label(found.output, key),
                "before": _mean(before),
                "after": _mean(after),
                "of": most,
                "labels": [str(n) for n in range(least, most + 1)],
                "counts_before": found.before.counts.get(key, ()),
                "counts_after": found.after.counts.get(key, ()),
            }
        )
    return {"rows": rows, "n": min(found.before.at_least, found.after.at_least)}


def _mean(band: tuple[float, float]) -> dict[str, Any]:
    low, high = band
    return {"low": low, "high": high, "is_exact": low == high}


PANEL = Panel("sides", show, {})
