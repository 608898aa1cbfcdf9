"""Check a document against a JSON Schema and say what is wrong in words."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from junto.kernel.formats.problems import BadFile, Path, Problem
from junto.kernel.formats.reading import Document

_MOST = 20

_KINDS = {
    "object": "a group of keys",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "empty",
}
_ONE_OF = {
    "time": "Give minutes in halves (1.5), {each: 2, of: all}, or {share: 3, min: 10, max: 20}.",
    "text": "Give a text, or one text per language ({en: …, fr: …}).",
    "count": "Give a number of people, “rest” or “half”.",
    "repeat": "Give a number of rounds, “people”, or “param:” and the name of a parameter.",
}


def check_shape(document: Document, schema: Mapping[str, Any]) -> None:
    """Refuse a document that does not have the shape of the schema.

    Raises
    ------
    BadFile
        With a problem per broken part, in the order of the file.
    """
    from jsonschema import Draft202012Validator

    errors = Draft202012Validator(schema).iter_errors(document.data)
    problems = [problem for error in errors for problem in _problems(document, error)]
    if problems:
        problems.sort(key=lambda problem: (problem.line or 0, str(problem.path)))
        raise BadFile(document.name, problems[:_MOST])


def _problems(document: Document, error: Any) -> Iterator[Problem]:
    path: Path = tuple(error.absolute_path)
    if error.validator == "oneOf" and (inner := _chosen(error)):
        for each in inner:
            yield from _problems(document, each)
        return
    rule = "unknown-key" if error.validator == "additionalProperties" else "shape"
    yield document.problem(rule, _sentence(error, path), path)


def _chosen(error: Any) -> list[Any]:
    """Of the alternatives of a stage or block, the errors of the one its author was writing."""
    if not isinstance(error.instance, dict) or not any(
        "#/$defs/stage" in str(each) for each in error.validator_value
    ):
        return []
    wanted = 1 if "repeat" in error.instance or "stages" in error.instance else 0
    return [each for each in error.context if each.schema_path[0] == wanted]


def _sentence(error: Any, path: Path) -> str:
    say = _SENTENCES.get(error.validator)
    return say(error, path) if say else f"{_show(error.instance)} does not fit here."


def _unknown_key(error: Any, _path: Path) -> str:
    known = list(error.schema.get("properties", {}))
    sentences = []
    for key in sorted(set(error.instance) - set(known)):
        near = get_close_matches(str(key), known, 1)
        advice = f"Did you mean “{near[0]}”?" if near else f"Known keys: {', '.join(known)}."
        sentences.append(f"“{key}” is not a key here. {advice}")
    return " ".join(sentences)


def _missing(error: Any, _path: Path) -> str:
    missing = [key for key in error.validator_value if key not in error.instance]
    return f"Add {' and '.join(f'“{key}”' for key in missing)}."


def _wrong_type(error: Any, _path: Path) -> str:
    needed = _KINDS[error.validator_value]
    return f"{_show(error.instance)} is {_kind(error.instance)}; {needed} is needed."


def _not_listed(error: Any, _path: Path) -> str:
    choices = ", ".join(map(str, error.validator_value))
    near = get_close_matches(str(error.instance), map(str, error.validator_value), 1)
    hint = f" Did you mean “{near[0]}”?" if near else ""
    return f"{_show(error.instance)} is not one of: {choices}.{hint}"


def _not_constant(error: Any, _path: Path) -> str:
    return f"This is {_show(error.instance)}; {_show(error.validator_value)} is needed."


def _alternatives(error: Any, path: Path) -> str:
    key = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
    advice = _ONE_OF.get(key, _ONE_OF["text"])
    return f"{_show(error.instance)} does not fit here. {advice}"


def _pattern(error: Any, _path: Path) -> str:
    return (
        f"{_show(error.instance)} is not written as needed here (pattern {error.validator_value})."
    )


def _too_few(error: Any, _path: Path) -> str:
    return f"At least {error.validator_value} needed here."


def _too_many(error: Any, _path: Path) -> str:
    return f"At most {error.validator_value} here; there are {len(error.instance)}."


def _bound(error: Any, _path: Path) -> str:
    words = {
        "minimum": "at least",
        "maximum": "at most",
        "exclusiveMinimum": "more than",
        "multipleOf": "a multiple of",
    }
    needed = f"{words[error.validator]} {error.validator_value}"
    return f"{_show(error.instance)} does not fit; {needed} is needed."


def _repeated(error: Any, _path: Path) -> str:
    return "Something is listed twice; keep one."


_SENTENCES = {
    "additionalProperties": _unknown_key,
    "required": _missing,
    "type": _wrong_type,
    "enum": _not_listed,
    "const": _not_constant,
    "oneOf": _alternatives,
    "pattern": _pattern,
    "minItems": _too_few,
    "minProperties": _too_few,
    "minLength": _too_few,
    "maxItems": _too_many,
    "minimum": _bound,
    "maximum": _bound,
    "exclusiveMinimum": _bound,
    "multipleOf": _bound,
    "uniqueItems": _repeated,
}


def _kind(value: Any) -> str:
    names = {
        bool: "boolean",
        dict: "object",
        list: "array",
        str: "string",
        int: "integer",
        float: "number",
        type(None): "null",
    }
    return _KINDS[names[type(value)]]


def _show(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"“{value if len(value) <= 60 else value[:59] + '…'}”"
    if isinstance(value, dict | list):
        return "This"
    return "An empty value" if value is None else str(value)
