"""Formats by id, the organization's own first: the door for whoever schedules and runs sessions.

An own format is read in the scope of its organization. A parsed version is kept in memory by the
hash of its content, which is the same content wherever it is read.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Q, Subquery

from junto.domain.catalog import queries as catalog
from junto.domain.catalog.models import OwnFormat, OwnVersion
from junto.domain.catalog.queries import NotInCatalog
from junto.foundation import tenancy
from junto.kernel.formats import Format, format_from_data
from junto.kernel.formats.editing import OWN

if TYPE_CHECKING:
    from junto.foundation.access import Actor

_KEPT = 200
_parsed: "OrderedDict[str, Format]" = OrderedDict()
_lock = Lock()


def get_format(format_id: str) -> Format:
    """Return a format of the organization in scope, or of the catalog.

    Raises
    ------
    NotInCatalog
        When there is none of this id.
    """
    if not format_id.startswith(OWN):
        return catalog.get_format(format_id)
    fmt = _newest(format_id.removeprefix(OWN))
    if fmt is None:
        raise NotInCatalog(format_id)
    return fmt


def find_format(format_id: str) -> Format | None:
    """Return a format of the organization in scope, or of the catalog, or None."""
    try:
        return get_format(format_id)
    except NotInCatalog:
        return None


def formats_for(actor: "Actor | None" = None) -> tuple[Format, ...]:
    """Return what can be chosen for a session: the organization's own first, then the catalog's.

    Of the own ones: those that are shared, and those the actor looks after.
    """
    own = [each.fmt for each in list_own(actor) if each.is_current]
    return (*own, *catalog.list_formats())


@dataclass(frozen=True)
class Own:
    """An own format with its newest version."""

    row: OwnFormat
    number: int
    fmt: Format

    @property
    def is_current(self) -> bool:
        """Whether it is offered for new sessions."""
        return self.row.retired_at is None


def list_own(actor: "Actor | None" = None) -> list[Own]:
    """Return the own formats an actor may see, by title: one query while they are in memory."""
    if tenancy.in_scope() is None:
        return []
    rows = OwnFormat.objects.all()
    if actor is None or not actor.has("program_manager", "org_admin"):
        mine = Q(writer_id=actor.person_id) if actor and actor.person_id else Q(pk=None)
        rows = rows.filter(Q(is_shared=True) | mine)
    newest = OwnVersion.objects.filter(
        organization_id=OuterRef("organization_id"), own_id=OuterRef("pk")
    ).order_by("-number")
    rows = rows.annotate(
        newest_pk=Subquery(newest.values("pk")[:1]),
        newest_number=Subquery(newest.values("number")[:1]),
        newest_hash=Subquery(newest.values("hash")[:1]),
    )
    found = []
    for row in rows.select_related("writer").order_by("title", "pk"):
        fmt = _known(row.newest_hash) or _read(row.newest_pk)
        found.append(Own(row, row.newest_number, fmt))
    return found


def get_own(ref: str) -> OwnFormat:
    """The own format with this reference (NotFound when there is none)."""
    return tenancy.find(OwnFormat, ref)


def find_own(format_id: str) -> OwnFormat | None:
    """Return the own format of an id, in the organization in scope, or None."""
    ref = format_id.removeprefix(OWN)
    return OwnFormat.objects.filter(ref=ref).select_related("writer").first()


def versions_of(own: OwnFormat) -> list[OwnVersion]:
    """Return the versions of an own format, the newest first."""
    rows = OwnVersion.objects.filter(own=own).select_related("writer")
    return list(rows.order_by("-number"))


def newest_of(own: OwnFormat) -> OwnVersion:
    """Return the newest version of an own format."""
    return OwnVersion.objects.filter(own=own).order_by("-number")[0]


def data_of(format_id: str) -> Mapping[str, Any]:
    """Return what a format is made of.

    Raises
    ------
    NotInCatalog
        When there is none of this id.
    """
    return get_format(format_id).source


def stored_about(person_id: int) -> dict[str, Any]:
    """Return what is stored about a person: which formats they wrote and saved."""
    wrote = OwnFormat.objects.filter(writer_id=person_id).order_by("made_at", "pk")
    saved = OwnVersion.objects.filter(writer_id=person_id).select_related("own")
    return {
        "began": [each.title for each in wrote],
        "saved": [
            {"format": each.own.title, "version": each.version, "note": each.note}
            for each in saved.order_by("saved_at", "pk")
        ],
    }


def _newest(ref: str) -> Format | None:
    if tenancy.in_scope() is None:
        return None
    rows = OwnVersion.objects.filter(own__ref=ref).order_by("-number")
    row = rows.values_list("pk", "hash").first()
    if row is None:
        return None
    return _known(row[1]) or _read(row[0])


def _known(hash_: str) -> Format | None:
    with _lock:
        fmt = _parsed.get(hash_)
        if fmt is not None:
            _parsed.move_to_end(hash_)
        return fmt


def _read(pk: int) -> Format:
    fmt = format_from_data(OwnVersion.objects.values_list("content", flat=True).get(pk=pk))
    with _lock:
        _parsed[fmt.hash] = fmt
        while len(_parsed) > _KEPT:
            _parsed.popitem(last=False)
    return fmt
