"""The parts of a format that a form changes: words in one language, minutes, and the order.

Everything typed stays in the form, so a page without scripts works on the same copy: each post
brings all fields and the order, and only “Save” writes a version.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from junto.interfaces.web.formats import words
from junto.kernel.formats import Format
from junto.kernel.formats.editing import NoSuchPart, edited, moved
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
    for place, (selector, text) in enumerate(node["prompt"].items()):
        label = _("Prompt for: %(who)s") % {"who": words.who(fmt, selector)}
        where = (*path, "prompt", selector)
        yield _text(f"{key}-prompt-{place}", label, where, text, language, is_long=True)


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
    return found


def applied(
    data: Mapping[str, Any], fmt: Format, language: str, given: Mapping[str, str]
) -> dict[str, Any]:
    """The data with what was typed, and with the stages in the order that was posted."""
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
        else:
            edits[part.path] = _with_text(_at(data, part.path), language, typed)
    result = edited(data, edits)
    for value in given.get("moves", "").split():
        result = _moved(result, value)
    return _moved(result, given.get("move", ""))


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


def _moved(data: dict[str, Any], value: str) -> dict[str, Any]:
    stage, _sep, by = value.partition(":")
    if by not in ("up", "down"):
        return data
    try:
        return moved(data, stage, -1 if by == "up" else 1)
    except NoSuchPart:
        return data


def moves_in(given: Mapping[str, str]) -> str:
    """The moves so far, with the one that was pressed, to be posted again."""
    known = [
        each
        for each in (*given.get("moves", "").split(), given.get("move", ""))
        if re.fullmatch(r"[a-z0-9_-]{1,80}:(up|down)", each)
    ]
    return " ".join(known[-200:])
