"""Pages as PDF documents.

The library behind it is heavy, so each document is made in a process of its own: the one that
serves pages never loads it. What it makes comes back through a pipe and is kept nowhere.
"""

import os
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore

NOT_INSTALLED = 3
PATIENCE_S = 60
# Each takes a core and some 100 MB for a second or two.
AT_ONCE = BoundedSemaphore(2)


class CannotPrint(RuntimeError):
    """The libraries that make PDF documents are not on this server."""


def pdf(page: str, *, assets: Path) -> bytes:
    """A whole HTML page as a tagged PDF document; the same page gives the same bytes.

    Parameters
    ----------
    assets
        The only folder that the page may take files from, by addresses relative to it.

    Raises
    ------
    CannotPrint
        When WeasyPrint or Pango is not installed.
    """
    with AT_ONCE:
        done = subprocess.run(  # noqa: S603 - the words of the command are ours
            [sys.executable, "-m", f"{__name__}.press", str(assets)],
            input=page.encode(),
            # Orders of sets and times in fonts would else differ from one document to the next.
            env={**os.environ, "PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": "0"},
            capture_output=True,
            timeout=PATIENCE_S,
            check=False,
        )
    if done.returncode == NOT_INSTALLED:
        raise CannotPrint
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace")[-2000:])
    return done.stdout
