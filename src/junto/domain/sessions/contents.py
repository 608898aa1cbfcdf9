"""What sessions were run from: the content of a format, kept as it was when a session began.

A format may be edited while a session runs, or replaced by a later version; the session keeps its
own. Equal contents are kept once in an organization.
"""

from collections import OrderedDict
from threading import Lock

from junto.domain.sessions.models import FormatContent
from junto.kernel.formats import Format, format_from_data

_MOST = 200
_known: "OrderedDict[str, Format]" = OrderedDict()
_lock = Lock()


def keep(fmt: Format) -> None:
    """Keep the content of a format under its hash."""
    FormatContent.objects.get_or_create(hash=fmt.hash, defaults={"content": dict(fmt.source)})


def load(hash_: str) -> Format | None:
    """Return the format whose content has this hash, or None where it was never kept.

    A hash names one content, so that what was read once is never read again.
    """
    with _lock:
        if hash_ in _known:
            _known.move_to_end(hash_)
            return _known[hash_]
    row = FormatContent.objects.filter(hash=hash_).first()
    if row is None:
        return None
    fmt = format_from_data(row.content)
    with _lock:
        _known[hash_] = fmt
        while len(_known) > _MOST:
            _known.popitem(last=False)
    return fmt
