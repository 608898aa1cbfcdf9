"""What is known of a program's people, and so what rules can speak of."""

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from junto.domain.groups import problems
from junto.domain.people import queries as people_queries
from junto.domain.people.enums import AttributeKind
from junto.domain.programs import queries as program_queries

if TYPE_CHECKING:
    from junto.domain.programs.models import Program


@dataclass(frozen=True)
class Known:
    """One thing known of people: how it is called, how many values it takes."""

    name: str
    label: str
    is_number: bool
    is_sensitive: bool
    distinct: int
    missing: int
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Knowledge:
    """Everything that rules can speak of."""

    people: int
    known: tuple[Known, ...]
    with_manager: int
    languages: int


def knowledge_of(program: "Program") -> Knowledge:
    """Look at the people who take part: fields and attributes with two values or more."""
    people = program_queries.enrolled_people(program)
    definitions = people_queries.attribute_definitions()
    titles = problems.labels(definitions)
    ids = {person.pk for person in people}
    found = []
    names = [(name, "", False) for name in problems.FIELDS]
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
                distinct=len(counts),
                missing=sum(not words for words in values),
                examples=tuple(word for word, _count in counts.most_common(3)),
            )
        )
    return Knowledge(
        people=len(people),
        known=tuple(found),
        with_manager=sum(person.manager_id in ids for person in people),
        languages=len({word for person in people for word in person.languages}),
    )


def _words(value: Any) -> list[str]:
    if value in (None, "", []):
        return []
    if isinstance(value, list | tuple):
        return [str(each) for each in value]
    return [f"{value:g}" if isinstance(value, float) else str(value)]
