"""Queries whose SQL is written once and asked many times.

Django writes a query's SQL anew each time it is asked, which for a page of a list takes longer than
the database takes to answer. `rows(build, **values)` lets `build` write it once per shape, with a
mark in the place of every number and text, and puts the values where the marks stand. What the
database answers is not kept.

`build` is a function of its own that gives a query set. It hands each value on as it is: to look at
one, or to change it, would be lost from the second time on; a value that does not arrive in the SQL
is refused. The number of the first row is a value, how many rows are wanted is not. True, False,
None and tuples belong to the shape and may be looked at. A list of numbers or texts is a shape for
each length: short ones only.

The organization in scope is one of the values: no SQL is ever kept for one organization.
"""

import secrets
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.db import connections

from junto.foundation import tenancy

Build = Callable[..., Any]

# So many shapes are kept.
KEPT = 200
_NUMBER = (800_000_000_000_000 + secrets.randbelow(100_000_000_000_000)) * 10_000
_TEXT = f"mark{secrets.token_hex(12)}-"


class NotInTheStatement(ValueError):
    """A value given to a query did not arrive in its SQL as it is."""


@dataclass(frozen=True, slots=True)
class _Statement:
    reader: Any
    fields: Any
    compiler: Any
    database: str
    sql: str
    # A mark's place among the values, -1 for the organization in scope; None is a constant.
    params: tuple[tuple[int | None, Any], ...]


_kept: dict[Any, _Statement] = {}


def rows(build: Build, /, **values: Any) -> list[Any]:
    """What the query of `build(**values)` finds, as the query set itself would give it.

    Raises
    ------
    NotInTheStatement
        The first time, when a value was changed on its way into the SQL or was left out.
    junto.foundation.tenancy.NoTenantScope
        When rows of an organization are asked for outside its scope.
    """
    shape, given = _shape(values)
    statement = _kept.get((build, shape))
    if statement is None:
        if len(_kept) >= KEPT:
            _kept.clear()
        statement = _kept[build, shape] = _write(build, values)
    return _ask(statement, given)


def first(build: Build, /, **values: Any) -> Any:
    """The first row that `rows` finds, or None; `build` orders its rows and cuts them itself."""
    found = rows(build, **values)
    return found[0] if found else None


def _is_value(value: Any) -> bool:
    return isinstance(value, int | str) and not isinstance(value, bool)


def _shape(values: dict[str, Any]) -> tuple[tuple[Any, ...], list[Any]]:
    """What the SQL depends on, and what is only filled in."""
    shape: list[Any] = []
    given: list[Any] = []
    for name, value in values.items():
        if isinstance(value, list):
            shape.append((name, list, *map(type, value)))
            given += value
        elif _is_value(value):
            shape.append((name, type(value)))
            given.append(value)
        else:
            shape.append((name, value))
    return tuple(shape), given


def _marked(values: dict[str, Any]) -> tuple[dict[str, Any], list[Any]]:
    """The values with marks in their places, and the marks in the order of `_shape`."""
    marks: list[Any] = []

    def mark(value: Any) -> Any:
        if isinstance(value, list):
            return [mark(each) for each in value]
        if not _is_value(value):
            return value
        place = len(marks) + 1
        marks.append(_NUMBER + place if isinstance(value, int) else f"{_TEXT}{place}.")
        return marks[-1]

    return {name: mark(value) for name, value in values.items()}, marks


def _write(build: Build, values: dict[str, Any]) -> _Statement:
    marked, marks = _marked(values)
    with tenancy.nothing_but_scope(_NUMBER):
        found = build(**marked)
        compiler = found.query.get_compiler(using=found.db)
        sql, params = compiler.as_sql()
    for each in marks:
        # Django writes the first row's number out, and last of all.
        if sql.endswith(f" OFFSET {each}"):
            sql, params = sql.removesuffix(str(each)) + "%s", (*params, each)
    # The one of whoever asks is put in its place.
    compiler.connection = None
    places: dict[Any, int] = {each: place for place, each in enumerate(marks)} | {_NUMBER: -1}
    settled = tuple(
        (places.get(each), each) if isinstance(each, int | str) else (None, each) for each in params
    )
    if not {place for place, _ in settled}.issuperset(range(len(marks))) or any(
        _is_changed(each) for each in (sql, *(each for place, each in settled if place is None))
    ):
        raise NotInTheStatement(build.__qualname__)
    return _Statement(found._iterable_class, found._fields, compiler, found.db, sql, settled)


def _is_changed(what: Any) -> bool:
    """True for a constant or SQL that has something of a mark in it."""
    if isinstance(what, int):
        return abs(what - _NUMBER) < 10_000
    return isinstance(what, str) and (_TEXT in what or str(_NUMBER)[:-4] in what)


def _ask(statement: _Statement, given: list[Any]) -> list[Any]:
    settled = [
        constant
        if place is None
        else given[place]
        if place >= 0
        else tenancy.current_organization_id()
        for place, constant in statement.params
    ]
    compiler = copy(statement.compiler)
    compiler.connection = connections[statement.database]
    compiler.as_sql = lambda *_args, **_kwargs: (statement.sql, settled)
    # As much of a query set as Django's own reader of rows asks for.
    asked = SimpleNamespace(
        db=statement.database,
        query=SimpleNamespace(get_compiler=lambda *_args, **_kwargs: compiler),
        _known_related_objects={},
        _fields=statement.fields,
    )
    return list(statement.reader(asked))
