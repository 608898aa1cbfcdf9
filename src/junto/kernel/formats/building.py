"""Build a format's stages and roles: add, copy and take away, with what a beginning needs.

Each function gives new data and leaves the old as they are. Whether the result keeps its promise is
for the linter to say; the promised length follows with `editing.following`.
"""

import copy
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from junto.kernel.formats.editing import NoSuchPart

# What a new stage of a kind begins with: minutes, who speaks, and what everybody reads.
_ALL = {"rule": "round_robin", "who": "all"}
_SILENT = {"rule": "silent"}
_OPEN = {"rule": "open"}
LIBRARY: Mapping[str, Mapping[str, Any]] = {
    "check-in": {
        "title": "Check-in",
        "time": {"each": 1, "of": "all"},
        "speak": _ALL,
        "say": "One word for how you arrive.",
    },
    "review": {
        "title": "Since last time",
        "time": {"each": 1, "of": "all"},
        "speak": _ALL,
        "say": "Your next step from last time: what happened?",
    },
    "discuss": {
        "title": "Talk",
        "time": 10,
        "speak": _OPEN,
        "say": "What do you see that has not been said?",
    },
    "reflect": {
        "title": "A quiet minute",
        "time": 2,
        "speak": _SILENT,
        "say": "Write down what stays with you.",
    },
    "brainwrite": {
        "title": "Write ideas",
        "time": 5,
        "speak": _SILENT,
        "say": "As many ideas as come; nobody judges yet.",
    },
    "question": {
        "title": "Questions",
        "time": 5,
        "speak": {"rule": "queue", "who": "all"},
        "say": "Raise a hand; one question at a time.",
    },
    "practice": {
        "title": "Practice in pairs",
        "time": 10,
        "speak": {"rule": "pairs", "who": "all"},
        "say": "Try it with the one beside you, then change over.",
    },
    "teach": {
        "title": "A short input",
        "time": 5,
        "speak": _OPEN,
        "say": "One idea, one example, one question.",
    },
    "appreciate": {
        "title": "Thanks",
        "time": 3,
        "speak": _OPEN,
        "say": "Name something specific another person did.",
    },
    "check-out": {
        "title": "Check-out",
        "time": {"each": 0.5, "of": "all"},
        "speak": _ALL,
        "say": "One word for how you leave.",
    },
    "break": {"title": "Break", "time": 5, "speak": _OPEN, "say": "Back in five minutes."},
}
NEW_ROLE = {"title": "New role", "count": 1, "card": {"do": ["Keep an eye on the time"]}}


def with_stage(data: Mapping[str, Any], kind: str, *, after: str) -> dict[str, Any]:
    """The data with a new stage of a kind from the library right after another.

    Raises
    ------
    NoSuchPart
        When there is no such stage, or the library has no such kind.
    """
    if kind not in LIBRARY:
        raise NoSuchPart(kind)
    begun = LIBRARY[kind]
    stage = {
        "id": _free(kind, _stage_ids(data)),
        "title": begun["title"],
        "kind": kind,
        "time": copy.deepcopy(begun["time"]),
        "speak": dict(begun["speak"]),
        "prompt": {"all": begun["say"]},
    }
    result = copy.deepcopy(dict(data))
    nodes, place = _find(result, after)
    nodes.insert(place + 1, stage)
    return result


def with_copy(data: Mapping[str, Any], stage: str) -> dict[str, Any]:
    """The data with a stage, or a block with its stages, twice.

    Raises
    ------
    NoSuchPart
        When there is no such stage.
    """
    result = copy.deepcopy(dict(data))
    nodes, place = _find(result, stage)
    twin = copy.deepcopy(nodes[place])
    taken = _stage_ids(data)
    for node in (twin, *twin.get("stages", ())):
        node["id"] = _free(node["id"], taken)
        taken.add(node["id"])
    nodes.insert(place + 1, twin)
    return result


def without_stage(data: Mapping[str, Any], stage: str) -> dict[str, Any]:
    """The data without a stage or block, and without what rules for trouble say of it.

    Raises
    ------
    NoSuchPart
        When there is no such stage.
    """
    result = copy.deepcopy(dict(data))
    nodes, place = _find(result, stage)
    gone = nodes.pop(place)
    ids = {gone["id"], *(each["id"] for each in gone.get("stages", ()))}
    # A block without a stage is no block.
    result["stages"] = [node for node in result["stages"] if node.get("stages", True)]
    for rule in result.get("adaptation", ()):
        for key, named in rule.get("args", {}).items():
            if isinstance(named, list):
                rule["args"][key] = [each for each in named if each not in ids]
    return result


def with_role(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data with one role more."""
    result = copy.deepcopy(dict(data))
    taken = {role["id"] for role in result["roles"]}
    result["roles"].append({"id": _free("role", taken), **copy.deepcopy(NEW_ROLE)})
    return result


def without_role(data: Mapping[str, Any], role: str) -> dict[str, Any]:
    """The data without a role, its prompts and its turn in the rotation.

    Who speaks, writes or is written about stays as it is where it names the role: the linter tells
    which of these to mend.

    Raises
    ------
    NoSuchPart
        When there is no such role.
    """
    result = copy.deepcopy(dict(data))
    if role not in {each["id"] for each in result["roles"]}:
        raise NoSuchPart(role)
    result["roles"] = [each for each in result["roles"] if each["id"] != role]
    rotation = result.get("rotation", {})
    if role in rotation.get("roles", ()):
        rotation["roles"] = [each for each in rotation["roles"] if each != role]
    for node in _nodes(result):
        if role in node.get("rotate", ()):
            node["rotate"] = [each for each in node["rotate"] if each != role]
        node.get("prompt", {}).pop(f"role:{role}", None)
    return result


def _nodes(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for node in data["stages"]:
        yield node
        yield from node.get("stages", ())


def _stage_ids(data: Mapping[str, Any]) -> set[str]:
    return {node["id"] for node in _nodes(data)}


def _find(data: Mapping[str, Any], stage: str) -> tuple[list[dict[str, Any]], int]:
    """The list a stage stands in, and its place there."""
    lists = [data["stages"], *(node["stages"] for node in data["stages"] if "stages" in node)]
    for nodes in lists:
        for place, node in enumerate(nodes):
            if node["id"] == stage:
                return nodes, place
    raise NoSuchPart(stage)


def _free(name: str, taken: Iterable[str]) -> str:
    """A name of its own: with the next number behind it."""
    known = set(taken)
    number = 2
    while f"{name}-{number}" in known:
        number += 1
    return name if name not in known else f"{name}-{number}"
