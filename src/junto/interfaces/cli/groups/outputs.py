"""Write what commands find: whole files or none."""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import sys
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from junto.kernel import grouping, rosters

from .errors import IMPOSSIBLE, BadInputError, one_line
from .inputs import Table

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "'")
_KINDS = ("", ".csv", ".tsv", ".txt", ".xlsx", ".json")


@dataclass(frozen=True)
class Outcome:
    """What a command found: a table, its headings first, and what is told of it.

    `by` are the columns that hold a block together, such as round and group; `quality` are the
    figures a workbook shows beside the people.
    """

    table: Sequence[Sequence[str]]
    by: tuple[str, ...]
    report: Mapping[str, Any]
    quality: Sequence[tuple[str, object]] = ()


# -- arguments -------------------------------------------------------------------------------------


def add_output_arguments(parser: argparse.ArgumentParser, what: str, *, to: bool = False) -> None:
    """Say where the command writes; the name of the file says as what."""
    parser.add_argument(
        "--out",
        required=True,
        type=Path,
        help=f"where the {what} go: .csv, .xlsx, .json or .tsv",
    )
    parser.add_argument("--report", type=Path, help="where the report goes (JSON)")
    if to:
        parser.add_argument(
            "--to",
            choices=[str(each) for each in rosters.Tool if each is not rosters.Tool.GRUEPR],
            help="write the columns this tool imports",
        )
        parser.add_argument("--course", default="", help="the short name of the Moodle course")


def check_outputs(wanted: argparse.Namespace) -> None:
    """Refuse places where two files would meet, and kinds of files that are not written."""
    if wanted.report is not None and wanted.report.resolve() == wanted.out.resolve():
        raise BadInputError("--out and --report name the same file.")
    check_places(wanted.out, wanted.report)
    if wanted.out.suffix.casefold() not in _KINDS:
        raise BadInputError(
            f"{wanted.out.name}: files end in .csv, .xlsx, .json or .tsv, not {wanted.out.suffix}."
        )
    tool = getattr(wanted, "to", None)
    if tool is not None and wanted.out.suffix.casefold() in (".json", ".xlsx"):
        raise BadInputError(f"--to {tool} writes .csv or .tsv.")
    if getattr(wanted, "course", "") and tool != rosters.Tool.MOODLE:
        raise BadInputError("--course goes with --to moodle.")


def check_places(*paths: Path | None) -> None:
    """Refuse places that are not there, before anything is searched for."""
    for path in paths:
        if path is not None and not path.parent.is_dir():
            raise BadInputError(f"{path}: there is no directory {path.parent}.")
        if path is not None and path.is_dir():
            raise BadInputError(f"{path} is a directory.")


# -- tables ----------------------------------------------------------------------------------------


def groups_table(
    roster: grouping.Roster,
    table: Table,
    groups: Sequence[Sequence[str]],
    names: Sequence[str] = (),
    *,
    hide: Collection[str] = (),
) -> list[list[str]]:
    """Return the rows of a file of groups, its headings first; hidden columns are left out."""
    row_of = dict(zip(roster.ids, table.rows, strict=True))
    left_out = {"person_id", "group", *hide}
    columns = [each for each in table.header if each not in left_out]
    rows = [["group", "person_id", *columns]]
    for at, group in enumerate(groups):
        name = names[at] if names else str(at + 1)
        for person in sorted(group):
            rows.append([name, person, *(row_of[person][each] for each in columns)])
    return rows


def deliver(wanted: argparse.Namespace, found: Outcome) -> None:
    """Write the table as the name of the file asks, and the report."""
    tool = getattr(wanted, "to", None)
    shown = found if tool is None else _returned(rosters.Tool(tool), wanted.course, found)
    files = [(wanted.out, _as_asked(wanted.out.suffix.casefold(), shown))]
    if wanted.report is not None:
        files.append((wanted.report, as_json(found.report).encode()))
    write(files)


def _returned(tool: rosters.Tool, course: str, found: Outcome) -> Outcome:
    header, *rows = found.table
    groups: dict[str, list[str]] = {}
    people = {}
    for row in rows:
        groups.setdefault(row[0], []).append(row[1])
        people[row[1]] = dict(zip(header, row, strict=True))
    try:
        table = rosters.returned(tool, list(groups.items()), people, course=course)
    except rosters.UnreturnableError as trouble:
        raise BadInputError(str(trouble)) from None
    by = "Team" if "Team" in table[0] else "group1"
    return Outcome(table, (by,), found.report, found.quality)


def _as_asked(kind: str, found: Outcome) -> bytes:
    if kind == ".xlsx":
        from . import workbook

        return workbook.workbook(found)
    if kind == ".json":
        return as_json(_as_data(found)).encode()
    return as_csv(found.table, "\t" if kind in (".tsv", ".txt") else ",")


def as_csv(table: Sequence[Sequence[str]], delimiter: str = ",") -> bytes:
    """Return rows as text that a spreadsheet shows and does not run."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerows([inert(cell) for cell in row] for row in table)
    return out.getvalue().encode()


def blocks_of(found: Outcome) -> list[tuple[tuple[str, ...], list[dict[str, str]]]]:
    """Return the rows that belong together, in the order in which they come."""
    header, *rows = found.table
    blocks: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for row in rows:
        cells = dict(zip(header, row, strict=True))
        blocks.setdefault(tuple(cells.pop(each) for each in found.by), []).append(cells)
    return list(blocks.items())


def _as_data(found: Outcome) -> dict[str, Any]:
    told = [
        dict(zip(found.by, key, strict=True)) | {"people": people}
        for key, people in blocks_of(found)
    ]
    return {f"{found.by[-1]}s": told, "quality": dict(found.quality)}


def inert(cell: str) -> str:
    """Return a cell that a spreadsheet shows and does not run."""
    return f"'{cell}" if cell.startswith(_DANGEROUS) else cell


# -- refusals --------------------------------------------------------------------------------------


def impossible(each: grouping.Impossible) -> dict[str, Any]:
    """Return why the rules cannot be kept, as a report tells it."""
    return {
        "rule": each.rule,
        "people": list(each.people),
        "why": each.why,
        "relaxations": [relaxation.text for relaxation in each.relaxations],
    }


def refuse(
    wanted: argparse.Namespace, problem: grouping.Problem, impossible: list[dict[str, Any]]
) -> int:
    """Say why the rules cannot be kept; return the exit status."""
    report = {
        "people": problem.n,
        "seed": wanted.seed,
        "engine": grouping.ENGINE,
        "problem_hash": grouping.problem_hash(problem),
        "impossible": impossible,
    }
    return tell_impossible(wanted, report)


def tell_impossible(wanted: argparse.Namespace, report: Mapping[str, Any]) -> int:
    """Write and print a refusal; return the exit status."""
    if wanted.report is not None:
        write([(wanted.report, as_json(report).encode())])
    for each in report["impossible"]:
        print(one_line(each["why"]), file=sys.stderr)
        for text in each["relaxations"]:
            print(f"- {text}", file=sys.stderr)
    return IMPOSSIBLE


# -- files -----------------------------------------------------------------------------------------


def as_json(report: Mapping[str, Any]) -> str:
    """Return data as people can read it."""
    return json.dumps(report, ensure_ascii=False, indent=1, default=str) + "\n"


def write(files: Sequence[tuple[Path, bytes]]) -> None:
    """Write every file beside its place first, then put all in place: never half a file."""
    waiting: list[tuple[str, Path]] = []
    try:
        for path, content in files:
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
            waiting.append((name, path))
            with open(handle, "wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            os.chmod(name, 0o644)
        while waiting:
            name, path = waiting[0]
            os.replace(name, path)
            waiting.pop(0)
    finally:
        for name, _ in waiting:
            Path(name).unlink(missing_ok=True)
