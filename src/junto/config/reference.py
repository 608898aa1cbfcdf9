"""The reference page of all settings, written from the settings themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from junto.config import env

HEAD = """\
# Settings

<!-- Written by scripts/reference.py from src/junto/config/env.py: change it there. -->

Junto reads its settings from the environment, once, when it starts. There is no settings file.
What an organization may decide for itself is on its own pages, never here.

A secret may stand in a file instead of the environment: put the name of the file into the variable
with `_FILE` at its end. A variable that begins with `JUNTO_` and is not on this page is an error,
so a typing mistake never passes for a setting. `junto doctor` shows every setting with its source.

| Variable | Default | What it does |
|---|---|---|
"""


def settings_page() -> str:
    """Return the page as Markdown."""
    return HEAD + "".join(f"{row}\n" for row in _rows())


def _rows() -> Iterator[str]:
    for setting in env.settings_of():
        name = f"`{env.variable(setting.name)}`"
        if setting.metadata["secret"]:
            name += f", `{env.variable(setting.name)}{env.FILE_SUFFIX}`"
        yield f"| {name} | {_default(setting)} | {setting.metadata['doc']} |"


def _default(setting: Any) -> str:
    if setting.metadata["shown"]:
        return str(setting.metadata["shown"])
    if isinstance(setting.default, bool):
        return "`1`" if setting.default else "`0`"
    return f"`{setting.default}`"
