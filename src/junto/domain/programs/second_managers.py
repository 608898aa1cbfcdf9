"""What a page says in place of somebody's data to the person's own manager."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from junto.domain.programs import queries
from junto.foundation.access import Actor


def sentence(person_ids: Iterable[int], actor: Actor) -> str:
    """Who looks after these people instead, or that somebody is to be named."""
    ids = list(person_ids)
    found = queries.looked_after_by(ids, actor=actor)
    return words(found.get(ids[0], "")) if ids else ""


def words(name: str) -> str:
    """The wall in a sentence."""
    if name:
        return _("Walled off from you, their manager: %(name)s looks after them.") % {"name": name}
    return _("Walled off from you, their manager. Name a second manager to look after them.")
