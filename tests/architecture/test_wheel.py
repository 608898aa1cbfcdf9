"""What is installed is the whole house and nothing else."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Names of the files in a wheel built from the checkout, without a network."""
    target = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (path,) = target.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def test_everything_committed_under_src_is_in_the_wheel(wheel: list[str]) -> None:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(
        [git, "ls-files", "-z", "src/junto"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    committed = {name.removeprefix("src/") for name in listed.stdout.split("\0") if name}
    present = {name for name in committed if (ROOT / "src" / name).exists()}

    assert sorted(present - set(wheel)) == []


@pytest.mark.parametrize(
    "part",
    [
        "junto/interfaces/web/ui/static/ui/vendor/htmx.min.js",
        "junto/interfaces/web/ui/static/ui/fonts/sans-latin.woff2",
        "junto/interfaces/web/ui/static/ui/fonts/OFL.txt",
        "junto/interfaces/web/ui/static/ui/vendor/htmx.LICENSE.txt",
        "junto/domain/catalog/data/",
        "dist-info/licenses/LICENSE",
        "dist-info/licenses/THIRD_PARTY.md",
    ],
)
def test_the_wheel_has(wheel: list[str], part: str) -> None:
    assert any(part in name for name in wheel)


def test_the_wheel_has_no_tests_rosters_or_leftovers(wheel: list[str]) -> None:
    unwanted = (
        "tests/",
        "bench/",
        "__pycache__",
        ".sqlite3",
        "node_modules",
        ".map",
        ".csv",
        ".npz",
    )

    assert [name for name in wheel if any(part in name for part in unwanted)] == []


def test_the_wheel_is_junto_and_its_papers(wheel: list[str]) -> None:
    assert {name.split("/")[0].split("-")[0] for name in wheel} == {"junto"}
