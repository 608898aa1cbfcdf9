"""The parts of a format that a form changes: words in one language, minutes, and the order.

Everything typed stays in the form, so a page without scripts works on the same copy: each post
brings all fields and the order, and only “Save” writes a version.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from junto.interfaces.web.formats import words
from junto.kernel.formats import Format, building
from junto.kernel.formats.editing import NoSuchPart, edited, following, moved
from junto.kernel.formats.problems import Path

_NUMBER = re.compile(r"\d{1,4}([.,]\d{1,2})?")
LONGEST = 2_000


@dataclass(frozen=True)
class Part:
    """One field of the form."""

    name: str
    label: str
    path: Path
    value: str
    is_number: bool = False
    is_long: bool = False
    original: str = ""
    # Value and word of each choice, where only some are allowed.
    choices: tuple[tuple[str, str], ...] = ()
    # A list, one entry a line.
    is_lines: bool = False

    @property
    def has_original(self) -> bool:
        """Whether the text in English is shown above the field."""
        return bool(self.original and self.original != self.value)


@dataclass(frozen=True)
class StageParts:
    """A stage's fields, or a block's with those of its stages."""

    id: str
    title: str
    about: str
    parts: list[Part]
    stages: list["StageParts"] = field(default_factory=list)
    is_first: bool = False
    is_last: bool = False
    is_block: bool = False


@dataclass(frozen=True)
class RoleParts:
    """A role's fields."""

    id: str
    title: str
    parts: list[Part]


def about_parts(data: Mapping[str, Any], language: str) -> list[Part]:
    """Fields of the format itself."""
    labels = {
        "title": (_("Title"), False),
        "summary": (_("In one or two sentences"), True),
        "when_to_use": (_("When to use it"), True),
        "avoid_when": (_("When not to"), True),
    }
    return [
        _text(key, label, (key,), data.get(key), language, is_long=is_long)
        for key, (label, is_long) in labels.items()
    ]


def length_parts(data: Mapping[str, Any]) -> list[Part]:
    """Fields of the promised length."""
    duration = data["duration"]
    made = [
        _number("base", _("Minutes for everybody"), ("duration", "base"), duration["base"]),
        _number(
            "per-person",
            _("More for each person"),
            ("duration", "per_person"),
            duration.get("per_person", 0),
        ),
    ]
    for name, value in duration.get("per_param", {}).items():
        label = _("More for each: %(what)s") % {"what": name}
        made.append(_number(f"per-{name}", label, ("duration", "per_param", name), value))
    return made


def stage_parts(
    data: Mapping[str, Any], fmt: Format, language: str, inside: Path = ("stages",)
) -> list[StageParts]:
    """Fields of the stages, in their order."""
    nodes = data["stages"]
    made = []
    for place, node in enumerate(nodes):
        path = (*inside, node["id"])
        is_block = "repeat" in node
        made.append(
            StageParts(
                id=node["id"],
                title=_in(node.get("title", node["id"]), language) or node["id"],
                about=_about(fmt, node),
                parts=list(_of_node(node, fmt, path, language)),
                stages=stage_parts(node, fmt, language, (*path, "stages")) if is_block else [],
                is_first=place == 0,
                is_last=place == len(nodes) - 1,
                is_block=is_block,
            )
        )
    return made


def _about(fmt: Format, node: Mapping[str, Any]) -> str:
    block = next((each for each in fmt.stages if each.id == node["id"]), None)
    if "repeat" in node:
        return words.rounds(fmt, block) if block is not None else ""  # type: ignore[arg-type]
    stage = next((each for each in fmt.all_stages() if each.id == node["id"]), None)
    if stage is None:
        return ""
    rule = words.SPEAKING[stage.speak.rule]
    return f"{rule}, {words.time_of(fmt, stage.time)}"


def _of_node(node: Mapping[str, Any], fmt: Format, path: Path, language: str) -> Iterator[Part]:
    key = f"s-{node['id']}"
    yield _text(f"{key}-title", _("Title"), (*path, "title"), node.get("title"), language)
    if "repeat" in node:
        return
    time = node["time"]
    if isinstance(time, Mapping):
        labels = {"each": _("Minutes each"), "min": _("Least minutes"), "max": _("Most minutes")}
        for name, label in labels.items():
            if name in time:
                yield _number(f"{key}-{name}", label, (*path, "time", name), time[name])
    else:
        yield _number(f"{key}-time", _("Minutes"), (*path, "time"), time)
    rules = tuple((value, str(word)) for value, word in words.SPEAKING.items())
    rule = str(node["speak"]["rule"])
    yield Part(f"{key}-rule", _("Who speaks"), (*path, "speak", "rule"), rule, choices=rules)
    for place, (selector, text) in enumerate(node["prompt"].items()):
        label = _("Prompt for: %(who)s") % {"who": words.who(fmt, selector)}
        where = (*path, "prompt", selector)
        yield _text(f"{key}-prompt-{place}", label, where, text, language, is_long=True)


def role_parts(data: Mapping[str, Any], language: str) -> list[RoleParts]:
    """Fields of the roles: what they are called, what they do and would rather not."""
    made = []
    for role in data["roles"]:
        path: Path = ("roles", role["id"])
        key = f"r-{role['id']}"
        card = role["card"]
        parts = [_text(f"{key}-title", _("Title"), (*path, "title"), role.get("title"), language)]
        if isinstance(role["count"], int):
            label = _("How many people hold it")
            parts.append(_number(f"{key}-count", label, (*path, "count"), role["count"]))
        for name, label in (("do", _("What it does")), ("avoid", _("What it would rather not do"))):
            lines = card.get(name, [])
            if all(isinstance(line, str) for line in lines) and language == "en":
                where = (*path, "card", name)
                text = "\n".join(lines)
                parts.append(Part(f"{key}-{name}", label, where, text, is_long=True, is_lines=True))
        made.append(RoleParts(role["id"], _in(role.get("title"), language) or role["id"], parts))
    return made


def output_parts(data: Mapping[str, Any], fmt: Format, language: str) -> list[RoleParts]:
    """Fields of what is written: what it is called, and who sees it."""
    seers = tuple((value, str(word)) for value, word in words.VISIBILITY.items())
    made = []
    for output in data.get("outputs", []):
        path: Path = ("outputs", output["id"])
        key = f"o-{output['id']}"
        kind = str(words.TYPES.get(output["type"], output["type"]))
        label = _in(output.get("label"), language)
        seen = output["visibility"]
        title = label or f"{kind} ({words.who(fmt, output['by'])})"
        parts = [
            _text(f"{key}-label", _("Title"), (*path, "label"), output.get("label"), language),
            Part(f"{key}-visibility", _("Who sees it"), (*path, "visibility"), seen, choices=seers),
        ]
        made.append(RoleParts(output["id"], title, parts))
    return made


def _text(
    name: str, label: str, path: Path, text: Any, language: str, *, is_long: bool = False
) -> Part:
    original = _in(text, "en") if language != "en" else ""
    return Part(name, label, path, _in(text, language), is_long=is_long, original=original)


def _number(name: str, label: str, path: Path, value: Any) -> Part:
    shown = f"{value:g}" if isinstance(value, int | float) else str(value)
    return Part(name, label, path, shown, is_number=True)


def _in(text: Any, language: str) -> str:
    """A text in exactly this language; a text without languages counts as English."""
    if isinstance(text, Mapping):
        return str(text.get(language, ""))
    return str(text or "") if language == "en" else ""


# ---------------------------------------------------------------- what was typed


def all_parts(data: Mapping[str, Any], fmt: Format, language: str) -> list[Part]:
    """Every field of the form."""
    found = [*about_parts(data, language), *length_parts(data)]
    for each in stage_parts(data, fmt, language):
        found += each.parts
        for inner in each.stages:
            found += inner.parts
    for held in (*role_parts(data, language), *output_parts(data, fmt, language)):
        found += held.parts
    return found


def applied(
    data: Mapping[str, Any], fmt: Format, language: str, given: Mapping[str, str]
) -> dict[str, Any]:
    """The data with the stages and roles as they were built so far, and with what was typed.

    What was pressed just now comes last: the fields were typed before it.
    """
    built = _built(data, given.get("moves", "").split())
    return rebuilt(_typed(built, fmt, language, given), given.get("move", ""))


def _typed(
    data: Mapping[str, Any], fmt: Format, language: str, given: Mapping[str, str]
) -> dict[str, Any]:
    edits: dict[Path, Any] = {}
    for part in all_parts(data, fmt, language):
        typed = given.get(part.name)
        if typed is None:
            continue
        typed = typed.replace("\0", "").replace("\r\n", "\n").strip()[:LONGEST]
        if typed == part.value:
            continue
        if part.is_number:
            edits[part.path] = _as_number(typed)
        elif part.choices:
            edits[part.path] = typed
        elif part.is_lines:
            edits[part.path] = [line.strip() for line in typed.split("\n") if line.strip()]
        else:
            edits[part.path] = _with_text(_at(data, part.path), language, typed)
    return edited(data, edits)


def _at(data: Any, path: Path) -> Any:
    for part in path:
        if isinstance(data, list):
            data = next((each for each in data if each.get("id") == part), {})
        else:
            data = data.get(part)
    return data


def _as_number(typed: str) -> Any:
    """A number; anything else stays as typed, for the linter to say what is wrong with it."""
    if not _NUMBER.fullmatch(typed):
        return typed
    value = float(typed.replace(",", "."))
    return int(value) if value.is_integer() else value


def _with_text(old: Any, language: str, typed: str) -> Any:
    """The text in all its languages; a plain text when English is the only one."""
    known = dict(old) if isinstance(old, Mapping) else {"en": old} if old else {}
    if typed:
        known[language] = typed
    else:
        known.pop(language, None)
    if set(known) == {"en"}:
        return known["en"]
    return known or None


_TOKEN = re.compile(r"[a-z0-9_-]{1,80}:(up|down|copy|drop|drop-role|add-role|add\.[a-z-]{1,20})")


def rebuilt(data: dict[str, Any], token: str) -> dict[str, Any]:
    """The data after one press of a button of the builder; as they are for anything else.

    Where a stage came or went, the promised length follows.
    """
    if not _TOKEN.fullmatch(token):
        return data
    name, _sep, what = token.partition(":")
    try:
        if what in ("up", "down"):
            return moved(data, name, -1 if what == "up" else 1)
        if what == "add-role":
            return building.with_role(data)
        if what == "drop-role":
            return building.without_role(data, name)
        made = _with_stages(data, name, what)
    except NoSuchPart:
        return data
    try:
        return {**made, "duration": following(data, made)}
    except (KeyError, TypeError):
        # A field holds something that is no number: the linter says so.
        return made


def _with_stages(data: dict[str, Any], name: str, what: str) -> dict[str, Any]:
    if what == "copy":
        return building.with_copy(data, name)
    if what == "drop":
        return building.without_stage(data, name)
    return building.with_stage(data, what.removeprefix("add."), after=name)


def moves_in(given: Mapping[str, str]) -> str:
    """What was pressed so far, the newest last, to be posted again."""
    pressed = [*given.get("moves", "").split(), given.get("move", "")]
    known = [each for each in pressed if _TOKEN.fullmatch(each)]
    return " ".join(known[-200:])


def undone(data: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, str]:
    """What was posted, as if the newest press had not been.

    A length that followed from that press goes with it; one that was typed stays.
    """
    moves = given.get("moves", "").split()
    followed = {part.name: part.value for part in length_parts(_built(data, moves))}
    kept = {key: value for key, value in given.items() if followed.get(key) != value}
    return {**kept, "moves": " ".join(moves[:-1])}


def _built(data: Mapping[str, Any], moves: Iterable[str]) -> dict[str, Any]:
    made = dict(data)
    for token in moves:
        made = rebuilt(made, token)
    return made
