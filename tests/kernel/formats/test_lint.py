"""Seeded defects: each is found, by its own rule, in every shipped format it can be put into."""

import copy
from typing import Any

import pytest

from junto.kernel.formats import format_from_data, lint, lint_all
from kernel.formats.examples import FORMATS, SHIPPED, Change, changed, rules_broken, small


def test_the_shipped_formats_have_no_findings() -> None:
    assert lint_all(FORMATS.values()) == dict.fromkeys(FORMATS, ())


def test_the_small_format_has_no_findings() -> None:
    assert lint(format_from_data(small())) == ()


def stages(data: dict[str, Any]) -> list[dict[str, Any]]:
    return [stage for node in data["stages"] for stage in node.get("stages", [node])]


def remove_rule(data: dict[str, Any], event: str) -> None:
    data["adaptation"] = [each for each in data["adaptation"] if each["when"]["event"] != event]


def commitments(data: dict[str, Any]) -> list[dict[str, Any]]:
    return [output for output in data["outputs"] if output["type"] == "commitment"]


def shorten(data: dict[str, Any]) -> None:
    if data["duration"]["base"] > 10:
        data["duration"]["base"] -= 10


def leak(data: dict[str, Any]) -> None:
    if data["confidentiality"] == "sealed":
        for output in data["outputs"]:
            if output["type"] in ("insight", "idea", "feedback"):
                output["visibility"] = "program"


def forget_late(data: dict[str, Any]) -> None:
    if data["modes"]["live"]:
        remove_rule(data, "late")


def crowd(data: dict[str, Any]) -> None:
    if data["modes"]["live"] and data["group"]["max"] > 2:
        data["group"]["max"] = 60


def dead(data: dict[str, Any]) -> None:
    output = {"id": "dead", "type": "insight", "by": "all", "visibility": "author"}
    data["outputs"].append(output | {"keep": "session"})


def lengthen(data: dict[str, Any]) -> None:
    data["duration"]["base"] += 30


# name: change, the rule that has to find it, formats it can be put into, formats it is found in
DEFECTS: dict[str, tuple[Change, set[str], int, int]] = {
    "promise 10 min short": (shorten, {"does-not-fit"}, 20, 10),
    "promise 30 min long": (lengthen, {"does-not-fit"}, 20, 20),
    "unknown role in a prompt": (
        lambda data: stages(data)[0]["prompt"].update({"role:ghost": "x"}),
        {"unknown-role"},
        20,
        20,
    ),
    "undefined output": (
        lambda data: stages(data)[0].setdefault("capture", []).append("ghost"),
        {"unknown-output"},
        20,
        20,
    ),
    "dead output": (dead, {"dead-output"}, 20, 20),
    "sealed content leaves the group": (leak, {"sealed-leak"}, 10, 10),
    "anonymous without k": (
        lambda data: [output.pop("k", None) for output in data["outputs"]],
        {"anonymous-without-k"},
        20,
        20,
    ),
    "no rule for late": (forget_late, {"no-rule"}, 19, 19),
    "next step without its moment": (
        lambda data: [
            output.update(fields=[f for f in output["fields"] if f["id"] != "cue"])
            for output in commitments(data)
        ],
        {"no-cue"},
        18,
        18,
    ),
    "group too large for turns": (
        crowd,
        {"short-turn", "does-not-fit", "no-break"},
        17,
        13,
    ),
    "typo in a key": (
        lambda data: stages(data)[0].update(pormpt={"all": "x"}),
        {"unknown-key"},
        20,
        20,
    ),
    "boolean as an id": (
        lambda data: data["roles"][0].update(id=True),
        {"shape"},
        20,
        20,
    ),
    "repeated stage": (
        lambda data: data["stages"].append(copy.deepcopy(data["stages"][-1])),
        {"repeated-id"},
        20,
        20,
    ),
}


@pytest.mark.parametrize("name", DEFECTS)
def test_a_seeded_defect_is_found_by_its_rule(name: str) -> None:
    change, rules, possible, found = DEFECTS[name]
    mutants = [changed(data, change) for data in SHIPPED.values()]
    mutants = [new for new, old in zip(mutants, SHIPPED.values(), strict=True) if new != old]
    broken = [rules_broken(mutant) for mutant in mutants]
    assert len(mutants) == possible
    assert sum(bool(each & rules) for each in broken) == found
    assert sum(bool(each) for each in broken) == found


def test_230_of_244_seeded_defects_are_found() -> None:
    totals = [(possible, found) for _, _, possible, found in DEFECTS.values()]
    assert (sum(p for p, _ in totals), sum(f for _, f in totals)) == (244, 230)


def add(data: dict[str, Any], key: str, **item: Any) -> None:
    data.setdefault(key, []).append(item)


SMALL_DEFECTS: dict[str, tuple[Change, str]] = {
    "unknown input": (lambda d: stages(d)[0].update(uses=["ghost"]), "unknown-input"),
    "unknown role in rotate": (lambda d: d["stages"][1].update(rotate=["ghost"]), "unknown-role"),
    "unknown role speaks": (
        lambda d: stages(d)[0]["speak"].update(who="role:ghost"),
        "unknown-role",
    ),
    "time of an unknown role": (
        lambda d: stages(d)[2]["time"].update(of="not:ghost"),
        "unknown-role",
    ),
    "rule for an unknown role": (
        lambda d: d["adaptation"][0]["when"].update(role="ghost"),
        "unknown-role",
    ),
    "unknown role merged into": (
        lambda d: d["adaptation"][0].update(args={"into": "ghost"}),
        "unknown-role",
    ),
    "unknown role carries another": (
        lambda d: d["roles"][0].update(stacks_on=["ghost"]),
        "unknown-role",
    ),
    "unknown role rotates": (
        lambda d: d.update(
            rotation={"unit": "session", "strategy": "draw", "roles": ["host", "ghost"]}
        ),
        "unknown-role",
    ),
    "unknown role brings": (
        lambda d: add(d, "inputs", id="case", kind="case", **{"from": "role:ghost"}),
        "unknown-role",
    ),
    "a side that is no half": (
        lambda d: stages(d)[0]["prompt"].update({"side:host": "x"}),
        "not-a-side",
    ),
    "nobody external": (lambda d: stages(d)[0]["prompt"].update({"external": "x"}), "no-external"),
    "unknown stage in a rule": (
        lambda d: d["adaptation"][3].update(args={"order": ["ghost"]}),
        "unknown-stage",
    ),
    "unknown parameter in a rule": (
        lambda d: d["adaptation"][3].update(args={"param": "ghost"}),
        "unknown-parameter",
    ),
    "unknown parameter in the promise": (
        lambda d: d["duration"]["per_param"].update(ghost=1),
        "unknown-parameter",
    ),
    "unknown parameter of a block": (
        lambda d: d["stages"][1].update(repeat="param:ghost"),
        "unknown-parameter",
    ),
    "default outside its bounds": (lambda d: d["params"]["rounds"].update(default=3), "bounds"),
    "ideal outside its bounds": (lambda d: d["group"].update(ideal=6), "bounds"),
    "ideal that is not run": (lambda d: d["group"].update(multiple_of=3), "bounds"),
    "repeated role": (lambda d: d["roles"].append(copy.deepcopy(d["roles"][1])), "repeated-id"),
    "open journal": (
        lambda d: d["outputs"][0].update(type="journal", visibility="group"),
        "open-journal",
    ),
    "anonymous ideas leave a sealed group": (
        lambda d: d.update(confidentiality="sealed") or d["outputs"][0].update(type="idea"),
        "sealed-leak",
    ),
    "sealed without distress": (lambda d: d.update(confidentiality="sealed"), "no-rule"),
    "nobody asks how it was": (lambda d: d["outputs"][0].update(type="vote"), "no-pulse"),
    "no rule for the absent host": (lambda d: remove_rule(d, "absent"), "no-rule"),
    "taken text with our license": (
        lambda d: d["lineage"][0].update(relation="adapted-text", terms="CC BY-SA 4.0"),
        "license",
    ),
    "unknown stage in writing": (
        lambda d: d["modes"].update(
            {
                "async": {
                    "ok": True,
                    "steps": [
                        {
                            "title": "Write",
                            "window_hours": 4,
                            "who": "all",
                            "from_stages": ["ghost"],
                        }
                    ],
                }
            }
        ),
        "unknown-stage",
    ),
    "no mode at all": (lambda d: d["modes"].update(live=False), "no-mode"),
    "roles that do not add up": (lambda d: d["roles"].pop(1), "does-not-fit"),
    "more host seats than people": (lambda d: d["roles"][0].update(count=4), "does-not-fit"),
    "turns too short": (
        lambda d: stages(d)[4].update(speak={"rule": "round_robin"}),
        "short-turn",
    ),
    "no break in two hours": (
        lambda d: d["duration"].update(base=110) or stages(d)[3]["time"].update(max=200),
        "no-break",
    ),
}


@pytest.mark.parametrize("name", SMALL_DEFECTS)
def test_a_defect_in_the_small_format_is_found_by_its_rule(name: str) -> None:
    change, rule = SMALL_DEFECTS[name]
    assert rule in rules_broken(changed(small(), change))


def test_somebody_without_a_turn_and_without_paper_is_noticed() -> None:
    data = small()
    data["stages"][2]["speak"] = {"rule": "one_speaker", "who": "role:host"}
    data["stages"][0]["speak"] = {"rule": "one_speaker", "who": "role:host"}
    data["stages"][-1].pop("capture")
    assert {"unheard", "dead-output"} == rules_broken(data)


def test_a_format_that_points_to_another_which_is_not_there_is_noticed() -> None:
    data = small()
    data["adaptation"][4] = {
        "when": {"event": "below_min"},
        "do": "use_format",
        "args": {"format": "ghost"},
    }
    found = lint_all([format_from_data(data)])
    assert [(problem.rule, problem.path) for problem in found["small"]] == [
        ("unknown-format", ("adaptation", 4, "args", "format"))
    ]
