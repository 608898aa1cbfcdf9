"""Heavy libraries belong to the worker and the terminal, never to the process that serves pages."""

import os
import subprocess
import sys
from pathlib import Path

HEAVY = (
    "numpy",
    "scipy",
    "numba",
    "openpyxl",
    "xlsxwriter",
    "weasyprint",
    "pandas",
    "jsonschema",
    "icalendar",
    "dateutil",
    "pycrdt",
    "anyio",
    "pytest",
)
LOAD = f"""
import junto.config.settings
import django
django.setup()
from django.core.handlers.wsgi import WSGIHandler
from django.urls import get_resolver
from junto.config.server import application
application()
WSGIHandler()
def walk(patterns):
    for pattern in patterns:
        walk(getattr(pattern, "url_patterns", []))
walk(get_resolver().url_patterns)
import sys
print(*sorted(name for name in {HEAVY!r} if name in sys.modules))
"""


def test_serving_pages_loads_nothing_heavy(tmp_path: Path) -> None:
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("JUNTO_")},
        "DJANGO_SETTINGS_MODULE": "junto.config.settings",
        "JUNTO_DATA_DIR": str(tmp_path),
    }
    answer = subprocess.run(
        [sys.executable, "-c", LOAD], env=environment, check=True, capture_output=True, text=True
    )

    assert answer.stdout.split() == []
