"""Style sheets, scripts, fonts and icons: served from memory, straight out of the packages.

One digest over all of them is part of every address (``/static/<digest>/ui/app.css``), so browsers
keep them for ever and still get the new ones after an upgrade. There is nothing to collect.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

PREFIX = "/static/"
FOR_EVER = b"public, max-age=31536000, immutable"
ASK_AGAIN = b"no-cache"

CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".ico": "image/x-icon",
    ".png": "image/png",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
COMPRESSIBLE = {".css", ".js", ".json", ".svg", ".txt", ".webmanifest"}

Headers = list[tuple[bytes, bytes]]


def roots(package: Path) -> list[Path]:
    """Return the folders whose files are public: ``static`` of every area of screens."""
    return sorted((package / "interfaces" / "web").glob("*/static"))


def files(folders: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    """Yield every public file with the name it has in addresses, in a fixed order."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                yield path.relative_to(folder).as_posix(), path


def digest(folders: Iterable[Path]) -> str:
    """Return a short name for the content of all public files together."""
    total = hashlib.sha256()
    for name, path in files(folders):
        total.update(f"{name}\0{path.stat().st_size}\0".encode())
        total.update(path.read_bytes())
    return total.hexdigest()[:12]


@dataclass(frozen=True)
class Asset:
    """One public file in memory."""

    suffix: str
    body: bytes

    @cached_property
    def etag(self) -> bytes:
        return b'"' + hashlib.sha256(self.body).hexdigest()[:20].encode() + b'"'

    @cached_property
    def compressed(self) -> bytes | None:
        """The file under gzip, where that makes it smaller."""
        if self.suffix not in COMPRESSIBLE:
            return None
        smaller = gzip.compress(self.body, 9, mtime=0)
        return smaller if len(smaller) < len(self.body) else None


class Assets:
    """All public files, and the answer to a request for one of them."""

    def __init__(self, folders: Iterable[Path], url: str) -> None:
        self._url = url
        self._assets = {
            name: Asset(path.suffix.lower(), path.read_bytes()) for name, path in files(folders)
        }

    def answer(
        self, path: str, method: str, headers: Mapping[bytes, bytes]
    ) -> tuple[int, Headers, bytes]:
        """Return status, headers and body for a path that begins with `PREFIX`."""
        if method not in ("GET", "HEAD"):
            return 405, [(b"allow", b"GET, HEAD")], b""
        current = path.startswith(self._url)
        asset = self._assets.get(self._name(path, current))
        if asset is None:
            return 404, [(b"content-type", b"text/plain")], b"There is no such file."
        answer = [
            (b"etag", asset.etag),
            (b"vary", b"accept-encoding"),
            (b"cache-control", FOR_EVER if current else ASK_AGAIN),
        ]
        if asset.etag in headers.get(b"if-none-match", b""):
            return 304, answer, b""
        content_type = CONTENT_TYPES.get(asset.suffix, "application/octet-stream")
        answer.append((b"content-type", content_type.encode()))
        body = asset.body
        if asset.compressed is not None and b"gzip" in headers.get(b"accept-encoding", b""):
            body = asset.compressed
            answer.append((b"content-encoding", b"gzip"))
        answer.append((b"content-length", str(len(body)).encode()))
        return 200, answer, body

    def _name(self, path: str, current: bool) -> str:
        if current:
            return path.removeprefix(self._url)
        # A page loaded before an upgrade still asks with the old digest.
        return path.removeprefix(PREFIX).partition("/")[2]
