"""Every recorded event reads as a sentence."""

import importlib
from pathlib import Path

import pytest

import junto.domain
from junto.domain.overview.sentences import sentence, worded
from junto.foundation import events

NAMES = {"p1": "Amara Okafor", "g1": "Leading together"}


for context in sorted(Path(junto.domain.__path__[0]).glob("*/events.py")):
    importlib.import_module(f"junto.domain.{context.parent.name}.events")
OURS = sorted(
    kind for kind, event in events.kinds().items() if event.__module__.startswith("junto.domain.")
)


def test_every_kind_of_event_has_a_sentence_of_its_own() -> None:
    """When this is red: a line for the kind in junto.domain.overview.sentences."""
    assert sorted(worded()) == OURS


@pytest.mark.parametrize("kind", OURS)
def test_a_sentence_stands_even_when_what_it_speaks_of_is_gone(kind: str) -> None:
    told = sentence(kind, {}, {})

    assert told.endswith(".")
    assert "%(" not in told
    assert kind not in told


@pytest.mark.parametrize(
    ("kind", "payload", "told"),
    [
        ("people.person-added", {"person_ref": "p1"}, "Added Amara Okafor."),
        ("people.person-left", {"person_ref": "?"}, "Removed somebody who is no longer here."),
        (
            "people.roles-changed",
            {"person_ref": "p1", "added": ["sponsor"], "removed": []},
            "Gave Amara Okafor the role Sponsor.",
        ),
        (
            "people.roles-changed",
            {"person_ref": "p1", "added": [], "removed": ["sponsor", "mentor"]},
            "Took the role Sponsor, Mentor from Amara Okafor.",
        ),
        ("people.people-exported", {"count": 1}, "Took out a file of 1 person."),
        (
            "programs.people-enrolled",
            {"program_ref": "g1", "count": 48},
            "Added 48 people to Leading together.",
        ),
    ],
)
def test_events_read_as_people_speak(kind: str, payload: dict[str, object], told: str) -> None:
    assert sentence(kind, payload, NAMES) == told


def test_an_unknown_kind_is_shown_as_it_is() -> None:
    assert sentence("old.gone", {}, {}) == "old.gone"
