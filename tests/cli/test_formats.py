"""`junto formats`: checked and timed from files, with no server and no database."""

import json
from pathlib import Path

import pytest

from junto.__main__ import main
from junto.domain.catalog import build

THREE = ["timeline", "triad-coaching", "--people", "3"]
TRIAD = build.DATA / "formats/triad-coaching.yaml"


def test_every_format_that_ships_keeps_its_promise(capsys: pytest.CaptureFixture[str]) -> None:
    files = sorted(str(path) for path in (build.DATA / "formats").glob("*.yaml"))

    assert main(["formats", "check", *files]) == 0
    assert capsys.readouterr().out.count("keeps its promise in all") == 20


def test_what_is_wrong_is_said_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "mine.yaml"
    broken.write_text(TRIAD.read_text("utf-8").replace("repeat: people", "repeat: poeple"), "utf-8")

    assert main(["formats", "check", str(TRIAD), str(broken)]) == 2
    told = capsys.readouterr()
    assert told.out.startswith(f"{TRIAD}: triad-coaching 1.0.0 keeps its promise")
    assert "mine.yaml, line " in told.err


def test_a_timeline_ends_where_its_format_promises(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["formats", "timeline", "triad-coaching", "--people", "3"]
    assert main(asked) == 0
    table = capsys.readouterr().out.splitlines()
    assert main([*asked, "--json"]) == 0
    data = json.loads(capsys.readouterr().out)

    assert table[0] == "Triad coaching (triad-coaching 1.0.0), 3 people: 75:00 minutes"
    assert table[-1].split() == ["75:00", "end"]
    stages = sum(stage["seconds"] for stage in data["stages"])
    assert stages + data["buffer_seconds"] == data["promised_seconds"] == 4_500


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["timeline", "triad-coaching", "--people", "9"], "is for 3 to 4 people; there are 9."),
        (["timeline", "nothing", "--people", "3"], "No format is called nothing"),
        (["timeline", "triad-coaching"], "required: --people"),
        (
            ["timeline", "triad-coaching", "--people", "3", "--param", "x"],
            "write a choice as NAME=N",
        ),
        (["timeline", "triad-coaching", "--people", "3", "--param", "x=1"], "no choice called x"),
        (["check", "missing.yaml"], "missing.yaml: No such file"),
        (["unknown"], "Write: junto formats check FILE..."),
    ],
)
def test_bad_input_is_one_sentence(
    asked: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["formats", *asked]) == 2
    assert told in capsys.readouterr().err


def test_a_format_is_exported_as_it_was_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["formats", "export", "triad-coaching"]) == 0
    assert capsys.readouterr().out == TRIAD.read_text("utf-8")
