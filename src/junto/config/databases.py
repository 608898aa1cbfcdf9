"""How Junto opens its databases: the data, and the keys of open rounds beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

SQLITE_NAME = "junto.sqlite3"
KEYS_NAME = "keys.sqlite3"

# WAL and FULL: an answer that was acknowledged survives a kill and a power cut. secure_delete from
# the very first page: what was erased is not left behind in free pages. No mmap: it turns a full
# disk into a crash.
PRAGMAS = {
    "secure_delete": "ON",
    "journal_mode": "WAL",
    "synchronous": "FULL",
    "mmap_size": "0",
    "wal_autocheckpoint": "1000",
}

# Keys are few and small, and what is deleted has to be gone at once: no write-ahead log.
KEYS_PRAGMAS = {"secure_delete": "ON", "journal_mode": "DELETE", "synchronous": "FULL"}


def configuration(url: str, data_dir: Path) -> dict[str, Any]:
    """Return the entry of Django's ``DATABASES``."""
    return _postgresql(url) if url else _sqlite(data_dir / SQLITE_NAME, PRAGMAS)


def keys_configuration(url: str, data_dir: Path) -> dict[str, Any]:
    """Return the entry of the database of round keys, which no backup ever holds."""
    return _postgresql(url) if url else _sqlite(data_dir / KEYS_NAME, KEYS_PRAGMAS)


def _sqlite(path: Path, pragmas: dict[str, str]) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # A transaction that reads before it writes takes the write lock first: DEFERRED would
            # fail half of them, and autocommit would oversell every capacity.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": ";".join(f"PRAGMA {name}={value}" for name, value in pragmas.items()),
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, **dict(parse_qsl(parts.query))},
    }
