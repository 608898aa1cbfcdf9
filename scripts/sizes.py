"""Print how large files and functions are: a report to read, not a limit to game."""

from __future__ import annotations

import ast
from pathlib import Path
from statistics import median

SOURCE = Path(__file__).resolve().parent.parent / "src/junto"
LONG = 45


def lines(node: ast.AST) -> int:
    """Lines of a function, its docstring not counted: explaining is never too long."""
    body = node.body  # type: ignore[attr-defined]
    first = body[0]
    documented = (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    )
    doc = first.end_lineno - first.lineno + 1 if documented else 0
    return node.end_lineno - node.lineno + 1 - doc  # type: ignore[attr-defined]


def main() -> None:
    """Print medians, the share of short functions, and what is longest."""
    files, functions = {}, {}
    for path in SOURCE.rglob("*.py"):
        if "migrations" in path.parts or path.name == "__init__.py":
            continue
        text = path.read_text("utf-8")
        name = str(path.relative_to(SOURCE))
        files[name] = text.count("\n")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                functions[f"{name}:{node.lineno} {node.name}"] = lines(node)
    short = sum(1 for size in functions.values() if size < LONG) / len(functions)
    print(f"{len(files)} files, half of them under {median(files.values()):.0f} lines")
    print(
        f"{len(functions)} functions, half of them under {median(functions.values()):.0f} lines,"
        f" {short:.1%} under {LONG}"
    )
    for title, sizes in (("Largest files", files), ("Longest functions", functions)):
        print(f"{title}:")
        for name, size in sorted(sizes.items(), key=lambda item: -item[1])[:5]:
            print(f"  {size:5} {name}")


if __name__ == "__main__":
    main()
