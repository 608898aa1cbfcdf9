"""What stops a command before it has done anything."""

from __future__ import annotations

import argparse
import sys
from typing import NoReturn

FINE, DOES_NOT_HOLD, BAD_INPUT, IMPOSSIBLE = 0, 1, 2, 3


class BadInputError(Exception):
    """Something given cannot be used; the message is one sentence."""


class Parser(argparse.ArgumentParser):
    """A parser whose complaint is one sentence."""

    def error(self, message: str) -> NoReturn:
        raise BadInputError(f"{self.prog}: {message}.")


def note(text: str) -> None:
    """Say something that stops nothing."""
    print(one_line(text), file=sys.stderr)


def one_line(text: str) -> str:
    """Return a message on one line."""
    return " ".join(text.split())
