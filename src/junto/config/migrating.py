"""Bring the databases to the tables this version of Junto expects."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from junto.config.trouble import Trouble

Names = set[tuple[str, str]]

KEYS = "keys"
KEYS_APP = "roundkeys"

# Any number will do, as long as every server on one database uses the same.
ADVISORY_LOCK = 0x6A756E746F


def bring_up_to_date() -> bool:
    """Run what is missing, and tell whether anything was.

    Looking at file names is enough to see that nothing is missing, and takes a few milliseconds
    where loading every migration takes most of a second.
    """
    with _one_at_a_time():
        shipped, done = shipped_names(), applied_names()
        _refuse_newer(shipped, done)
        keys_missing = shipped_keys_names() - applied_names(KEYS)
        if shipped <= done and not keys_missing:
            return False
        if not done and _is_new_file():
            _create(shipped)
        _migrate()
    return True


def shipped_names() -> Names:
    """Return app and name of every migration this version contains."""
    from django.apps import apps

    return {
        (app.label, file.stem)
        for app in apps.get_app_configs()
        for file in (Path(app.path) / "migrations").glob("[0-9a-zA-Z]*.py")
    }


def shipped_keys_names() -> Names:
    """Return those that the database of keys needs."""
    return {name for name in shipped_names() if name[0] == KEYS_APP}


def applied_names(database: str = "default") -> Names:
    """Return app and name of every migration a database has seen."""
    from django.db import connections

    connection = connections[database]
    with connection.cursor() as cursor:
        if "django_migrations" not in connection.introspection.table_names(cursor):
            return set()
        cursor.execute("SELECT app, name FROM django_migrations")
        return set(cursor.fetchall())


def _refuse_newer(shipped: Names, done: Names) -> None:
    from django.apps import apps

    ours = {a.label for a in apps.get_app_configs() if a.name.startswith("junto.")}
    unknown = sorted(name for name in done - shipped if name[0] in ours)
    if unknown:
        label, name = unknown[0]
        raise Trouble(
            f"This database was written by a newer Junto: it has seen the change {label}.{name},"
            " which this version does not know. Install the newer version, or put back a backup"
            " from before."
        )


def _is_new_file() -> bool:
    from django.db import connection

    return connection.vendor == "sqlite" and not connection.introspection.table_names()


def _create(shipped: Names) -> None:
    """Give a new file the tables of today at once.

    Taking every step of the past takes seconds and grows with each release; a test holds that both
    ways end with the same tables. One transaction: a start that is broken off leaves a new file.
    """
    from django.apps import apps
    from django.core.management.sql import emit_post_migrate_signal
    from django.db import connection, router
    from django.db.migrations.recorder import MigrationRecorder

    alias = connection.alias
    applied = MigrationRecorder(connection).Migration
    with connection.schema_editor() as editor:
        for config in apps.get_app_configs():
            for model in router.get_migratable_models(config, alias):
                editor.create_model(model)
        editor.create_model(applied)
        applied.objects.using(alias).bulk_create(
            applied(app=app, name=name) for app, name in sorted(shipped)
        )
    emit_post_migrate_signal(verbosity=0, interactive=False, db=alias)


def _migrate() -> None:
    from django.core.management import call_command

    quietly = {"verbosity": 0, "interactive": False, "skip_checks": True}
    call_command("migrate", **quietly)
    call_command("migrate", KEYS_APP, database=KEYS, **quietly)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Let servers that start together on one PostgreSQL take turns; on SQLite there is but one."""
    from django.db import connection

    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])
