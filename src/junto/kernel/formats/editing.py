"""Change a format as data: what changed, which version that makes, and back to YAML.

An own format is edited by its words, its minutes and the order of its stages. Whatever else a
format can say is written in YAML, which `to_yaml` gives and the reader takes back unchanged.
"""

import copy
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from junto.kernel.formats.model import Format
from junto.kernel.formats.problems import Path, Problem

OWN = "own-"
FIRST_VERSION = "1.0.0"

MOST_CASES = 2_000
MOST_STEPS = 30_000

# Keys whose values are words for people: changing them leaves the course of a session as it is.
_WORDS = frozenset(
    {
        "title",
        "summary",
        "when_to_use",
        "avoid_when",
        "prompt",
        "hint",
        "label",
        "say",
        "do",
        "avoid",
        "choices",
        "text",
        "rules",
        "why_not",
    }
)
_ABOUT = frozenset({"id", "version", "license", "lineage", "tags", "competencies", "family", "sfl"})

_ORDER = (
    *("sfl", "id", "version", "title", "summary", "when_to_use", "avoid_when", "family", "tags"),
    *("competencies", "license", "lineage", "confidentiality", "group", "params", "duration"),
    *("inputs", "roles", "rotation", "outputs", "event", "role", "minutes", "when", "kind", "type"),
    *("by", "about", "visibility", "k", "keep", "required", "max_per_author", "count", "repeat"),
    *("rotate", "time", "core", "squeeze", "grouping", "capture", "uses", "speak", "rule", "who"),
    *("mute", "order", "may_pass", "do", "avoid", "args", "say", "prompt", "hint", "fields"),
    *("min", "max", "ideal", "default", "base", "per_person", "per_param", "each", "share", "of"),
    *("live", "hybrid", "async", "ok", "why_not", "rules", "steps", "stages", "adaptation"),
    "modes",
)
_PLACE = {key: place for place, key in enumerate(_ORDER)}


# ---------------------------------------------------------------- what changed


@dataclass(frozen=True)
class Change:
    """One part that differs: its path by names, and the values; None where there is none."""

    path: tuple[str, ...]
    before: Any
    after: Any

    @property
    def is_words(self) -> bool:
        """Whether only words for people changed."""
        return any(part in _WORDS for part in self.path)

    @property
    def is_about(self) -> bool:
        """Whether only what is told about the format changed, such as its tags."""
        return self.path[0] in _ABOUT


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """Return what differs between two formats, but for the id and the number of the version."""
    found = _differing(_plain(before), _plain(after), ())
    return tuple(each for each in found if each.path[:1] not in (("id",), ("version",)))


def next_version(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Return the version that follows: the course raises the first number, words the second.

    What is only told about the format, such as its tags, raises the third.
    """
    first, second, third = (int(part) for part in before["version"].split("."))
    found = changes(before, after)
    if any(not each.is_words and not each.is_about for each in found):
        return f"{first + 1}.0.0"
    if any(each.is_words for each in found):
        return f"{first}.{second + 1}.0"
    return f"{first}.{second}.{third + 1}"


def _plain(value: Any) -> Any:
    """Lists of things with ids become maps by id, so that moving one is not changing all."""
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        if value and all(isinstance(each, Mapping) and "id" in each for each in value):
            named = {each["id"]: _plain(each) for each in value}
            return {**named, "order": [each["id"] for each in value]}
        return [_plain(each) for each in value]
    return value


def _differing(before: Any, after: Any, path: tuple[str, ...]) -> Iterator[Change]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys((*before, *after)):
            yield from _differing(before.get(key), after.get(key), (*path, str(key)))
    elif before != after:
        yield Change(path, before, after)


# ---------------------------------------------------------------- editing


class NoSuchPart(LookupError):
    """An edit names a part the format does not have."""


def edited(data: Mapping[str, Any], edits: Mapping[Path, Any]) -> dict[str, Any]:
    """Return the data with values put in their places; None takes a part away.

    A part of a list is named by its id or its position.

    Raises
    ------
    NoSuchPart
        When a place is not there.
    """
    result = copy.deepcopy(dict(data))
    for path, value in edits.items():
        holder = _at(result, path[:-1])
        key = _step(holder, path[-1])
        if value is None and isinstance(holder, dict):
            holder.pop(key, None)
        else:
            holder[key] = value
    return result


def moved(data: Mapping[str, Any], stage: str, by: int) -> dict[str, Any]:
    """Return the data with a stage or block so many places later, within its own list.

    Raises
    ------
    NoSuchPart
        When there is no such stage.
    """
    result = copy.deepcopy(dict(data))
    lists = [result["stages"], *(node["stages"] for node in result["stages"] if "stages" in node)]
    for each in lists:
        ids = [node["id"] for node in each]
        if stage in ids:
            place = ids.index(stage)
            target = min(max(place + by, 0), len(each) - 1)
            each.insert(target, each.pop(place))
            return result
    raise NoSuchPart(stage)


def following(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Return the promised length that follows when stages take more or less than before.

    It counts stages with a set time, and stages with a time for each person where their number
    is known: of everybody, of a role held by so many, or of everybody but these.
    """
    duration = copy.deepcopy(dict(before["duration"]))
    counts = {role["id"]: role["count"] for role in after["roles"] if not role.get("external")}
    old = {stage["id"]: (stage["time"], repeat) for stage, repeat in _with_repeat(before)}
    new = {stage["id"]: (stage["time"], repeat) for stage, repeat in _with_repeat(after)}
    for name in dict.fromkeys((*old, *new)):
        # A stage that is new had no time before, and one that is gone has none now.
        was, repeat = old.get(name, (None, new.get(name, (None, 1))[1]))
        now = new[name][0] if name in new else None
        base, each = _difference(was, now, counts)
        if isinstance(repeat, int):
            _raise(duration, "base", base * repeat)
            _raise(duration, "per_person", each * repeat)
        elif repeat == "people":
            _raise(duration, "per_person", base)
        else:
            param = repeat.removeprefix("param:")
            _raise(duration.setdefault("per_param", {}), param, base)
    return duration


def _with_repeat(data: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], int | str]]:
    for node in data["stages"]:
        for stage in node.get("stages", [node]):
            yield stage, node.get("repeat", 1)


def _difference(was: Any, now: Any, counts: Mapping[str, Any]) -> tuple[float, float]:
    """By how many minutes a stage grew: for everybody, and for each person; None takes none."""
    was = _nothing_like(now) if was is None else was
    now = _nothing_like(was) if now is None else now
    if _is_number(was) and _is_number(now):
        return now - was, 0
    known = isinstance(was, Mapping) and isinstance(now, Mapping)
    if not known or not _is_number(was.get("each")) or not _is_number(now.get("each")):
        return 0, 0
    more = now["each"] - was["each"]
    kind, _sep, name = now.get("of", "all").partition(":")
    if kind == "all":
        return 0, more
    held = counts.get(name)
    if not isinstance(held, int):
        return 0, 0
    return (more * held, 0) if kind == "role" else (-more * held, more)


def _nothing_like(time: Any) -> Any:
    return {**time, "each": 0} if isinstance(time, Mapping) and "each" in time else 0


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _raise(holder: dict[str, Any], key: str, by: float) -> None:
    if by:
        value = round(holder.get(key, 0) + by, 2)
        holder[key] = int(value) if float(value).is_integer() else value


def _at(data: Any, path: Sequence[str | int]) -> Any:
    for part in path:
        data = data[_step(data, part)]
    return data


def _step(holder: Any, part: str | int) -> Any:
    if isinstance(holder, dict):
        return part
    if isinstance(holder, list):
        if isinstance(part, int) and part < len(holder):
            return part
        for place, each in enumerate(holder):
            if isinstance(each, dict) and each.get("id") == part:
                return place
    raise NoSuchPart(part)


# ---------------------------------------------------------------- how much work it is


def too_much(fmt: Format) -> tuple[Problem, ...]:
    """Return a finding where proving a format would take too long to wait for.

    The number of cases is that of legal group sizes times the choices of every parameter.
    """
    cases = len(fmt.group.sizes()) * math.prod(
        max(0, param.max - param.min + 1) for param in fmt.params.values()
    )
    most = {name: param.max for name, param in fmt.params.items()}
    steps = 0
    for node in fmt.stages:
        inside = len(getattr(node, "stages", ())) or 1
        repeat = getattr(node, "repeat", 1)
        name = str(repeat).removeprefix("param:")
        rounds = repeat if isinstance(repeat, int) else most.get(name, fmt.group.max)
        steps += inside * rounds
    if cases > MOST_CASES or cases * steps > MOST_STEPS:
        sentence = (
            f"There are {cases:,} cases of up to {steps:,} steps to prove; narrow the size of the "
            "group, the parameters or the rounds."
        )
        return (Problem("too-much", sentence, ("group",)),)
    return ()


# ---------------------------------------------------------------- back to YAML


def to_yaml(data: Mapping[str, Any]) -> str:
    """Return a format as YAML with its keys in the order of the shipped sources."""
    import yaml

    text: str = yaml.safe_dump(
        _in_order(data), sort_keys=False, allow_unicode=True, width=100, default_flow_style=False
    )
    return text


def _in_order(value: Any) -> Any:
    if isinstance(value, Mapping):
        keys = sorted(value, key=_rank)
        return {key: _in_order(value[key]) for key in keys}
    if isinstance(value, list | tuple):
        return [_in_order(each) for each in value]
    return value


def _rank(key: str) -> tuple[int, str]:
    return _PLACE.get(key, len(_ORDER)), key
