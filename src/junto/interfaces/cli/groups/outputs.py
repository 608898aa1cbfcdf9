"""Write what commands find: whole files or none."""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from junto.kernel import grouping

from .errors import IMPOSSIBLE, BadInputError, one_line

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "'")


def check_outputs(wanted: argparse.Namespace) -> None:
    if wanted.report is not None and wanted.report.resolve() == wanted.out.resolve():
        raise BadInputError("--out and --report name the same file.")


def deliver(
    wanted: argparse.Namespace, table: Sequence[Sequence[str]], report: Mapping[str, Any]
) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([inert(cell) for cell in row] for row in table)
    files = [(wanted.out, out.getvalue())]
    if wanted.report is not None:
        files.append((wanted.report, as_json(report)))
    write(files)


def inert(cell: str) -> str:
    """Return a cell that a spreadsheet shows and does not run."""
    return f"'{cell}" if cell.startswith(_DANGEROUS) else cell


def groups_file(
    roster: grouping.Roster,
    header: Sequence[str],
    rows: Sequence[Mapping[str, str]],
    groups: Sequence[Sequence[str]],
    names: Sequence[str] = (),
) -> str:
    row_of = dict(zip(roster.ids, rows, strict=True))
    columns = [each for each in header if each != "person_id"]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["group", "person_id", *(inert(each) for each in columns)])
    for at, group in enumerate(groups, start=1):
        for person in sorted(group):
            cells = [person, *(row_of[person][each] for each in columns)]
            name = inert(names[at - 1]) if names else at
            writer.writerow([name, *(inert(each) for each in cells)])
    return out.getvalue()


def as_json(report: Mapping[str, Any]) -> str:
    return json.dumps(report, ensure_ascii=False, indent=1, default=str) + "\n"


def impossible(each: grouping.Impossible) -> dict[str, Any]:
    return {
        "rule": each.rule,
        "people": list(each.people),
        "why": each.why,
        "relaxations": [relaxation.text for relaxation in each.relaxations],
    }


def refuse(
    wanted: argparse.Namespace, problem: grouping.Problem, impossible: list[dict[str, Any]]
) -> int:
    report = {
        "people": problem.n,
        "seed": wanted.seed,
        "engine": grouping.ENGINE,
        "problem_hash": grouping.problem_hash(problem),
        "impossible": impossible,
    }
    return tell_impossible(wanted, report)


def tell_impossible(wanted: argparse.Namespace, report: Mapping[str, Any]) -> int:
    if wanted.report is not None:
        write([(wanted.report, as_json(report))])
    for each in report["impossible"]:
        print(one_line(each["why"]), file=sys.stderr)
        for text in each["relaxations"]:
            print(f"- {text}", file=sys.stderr)
    return IMPOSSIBLE


def write(files: Sequence[tuple[Path, str]]) -> None:
    """Write every file beside its place first, then put all in place: never half a file."""
    waiting: list[tuple[str, Path]] = []
    try:
        for path, text in files:
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
            waiting.append((name, path))
            with open(handle, "w", encoding="utf-8", newline="") as out:
                out.write(text)
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
