"""`junto formats ...`: check and time session formats from files, with no server or database."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from junto.domain.catalog import build
from junto.interfaces.cli.groups.errors import BAD_INPUT, FINE, BadInputError, Parser, one_line
from junto.kernel import formats as kernel

MINUTE = 60


def parsers() -> dict[str, Parser]:
    """Return what each command reads and writes, by its name."""
    return {name: make() for name, (make, _) in _COMMANDS.items()}


def main(argv: Sequence[str]) -> int:
    """Run `junto formats ...`; return the exit status: 0 fine, 2 bad input."""
    name = next(iter(argv), "")
    if name not in _COMMANDS:
        asked = name in ("-h", "--help")
        print(_USAGE, file=sys.stdout if asked else sys.stderr)
        return FINE if asked else BAD_INPUT
    make, run = _COMMANDS[name]
    try:
        return run(make().parse_args(argv[1:]))
    except BadInputError as trouble:
        print(one_line(str(trouble)), file=sys.stderr)
    except kernel.BadFile as bad:
        _tell(bad)
    except OSError as trouble:
        print(f"{trouble.filename}: {trouble.strerror}.", file=sys.stderr)
    except BrokenPipeError:
        return FINE
    return BAD_INPUT


# ---------------------------------------------------------------- commands


def _check_parser() -> Parser:
    parser = Parser(
        prog="junto formats check",
        description="Prove that formats keep what they promise, or say line by line what to mend.",
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="a format as YAML")
    return parser


def _check(asked: argparse.Namespace) -> int:
    bad = 0
    for name in asked.files:
        try:
            fmt = _read(Path(name))
        except kernel.BadFile as trouble:
            _tell(trouble)
            bad += 1
            continue
        cases = len(list(kernel.legal_cases(fmt)))
        print(f"{name}: {fmt.id} {fmt.version} keeps its promise in all {cases} cases.")
    return BAD_INPUT if bad else FINE


def _timeline_parser() -> Parser:
    parser = Parser(
        prog="junto formats timeline",
        description="Print what a session of so many people is made of, minute by minute.",
    )
    parser.add_argument("format", metavar="ID|FILE", help="a format that ships, or a file")
    parser.add_argument("--people", type=int, required=True, help="how many take part")
    parser.add_argument(
        "--param",
        action="append",
        default=[],
        metavar="NAME=N",
        help="a choice the format leaves open, such as deep_dives=2",
    )
    parser.add_argument("--json", action="store_true", help="print data instead of a table")
    return parser


def _timeline(asked: argparse.Namespace) -> int:
    fmt = _find(asked.format)
    params = dict(_param(each) for each in asked.param)
    unknown = sorted(params.keys() - fmt.params.keys())
    if unknown:
        known = ", ".join(fmt.params) or "none"
        raise BadInputError(f"{fmt.id} has no choice called {unknown[0]}; it has: {known}.")
    try:
        made = kernel.compile_format(fmt, asked.people, params)
    except (kernel.DoesNotFit, ValueError) as trouble:
        raise BadInputError(str(trouble)) from None
    if asked.json:
        print(json.dumps(_data(made), indent=2, ensure_ascii=False))
    else:
        print("\n".join(_table(fmt, made)))
    return FINE


def _list_parser() -> Parser:
    return Parser(prog="junto formats list", description="Print the formats that ship with Junto.")


def _list(asked: argparse.Namespace) -> int:
    del asked
    for path in sorted((build.DATA / "formats").glob("*.yaml")):
        fmt = _read(path)
        people = f"{fmt.group.min}-{fmt.group.max}"
        print(f"{fmt.id:28} {people:>6} people  {kernel.text_in(fmt.title, 'en')}")
    return FINE


def _export_parser() -> Parser:
    parser = Parser(
        prog="junto formats export",
        description="Print the source of a format that ships, to begin one's own from.",
    )
    parser.add_argument("format", metavar="ID", help="a format that ships")
    return parser


def _export(asked: argparse.Namespace) -> int:
    print(_shipped(asked.format).read_text("utf-8"), end="")
    return FINE


# ---------------------------------------------------------------- reading


def _find(name: str) -> kernel.Format:
    path = Path(name)
    return _read(path if path.suffix in (".yaml", ".yml") else _shipped(name))


def _shipped(name: str) -> Path:
    path = build.DATA / "formats" / f"{Path(name).name}.yaml"
    if not path.exists():
        raise BadInputError(f"No format is called {name}: see junto formats list.")
    return path


def _read(path: Path) -> kernel.Format:
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError:
        raise BadInputError(f"{path}: it is not text in UTF-8.") from None
    return kernel.load_format(text, schema=build.read_schema("format"), name=str(path))


def _param(written: str) -> tuple[str, int]:
    name, _, value = written.partition("=")
    if not name or not value.isdecimal():
        raise BadInputError(f"{written}: write a choice as NAME=N, such as deep_dives=2.")
    return name, int(value)


# ---------------------------------------------------------------- printing


def _tell(bad: kernel.BadFile) -> None:
    for problem in bad.problems:
        print(f"{bad.name}, {problem}", file=sys.stderr)


def _table(fmt: kernel.Format, made: kernel.Timeline) -> list[str]:
    promised = _minutes(made.promised_seconds)
    title = kernel.text_in(fmt.title, "en")
    lines = [f"{title} ({fmt.id} {fmt.version}), {made.n} people: {promised} minutes"]
    for item in made.items:
        where = f", round {item.round} of {item.rounds}" if (item.rounds or 1) > 1 else ""
        length, begins = _minutes(item.seconds), _minutes(item.start_seconds)
        lines.append(f"{begins:>6}  {length:>5}  {kernel.text_in(item.title, 'en')}{where}")
    ends = _minutes(made.promised_seconds)
    if made.buffer_seconds:
        begins = _minutes(made.promised_seconds - made.buffer_seconds)
        lines.append(f"{begins:>6}  {_minutes(made.buffer_seconds):>5}  room to finish well")
    lines.append(f"{ends:>6}         end")
    return lines


def _minutes(seconds: int) -> str:
    return f"{seconds // MINUTE}:{seconds % MINUTE:02}"


def _data(made: kernel.Timeline) -> dict[str, object]:
    return {
        "format": made.format_id,
        "version": made.version,
        "people": made.n,
        "params": dict(made.params),
        "promised_seconds": made.promised_seconds,
        "buffer_seconds": made.buffer_seconds,
        "stages": [
            {
                "id": item.stage.id,
                "title": kernel.text_in(item.title, "en"),
                "start_seconds": item.start_seconds,
                "seconds": item.seconds,
                "round": item.round,
                "rounds": item.rounds,
            }
            for item in made.items
        ],
    }


_COMMANDS: dict[str, tuple[Callable[[], Parser], Callable[[argparse.Namespace], int]]] = {
    "check": (_check_parser, _check),
    "timeline": (_timeline_parser, _timeline),
    "list": (_list_parser, _list),
    "export": (_export_parser, _export),
}
_USAGE = "Write: " + "\n   or: ".join(
    f"junto formats {each}"
    for each in ("check FILE...", "timeline ID --people N", "list", "export ID")
)
