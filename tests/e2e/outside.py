"""Running a module of these tests beside a server, in the server's data directory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from server.processes import clean_environment

TESTS = Path(__file__).parents[1]


def run(module: str, data_dir: Path, *arguments: str) -> dict[str, Any]:
    """Run a module as a process of its own; what its last line says, as JSON."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=TESTS,
        env=clean_environment(
            JUNTO_DATA_DIR=str(data_dir),
            DJANGO_SETTINGS_MODULE="junto.config.settings",
            PYTHONPATH=str(TESTS),
        ),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
