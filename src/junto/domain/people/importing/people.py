"""What is already known, in the shape the check compares with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

PERSON_FIELDS = (
    "external_id",
    "full_name",
    "known_as",
    "email",
    "employer",
    "unit",
    "level",
    "site",
    "country",
    "time_zone",
    "hours_start",
    "hours_end",
    "languages",
)


@dataclass(frozen=True)
class Known:
    """One person of the organization."""

    id: int
    ref: str
    values: Mapping[str, Any]
    attributes: Mapping[str, Any]
    manager_id: int | None = None
    time_zone_assumed: bool = False
    has_left: bool = False


@dataclass
class Index:
    """People of the organization, to be found by what identifies them."""

    people: list[Known] = field(default_factory=list)
    by_id: dict[int, Known] = field(default_factory=dict)
    by_ref: dict[str, Known] = field(default_factory=dict)
    by_external_id: dict[str, Known] = field(default_factory=dict)
    by_email: dict[str, Known] = field(default_factory=dict)
    by_name: dict[str, list[Known]] = field(default_factory=dict)

    @staticmethod
    def of(people: Iterable[Known]) -> "Index":
        """An index of these people."""
        index = Index()
        for person in people:
            index.people.append(person)
            index.by_id[person.id] = person
            index.by_ref[person.ref] = person
            if person.values["external_id"]:
                index.by_external_id[person.values["external_id"]] = person
            if person.values["email"]:
                index.by_email[person.values["email"]] = person
            if not person.has_left:
                name = person.values["full_name"].casefold()
                index.by_name.setdefault(name, []).append(person)
        return index
