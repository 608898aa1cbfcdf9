"""A small format that has everything, and ways to spoil it."""

import copy
import json
from collections.abc import Callable
from importlib.resources import files
from typing import Any

from junto.kernel.formats import Format, format_from_data, lint, read_document
from junto.kernel.formats.problems import BadFile
from junto.kernel.formats.reading import Document
from junto.kernel.formats.shape import check_shape

DATA = files("junto.domain.catalog") / "data"
FORMAT_SCHEMA: dict[str, Any] = json.loads((DATA / "schemas" / "format.json").read_text("utf-8"))
TEMPLATE_SCHEMA: dict[str, Any] = json.loads(
    (DATA / "schemas" / "template.json").read_text("utf-8")
)
FORMAT_FILES = {
    file.name: file.read_text("utf-8")
    for file in sorted((DATA / "formats").iterdir(), key=lambda file: file.name)
}
TEMPLATE_FILES = {
    file.name: file.read_text("utf-8")
    for file in sorted((DATA / "templates").iterdir(), key=lambda file: file.name)
}
SHIPPED = {
    name: read_document(text, schema=FORMAT_SCHEMA, name=name).data
    for name, text in FORMAT_FILES.items()
}
FORMATS: dict[str, Format] = {data["id"]: format_from_data(data) for data in SHIPPED.values()}

SMALL = """\
sfl: 1
id: small
version: 1.0.0
title: Small
summary: A talk in two rounds.
family: circle
license: CC-BY-4.0
lineage: [{idea: Talking, relation: own}]
confidentiality: open
group: {min: 3, max: 5, ideal: 4}
params:
  rounds: {min: 1, max: 2, default: 1}
duration: {base: 20, per_person: 2, per_param: {rounds: 6}}
roles:
  - {id: host, title: Host, count: 1, card: {do: [Open]}}
  - {id: member, title: Member, count: rest, card: {do: [Speak]}}
outputs:
  - {id: pulse, type: rating, by: all, visibility: program-anonymous, k: 4, keep: program}
stages:
  - {id: open, title: Open, kind: agree, time: 2, speak: {rule: one_speaker}, prompt: {all: Hello}}
  - id: turn
    repeat: "param:rounds"
    stages:
      - {id: ask, title: Ask, kind: question, time: {share: 1, min: 2, max: 9}, speak: {rule: open},
         prompt: {all: What}}
  - {id: tell, title: Tell, kind: check-in, time: {each: 2, of: all}, speak: {rule: round_robin},
     prompt: {all: Tell}}
  - {id: talk, title: Talk, kind: discuss, time: {share: 2, min: 4, max: 20}, speak: {rule: open},
     prompt: {all: Talk}}
  - {id: close, title: Close, kind: check-out, time: 1, capture: [pulse], speak: {rule: silent},
     prompt: {all: Tap}}
adaptation:
  - {when: {event: absent}, do: next_in_queue}
  - {when: {event: late}, do: join_next_stage}
  - {when: {event: leaves}, do: finish_async}
  - {when: {event: behind}, do: squeeze}
  - {when: {event: below_min}, do: postpone}
  - {when: {event: above_max}, do: split_group}
modes: {live: true}
"""

Change = Callable[[dict[str, Any]], object]


def small() -> dict[str, Any]:
    """Return the small format as data."""
    data: dict[str, Any] = read_document(SMALL, schema=FORMAT_SCHEMA, name="small.yaml").data
    return data


def changed(data: dict[str, Any], change: Change) -> dict[str, Any]:
    """Return a deep copy with a change made to it."""
    result = copy.deepcopy(data)
    change(result)
    return result


def rules_broken(data: dict[str, Any]) -> set[str]:
    """Return the names of the rules that data breaks, in its shape or in what it promises."""
    try:
        check_shape(Document("mutant.yaml", data), FORMAT_SCHEMA)
    except BadFile as error:
        return {problem.rule for problem in error.problems}
    return {problem.rule for problem in lint(format_from_data(data))}
