"""A running server to measure: processor time per request, memory, time to the first page.

with BenchServer(data_dir) as server:
    cookies = server.sign_in(user_id)
    _, bare = bare_pages(server, cookies)
    page = server.cpu_ms("/people", cookies=cookies)
    judge("people list", page / bare, 4, "times the bare page")
"""

import http.client
import os
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

BENCH = Path(__file__).parent
REQUESTS = 400
ROUNDS = 20
WARM_UP = 20

_failures = []


def judge(what, figure, limit, unit):
    """Print a figure beside its limit, and remember whether it keeps to it."""
    verdict = "ok" if figure <= limit else "TOO MUCH"
    print(f"{what:<44} {figure:8.2f} {unit} (at most {limit}) {verdict}", flush=True)
    if figure > limit:
        _failures.append(what)


def report(what, figure, unit):
    """Print a figure that has no limit of its own."""
    print(f"{what:<44} {figure:8.2f} {unit}", flush=True)


def leave():
    """End the script: status 1 when anything was above its limit."""
    sys.exit(1 if _failures else 0)


_databases = {}


def on_postgresql():
    """Let servers use the PostgreSQL of the caller, as scripts/postgres-test.sh names it."""
    _databases.update(
        {name: os.environ[name] for name in ("JUNTO_DATABASE_URL", "JUNTO_KEYS_DATABASE_URL")}
    )


def environment(data_dir):
    """No setting but the directory, whatever the caller has set for itself."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("JUNTO_", "DJANGO_"))}
    return kept | _databases | {"JUNTO_DATA_DIR": str(data_dir)}


class BenchServer:
    """`junto serve` with the bare page, on a free port; use it in a `with`."""

    def __init__(self, data_dir, *options, redis=""):
        self.data_dir = Path(data_dir)
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, str(BENCH / "_bare.py"), "serve", "--port", "0", *options],
            env=environment(data_dir) | ({"JUNTO_REDIS_URL": redis} if redis else {}),
            stdout=subprocess.PIPE,
            text=True,
        )
        self.port = self._port()
        threading.Thread(target=self.process.stdout.read, daemon=True).start()

    def _port(self):
        for line in self.process.stdout:
            if line.startswith("Junto is ready: "):
                return int(line.rpartition(":")[2])
        raise SystemExit("the server did not start")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(30)
        self.process.stdout.close()

    def first_page_s(self, path="/"):
        """Seconds from the start of the process to the first whole page."""
        try:
            with urllib.request.urlopen(f"http://localhost:{self.port}{path}") as answer:
                answer.read()
        except urllib.error.HTTPError as problem:
            problem.read()
            if problem.code >= 500:
                raise
        return time.monotonic() - self.started

    def sign_in(self, user_id):
        """Cookies of a session of this user, made straight in the database."""
        code = (
            "import sys\n"
            "from junto.config import environment; environment.set_up_django()\n"
            "from django.contrib.auth import get_user_model\n"
            "from django.contrib.sessions.backends.db import SessionStore\n"
            "user = get_user_model().objects.get(pk=int(sys.argv[1]))\n"
            "session = SessionStore()\n"
            "session['_auth_user_id'] = str(user.pk)\n"
            "session['_auth_user_backend'] = "
            "'allauth.account.auth_backends.AuthenticationBackend'\n"
            "session['_auth_user_hash'] = user.get_session_auth_hash()\n"
            "session.create()\n"
            "print(session.session_key)\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, str(user_id)],
            env=environment(self.data_dir),
            check=True,
            capture_output=True,
            text=True,
        )
        return {"junto": done.stdout.strip()}

    def cpu_ms(self, path, *, cookies=None, headers=None, requests=REQUESTS, expected=200):
        """Milliseconds of processor time the server spends on one request for a page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        headers = {"Host": "localhost", "Accept-Encoding": "gzip", **(headers or {})}
        if cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())

        def ask(times):
            for _ in range(times):
                connection.request("GET", path, headers=headers)
                answer = connection.getresponse()
                answer.read()
                if answer.status != expected:
                    raise SystemExit(f"{path} answers {answer.status}")

        ask(WARM_UP)
        # The machine is shared: the calmest round says what the page itself costs.
        rounds = []
        for _ in range(ROUNDS):
            before = cpu_seconds(self.process.pid)
            ask(requests // ROUNDS)
            rounds.append(cpu_seconds(self.process.pid) - before)
        connection.close()
        return 1000 * min(rounds) / (requests // ROUNDS)

    def worker(self):
        """Process id of the worker, once it beats."""
        heartbeat = self.data_dir / "worker.heartbeat"
        while True:
            written = heartbeat.read_text() if heartbeat.exists() else ""
            if written.isdigit() and Path(f"/proc/{written}").exists():
                return int(written)
            time.sleep(0.05)


def bare_pages(server, cookies):
    """Milliseconds of the two pages of 20 rows: without middleware, and for somebody signed in."""
    barest = server.cpu_ms("/bare")
    bare = server.cpu_ms("/bare/signed-in", cookies=cookies)
    report("barest Django page of 20 rows", barest, "ms CPU")
    report("bare page of 20 rows, signed in: the baseline", bare, "ms CPU")
    return barest, bare


def cpu_seconds(pid):
    """Processor time of all threads of a process so far, to the nanosecond."""
    threads = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((each / "schedstat").read_text().split()[0]) for each in threads) / 1e9


def memory_mb(pid):
    """Memory a process holds at present."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise SystemExit(f"process {pid} is gone")
