"""One command runs the server and its worker, and both survive rough treatment."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from server.processes import Server, clean_environment, is_running, junto, until
from server.visitor import Visitor

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("running") / "data") as server:
        yield server


def test_an_empty_directory_becomes_a_server_that_answers(running):
    assert running.get("/status") == "ok"


def test_the_first_administrator_gets_one_link_with_a_code(data_dir):
    with Server(data_dir) as server:
        line = server.line_with("first administrator")
        url = server.url
    assert line.startswith(
        f"Set up the first administrator here, once, within a day: {url}/welcome/"
    )
    assert len(line.rpartition("/")[2]) == 32


def test_with_the_sample_there_is_a_link_to_look_around_and_one_to_begin(data_dir):
    with Server(data_dir, "--demo") as server:
        server.line_with("Set up the first administrator")
        look_around = server.line_with("Look around the sample program: ").rpartition(" ")[2]
        assert "Look around the sample program" in Visitor().open(look_around)


def test_everything_it_keeps_is_closed_to_other_users(running):
    paths = [running.data_dir, *running.data_dir.rglob("*")]
    assert [p for p in paths if stat.S_IMODE(p.stat().st_mode) & 0o077] == []


def test_nothing_is_written_down_about_who_read_what(data_dir):
    with Server(data_dir) as server:
        server.get("/status")
        server.worker()
    assert [line.partition(":")[0] for line in server.output] == [
        "Junto is ready",
        "Set up the first administrator here, once, within a day",
    ]


def test_eight_stalled_posts_block_nobody(running):
    stalled = [socket.create_connection(("127.0.0.1", running.port)) for _ in range(8)]
    for connection in stalled:
        connection.sendall(
            b"POST /status HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nhalf"
        )
    assert running.get("/status") == "ok"
    for connection in stalled:
        connection.close()


def test_eight_readers_that_stall_block_nobody(running):
    stalled = [socket.create_connection(("127.0.0.1", running.port)) for _ in range(8)]
    for connection in stalled:
        connection.sendall(b"GET /status HTTP/1.1\r\nHost: localhost\r\n\r\n" * 50)
    assert running.get("/status") == "ok"
    for connection in stalled:
        connection.close()


def test_an_upload_of_65_megabytes_is_answered_with_a_page(running):
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=30)
    connection.request("POST", "/status", b"y" * (65 * 2**20))
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    assert (answer.status, answer.headers["Connection"]) == (413, "close")
    assert "Nothing was saved." in body
    assert list((running.data_dir / "tmp").iterdir()) == []


def test_a_killed_worker_is_replaced(data_dir):
    with Server(data_dir) as server:
        first = server.worker()
        os.kill(first, signal.SIGKILL)
        second = until(lambda: (now := server.worker()) != first and now, "another worker")
        assert is_running(second)
        assert not is_running(first)


def test_the_worker_ends_when_the_server_is_killed(data_dir):
    with Server(data_dir) as server:
        worker = server.worker()
        server.kill()
        until(lambda: not is_running(worker), "the end of the worker")


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_a_signal_stops_server_and_worker_in_order(data_dir, name):
    with Server(data_dir) as server:
        worker = server.worker()
        server.process.send_signal(getattr(signal, name))
        status = server.process.wait(20)
    assert status == 0
    assert not is_running(worker)
    assert not [line for line in server.output if "Traceback" in line]


WRITER = """
from junto.config import environment
environment.set_up_django()
from django.contrib.sessions.models import Session
from django.utils import timezone
for number in range(10**9):
    Session.objects.create(session_key=f"key{number}", expire_date=timezone.now())
    print(number, flush=True)
"""


def test_a_write_that_was_acknowledged_survives_kill_9(data_dir):
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER],
        env=clean_environment(JUNTO_DATA_DIR=str(data_dir)),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdout
    with writer.stdout as acknowledged:
        last = [int(acknowledged.readline()) for _ in range(200)][-1]
        writer.kill()
        last = max([last, *(int(line) for line in acknowledged if line.endswith("\n"))])
    writer.wait()
    with closing(sqlite3.connect(data_dir / "junto.sqlite3")) as database:
        kept = database.execute("SELECT count(*) FROM django_session").fetchone()[0]
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert kept in (last + 1, last + 2)


def test_an_administrator_whom_the_server_welcomed_survives_kill_9(data_dir):
    with Server(data_dir) as server:
        link = server.line_with("first administrator").rpartition(" ")[2]
        visitor = Visitor()
        visitor.open(link)
        status, where = visitor.send(
            name="Ada Byron",
            email="ada@engine.example",
            password="a long way to Turin",
            organization="Engine works",
        )
        server.kill()
    assert (status, where.partition("-")[0]) == (302, "/start/engine")
    with Server(data_dir) as server:
        visitor = Visitor()
        visitor.open(f"{server.url}/sign-in")
        status, where = visitor.send(login="ada@engine.example", password="a long way to Turin")
    assert (status, where) == (302, "/")
    assert [line for line in server.output if "first administrator" in line] == []


def test_a_server_that_was_killed_starts_again_on_its_data(data_dir):
    with Server(data_dir) as server:
        server.kill()
    (data_dir / "tmp" / "left-behind.upload").write_bytes(b"half")
    with Server(data_dir) as server:
        assert server.get("/status") == "ok"
        assert list((data_dir / "tmp").iterdir()) == []


def test_the_web_process_carries_no_mathematics_and_no_spreadsheets(tmp_path):
    code = (
        "import sys\n"
        "from junto.config import environment, server\n"
        "environment.set_up_django()\n"
        "server.application()\n"
        "from django.urls import get_resolver\n"
        "get_resolver().url_patterns\n"
        "heavy = {'scipy', 'openpyxl', 'xlsxwriter', 'numba', 'numpy'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=clean_environment(JUNTO_DATA_DIR=str(tmp_path / "data")),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"


def test_settings_of_the_data_directory_are_read_from_options(tmp_path: Path):
    done = junto("doctor", "--data-dir", str(tmp_path / "here"))
    assert done.returncode == 1
    assert f"JUNTO_DATA_DIR           {tmp_path / 'here'}" in done.stdout
    assert "changes to the database tables are missing" in done.stdout
