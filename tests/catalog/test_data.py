"""The shipped data: derived files are current, texts keep the house's words and spelling."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from junto.domain.catalog import build, queries

ROOT = Path(__file__).parents[2]
SOURCES = sorted([*build.DATA.glob("formats/*.yaml"), *build.DATA.glob("templates/*.yaml")])


@pytest.fixture(scope="module")
def derived() -> tuple[dict[str, bytes], str]:
    return build.derived()


def test_canonical_files_are_those_of_the_sources(derived: tuple[dict[str, bytes], str]) -> None:
    shipped = {
        path.relative_to(build.DATA).as_posix(): path.read_bytes()
        for path in build.DATA.glob("canonical/*/*.json")
    }
    assert shipped == derived[0]


def test_the_reference_page_is_that_of_the_sources(derived: tuple[dict[str, bytes], str]) -> None:
    assert (ROOT / build.REFERENCE).read_text("utf-8") == derived[1]


def test_the_hash_of_a_format_is_that_of_its_canonical_file() -> None:
    hashes = {fmt.id: fmt.hash for fmt in queries.list_formats()}
    files = {
        path.stem: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in build.DATA.glob("canonical/formats/*.json")
    }
    assert hashes == files


def test_check_says_that_all_is_current(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert build.main(["--check"]) == 0


def test_check_names_what_is_stale(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert build.main(["--check"]) == 1
    assert capsys.readouterr().err == "docs/reference/formats.md is not current; run the build.\n"


def test_a_file_carries_the_name_of_its_id(derived: tuple[dict[str, bytes], str]) -> None:
    names = {path.stem for path in SOURCES}
    assert {Path(name).stem for name in derived[0]} == names


BRITISH = re.compile(
    r"programme|behaviour|practis|organis|recognis|analys(e|ed|ing)\b|colour|favour|honour|labour"
    r"|centre\b|sceptic|towards|learnt|modell(ed|ing)|half.?time(?<!halftime)|travell|summaris"
    r"|prioritis|minimis|judgement|whilst|catalogue|licence",
    re.IGNORECASE,
)
NOT_OURS = re.compile(
    r"\b(please|sorry|oops|simply|just|invalid|must|submit|lottery|scribe|chatham house)\b|!",
    re.IGNORECASE,
)
# What a participant reads as "next step" is called a commitment in keys only.
KEYS_WITH_TEXT = {
    *("title", "summary", "when_to_use", "avoid_when", "prompt", "hint", "say", "label", "text"),
    *("do", "avoid", "rules", "why_not", "promise", "for_whom", "does", "what", "question"),
    *("primary", "design", "process", "kpis", "say_when_not_enough", "subject", "why", "skip_if"),
    "stop_rules",
}


def texts(data: Any, *, shown: bool = False) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from texts(value, shown=shown or key in KEYS_WITH_TEXT)
    elif isinstance(data, list):
        for value in data:
            yield from texts(value, shown=shown)
    elif shown and isinstance(data, str):
        yield data


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_texts_keep_american_spelling_and_the_words_of_the_house(path: Path) -> None:
    import yaml

    source = path.read_text("utf-8")
    assert [match.group() for match in BRITISH.finditer(source)] == []
    shown = list(texts(yaml.safe_load(source)))
    assert [text for text in shown if NOT_OURS.search(text)] == []
    assert [text for text in shown if re.search(r"\bcommitment", text, re.IGNORECASE)] == []
