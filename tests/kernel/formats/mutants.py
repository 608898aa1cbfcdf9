"""Ways to spoil a format: each operator knows every place where it makes a defect."""

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Data = dict[str, Any]
Place = tuple[int, ...]
GHOST = "ghost"
_NEEDED = ("late", "leaves", "behind", "below_min", "above_max")


@dataclass(frozen=True)
class Operator:
    """A defect: where it can be, and how it is made there."""

    find: Callable[[Data], Iterator[Place]]
    spoil: Callable[[Data, Place], object]

    def at(self, data: Data, place: Place) -> Data:
        """Return a deep copy with the defect in this place."""
        result = copy.deepcopy(data)
        self.spoil(result, place)
        return result


def places(operator: Operator, formats: Mapping[str, Data]) -> list[tuple[str, Place]]:
    """Return every place of every format, in a fixed order."""
    return [(name, place) for name in sorted(formats) for place in operator.find(formats[name])]


def unflagged_share(missed: Mapping[str, int], seeded: Mapping[str, int]) -> float:
    """Return the share of seeded defects that were not flagged."""
    return sum(missed.values()) / sum(seeded.values())


# ---------------------------------------------------------------- places


def stages(data: Data) -> list[Data]:
    """Every stage, in its order."""
    return [stage for node in data["stages"] for stage in node.get("stages", [node])]


def everywhere(data: Data) -> Iterator[Place]:
    """One place: the format itself."""
    yield ()


def each_stage(data: Data) -> Iterator[Place]:
    """Every stage."""
    yield from ((place,) for place in range(len(stages(data))))


def stages_where(test: Callable[[Data], bool]) -> Callable[[Data], Iterator[Place]]:
    """Every stage for which something is so."""

    def found(data: Data) -> Iterator[Place]:
        yield from ((place,) for place, each in enumerate(stages(data)) if test(each))

    return found


def each_of(
    key: str, test: Callable[[Data, Data], bool] = lambda data, each: True
) -> Callable[[Data], Iterator[Place]]:
    """Every item of a list, for which something is so."""

    def found(data: Data) -> Iterator[Place]:
        items = enumerate(data.get(key, ()))
        yield from ((place,) for place, each in items if test(data, each))

    return found


def each_needed_rule(data: Data) -> Iterator[Place]:
    """Every rule for trouble that no other rule stands in for."""
    if not data["modes"]["live"]:
        return
    needed = [*_NEEDED, *(["distress"] if data["confidentiality"] == "sealed" else [])]
    events = [each["when"]["event"] for each in data["adaptation"]]
    for place, event in enumerate(events):
        if event in needed and events.count(event) == 1:
            yield (place,)


def each_step(data: Data) -> Iterator[Place]:
    """Every step in writing."""
    yield from ((place,) for place in range(len(data["modes"].get("async", {}).get("steps", ()))))


def each_rotating(data: Data) -> Iterator[Place]:
    """Every role that moves on."""
    yield from ((place,) for place in range(len(data.get("rotation", {}).get("roles", ()))))


def live(data: Data) -> Iterator[Place]:
    """The format itself, when it is held in a meeting."""
    if data["modes"]["live"]:
        yield ()


def misses_somebody(data: Data) -> Iterator[Place]:
    """The format itself, when it has a rule for an absence and a role that one person holds."""
    held = any(each["count"] == 1 and not each.get("stacks_on") for each in data["roles"])
    if held and any(each["when"]["event"] == "absent" for each in data["adaptation"]):
        yield from live(data)


def each_param(data: Data) -> Iterator[Place]:
    """Every parameter."""
    yield from ((place,) for place in range(len(data.get("params", {}))))


# ---------------------------------------------------------------- defects


def _stage(data: Data, place: Place) -> Data:
    return stages(data)[place[0]]


def _uncapture(data: Data, place: Place) -> None:
    name = data["outputs"][place[0]]["id"]
    for stage in stages(data):
        stage["capture"] = [each for each in stage.get("capture", []) if each != name]


def _no_pulse(data: Data, place: Place) -> None:
    ratings = {each["id"] for each in data["outputs"] if each["type"] == "rating"}
    data["outputs"] = [each for each in data["outputs"] if each["id"] not in ratings]
    for stage in stages(data):
        stage["capture"] = [each for each in stage.get("capture", []) if each not in ratings]


def _repeat_stage(data: Data, place: Place) -> None:
    stage = copy.deepcopy(_stage(data, place))
    data["stages"].append(stage)


def _without_cue(data: Data, place: Place) -> None:
    output = data["outputs"][place[0]]
    output["fields"] = [each for each in output["fields"] if each["id"] != "cue"]


def _shorten(data: Data, place: Place) -> None:
    data["duration"]["base"] -= 10


def _ghost_param(data: Data, place: Place) -> None:
    param = list(data["params"].values())[place[0]]
    param["default"] = param["max"] + 1


def _no_absence(data: Data, place: Place) -> None:
    rules = data["adaptation"]
    data["adaptation"] = [each for each in rules if each["when"]["event"] != "absent"]


def _takes_turns_in_fixed_time(stage: Data) -> bool:
    return stage["speak"]["rule"] == "round_robin" and not isinstance(stage["time"], dict)


def _is_fixed(stage: Data) -> bool:
    return not isinstance(stage["time"], dict)


def _is_break(stage: Data) -> bool:
    return bool(stage["kind"] == "break")


def _is_share(stage: Data) -> bool:
    return isinstance(stage["time"], dict) and "share" in stage["time"]


def _is_sealed(data: Data, output: Data) -> bool:
    return bool(data["confidentiality"] == "sealed" and output["type"] not in ("rating", "vote"))


OPERATORS: dict[str, Operator] = {
    "unknown role in a prompt": Operator(
        each_stage, lambda d, p: _stage(d, p)["prompt"].update({f"role:{GHOST}": "x"})
    ),
    "unknown output captured": Operator(
        each_stage, lambda d, p: _stage(d, p).setdefault("capture", []).append(GHOST)
    ),
    "unknown input used": Operator(
        each_stage, lambda d, p: _stage(d, p).setdefault("uses", []).append(GHOST)
    ),
    "unknown role speaks": Operator(
        each_stage, lambda d, p: _stage(d, p)["speak"].update(who=f"role:{GHOST}")
    ),
    "unknown role is muted": Operator(
        each_stage, lambda d, p: _stage(d, p)["speak"].update(mute=[f"role:{GHOST}"])
    ),
    "unknown speaking rule": Operator(
        each_stage, lambda d, p: _stage(d, p)["speak"].update(rule="everybody")
    ),
    "typo in a key of a stage": Operator(
        each_stage, lambda d, p: _stage(d, p).update(pormpt={"all": "x"})
    ),
    "typo in a key of a role": Operator(
        each_of("roles"), lambda d, p: d["roles"][p[0]].update(titel="x")
    ),
    "typo in a key of an output": Operator(
        each_of("outputs"), lambda d, p: d["outputs"][p[0]].update(visible="group")
    ),
    "boolean as an id of a role": Operator(
        each_of("roles"), lambda d, p: d["roles"][p[0]].update(id=True)
    ),
    "boolean as an id of a stage": Operator(each_stage, lambda d, p: _stage(d, p).update(id=False)),
    "empty title of a stage": Operator(each_stage, lambda d, p: _stage(d, p).update(title="")),
    "repeated stage": Operator(each_stage, _repeat_stage),
    "repeated role": Operator(
        each_of("roles"), lambda d, p: d["roles"].append(copy.deepcopy(d["roles"][p[0]]))
    ),
    "repeated output": Operator(
        each_of("outputs"), lambda d, p: d["outputs"].append(copy.deepcopy(d["outputs"][p[0]]))
    ),
    "output nobody captures": Operator(each_of("outputs"), _uncapture),
    "anonymous without k": Operator(
        each_of("outputs", lambda d, each: each["visibility"].endswith("anonymous")),
        lambda d, p: d["outputs"][p[0]].pop("k"),
    ),
    "sealed content leaves the group": Operator(
        each_of("outputs", _is_sealed), lambda d, p: d["outputs"][p[0]].update(visibility="program")
    ),
    "journal others can read": Operator(
        each_of("outputs", lambda d, each: each["type"] == "journal"),
        lambda d, p: d["outputs"][p[0]].update(visibility="group"),
    ),
    "next step without its moment": Operator(
        each_of("outputs", lambda d, each: each["type"] == "commitment"), _without_cue
    ),
    "no rule for a trouble": Operator(each_needed_rule, lambda d, p: d["adaptation"].pop(p[0])),
    "no rule for an absence": Operator(misses_somebody, _no_absence),
    "break that is none": Operator(
        stages_where(_is_break), lambda d, p: _stage(d, p).update(kind="discuss")
    ),
    "stage that takes 45 min more": Operator(
        stages_where(_is_fixed), lambda d, p: _stage(d, p).update(time=_stage(d, p)["time"] + 45)
    ),
    "rule for an unknown role": Operator(
        each_of("adaptation"), lambda d, p: d["adaptation"][p[0]]["when"].update(role=GHOST)
    ),
    "rule that names an unknown stage": Operator(
        each_of("adaptation", lambda d, each: "order" in each.get("args", {})),
        lambda d, p: d["adaptation"][p[0]]["args"]["order"].append(GHOST),
    ),
    "nobody asks how it was": Operator(live, _no_pulse),
    "unknown role rotates": Operator(
        each_rotating, lambda d, p: d["rotation"]["roles"].__setitem__(p[0], GHOST)
    ),
    "step in writing from an unknown stage": Operator(
        each_step, lambda d, p: d["modes"]["async"]["steps"][p[0]].update(from_stages=[GHOST])
    ),
    "default outside its bounds": Operator(each_param, _ghost_param),
    "ideal outside its bounds": Operator(
        everywhere, lambda d, p: d["group"].update(ideal=d["group"]["max"] + 1)
    ),
    "taken text with our license": Operator(
        each_of("lineage"),
        lambda d, p: d["lineage"][p[0]].update(relation="adapted-text", terms="CC BY-SA 4.0"),
    ),
    "stage without any time": Operator(each_stage, lambda d, p: _stage(d, p).update(time=0)),
    "share that wants an hour more": Operator(
        stages_where(_is_share), lambda d, p: _stage(d, p)["time"].update(min=120, max=120)
    ),
    "turns in half a minute for all": Operator(
        stages_where(_takes_turns_in_fixed_time), lambda d, p: _stage(d, p).update(time=0.5)
    ),
    "promise 30 min long": Operator(
        everywhere, lambda d, p: d["duration"].update(base=d["duration"]["base"] + 30)
    ),
    "promise 10 min short": Operator(everywhere, _shorten),
    "group too large for turns": Operator(
        live, lambda d, p: d["group"].update(max=max(60, d["group"]["max"] + 20))
    ),
}
