"""`junto serve`: from an empty directory to a running server with its worker."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from junto.config import checks, environment
from junto.config.env import Env, variable
from junto.config.trouble import Trouble

logger = logging.getLogger(__name__)

GRACEFUL_SECONDS = 10
# Written out: resolving them would load every screen before the server answers its first request.
SETUP_PATH = "/welcome/"
SAMPLE_PATH = "/sample/as/program_manager"


def run() -> int:
    """Serve until a signal ends it."""
    env = environment.current()
    if env.uses_sqlite:
        checks.sqlite()
    door = checks.bind(env.host, env.port)
    with door:
        if not env.port:
            env = _settle_port(door)
        data_dir = env.data_dir.absolute()
        checks.data_directory(data_dir)
        lock = checks.only_server(data_dir) if env.uses_sqlite else None
        try:
            _serve(env, data_dir, door)
        finally:
            if lock is not None:
                lock.close()
    return 0


def _settle_port(door: socket.socket) -> Env:
    """Write down which free port it became: links name it, and the worker writes links too."""
    os.environ[variable("port")] = str(door.getsockname()[1])
    return environment.current()


def _serve(env: Env, data_dir: Path, door: socket.socket) -> None:
    from junto.config.supervisor import Supervisor, worker_command

    # One thread for sums of matrices, here and in the worker: more of them gain little for the
    # sizes there are, and take the processor from whoever waits for a page.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    prepare_database(env)
    _empty(data_dir / "tmp")
    if env.demo:
        _add_sample()
    worker = Supervisor(worker_command())
    worker.start()
    try:
        lines = announcement(env)
        _run_uvicorn(door, env, ready=lambda: print(*lines, sep="\n", flush=True))
    finally:
        worker.stop()


def prepare_database(env: Env) -> None:
    """Open the database and bring its tables up to date."""
    from django.db import DatabaseError

    from junto.config import migrating

    environment.set_up_django()
    checks.database(env)
    checks.keys_database(env)
    try:
        migrating.bring_up_to_date()
    except DatabaseError as problem:
        raise checks.database_trouble(env, problem) from problem


def open_database() -> None:
    """Open the database for a command that only reads it."""
    from junto.config import migrating

    env = environment.current()
    if env.uses_sqlite:
        checks.sqlite()
    checks.data_directory(env.data_dir.absolute())
    environment.set_up_django()
    checks.database(env)
    if migrating.shipped_names() - migrating.applied_names():
        raise Trouble("The database tables are not those of this version. Run `junto migrate`.")


def _add_sample() -> None:
    """Add the sample organization in a process of its own.

    Forming its groups loads a good deal of mathematics, which the server is not to carry around.
    """
    from junto.domain.organizations import queries

    if queries.sample_organization() is None:
        command = [sys.executable, "-m", "junto", "sample"]
        if subprocess.run(command, check=False).returncode:  # noqa: S603 - ourselves
            raise Trouble("The sample organization was not added. Start without --demo.")


def _empty(folder: Path) -> None:
    """Remove what uploads left behind when a server was killed."""
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _run_uvicorn(door: socket.socket, env: Env, *, ready: Callable[[], None]) -> None:
    import uvicorn

    from junto.config.server import application

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            ready()

    config = uvicorn.Config(
        application(),
        access_log=False,
        log_config=None,
        lifespan="on",
        server_header=False,
        proxy_headers=bool(env.trusted_proxies),
        forwarded_allow_ips=list(env.trusted_proxies),
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
    )
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    # uvicorn sends itself the signal once more after it has ended in order; that one is not to kill
    # us before the worker has been stopped.
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: None)
    Server(config).run(sockets=[door])


def announcement(env: Env) -> list[str]:
    """Say where the server is, and how the first administrator gets in."""
    lines = [f"Junto is ready: {env.public_url}"]
    link = first_administrator_link(env)
    if link:
        lines.append(f"Set up the first administrator here, once, within a day: {link}")
    if env.demo:
        lines.append(f"Look around the sample program: {env.public_url}{SAMPLE_PATH}")
    return lines


def first_administrator_link(env: Env) -> str:
    """Return a link with a fresh one-time code, or nothing when it has been used already.

    Whoever uses it founds an organization; the sample one has nobody who could let others in.
    """
    from django.utils import timezone

    from junto.domain.accounts import actions
    from junto.domain.organizations import queries

    if not all(each.is_sample for each in queries.all_organizations()):
        return ""
    code = actions.create_setup_code(now=timezone.now())
    return f"{env.public_url}{SETUP_PATH}{code}"


def run_worker(*, stop_with_input: bool) -> int:
    """`junto worker`: do the jobs, until a signal ends it."""
    from junto.config import supervisor

    if stop_with_input:
        supervisor.stop_with_input()
    env = environment.current()
    if env.uses_sqlite:
        checks.sqlite()
    checks.data_directory(env.data_dir.absolute())
    environment.set_up_django()
    checks.database(env)

    from junto.foundation.jobs import worker

    worker.run()
    return 0


def run_migrate() -> int:
    """`junto migrate`: bring the tables up to date without starting a server."""
    env = environment.current()
    if env.uses_sqlite:
        checks.sqlite()
    checks.data_directory(env.data_dir.absolute())
    prepare_database(env)
    print("The database is up to date.", file=sys.stdout)
    return 0


def run_sample() -> int:
    """`junto sample`: add the invented organization where it is missing."""
    from django.utils import timezone

    prepare_database(environment.current())

    from junto.domain.organizations import queries
    from junto.domain.overview import sample

    if queries.sample_organization() is None:
        sample.seed(now=timezone.now(), seed=1)
    return 0
