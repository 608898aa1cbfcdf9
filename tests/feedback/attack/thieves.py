"""Attackers who hold the database of sealed rounds; each goes through one door."""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, models

from feedback.attack.playing import ITEMS, SEED, K, Score, World, begin_of, fixed_points
from junto.domain.assessments.models import Answers, Participation, Words
from junto.foundation import tenancy
from junto.foundation.crypto import decrypt

Values = tuple[int, ...]
PLACES = {
    "sqlite": {"rows as they come": "", "keys": "ORDER BY id", "rowid": "ORDER BY rowid"},
    "postgresql": {
        "rows as they come": "",
        "keys": "ORDER BY id",
        "ctid": "ORDER BY ctid",
        "xmin": "ORDER BY xmin::text::bigint, cmin::text::bigint, ctid",
    },
}


def scores(world: World) -> list[Score]:
    """Every attack on the database, one score for each door and kind of round."""
    found = [*_in_order(world), *_side_by_side(world), times(world), old_rows(world)]
    return [*found, category(world)]


def rows(model: Any, column: str, order: str) -> dict[int, list[Any]]:
    """Round -> values of a column, in an order or in whichever the database gives."""
    name = connection.ops.quote_name(column)
    table = connection.ops.quote_name(model._meta.db_table)
    found: dict[int, list[Any]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT round_id, {name} FROM {table} {order}")
        for key, value in cursor.fetchall():
            found[key].append(value)
    return found


def _values(raw: Any) -> Values:
    stored = json.loads(raw) if isinstance(raw, str) else raw
    return tuple(stored[item] for item in ITEMS)


def _found(order: str) -> tuple[dict[int, list[Values]], dict[int, list[str]], dict[int, Any]]:
    answers = {
        key: [_values(raw) for raw in got] for key, got in rows(Answers, "values", order).items()
    }
    words = {key: [decrypt(raw) for raw in got] for key, got in rows(Words, "text", order).items()}
    return answers, words, rows(Participation, "person_id", order)


def _in_order(world: World) -> Iterator[Score]:
    """What stands n-th was sent n-th; or the last came first."""
    for place, order in PLACES[connection.vendor].items():
        answers, words, _people = _found(order)
        for kind in sorted({each.kind for each in world.rounds}):
            of_kind = [each for each in world.rounds if each.kind == kind]
            pairs = [(answers[each.key], each.values) for each in of_kind]
            yield fixed_points(f"{kind} answers, {place}", pairs)
            backward = [(found[::-1], true) for found, true in pairs]
            yield fixed_points(f"{kind} answers, {place} backward", backward)
        written = [each for each in world.rounds if each.words]
        yield fixed_points(f"words, {place}", [(words[e.key], e.words) for e in written])


def _side_by_side(world: World) -> Iterator[Score]:
    """What stands n-th in one table belongs to what stands n-th in the other."""
    for place, order in PLACES[connection.vendor].items():
        answers, words, people = _found(order)
        truly = {
            each.key: dict(zip(each.people, each.values, strict=True)) for each in world.rounds
        }
        pairs = [
            (answers[each.key], [truly[each.key][person] for person in people[each.key]])
            for each in world.rounds
        ]
        yield fixed_points(f"people beside answers, {place}", pairs)
        written = [each for each in world.rounds if each.words]
        texts = {each.key: dict(zip(each.values, each.words, strict=True)) for each in written}
        yield fixed_points(
            f"answers beside words, {place}",
            [(words[e.key], [texts[e.key][value] for value in answers[e.key]]) for e in written],
        )


# ---------------------------------------------------------------- times


def times(world: World) -> Score:
    """Put people in the order of any time that any table keeps beside them."""
    seen = list(_times(world))
    chance, pairs = random.Random(SEED), []
    for number, each in enumerate(world.rounds):
        begin = begin_of(number)
        last = {
            person: at
            for person, at in sorted(seen, key=lambda one: one[1])
            if begin < at < begin + timedelta(hours=8)
        }
        mixed = chance.sample(each.people, len(each.people))
        pairs.append((sorted(mixed, key=lambda person: last.get(person, begin)), each.people))
    return fixed_points("times in any table", pairs)


def _times(world: World) -> Iterator[tuple[int, datetime]]:
    """Person and time, of every row of every table that has both."""
    with tenancy.scope(world.organization_id):
        for model in apps.get_models():
            if model._meta.app_label in {"roundkeys", "contenttypes"}:
                continue
            fields = model._meta.concrete_fields
            clocks = [each.attname for each in fields if type(each) is models.DateTimeField]
            persons = [each.attname for each in fields if "person" in each.attname]
            for clock in clocks:
                for person in persons:
                    found = model._default_manager.exclude(**{clock: None})
                    yield from found.exclude(**{person: None}).values_list(person, clock)


# ---------------------------------------------------------------- what was deleted


def old_rows(world: World) -> Score:
    """Put answers in the order in which rows of the open round lie in files, dead or alive.

    Only rounds of which most is left are guessed, and all of them where nothing is.
    """
    remembered = _from_files() if connection.vendor == "sqlite" else _from_dead_rows(world)
    chance, pairs = random.Random(SEED + 1), []
    for each in world.rounds:
        at = {values: place for (key, values), place in remembered.items() if key == each.key}
        mixed = chance.sample(each.values, len(each.values))
        guess = sorted(mixed, key=lambda values: at.get(values, 0))
        pairs.append((len(at) / len(mixed), (guess, each.values)))
    told = [pair for share, pair in pairs if share > 0.5] or [pair for _share, pair in pairs]
    return fixed_points("rows that were deleted", told)


_OPEN_ROW = re.compile(
    rb"([0-9a-f]{64})(?:others|peers|reports)?" + rb'\{"one": (\d), "three": (\d), "two": (\d)\}'
)


def _from_files() -> dict[tuple[int, Values], float]:
    """Where the copy of a row in the log lies first tells when it was written.

    In a page of the file itself rows are put in from its end.
    """
    name = str(connection.settings_dict["NAME"])
    found: dict[bytes, tuple[Values, float]] = {}
    for end, sign in (("-wal", 1), ("", -1)):
        path = Path(f"{name}{end}")
        for hit in _OPEN_ROW.finditer(path.read_bytes() if path.exists() else b""):
            values = tuple(int(each) for each in hit.groups()[1:])
            found.setdefault(hit.group(1), (values, sign * hit.start()))
    by_round: dict[tuple[int, Values], float] = {}
    for handle, (values, place) in found.items():
        by_round.setdefault((_round_of(handle), values), place)
    return by_round


def _round_of(handle: bytes) -> int:
    """The round of a deleted row stands right before its handle."""
    from junto.domain.assessments import remains

    name = str(connection.settings_dict["NAME"])
    for end in ("-wal", ""):
        path = Path(f"{name}{end}")
        raw = path.read_bytes() if path.exists() else b""
        at = raw.find(handle)
        while at >= 0:
            if numbers := remains._before(raw, at):
                return min(numbers)
            at = raw.find(handle, at + 1)
    return 0


_PAGES = (
    "SELECT t_xmin::text::bigint, t_data FROM"
    " generate_series(0, pg_relation_size(%s) / 8192 - 1) AS page,"
    " heap_page_items(get_raw_page(%s, page::int)) WHERE t_data IS NOT NULL"
)


def _from_dead_rows(world: World) -> dict[tuple[int, Values], float]:
    """Read the pages of the table of open answers, whose dead rows still stand there.

    How an answer looks in a page is learned from a table of the attacker's own.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'pageinspect'")
        if cursor.fetchone() is None:
            return {}
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pageinspect")
        cursor.execute("CREATE TEMPORARY TABLE probe (v jsonb)")
        looks = {}
        for values in product(range(1, 6), repeat=len(ITEMS)):
            cursor.execute("TRUNCATE probe")
            text = json.dumps(dict(zip(ITEMS, values, strict=True)))
            cursor.execute("INSERT INTO probe VALUES (%s)", [text])
            cursor.execute(_PAGES, ["probe", "probe"])
            # Without the byte that tells the length.
            looks[bytes(cursor.fetchall()[0][1])[1:]] = values
        cursor.execute("DROP TABLE probe")
        cursor.execute(_PAGES, ["assessments_openanswers"] * 2)
        dead = [(at, bytes(raw)) for at, raw in cursor.fetchall()]
    owner = world.organization_id.to_bytes(8, "little")
    keys = {each.key: owner + each.key.to_bytes(8, "little") for each in world.rounds}
    found: dict[tuple[int, Values], float] = {}
    for at, raw in dead:
        values = next((each for look, each in looks.items() if look in raw), ())
        key = next((key for key, look in keys.items() if look in raw), 0)
        found[key, values] = at
    return found


# ---------------------------------------------------------------- categories


def category(world: World) -> Score:
    """Look for the answers of those in the smallest category only among what it holds.

    What is promised is a crowd of four: one right of four is chance.
    """
    right = count = 0
    chance = random.Random(SEED + 2)
    kept = rows(Answers, "category", "ORDER BY id")
    asked = rows(Participation, "category", "ORDER BY id")
    values, _words, people = _found("ORDER BY id")
    for each in world.rounds:
        if not any(each.categories.values()):
            continue
        name = min(sorted(set(kept[each.key])), key=kept[each.key].count)
        under = zip(values[each.key], kept[each.key], strict=True)
        crowd = [value for value, other in under if other == name]
        truly = dict(zip(each.people, each.values, strict=True))
        for person, other in zip(people[each.key], asked[each.key], strict=True):
            if other == name:
                right += chance.choice(crowd) == truly[person]
                count += 1
    return Score("categories", right, count / K, count * (1 - 1 / K) / K)
