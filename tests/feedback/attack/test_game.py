"""Whoever holds the database after the seal does no better than chance, unless a defense is off."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest
from django.db import connection, transaction

from feedback.attack import thieves
from feedback.attack.playing import IS_LONG, KINDS, SEED, leaks, play, tell
from junto.domain.assessments import actions, events, figures, sealing
from junto.domain.assessments.enums import RoundKind
from junto.foundation.events import publish

pytestmark = pytest.mark.django_db(transaction=True)
on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="looks into the file")
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="looks at ctid")


@pytest.fixture(autouse=True)
def seeded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chance that falls the same way in every run, for the house and for the attackers."""
    monkeypatch.setattr(actions, "chance", random.Random(SEED))
    monkeypatch.setattr("secrets.randbits", random.Random(SEED + 1).getrandbits)


def test_whoever_holds_the_database_guesses_no_better_than_chance() -> None:
    scores = thieves.scores(play())
    tell(scores)

    assert leaks(scores) == []


# ---------------------------------------------------------------- each defense in turn


def rows_keep_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither at an answer nor at the close."""
    monkeypatch.setattr(sealing, "mix_open_rows", lambda *_: None)
    monkeypatch.setattr(actions.chance, "shuffle", lambda _rows: None)


def keys_count_upward(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers: Iterator[int] = count(1)
    monkeypatch.setattr("secrets.randbits", lambda _bits: next(numbers))


def neither_keys_nor_rows_are_mixed(monkeypatch: pytest.MonkeyPatch) -> None:
    rows_keep_their_order(monkeypatch)
    keys_count_upward(monkeypatch)


def answers_are_events(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(*, round_: Any, actor: Any, now: Any, **what: Any) -> None:
        with transaction.atomic():
            original(round_=round_, actor=actor, now=now, **what)
            publish(events.RoundOpened(round_ref=round_.ref), actor=actor, now=now)

    original = actions.answer
    monkeypatch.setattr(actions, "answer", answer)


def small_categories_stay_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        figures,
        "merged_categories",
        lambda asked, _k: {each.category: each.category for each in asked},
    )


def the_log_is_not_emptied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "leave_no_trace", lambda _patience: True)


def open_rows_are_not_mixed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Alone it is attacked in `test_copies`; what is left after the seal is mixed by it too."""
    monkeypatch.setattr(sealing, "mix_open_rows", lambda *_: None)


def what_is_deleted_is_not_overwritten(monkeypatch: pytest.MonkeyPatch) -> None:
    open_rows_are_not_mixed(monkeypatch)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete=OFF")


@pytest.mark.parametrize(
    ("remove", "doors"),
    [
        pytest.param(rows_keep_their_order, {"ctid"}, marks=on_postgresql),
        (neither_keys_nor_rows_are_mixed, {"keys", "rows as they come"}),
        (answers_are_events, {"times in any table"}),
        (small_categories_stay_apart, {"categories"}),
        pytest.param(the_log_is_not_emptied, {"rows that were deleted"}, marks=on_sqlite),
        pytest.param(
            what_is_deleted_is_not_overwritten, {"rows that were deleted"}, marks=on_sqlite
        ),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_without_a_defense_the_same_attackers_win(
    remove: Callable[[pytest.MonkeyPatch], None],
    doors: set[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    remove(monkeypatch)
    # Categories are feedback's alone, and of a small one there is little to guess.
    size, kinds = (32, (RoundKind.FEEDBACK,)) if doors == {"categories"} else (12, KINDS)
    try:
        found = leaks(thieves.scores(play(size, kinds)))
    finally:
        connection.close()

    assert {door for door in doors if not any(door in each for each in found)} == set()


@on_sqlite
@pytest.mark.skipif(not IS_LONG, reason="a part of make attack")
@pytest.mark.parametrize("remove", [rows_keep_their_order, keys_count_upward])
def test_drawn_keys_and_mixed_rows_each_hold_alone_on_sqlite(
    remove: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    remove(monkeypatch)

    assert leaks(thieves.scores(play(12))) == []
