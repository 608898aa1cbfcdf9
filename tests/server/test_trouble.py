"""What keeps the server from starting is said in one sentence, with how to mend it."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from server.processes import Server, clean_environment, junto

pytestmark = pytest.mark.server


def serve(data_dir: Path, *arguments: str, **settings: str) -> str:
    """What `junto serve` says when it refuses to start."""
    done = junto("serve", "--port", "0", "--data-dir", str(data_dir), *arguments, **settings)
    assert (done.returncode, done.stdout) == (2, "")
    return done.stderr


def test_a_taken_port(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        said = serve(tmp_path / "data", "--port", str(port))
    assert said == (
        f"junto: Port {port} is taken by another program. Stop that one, or choose another port"
        " with --port.\n"
    )


def test_a_host_that_is_not_this_machine(tmp_path):
    assert serve(tmp_path / "data", "--host", "192.0.2.1") == (
        "junto: The server cannot listen on 192.0.2.1: Cannot assign requested address. Use"
        " 127.0.0.1 for this machine alone or 0.0.0.0 for its network with --host.\n"
    )


def test_a_port_that_is_no_number(tmp_path):
    assert serve(tmp_path / "data", "--port", "http") == (
        "junto: JUNTO_PORT cannot be used: write a whole number from 0 to 65535.\n"
    )


def test_a_data_directory_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("in the way")
    where = tmp_path / "file" / "data"
    assert serve(where) == (
        f"junto: The data directory {where} cannot be written: Not a directory. Give the user who"
        " runs Junto write access to it, or choose another with --data-dir.\n"
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only to root")
def test_a_read_only_data_directory(tmp_path):
    where = tmp_path / "data"
    where.mkdir(mode=0o500)
    assert serve(where) == (
        f"junto: The data directory {where} cannot be written: Permission denied. Give the user"
        " who runs Junto write access to it, or choose another with --data-dir.\n"
    )


@contextmanager
def small_disk(where: Path, megabytes: int) -> Iterator[Path]:
    """A disk of its own, which only root can make."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root can mount a small disk")
    where.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "none", where],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("this machine does not let root mount")
    try:
        yield where
    finally:
        subprocess.run(["umount", "--lazy", where], check=True)


def test_a_full_disk(tmp_path):
    with small_disk(tmp_path / "small", 2) as disk:
        said = serve(disk / "data")
    assert said.startswith(f"junto: The disk of the data directory {disk / 'data'} is full: ")
    assert said.endswith("Make room, or choose another place with --data-dir.\n")


def test_a_disk_that_fills_up_later_refuses_uploads_and_still_shows_pages(tmp_path):
    with small_disk(tmp_path / "small", 80) as disk, Server(disk / "data") as server:
        with suppress(OSError), (disk / "filler").open("wb", buffering=0) as filler:
            while True:
                filler.write(b"x" * 2**20)
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        connection.request("POST", "/status", b"y" * 2**20)
        answer = connection.getresponse()
        assert answer.status == 507
        assert b"The server&#x27;s disk is full, so nothing was saved." in answer.read()
        connection.close()
        assert server.get("/status") == "ok"


def test_a_database_url_where_nothing_answers(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
    said = serve(
        tmp_path / "data", JUNTO_DATABASE_URL=f"postgresql://ada:hush@127.0.0.1:{port}/junto"
    )
    assert said.startswith(f"junto: The database at 127.0.0.1:{port}/junto cannot be used: ")
    assert said.endswith(
        "Check JUNTO_DATABASE_URL, and that PostgreSQL runs and lets this user in.\n"
    )
    assert "hush" not in said


def test_a_database_url_that_is_none(tmp_path):
    assert serve(tmp_path / "data", JUNTO_DATABASE_URL="mysql://localhost/junto") == (
        "junto: JUNTO_DATABASE_URL cannot be used: write"
        " postgresql://user:password@host/database, or leave it out for SQLite.\n"
    )


def test_a_damaged_database(tmp_path):
    where = tmp_path / "data"
    where.mkdir()
    (where / "junto.sqlite3").write_bytes(b"no database at all" * 1000)
    assert serve(where) == (
        f"junto: The database file in {where} is damaged (file is not a database). Put back your"
        " latest backup of it, or choose another directory with --data-dir.\n"
    )


def test_a_database_of_a_newer_version(data_dir):
    code = (
        "from junto.config import environment; environment.set_up_django()\n"
        "from django.db.migrations.recorder import MigrationRecorder\n"
        "from django.db import connection\n"
        "MigrationRecorder(connection).record_applied('people', '9999_from_the_future')\n"
    )
    subprocess.run(
        [sys.executable, "-c", code],
        env=clean_environment(JUNTO_DATA_DIR=str(data_dir)),
        check=True,
    )
    assert serve(data_dir) == (
        "junto: This database was written by a newer Junto: it has seen the change"
        " people.9999_from_the_future, which this version does not know. Install the newer"
        " version, or put back a backup from before.\n"
    )


def test_a_second_server_on_the_same_data(data_dir):
    with Server(data_dir) as first:
        said = serve(first.data_dir)
    assert said == (
        f"junto: Another Junto is already running on the data directory {first.data_dir}. Stop it,"
        " or choose another directory with --data-dir.\n"
    )


def test_an_sqlite_that_can_corrupt_its_file(tmp_path):
    code = (
        "import sys\n"
        "from junto import _sqlite\n"
        "from junto.__main__ import main\n"
        "_sqlite.MINIMUM = (99, 0, 0)\n"
        f"sys.exit(main(['serve', '--data-dir', {str(tmp_path / 'data')!r}]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "can corrupt a database that two processes write to; Junto needs 99.0.0" in done.stderr
    assert "`pip install pysqlite3`" in done.stderr
    assert "JUNTO_DATABASE_URL" in done.stderr
    assert not (tmp_path / "data").exists()


def test_an_unknown_setting(tmp_path):
    assert serve(tmp_path / "data", JUNTO_DATABASE_ULR="postgresql://localhost/junto") == (
        "junto: There is no setting JUNTO_DATABASE_ULR. Did you mean JUNTO_DATABASE_URL?\n"
    )
