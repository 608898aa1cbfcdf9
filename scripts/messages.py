"""Collect every sentence a reader may see, and write the two pseudo-locales from them.

    python scripts/messages.py            writes src/junto/locale/
    python scripts/messages.py --check    says what is missing there, and exits with 1

`en-XA` is English with accents, a third longer and in brackets: a text without brackets was never
marked for translation, and a text that is cut shows where another language would be. `ar-XB` is
English read from right to left. Both are read from their compiled form: nothing is compiled when
Junto runs.
"""

from __future__ import annotations

import argparse
import ast
import gettext
import io
import re
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src/junto"
LOCALE = PACKAGE / "locale"
KEYWORDS = DEFAULT_KEYWORDS | {
    f"{name}_lazy": spec for name, spec in DEFAULT_KEYWORDS.items() if "gettext" in name
}
PLURALS = "nplurals=2; plural=(n != 1);"
BORN = datetime(2026, 1, 1, tzinfo=UTC)

# How a date or an hour is put together is no sentence to be accented.
PATTERN_CONTEXTS = ("date pattern", "time pattern")

# Placeholders, markup, entities and addresses stay as they are.
_FIXED = re.compile(r"(%\([^)]*\)[a-z%]|%[sd%]|\{[^}]*\}|<[^>]*>|&[#\w]+;|https?://\S+)")
_ACCENTS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "åbçðéƒĝĥîĵķļmñöþqŕšţûvŵxýžÅBÇÐÉFĜĤÎĴĶĻMÑÖÞQŔŠŢÛVŴXÝŽ",
)
_FILLER = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def accented(text: str) -> str:
    """`Send` becomes `[Šéñð one]`: accents, brackets and at least 35 percent more room."""
    parts = _FIXED.split(text)
    plain = "".join(parts[::2])
    words, missing = [], len(plain) * 0.35
    while missing > 0:
        word = _FILLER[len(words) % len(_FILLER)]
        words.append(word)
        missing -= len(word) + 1
    shown = "".join(p if i % 2 else p.translate(_ACCENTS) for i, p in enumerate(parts))
    return f"[{' '.join([shown, *words])}]"


def mirrored(text: str) -> str:
    """The same words, each forced to run from right to left."""

    def turn(match: re.Match[str]) -> str:
        return f"\u202e{match[0]}\u202c"

    parts = _FIXED.split(text)
    return "".join(
        p if i % 2 else re.sub(r"[A-Za-z][\w'’-]*", turn, p) for i, p in enumerate(parts)
    )


PSEUDO: dict[str, Callable[[str], str]] = {"en_XA": accented, "ar_XB": mirrored}


def _template_source(path: Path) -> str:
    """A template as calls of gettext that the extractor for Python can read."""
    from django.utils.translation.template import templatize

    source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    return "\n".join(line.strip() for line in source.splitlines())


def sources() -> Iterator[tuple[Path, str]]:
    """Every file that may hold sentences, as Python."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path, path.read_text(encoding="utf-8")
    for path in sorted(PACKAGE.rglob("*.html")) + sorted(PACKAGE.rglob("templates/**/*.txt")):
        yield path, _template_source(path)


def _entry(function: str, found: object) -> tuple[str | None, str | tuple[str, str]] | None:
    """The context and the text of one call; nothing for calls without a literal."""
    texts = [t for t in (found if isinstance(found, tuple) else (found,)) if isinstance(t, str)]
    context = None
    if function.removesuffix("_lazy") in ("pgettext", "npgettext"):
        if len(texts) < 2:
            return None
        context, *texts = texts
    if not texts or not texts[0]:
        return None
    plural = function.removesuffix("_lazy") in ("ngettext", "npgettext")
    if plural and len(texts) > 1:
        return context, (texts[0], texts[1])
    return context, texts[0]


def collect() -> Catalog:
    """All sentences of the program."""
    catalog = Catalog(project="Junto", charset="utf-8", fuzzy=False)
    for path, source in sources():
        calls = extract_python(
            io.BytesIO(source.encode()), list(KEYWORDS), [], {"encoding": "utf-8"}
        )
        for line, function, found, _comments in calls:
            entry = _entry(function, found) if function else None
            if entry:
                context, text = entry
                place = (path.relative_to(ROOT).as_posix(), line)
                catalog.add(text, locations=[place], context=context)
    for text in permissions():
        catalog.add(text)
    return catalog


def permissions() -> Iterator[str]:
    """What each permission lets people do, and who has it: a page shows both."""
    for path in sorted(PACKAGE.rglob("*policies.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef):
                continue
            for call in node.decorator_list:
                if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "policy":
                    yield str(ast.literal_eval(call.args[1]))
                    yield " ".join(str(ast.get_docstring(node)).split())


def _changed(message: Message, change: Callable[[str], str]) -> str | tuple[str, ...]:
    if message.context in PATTERN_CONTEXTS:
        return message.id if isinstance(message.id, str) else tuple(message.id)
    if isinstance(message.id, str):
        return change(message.id)
    return tuple(change(text) for text in message.id)


def pseudo(catalog: Catalog, change: Callable[[str], str]) -> Catalog:
    """The catalog in an invented language."""
    made = Catalog(
        project="Junto", charset="utf-8", fuzzy=False, creation_date=BORN, revision_date=BORN
    )
    for message in catalog:
        if message.id:
            made.add(message.id, _changed(message, change), context=message.context)
    return made


def write(catalog: Catalog) -> None:
    """Write the list of sentences and both pseudo-locales; the same sentences, the same bytes."""
    LOCALE.mkdir(exist_ok=True)
    with (LOCALE / "django.pot").open("wb") as file:
        write_po(file, catalog, omit_header=True, sort_output=True, width=100, no_location=True)
    for name, change in PSEUDO.items():
        made = pseudo(catalog, change)
        made.mime_headers = [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Plural-Forms", PLURALS),
        ]
        target = LOCALE / name / "LC_MESSAGES/django.mo"
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            write_mo(file, made)


def _knows(known: gettext.GNUTranslations, message: Message) -> bool:
    single = message.id if isinstance(message.id, str) else message.id[0]
    key = f"{message.context}\x04{single}" if message.context else single
    catalog = known._catalog  # type: ignore[attr-defined] # there is no public way to ask
    return key in catalog or (key, 0) in catalog


def missing() -> dict[str, list[str]]:
    """Sentences that a pseudo-locale lacks, by locale."""
    wanted = [message for message in collect() if message.id]
    lacks = {}
    for name in PSEUDO:
        with (LOCALE / name / "LC_MESSAGES/django.mo").open("rb") as file:
            known = gettext.GNUTranslations(file)
        lacks[name] = sorted(str(message.id) for message in wanted if not _knows(known, message))
    return lacks


def main(argv: list[str] | None = None) -> int:
    """Write the locales, or check that they are complete."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="only say what is missing")
    options = parser.parse_args(argv)
    if options.check:
        lacks = {name: texts for name, texts in missing().items() if texts}
        for name, texts in lacks.items():
            print(f"{name} lacks {len(texts)}: {', '.join(map(repr, texts[:5]))}", file=sys.stderr)
        return 1 if lacks else 0
    catalog = collect()
    write(catalog)
    print(f"{len(catalog)} sentences in {', '.join(PSEUDO)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
