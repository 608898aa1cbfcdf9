"""People and what is known about them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from .words import hint, listing

Value: TypeAlias = str | float | date | tuple[str, ...] | None


class RosterError(ValueError):
    """The roster cannot be used as it is; the message is one sentence for a person.

    `code` and `values` say the same to whoever words it in another language; the code is empty
    where a file is at fault.
    """

    def __init__(self, message: str, code: str = "", **values: object) -> None:
        self.code, self.values = code, values
        super().__init__(message)


class Kind(StrEnum):
    """What the values of an attribute are."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    ONE_OF = "one_of"
    MANY_OF = "many_of"
    ZONE = "zone"


@dataclass(frozen=True)
class Attribute:
    """One thing known about people."""

    name: str
    kind: Kind
    label: str = ""

    @property
    def title(self) -> str:
        """The label people read."""
        return self.label or self.name


@dataclass(frozen=True)
class Meeting:
    """Two people who were in a group together before, and how often."""

    a: str
    b: str
    times: int = 1


@dataclass(frozen=True)
class Roster:
    """People in a fixed order, with one tuple of values per attribute."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    attributes: tuple[Attribute, ...]
    values: Mapping[str, tuple[Value, ...]]

    @classmethod
    def of(
        cls,
        *,
        ids: Sequence[str],
        attributes: Sequence[Attribute] = (),
        values: Mapping[str, Sequence[object]] | None = None,
        names: Sequence[str] | None = None,
    ) -> Roster:
        """Check and build a roster from one sequence of values per attribute."""
        given = values or {}
        if not ids:
            raise RosterError("The roster names nobody.", "nobody")
        twice = sorted({each for each in ids if list(ids).count(each) > 1}) if _repeats(ids) else []
        if twice:
            raise RosterError(f"These ids stand in the roster more than once: {listing(twice)}.")
        if names is not None and len(names) != len(ids):
            raise RosterError("The roster has as many names as people.")
        clean: dict[str, tuple[Value, ...]] = {}
        for attribute in attributes:
            column = given.get(attribute.name)
            if column is None or len(column) != len(ids):
                raise RosterError(f"“{attribute.title}” needs one value for each person.")
            clean[attribute.name] = tuple(_clean(each, attribute) for each in column)
        shown = tuple(names) if names is not None else tuple(ids)
        return cls(tuple(ids), shown, tuple(attributes), clean)

    @classmethod
    def from_rows(
        cls,
        rows: Sequence[Mapping[str, str]],
        *,
        id_column: str | None = None,
        lists: Mapping[str, str] | None = None,
        kinds: Mapping[str, Kind] | None = None,
        name_column: str | None = None,
    ) -> Roster:
        """Build a roster from the rows of a table of text, guessing kinds that are not given."""
        if not rows:
            raise RosterError("The roster has no rows.")
        columns = list(rows[0])
        key = _id_column(columns, id_column)
        for name in lists or {}:
            _require_column(name, columns)
        ids = [str(row[key] or "").strip() for row in rows]
        if "" in ids:
            raise RosterError(f"Row {ids.index('') + 2} has no value in “{key}”.")
        attributes, values = [], {}
        for name in columns:
            texts = [str(row[name] or "").strip() for row in rows]
            kind, column = _read_column(texts, (lists or {}).get(name), (kinds or {}).get(name))
            attributes.append(Attribute(name, kind))
            values[name] = column
        shown = name_column or next((c for c in ("full_name", "name") if c in columns), None)
        names = None
        if shown is not None:
            _require_column(shown, columns)
            names = [str(row[shown] or "").strip() or ids[i] for i, row in enumerate(rows)]
        return cls.of(ids=ids, names=names, attributes=attributes, values=values)

    def attribute(self, name: str) -> Attribute | None:
        """Return the attribute of this name, if there is one."""
        return next((each for each in self.attributes if each.name == name), None)


def _repeats(ids: Sequence[str]) -> bool:
    return len(set(ids)) != len(ids)


def _clean(value: object, attribute: Attribute) -> Value:
    if value is None or value == "":
        return None
    match attribute.kind:
        case Kind.NUMBER:
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise RosterError(f"“{attribute.title}” holds “{value}”, which is not a number.")
            if not math.isfinite(value):
                raise RosterError(f"“{attribute.title}” holds a number without end.")
            return float(value)
        case Kind.DATE:
            if not isinstance(value, date):
                raise RosterError(f"“{attribute.title}” holds “{value}”, which is not a date.")
            return date(value.year, value.month, value.day)
        case Kind.MANY_OF:
            if isinstance(value, str) or not isinstance(value, Iterable):
                raise RosterError(f"“{attribute.title}” holds “{value}”, which is not a list.")
            return tuple(sorted({str(each) for each in value})) or None
        case _:
            return str(value)


def _id_column(columns: Sequence[str], wanted: str | None) -> str:
    if wanted is not None:
        _require_column(wanted, columns)
        return wanted
    for name in ("person_id", "email", "e-mail"):
        found = next((each for each in columns if each.casefold() == name), None)
        if found is not None:
            return found
    raise RosterError("No column identifies people: name one with “id” in the rules.")


def _require_column(name: str, columns: Sequence[str]) -> None:
    if name not in columns:
        raise RosterError(f"The roster has no column “{name}”. {hint(name, columns)}")


def _read_column(
    texts: list[str], separator: str | None, kind: Kind | None
) -> tuple[Kind, list[Value]]:
    if separator is not None:
        split = [[each.strip() for each in text.split(separator)] for text in texts]
        return Kind.MANY_OF, [tuple(e for e in each if e) or None for each in split]
    filled = [each for each in texts if each]
    numbers = _all(filled, _number) if kind in (None, Kind.NUMBER) else None
    if numbers:
        return Kind.NUMBER, [_number(each) if each else None for each in texts]
    dates = _all(filled, _date) if kind in (None, Kind.DATE) else None
    if dates:
        return Kind.DATE, [_date(each) if each else None for each in texts]
    guessed = kind
    if guessed is None:
        many = len(set(filled)) > max(20, len(filled) // 2)
        guessed = Kind.TEXT if many else Kind.ONE_OF
    return guessed, [each or None for each in texts]


def _all(filled: list[str], read: object) -> bool:
    return bool(filled) and callable(read) and all(read(each) is not None for each in filled)


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in text else None


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
