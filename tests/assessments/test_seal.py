"""Whoever saw in which order people answered learns nothing from the files of a sealed round."""

import json
import random
import re
import sqlite3
from collections.abc import Iterator
from itertools import count, product
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.db.transaction import TransactionManagementError, atomic

from factories import NOW
from factories.assessments import answer, close, make_people, make_round
from junto.domain.assessments import actions, jobs, queries, sealing
from junto.domain.assessments.enums import RoundState
from junto.domain.assessments.models import OpenAnswers, Round
from junto.domain.people.models import Person
from junto.foundation import roundkeys, tenancy
from junto.foundation.roundkeys.models import RoundKey

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS, RATERS = 25, 5
# One right guess in each round is what blind guessing gives, with a variance of one.
CHANCE, SIGMA = ROUNDS, ROUNDS**0.5
on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="looks into the file")
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="looks at xmin")


@pytest.fixture(autouse=True)
def seeded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chance that falls the same way in every run."""
    monkeypatch.setattr(actions, "chance", random.Random(7))
    monkeypatch.setattr("secrets.randbits", random.Random(8).getrandbits)


@pytest.fixture
def undefended(seeded: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys that count upward, and rows in their order."""
    numbers = count(1)
    monkeypatch.setattr("secrets.randbits", lambda _bits: next(numbers))
    monkeypatch.setattr(actions.chance, "shuffle", lambda rows: rows.sort(key=lambda row: row.pk))


def answered() -> Iterator[tuple[Round, list[tuple[int, int, int]]]]:
    """Rounds in which no two answers are alike, each with its answers in the order they came."""
    people = make_people(RATERS)
    said = list(product(range(1, 6), repeat=3))
    random.Random(9).shuffle(said)
    for number in range(ROUNDS):
        round_ = make_round(people, topic=f"session:{number}")
        mine = said[number * RATERS : (number + 1) * RATERS]
        for person, values in zip(people, mine, strict=True):
            answer(round_, person, *values)
        yield round_, mine


def sealed() -> list[tuple[int, list[tuple[int, int, int]]]]:
    """Those rounds, sealed: their keys and their answers in the order they came."""
    made = list(answered())
    for round_, _said in made:
        close(round_)
    assert actions.seal_closed(rounds=queries.closed(), now=NOW) == ROUNDS
    return [(round_.pk, said) for round_, said in made]


def right_guesses(
    truth: list[tuple[int, list[tuple[int, int, int]]]],
    found: dict[int, list[tuple[int, int, int]]],
) -> int:
    """How often the order found is the order in which the answers came."""
    return sum(
        guess == real for key, said in truth for guess, real in zip(found[key], said, strict=True)
    )


def files() -> bytes:
    """Everything the databases keep on disk: data, keys, logs."""
    names = [Path(str(connections[alias].settings_dict["NAME"])) for alias in ("default", "keys")]
    return b"".join(
        each.read_bytes() for path in names for each in sorted(path.parent.glob(f"{path.name}*"))
    )


def text(values: tuple[int, int, int]) -> str:
    useful, heard, safe = values
    return f'{{"useful": {useful}, "heard": {heard}, "safe": {safe}}}'


def by_select(truth: Any, order: str = "") -> dict[int, list[tuple[int, int, int]]]:
    """Answers of each round as the database gives them."""
    found: dict[int, list[tuple[int, int, int]]] = {key: [] for key, _said in truth}
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT round_id, "values" FROM assessments_answers {order}')
        for key, stored in cursor.fetchall():
            values = json.loads(stored)
            found[key].append((values["useful"], values["heard"], values["safe"]))
    return found


def by_place(truth: Any, *, backward: bool) -> dict[int, list[tuple[int, int, int]]]:
    """Answers of each round as they lie in the file; SQLite fills a page from its end."""
    raw = files()
    return {
        key: sorted(said, key=lambda each: raw.index(text(each).encode()), reverse=backward)
        for key, said in truth
    }


@on_sqlite
def test_the_file_of_sealed_rounds_puts_nobody_in_order() -> None:
    truth = sealed()
    guesses = [
        right_guesses(truth, by_select(truth)),
        right_guesses(truth, by_select(truth, "ORDER BY rowid")),
        right_guesses(truth, by_place(truth, backward=False)),
        right_guesses(truth, by_place(truth, backward=True)),
    ]

    assert [n for n in guesses if n > CHANCE + 3 * SIGMA] == []


@on_sqlite
def test_without_random_keys_and_order_the_same_attack_finds_everybody(undefended: None) -> None:
    truth = sealed()

    assert right_guesses(truth, by_select(truth, "ORDER BY rowid")) == ROUNDS * RATERS
    assert right_guesses(truth, by_select(truth)) == ROUNDS * RATERS
    assert right_guesses(truth, by_place(truth, backward=True)) > CHANCE + 3 * SIGMA


@on_sqlite
def test_the_files_hold_no_handle_no_key_and_no_second_copy() -> None:
    made = list(answered())
    with tenancy.scope(made[0][0].organization_id):
        people = list(Person.objects.all())
    secrets = [row.key for row in RoundKey.objects.all()]
    secrets += [roundkeys.handle(round_.ref, person.pk) for round_, _ in made for person in people]
    before = files()
    for round_, _said in made:
        close(round_)
    actions.seal_closed(rounds=queries.closed(), now=NOW)
    after = files()

    assert [each for each in secrets if each.encode() not in before] == []
    assert [each for each in secrets if each.encode() in after] == []
    assert len(re.findall(rb'{"useful": \d', after)) == ROUNDS * RATERS
    assert [s for _r, said in made for s in said if after.count(text(s).encode()) != 1] == []


@on_sqlite
def test_without_emptying_the_log_the_handles_are_still_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sealing, "leave_no_trace", lambda _patience: True)
    made = list(answered())
    with tenancy.scope(made[0][0].organization_id):
        handles = list(OpenAnswers.objects.values_list("handle", flat=True))
    for round_, _said in made:
        close(round_)
    actions.seal_closed(rounds=queries.closed(), now=NOW)
    after = files()

    assert [each for each in handles if each.encode() in after] != []


@on_sqlite
def test_while_somebody_reads_the_database_nothing_is_sealed() -> None:
    people = make_people(4)
    round_ = make_round(people)
    reader = sqlite3.connect(str(connection.settings_dict["NAME"]))
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM assessments_round").fetchone()
    for person in people:
        answer(round_, person)
    close(round_)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=20")
    during = actions.seal_closed(rounds=queries.closed(), now=NOW)
    state = queries.get_round(round_.ref).state
    reader.close()
    after = actions.seal_closed(rounds=queries.closed(), now=NOW)
    connection.close()

    assert (during, state, after) == (0, RoundState.CLOSED, 1)


@on_sqlite
def test_sealing_inside_a_transaction_is_refused() -> None:
    with atomic(), pytest.raises(TransactionManagementError):
        sealing.leave_no_trace()


@on_postgresql
def test_sealed_rows_share_one_transaction_and_lie_in_random_order() -> None:
    truth = sealed()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT xmin::text) FROM assessments_answers GROUP BY round_id"
        )
        transactions = {row[0] for row in cursor.fetchall()}
    guesses = [right_guesses(truth, by_select(truth, order)) for order in ("", "ORDER BY ctid")]

    assert transactions == {1}
    assert [n for n in guesses if n > CHANCE + 3 * SIGMA] == []


@on_postgresql
def test_open_rows_of_a_sealed_round_are_gone_with_their_file() -> None:
    def home() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_relation_filepath('assessments_openanswers')")
            return str(cursor.fetchone()[0])

    people = make_people(4)
    first, second = make_round(people), make_round(people, topic="session:b")
    for round_ in (first, second):
        for person in people:
            answer(round_, person)
    before = home()
    close(first)
    with tenancy.scope(second.organization_id):
        left = OpenAnswers.objects.filter(round=second).count()

    assert home() != before
    assert left == 4


def test_the_clock_closes_seals_and_adds_up() -> None:
    people = make_people(4)
    round_ = make_round(people)
    for person in people:
        answer(round_, person)
    jobs.seal(round_.closes_at)
    jobs.seal(round_.closes_at)
    with tenancy.scope(round_.organization_id):
        found = queries.results([round_.topic])[round_.topic]
    jobs.add_up_weeks(round_.closes_at.replace(month=12, day=20))
    with tenancy.scope(round_.organization_id):
        [week] = queries.weeks_of(round_.pool)

    assert (found.is_sealed, found.is_shown) == (True, True)
    assert week.is_shown
    assert roundkeys.exist([round_.ref]) == set()
