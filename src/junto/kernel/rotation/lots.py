"""Drawing lots: the same seed and name give the same lot, on every machine."""

from hashlib import sha256


def lot(seed: int | str, name: str) -> float:
    """Return the lot of a name, evenly spread between 0 and 1.

    Examples
    --------
    >>> lot(1, "ana") == lot(1, "ana")
    True
    """
    digest = sha256(f"{seed}:{name}".encode()).digest()
    return float(int.from_bytes(digest[:6], "big")) / float(1 << 48)


def drawn(seed: int | str, names: list[str]) -> list[str]:
    """Return names in an order drawn by lot."""
    return sorted(names, key=lambda name: (lot(seed, name), name))
