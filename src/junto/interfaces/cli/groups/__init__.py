"""`junto groups ...`: groups, rounds and matches from files, with no server and no database."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from types import ModuleType

from junto.kernel import grouping, matching

from . import explaining, foreign, forming, matchmaking, planning, repairing, verifying
from .errors import BAD_INPUT, FINE, BadInputError, Parser, one_line

_COMMANDS: dict[str, tuple[ModuleType, str]] = {
    "form": (forming, "ROSTER.csv --rules rules.yaml --out groups.csv"),
    "explain": (explaining, "ROSTER.csv --rules rules.yaml --groups groups.csv"),
    "verify": (verifying, "REPORT.json ROSTER.csv --rules rules.yaml"),
    "repair": (repairing, "GROUPS.csv ROSTER.csv --rules rules.yaml --out mended.csv"),
    "rounds": (planning, "ROSTER.csv --rounds 6 --size 5 --out rounds.csv"),
    "match": (matchmaking, "MENTEES.csv MENTORS.csv --rules rules.yaml --out pairs.csv"),
    "read": (foreign, "SURVEY.csv --from gruepr --out people.csv"),
}
_USAGE = "Write: " + "\n   or: ".join(
    f"junto groups {name} {example}" for name, (_, example) in _COMMANDS.items()
)


def parsers() -> dict[str, Parser]:
    """Return what each command reads and writes, by its name."""
    return {name: module.parser() for name, (module, _) in _COMMANDS.items()}


def main(argv: Sequence[str]) -> int:
    """Run `junto groups ...`; return the exit status: 0, 1, 2 or 3."""
    name = next(iter(argv), "")
    if name not in _COMMANDS:
        asked = name in ("-h", "--help")
        print(_USAGE, file=sys.stdout if asked else sys.stderr)
        return FINE if asked else BAD_INPUT
    module, _ = _COMMANDS[name]
    try:
        return int(module.run(argv[1:]))
    except (BadInputError, matching.MatchError) as trouble:
        print(one_line(str(trouble)), file=sys.stderr)
    except (grouping.RosterError, grouping.RuleError) as trouble:
        text = one_line(str(trouble))
        print(text[:1].upper() + text[1:], file=sys.stderr)
    except OSError as trouble:
        print(f"{trouble.filename}: {trouble.strerror}.", file=sys.stderr)
    return BAD_INPUT
