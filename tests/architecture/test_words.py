"""What Junto says: no blame, no begging, no shouting, and no words of the trade."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src/junto"
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext", "gettext_noop"}
BANNED = re.compile(
    r"\b(please|sorry|oops|simply|just|invalid|failed|failure|must|submit|overdue|are you sure|"
    r"low performer|at risk|users?|cohorts?|module|compliance|blueprint|organisation|programme|"
    r"hard rules?|soft rules?|league|lottery|allocation)\b|!",
    re.IGNORECASE,
)
ALLOWED = re.compile(r"just now|must[- ]haves?", re.IGNORECASE)


def sentences(code: str) -> Iterator[tuple[int, str]]:
    """Strings for people in a module, with their lines: the arguments of gettext."""
    for call in ast.walk(ast.parse(code)):
        if not isinstance(call, ast.Call) or ast.unparse(call.func) not in GETTEXT:
            continue
        for argument in call.args:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield call.lineno, argument.value


MODULES = [
    path
    for path in sorted(SOURCE.rglob("*.py"))
    if "gettext" in (text := path.read_text("utf-8")) or "_(" in text
]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_sentences_in_code_keep_the_voice_of_the_pages(path: Path) -> None:
    found = [
        f"{line}: {text}"
        for line, text in sentences(path.read_text("utf-8"))
        if BANNED.search(ALLOWED.sub("", text))
    ]

    assert found == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_sentence_for_people_is_no_f_string(path: Path) -> None:
    """What is put together before it is looked up has no translation."""
    calls = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in GETTEXT
        and any(isinstance(argument, ast.JoinedStr) for argument in node.args)
    ]

    assert calls == []
