"""The data directory: folders and secrets only the server's own user can look into."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path

FOLDER_MODE = 0o700
FILE_MODE = 0o600
FOLDERS = ("secrets", "files", "tmp")


def prepare(data_dir: Path) -> None:
    """Make the data directory and its folders where they are missing."""
    make_folder(data_dir)
    for name in FOLDERS:
        make_folder(data_dir / name)


def new_secret_key() -> str:
    return secrets.token_urlsafe(48)


def new_sealing_key() -> str:
    key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii").rstrip("=")
    return f"{secrets.token_hex(4)}:{key}"


def load_or_make(path: Path, make: Callable[[], str]) -> str:
    """Return the secret in `path`, making it first where there is none yet.

    Two processes that start together agree on one secret: it is written aside and linked into
    place, which fails for whoever comes second.
    """
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        pass
    aside = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(make() + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(aside, path)
    except FileExistsError:
        pass
    finally:
        aside.unlink()
    return path.read_text(encoding="ascii").strip()


def make_folder(path: Path) -> None:
    """Make a folder nobody else on this machine can look into."""
    path.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
