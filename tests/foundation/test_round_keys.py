"""Keys of open rounds lie apart from the data, and are gone when they are destroyed."""

from pathlib import Path

import pytest
from django.apps import apps
from django.db import connections, router

from junto.foundation import roundkeys
from junto.foundation.roundkeys.models import RoundKey

pytestmark = pytest.mark.django_db


def test_a_person_has_one_handle_in_a_round_and_another_in_the_next() -> None:
    first = roundkeys.handle("round-a", 7)

    assert roundkeys.handle("round-a", 7) == first
    assert len({first, roundkeys.handle("round-a", 8), roundkeys.handle("round-b", 7)}) == 3


def test_the_same_people_have_other_handles_once_the_key_was_destroyed() -> None:
    before = roundkeys.handle("round-a", 7)
    roundkeys.handle("round-b", 7)
    roundkeys.destroy(["round-a"])

    assert roundkeys.exist(["round-a", "round-b"]) == {"round-b"}
    assert roundkeys.handle("round-a", 7) != before


def test_only_keys_live_in_the_database_of_keys() -> None:
    homes = {router.db_for_write(model) for model in apps.get_models() if model is not RoundKey}

    assert (router.db_for_write(RoundKey), homes) == ("keys", {"default"})
    assert connections["keys"].introspection.table_names() == ["roundkeys_roundkey"]
    assert "roundkeys_roundkey" not in connections["default"].introspection.table_names()


@pytest.mark.django_db(transaction=True)
def test_a_destroyed_key_is_gone_from_the_file() -> None:
    if connections["keys"].vendor != "sqlite":
        pytest.skip("there is no file to look into")
    roundkeys.handle("round-a", 7)
    key = RoundKey.objects.get(round_ref="round-a").key
    path = Path(connections["keys"].settings_dict["NAME"])
    before = key.encode() in path.read_bytes()
    roundkeys.destroy(["round-a"])
    left = [each for each in path.parent.glob(f"{path.name}*") if key.encode() in each.read_bytes()]

    assert (before, left) == (True, [])


@pytest.mark.django_db(transaction=True)
def test_destroying_a_key_begins_a_new_file_in_postgresql() -> None:
    if connections["keys"].vendor != "postgresql":
        pytest.skip("SQLite overwrites what it deletes")
    with connections["keys"].cursor() as cursor:
        homes = []
        for _ in range(2):
            cursor.execute("SELECT pg_relation_filepath('roundkeys_roundkey')")
            homes.append(cursor.fetchone()[0])
            roundkeys.handle("round-a", 7)
            roundkeys.handle("round-b", 7)
            roundkeys.destroy(["round-a"])

    assert homes[0] != homes[1]
    assert roundkeys.exist(["round-a", "round-b"]) == {"round-b"}
