"""One-time codes of the first administrator."""

from datetime import timedelta

import pytest

from factories import NOW
from junto.domain.accounts import actions, queries
from junto.domain.accounts.models import SetupCode

pytestmark = pytest.mark.django_db


def test_only_a_digest_of_the_code_is_kept() -> None:
    code = actions.create_setup_code(now=NOW)

    assert code not in str(list(SetupCode.objects.values()))
    assert queries.open_setup_code(code, now=NOW) == SetupCode.objects.get()


def test_a_new_code_ends_the_one_before() -> None:
    first = actions.create_setup_code(now=NOW)
    actions.create_setup_code(now=NOW)

    assert queries.open_setup_code(first, now=NOW) is None


def test_a_code_is_spent_once() -> None:
    code = actions.create_setup_code(now=NOW)
    actions.spend_setup_code(code=code, now=NOW)

    with pytest.raises(actions.CodeSpent):
        actions.spend_setup_code(code=code, now=NOW)


def test_a_code_lives_a_day() -> None:
    code = actions.create_setup_code(now=NOW)

    with pytest.raises(actions.CodeSpent):
        actions.spend_setup_code(code=code, now=NOW + timedelta(hours=24))
