"""What imports cannot tell: a view or a query that writes."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src/junto"

WRITES = {
    "save",
    "create",
    "get_or_create",
    "update_or_create",
    "bulk_create",
    "bulk_update",
    "delete",
    "update",
    "acreate",
    "asave",
    "adelete",
    "aupdate",
}
ENTRANCES = {"atomic", "publish", "enqueue"}


def files(name: str) -> list[Path]:
    """Modules called `name`, and all modules of packages called so."""
    return sorted([*SOURCE.rglob(f"{name}.py"), *SOURCE.rglob(f"{name}/*.py")])


READERS = [
    *(path for path in files("queries") if "domain" in path.parts),
    *(path for path in files("policies") if "domain" in path.parts),
    *(path for path in files("views") if "web" in path.parts),
    *(path for path in files("forms") if "web" in path.parts),
]


def writes(code: str) -> Iterator[str]:
    """Calls that write, as `line: call`.

    A call on an imported module is one of its functions (`drafts.save`), not a row's method; and
    `update` with something positional is a dictionary's or a set's: a query set takes only names.
    """
    tree = ast.parse(code)
    modules = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
        if alias.name[:1].islower()
    }
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            continue
        name, receiver = call.func.attr, call.func.value
        is_module = isinstance(receiver, ast.Name) and receiver.id in modules
        if (name in ENTRANCES and is_module) or (name in WRITES and not is_module):
            if name == "update" and call.args:
                continue
            yield f"{call.lineno}: {ast.unparse(call.func)}"


@pytest.mark.parametrize("path", READERS, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_view_or_query_only_reads(path: Path) -> None:
    assert list(writes(path.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("person.save()", ["1: person.save"]),
        ("Person.objects.filter(pk=1).update(name='x')", ["1: Person.objects.filter(pk=1).update"]),
        ("from junto.foundation import jobs\njobs.enqueue('x')", ["2: jobs.enqueue"]),
        ("from junto.foundation import drafts\ndrafts.save(form='x')", []),
        ("context.update({'a': 1})", []),
        ("Person.objects.get(pk=1)", []),
    ],
)
def test_the_search_itself_tells_writing_from_reading(code: str, found: list[str]) -> None:
    assert list(writes(code)) == found
