"""What happens to people."""

from dataclasses import dataclass

from junto.foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class PersonAdded(Event):
    """Somebody was added by hand."""

    kind = "people.person-added"
    person_ref: str


@dataclass(frozen=True, kw_only=True)
class PersonChanged(Event):
    """Something about a person changed; names the fields, not their values."""

    kind = "people.person-changed"
    person_ref: str
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class PersonLeft(Event):
    """Somebody left the organization."""

    kind = "people.person-left"
    person_ref: str


@dataclass(frozen=True, kw_only=True)
class RolesChanged(Event):
    """A person's roles changed."""

    kind = "people.roles-changed"
    person_ref: str
    added: list[str]
    removed: list[str]


@dataclass(frozen=True, kw_only=True)
class ImportCommitted(Event):
    """People came in from a file."""

    kind = "people.import-committed"
    import_ref: str
    program_ref: str
    person_ids: list[int]
    added: int
    updated: int


@dataclass(frozen=True, kw_only=True)
class ImportUndone(Event):
    """An import was taken back."""

    kind = "people.import-undone"
    import_ref: str
    program_ref: str
    removed_ids: list[int]
    restored: int
    # How many of those removed are erased, as nothing else had touched them.
    erased: int = 0


@dataclass(frozen=True, kw_only=True)
class PeopleExported(Event):
    """Somebody took a file of people out."""

    kind = "people.people-exported"
    count: int


@dataclass(frozen=True, kw_only=True)
class SensitiveSeen(Event):
    """Somebody looked at a person's sensitive details."""

    kind = "people.sensitive-seen"
    person_ref: str


@dataclass(frozen=True, kw_only=True)
class ImportStarted(Event):
    """Somebody brought a file of people."""

    kind = "people.import-started"
    import_ref: str
    program_ref: str


@dataclass(frozen=True, kw_only=True)
class ImportDiscarded(Event):
    """An import was thrown away before anything of it was added."""

    kind = "people.import-discarded"
    import_ref: str


@dataclass(frozen=True, kw_only=True)
class ImportContinued(Event):
    """More people of a long import may now be enrolled: a part after those of the commit."""

    kind = "people.import-continued"
    import_ref: str
    program_ref: str
    person_ids: list[int]
