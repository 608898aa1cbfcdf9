"""The generated pages tell what the code does, or the build is red."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from junto.config import env

ROOT = Path(__file__).parents[2]
DECLARED = """
import os, sys
sys.path.insert(0, "scripts")
os.environ["DJANGO_SETTINGS_MODULE"] = "junto.config.settings"
import junto.config.settings
import django
django.setup()
import reference
reference.declare_everything()
from junto.foundation import access, events, jobs, schedule
print(*(policy.name for policy in access.policies()))
print(*filter(None, events.kinds()))
print(*jobs.names(), *(task.name for task in schedule.tasks()))
"""


def listed(page: str) -> set[str]:
    """Names in the first column of a page's tables."""
    text = (ROOT / "docs/reference" / page).read_text("utf-8")
    return set(re.findall(r"^\| `([^`]+)`", text, re.MULTILINE))


@pytest.fixture(scope="module")
def declared() -> list[set[str]]:
    """Permissions, events and jobs of a process in which no other test has declared any."""
    answer = subprocess.run(
        [sys.executable, "-c", DECLARED], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return [set(line.split()) for line in answer.stdout.splitlines()]


def test_every_page_is_what_the_code_says_today() -> None:
    command = [sys.executable, "scripts/reference.py", "--check"]
    answer = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)

    assert (answer.stderr, answer.returncode) == ("", 0)


def test_every_permission_is_explained(declared: list[set[str]]) -> None:
    assert listed("permissions.md") == declared[0]


def test_every_event_is_explained(declared: list[set[str]]) -> None:
    assert listed("events.md") == declared[1]


def test_every_job_is_explained(declared: list[set[str]]) -> None:
    assert listed("jobs.md") == declared[2]


def test_every_setting_is_explained() -> None:
    assert listed("settings.md") == {env.variable(setting.name) for setting in env.settings_of()}
