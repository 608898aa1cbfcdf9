"""A workbook of everybody: asked for on a page, written by the worker, deleted after a day."""

import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from junto.domain.people import events, export_queries, import_queries, policies
from junto.domain.people.import_actions import Progress
from junto.domain.people.importing.exporting import to_xlsx
from junto.domain.people.models import PeopleExport
from junto.foundation import jobs, tenancy
from junto.foundation.access import Actor
from junto.foundation.events import publish

KEPT = timedelta(days=1)


@transaction.atomic
def start_export(*, organization: Any, actor: Actor, now: datetime) -> PeopleExport:
    """Ask the worker for a workbook; that somebody takes people out is recorded at once."""
    policies.manage_people.check(actor, organization)
    export = PeopleExport.objects.create(created_by_id=actor.person_id, created_at=now)
    job = jobs.enqueue(
        "people.export", export.pk, now=now, organization_id=tenancy.current_organization_id()
    )
    export.job_ref = job.ref
    export.save(update_fields=["job_ref"])
    count = len(import_queries.export_table(actor.person_id)) - 1
    publish(events.PeopleExported(count=count), actor=actor, now=now)
    return export


def write_export(*, export_id: int, progress: Progress) -> None:
    """Write the workbook; running it twice leaves one file."""
    export = export_queries.export_by_id(export_id)
    if export.file_path:
        return
    data = to_xlsx(import_queries.export_table(export.created_by_id), progress=progress)
    folder = Path(settings.FILES_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / secrets.token_hex(16)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(data)
    PeopleExport.objects.filter(pk=export.pk).update(file_path=path.name)


def forget_exports(now: datetime) -> None:
    """Delete the workbooks of yesterday, in every organization."""
    with tenancy.unscoped("files of all organizations are deleted by the clock"):
        old = PeopleExport.objects.filter(created_at__lt=now - KEPT)
        for name in old.exclude(file_path="").values_list("file_path", flat=True):
            (Path(settings.FILES_DIR) / name).unlink(missing_ok=True)
        old.delete()
