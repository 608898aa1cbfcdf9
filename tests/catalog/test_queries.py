"""What pages ask of the catalog."""

import subprocess
import sys

import pytest
from django.utils import translation

from junto.domain.catalog import queries as catalog


def test_the_catalog_ships_twenty_formats_and_six_templates() -> None:
    assert (len(catalog.list_formats()), len(catalog.list_templates())) == (20, 6)


def test_templates_come_in_the_order_of_the_cards() -> None:
    assert [template.id for template in catalog.list_templates()] == [
        "advisory-forum-6-months",
        "triad-coaching-12-weeks",
        "feedback-360-peer",
        "mentoring-9-months",
        "learning-huddles-monthly",
        "innovation-lab-cross-company",
    ]


def test_a_format_is_found_by_its_id() -> None:
    assert catalog.get_format("triad-coaching").title == "Triad coaching"


@pytest.mark.parametrize("get", [catalog.get_format, catalog.get_template, catalog.template_card])
@pytest.mark.parametrize("name", ["", "ghost", "../settings", "triad coaching"])
def test_what_is_not_shipped_is_not_in_the_catalog(get, name: str) -> None:
    with pytest.raises(catalog.NotInCatalog):
        get(name)


def test_find_template_answers_none_for_an_unknown_id() -> None:
    assert catalog.find_template("ghost") is None


def test_the_card_of_the_forum_says_what_a_leader_is_asked_for() -> None:
    card = catalog.template_card("advisory-forum-6-months")
    assert (card.kind, card.size_min, card.size_ideal, card.size_max) == ("circle", 5, 7, 7)
    assert (card.sessions, card.weeks, card.hours.total) == (12, 26, 23.4)
    assert card.first_format_title == "Leadership journeys"
    assert [(line.start, line.minutes, line.title) for line in card.first_agenda] == [
        (0, 4, "Welcome"),
        (4, 3, "Quiet preparation"),
        (7, 35, "Stories"),
        (42, 5, "Break"),
        (47, 10.5, "Echoes"),
        (57.5, 10, "Our agreement"),
        (67.5, 10.5, "Close"),
        (78, 4, "First queue"),
    ]


def test_a_card_counts_the_sessions_of_the_leader_it_is_about() -> None:
    assert catalog.template_card("mentoring-9-months").sessions == 14


def test_every_agenda_fills_the_promised_length() -> None:
    for card in catalog.list_template_cards():
        last = card.first_agenda[-1]
        template = catalog.get_template(card.id)
        fmt = catalog.get_format(template.sessions[0].format)
        assert last.start + last.minutes == fmt.promised_minutes(card.first_session_size)


def test_a_buffer_is_the_last_line_of_an_agenda() -> None:
    timeline = catalog.compile_session("consultation-circle", 6)
    last = catalog.agenda(timeline)[-1]
    assert (last.start, last.minutes, last.title) == (59.5, 0.5, "Room to finish well")


def test_hours_take_a_template_or_its_id() -> None:
    template = catalog.get_template("triad-coaching-12-weeks")
    assert catalog.hours_per_person(template, 3) == catalog.hours_per_person(template.id, 3)


@pytest.mark.parametrize(
    ("language", "expected"), [("fr", "Clôture"), ("fr-CA", "Clôture"), ("de", "Close")]
)
def test_a_text_comes_in_the_language_that_is_active(language: str, expected: str) -> None:
    text = {"en": "Close", "fr": "Clôture"}
    with translation.override(language):
        assert catalog.localized(text) == expected


def test_a_text_in_one_language_is_that_text() -> None:
    assert catalog.localized("Close", "fr") == "Close"


def test_pages_need_neither_yaml_nor_schemas() -> None:
    code = (
        "import sys; from django.conf import settings; settings.configure(USE_I18N=False);"
        "from junto.domain.catalog import queries; queries.list_template_cards();"
        "print(sorted({'yaml', 'jsonschema', 'numpy', 'scipy'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
