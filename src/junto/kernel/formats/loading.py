"""From the text of a file to a format or a program template, refusing what cannot be used."""

from collections.abc import Iterable, Mapping
from typing import Any

from junto.kernel.formats.lint import lint
from junto.kernel.formats.model import Format, format_from_data
from junto.kernel.formats.problems import BadFile, Problem
from junto.kernel.formats.reading import Document, read_yaml
from junto.kernel.formats.shape import check_shape
from junto.kernel.formats.templates import Template, check_template, template_from_data


def read_document(text: str, *, schema: Mapping[str, Any], name: str) -> Document:
    """Return a document of the schema's shape.

    Raises
    ------
    BadFile
        With every problem, its line and what to do.
    """
    document = read_yaml(text, name=name)
    check_shape(document, schema)
    return document


def load_format(text: str, *, schema: Mapping[str, Any], name: str) -> Format:
    """Return a format that keeps what it promises.

    Raises
    ------
    BadFile
        With every problem found by the reader, the schema or the linter.
    """
    document = read_document(text, schema=schema, name=name)
    fmt = format_from_data(document.data)
    refuse(document, lint(fmt))
    return fmt


def load_template(
    text: str, *, schema: Mapping[str, Any], formats: Mapping[str, Format], name: str
) -> Template:
    """Return a program template whose sessions can be run with the formats at hand.

    Raises
    ------
    BadFile
        With every problem found by the reader, the schema or the checker.
    """
    document = read_document(text, schema=schema, name=name)
    template = template_from_data(document.data)
    refuse(document, check_template(template, formats))
    return template


def refuse(document: Document, problems: Iterable[Problem]) -> None:
    """Refuse a document with these findings, each with its line where lines are known.

    Raises
    ------
    BadFile
        When there is a finding.
    """
    placed = [
        Problem(each.rule, each.sentence, each.path, _line(document, each)) for each in problems
    ]
    if placed:
        raise BadFile(document.name, placed)


def _line(document: Document, problem: Problem) -> int | None:
    """Return the line of a finding, whose path may name a list's item by its id."""
    data = document.data
    path: list[str | int] = []
    for part in problem.path:
        step = part if not isinstance(data, list) or isinstance(part, int) else _index(data, part)
        if step is None:
            break
        path.append(step)
        inside = isinstance(data, list) or (isinstance(data, dict) and step in data)
        data = data[step] if inside else None
    return document.line(tuple(path))


def _index(items: list[Any], id_: str | int) -> int | None:
    """Return the position of the item with an id, or of the block that holds it."""
    for place, item in enumerate(items):
        if not isinstance(item, dict):
            continue
        inner = [each.get("id") for each in item.get("stages", ())]
        if item.get("id") == id_ or id_ in inner:
            return place
    return None
