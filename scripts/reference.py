"""Write docs/reference/ from the code: permissions, events, settings, commands, jobs and ports.

.venv/bin/python scripts/reference.py           # write the pages
.venv/bin/python scripts/reference.py --check   # 1 when a page is out of date
"""

from __future__ import annotations

import argparse
import importlib.util
import inspect
import os
import pkgutil
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import fields
from itertools import groupby
from pathlib import Path

REFERENCE = Path(__file__).resolve().parent.parent / "docs/reference"
NOTICE = "<!-- Written by scripts/reference.py from the code: change it there. -->"


def page(title: str, introduction: str, body: Iterator[str]) -> str:
    """Put a page together."""
    return "\n".join([f"# {title}", "", NOTICE, "", introduction.strip(), "", *body]) + "\n"


def by_context(names: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Group `context.something` by its context."""
    for context, members in groupby(sorted(names), key=lambda name: name.split(".")[0]):
        yield context, list(members)


def permissions() -> str:
    """Every permission: its name and what it allows."""
    from junto.foundation import access

    sentences = {policy.name: policy.description for policy in access.policies()}

    def body() -> Iterator[str]:
        for context, names in by_context(list(sentences)):
            yield from [
                f"## {context.capitalize()}",
                "",
                "| Permission | What it allows |",
                "|---|---|",
            ]
            yield from (f"| `{name}` | {sentences[name]} |" for name in names)
            yield ""

    return page("Permissions", PERMISSIONS, body())


def events() -> str:
    """Every event: its kind, what it tells, and what it carries."""
    from junto.foundation import events as foundation

    kinds = {kind: event for kind, event in foundation.kinds().items() if kind}

    def row(kind: str) -> str:
        event = kinds[kind]
        carried = ", ".join(f"`{field.name}`" for field in fields(event)) or "nothing"
        own = event.__doc__ or ""
        sentence = "" if own.startswith(f"{event.__name__}(") else first_sentence(own)
        return f"| `{kind}` | {sentence} | {carried} |"

    def body() -> Iterator[str]:
        for context, names in by_context(list(kinds)):
            yield from [f"## {context.capitalize()}", ""]
            yield from ["| Event | What happened | Carries |", "|---|---|---|"]
            yield from (row(name) for name in names)
            yield ""

    return page("Events", EVENTS, body())


def settings() -> str:
    """Every variable of the environment."""
    from junto.config import reference

    return reference.settings_page()


def commands() -> str:
    """Every command of the terminal with its own help."""
    from junto.__main__ import parser
    from junto.interfaces.cli import formats, groups

    def body() -> Iterator[str]:
        subparsers = next(a for a in parser()._actions if isinstance(a, argparse._SubParsersAction))
        for choice in subparsers._choices_actions:
            yield from [f"## junto {choice.dest}", "", f"{sentence_case(choice.help or '')}.", ""]
            yield from options(subparsers.choices[choice.dest])
            inside = {"groups": groups.parsers, "formats": formats.parsers}.get(choice.dest)
            for name, command in (inside() if inside else {}).items():
                yield from [f"### junto {choice.dest} {name}", "", f"{command.description}", ""]
                yield from options(command)

    return page("Commands", COMMANDS, body())


def options(command: argparse.ArgumentParser) -> Iterator[str]:
    """Rows for the arguments of one command; nothing for a command that reads its own."""
    shown = [a for a in command._actions if a.help not in (None, argparse.SUPPRESS)]
    shown = [a for a in shown if not isinstance(a, argparse._HelpAction)]
    if not shown:
        return
    yield from ["| Option | What it does |", "|---|---|"]
    for action in shown:
        name = " ".join([", ".join(action.option_strings), action.metavar or ""]).strip()
        yield f"| `{name or action.dest}` | {sentence_case(action.help or '')} |"
    yield ""


def jobs() -> str:
    """Every job of the worker, what runs by the clock, and the ports contexts offer each other."""
    from junto.foundation import jobs as foundation
    from junto.foundation import ports, schedule

    def explained(function: object) -> str:
        return first_sentence(inspect.getdoc(function) or "")

    def body() -> Iterator[str]:
        yield from ["## Jobs", "", "| Job | What it does |", "|---|---|"]
        names = foundation.names()
        yield from (f"| `{name}` | {explained(foundation.work_of(name))} |" for name in names)
        yield from ["", "## By the clock", "", "| Task | Every | What it does |", "|---|---|---|"]
        for task in schedule.tasks():
            yield f"| `{task.name}` | {task.every} | {explained(task.run)} |"
        yield from ["", "## Ports", ""]
        yield from (f"- `{name}`" for name in ports.ports())

    return page("Jobs and ports", JOBS, body())


def first_sentence(text: str) -> str:
    """Return the first sentence of a docstring on one line."""
    paragraph = " ".join(text.strip().split("\n\n")[0].split())
    return re.split(r"(?<=[.!?]) ", paragraph)[0]


def sentence_case(text: str) -> str:
    """Begin with a capital; argparse's habit is not to."""
    return text[:1].upper() + text[1:]


PERMISSIONS = """
Nobody may do anything unless a permission says so. A page loads its object and asks for one of
these; the action behind it asks again, so the terminal and the worker are held to the same rule.
What may not be seen answers exactly like what does not exist.
"""
EVENTS = """
What happened is recorded once, in the transaction of the change itself, and never altered. Events
carry references, never what a person wrote. The worker chains them by hash within seconds;
`junto audit verify` checks the chain.
"""
COMMANDS = """
Exit status: 0 fine, 1 a check found trouble, 2 bad input with one sentence on the error output, 3
rules that no grouping can keep.
"""
JOBS = """
Long work is done by the worker process. A job whose worker died is taken up again, three times at
most, so each of them may run twice with the effect of once.
"""

PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands,
    "events.md": events,
    "jobs.md": jobs,
    "permissions.md": permissions,
    "settings.md": settings,
}


def declare_everything() -> None:
    """Import the files of every context that declare something; a server does so as it needs."""
    import junto.domain

    for context in pkgutil.iter_modules(junto.domain.__path__, "junto.domain."):
        for name in ("events", "jobs", "policies", "subscribers"):
            if importlib.util.find_spec(f"{context.name}.{name}"):
                importlib.import_module(f"{context.name}.{name}")


def render() -> dict[str, str]:
    """Return every page as it should be, by file name. Django is set up already."""
    declare_everything()
    return {name: re.sub(r"\n{3,}", "\n\n", write()) for name, write in PAGES.items()}


def outdated() -> list[str]:
    """Return the names of pages that differ from the code."""
    return [
        name
        for name, text in render().items()
        if not (REFERENCE / name).is_file() or (REFERENCE / name).read_text("utf-8") != text
    ]


def main() -> int:
    """Write the pages, or with `--check` only compare them."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--check", action="store_true", help="compare, write nothing")
    check = arguments.parse_args().check
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["JUNTO_DATA_DIR"] = scratch
        os.environ["DJANGO_SETTINGS_MODULE"] = "junto.config.settings"
        import junto.config.settings  # noqa: F401, I001 - swaps sqlite3 before Django binds it
        import django

        django.setup()
        stale = outdated()
        if check:
            for name in stale:
                print(f"docs/reference/{name} is out of date: make reference", file=sys.stderr)
            return 1 if stale else 0
        REFERENCE.mkdir(parents=True, exist_ok=True)
        pages = render()
        for name in stale:
            (REFERENCE / name).write_text(pages[name], "utf-8")
            print(f"docs/reference/{name}")
        return 0


if __name__ == "__main__":
    sys.exit(main())
