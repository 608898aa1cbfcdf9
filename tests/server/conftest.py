"""A data directory that has been through its first start, copied for every test that asks."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from server.processes import junto


@pytest.fixture(scope="session")
def first_start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once: bringing an empty database up to date takes most of a start."""
    data_dir = tmp_path_factory.mktemp("first") / "data"
    assert junto("migrate", "--data-dir", str(data_dir)).returncode == 0
    return data_dir


@pytest.fixture
def data_dir(first_start: Path, tmp_path: Path) -> Path:
    """A data directory of this test's own."""
    copy = tmp_path / "data"
    shutil.copytree(first_start, copy)
    return copy
