"""Prove a format that somebody writes: the shape, what it promises, and what it names."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from json import loads
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from junto.domain.catalog import own_queries, policies
from junto.domain.catalog.queries import NotInCatalog, localized
from junto.kernel import formats as kernel
from junto.kernel.formats import Format, Problem
from junto.kernel.formats.editing import FIRST_VERSION, OWN, too_much
from junto.kernel.formats.reading import Document

if TYPE_CHECKING:
    from junto.foundation.access import Actor

LONGEST_MINUTES = 720


def read(text: str) -> dict[str, Any]:
    """Return the data of a YAML text of the shape of a format.

    Raises
    ------
    BadFile
        With every problem found by the reader or the schema.
    """
    data: dict[str, Any] = kernel.read_document(text, schema=_schema(), name=_name()).data
    return data


def prove(data: Mapping[str, Any], *, text: str = "") -> Format:
    """Return the format of these data when it keeps what it promises.

    Parameters
    ----------
    text
        The YAML they were read from, so that a problem has its line.

    Raises
    ------
    BadFile
        With every problem found.
    """
    document = Document(_name(), dict(data))
    if text:
        document = replace(document, lines=kernel.read_yaml(text, name=_name()).lines)
    kernel.check_shape(document, _schema())
    fmt = kernel.format_from_data(document.data)
    found = too_much(fmt) or (*_too_long(fmt), *kernel.lint(fmt), *_unknown_formats(fmt))
    kernel.refuse(document, found)
    return fmt


def forked(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return data to begin an own format with: says where its text comes from."""
    title = data["title"]
    origin = {
        "idea": localized(title, "en"),
        "source": f"{data['id']} {data['version']}",
        "terms": data["license"],
        "relation": "adapted-text",
    }
    named = {key: _own_title(each) for key, each in title.items()} if _is_map(title) else None
    return {
        **data,
        "title": named or _own_title(title),
        "version": FIRST_VERSION,
        "lineage": [*data["lineage"], origin],
    }


def seen_by(format_id: str, actor: "Actor") -> Format:
    """Return a format that an actor may see.

    Raises
    ------
    NotInCatalog
        When there is none, or it is another's alone.
    """
    if format_id.startswith(OWN):
        own = own_queries.find_own(format_id)
        if own is None or not policies.view_format(actor, own):
            raise NotInCatalog(format_id)
    return own_queries.get_format(format_id)


def title_of(fmt: Format) -> str:
    """Return the title by which a format is listed."""
    return localized(fmt.title)


def _own_title(title: str) -> str:
    return _("%(title)s, our way") % {"title": title}


def _is_map(value: Any) -> bool:
    return isinstance(value, Mapping)


def _too_long(fmt: Format) -> Iterable[Problem]:
    """A session has a length that a calendar can show."""
    duration = fmt.duration
    most = duration.base + duration.per_person * fmt.group.max
    most += sum(
        minutes * param.max
        for name, minutes in duration.per_param.items()
        if (param := fmt.params.get(name))
    )
    if most > LONGEST_MINUTES:
        sentence = _("The longest session takes %(n)s minutes; %(most)s is the most.") % {
            "n": f"{float(most):g}",
            "most": LONGEST_MINUTES,
        }
        return [Problem("too-long-session", sentence, ("duration",))]
    return []


def _unknown_formats(fmt: Format) -> Iterable[Problem]:
    found = []
    for place, rule in enumerate(fmt.adaptation):
        named = rule.args.get("format")
        if rule.do != "use_format":
            continue
        if not isinstance(named, str) or own_queries.find_format(named) is None:
            sentence = _("“%(name)s” is not a known format; name one, or use another rule.")
            path = ("adaptation", place, "args", "format")
            found.append(Problem("unknown-format", sentence % {"name": named}, path))
    return found


def _name() -> str:
    return _("this format")


@cache
def _schema() -> dict[str, Any]:
    path = files("junto.domain.catalog") / "data" / "schemas" / "format.json"
    schema: dict[str, Any] = loads(path.read_text("utf-8"))
    return schema
