"""The rules of a formation: must-haves, nice-to-haves and sizes, from and to plain dictionaries."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, ClassVar, TypeAlias

from .roster import Attribute, Kind, Roster
from .words import hint

Path: TypeAlias = tuple[str | int, ...]
Document: TypeAlias = dict[str, Any]

_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00")
_MOST_WEIGHT = 1000.0


class RuleError(ValueError):
    """A rule cannot be read; the message is one sentence and names the line where there is one.

    Where the rule and the people do not fit together, `code` and `values` say so too.
    """

    def __init__(
        self,
        message: str,
        *,
        path: Path = (),
        line: int | None = None,
        code: str = "",
        values: Mapping[str, object] | None = None,
    ) -> None:
        self.message, self.path, self.line = message, path, line
        self.code, self.values = code, dict(values or {})
        super().__init__(f"Line {line}: {message}" if line is not None else message)


@dataclass(frozen=True)
class Size:
    """How large groups may be, or how many groups there are to be."""

    min: int | None = None
    max: int | None = None
    count: int | None = None

    def to_dict(self) -> Document:
        """Return the size as it stands in the rules."""
        if self.count is not None:
            return {"count": self.count}
        return {"min": self.min, "max": self.max}


@dataclass(frozen=True)
class AtMost:
    """At most `count` people of a group share a value."""

    key: ClassVar[str] = "at_most"
    attribute: str
    count: int


@dataclass(frozen=True)
class AtLeast:
    """At least `count` people of each group have this value."""

    key: ClassVar[str] = "at_least"
    attribute: str
    value: str
    count: int


@dataclass(frozen=True)
class NeverTogether:
    """No two people of a set are in one group."""

    key: ClassVar[str] = "never_together"
    sets: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Together:
    """The people of a set are in one group."""

    key: ClassVar[str] = "together"
    sets: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class NotWithManager:
    """Nobody is with a manager of theirs, at any distance up the chain."""

    key: ClassVar[str] = "not_with_manager"
    attribute: str


@dataclass(frozen=True)
class SharedHours:
    """The whole group shares this many hours in one stretch on each of the dates."""

    key: ClassVar[str] = "shared_hours"
    hours: float
    zone: str
    start: str
    end: str
    on: tuple[date, ...]

    @property
    def minutes(self) -> int:
        """The stretch in minutes."""
        return round(self.hours * 60)


@dataclass(frozen=True)
class CommonLanguage:
    """Everyone in a group has one value in common."""

    key: ClassVar[str] = "common_language"
    attribute: str


@dataclass(frozen=True)
class Same:
    """Everyone in a group has the same value."""

    key: ClassVar[str] = "same"
    attribute: str


@dataclass(frozen=True)
class Conflict:
    """People whose values conflict are not in one group: one value in common, or two of a set."""

    key: ClassVar[str] = "conflict"
    attribute: str
    between: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Near:
    """Nobody in a group is further apart than so many steps."""

    key: ClassVar[str] = "near"
    attribute: str
    steps: float
    order: tuple[str, ...] = ()


@dataclass(frozen=True)
class OneSite:
    """Everybody in a group is at one site, or everybody is remote."""

    key: ClassVar[str] = "same_site_or_remote"
    attribute: str
    remote: tuple[str, ...] = ()


@dataclass(frozen=True)
class NotAlone:
    """Each group has nobody with the value, or at least so many."""

    key: ClassVar[str] = "not_alone"
    attribute: str
    value: str | None = None
    at_least: int = 2


@dataclass(frozen=True)
class Mix:
    """People of a group differ."""

    key: ClassVar[str] = "mix"
    attribute: str
    weight: float = 1.0


@dataclass(frozen=True)
class Match:
    """People of a group are alike."""

    key: ClassVar[str] = "match"
    attribute: str
    weight: float = 1.0


@dataclass(frozen=True)
class Balance:
    """Groups are alike to each other."""

    key: ClassVar[str] = "balance"
    attribute: str
    weight: float = 1.0


@dataclass(frozen=True)
class PreferOneSite:
    """People of a group are at one site, or remote all of them, as far as it goes."""

    key: ClassVar[str] = "same_site_or_remote"
    attribute: str
    remote: tuple[str, ...] = ()
    weight: float = 1.0


@dataclass(frozen=True)
class WithFriends:
    """Everybody is with at least one of those they name."""

    key: ClassVar[str] = "with_friends"
    attribute: str
    weight: float = 1.0


@dataclass(frozen=True)
class WithTopics:
    """Everybody is with at least one other who has a topic of theirs."""

    key: ClassVar[str] = "with_topics"
    attribute: str
    weight: float = 1.0


@dataclass(frozen=True)
class NewFaces:
    """People meet those they have not been in a group with."""

    key: ClassVar[str] = "new_faces"
    weight: float = 1.0
    history: str | None = None


Hard: TypeAlias = (
    AtMost
    | AtLeast
    | NeverTogether
    | Together
    | NotWithManager
    | SharedHours
    | CommonLanguage
    | Same
    | Conflict
    | Near
    | OneSite
    | NotAlone
)
Soft: TypeAlias = Mix | Match | Balance | NewFaces | PreferOneSite | WithFriends | WithTopics


@dataclass(frozen=True)
class Staff:
    """People who have the value look after groups, up to `groups` each, and are in none."""

    attribute: str
    value: str
    groups: int


@dataclass(frozen=True)
class Rules:
    """Everything a formation is asked to keep and to reach."""

    size: Size
    hard: tuple[Hard, ...] = ()
    soft: tuple[Soft, ...] = ()
    id_column: str | None = None
    lists: Mapping[str, str] = field(default_factory=dict)
    staff: Staff | None = None
    lines: Mapping[Path, int] = field(default_factory=dict, compare=False, repr=False)

    def error(
        self,
        message: str,
        *path: str | int,
        code: str = "",
        values: Mapping[str, object] | None = None,
    ) -> RuleError:
        """Return an error that knows its line, when the rules came from a file."""
        line = _line_of(self.lines, path)
        return RuleError(message, path=path, line=line, code=code, values=values)


def rules_from_dict(
    document: Mapping[str, Any],
    roster: Roster | None = None,
    *,
    lines: Mapping[Path, int] | None = None,
) -> Rules:
    """Read rules strictly; with a roster, check every name in them too."""
    rules = _Reader(lines or {}).rules(document)
    if roster is not None:
        check_names(rules, roster)
    return rules


def rules_to_dict(rules: Rules) -> Document:
    """Return the document these rules were read from, in its plainest form."""
    document: Document = {}
    if rules.id_column is not None:
        document["id"] = rules.id_column
    document["size"] = rules.size.to_dict()
    if rules.lists:
        document["lists"] = dict(rules.lists)
    if rules.hard:
        document["hard"] = [{rule.key: _body(rule)} for rule in rules.hard]
    if rules.staff is not None:
        document["staff"] = {each.name: getattr(rules.staff, each.name) for each in fields(Staff)}
    if rules.soft:
        document["soft"] = [{rule.key: _body(rule)} for rule in rules.soft]
    return document


def _body(rule: Hard | Soft) -> Any:
    if isinstance(rule, NeverTogether | Together):
        return [list(each) for each in rule.sets]
    body: Document = {}
    for name in (each.name for each in fields(rule)):
        value = getattr(rule, name)
        if name == "on":
            value = [each.isoformat() for each in value]
        if isinstance(value, tuple):
            value = [list(each) if isinstance(each, tuple) else each for each in value]
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if value is not None and value != []:
            body[name] = value
    return body


def clock(text: str) -> int | None:
    """Return minutes after midnight of "HH:MM", or None when it is something else."""
    if not _CLOCK.fullmatch(text):
        return None
    return int(text[:2]) * 60 + int(text[3:])


def check_names(rules: Rules, roster: Roster) -> None:
    """Refuse attributes, values and people the roster does not know."""
    if rules.staff is not None:
        _attribute(rules, roster, rules.staff.attribute, ("staff", "attribute"))
    for section, each in (("hard", rules.hard), ("soft", rules.soft)):
        for place, rule in enumerate(each):
            _check_rule(rules, roster, rule, (section, place, rule.key))


def _check_rule(rules: Rules, roster: Roster, rule: Hard | Soft, path: Path) -> None:
    if isinstance(rule, NeverTogether | Together):
        known = set(roster.ids)
        for at, people in enumerate(rule.sets):
            for person in people:
                if person not in known:
                    raise rules.error(
                        f"nobody has the id “{person}”. {hint(person, roster.ids)}",
                        *path,
                        at,
                        code="unknown_person",
                    )
        return
    names = [n for n in ("attribute", "zone") if hasattr(rule, n)]
    names += [n for n in ("start", "end") if hasattr(rule, n) and clock(getattr(rule, n)) is None]
    for name in names:
        _attribute(rules, roster, getattr(rule, name), (*path, name))
    if isinstance(rule, AtLeast) or (isinstance(rule, NotAlone) and rule.value is not None):
        assert rule.value is not None
        _value(rules, roster, rule.attribute, rule.value, (*path, "value"))
    if isinstance(rule, Conflict):
        for at, words in enumerate(rule.between):
            for word in words:
                _value(rules, roster, rule.attribute, word, (*path, "between", at))
    if isinstance(rule, Near):
        _check_order(rules, roster, rule, path)


def _value(rules: Rules, roster: Roster, name: str, word: str, path: Path) -> None:
    known_values = values_of(roster, name)
    if word not in known_values:
        raise rules.error(
            f"nobody has “{word}” in “{name}”. {hint(word, sorted(known_values))}",
            *path,
            code="unknown_value",
            values={"attribute": name, "value": word},
        )


def _check_order(rules: Rules, roster: Roster, rule: Near, path: Path) -> None:
    """Refuse an order that leaves a value of somebody out, and values that have no order."""
    kind = kind_of(roster, rule.attribute)
    values = {"attribute": rule.attribute}
    if kind is Kind.MANY_OF:
        message = f"“near” needs one value for each person, and “{rule.attribute}” is a list."
        raise rules.error(message, *path, "attribute", code="several_values", values=values)
    if not rule.order:
        if kind not in (Kind.NUMBER, Kind.DATE):
            message = f"“{rule.attribute}” holds words: say their order with “order”."
            raise rules.error(message, *path, code="no_order", values=values)
        return
    left = sorted(values_of(roster, rule.attribute) - set(rule.order))
    if left:
        message = f"“order” leaves out “{left[0]}”, which is in “{rule.attribute}”."
        code_values = {**values, "value": left[0]}
        raise rules.error(message, *path, "order", code="not_in_order", values=code_values)


def _attribute(rules: Rules, roster: Roster, name: str, path: Path) -> Attribute:
    found = roster.attribute(name)
    if found is None:
        known = [each.name for each in roster.attributes]
        raise rules.error(
            f"the roster has no attribute “{name}”. {hint(name, known)}",
            *path,
            code="unknown_attribute",
            values={"attribute": name},
        )
    return found


def values_of(roster: Roster, name: str) -> set[str]:
    """Return the words an attribute takes in the roster."""
    words: set[str] = set()
    for value in roster.values[name]:
        words.update(words_in(value))
    return words


def words_in(value: object) -> tuple[str, ...]:
    """Return a value as words: none, one or several."""
    if value is None:
        return ()
    if isinstance(value, tuple):
        return value
    if isinstance(value, float) and value.is_integer():
        return (str(int(value)),)
    return (str(value),)


def _line_of(lines: Mapping[Path, int], path: Path) -> int | None:
    for length in range(len(path), -1, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None


_ATTRIBUTE = ("attribute",)
_HARD_KEYS: dict[str, tuple[str, ...]] = {
    "at_most": ("attribute", "count"),
    "at_least": ("attribute", "value", "count"),
    "never_together": (),
    "together": (),
    "not_with_manager": _ATTRIBUTE,
    "shared_hours": ("hours", "zone", "start", "end", "on"),
    "common_language": _ATTRIBUTE,
    "same": _ATTRIBUTE,
    "conflict": ("attribute", "between"),
    "near": ("attribute", "steps", "order"),
    "same_site_or_remote": ("attribute", "remote"),
    "not_alone": ("attribute", "value", "at_least"),
}
_SOFT_KEYS: dict[str, tuple[str, ...]] = {
    "mix": ("attribute", "weight"),
    "match": ("attribute", "weight"),
    "balance": ("attribute", "weight"),
    "same_site_or_remote": ("attribute", "remote", "weight"),
    "with_friends": ("attribute", "weight"),
    "with_topics": ("attribute", "weight"),
    "new_faces": ("history", "weight"),
}


class _Reader:
    """Reads a document of plain values; every refusal knows where it happened."""

    def __init__(self, lines: Mapping[Path, int]) -> None:
        self.lines = dict(lines)

    def refuse(self, message: str, path: Path) -> RuleError:
        return RuleError(message, path=path, line=_line_of(self.lines, path))

    def rules(self, document: object) -> Rules:
        top = self.mapping(
            document, (), ("id", "size", "lists", "hard", "soft", "staff"), "the rules"
        )
        if "size" not in top:
            raise self.refuse("“size” is missing: give {min, max} or {count}.", ())
        lists = {}
        if top.get("lists") is not None:
            for name, mark in self.mapping(top["lists"], ("lists",), None, "lists").items():
                lists[name] = self.text(mark, ("lists", name))
        hard = [
            self.hard(key, body, path) for key, body, path in self.entries(top, "hard", _HARD_KEYS)
        ]
        soft = [
            self.soft(key, body, path) for key, body, path in self.entries(top, "soft", _SOFT_KEYS)
        ]
        key = self.text(top["id"], ("id",)) if top.get("id") is not None else None
        staff = self.staff(top["staff"]) if top.get("staff") is not None else None
        size = self.size(top["size"])
        return Rules(size, tuple(hard), tuple(soft), key, lists, staff, self.lines)

    def staff(self, value: object) -> Staff:
        path: Path = ("staff",)
        body = self.mapping(value, path, ("attribute", "value", "groups"), "“staff”")
        if "groups" not in body:
            raise self.refuse("“staff” needs “groups”: how many each can look after.", path)
        groups = self.whole(body["groups"], (*path, "groups"), least=1)
        return Staff(self.word(body, "attribute", path), self.word(body, "value", path), groups)

    def size(self, value: object) -> Size:
        body = self.mapping(value, ("size",), ("min", "max", "count"), "size")
        if "count" in body:
            if len(body) > 1:
                raise self.refuse("“size” takes {min, max} or {count}, not both.", ("size",))
            return Size(count=self.whole(body["count"], ("size", "count"), least=1))
        if set(body) != {"min", "max"}:
            raise self.refuse("“size” takes {min, max} or {count}.", ("size",))
        low = self.whole(body["min"], ("size", "min"), least=2)
        high = self.whole(body["max"], ("size", "max"), least=2)
        if low > high:
            raise self.refuse(f"the smallest size, {low}, is above the largest, {high}.", ("size",))
        return Size(low, high)

    def entries(
        self, top: Mapping[str, Any], section: str, known: Mapping[str, Sequence[str]]
    ) -> list[tuple[str, Any, Path]]:
        found: list[tuple[str, Any, Path]] = []
        for at, entry in enumerate(self.sequence(top.get(section) or [], (section,))):
            body = self.mapping(entry, (section, at), tuple(known), f"“{section}”")
            if len(body) != 1:
                raise self.refuse("each rule stands in an entry of its own.", (section, at))
            [(key, value)] = body.items()
            found.append((key, value, (section, at, key)))
        return found

    def hard(self, key: str, value: object, path: Path) -> Hard:
        if key in ("never_together", "together"):
            sets = self.people(value, path)
            return NeverTogether(sets) if key == "never_together" else Together(sets)
        body = self.mapping(value, path, _HARD_KEYS[key], f"“{key}”")
        if key == "shared_hours":
            return self.shared_hours(body, path)
        attribute = self.word(body, "attribute", path)
        if key == "at_most":
            return AtMost(attribute, self.count(body, path))
        if key == "at_least":
            return AtLeast(attribute, self.word(body, "value", path), self.count(body, path))
        if key == "not_with_manager":
            return NotWithManager(attribute)
        if key == "conflict":
            return Conflict(attribute, self.conflicts(body.get("between"), (*path, "between")))
        if key == "near":
            if "steps" not in body:
                raise self.refuse("“near” needs “steps”.", path)
            steps = self.number(body["steps"], (*path, "steps"), most=1e9)
            return Near(attribute, steps, self.words(body.get("order"), (*path, "order")))
        if key == "same_site_or_remote":
            return OneSite(attribute, self.words(body.get("remote"), (*path, "remote")))
        if key == "not_alone":
            value = self.word(body, "value", path) if body.get("value") is not None else None
            least = self.whole(body.get("at_least", 2), (*path, "at_least"), least=2)
            return NotAlone(attribute, value, least)
        return CommonLanguage(attribute) if key == "common_language" else Same(attribute)

    def soft(self, key: str, value: object, path: Path) -> Soft:
        body = self.mapping(value, path, _SOFT_KEYS[key], f"“{key}”")
        weight = self.number(body.get("weight", 1), (*path, "weight"), most=_MOST_WEIGHT)
        if key == "new_faces":
            history = body.get("history")
            return NewFaces(
                weight, self.text(history, (*path, "history")) if history is not None else None
            )
        attribute = self.word(body, "attribute", path)
        if key == "mix":
            return Mix(attribute, weight)
        if key == "same_site_or_remote":
            remote = self.words(body.get("remote"), (*path, "remote"))
            return PreferOneSite(attribute, remote, weight)
        if key in ("with_friends", "with_topics"):
            company = WithFriends if key == "with_friends" else WithTopics
            return company(attribute, weight)
        return Match(attribute, weight) if key == "match" else Balance(attribute, weight)

    def shared_hours(self, body: Mapping[str, Any], path: Path) -> SharedHours:
        for name in ("hours", "zone", "on"):
            if name not in body:
                raise self.refuse(f"“shared_hours” needs “{name}”.", path)
        hours = self.number(body["hours"], (*path, "hours"), most=24.0)
        if abs(hours * 60 - round(hours * 60)) > 1e-6:
            raise self.refuse("“hours” is a whole number of minutes.", (*path, "hours"))
        given = body["on"] if isinstance(body["on"], list | tuple) else [body["on"]]
        days = tuple(self.day(each, (*path, "on", at)) for at, each in enumerate(given))
        if not days:
            raise self.refuse("“on” needs at least one date.", (*path, "on"))
        start = self.text(body.get("start", "09:00"), (*path, "start"))
        end = self.text(body.get("end", "17:00"), (*path, "end"))
        zone = self.word(body, "zone", path)
        return SharedHours(hours, zone, start, end, tuple(dict.fromkeys(days)))

    def people(self, value: object, path: Path) -> tuple[tuple[str, ...], ...]:
        sets = []
        for at, entry in enumerate(self.sequence(value, path)):
            people = tuple(
                self.text(each, (*path, at)) for each in self.sequence(entry, (*path, at))
            )
            if len(set(people)) < 2:
                raise self.refuse("each set names at least two people.", (*path, at))
            sets.append(tuple(dict.fromkeys(people)))
        return tuple(sets)

    def words(self, value: object, path: Path) -> tuple[str, ...]:
        """Return a list of words, each once; none where nothing is given."""
        if value is None:
            return ()
        listed = self.sequence([value] if isinstance(value, str) else value, path)
        found = tuple(self.text(each, (*path, at)) for at, each in enumerate(listed))
        twice = next((each for at, each in enumerate(found) if each in found[:at]), None)
        if twice is not None:
            raise self.refuse(f"“{path[-1]}” names “{twice}” twice.", path)
        return found

    def conflicts(self, value: object, path: Path) -> tuple[tuple[str, ...], ...]:
        if value is None:
            return ()
        found = []
        for at, entry in enumerate(self.sequence(value, path)):
            words = self.words(entry, (*path, at))
            if len(words) < 2:
                raise self.refuse("each set of “between” names at least two values.", (*path, at))
            found.append(words)
        if not found:
            raise self.refuse("“between” names at least one set of values.", path)
        return tuple(found)

    def mapping(
        self, value: object, path: Path, known: Sequence[str] | None, what: str
    ) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise self.refuse(f"{what} is written as names with values.", path)
        body = {}
        for key, each in value.items():
            if not isinstance(key, str):
                raise self.refuse(f"{what} has a name that is not a word: “{key}”.", path)
            if known is not None and key not in known:
                raise self.refuse(f"{what} does not know “{key}”. {hint(key, known)}", (*path, key))
            body[key] = each
        return body

    def sequence(self, value: object, path: Path) -> Sequence[Any]:
        if not isinstance(value, list | tuple):
            name = next((str(each) for each in reversed(path) if isinstance(each, str)), "this")
            raise self.refuse(f"“{name}” is written as a list.", path)
        return value

    def word(self, body: Mapping[str, Any], name: str, path: Path) -> str:
        if name not in body:
            raise self.refuse(f"“{path[-1]}” needs “{name}”.", path)
        return self.text(body[name], (*path, name))

    def text(self, value: object, path: Path) -> str:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return words_in(float(value))[0]
        if not isinstance(value, str) or not value:
            raise self.refuse(f"“{path[-1]}” needs a word.", path)
        return value

    def count(self, body: Mapping[str, Any], path: Path) -> int:
        if "count" not in body:
            raise self.refuse(f"“{path[-1]}” needs “count”.", path)
        return self.whole(body["count"], (*path, "count"), least=1)

    def whole(self, value: object, path: Path, *, least: int) -> int:
        number = self.number(value, path, most=1e6)
        if not number.is_integer() or number < least:
            raise self.refuse(f"“{path[-1]}” is a whole number of {least} or more.", path)
        return int(number)

    def number(self, value: object, path: Path, *, most: float) -> float:
        try:
            if isinstance(value, bool) or not isinstance(value, int | float | str):
                raise ValueError
            number = float(value)
        except ValueError:
            raise self.refuse(f"“{path[-1]}” needs a number, not “{value}”.", path) from None
        if not math.isfinite(number) or not 0 < number <= most:
            raise self.refuse(f"“{path[-1]}” is above 0 and at most {most:g}.", path)
        return number

    def day(self, value: object, path: Path) -> date:
        if isinstance(value, date):
            return date(value.year, value.month, value.day)
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            raise self.refuse(f"“{value}” is not a date like 2026-12-01.", path) from None


def kind_of(roster: Roster, name: str) -> Kind:
    """Return the kind of an attribute that is known to be there."""
    found = roster.attribute(name)
    assert found is not None
    return found.kind
