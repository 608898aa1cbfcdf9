"""One byte sequence per content, so that a hash names exactly one format."""

import hashlib
import json
from typing import Any


def canonical_json(data: Any) -> bytes:
    """Return data as JSON with sorted keys, no spaces and one trailing line break, in UTF-8.

    A number without a fraction is written as a whole number, so ``5`` and ``5.0`` are one content.
    """
    text = json.dumps(
        _plain(data), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return f"{text}\n".encode()


def content_hash(data: Any) -> str:
    """Return the SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical_json(data)).hexdigest()


def _plain(data: Any) -> Any:
    if isinstance(data, dict):
        return {str(key): _plain(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_plain(value) for value in data]
    if isinstance(data, float) and data.is_integer():
        return int(data)
    return data
