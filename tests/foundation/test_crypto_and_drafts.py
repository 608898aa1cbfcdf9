"""What people typed is unreadable in the database file and survives until it is sent."""

import pytest
from django.core.exceptions import FieldError
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from factories import NOW, UserFactory
from junto.foundation import crypto, drafts
from junto.foundation.drafts.models import Draft


@given(st.text())
def test_decrypting_gives_back_every_text(text):
    assert crypto.decrypt(crypto.encrypt(text)) == text


def test_a_tampered_text_is_refused():
    stored = crypto.encrypt("secret")
    with pytest.raises(crypto.UnknownKey):
        crypto.decrypt(stored[:-2] + "xx")


def test_a_text_under_a_key_we_do_not_have_is_refused():
    _, _, token = crypto.encrypt("secret").partition(":")
    with pytest.raises(crypto.UnknownKey):
        crypto.decrypt("ffffffff:" + token)


@pytest.mark.django_db
def test_the_database_holds_no_word_of_a_draft():
    user = UserFactory()
    drafts.save(user_id=user.pk, form="note", fields={"text": "my boss"}, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT fields FROM drafts_draft")
        (stored,) = cursor.fetchone()
    assert "my boss" not in stored
    assert drafts.load(user_id=user.pk, form="note") == {"text": "my boss"}


@pytest.mark.django_db
def test_an_encrypted_column_cannot_be_searched():
    with pytest.raises(FieldError):
        Draft.objects.filter(fields__contains="boss").count()


@pytest.mark.django_db
def test_a_draft_belongs_to_one_user_and_one_form():
    mine, other = UserFactory(), UserFactory()
    drafts.save(user_id=mine.pk, form="note", fields={"text": "a"}, now=NOW)
    drafts.save(user_id=mine.pk, form="note", fields={"text": "b"}, now=NOW)
    assert drafts.load(user_id=mine.pk, form="note") == {"text": "b"}
    assert drafts.load(user_id=other.pk, form="note") == {}
    drafts.discard(user_id=mine.pk, form="note")
    assert drafts.load(user_id=mine.pk, form="note") == {}


@pytest.mark.django_db
def test_a_draft_the_size_of_a_file_is_refused():
    with pytest.raises(drafts.TooLarge):
        drafts.save(user_id=1, form="note", fields={"text": "x" * 70_000}, now=NOW)
