"""What is known of a program's people, and so what rules can speak of."""

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from junto.domain.groups import problems
from junto.domain.people import queries as people_queries
from junto.domain.people import wall
from junto.domain.people.enums import AttributeKind
from junto.domain.programs import queries as program_queries
from junto.foundation.access import Actor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from junto.domain.people.models import Person
    from junto.domain.programs.models import Program

# More would make a list that nobody reads to its end.
MOST_VALUES = 60


@dataclass(frozen=True)
class Known:
    """One thing known of people: how it is called, how many values it takes."""

    name: str
    label: str
    is_number: bool
    is_sensitive: bool
    # One of `people.enums.AttributeKind`.
    kind: str
    distinct: int
    missing: int
    examples: tuple[str, ...]
    # Values with the most people first; none of a number or of what is sensitive.
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Knowledge:
    """Everything that rules can speak of."""

    people: int
    known: tuple[Known, ...]
    with_manager: int
    languages: int
    # What to call somebody among these people -> reference; no two are called alike.
    pickable: dict[str, str] = field(default_factory=dict)


def knowledge_of(program: "Program", *, actor: Actor | None = None) -> Knowledge:
    """Look at the people who take part: fields and attributes with two values or more."""
    people = program_queries.enrolled_people(program)
    definitions = people_queries.attribute_definitions()
    titles = problems.labels(definitions)
    ids = {person.pk for person in people}
    found = []
    names: list[tuple[str, str, bool]] = [
        (name, AttributeKind.MANY_OF if name == "languages" else AttributeKind.ONE_OF, False)
        for name in problems.FIELDS
    ]
    names += [(row.key, row.kind, row.is_sensitive) for row in definitions]
    for name, kind, is_sensitive in names:
        values = [_words(problems.value_of(person, name)) for person in people]
        counts = Counter(word for words in values for word in words)
        if len(counts) < 2:
            continue
        found.append(
            Known(
                name=name,
                label=titles[name],
                is_number=kind == AttributeKind.NUMBER,
                is_sensitive=is_sensitive,
                kind=kind,
                distinct=len(counts),
                missing=sum(not words for words in values),
                examples=tuple(word for word, _count in counts.most_common(3)),
                values=()
                if is_sensitive or kind == AttributeKind.NUMBER
                else tuple(word for word, _count in counts.most_common(MOST_VALUES)),
            )
        )
    return Knowledge(
        people=len(people),
        known=tuple(found),
        with_manager=sum(person.manager_id in ids for person in people),
        languages=len({word for person in people for word in person.languages}),
        pickable=_pickable(people, actor),
    )


def _pickable(people: "Sequence[Person]", actor: Actor | None) -> dict[str, str]:
    """Everybody by name and unit; those who share both by their e-mail or number too.

    Those walled off from the actor go by their name, and a reference where it needs one.
    """
    walled = {
        person.pk for person in people if actor is not None and wall.is_walled_off(actor, person)
    }
    plain = [
        ", ".join(filter(None, (person.full_name, "" if person.pk in walled else person.unit)))
        for person in people
    ]
    times = Counter(plain)
    found: dict[str, str] = {}
    for person, words in zip(people, plain, strict=True):
        more = person.email or person.external_id or person.ref
        more = person.ref if person.pk in walled else more
        label = f"{words}, {more}" if times[words] > 1 else words
        found[label if label not in found else f"{label}, {person.ref}"] = person.ref
    return found


def _words(value: Any) -> list[str]:
    if value in (None, "", []):
        return []
    if isinstance(value, list | tuple):
        return [str(each) for each in value]
    return [f"{value:g}" if isinstance(value, float) else str(value)]
