"""Read the rules file: YAML in which every value is text and nothing is guessed.

YAML's own guesses swallow words (`NO`, `on`, `12:30`), so scalars stay text and the rules say what
they need. Duplicate keys, references and tags are refused.
"""

from __future__ import annotations

from typing import Any

import yaml

from .rules import Path, RuleError, Rules, rules_from_dict

_MOST_TEXT = 1_000_000
_MOST_DEPTH = 12


def parse_rules(text: str) -> Rules:
    """Return the rules in `text`; a `RuleError` names the line of what cannot be read."""
    if len(text) > _MOST_TEXT:
        raise RuleError("the rules are longer than a million characters.")
    lines: dict[Path, int] = {}
    try:
        _refuse_tricks(text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as trouble:
        mark = trouble.problem_mark or trouble.context_mark
        line = mark.line + 1 if mark is not None else None
        raise RuleError(f"this is not YAML: {trouble.problem}.", line=line) from None
    except yaml.YAMLError:
        raise RuleError("this is not YAML: it holds a character that is not text.") from None
    if node is None:
        raise RuleError("the rules are empty.", line=1)
    return rules_from_dict(_plain(node, (), lines), lines=lines)


def _refuse_tricks(text: str) -> None:
    depth = documents = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark is not None else None
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
        if depth > _MOST_DEPTH:
            raise RuleError("the rules are nested too deeply.", line=line)
        if documents > 1:
            raise RuleError("the file holds a second document.", line=line)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise RuleError("references (& and *) are not read here.", line=line)
        if getattr(event, "tag", None):
            raise RuleError("tags (!) are not read here.", line=line)


def _plain(node: yaml.Node, path: Path, lines: dict[Path, int]) -> Any:
    line = node.start_mark.line + 1
    lines.setdefault(path, line)
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(each, (*path, at), lines) for at, each in enumerate(node.value)]
    result: dict[str, Any] = {}
    for key, value in node.value:
        here = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise RuleError("a name is one word.", line=here)
        if key.value in result:
            raise RuleError(f"“{key.value}” stands here twice.", line=here)
        lines[(*path, key.value)] = here
        result[key.value] = _plain(value, (*path, key.value), lines)
    return result
