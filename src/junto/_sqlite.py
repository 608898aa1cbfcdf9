"""Put a sound SQLite in place of the system's: importing this module is what does it.

SQLite 3.7.0 to 3.51.2 can corrupt a WAL database that two processes write to (the WAL-reset bug),
and Junto always has two writers: the server and its worker. The ``pysqlite3`` wheel carries a newer
one. The swap works only before anything else has bound ``sqlite3``, so this is the first import of
the settings and of every command.
"""

import sqlite3
import sys

MINIMUM = (3, 51, 3)


def _swap() -> None:
    if sqlite3.sqlite_version_info >= MINIMUM:
        return
    try:
        import pysqlite3
        import pysqlite3.dbapi2
    except ImportError:
        # There is no wheel for this machine; `junto serve` says so and names the mends.
        return
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2


_swap()


def version() -> tuple[int, ...]:
    """Return the version of the SQLite this process works with."""
    import sqlite3 as bound

    return tuple(bound.sqlite_version_info)


def is_sound() -> bool:
    """Tell whether that SQLite is free of the WAL-reset bug."""
    return version() >= MINIMUM
