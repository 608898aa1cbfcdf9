"""Commands beside `serve`."""

from __future__ import annotations

import pytest

from junto import __version__
from server.processes import junto

pytestmark = pytest.mark.server


def test_the_version_is_told():
    assert junto("--version").stdout == f"junto {__version__}\n"


def test_bringing_the_database_up_to_date_twice_changes_nothing(data_dir):
    done = junto("migrate", "--data-dir", str(data_dir))
    assert (done.returncode, done.stdout) == (0, "The database is up to date.\n")


def test_the_log_of_events_can_be_verified(data_dir):
    assert junto("audit", "verify", "--data-dir", str(data_dir)).returncode == 0


def test_verifying_without_tables_says_what_to_do_first(tmp_path):
    done = junto("audit", "verify", "--data-dir", str(tmp_path / "data"))
    assert (done.returncode, done.stderr) == (
        2,
        "junto: The database tables are not those of this version. Run `junto migrate`.\n",
    )


@pytest.mark.parametrize("arguments", [(), ("serv",), ("audit", "mend"), ("groups",)])
def test_a_command_that_does_not_exist_ends_with_status_2(arguments):
    assert junto(*arguments).returncode == 2


def test_forming_groups_needs_no_data_directory(tmp_path):
    done = junto("groups", "form", str(tmp_path / "none.csv"), JUNTO_DATA_DIR="/dev/null/data")
    assert done.returncode == 2
    assert "data directory" not in done.stderr
