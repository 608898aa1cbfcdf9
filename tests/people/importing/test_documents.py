"""The page about columns names every field and every heading."""

from pathlib import Path

from junto.domain.people.importing.synonyms import FIELD_HEADINGS

PAGE = Path(__file__).parents[3] / "docs/reference/import-columns.md"


def test_every_heading_is_told() -> None:
    text = PAGE.read_text(encoding="utf-8")
    headings = [heading for found in FIELD_HEADINGS.values() for heading in found]

    assert [heading for heading in headings if heading not in text] == []
