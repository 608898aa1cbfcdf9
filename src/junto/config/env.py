"""Every setting of a server, read once from the environment into one frozen object.

What an organization may decide is a row in the database, never a variable here. The reference page
``docs/reference/settings.md`` is written from this file.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PREFIX = "JUNTO_"
FILE_SUFFIX = "_FILE"
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
EMAIL_SECURITIES = ("starttls", "tls", "none")


class SettingError(Exception):
    """A setting cannot be used; the message says which one and how to mend it."""


def _text(value: str) -> str:
    return value.strip()


def _path(value: str) -> Path:
    return Path(value).expanduser()


def _flag(value: str) -> bool:
    known = {
        "1": True,
        "yes": True,
        "true": True,
        "0": False,
        "no": False,
        "false": False,
        "": False,
    }
    try:
        return known[value.strip().lower()]
    except KeyError:
        raise ValueError("write 1 for yes or 0 for no") from None


def _number(least: int, most: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        if not re.fullmatch(r"\d{1,9}", value.strip()) or not least <= int(value) <= most:
            raise ValueError(f"write a whole number from {least} to {most}")
        return int(value)

    return parse


def _one_of(*choices: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        for choice in choices:
            if value.strip().lower() == choice.lower():
                return choice
        raise ValueError(f"write one of {', '.join(choices)}")

    return parse


def _list(value: str) -> tuple[str, ...]:
    return tuple(part for part in re.split(r"[,\s]+", value) if part)


def _url(value: str) -> str:
    value = value.strip().rstrip("/")
    if not value:
        return ""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("write the whole address, like https://junto.example")
    if parts.path or parts.query or parts.fragment:
        raise ValueError("leave out everything after the host: Junto needs a host of its own")
    return value


def _database_url(value: str) -> str:
    value = value.strip()
    if not value:
        return ""
    parts = urlsplit(value)
    if parts.scheme not in ("postgresql", "postgres"):
        raise ValueError(
            "write postgresql://user:password@host/database, or leave it out for SQLite"
        )
    if not parts.path.strip("/"):
        raise ValueError("the name of the database is missing after the last slash")
    return value


def _redis_url(value: str) -> str:
    value = value.strip()
    if value and urlsplit(value).scheme not in ("redis", "rediss", "unix"):
        raise ValueError("write redis://host:6379/0, or leave it out for one web process")
    return value


def _secret_key(value: str) -> str:
    value = value.strip()
    if value and len(value) < 32:
        raise ValueError("it is shorter than 32 characters; leave it out and Junto makes one")
    return value


def _sealing_keys(value: str) -> tuple[str, ...]:
    keys = _list(value)
    for key in keys:
        if not re.fullmatch(r"[\w-]{1,16}:[\w-]{43}=?", key, re.ASCII):
            raise ValueError("write each key as id:key, 32 bytes in URL-safe Base64")
    return keys


def _setting(
    default: Any, parse: Callable[[str], Any], doc: str, *, secret: bool = False, shown: str = ""
) -> Any:
    metadata = {"parse": parse, "doc": doc, "secret": secret, "shown": shown}
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, kw_only=True, slots=True)
class Env:
    """The settings of this server. Each field is the variable ``JUNTO_`` + its name in capitals."""

    data_dir: Path = _setting(  # noqa: RUF009 - a field specifier, like dataclasses.field
        Path("data"),
        _path,
        "Where everything Junto keeps is stored: the SQLite database, the secrets and the files.",
    )
    host: str = _setting(
        "127.0.0.1",
        _text,
        "The address the server listens on. `0.0.0.0` lets other machines in.",
    )
    port: int = _setting(8000, _number(0, 65535), "The port. 0 takes any free one.")
    url: str = _setting(
        "",
        _url,
        "The address people type, without a path. It goes into links and mails and decides which"
        " host names are answered. Passkeys and secure cookies need `https://`.",
        shown="`http://localhost:` + the port",
    )
    database_url: str = _setting(
        "",
        _database_url,
        "`postgresql://user:password@host/database` for PostgreSQL.",
        secret=True,
        shown="SQLite in the data directory",
    )
    redis_url: str = _setting(
        "",
        _redis_url,
        "Where web processes tell each other that a room has news: `redis://host:6379/0`. Only"
        " needed with more than one web process; install Junto with its `redis` extra.",
        secret=True,
    )
    keys_database_url: str = _setting(
        "",
        _database_url,
        "`postgresql://user:password@host/database` for the keys of open anonymous rounds, when"
        " several machines share one PostgreSQL. Choose another database than the data's, and"
        " leave it out of every backup.",
        secret=True,
        shown="`keys.sqlite3` in the data directory",
    )
    secret_key: str = _setting(
        "",
        _secret_key,
        "Signs sessions and links. Changing it signs everybody out.",
        secret=True,
        shown="made once, in the data directory",
    )
    sealing_keys: tuple[str, ...] = _setting(
        (),
        _sealing_keys,
        "Keys that seal confidential text, newest first, as `id:key` with 32 bytes in URL-safe"
        " Base64, separated by commas. Without the key a text was sealed with, it cannot be read.",
        secret=True,
        shown="made once, in the data directory",
    )
    demo: bool = _setting(
        False, _flag, "Adds an invented sample organization with a \u201cView as\u201d switch."
    )
    log_level: str = _setting(
        "INFO", _one_of(*LOG_LEVELS), f"How much is logged: {', '.join(LOG_LEVELS)}."
    )
    trusted_proxies: tuple[str, ...] = _setting(
        (),
        _list,
        "Addresses or networks of your reverse proxies. Only theirs are believed when they say who"
        " is calling and over which scheme.",
        shown="none",
    )
    session_days: int = _setting(
        14, _number(1, 365), "How many days somebody stays signed in on a device."
    )
    email_host: str = _setting(
        "",
        _text,
        "The mail server (SMTP). Without one Junto sends no mail.",
        shown="none: mail is off",
    )
    email_port: int = _setting(587, _number(1, 65535), "The port of the mail server.")
    email_user: str = _setting("", _text, "The user name at the mail server.", shown="none")
    email_password: str = _setting(
        "", _text, "The password at the mail server.", secret=True, shown="none"
    )
    email_security: str = _setting(
        "starttls",
        _one_of(*EMAIL_SECURITIES),
        "How the line to the mail server is encrypted: `starttls`, `tls` from the first byte, or"
        " `none`.",
    )
    email_from: str = _setting(
        "", _text, "The sender of every mail.", shown="`junto@` + the host of the URL"
    )
    pseudo_locales: bool = _setting(
        False,
        _flag,
        "Offers two invented languages that show untranslated text (`en-XA`) and right-to-left"
        " trouble (`ar-XB`). For translators and tests.",
    )
    sources: Mapping[str, str] = field(default_factory=dict, compare=False, metadata={"own": True})

    @property
    def public_url(self) -> str:
        return self.url or f"http://localhost:{self.port}"

    @property
    def public_host(self) -> str:
        return urlsplit(self.public_url).hostname or "localhost"

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https:")

    @property
    def allowed_hosts(self) -> list[str]:
        """Names the server answers to: its own address and this machine."""
        names = [self.public_host, "localhost", "127.0.0.1", "[::1]"]
        if self.host not in ("0.0.0.0", "::", ""):  # noqa: S104 - compared, not bound
            names.append(f"[{self.host}]" if ":" in self.host else self.host)
        return list(dict.fromkeys(names))

    @property
    def mail_from(self) -> str:
        return self.email_from or f"junto@{self.public_host}"

    @property
    def uses_sqlite(self) -> bool:
        return not self.database_url


def settings_of(cls: type[Env] = Env) -> list[Any]:
    """Return the fields that are settings, in the order of the reference page."""
    return [f for f in fields(cls) if "parse" in f.metadata]


def variable(name: str) -> str:
    """Return the environment variable of a field."""
    return PREFIX + name.upper()


def load(environ: Mapping[str, str]) -> Env:
    """Read the settings, or raise `SettingError` naming the first one that cannot be used.

    A secret may stand in a file instead: ``JUNTO_SECRET_KEY_FILE=/run/secrets/key``.
    """
    _refuse_unknown(environ)
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}
    for setting in settings_of():
        raw, source = _raw(setting, environ)
        sources[setting.name] = source
        if raw is None:
            continue
        try:
            values[setting.name] = setting.metadata["parse"](raw)
        except ValueError as problem:
            raise SettingError(f"{source} cannot be used: {problem}.") from None
    return Env(**values, sources=sources)


def _raw(setting: Any, environ: Mapping[str, str]) -> tuple[str | None, str]:
    name = variable(setting.name)
    file_name = name + FILE_SUFFIX
    if setting.metadata["secret"] and environ.get(file_name):
        if name in environ:
            raise SettingError(f"{name} and {file_name} are both set: keep one of them.")
        return _read(file_name, environ[file_name]), file_name
    if name in environ:
        return environ[name], name
    return None, "default"


def _read(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as problem:
        reason = getattr(problem, "strerror", None) or "it is not text"
        raise SettingError(f"{name} names {path}, which cannot be read: {reason}.") from None


def known_variables() -> list[str]:
    """Return every variable that is understood, with the files secrets may stand in."""
    names = []
    for setting in settings_of():
        names.append(variable(setting.name))
        if setting.metadata["secret"]:
            names.append(variable(setting.name) + FILE_SUFFIX)
    return names


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    known = known_variables()
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in known:
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.0)
            raise SettingError(f"There is no setting {name}. Did you mean {near[0]}?")
