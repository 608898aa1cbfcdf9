"""Django's settings as tests see them: the real ones, in a data directory of their own.

`JUNTO_DATABASE_URL` and `JUNTO_KEYS_DATABASE_URL` decide the databases, as they do for a server:
scripts/postgres-test.sh sets them to a cluster made for the run.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "JUNTO_DATA_DIR" not in os.environ:
    os.environ["JUNTO_DATA_DIR"] = tempfile.mkdtemp(prefix="junto-tests-")
    atexit.register(shutil.rmtree, os.environ["JUNTO_DATA_DIR"], ignore_errors=True)
os.environ.setdefault("JUNTO_PSEUDO_LOCALES", "1")

from junto.config.settings import *  # noqa: F403 - Django reads settings as one namespace
from junto.config.settings import DATABASES, ENV

# The one table of keys needs no history.
_keys = DATABASES["keys"]
_keys["TEST"] = {"MIGRATE": False}
if not ENV.keys_database_url:
    _keys["TEST"]["NAME"] = Path(os.environ["JUNTO_DATA_DIR"]) / "test-keys.sqlite3"
    _keys["OPTIONS"]["init_command"] += ";PRAGMA synchronous=OFF"

if ENV.uses_sqlite:
    # A file, as in production: a database in memory has other locks. Nobody waits for its disk.
    # Its tables are made at once, as a server makes them in a new file; PostgreSQL takes the steps.
    _sqlite = DATABASES["default"]
    _sqlite["TEST"] = {
        "NAME": Path(os.environ["JUNTO_DATA_DIR"]) / "test.sqlite3",
        "MIGRATE": False,
    }
    _sqlite["OPTIONS"]["init_command"] += ";PRAGMA synchronous=OFF"

# What argon2 costs on purpose is paid once, in the test of signing in, not by every client.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "django.contrib.auth.hashers.Argon2PasswordHasher",
]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
