"""Settings: one source, no guessing."""

from __future__ import annotations

from pathlib import Path

import pytest

from junto.config import datadir, env, reference

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "settings.md"
KEY = "k" * 40


def test_without_variables_every_setting_has_its_default():
    loaded = env.load({"HOME": "/home/ada"})
    assert (loaded.data_dir, loaded.host, loaded.port) == (Path("data"), "127.0.0.1", 8000)
    assert loaded.public_url == "http://localhost:8000"
    assert set(loaded.sources.values()) == {"default"}


def test_an_unknown_variable_is_an_error_that_names_the_nearest():
    with pytest.raises(env.SettingError) as caught:
        env.load({"JUNTO_EMAIL_PASWORD_FILE": "x"})
    assert str(caught.value) == (
        "There is no setting JUNTO_EMAIL_PASWORD_FILE. Did you mean JUNTO_EMAIL_PASSWORD_FILE?"
    )


def test_a_secret_may_stand_in_a_file(tmp_path):
    (tmp_path / "key").write_text(f"{KEY}\n")
    loaded = env.load({"JUNTO_SECRET_KEY_FILE": str(tmp_path / "key")})
    assert loaded.secret_key == KEY
    assert loaded.sources["secret_key"] == "JUNTO_SECRET_KEY_FILE"


def test_what_is_no_secret_has_no_file_variable():
    with pytest.raises(env.SettingError) as caught:
        env.load({"JUNTO_PORT_FILE": "/run/port"})
    assert str(caught.value) == "There is no setting JUNTO_PORT_FILE. Did you mean JUNTO_PORT?"


def test_a_secret_in_both_places_is_an_error(tmp_path):
    (tmp_path / "key").write_text(KEY)
    with pytest.raises(env.SettingError) as caught:
        env.load({"JUNTO_SECRET_KEY": KEY, "JUNTO_SECRET_KEY_FILE": str(tmp_path / "key")})
    assert str(caught.value) == (
        "JUNTO_SECRET_KEY and JUNTO_SECRET_KEY_FILE are both set: keep one of them."
    )


def test_a_secret_file_that_is_missing_is_named(tmp_path):
    with pytest.raises(env.SettingError) as caught:
        env.load({"JUNTO_SECRET_KEY_FILE": str(tmp_path / "none")})
    assert str(caught.value) == (
        f"JUNTO_SECRET_KEY_FILE names {tmp_path / 'none'}, which cannot be read: No such file or"
        " directory."
    )


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("JUNTO_PORT", "80a", "write a whole number from 0 to 65535"),
        ("JUNTO_PORT", "65536", "write a whole number from 0 to 65535"),
        ("JUNTO_SESSION_DAYS", "0", "write a whole number from 1 to 365"),
        ("JUNTO_DEMO", "perhaps", "write 1 for yes or 0 for no"),
        ("JUNTO_LOG_LEVEL", "loud", "write one of DEBUG, INFO, WARNING, ERROR"),
        ("JUNTO_URL", "junto.example", "write the whole address, like https://junto.example"),
        (
            "JUNTO_URL",
            "https://junto.example/app",
            "leave out everything after the host: Junto needs a host of its own",
        ),
        (
            "JUNTO_SECRET_KEY",
            "short",
            "it is shorter than 32 characters; leave it out and Junto makes one",
        ),
        (
            "JUNTO_SEALING_KEYS",
            "a:short",
            "write each key as id:key, 32 bytes in URL-safe Base64",
        ),
        (
            "JUNTO_DATABASE_URL",
            "postgresql://db.example",
            "the name of the database is missing after the last slash",
        ),
    ],
)
def test_a_value_that_cannot_be_used_says_what_to_write(name, value, why):
    with pytest.raises(env.SettingError) as caught:
        env.load({name: value})
    assert str(caught.value) == f"{name} cannot be used: {why}."


def test_only_the_public_host_and_this_machine_are_answered():
    loaded = env.load({"JUNTO_URL": "https://junto.example/", "JUNTO_HOST": "0.0.0.0"})
    assert loaded.allowed_hosts == ["junto.example", "localhost", "127.0.0.1", "[::1]"]
    assert loaded.is_https
    assert loaded.mail_from == "junto@junto.example"


def test_the_reference_page_is_the_one_the_settings_write():
    assert PAGE.read_text(encoding="utf-8") == reference.settings_page()


def test_a_sealing_key_that_was_made_can_be_a_setting():
    key = datadir.new_sealing_key()
    assert env.load({"JUNTO_SEALING_KEYS": f"{key}, old:{'A' * 43}"}).sealing_keys == (
        key,
        f"old:{'A' * 43}",
    )


def test_a_secret_is_made_once_and_only_its_user_can_read_it(tmp_path):
    datadir.prepare(tmp_path / "data")
    path = tmp_path / "data" / "secrets" / "key"
    first = datadir.load_or_make(path, datadir.new_secret_key)
    second = datadir.load_or_make(path, datadir.new_secret_key)
    assert first == second
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [p.name for p in path.parent.iterdir()] == ["key"]
