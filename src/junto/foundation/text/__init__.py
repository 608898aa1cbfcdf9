"""Random references, slugs and other small things about text."""

import random
import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from django.utils.text import slugify

REF_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
REF_LENGTH = 12

_chance: ContextVar[random.Random | None] = ContextVar("chance_of_refs", default=None)


def new_ref() -> str:
    """A random 12-character reference (62 bits), the only id that leaves the house."""
    choose = (_chance.get() or secrets.SystemRandom()).choice
    return "".join(choose(REF_ALPHABET) for _ in range(REF_LENGTH))


@contextmanager
def refs_from(seed: int) -> Iterator[None]:
    """References drawn from a seed inside the block: only for data that nobody has to guess."""
    token = _chance.set(random.Random(seed))
    try:
        yield
    finally:
        _chance.reset(token)


@lru_cache(maxsize=4096)
def _slug(name: str) -> str:
    return slugify(name)[:60].strip("-")


def named_ref(name: str, ref: str) -> str:
    """`kestrel-3k9…`: a readable address whose last 12 characters are the reference."""
    slug = _slug(name)
    return f"{slug}-{ref}" if slug else ref


def fold(text: str) -> str:
    """Compare text as people do: no case, no accents, single spaces."""
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(ch for ch in decomposed if not unicodedata.combining(ch))
    return " ".join(bare.casefold().split())


def cell(value: object) -> object:
    """Return what a spreadsheet shows as it stands: a text that it would run stays a text."""
    is_formula = isinstance(value, str) and value[:1] in tuple("=+-@\t\r")
    return f"'{value}" if is_formula else value
