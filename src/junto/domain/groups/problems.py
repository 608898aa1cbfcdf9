"""From people and rules to a problem of the grouping kernel. The kernel is imported when needed."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from junto.domain.people import queries as people_queries
from junto.domain.people.enums import AttributeKind

if TYPE_CHECKING:
    from junto.domain.people.models import AttributeDefinition, Person
    from junto.kernel import grouping as g

FIELDS = ("unit", "site", "level", "employer", "country", "languages")
HOURS = {"zone": "time_zone", "start": "hours_start", "end": "hours_end"}


def field_labels() -> dict[str, str]:
    """What the fields that everybody has are called on pages."""
    return {
        "unit": _("Unit"),
        "site": _("Site"),
        "level": _("Level"),
        "employer": _("Employer"),
        "country": _("Country"),
        "languages": _("Languages"),
        "manager": _("Manager"),
    }


def labels(definitions: Iterable["AttributeDefinition"]) -> dict[str, str]:
    """Field or attribute -> label."""
    return {**{row.key: row.label for row in definitions}, **field_labels()}


def hidden(definitions: Iterable["AttributeDefinition"]) -> frozenset[str]:
    """Attributes that are never on a card or in a reason."""
    return frozenset(row.key for row in definitions if row.is_sensitive)


def value_of(person: Any, name: str) -> Any:
    """What is known of a person under the name of a field or attribute."""
    if name in FIELDS:
        return getattr(person, name)
    return person.attributes.get(name)


def complete(rules: Mapping[str, Any], on: date) -> dict[str, Any]:
    """The rules with the person's own zone and hours, and a date, where they name none."""
    whole: dict[str, Any] = {
        "hard": deepcopy(list(rules.get("hard", []))),
        "soft": deepcopy(list(rules.get("soft", []))),
    }
    for rule in whole["hard"]:
        body = rule.get("shared_hours")
        if body is not None:
            rule["shared_hours"] = {"on": [on.isoformat()], **HOURS, **body}
    return whole


def plain(rules: Mapping[str, Any]) -> dict[str, Any]:
    """The rules as they are kept with a program: without what `complete` would add again."""
    kept: dict[str, Any] = {
        "hard": deepcopy(list(rules.get("hard", []))),
        "soft": deepcopy(list(rules.get("soft", []))),
    }
    for rule in kept["hard"]:
        body = rule.get("shared_hours")
        if body is not None:
            for key, usual in HOURS.items():
                if body.get(key) == usual:
                    del body[key]
    return kept


def attributes_in(rules: Mapping[str, Any]) -> list[str]:
    """Names that the rules speak of, in their order, each once."""
    names = []
    for rule in [*rules.get("hard", []), *rules.get("soft", [])]:
        for body in rule.values():
            if isinstance(body, dict) and body.get("attribute"):
                names.append(str(body["attribute"]))
    return list(dict.fromkeys(names))


def build(
    people: Sequence["Person"],
    rules: Mapping[str, Any],
    sizes: tuple[int, int],
    definitions: Sequence["AttributeDefinition"],
    meetings: Mapping[tuple[int, int], int],
) -> "g.Problem":
    """The kernel's problem; people go by their references.

    Raises
    ------
    junto.kernel.grouping.RuleError, junto.kernel.grouping.RosterError
        When a rule speaks of what nobody has.
    """
    from junto.kernel import grouping as g

    roster, asked = roster_and_rules(people, rules, sizes, definitions)
    refs = {person.pk: person.ref for person in people}
    history = [
        g.Meeting(refs[a], refs[b], times)
        for (a, b), times in meetings.items()
        if a in refs and b in refs
    ]
    return g.build_problem(roster, asked, history=history)


def roster_and_rules(
    people: Sequence["Person"],
    rules: Mapping[str, Any],
    sizes: tuple[int, int],
    definitions: Sequence["AttributeDefinition"],
) -> tuple["g.Roster", "g.Rules"]:
    """What the kernel takes: people by their references, with what the rules speak of."""
    from junto.kernel import grouping as g

    titles = labels(definitions)
    kinds = {row.key: row.kind for row in definitions if row.key not in FIELDS}
    wanted = [name for name in attributes_in(rules) if name in {*FIELDS, *kinds}]
    attributes = [
        g.Attribute(
            name,
            g.Kind.MANY_OF if name in _naming(rules) else _kind(kinds.get(name), name),
            titles.get(name, name),
        )
        for name in wanted
    ]
    values: dict[str, list[Any]] = {
        name: [_clean(value_of(person, name), kinds.get(name), name) for person in people]
        for name in wanted
    }
    _resolve_friends(people, rules, values)
    if "manager" in attributes_in(rules):
        attributes.append(g.Attribute("manager", g.Kind.MANY_OF, titles["manager"]))
        values["manager"] = _lines(people)
    attributes.append(g.Attribute("time_zone", g.Kind.ZONE))
    attributes += [g.Attribute(name, g.Kind.TEXT) for name in ("hours_start", "hours_end")]
    for name in ("time_zone", "hours_start", "hours_end"):
        values[name] = [getattr(person, name) for person in people]
    roster = g.Roster.of(
        ids=[person.ref for person in people],
        names=[person.full_name for person in people],
        attributes=attributes,
        values=values,
    )
    document = {"size": {"min": sizes[0], "max": sizes[1]}, **_about(rules, roster)}
    return roster, g.rules_from_dict(document, roster)


def _about(rules: Mapping[str, Any], roster: "g.Roster") -> dict[str, Any]:
    """The rules without people who take no part any more, and without what nobody has now."""
    hard = []
    for rule in rules.get("hard", []):
        key, body = next(iter(rule.items()))
        kept = _about_these(key, body, roster)
        if kept is not None:
            hard.append({key: kept})
    return {"hard": hard, "soft": list(rules.get("soft", []))}


def _about_these(key: str, body: Any, roster: "g.Roster") -> Any:
    """What is left of a must-have among these people; None where nothing is."""
    if key in ("never_together", "together"):
        return _sets(body, set(roster.ids))
    if key == "conflict" and body.get("between"):
        between = _sets(body["between"], _values(roster, body["attribute"]))
        return {**body, "between": between} if between else None
    if key == "not_alone" and body.get("value") is not None:
        return body if str(body["value"]) in _values(roster, body["attribute"]) else None
    return body


def _sets(sets: Iterable[Iterable[str]], here: set[str]) -> list[list[str]] | None:
    kept = [[word for word in each if word in here] for each in sets]
    return [each for each in kept if len(each) > 1] or None


def _values(roster: "g.Roster", name: str) -> set[str]:
    from junto.kernel.grouping.rules import values_of

    return values_of(roster, name) if roster.attribute(name) is not None else set()


def _resolve_friends(
    people: Sequence["Person"], rules: Mapping[str, Any], values: dict[str, list[Any]]
) -> None:
    """Turn those who are named as friends into references.

    Named by e-mail, number or name; who is not found, or shares a name with others, counts for
    nobody.
    """
    wanted = _naming(rules)
    if not wanted:
        return
    called: dict[str, set[str]] = {}
    for person in people:
        for word in {person.ref, person.email, person.external_id, person.full_name}:
            if word:
                called.setdefault(word.casefold(), set()).add(person.ref)
    for name in wanted & set(values):
        for at, value in enumerate(values[name]):
            named = re.split(r"[,;\n]", value) if isinstance(value, str) else value or ()
            refs = [called.get(str(word).strip().casefold(), set()) for word in named]
            values[name][at] = tuple(min(found) for found in refs if len(found) == 1) or None


def _naming(rules: Mapping[str, Any]) -> set[str]:
    """Names of what holds the people somebody would like to be with."""
    return {
        str(rule["with_friends"]["attribute"])
        for rule in rules.get("soft", [])
        if "with_friends" in rule
    }


def _lines(people: Sequence["Person"]) -> list[tuple[str, ...]]:
    """Everybody's managers up the line, as far as they are among these people.

    A line runs through managers who take no part themselves.
    """
    refs = {person.pk: person.ref for person in people}
    above = {person.pk: person.manager_id for person in people if person.manager_id}
    if any(each not in refs for each in above.values()):
        above = people_queries.managers_by_ids() | above
    lines = []
    for person in people:
        seen, line = {person.pk}, []
        at = above.get(person.pk)
        while at is not None and at not in seen:
            seen.add(at)
            line.append(refs.get(at, ""))
            at = above.get(at)
        lines.append(tuple(ref for ref in line if ref))
    return lines


def _kind(kind: str | None, name: str) -> "g.Kind":
    from junto.kernel import grouping as g

    if name == "languages":
        return g.Kind.MANY_OF
    return g.Kind(kind) if kind else g.Kind.ONE_OF


def _clean(value: Any, kind: str | None, name: str) -> Any:
    if value in (None, "", []):
        return None
    if name == "languages" or kind == AttributeKind.MANY_OF:
        words = value if isinstance(value, list | tuple) else [value]
        return tuple(word for word in (str(each).strip() for each in words) if word)
    if kind == AttributeKind.NUMBER:
        try:
            number = float(value)
        except (TypeError, ValueError):
            return None
        return number if math.isfinite(number) else None
    if kind == AttributeKind.DATE:
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            return None
    return str(value).strip() or None
