"""A format of the sample's own: threes that coach one another within a lunch hour."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from junto.domain.catalog import actions, own_queries
from junto.foundation.access import Actor
from junto.kernel.formats.editing import edited

if TYPE_CHECKING:
    from junto.domain.organizations.models import Organization


def add_format(*, organization: "Organization", actor: Actor, now: datetime) -> None:
    """Begin it from the shipped one, shorten it, and share it."""
    own = actions.fork_format(
        organization=organization, format_id="triad-coaching", actor=actor, now=now
    )
    shorter = edited(
        own_queries.newest_of(own).content,
        {
            ("title",): _("Triad coaching in a lunch hour"),
            ("when_to_use",): _("Between two shifts, when an hour is all there is."),
            # Six minutes to arrive and to close, and eighteen for each person's round.
            ("duration", "base"): 6,
            ("duration", "per_person"): 18,
        },
    )
    actions.save_version(
        own=own,
        content=shorter,
        seen=1,
        note=_("Shorter rounds, so that it fits between two shifts"),
        actor=actor,
        now=now,
    )
    actions.share_format(own=own, shared=True, actor=actor, now=now)
