"""Look before starting: everything a server needs of its machine, as one sentence when missing."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import socket
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from junto import _sqlite
from junto.config import datadir
from junto.config.env import Env
from junto.config.trouble import Trouble

LEAST_FREE = 64 * 2**20
LISTEN_QUEUE = 1024


def sqlite() -> None:
    """Refuse an SQLite that can corrupt a database with two writers."""
    if _sqlite.is_sound():
        return
    found = ".".join(map(str, _sqlite.version()))
    least = ".".join(map(str, _sqlite.MINIMUM))
    raise Trouble(
        f"SQLite {found} can corrupt a database that two processes write to; Junto needs {least}"
        " or newer. Run `pip install pysqlite3` (Linux on x86-64), use a Python built with a newer"
        " SQLite, or set JUNTO_DATABASE_URL to a PostgreSQL database."
    )


def data_directory(path: Path) -> None:
    """Make the data directory, and refuse one that cannot be written or is nearly full."""
    try:
        datadir.prepare(path)
        probe = path / "tmp" / f".probe-{os.getpid()}"
        probe.write_bytes(b"probe")
        probe.unlink()
    except OSError as problem:
        if problem.errno == errno.ENOSPC:
            raise _disk_full(path, 0) from None
        raise Trouble(
            f"The data directory {path} cannot be written: {problem.strerror}. Give the user who"
            " runs Junto write access to it, or choose another with --data-dir."
        ) from None
    free = free_bytes(path)
    if free < LEAST_FREE:
        raise _disk_full(path, free)


def free_bytes(path: Path) -> int:
    """Return how much room is left where `path` lives."""
    return shutil.disk_usage(path).free


def _disk_full(path: Path, free: int) -> Trouble:
    return Trouble(
        f"The disk of the data directory {path} is full: {free // 2**20} MB are free and Junto"
        f" needs {LEAST_FREE // 2**20} MB. Make room, or choose another place with --data-dir."
    )


def only_server(path: Path) -> IO[bytes]:
    """Hold the data directory for this process; the lock ends with it, however it ends."""
    lock = (path / "server.lock").open("ab")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise Trouble(
            f"Another Junto is already running on the data directory {path}. Stop it, or choose"
            " another directory with --data-dir."
        ) from None
    return lock


def bind(host: str, port: int) -> socket.socket:
    """Take the address the server will listen on."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        taken = socket.socket(family, kind, protocol)
    except OSError:
        raise Trouble(
            f"There is no address called {host}. Use 127.0.0.1 for this machine alone or 0.0.0.0"
            " for its network with --host."
        ) from None
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(address)
        # Listening now keeps a second server from taking the same port during start-up.
        taken.listen(LISTEN_QUEUE)
    except OSError as problem:
        taken.close()
        raise _cannot_bind(host, port, problem) from None
    return taken


def _cannot_bind(host: str, port: int, problem: OSError) -> Trouble:
    if problem.errno == errno.EADDRINUSE:
        return Trouble(
            f"Port {port} is taken by another program. Stop that one, or choose another port with"
            " --port."
        )
    if problem.errno == errno.EACCES:
        return Trouble(
            f"Port {port} is reserved for the administrator of this machine. Choose one above 1023"
            " with --port and put a reverse proxy in front."
        )
    return Trouble(
        f"The server cannot listen on {host}: {problem.strerror}. Use 127.0.0.1 for this machine"
        " alone or 0.0.0.0 for its network with --host."
    )


def database(env: Env) -> None:
    """Open the databases once, and say in a sentence why one cannot be opened."""
    _open("default", env.database_url, "JUNTO_DATABASE_URL", env.data_dir)


def keys_database(env: Env) -> None:
    """Open the database of round keys once, and say in a sentence why it cannot be opened."""
    _open("keys", env.keys_database_url, "JUNTO_KEYS_DATABASE_URL", env.data_dir)


def _open(alias: str, url: str, variable: str, data_dir: Path) -> None:
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError, connections

    try:
        connections[alias].ensure_connection()
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, ImproperlyConfigured) as problem:
        raise _trouble_of(url, variable, data_dir, problem) from None


def database_trouble(env: Env, problem: Exception) -> Trouble:
    """Turn what the database says into what to do about it."""
    return _trouble_of(env.database_url, "JUNTO_DATABASE_URL", env.data_dir, problem)


def _trouble_of(url: str, variable: str, data_dir: Path, problem: Exception) -> Trouble:
    said = (str(problem).strip().splitlines() or [type(problem).__name__])[0]
    if not url:
        return _sqlite_trouble(data_dir, said)
    if "psycopg" in said:
        return Trouble("PostgreSQL needs its driver: run `pip install 'junto[postgres]'`.")
    parts = urlsplit(url)
    where = f"{parts.hostname or 'the local socket'}:{parts.port or 5432}{parts.path}"
    return Trouble(
        f"The database at {where} cannot be used: {said}. Check {variable}, and that"
        " PostgreSQL runs and lets this user in."
    )


def _sqlite_trouble(folder: Path, said: str) -> Trouble:
    if "full" in said:
        return _disk_full(folder, free_bytes(folder))
    if "not a database" in said or "malformed" in said:
        return Trouble(
            f"The database file in {folder} is damaged ({said}). Put back your latest backup of"
            " it, or choose another directory with --data-dir."
        )
    return Trouble(
        f"The database in {folder} cannot be used: {said}. Check that the user who runs Junto owns"
        " every file there, or choose another directory with --data-dir."
    )
