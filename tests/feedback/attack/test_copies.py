"""A backup that was made while rounds were open: it has no key, and its rows lie in no order."""

from __future__ import annotations

import json
import random
import re
import sqlite3
from pathlib import Path

import pytest
from django.db import connection

from feedback.attack.playing import (
    IS_LONG,
    ITEMS,
    KINDS,
    ROUNDS,
    SEED,
    Played,
    Score,
    fixed_points,
    leaks,
    play_open,
    tell,
)
from feedback.attack.thieves import rows
from junto.domain.assessments import actions, changing, queries, sealing
from junto.domain.assessments.models import OpenAnswers, OpenParticipation
from junto.foundation import tenancy
from junto.foundation.access import system

pytestmark = pytest.mark.django_db(transaction=True)

COUNT = min(ROUNDS, 200) if IS_LONG else 12
Values = tuple[int, ...]
ANSWERS, PEOPLE = "answers in a copy", "people beside answers in a copy"
_ROW = re.compile(
    rb"[0-9a-f]{64}(?:others|peers|reports)?" + rb'\{"one": (\d), "three": (\d), "two": (\d)\}'
)


@pytest.fixture(autouse=True)
def seeded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chance that falls the same way in every run."""
    monkeypatch.setattr(actions, "chance", random.Random(SEED))
    monkeypatch.setattr("secrets.randbits", random.Random(SEED + 1).getrandbits)


def answers_of(each: Played, copy: Path) -> list[Values]:
    """Answers of the open round in the order in which a copy holds them.

    On PostgreSQL a dump writes rows as they lie; in a copy of a SQLite file they are put into a
    page from its end.
    """
    if connection.vendor == "postgresql":
        return [_values(raw) for raw in rows(OpenAnswers, "values", "")[each.key]]
    source = sqlite3.connect(connection.settings_dict["NAME"])
    target = sqlite3.connect(copy)
    source.backup(target)
    source.close()
    target.close()
    held = [tuple(map(int, hit.groups())) for hit in _ROW.finditer(copy.read_bytes())]
    return list(dict.fromkeys(held[::-1]))


def _values(raw: object) -> Values:
    stored = json.loads(raw) if isinstance(raw, str) else raw
    return tuple(stored[item] for item in ITEMS)  # type: ignore[index]


def scores(copy: Path, count: int = COUNT) -> list[Score]:
    """Who came n-th answered n-th; and who stands n-th in one table in the other.

    One round is open at a time, as is usual: where many share a page they hide each other.
    """
    in_order, beside = [], []
    for number in range(count):
        world = play_open(1, [KINDS[number % len(KINDS)]], SEED + number)
        [each] = world.rounds
        found = answers_of(each, copy)
        [people] = rows(OpenParticipation, "person_id", "").values()
        truly = dict(zip(each.people, each.values, strict=True))
        in_order.append((found, each.values))
        beside.append((found, [truly[person] for person in people]))
        with tenancy.scope(world.organization_id):
            house = system(world.organization_id)
            changing.cancel_round(round_=queries.get_round(each.ref), actor=house)
    return [fixed_points(ANSWERS, in_order), fixed_points(PEOPLE, beside)]


def test_a_backup_made_while_a_round_is_open_puts_nobody_in_order(tmp_path: Path) -> None:
    found = scores(tmp_path / "copy.sqlite3")
    tell(found)

    assert leaks(found) == []


def test_without_mixing_at_each_answer_a_backup_would_tell(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sealing, "mix_open_rows", lambda *_: None)
    found = leaks(scores(tmp_path / "copy.sqlite3", 12))

    # On SQLite drawn keys keep the list of people in no order as it is.
    assert found == ([ANSWERS, PEOPLE] if connection.vendor == "postgresql" else [ANSWERS])
