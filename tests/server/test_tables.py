"""A new database gets its tables at once; an old one gets there step by step."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from server.processes import clean_environment

pytestmark = pytest.mark.server

READ = """
import json, sys
from junto.config import environment
environment.set_up_django()
from junto.config import migrating
if sys.argv[1] == "steps":
    migrating._is_new_file = lambda: False
migrating.bring_up_to_date()
from django.db import connection
tables = {}
with connection.cursor() as cursor:
    for name in connection.introspection.table_names(cursor):
        cursor.execute(f'PRAGMA table_info("{name}")')
        columns = sorted(row[1:] for row in cursor.fetchall())
        limits = connection.introspection.get_constraints(cursor, name)
        tables[name] = {
            "columns": columns,
            "limits": sorted(json.dumps(limit, sort_keys=True) for limit in limits.values()),
            "rows": sorted(map(list, cursor.execute("SELECT app, name FROM django_migrations")))
            if name == "django_migrations"
            else [],
        }
print(json.dumps(tables))
"""


def tables(folder: Path, way: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", READ, way],
        env=clean_environment(JUNTO_DATA_DIR=str(folder)),
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_a_new_file_has_the_tables_that_every_step_of_the_past_leads_to(tmp_path: Path) -> None:
    at_once, by_steps = tables(tmp_path / "new", "at once"), tables(tmp_path / "old", "steps")

    assert sorted(at_once) == sorted(by_steps)
    assert {name: at_once[name] for name in at_once if at_once[name] != by_steps[name]} == {}
