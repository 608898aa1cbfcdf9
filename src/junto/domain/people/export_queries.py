"""Reading workbooks of people."""

from pathlib import Path

from django.conf import settings

from junto.domain.people.models import PeopleExport
from junto.foundation import tenancy


def get_export(ref: str) -> PeopleExport:
    """The workbook with this reference (NotFound when there is none)."""
    return tenancy.find(PeopleExport, ref)


def export_by_id(export_id: int) -> PeopleExport:
    """The workbook with this id, in the organization in scope."""
    return PeopleExport.objects.get(pk=export_id)


def workbook(export: PeopleExport) -> bytes:
    """What was written.

    Raises
    ------
    junto.foundation.tenancy.NotFound
        While it is not written, or once it is deleted.
    """
    path = Path(settings.FILES_DIR) / export.file_path
    if not export.file_path or not path.is_file():
        raise tenancy.NotFound(export.ref)
    return path.read_bytes()
