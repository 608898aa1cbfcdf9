"""Random references, slugs and other small things about text."""

import secrets
import unicodedata

from django.utils.text import slugify

REF_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
REF_LENGTH = 12


def new_ref() -> str:
    """A random 12-character reference (62 bits), the only id that leaves the house."""
    return "".join(secrets.choice(REF_ALPHABET) for _ in range(REF_LENGTH))


def named_ref(name: str, ref: str) -> str:
    """`kestrel-3k9…`: a readable address whose last 12 characters are the reference."""
    slug = slugify(name)[:60].strip("-")
    return f"{slug}-{ref}" if slug else ref


def fold(text: str) -> str:
    """Compare text as people do: no case, no accents, single spaces."""
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(ch for ch in decomposed if not unicodedata.combining(ch))
    return " ".join(bare.casefold().split())
