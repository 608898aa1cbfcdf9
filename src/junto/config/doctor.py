"""`junto doctor`: every setting with its source, every check with its mend."""

from __future__ import annotations

import re
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from junto import __version__, _sqlite
from junto.config import checks, datadir, environment
from junto.config import env as settings
from junto.config.databases import PRAGMAS
from junto.config.env import Env
from junto.config.trouble import Trouble

HEARTBEAT_SECONDS = 30
COMFORTABLE_FREE = 2**30


class Verdict(Enum):
    """How a check ended: only `BROKEN` makes the command fail."""

    FINE = "ok"
    NOTE = "note"
    BROKEN = "broken"


@dataclass(frozen=True)
class Finding:
    """What one check saw, and what to do about it."""

    verdict: Verdict
    what: str
    mend: str = ""

    def __str__(self) -> str:
        line = f"  {self.verdict.value:<7} {self.what}"
        return f"{line}\n{'':10}{self.mend}" if self.mend else line


def fine(what: str) -> Finding:
    return Finding(Verdict.FINE, what)


def note(what: str, mend: str) -> Finding:
    return Finding(Verdict.NOTE, what, mend)


def broken(what: str, mend: str) -> Finding:
    return Finding(Verdict.BROKEN, what, mend)


def run() -> int:
    """Print everything; 1 when something is broken."""
    env = environment.current()
    print(f"Junto {__version__}\n\nSettings")
    for line in setting_lines(env):
        print(line)
    print("\nChecks")
    worst = Verdict.FINE
    for finding in findings(env):
        print(finding)
        if finding.verdict is Verdict.BROKEN:
            worst = Verdict.BROKEN
    return 1 if worst is Verdict.BROKEN else 0


def setting_lines(env: Env) -> Iterator[str]:
    """Show every setting: variable, value (secrets stay hidden) and where it comes from."""
    for setting in settings.settings_of():
        name = settings.variable(setting.name)
        yield f"  {name:<24} {_shown(setting, env):<34} {env.sources[setting.name]}"


def _shown(setting: Any, env: Env) -> str:
    derived = {"url": env.public_url, "email_from": env.mail_from}
    value = derived.get(setting.name) or getattr(env, setting.name)
    if value == setting.default and setting.metadata["shown"]:
        return re.sub("`", "", setting.metadata["shown"])
    if setting.metadata["secret"]:
        return "(hidden)"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value)
    return str(value)


def findings(env: Env) -> Iterator[Finding]:
    """Run the checks one after the other; those that need the database come last."""
    data_dir = env.data_dir.absolute()
    if env.uses_sqlite:
        yield _checked(checks.sqlite, f"SQLite {'.'.join(map(str, _sqlite.version()))}")
    directory = _checked(
        lambda: checks.data_directory(data_dir), f"The data directory {data_dir} can be written"
    )
    yield directory
    if directory.verdict is Verdict.BROKEN:
        return
    yield from _modes(data_dir)
    yield _free(data_dir)
    environment.set_up_django()
    reached = _checked(lambda: checks.database(env), "The database answers")
    yield reached
    if reached.verdict is not Verdict.BROKEN:
        if env.uses_sqlite:
            yield _pragmas()
        yield _migrations()
    yield from _keys(env)
    yield _worker()
    yield _mail(env)
    yield _address(env)


def _checked(check: Callable[[], None], what: str) -> Finding:
    try:
        check()
    except Trouble as trouble:
        sentence, _, mend = str(trouble).partition(". ")
        return broken(sentence + ".", mend)
    return fine(f"{what}.")


def _modes(data_dir: Path) -> Iterator[Finding]:
    folders = [data_dir, *(data_dir / name for name in datadir.FOLDERS)]
    secrets = (data_dir / "secrets").iterdir()
    databases = data_dir.glob("*.sqlite3*")
    open_ones = [
        path
        for path in (*folders, *secrets, *databases)
        if stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    if not open_ones:
        yield fine("Only this user can read the data directory.")
    for path in open_ones:
        mend = f"chmod go-rwx {path}"
        # Behind a closed folder an open file does no harm yet.
        harmless = path.is_file() and data_dir not in open_ones
        yield (note if harmless else broken)(f"Other users of this machine can read {path}.", mend)


def _free(data_dir: Path) -> Finding:
    free = checks.free_bytes(data_dir) // 2**20
    if free * 2**20 < COMFORTABLE_FREE:
        return note(f"{free} MB of disk are free.", "Make room before it runs out.")
    return fine(f"{free // 1024} GB of disk are free.")


def _pragmas() -> Finding:
    from django.db import connection

    expected = {"journal_mode": "wal", "synchronous": "2", "secure_delete": "1", "mmap_size": "0"}
    wrong = []
    with connection.cursor() as cursor:
        for name in expected.keys() & PRAGMAS.keys():
            cursor.execute(f"PRAGMA {name}")
            found = str((cursor.fetchone() or [""])[0])
            if found != expected[name]:
                wrong.append(f"{name} is {found}")
    if wrong:
        return broken(
            f"SQLite does not keep to its rules: {', '.join(sorted(wrong))}.",
            "Move the data directory to a local disk: network file systems have no safe WAL.",
        )
    return fine(
        "SQLite keeps every acknowledged write (WAL, full sync) and erases what it deletes."
    )


def _migrations() -> Finding:
    from junto.config import migrating

    missing = migrating.shipped_names() - migrating.applied_names()
    missing |= migrating.shipped_keys_names() - migrating.applied_names(migrating.KEYS)
    if missing:
        return broken(
            f"{len(missing)} changes to the database tables are missing.",
            "Run `junto migrate`, or start `junto serve`, which does it.",
        )
    return fine("The database tables are up to date.")


def _keys(env: Env) -> Iterator[Finding]:
    where = "a database of their own" if env.keys_database_url else "keys.sqlite3"
    found = _checked(lambda: checks.keys_database(env), f"Keys of open rounds are kept in {where}")
    yield found
    if found.verdict is Verdict.BROKEN:
        return
    if env.keys_database_url and env.keys_database_url == env.database_url:
        yield broken(
            "The keys of open rounds lie in the same database as the answers.",
            "Set JUNTO_KEYS_DATABASE_URL to a database of its own, which no backup holds.",
        )


def _worker() -> Finding:
    from junto.foundation.jobs.worker import heartbeat_file

    mend = "`junto serve` runs one; without it, run `junto worker` beside the server."
    try:
        age = time.time() - heartbeat_file().stat().st_mtime
    except FileNotFoundError:
        return note("No worker has run here yet.", mend)
    if age > HEARTBEAT_SECONDS:
        return note(f"The worker was last seen {_ago(age)} ago.", mend)
    return fine("The worker is running.")


def _ago(seconds: float) -> str:
    for length, name in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * length:
            return f"{int(seconds // length)} {name}"
    return f"{int(seconds)} seconds"


def _mail(env: Env) -> Finding:
    if not env.email_host:
        return note("Mail is off.", "Set JUNTO_EMAIL_HOST to send invitations and sign-in codes.")
    if env.email_security == "none" and env.email_host not in ("localhost", "127.0.0.1"):
        return note(
            f"Mail travels to {env.email_host} unencrypted.", "Set JUNTO_EMAIL_SECURITY=starttls."
        )
    return fine(f"Mail goes through {env.email_host}.")


def _address(env: Env) -> Finding:
    if env.is_https or env.public_host == "localhost":
        return fine(f"{env.public_url} can use passkeys and keeps cookies safe.")
    return note(
        f"{env.public_url} is unencrypted: no passkeys, and the network can read everything.",
        "Put a reverse proxy with a certificate in front and set JUNTO_URL=https://...",
    )
