"""`junto doctor` shows every setting with its source and says what is wrong and how to mend it."""

from __future__ import annotations

import shutil

import pytest

from junto.config import env
from server.processes import Server, junto

pytestmark = pytest.mark.server

KEY = "a-secret-key-that-nobody-is-to-see-1234567890"


@pytest.fixture(scope="module")
def server(first_start, tmp_path_factory):
    own = tmp_path_factory.mktemp("doctor") / "data"
    with Server(shutil.copytree(first_start, own)) as running:
        running.worker()
        yield running


def test_beside_a_running_server_everything_is_fine(server):
    done = junto("doctor", "--data-dir", str(server.data_dir))
    checks = done.stdout.partition("\nChecks\n")[2].splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert [line for line in checks if line.startswith("  broken")] == []
    assert [line for line in checks if line.startswith("  note")] == ["  note    Mail is off."]


def test_every_setting_is_shown_with_its_source_and_no_secret(server):
    done = junto("doctor", "--data-dir", str(server.data_dir), JUNTO_SECRET_KEY=KEY)
    shown = done.stdout.partition("\nChecks\n")[0].splitlines()[3:]
    assert [line.split()[0] for line in shown] == [env.variable(s.name) for s in env.settings_of()]
    sources = {line.split()[0]: line.split()[-1] for line in shown}
    assert sources["JUNTO_SECRET_KEY"] == "JUNTO_SECRET_KEY"
    assert sources["JUNTO_HOST"] == "default"
    assert KEY not in done.stdout


def test_a_secret_that_others_can_read_is_broken_when_they_can_reach_it(data_dir):
    key = data_dir / "secrets" / "secret_key"
    key.chmod(0o644)
    behind_a_closed_door = junto("doctor", "--data-dir", str(data_dir))
    data_dir.chmod(0o755)
    in_the_open = junto("doctor", "--data-dir", str(data_dir))
    said = f"Other users of this machine can read {key}.\n          chmod go-rwx {key}\n"
    assert (behind_a_closed_door.returncode, in_the_open.returncode) == (0, 1)
    assert f"  note    {said}" in behind_a_closed_door.stdout
    assert f"  broken  {said}" in in_the_open.stdout


def test_an_unencrypted_public_address_is_mentioned(tmp_path):
    done = junto(
        "doctor", "--data-dir", str(tmp_path / "data"), JUNTO_URL="http://junto.example:8000"
    )
    assert "  note    http://junto.example:8000 is unencrypted: no passkeys" in done.stdout
