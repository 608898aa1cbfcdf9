"""Long work on people."""

from datetime import datetime, timedelta
from typing import Any

from junto.domain.people import export_actions, import_actions
from junto.foundation.jobs import job
from junto.foundation.schedule import every


@job("people.read_import")
def read_import(context: Any, batch_id: int, sheet: str = "", encoding: str = "") -> None:
    """Read a file into its staging table and check it."""
    import_actions.read_file(
        batch_id=batch_id,
        sheet=sheet,
        encoding=encoding,
        now=context.now(),
        progress=context.progress,
    )


@job("people.check_import")
def check_import(context: Any, batch_id: int) -> None:
    """Check a long file again."""
    import_actions.check_again(batch_id=batch_id, progress=context.progress)


@job("people.commit_import")
def commit_import(context: Any, batch_id: int, user_id: int, expected: list[int]) -> None:
    """Add and update people in one transaction."""
    import_actions.finish_commit(
        batch_id=batch_id,
        user_id=user_id,
        expected=expected,
        now=context.now(),
        progress=context.progress,
    )


@job("people.export")
def export_people(context: Any, export_id: int) -> None:
    """Write a workbook of everybody."""
    export_actions.write_export(export_id=export_id, progress=context.progress)


@every(timedelta(hours=1), "people.forget-exports")
def forget_exports(now: datetime) -> None:
    """Delete the workbooks of yesterday."""
    export_actions.forget_exports(now)
