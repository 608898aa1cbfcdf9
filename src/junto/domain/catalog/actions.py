"""Writing an organization's own formats.

A version is saved only when it keeps its promise in every legal case; else `BadFile` tells what is
wrong, where, and how to mend it, and nothing is changed.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from junto.domain.catalog import events, own_queries, policies, proving
from junto.domain.catalog.models import OwnFormat, OwnVersion
from junto.domain.people import queries as people_queries
from junto.foundation.access import Actor
from junto.foundation.events import publish
from junto.kernel.formats import Format, content_hash
from junto.kernel.formats.editing import FIRST_VERSION, next_version

if TYPE_CHECKING:
    from junto.domain.organizations.models import Organization

LONGEST_TITLE = 160
LONGEST_NOTE = 200

Content = str | Mapping[str, Any]


class ChangedMeanwhile(Exception):
    """Somebody saved a version since the page was made."""


class NothingChanged(ValueError):
    """The content is that of the newest version."""


@transaction.atomic
def fork_format(
    *, organization: "Organization", format_id: str, actor: Actor, now: datetime
) -> OwnFormat:
    """Begin an own format from another one, which stays as it is.

    Raises
    ------
    NotInCatalog
        When there is none of this id that the actor may see.
    """
    policies.write_formats.check(actor, organization)
    source = proving.seen_by(format_id, actor)
    return _begin(proving.forked(source.source), based_on=format_id, actor=actor, now=now)


@transaction.atomic
def import_format(
    *, organization: "Organization", text: str, actor: Actor, now: datetime
) -> OwnFormat:
    """Begin an own format from YAML.

    Raises
    ------
    BadFile
        When it cannot be read or does not keep what it promises.
    """
    policies.write_formats.check(actor, organization)
    data = proving.read(text)
    return _begin({**data, "version": FIRST_VERSION}, based_on="", actor=actor, now=now, text=text)


def _begin(
    data: Mapping[str, Any], *, based_on: str, actor: Actor, now: datetime, text: str = ""
) -> OwnFormat:
    person = people_queries.person_of(actor)
    own = OwnFormat(based_on=based_on, writer=person, made_at=now, changed_at=now)
    fmt = proving.prove({**data, "id": own.format_id}, text=text)
    own.title = proving.title_of(fmt)[:LONGEST_TITLE]
    own.save()
    _keep(own, fmt, number=1, note="", actor=actor, now=now)
    publish(
        events.FormatMade(format_ref=own.ref, based_on=based_on),
        actor=actor,
        now=now,
    )
    return own


@transaction.atomic
def save_version(
    *,
    own: OwnFormat,
    content: Content,
    seen: int,
    actor: Actor,
    now: datetime,
    note: str = "",
) -> OwnVersion:
    """Save the next version: of YAML, or of data that was edited part by part.

    The id and the number of the version are not the writer's to choose: the number follows from
    what changed.

    Parameters
    ----------
    seen
        The number of the version that was edited.

    Raises
    ------
    BadFile
        When the content cannot be read or does not keep what it promises.
    ChangedMeanwhile, NothingChanged
        When another version was saved since, or there is nothing to save.
    """
    policies.edit_format.check(actor, own)
    locked = OwnFormat.objects.select_for_update().get(pk=own.pk)
    policies.edit_format.check(actor, locked)
    last = own_queries.newest_of(locked)
    text = content if isinstance(content, str) else ""
    data = proving.read(content) if isinstance(content, str) else content
    wanted = {**data, "id": locked.format_id, "version": last.version}
    if content_hash(wanted) == last.hash:
        raise NothingChanged
    if last.number != seen:
        raise ChangedMeanwhile
    proving.prove(wanted, text=text)
    fmt = proving.prove({**wanted, "version": next_version(last.content, wanted)}, text=text)
    locked.title, locked.changed_at = proving.title_of(fmt)[:LONGEST_TITLE], now
    locked.save(update_fields=["title", "changed_at"])
    made = _keep(locked, fmt, number=last.number + 1, note=note, actor=actor, now=now)
    publish(events.FormatSaved(format_ref=locked.ref, version=made.version), actor=actor, now=now)
    return made


@transaction.atomic
def bring_back(
    *, own: OwnFormat, number: int, seen: int, actor: Actor, now: datetime
) -> OwnVersion:
    """Save an earlier version as the newest one.

    Raises
    ------
    ChangedMeanwhile, NothingChanged
        When another version was saved since, or there is nothing to save.
    """
    policies.edit_format.check(actor, own)
    found = OwnVersion.objects.filter(own=own, number=number).first()
    if found is None:
        raise NothingChanged
    note = _("As in version %(version)s") % {"version": found.version}
    return save_version(own=own, content=found.content, seen=seen, note=note, actor=actor, now=now)


@transaction.atomic
def share_format(*, own: OwnFormat, shared: bool, actor: Actor, now: datetime) -> None:
    """Offer an own format to everybody who runs sessions, or keep it to who wrote it."""
    policies.share_format.check(actor, own)
    if OwnFormat.objects.filter(pk=own.pk).exclude(is_shared=shared).update(is_shared=shared):
        publish(events.FormatShared(format_ref=own.ref, shared=shared), actor=actor, now=now)


@transaction.atomic
def retire_format(*, own: OwnFormat, retired: bool, actor: Actor, now: datetime) -> None:
    """Offer an own format no more, or again; sessions that have it keep it."""
    policies.edit_format.check(actor, own)
    rows = OwnFormat.objects.filter(pk=own.pk, retired_at__isnull=retired)
    if rows.update(retired_at=now if retired else None):
        publish(events.FormatRetired(format_ref=own.ref, retired=retired), actor=actor, now=now)


def _keep(
    own: OwnFormat, fmt: Format, *, number: int, note: str, actor: Actor, now: datetime
) -> OwnVersion:
    return OwnVersion.objects.create(
        own=own,
        number=number,
        version=fmt.version,
        hash=fmt.hash,
        content=dict(fmt.source),
        note=note.strip()[:LONGEST_NOTE],
        writer=people_queries.person_of(actor),
        saved_at=now,
    )
