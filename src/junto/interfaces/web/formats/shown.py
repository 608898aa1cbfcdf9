"""What templates show of a format: its session for so many people, its roles, who sees what."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from junto.domain.catalog.queries import localized
from junto.interfaces.web.formats import picture, words
from junto.kernel.formats import DoesNotFit, Format, compile_format
from junto.kernel.formats.model import Stage

_CODE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")


def size_in(fmt: Format, given: str) -> int:
    """The number of people asked for, or the nearest the format runs with."""
    wanted = int(given) if given.isdecimal() and len(given) < 4 else fmt.group.ideal
    sizes = fmt.group.sizes() or (fmt.group.ideal,)
    return min(sizes, key=lambda n: (abs(n - wanted), n))


def params_in(fmt: Format, given: Mapping[str, str]) -> dict[str, int]:
    """The parameters asked for, held to their bounds."""
    chosen = {}
    for name, param in fmt.params.items():
        value = given.get(f"param-{name}", "")
        wanted = int(value) if value.isdecimal() and len(value) < 4 else param.default
        chosen[name] = min(max(wanted, param.min), param.max)
    return chosen


def session_of(fmt: Format, given: Mapping[str, str]) -> dict[str, Any]:
    """The session of so many people: a picture, its parts, its length."""
    people, params = size_in(fmt, given.get("people", "")), params_in(fmt, given)
    lengths = _length(fmt)
    shown: dict[str, Any] = {
        "people": people,
        "low": fmt.group.min,
        "high": fmt.group.max,
        "step": fmt.group.multiple_of,
        "params": [
            {
                "name": name,
                "label": localized(param.label) if param.label else name,
                "value": params[name],
                "low": param.min,
                "high": param.max,
            }
            for name, param in fmt.params.items()
        ],
        "lengths": lengths,
    }
    try:
        made = compile_format(fmt, people, params)
    except (DoesNotFit, KeyError):
        return shown
    minutes = words.minutes(made.promised_seconds)
    label = _("%(title)s with %(n)s people: %(minutes)s minutes") % {
        "title": localized(fmt.title),
        "n": people,
        "minutes": minutes,
    }
    return {
        **shown,
        "minutes": minutes,
        "picture": picture.timeline(made, label),
        "label": label,
        "parts": [
            {
                "start": words.minutes(item.start_seconds),
                "minutes": words.minutes(item.seconds),
                "title": localized(item.title),
                "about": words.about_part(item),
            }
            for item in made.items
        ],
        "buffer": words.minutes(made.buffer_seconds) if made.buffer_seconds else "",
    }


def _length(fmt: Format) -> str:
    sizes = fmt.group.sizes()
    chosen = [{name: getattr(p, end) for name, p in fmt.params.items()} for end in ("min", "max")]
    if not sizes:
        return ""
    low = words.minutes(fmt.promised_seconds(sizes[0], chosen[0]))
    high = words.minutes(fmt.promised_seconds(sizes[-1], chosen[1]))
    return low if low == high else f"{low}–{high}"


def card(fmt: Format) -> dict[str, Any]:
    """A format in a list."""
    people = size_in(fmt, "")
    return {
        "id": fmt.id,
        "title": localized(fmt.title),
        "summary": localized(fmt.summary),
        "people": words.people(fmt),
        "minutes": words.minutes(fmt.promised_seconds(people)),
        "ideal": people,
        "is_live": fmt.modes.live,
        "is_sealed": fmt.confidentiality == "sealed",
    }


def roles_of(fmt: Format) -> list[dict[str, Any]]:
    """Each role with its card, and what its holder reads in each stage."""
    return [
        {
            "id": role.id,
            "title": localized(role.title),
            "count": words.count(role),
            "is_carried": bool(role.stacks_on),
            "do": [localized(each) for each in role.do],
            "avoid": [localized(each) for each in role.avoid],
            "stages": [
                {
                    "title": localized(stage.title),
                    "prompt": localized(text) if (text := prompt_for(stage, role.id)) else "",
                    "is_silent": _is_silent(stage, role.id),
                }
                for stage in fmt.all_stages()
            ],
        }
        for role in fmt.roles
    ]


def prompt_for(stage: Stage, role: str) -> Any:
    """What a holder of a role reads in a stage: their own prompt before that of everybody."""
    named = (f"role:{role}", f"side:{role}")
    own = next((stage.prompt[each] for each in named if each in stage.prompt), None)
    if own:
        return own
    for selector, text in stage.prompt.items():
        kind, _sep, name = selector.partition(":")
        if kind == "not" and name != role:
            return text
    return stage.prompt.get("all")


def _is_silent(stage: Stage, role: str) -> bool:
    return stage.speak.rule == "silent" or f"role:{role}" in stage.speak.mute


def outputs_of(fmt: Format) -> list[dict[str, Any]]:
    """What is written, by whom, who sees it and how long it is kept."""
    return [
        {
            "title": localized(output.label) if output.label else words.TYPES[output.type],
            "by": words.who(fmt, output.by),
            "about": words.who(fmt, output.about) if output.about else "",
            "seen": words.VISIBILITY[output.visibility],
            "least": output.k,
            "kept": words.KEPT[output.keep],
        }
        for output in fmt.outputs
    ]


def inputs_of(fmt: Format) -> list[dict[str, Any]]:
    """What people bring."""
    return [
        {
            "prompt": localized(each.prompt) if each.prompt else each.id,
            "by": words.who(fmt, each.source),
            "hours": f"{each.due_hours_before:g}" if each.due_hours_before else "",
            "seen": words.VISIBILITY[each.visibility],
        }
        for each in fmt.inputs
    ]


def languages_of(data: Mapping[str, Any]) -> list[str]:
    """The languages a format has texts in; a text in one language counts as English."""
    found = {"en", *_languages(data)}
    return sorted(found, key=lambda code: (code != "en", code))


def _languages(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        if value and all(_CODE.fullmatch(key) and isinstance(value[key], str) for key in value):
            yield from value
        else:
            for key, each in value.items():
                yield from _languages(each) if key != "args" else ()
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _languages(each)
