"""Every recorded event reads as a sentence."""

import pytest

from junto.domain.overview.sentences import sentence
from junto.foundation import events

NAMES = {"p1": "Amara Okafor", "g1": "Leading together"}


@pytest.mark.parametrize("kind", sorted(events.kinds()))
def test_every_kind_of_event_has_a_sentence(kind: str) -> None:
    if not kind.startswith(
        (
            "people.",
            "programs.",
            "organizations.",
            "groups.",
            "assessments.",
            "goals.",
            "recognition.",
        )
    ):
        pytest.skip("made by a test")
    told = sentence(kind, {}, {})

    assert told.endswith(".")
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
