"""Attacking a sealed round in the database itself: is anything left that links or orders?

Every check reads and writes nothing. It looks for what a seal can miss, not for what it did.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.db import connection, connections

from junto.domain.assessments import figures, remains
from junto.domain.assessments.enums import RoundState
from junto.domain.assessments.models import (
    Answers,
    Figure,
    Participation,
    Round,
    Words,
)
from junto.domain.assessments.sealing import OPEN_TABLES
from junto.foundation import roundkeys
from junto.foundation.events import reading
from junto.kernel import anonymity

SEALED_TABLES: tuple[Any, ...] = (Participation, Answers, Words)
# A drawn key below it, or two this near, are less likely than one in a million per thousand rows.
_DRAWN, _NEAR = 2**32, 2**20
# So many rows in order happen by chance once in five thousand times.
_ENOUGH = 7
_OWN_EVENTS = {"assessments.round-opened", "assessments.round-sealed"}


class NotSealed(ValueError):
    """The round is open, or closed and not sealed yet: there is nothing to hold."""


class Verdict(Enum):
    """What a check found."""

    HOLDS = "holds"
    LINKS = "LINKS"
    UNSEEN = "unseen"


@dataclass(frozen=True)
class Finding:
    """One line of the report."""

    verdict: Verdict
    sentence: str


def verify_seal(round_: Round) -> list[Finding]:
    """Attack a sealed round; one finding for each thing that could link or order.

    Call it in the scope of the round's organization.

    Raises
    ------
    NotSealed
        While the round is open or waits for its seal.
    """
    if round_.state != RoundState.SEALED:
        raise NotSealed(round_.ref)
    checks = [_key, _open_rows, _columns, _triggers, _drawn_keys, _shared_keys, _counts]
    checks += [_categories, _shown, _events]
    checks += _ON_POSTGRESQL if connection.vendor == "postgresql" else _ON_SQLITE
    return [*(check(round_) for check in checks), _unseen()]


def links(findings: Iterable[Finding]) -> bool:
    """True when something was found that links or orders."""
    return any(each.verdict is Verdict.LINKS for each in findings)


def _judge(trouble: str | int | Sequence[Any], holds: str, links: str) -> Finding:
    """What holds where there is no trouble, and else what links."""
    if not trouble:
        return Finding(Verdict.HOLDS, holds)
    told = ", ".join(map(str, trouble)) if isinstance(trouble, list) else str(trouble)
    return Finding(Verdict.LINKS, links.format(told))


# ---------------------------------------------------------------- on any database


def _key(round_: Round) -> Finding:
    return _judge(
        sorted(roundkeys.exist([round_.ref])),
        "The key that found a person's answers is destroyed.",
        "The key of the round is still there: it finds the answers of each person.",
    )


def _open_rows(round_: Round) -> Finding:
    left = [
        f"{count} in {model._meta.db_table}"
        for model in OPEN_TABLES
        if (count := model.objects.filter(round=round_).count())
    ]
    return _judge(
        left,
        "No row of the time when the round was open is left.",
        "Rows of the time when the round was open are left: {}.",
    )


def _columns(_round: Round) -> Finding:
    """Whoever adds a time, a person or a handle to a table of sealed rows is found."""
    extra = []
    with connection.cursor() as cursor:
        for model in SEALED_TABLES:
            table = model._meta.db_table
            there = {
                each.name for each in connection.introspection.get_table_description(cursor, table)
            }
            known = {field.column for field in model._meta.local_fields}
            extra += [f"{table}.{name}" for name in sorted(there - known)]
    return _judge(
        extra,
        "Answers and words stand beside no person, no handle and no time.",
        "Sealed rows have columns of which this version knows nothing: {}.",
    )


def _triggers(_round: Round) -> Finding:
    models: tuple[Any, ...] = (*SEALED_TABLES, *OPEN_TABLES)
    tables = [model._meta.db_table for model in models]
    places = ", ".join(["%s"] * len(tables))
    where, named = "sqlite_master WHERE type = 'trigger'", "tbl_name"
    if connection.vendor == "postgresql":
        where = "pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal"
        named = "c.relname"
    name = "name" if connection.vendor == "sqlite" else "t.tgname"
    query = f"SELECT {name} FROM {where} AND {named} IN ({places})"  # noqa: S608
    return _judge(
        [row[0] for row in _rows(query, tables)],
        "Nothing in the database copies answers aside when they are written.",
        "The database does something of its own when answers are written: {}.",
    )


def _drawn_keys(round_: Round) -> Finding:
    counted = []
    for model in SEALED_TABLES:
        keys = sorted(model.objects.filter(round=round_).values_list("pk", flat=True))
        gaps = [after - before for before, after in pairwise(keys)]
        if (keys and keys[0] < _DRAWN) or (gaps and min(gaps) < _NEAR):
            counted.append(model._meta.db_table)
    return _judge(
        counted,
        "Keys of rows are drawn at random: they tell no order.",
        "Keys of rows count upward, and tell the order of writing, in {}.",
    )


def _shared_keys(round_: Round) -> Finding:
    """The same number in two tables, or one nearby, would join what was taken apart."""
    keys = sorted(
        (key, model._meta.db_table)
        for model in SEALED_TABLES
        for key in model.objects.filter(round=round_).values_list("pk", flat=True)
    )
    near = {
        f"{table} and {other}"
        for (key, table), (after, other) in pairwise(keys)
        if table != other and after - key < _NEAR
    }
    return _judge(
        sorted(near),
        "Who was asked, what was answered and what was written share no key.",
        "Keys are shared, or lie next to each other, between {}.",
    )


def _counts(round_: Round) -> Finding:
    said = Answers.objects.filter(round=round_).count()
    people = Participation.objects.filter(round=round_, has_answered=True).count()
    return _judge(
        "" if said == people else f"{said} of {people} people",
        "As many sets of answers as people who answered: none was added, none is gone.",
        "The number of sets of answers is not that of people who answered: {}.",
    )


def _categories(round_: Round) -> Finding:
    rows = (
        Answers.objects.filter(round=round_).exclude(category="").values_list("category", flat=True)
    )
    counts: dict[str, int] = {}
    for name in rows:
        counts[name] = counts.get(name, 0) + 1
    return _judge(
        sorted(name for name, count in counts.items() if count < round_.k),
        f"Answers are kept under no category of fewer than {round_.k} people.",
        f"Fewer than {round_.k} people stand behind what is kept as {{}}.",
    )


def _shown(round_: Round) -> Finding:
    """Every figure ever shown of this pool's week, against who truly answered."""
    shown = list(Figure.objects.filter(pool=round_.pool, week=round_.week, is_shown=True))
    records = figures.records({key for row in shown for key in row.rounds})
    cells = [figures.cell(f"{row.pk}", row.rounds, records) for row in shown]
    breach = anonymity.audit(cells, k=round_.k) if cells else None
    return _judge(
        0 if breach is None else len(breach.people),
        "No sum and no difference of the figures shown rests on fewer people than announced.",
        "Figures that are shown single out {} people.",
    )


def _events(round_: Round) -> Finding:
    """Opened and sealed are all that a log may say of a round."""
    others = sorted(set(reading.kinds_naming(round_.ref)) - _OWN_EVENTS)
    return _judge(
        others,
        "The log says when the round opened and was sealed, and nothing in between.",
        "The log says more of this round than that it opened and was sealed: {}.",
    )


# ---------------------------------------------------------------- SQLite


def _data_remains(round_: Round) -> Finding:
    found = 0
    for path in remains.files_of(Path(str(connection.settings_dict["NAME"]))):
        found += remains.rows_of_round(path.read_bytes(), round_.pk)
    return _judge(
        found,
        "File, free pages and write-ahead log hold no handle of this round.",
        "File, free pages or write-ahead log still hold {} handles of this round.",
    )


def _key_remains(round_: Round) -> Finding:
    path = Path(str(connections[roundkeys.DATABASE].settings_dict["NAME"]))
    found = [
        each.name for each in remains.files_of(path) if round_.ref.encode() in each.read_bytes()
    ]
    return _judge(
        found,
        "The file of keys remembers nothing of this round.",
        "Traces of this round's key are left in {}.",
    )


def _overwrites(_round: Round) -> Finding:
    [(setting,)] = _rows("PRAGMA secure_delete")
    return _judge(
        "" if setting == 1 else str(setting),
        "What is deleted is overwritten with zeros.",
        "What is deleted is not overwritten: secure_delete is {}.",
    )


# ---------------------------------------------------------------- PostgreSQL


def _one_transaction(round_: Round) -> Finding:
    """Rows written one by one carry the numbers of their transactions, which are an order."""
    split = []
    for model in (Answers, Words):
        table = connection.ops.quote_name(model._meta.db_table)
        query = f"SELECT count(DISTINCT xmin::text) FROM {table} WHERE round_id = %s"  # noqa: S608
        if _rows(query, [round_.pk])[0][0] > 1:
            split.append(model._meta.db_table)
    return _judge(
        split,
        "Sealed rows were written in one transaction (xmin): none before another.",
        "Sealed rows were written in several transactions (xmin), which tells an order, in {}.",
    )


def _new_files(round_: Round) -> Finding:
    """A truncated table is a new file; its entry in the catalog is then as young as the seal."""
    young = (
        "SELECT c.relname FROM pg_class c WHERE c.relname = ANY(%s) AND age(c.xmin) >"
        " (SELECT max(age(xmin)) FROM assessments_answers WHERE round_id = %s)"
    )
    names = [model._meta.db_table for model in OPEN_TABLES]
    return _judge(
        [row[0] for row in _rows(young, [names, round_.pk])],
        "The files in which open answers lay were thrown away at the seal, dead rows with them.",
        "Dead rows of the open round may lie in the files of {}: they were not begun anew.",
    )


def _order(round_: Round) -> Finding:
    """Rows that lie in the order of people's numbers were written in an order somebody knows."""
    query = (
        "SELECT person_id FROM assessments_participation"
        " WHERE round_id = %s AND person_id IS NOT NULL ORDER BY ctid"
    )
    people = [row[0] for row in _rows(query, [round_.pk])]
    in_order = people in (sorted(people), sorted(people, reverse=True))
    return _judge(
        "" if len(people) < _ENOUGH or not in_order else "by number",
        "Rows lie on the disk (ctid) in no order of people.",
        "Rows lie on the disk (ctid) in the order of people, {}.",
    )


_Check = Callable[[Round], Finding]
_ON_SQLITE: list[_Check] = [_data_remains, _key_remains, _overwrites]
_ON_POSTGRESQL: list[_Check] = [_one_transaction, _new_files, _order]


def _unseen() -> Finding:
    beyond = "copies of the whole disk"
    if connection.vendor == "postgresql":
        beyond = "the server's write-ahead log, its archive, replicas, dumps and copies of the disk"
    return Finding(
        Verdict.UNSEEN,
        f"Out of this command's reach: {beyond}, made while the round was open. Keep none of them.",
    )


def _rows(query: str, parameters: Sequence[Any] = ()) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, list(parameters))
        return list(cursor.fetchall())
