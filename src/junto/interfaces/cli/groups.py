"""`junto groups form` and `verify`: groups from a file of people and rules, with no server."""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import chain, repeat
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from junto.interfaces.cli import crowds
from junto.interfaces.cli import match as matchmaking
from junto.interfaces.cli import repair as repairing
from junto.interfaces.cli import rounds as planning
from junto.interfaces.cli import verify as verifying
from junto.kernel import grouping, matching
from junto.kernel.grouping import crowd
from junto.kernel.rotation.planning import schedule_rounds

FINE, BAD_INPUT, IMPOSSIBLE = 0, 2, 3
DRAWS = 1000
_USAGE = (
    "Write: junto groups form ROSTER.csv --rules rules.yaml --out groups.csv\n"
    "   or: junto groups verify REPORT.json ROSTER.csv --rules rules.yaml\n"
    "   or: junto groups repair GROUPS.csv ROSTER.csv --rules rules.yaml --out mended.csv\n"
    "   or: junto groups rounds ROSTER.csv --rounds 6 --size 5 --out rounds.csv\n"
    "   or: junto groups match MENTEES.csv MENTORS.csv --rules rules.yaml --out pairs.csv"
)
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "'")
_TRIAL = 400
_LATEST = 1.5


class BadInputError(Exception):
    """Something given cannot be used; the message is one sentence."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise BadInputError(f"{self.prog}: {message}.")


def main(argv: Sequence[str]) -> int:
    """Run `junto groups ...`."""
    if list(argv[:1]) == ["form"]:
        return form(argv[1:])
    if list(argv[:1]) == ["verify"]:
        return verify(argv[1:])
    if list(argv[:1]) == ["repair"]:
        return repair(argv[1:])
    if list(argv[:1]) == ["rounds"]:
        return rounds(argv[1:])
    if list(argv[:1]) == ["match"]:
        return match(argv[1:])
    asked = list(argv[:1]) in (["-h"], ["--help"])
    print(_USAGE, file=sys.stdout if asked else sys.stderr)
    return FINE if asked else BAD_INPUT


def form(argv: Sequence[str]) -> int:
    """Form groups as the arguments ask; return the exit status (0, 2 or 3)."""
    return _answered(lambda: _form(_arguments(argv)))


def verify(argv: Sequence[str]) -> int:
    """Form the groups of a report once more; return 0 where it holds, 1 where not, 2 bad input."""
    return _answered(lambda: _verify(argv))


def repair(argv: Sequence[str]) -> int:
    """Mend groups that no longer fit their people; return the exit status (0, 2 or 3)."""
    return _answered(lambda: _repair(argv))


def rounds(argv: Sequence[str]) -> int:
    """Plan rounds in which nobody meets twice; return the exit status (0, 2 or 3)."""
    return _answered(lambda: _rounds(argv))


def match(argv: Sequence[str]) -> int:
    """Match mentees with mentors; return the exit status (0, 2 or 3)."""
    return _answered(lambda: _match(argv))


def _answered(work: Callable[[], int]) -> int:
    """Do the work; what was given and cannot be used becomes one sentence."""
    try:
        return work()
    except (
        BadInputError,
        verifying.NoReportError,
        repairing.NoGroupsError,
        planning.NoRoundsError,
        matchmaking.NoMatchError,
        matching.MatchError,
    ) as trouble:
        print(_one_line(str(trouble)), file=sys.stderr)
        return BAD_INPUT
    except (grouping.RosterError, grouping.RuleError) as trouble:
        text = _one_line(str(trouble))
        print(text[:1].upper() + text[1:], file=sys.stderr)
        return BAD_INPUT
    except OSError as trouble:
        print(f"{trouble.filename}: {trouble.strerror}.", file=sys.stderr)
        return BAD_INPUT


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = _Parser(prog="junto groups form", description="Form groups from a file of people.")
    parser.add_argument("roster", metavar="ROSTER.csv", type=Path, help="people, one a row")
    parser.add_argument("--rules", required=True, type=Path, help="the rules file (YAML)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same groups")
    budget = parser.add_mutually_exclusive_group()
    budget.add_argument("--seconds", type=float, help="about how long to search")
    budget.add_argument("--iterations", type=int, help="how long to search, repeatable")
    parser.add_argument("--out", required=True, type=Path, help="where the groups go (CSV)")
    parser.add_argument("--report", type=Path, help="where the report goes (JSON)")
    parser.add_argument("--certify", action="store_true", help="prove a tighter limit as well")
    wanted = parser.parse_args(argv)
    if wanted.iterations is not None and wanted.iterations < 1:
        raise BadInputError("--iterations is a whole number of 1 or more.")
    if wanted.seconds is not None and not 0 < wanted.seconds <= 86_400:
        raise BadInputError("--seconds is above 0 and at most a day.")
    if wanted.report is not None and wanted.report.resolve() == wanted.out.resolve():
        raise BadInputError("--out and --report name the same file.")
    return wanted


def _verify(argv: Sequence[str]) -> int:
    parser = _Parser(prog="junto groups verify", description="Form the groups of a report again.")
    verifying.add_arguments(parser)
    wanted = parser.parse_args(argv)
    report = verifying.read(_text(wanted.report), wanted.report.name)
    if report.get("engine") == crowd.ENGINE:
        rules, roster, _, _ = _people(wanted)
        return crowds.verify(roster, rules, report)
    return verifying.verify(_read(wanted, _people(wanted, report)).problem, report)


def _repair(argv: Sequence[str]) -> int:
    parser = _Parser(prog="junto groups repair", description="Give everybody a group again.")
    repairing.add_arguments(parser)
    wanted = parser.parse_args(argv)
    if wanted.report is not None and wanted.report.resolve() == wanted.out.resolve():
        raise BadInputError("--out and --report name the same file.")
    names, groups = repairing.groups_in(*_table(wanted.groups), wanted.groups.name)
    given = _read(wanted)
    ways = grouping.repair(given.problem, groups)
    if not ways:
        known = [[each for each in group if each in given.problem.index] for group in groups]
        _write([(wanted.out, _groups_file(given.roster, given.header, given.rows, known, names))])
        print("Nothing to mend: everybody has a group, and every group is large enough.")
        return FINE
    if not 1 <= wanted.way <= len(ways):
        raise BadInputError(f"--way is a whole number from 1 to {len(ways)}.")
    chosen = ways[wanted.way - 1]
    taken = {each.casefold() for each in names}
    fresh = next(str(n) for n in range(len(names) + 1, 2 * len(names) + 2) if str(n) not in taken)
    files = [
        (
            wanted.out,
            _groups_file(given.roster, given.header, given.rows, chosen.groups, [*names, fresh]),
        )
    ]
    if wanted.report is not None:
        report = {"engine": grouping.ENGINE, "ways": repairing.told(names, ways)}
        files.append((wanted.report, _json(report)))
    _write(files)
    print(repairing.sentences(ways))
    return IMPOSSIBLE if chosen.violations else FINE


def _rounds(argv: Sequence[str]) -> int:
    parser = _Parser(prog="junto groups rounds", description="Plan rounds without repeats.")
    planning.add_arguments(parser)
    wanted = parser.parse_args(argv)
    planning.check(wanted)
    _check_outputs(wanted)
    header, rows = _table(wanted.roster)
    size = planning.size_of(wanted.size, len(rows)) if wanted.size is not None else None
    rules = _rules_or_none(wanted.rules, size)
    roster = grouping.Roster.from_rows(rows, id_column=rules.id_column, lists=rules.lists)
    met = [] if wanted.rules is None else _history(wanted.rules, rules)
    met += [] if wanted.met is None else _meetings(wanted.met)
    problem = grouping.build_problem(roster, rules, history=met)
    problem = problem if size is None else planning.sized(problem, wanted.size)
    impossible = [] if problem.min_size < 2 else grouping.check(problem)
    if impossible:
        return _refuse(wanted, problem, [_impossible(each) for each in impossible])
    away = {}
    if wanted.away is not None:
        away = planning.away_in(*_table(wanted.away), wanted, roster.ids)
    try:
        schedule = schedule_rounds(
            problem, wanted.rounds, seed=wanted.seed, iterations=wanted.iterations, absent=away
        )
    except ValueError as trouble:
        raise BadInputError(str(trouble)) from None
    refused = planning.impossible(schedule, no_repeats=wanted.no_repeats)
    if refused:
        return _refuse(wanted, problem, refused)
    row_of = dict(zip(roster.ids, rows, strict=True))
    table = planning.table(schedule, planning.roles_in(wanted.roles), header, row_of)
    _deliver(wanted, table, planning.report(problem, schedule))
    print(planning.summary(problem, schedule))
    return FINE


def _match(argv: Sequence[str]) -> int:
    parser = _Parser(prog="junto groups match", description="Match mentees with mentors.")
    matchmaking.add_arguments(parser)
    wanted = parser.parse_args(argv)
    matchmaking.check(wanted)
    _check_outputs(wanted)
    rules = _rules_or_none(wanted.rules, grouping.Size(2, 2))
    mentee_rows, mentor_rows = _table(wanted.mentees)[1], _table(wanted.mentors)[1]
    mentees, mentors = (
        grouping.Roster.from_rows(each, id_column=rules.id_column).ids
        for each in (mentee_rows, mentor_rows)
    )
    roster = grouping.Roster.from_rows(
        matchmaking.together(mentee_rows, mentor_rows),
        id_column=rules.id_column,
        lists=rules.lists,
    )
    wishes = matching.Wishes(
        matchmaking.wishes_in(mentees, mentee_rows, wanted.mentees, wanted, mentors),
        matchmaking.wishes_in(mentors, mentor_rows, wanted.mentors, wanted, mentees),
        wanted.wishes_weight,
    )
    places = matchmaking.places_in(mentors, mentor_rows, wanted)
    current, apart = (
        [] if path is None else matchmaking.pairs_in(*_table(path), path, mentees, mentors)
        for path in (wanted.current, wanted.apart)
    )
    market = matching.market_of(
        roster,
        mentees=mentees,
        places=places,
        rules=rules,
        wishes=wishes,
        history=[] if wanted.rules is None else _history(wanted.rules, rules),
    )
    try:
        chosen, other = matchmaking.answers(market, wanted, dict(current), apart)
    except matching.Infeasible as refusal:
        return _tell_impossible(
            wanted, {"engine": matching.ENGINE, "impossible": matchmaking.impossible(refusal)}
        )
    _deliver(
        wanted,
        matchmaking.table(market, chosen),
        matchmaking.report(market, chosen, other),
    )
    print(matchmaking.summary(market, chosen, other))
    return FINE


def _check_outputs(wanted: argparse.Namespace) -> None:
    if wanted.report is not None and wanted.report.resolve() == wanted.out.resolve():
        raise BadInputError("--out and --report name the same file.")


def _deliver(
    wanted: argparse.Namespace, table: Sequence[Sequence[str]], report: Mapping[str, Any]
) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([inert(cell) for cell in row] for row in table)
    files = [(wanted.out, out.getvalue())]
    if wanted.report is not None:
        files.append((wanted.report, _json(report)))
    _write(files)


def _rules_or_none(path: Path | None, size: grouping.Size | None) -> grouping.Rules:
    """Return the rules of a file, or none but a size; a size given beside them takes its place."""
    if path is None:
        return grouping.Rules(size or grouping.Size(2, 2))
    text = _text(path)
    if size is not None and not any(line.startswith("size") for line in text.splitlines()):
        text += "\nsize: {min: 2, max: 2}\n"
    try:
        rules = grouping.parse_rules(text)
    except grouping.RuleError as trouble:
        raise BadInputError(f"{path.name}: {trouble}") from None
    return rules if size is None else replace(rules, size=size)


class _Given(NamedTuple):
    """People and rules as a problem, and the people as they came."""

    problem: grouping.Problem
    roster: grouping.Roster
    header: list[str]
    rows: list[dict[str, str]]


class _People(NamedTuple):
    """Rules, and the people as they came."""

    rules: grouping.Rules
    roster: grouping.Roster
    header: list[str]
    rows: list[dict[str, str]]


def _people(wanted: argparse.Namespace, report: Mapping[str, Any] | None = None) -> _People:
    """Read people and rules; a report says what kinds its attributes are and how cells stand."""
    rules = _rules(wanted.rules)
    header, rows = _table(wanted.roster)
    rows = verifying.plain(rows, report or {})
    roster = grouping.Roster.from_rows(
        rows,
        id_column=rules.id_column,
        lists=rules.lists,
        kinds=verifying.kinds_in(report or {}),
    )
    return _People(rules, roster, header, rows)


def _read(wanted: argparse.Namespace, people: _People | None = None) -> _Given:
    rules, roster, header, rows = people or _people(wanted)
    problem = grouping.build_problem(roster, rules, history=_history(wanted.rules, rules))
    return _Given(problem, roster, header, rows)


def _form(wanted: argparse.Namespace) -> int:
    began = time.perf_counter()
    people = _people(wanted)
    if len(people.rows) > crowds.MOST_IN_PAIRS:
        return _form_crowd(wanted, people, began)
    problem, roster, header, rows = _read(wanted, people)
    try:
        result = _solve(problem, wanted, began)
    except grouping.Infeasible as refusal:
        return _refuse(wanted, problem, [_impossible(each) for each in refusal.impossible])
    if result.violations:
        count = grouping.other_count(problem, seed=wanted.seed)
        broken = [_not_found(problem, each, result, count) for each in result.violations]
        return _refuse(wanted, problem, broken)
    seconds = None if wanted.iterations is not None else round(time.perf_counter() - began, 2)
    report = _report(problem, result, wanted.seed) | {"seconds": seconds}
    if wanted.certify:
        report["bound"] = verifying.certified(problem, result)
    if result.stopped_at is not None:
        report["stopped_at"] = result.stopped_at
    files = [(wanted.out, _groups_file(roster, header, rows, result.groups))]
    if wanted.report is not None:
        files.append((wanted.report, _json(report)))
    _write(files)
    print(
        f"{problem.n} people in {problem.group_count} groups. Score {result.score:g}, where a "
        "random draw gives 0 and no arrangement can give more than 100."
    )
    return FINE


def _form_crowd(wanted: argparse.Namespace, people: _People, began: float) -> int:
    """Form groups of more people than all pairs of them fit into memory."""
    if wanted.certify:
        raise BadInputError(f"--certify is for up to {crowds.MOST_IN_PAIRS} people.")
    given = crowd.crowd_of(people.roster, people.rules)
    until = None if wanted.seconds is None else began + wanted.seconds * 0.9
    result = crowds.form(given, seed=wanted.seed, iterations=wanted.iterations, until=until)
    seconds = None if wanted.iterations is not None else round(time.perf_counter() - began, 2)
    files = [
        (wanted.out, _groups_file(people.roster, people.header, people.rows, result.groups)),
    ]
    if wanted.report is not None:
        files.append((wanted.report, _json(crowds.report(given, result) | {"seconds": seconds})))
    _write(files)
    print(
        f"{given.n} people in {len(result.groups)} groups. Score {result.score:g}, where a "
        "random draw gives 0 and no arrangement can give more than 100."
    )
    return FINE


def _solve(problem: grouping.Problem, wanted: argparse.Namespace, began: float) -> grouping.Result:
    iterations = wanted.iterations
    should_stop: Callable[[], bool] | None = None
    if wanted.seconds is not None:
        iterations = _iterations_within(problem, wanted.seconds, began)
        latest = began + wanted.seconds * _LATEST + 1

        def should_stop() -> bool:
            return bool(time.perf_counter() > latest)

    return grouping.solve(problem, seed=wanted.seed, iterations=iterations, should_stop=should_stop)


def _iterations_within(problem: grouping.Problem, seconds: float, began: float) -> int:
    """Time a short trial, and return how many iterations fit into the seconds that are left."""
    marks: list[tuple[float, int]] = []
    grouping.solve(
        problem,
        seed=0,
        iterations=_TRIAL,
        on_progress=lambda seen: marks.append((time.perf_counter(), seen.step)),
    )
    if len(marks) < 2:
        return _TRIAL
    each = (marks[-1][0] - marks[0][0]) / max(1, marks[-1][1] - marks[0][1])
    left = seconds * 0.9 - (time.perf_counter() - began)
    return max(_TRIAL, int(left / max(each, 1e-6)))


# -- reading ---------------------------------------------------------------------------------------


def _rules(path: Path) -> grouping.Rules:
    try:
        return grouping.parse_rules(_text(path))
    except grouping.RuleError as trouble:
        raise BadInputError(f"{path.name}: {trouble}") from None


def _text(path: Path) -> str:
    data = path.read_bytes()
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise BadInputError(f"{path.name} is not a text file.")


def _table(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """Return the header and the rows of a CSV file; a row that does not fit is named by number."""
    text = _text(path)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    rows: list[dict[str, str]] = []
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        header = [each.strip() for each in next(reader, [])]
        _check_header(path, header)
        for cells in reader:
            if not any(each.strip() for each in cells):
                continue
            if len(cells) > len(header):
                raise BadInputError(
                    f"{path.name}, line {reader.line_num}: {len(cells)} cells under "
                    f"{len(header)} columns."
                )
            rows.append(dict(zip(header, chain(cells, repeat("")), strict=False)))
    except csv.Error as trouble:
        raise BadInputError(f"{path.name} is not a table: {trouble}.") from None
    if not rows:
        raise BadInputError(f"{path.name} names nobody.")
    return header, rows


def _check_header(path: Path, header: Sequence[str]) -> None:
    if not any(header):
        raise BadInputError(f"{path.name} is empty.")
    for name in header:
        if not name:
            raise BadInputError(f"{path.name} has a column without a name.")
        if list(header).count(name) > 1:
            raise BadInputError(f"{path.name} has the column “{name}” twice.")


def _history(rules_path: Path, rules: grouping.Rules) -> list[grouping.Meeting]:
    met: list[grouping.Meeting] = []
    for rule in rules.soft:
        if not isinstance(rule, grouping.NewFaces) or rule.history is None:
            continue
        met += _meetings(rules_path.parent / rule.history)
    return met


def _meetings(path: Path) -> list[grouping.Meeting]:
    met: list[grouping.Meeting] = []
    header, rows = _table(path)
    for name in ("a", "b", "times"):
        if name not in header:
            raise BadInputError(f"{path.name} needs the columns a, b and times.")
    for at, row in enumerate(rows):
        if not row["times"].strip().isdecimal():
            raise BadInputError(
                f"{path.name}, row {at + 2}: “{row['times']}” is not a number of times."
            )
        met.append(grouping.Meeting(row["a"].strip(), row["b"].strip(), int(row["times"].strip())))
    return met


# -- writing ---------------------------------------------------------------------------------------


def inert(cell: str) -> str:
    """Return a cell that a spreadsheet shows and does not run."""
    return f"'{cell}" if cell.startswith(_DANGEROUS) else cell


def _groups_file(
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


def _json(report: Mapping[str, Any]) -> str:
    return json.dumps(report, ensure_ascii=False, indent=1, default=str) + "\n"


def _report(problem: grouping.Problem, result: grouping.Result, seed: int) -> dict[str, Any]:
    drawn = grouping.chance(problem, draws=DRAWS, seed=seed)
    bound = result.standing.bound
    return {
        "people": problem.n,
        "groups": problem.group_count,
        "sizes": list(result.sizes),
        "members": [list(group) for group in result.groups],
        "seed": result.seed,
        "iterations": result.iterations,
        "engine": result.engine,
        "problem_hash": result.problem_hash,
        "score": result.score,
        "objective": result.objective,
        "chance": {"draws": drawn.draws, "mean": drawn.mean, "best": drawn.best},
        "bound": {
            "value": bound.value,
            "method": bound.method,
            "gap": bound.gap(result.objective),
        },
        "violations": [],
        "reasons": {
            person: [
                {"code": each.code, **each.values, "people": list(each.people)} for each in found
            ]
            for person, found in grouping.explain_everyone(problem, result.groups).items()
        },
    }


def _impossible(each: grouping.Impossible) -> dict[str, Any]:
    return {
        "rule": each.rule,
        "people": list(each.people),
        "why": each.why,
        "relaxations": [relaxation.text for relaxation in each.relaxations],
    }


def _not_found(
    problem: grouping.Problem,
    broken: grouping.Violation,
    result: grouping.Result,
    count: int | None,
) -> dict[str, Any]:
    names = dict(zip(problem.roster.ids, problem.roster.names, strict=True))
    who = ", ".join(names[each] for each in broken.people)
    return {
        "rule": broken.rule,
        "people": list(broken.people),
        "why": (
            "Nothing proves that the rules cannot be kept, but "
            f"{result.iterations} iterations found no way: “{broken.rule}” stays broken for {who}."
        ),
        "relaxations": [
            *([f"Make {count} groups: with them every must-have can be kept."] if count else []),
            "Search longer, with more --iterations.",
            f"Ease “{broken.rule}”.",
        ],
    }


def _refuse(
    wanted: argparse.Namespace, problem: grouping.Problem, impossible: list[dict[str, Any]]
) -> int:
    report = {
        "people": problem.n,
        "seed": wanted.seed,
        "engine": grouping.ENGINE,
        "problem_hash": grouping.problem_hash(problem),
        "impossible": impossible,
    }
    return _tell_impossible(wanted, report)


def _tell_impossible(wanted: argparse.Namespace, report: Mapping[str, Any]) -> int:
    if wanted.report is not None:
        _write([(wanted.report, _json(report))])
    for each in report["impossible"]:
        print(_one_line(each["why"]), file=sys.stderr)
        for text in each["relaxations"]:
            print(f"- {text}", file=sys.stderr)
    return IMPOSSIBLE


def _write(files: Sequence[tuple[Path, str]]) -> None:
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


def _one_line(text: str) -> str:
    return " ".join(text.split())
