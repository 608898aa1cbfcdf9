"""Bringing people in: stage, check, correct, commit, undo."""

import os
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, models, transaction

from junto.domain.people import erasing, events, import_queries, policies
from junto.domain.people.enums import ImportState, Role, RowState
from junto.domain.people.importing import checking, columns, history, reading
from junto.domain.people.importing.people import Index
from junto.domain.people.importing.text import clean, plain
from junto.domain.people.models import (
    AttributeDefinition,
    ColumnMemory,
    ImportBatch,
    ImportChange,
    ImportRow,
    PastGroup,
    Person,
    RoleAssignment,
)
from junto.foundation import jobs, tenancy
from junto.foundation.access import Actor
from junto.foundation.events import publish

UNDO_DAYS = 30
# Files up to this many rows are checked again while the page waits.
SHORT = 1_000
CHUNK = 1_000
MAX_REPAIRS = 100

Progress = Callable[..., None]
_OPEN = (ImportState.CHECKING, ImportState.COMMITTED)


class NotNow(ValueError):
    """The import is in a state that does not allow this: somebody was faster, or it is over."""


class StaleCheck(ValueError):
    """What would be added is no longer what the page showed."""


# --- beginning and ending ---------------------------------------------------------------------


@transaction.atomic
def start_import(
    *,
    organization: Any,
    chunks: Iterable[bytes],
    file_name: str,
    program_ref: str = "",
    actor: Actor,
    now: datetime,
) -> ImportBatch:
    """Keep a file and queue its reading.

    Raises
    ------
    junto.domain.people.importing.reading.Unreadable
        When the file is empty or too big.
    """
    policies.manage_people.check(actor, organization)
    path = _keep_file(chunks)
    batch = ImportBatch.objects.create(
        organization_id=tenancy.current_organization_id(),
        file_name=clean(file_name)[-255:],
        file_path=path.name,
        program_ref=program_ref,
        created_by_id=actor.person_id,
        created_at=now,
    )
    publish(
        events.ImportStarted(import_ref=batch.ref, program_ref=program_ref), actor=actor, now=now
    )
    _enqueue(batch, "people.read_import", now=now)
    return batch


@transaction.atomic
def choose_sheet(*, batch: ImportBatch, sheet: str, actor: Actor, now: datetime) -> None:
    """Read another sheet of the same file."""
    policies.manage_import.check(actor, batch)
    if batch.state != ImportState.CHECKING or not batch.file_path:
        raise NotNow
    batch.state, batch.sheet = ImportState.READING, _told(sheet)[:120]
    batch.mapping, batch.fixes, batch.decisions, batch.headings = {}, {}, {}, []
    batch.save()
    _enqueue(batch, "people.read_import", batch.sheet, now=now)


@transaction.atomic
def choose_encoding(*, batch: ImportBatch, encoding: str, actor: Actor, now: datetime) -> None:
    """Read the text of the same file in another encoding: its letters looked wrong."""
    policies.manage_import.check(actor, batch)
    is_text = bool(batch.summary.get("encoding"))
    if batch.state != ImportState.CHECKING or not batch.file_path or not is_text:
        raise NotNow
    if encoding not in reading.ENCODINGS:
        raise NotNow
    batch.state = ImportState.READING
    batch.mapping, batch.fixes, batch.decisions, batch.headings = {}, {}, {}, []
    batch.save()
    _enqueue(batch, "people.read_import", batch.sheet, encoding, now=now)


@transaction.atomic
def try_again(*, batch: ImportBatch, actor: Actor, now: datetime) -> None:
    """Queue once more the work that stopped with an error.

    Raises
    ------
    NotNow
        When nothing stopped.
    """
    policies.manage_import.check(actor, batch)
    if batch.state not in (ImportState.READING, ImportState.COMMITTING):
        raise NotNow
    job = jobs.get(batch.job_ref)
    if not job.is_over:
        raise NotNow
    _enqueue(batch, job.name, *job.args[1:], now=now)


@transaction.atomic
def discard_import(*, batch: ImportBatch, actor: Actor, now: datetime) -> None:
    """Throw an import away before anything was added."""
    policies.manage_import.check(actor, batch)
    if batch.state in (ImportState.COMMITTING, ImportState.COMMITTED, ImportState.UNDONE):
        raise NotNow
    ImportRow.objects.filter(batch=batch).delete()
    batch.state, batch.summary, batch.past_groups = ImportState.DISCARDED, {}, []
    batch.fixes, batch.decisions = {}, {}
    _forget_file(batch)
    batch.save()
    publish(events.ImportDiscarded(import_ref=batch.ref), actor=actor, now=now)


def _keep_file(chunks: Iterable[bytes]) -> Path:
    folder = Path(settings.FILES_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / secrets.token_hex(16)
    size = 0
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            for chunk in chunks:
                size += len(chunk)
                if size > reading.MAX_BYTES:
                    raise reading.Unreadable("too_big", megabytes=reading.MAX_BYTES // 1024 // 1024)
                out.write(chunk)
        if size == 0:
            raise reading.Unreadable("empty")
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _forget_file(batch: ImportBatch) -> None:
    name, batch.file_path = batch.file_path, ""
    if name:
        path = Path(settings.FILES_DIR) / name
        transaction.on_commit(lambda: path.unlink(missing_ok=True))


def _enqueue(batch: ImportBatch, name: str, *args: Any, now: datetime) -> None:
    job = jobs.enqueue(name, batch.pk, *args, now=now, organization_id=batch.organization_id)
    batch.job_ref = job.ref
    batch.save(update_fields=["job_ref"])


# --- reading ------------------------------------------------------------------------------------


def read_file(
    *, batch_id: int, sheet: str, encoding: str = "", now: datetime, progress: Progress
) -> None:
    """Read the kept file into the staging table; running it twice stages it once.

    A file that cannot be read in the encoding asked for is read as if none had been.
    """
    batch = import_queries.get_import_by_id(batch_id)
    if batch.state != ImportState.READING:
        return
    refused = ""
    try:
        sheets, chosen, past, table = _tables(batch, sheet, encoding)
    except reading.Unreadable as trouble:
        if encoding:
            refused = encoding
            sheets, chosen, past, table = _tables(batch, sheet, "")
        else:
            _mark_unreadable(batch, trouble)
            return
    progress(0, len(table.rows))
    matches = columns.match_columns(
        table, known=import_queries.known_attributes(), remembered=import_queries.remembered()
    )
    batch.sheet = chosen.name[:120]
    batch.headings = table.headings
    batch.mapping = {str(place): match.use.encode() for place, match in enumerate(matches)}
    batch.past_groups = history.past_groups(past) if past else []
    batch.summary = {
        "sheets": [one.name for one in sheets if one is not past],
        "encoding": chosen.encoding,
        "refused_encoding": refused,
        "states": [match.state for match in matches],
        "samples": [_sample(table, place) for place in range(len(table.headings))],
        "has_headings": table.has_headings,
    }
    report = _checked(batch, table)
    _drop_rows(batch)
    _stage(batch, report.rows, progress)
    with transaction.atomic():
        batch.state = ImportState.CHECKING
        batch.save()


def _tables(
    batch: ImportBatch, sheet: str, encoding: str
) -> tuple[list[reading.Sheet], reading.Sheet, reading.Sheet | None, columns.Table]:
    """All sheets of the kept file, the one with people, the one with past groups, and its table."""
    path = Path(settings.FILES_DIR) / batch.file_path
    sheets = reading.read_file(path.read_bytes(), batch.file_name, encoding=encoding)
    chosen, past = columns.pick_sheets(sheets, sheet)
    table = columns.cut(chosen)
    if not table.rows:
        raise reading.Unreadable("no_people")
    return sheets, chosen, past, table


def _mark_unreadable(batch: ImportBatch, trouble: reading.Unreadable) -> None:
    with transaction.atomic():
        batch.state, batch.summary = ImportState.UNREADABLE, {"details": trouble.details}
        batch.trouble = trouble.code
        _forget_file(batch)
        batch.save()


def _sample(table: columns.Table, place: int) -> str:
    for _, cells in table.rows[:200]:
        if place < len(cells) and clean(cells[place]):
            return clean(cells[place])[:80]
    return ""


def _drop_rows(batch: ImportBatch) -> None:
    with transaction.atomic():
        ImportRow.objects.filter(batch=batch).delete()


def _stage(batch: ImportBatch, rows: Sequence[checking.Row], progress: Progress) -> None:
    """Write rows in several short transactions: nobody else waits for a long file."""
    for start in range(0, len(rows), CHUNK):
        staged = [_staged(batch, row) for row in rows[start : start + CHUNK]]
        with transaction.atomic():
            ImportRow.objects.bulk_create(staged)
        progress(min(start + CHUNK, len(rows)), len(rows))


def _staged(batch: ImportBatch, row: checking.Row) -> ImportRow:
    state, values, issues = _outcome(row)
    return ImportRow(
        batch=batch,
        number=row.number,
        cells=row.cells,
        state=state,
        values=values,
        issues=issues,
    )


def _outcome(row: checking.Row) -> tuple[str, dict[str, Any], list[Any]]:
    shown = {"name": row.name[:200], "changes": row.changes}
    if row.person:
        shown["person"] = row.person.ref
    if row.warnings:
        shown["warnings"] = row.warnings
    return row.state, shown, [[issue.kind, issue.column, issue.found] for issue in row.issues]


# --- checking -----------------------------------------------------------------------------------


def check_again(*, batch_id: int, progress: Progress) -> None:
    """Check the staged rows again and rewrite those whose outcome changed."""
    batch = import_queries.get_import_by_id(batch_id)
    _check_again(batch, progress)
    if batch.state == ImportState.READING:
        with transaction.atomic():
            batch.state = (
                ImportState.COMMITTED if batch.committed_at is not None else ImportState.CHECKING
            )
            batch.save(update_fields=["state"])


def _check_again(batch: ImportBatch, progress: Progress) -> checking.Report:
    table = import_queries.staged_table(batch)
    stored = import_queries.staged_outcomes(batch)
    report = _checked(batch, table)
    originals = dict(table.rows)
    changed = []
    for row in report.rows:
        state, _, _ = stored[row.number]
        if state != RowState.ADDED and stored[row.number] != _as_stored(_outcome(row)):
            row.cells = originals[row.number]
            changed.append(row)
    progress(0, len(changed))
    for start in range(0, len(changed), CHUNK):
        part = changed[start : start + CHUNK]
        staged = [_staged(batch, row) for row in part]
        with transaction.atomic():
            ImportRow.objects.filter(batch=batch, number__in=[row.number for row in part]).delete()
            ImportRow.objects.bulk_create(staged)
        progress(start + len(part), len(changed))
    with transaction.atomic():
        batch.save(update_fields=["summary"])
    return report


def _as_stored(outcome: tuple[str, dict[str, Any], list[Any]]) -> Any:
    return (str(outcome[0]), outcome[1], outcome[2])


def _checked(batch: ImportBatch, table: columns.Table) -> checking.Report:
    """Check and write the summary (unsaved) that the page shows."""
    added = import_queries.added_rows(batch) if batch.committed_at else {}
    decisions = {**batch.decisions, **{f"same:{number}": ref for number, ref in added.items()}}
    report = checking.check(
        table,
        import_queries.uses_of(batch),
        people=import_queries.known_index(),
        default_zone=batch.organization.time_zone,
        fixes=_decoded(batch.fixes),
        decisions=decisions,
    )
    batch.summary = {**batch.summary, **_summary(batch, report, added)}
    return report


def _decoded(fixes: dict[str, str]) -> dict[tuple[int, int], str]:
    found = {}
    for key, value in fixes.items():
        row, _, column = key.partition(":")
        found[int(row), int(column)] = value
    return found


def _summary(batch: ImportBatch, report: checking.Report, added: dict[int, str]) -> dict[str, Any]:
    counts = dict.fromkeys(("new", "update", "unchanged", "to_fix", "left_out"), 0)
    for row in report.rows:
        if row.number not in added:
            counts[row.state] += 1
    waiting = [repair for repair in report.repairs if not set(repair.rows) <= set(added)]
    return {
        "counts": counts,
        "added": len(added),
        "repairs": [_repair(repair, report) for repair in waiting[:MAX_REPAIRS]],
        "repair_count": len(waiting),
        "warnings": {
            kind: {"count": len(rows), "rows": rows[:50]} for kind, rows in report.warnings.items()
        },
        "dates": {
            str(place): {
                "sample": order.sample,
                "day_first": day_first,
                "day_only": order.day_only,
                "month_only": order.month_only,
            }
            for place, (order, day_first) in report.date_orders.items()
            if order.sample
        },
        "own_team": _own_team(batch, report),
        "examples": [
            {"row": row.number, "name": row.name, "changes": row.changes}
            for row in [one for one in report.rows if one.state == checking.UPDATE][:20]
        ],
    }


def _repair(repair: checking.Repair, report: checking.Report) -> dict[str, Any]:
    found = {
        "kind": repair.kind,
        "column": repair.column,
        "found": repair.found[:300],
        "suggestion": repair.suggestion[:300],
        "rows": repair.rows[:50],
        "row_count": len(repair.rows),
        "key": repair.key,
        "names": repair.names[:3],
    }
    if repair.kind.startswith("same_"):
        found["differences"] = _differences(repair.rows[:5], report)
    return found


def _differences(numbers: list[int], report: checking.Report) -> list[list[Any]]:
    """For each row one cell that tells it from the others."""
    rows = [row for row in report.rows if row.number in numbers]
    for place in range(max((len(row.cells) for row in rows), default=0)):
        said = [clean(row.cells[place]) if place < len(row.cells) else "" for row in rows]
        if len(set(said)) > 1:
            return [[row.number, text[:80]] for row, text in zip(rows, said, strict=True)]
    return []


def _own_team(batch: ImportBatch, report: checking.Report) -> list[str]:
    """People in the file whose manager is the one who imports them."""
    me = batch.created_by_id
    mine = [row for row in report.rows if row.person is not None and row.person.id == me]
    numbers = {row.number for row in mine}
    return [
        row.name
        for row in report.rows
        if row.manager and (row.manager.get("person") == me or row.manager.get("row") in numbers)
    ][:20]


# --- correcting ---------------------------------------------------------------------------------


def map_columns(*, batch: ImportBatch, uses: dict[int, str], actor: Actor, now: datetime) -> None:
    """Use columns as the page says."""
    _begin_change(batch, actor)
    states = list(batch.summary.get("states", []))
    for place, text in uses.items():
        if not 0 <= place < len(batch.headings):
            continue
        use = columns.Use.decode(text)
        if batch.mapping.get(str(place)) == use.encode():
            continue
        _release(batch, use, place, states)
        batch.mapping[str(place)] = use.encode()
        if place < len(states):
            states[place] = "skipped" if use.field == columns.SKIP else "matched"
    batch.summary["states"] = states
    _apply(batch, now)


def _release(batch: ImportBatch, use: columns.Use, place: int, states: list[str]) -> None:
    """A field has one column: whichever had it before is left out."""
    for other, text in list(batch.mapping.items()):
        if int(other) != place and use.field != columns.SKIP:
            known = columns.Use.decode(text)
            if (known.field, known.key) == (use.field, use.key):
                batch.mapping[other] = columns.SKIP
                states[int(other)] = "skipped"


def fix_cells(
    *, batch: ImportBatch, rows: Sequence[int], column: int, value: str, actor: Actor, now: datetime
) -> None:
    """Read a value in place of the cells of these rows in one column."""
    _begin_change(batch, actor)
    if not 0 <= column < len(batch.headings):
        raise NotNow
    for row in rows:
        batch.fixes[f"{row}:{column}"] = _told(value)
    _apply(batch, now)


def replace_value(
    *, batch: ImportBatch, column: int, found: str, value: str, actor: Actor, now: datetime
) -> None:
    """Read a value wherever a column says `found`."""
    _begin_change(batch, actor)
    batch.decisions[f"replace:{column}:{_told(found)}"] = _told(value)
    _apply(batch, now)


def decide(*, batch: ImportBatch, key: str, value: Any, actor: Actor, now: datetime) -> None:
    """Answer a question of the check (see `checking.check`)."""
    _begin_change(batch, actor)
    batch.decisions[_told(key)[:400]] = value
    _apply(batch, now)


def leave_out(*, batch: ImportBatch, rows: Sequence[int], actor: Actor, now: datetime) -> None:
    """Do not add these rows."""
    _begin_change(batch, actor)
    for row in rows:
        batch.decisions[f"out:{row}"] = True
    _apply(batch, now)


def _told(text: str) -> str:
    """What a form sent, without what no database keeps."""
    return text[:2000].replace("\0", "")


def _begin_change(batch: ImportBatch, actor: Actor) -> None:
    policies.manage_import.check(actor, batch)
    if batch.state not in _OPEN:
        raise NotNow
    batch.trouble = ""


def _apply(batch: ImportBatch, now: datetime) -> None:
    total = sum(batch.summary.get("counts", {}).values())
    if total <= SHORT:
        _check_again(batch, _silent)
        with transaction.atomic():
            batch.save()
        return
    with transaction.atomic():
        batch.state = ImportState.READING
        batch.save()
        _enqueue(batch, "people.check_import", now=now)


def _silent(*_: Any) -> None:
    """Progress that nobody watches."""


# --- committing ---------------------------------------------------------------------------------


@transaction.atomic
def commit_import(
    *, batch: ImportBatch, expected: Sequence[int], actor: Actor, now: datetime
) -> None:
    """Queue the commit of what the page showed: `expected` new and updated people.

    Raises
    ------
    NotNow
        When there is nothing to commit or a commit is under way.
    """
    policies.manage_import.check(actor, batch)
    claimed = ImportBatch.objects.filter(pk=batch.pk, state__in=_OPEN).update(
        state=ImportState.COMMITTING, trouble=""
    )
    if not claimed:
        raise NotNow
    batch.refresh_from_db()
    _enqueue(batch, "people.commit_import", actor.user_id, list(expected), now=now)


def finish_commit(
    *, batch_id: int, user_id: int, expected: Sequence[int], now: datetime, progress: Progress
) -> None:
    """Add and update everybody in one transaction; running it again changes nothing."""
    batch = import_queries.get_import_by_id(batch_id)
    if batch.state != ImportState.COMMITTING:
        return
    actor = import_queries.actor_of_user(user_id)
    if "to_enroll" not in batch.summary:
        report = _check_again(batch, _silent)
        counts = batch.summary["counts"]
        try:
            if [counts["new"], counts["update"]] != list(expected):
                raise StaleCheck
            plan = _Plan(batch, report, now)
            progress(0, len(plan.rows))
            _write(plan, actor, now)
        except (StaleCheck, IntegrityError):
            _mark_stale(batch)
            return
    _follow_up(batch, actor, now, progress)


def _mark_stale(batch: ImportBatch) -> None:
    _check_again(batch, _silent)
    with transaction.atomic():
        batch.state = ImportState.COMMITTED if batch.committed_at else ImportState.CHECKING
        batch.trouble = "stale"
        batch.save()


class _Plan:
    """Everything the transaction will write, prepared before it begins."""

    def __init__(self, batch: ImportBatch, report: checking.Report, now: datetime) -> None:
        self.batch = batch
        added = import_queries.added_rows(batch) if batch.committed_at else {}
        self.rows = [
            row
            for row in report.rows
            if row.state in (checking.NEW, checking.UPDATE) and row.number not in added
        ]
        self.added_before = added
        self.same = [row for row in report.rows if row.state == checking.UNCHANGED and row.person]
        self.all_rows = report.rows
        self.new = {
            row.number: Person(
                organization_id=batch.organization_id,
                created_at=now,
                time_zone_assumed=_is_assumed(row),
                hours_assumed="hours_assumed" in row.warnings,
                attributes=row.attributes,
                **row.values,
            )
            for row in self.rows
            if row.person is None
        }
        self.new_rows = _prepared(Person, list(self.new.values()))
        self.index: Index = import_queries.known_index()
        self.updates, self.before = self._updates()

    def _updates(self) -> tuple[dict[tuple[str, ...], list[list[Any]]], dict[int, Any]]:
        """Column names -> parameters of their updates; person id -> what it was before."""
        updates: dict[tuple[str, ...], list[list[Any]]] = defaultdict(list)
        before: dict[int, Any] = {}
        for row in self.rows:
            person = row.person
            if person is None:
                continue
            after: dict[str, Any] = {}
            old: dict[str, Any] = {}
            for name in row.changes:
                if name in row.values:
                    after[name], old[name] = row.values[name], person.values[name]
            if any(name.startswith("attribute:") for name in row.changes):
                after["attributes"] = {**person.attributes, **row.attributes}
                old["attributes"] = dict(person.attributes)
            if "time_zone" in after:
                after["time_zone_assumed"] = _is_assumed(row)
                old["time_zone_assumed"] = person.time_zone_assumed
            if "hours_start" in after or "hours_end" in after:
                after["hours_assumed"] = False
            if "returns" in row.changes:
                after["ended_at"], old["returned"] = None, True
            if "manager" in row.changes:
                old["manager_id"] = person.manager_id
            before[person.id] = _param(ImportChange, "before", old)
            names = tuple(sorted(after))
            if names:
                updates[names].append([*(_param(Person, n, after[n]) for n in names), person.id])
        return updates, before


def _is_assumed(row: checking.Row) -> bool:
    return any(warning.startswith("zone_") for warning in row.warnings)


@transaction.atomic
def _write(plan: _Plan, actor: Actor, now: datetime) -> None:
    """The one bulk transaction; all of it or nothing."""
    batch = plan.batch
    by_row = dict(zip(plan.new, _claim_ids(len(plan.new)), strict=True))
    managers, links = _managers(plan, by_row)
    place = [field.name for field in _fields(Person)].index("manager")
    for number, parameters in zip(plan.new, plan.new_rows, strict=True):
        parameters[place] = managers.get(number)
        parameters.append(by_row[number])
    _insert(Person, plan.new_rows)
    for names, updates in plan.updates.items():
        _update(Person, names, updates)
    _update(Person, ("manager_id",), links)
    _insert_children(plan, by_row)
    _define_attributes(batch)
    _remember_columns(batch)
    changed = [row.person.id for row in plan.rows if row.person]
    people = [*by_row.values(), *changed, *(row.person.id for row in plan.same if row.person)]
    # The programs of a long import follow in parts, outside this lock.
    is_long = len(people) > CHUNK
    publish(
        events.ImportCommitted(
            import_ref=batch.ref,
            program_ref=batch.program_ref,
            person_ids=[] if is_long else people,
            added=len(by_row),
            updated=len(changed),
        ),
        actor=actor,
        now=now,
    )
    batch.summary["to_enroll"] = people if is_long and batch.program_ref else []
    batch.committed_at = batch.committed_at or now
    batch.save()


def _follow_up(batch: ImportBatch, actor: Actor, now: datetime, progress: Progress) -> None:
    """What need not hold the lock of the commit; a job that died goes on where it was."""
    total = len(batch.summary["to_enroll"])
    while batch.summary["to_enroll"]:
        part = batch.summary["to_enroll"][:CHUNK]
        with transaction.atomic():
            batch.summary["to_enroll"] = batch.summary["to_enroll"][CHUNK:]
            publish(
                events.ImportContinued(
                    import_ref=batch.ref, program_ref=batch.program_ref, person_ids=part
                ),
                actor=actor,
                now=now,
            )
            batch.save(update_fields=["summary"])
        progress(total - len(batch.summary["to_enroll"]), total)
    _keep_past_groups(batch)
    _check_again(batch, _silent)
    with transaction.atomic():
        del batch.summary["to_enroll"]
        batch.state = ImportState.COMMITTED
        if not batch.summary["counts"]["to_fix"]:
            _forget_file(batch)
        batch.save()


def _claim_ids(count: int) -> list[int]:
    """Ids of people about to be inserted, so that managers and roles can name them at once."""
    table = Person._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [table, count],
            )
            return [row[0] for row in cursor.fetchall()]
        # The write lock is ours: nobody else takes these ids before the commit.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
    last = found[0] if found else 0
    return list(range(last + 1, last + count + 1))


def _managers(
    plan: _Plan, by_row: dict[int, int]
) -> tuple[dict[int, int | None], list[list[int | None]]]:
    """Managers of new rows by number, and [manager, person] of people who are here already.

    Those added earlier are among the latter: their manager may have waited until now.
    """
    known = dict(by_row)
    for number, ref in plan.added_before.items():
        if ref in plan.index.by_ref:
            known[number] = plan.index.by_ref[ref].id
    fresh: dict[int, int | None] = {}
    links: list[list[int | None]] = []
    for row in plan.all_rows:
        if row.manager is None or row.state == checking.TO_FIX:
            continue
        target = row.manager.get("person") or known.get(row.manager.get("row", 0))
        if row.number in by_row:
            fresh[row.number] = target
        elif target and row.person and (row.number in known or "manager" in row.changes):
            links.append([target, row.person.id])
    return fresh, links


def _insert_children(plan: _Plan, by_row: dict[int, int]) -> None:
    """Roles, before-images, and the mark that a row was added."""
    batch, organization = plan.batch, plan.batch.organization_id
    quote = connection.ops.quote_name
    roles = quote(RoleAssignment._meta.db_table)
    sql = f"INSERT INTO {roles} (organization_id, person_id, role) VALUES (%s, %s, %s)"  # noqa: S608
    _many(sql, [[organization, pk, Role.PARTICIPANT.value] for pk in by_row.values()])
    changes = quote(ImportChange._meta.db_table)
    names = f"organization_id, batch_id, person_id, {quote('before')}"
    sql = f"INSERT INTO {changes} ({names}) VALUES (%s, %s, %s, %s)"  # noqa: S608
    images = [[organization, batch.pk, pk, None] for pk in by_row.values()]
    images += [[organization, batch.pk, pk, before] for pk, before in plan.before.items()]
    _many(sql, images)
    marks = [
        [by_row.get(row.number) or row.person.id, organization, batch.pk, row.number]  # type: ignore[union-attr]
        for row in plan.rows
    ]
    # All three columns of the unique index: with fewer, SQLite reads the whole batch for each row.
    where = "organization_id = %s AND batch_id = %s AND number = %s"
    rows = quote(ImportRow._meta.db_table)
    _many(f"UPDATE {rows} SET state = 'added', person_id = %s WHERE {where}", marks)  # noqa: S608


def _define_attributes(batch: ImportBatch) -> None:
    known = set(AttributeDefinition.objects.values_list("key", flat=True))
    fresh = []
    for place, use in enumerate(import_queries.uses_of(batch)):
        if use.field == columns.ATTRIBUTE and use.key not in known:
            known.add(use.key)
            fresh.append(
                AttributeDefinition(
                    key=use.key,
                    label=columns.label_of(batch.headings[place], use),
                    kind=use.kind,
                    is_sensitive=use.is_sensitive,
                    position=len(known),
                )
            )
    AttributeDefinition.objects.bulk_create(fresh)


def _remember_columns(batch: ImportBatch) -> None:
    known = import_queries.remembered()
    fresh = []
    for place, heading in enumerate(batch.headings):
        word, use = plain(heading)[:200], batch.mapping.get(str(place), columns.SKIP)
        if not word or known.get(word) == use:
            continue
        if word in known:
            ColumnMemory.objects.filter(heading=word).update(field=use)
        else:
            fresh.append(ColumnMemory(heading=word, field=use))
        known[word] = use
    ColumnMemory.objects.bulk_create(fresh)


def _keep_past_groups(batch: ImportBatch) -> None:
    if not batch.past_groups:
        return
    index = import_queries.known_index(with_left=False)
    known = {
        (group.label, frozenset(person.pk for person in group.members.all()))
        for group in PastGroup.objects.prefetch_related("members")
    }
    wanted = []
    for group in batch.past_groups:
        members = frozenset(filter(None, (_person_id(index, text) for text in group["people"])))
        if len(members) > 1 and (group["label"], members) not in known:
            wanted.append((PastGroup(label=group["label"], batch=batch), members))
    through = PastGroup.members.through
    with transaction.atomic():
        created = PastGroup.objects.bulk_create([group for group, _ in wanted])
        through.objects.bulk_create(
            [
                through(pastgroup_id=group.pk, person_id=pk)
                for group, (_, members) in zip(created, wanted, strict=True)
                for pk in sorted(members)
            ]
        )


def _person_id(index: Index, text: str) -> int | None:
    found = index.by_external_id.get(text) or index.by_email.get(text.lower())
    if found:
        return found.id
    named = index.by_name.get(text.casefold(), [])
    return named[0].id if len(named) == 1 else None


# --- undoing ------------------------------------------------------------------------------------


def undo_import(*, batch: ImportBatch, actor: Actor, now: datetime) -> None:
    """Take an import back: who it added is erased, who it changed is as before.

    Whoever was added and has been touched by something else since is kept, as somebody who left.

    Raises
    ------
    NotNow
        After 30 days, or when nothing was committed.
    """
    policies.manage_import.check(actor, batch)
    if batch.state != ImportState.COMMITTED or not can_undo(batch, now):
        raise NotNow
    changes = import_queries.changes_of(batch)
    removed = [pk for pk, before in changes if before is None and pk != actor.person_id]
    updates: dict[tuple[str, ...], list[list[Any]]] = defaultdict(list)
    for pk, before in changes:
        if before:
            after = {name: value for name, value in before.items() if name != "returned"}
            if before.get("returned"):
                after["ended_at"] = now
            names = tuple(sorted(after))
            updates[names].append([*(_param(Person, name, after[name]) for name in names), pk])
    with transaction.atomic():
        claimed = ImportBatch.objects.filter(pk=batch.pk, state=ImportState.COMMITTED).update(
            state=ImportState.UNDONE
        )
        if not claimed:
            raise NotNow
        for names, parameters in updates.items():
            _update(Person, names, parameters)
        ended = _param(Person, "ended_at", now)
        _update(Person, ("ended_at",), [[ended, pk] for pk in removed])
        PastGroup.objects.filter(batch=batch).delete()
        ImportChange.objects.filter(batch=batch).delete()
        ImportRow.objects.filter(batch=batch).delete()
        untouched = erasing.untouched(removed, batch=batch)
        batch.refresh_from_db()
        _forget_file(batch)
        batch.past_groups, batch.fixes, batch.decisions = [], {}, {}
        batch.save()
        # In parts, as a database takes only so many ids in one question.
        for start in range(0, max(1, len(removed)), 10 * CHUNK):
            publish(
                events.ImportUndone(
                    import_ref=batch.ref,
                    program_ref=batch.program_ref,
                    removed_ids=removed[start : start + 10 * CHUNK],
                    restored=0 if start else len(changes) - len(removed),
                    erased=0 if start else len(untouched),
                ),
                actor=actor,
                now=now,
            )
        erasing.erase(untouched)


def can_undo(batch: ImportBatch, now: datetime) -> bool:
    """True while the before-images are kept."""
    return batch.committed_at is not None and now - batch.committed_at <= timedelta(days=UNDO_DAYS)


# --- bulk writing -------------------------------------------------------------------------------
# One statement with many parameter rows holds SQLite's write lock a tenth as long as the ORM does.


def _fields(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if not field.primary_key]


def _param(model: type[models.Model], name: str, value: Any) -> Any:
    field: Any = model._meta.get_field(name.removesuffix("_id") if name == "manager_id" else name)
    return field.get_db_prep_save(value, connection)


def _prepared(model: type[models.Model], rows: Sequence[models.Model]) -> list[list[Any]]:
    fields = _fields(model)
    return [
        [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
        for row in rows
    ]


def _insert(model: type[models.Model], parameters: list[list[Any]]) -> None:
    """Insert prepared rows; the id is the last parameter of each."""
    quote = connection.ops.quote_name
    columns_ = [*(field.column for field in _fields(model)), "id"]
    names = ", ".join(map(quote, columns_))
    marks = ", ".join("%s" for _ in columns_)
    _many(f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})", parameters)  # noqa: S608


def _update(model: type[models.Model], names: Sequence[str], parameters: list[list[Any]]) -> None:
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(name)} = %s" for name in names)
    _many(f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE id = %s", parameters)  # noqa: S608


def _many(sql: str, parameters: list[list[Any]]) -> None:
    if parameters:
        with connection.cursor() as cursor:
            cursor.executemany(sql, parameters)
