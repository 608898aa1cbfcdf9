"""Bad input: one sentence and status 2 or 3, or a right result; never a trace, nobody dropped."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from junto.interfaces.cli.groups import main
from junto.interfaces.cli.groups.inputs import table_in

RULES = "size: {min: 2, max: 3}\nsoft: [{balance: {attribute: years}}]\n"
ONE_GROUP = RULES.replace("{min: 2, max: 3}", "{count: 1}")
NAMES = ["Ångström", "Çelik", "Müller", "Núñez", "O’Hara", "Żak"]


def people(*years: str) -> str:
    return "person_id,name,years\n" + "".join(
        f"p{i},{NAMES[i % 6]},{year}\n" for i, year in enumerate(years)
    )


FOUR = people("1", "2", "3", "4")


def form(place: Path, roster: bytes | str, rules: str = RULES) -> int:
    content = roster if isinstance(roster, bytes) else roster.encode()
    (place / "people.csv").write_bytes(content)
    (place / "rules.yaml").write_text(rules, "utf-8")
    files = [str(place / "people.csv"), "--rules", str(place / "rules.yaml")]
    return main(["form", *files, "--iterations", "5", "--out", str(place / "out.csv")])


def seated(place: Path) -> list[str]:
    with (place / "out.csv").open(encoding="utf-8", newline="") as file:
        return sorted(row["person_id"] for row in csv.DictReader(file))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_everybody_is_read_whatever_the_file_is_written_in(
    tmp_path: Path, encoding: str, delimiter: str, end: str
) -> None:
    text = people("1", "2", "3", "4", "5", "6").replace(",", delimiter).replace("\n", end)
    (tmp_path / "people.csv").write_bytes(text.encode(encoding))
    rows = table_in(tmp_path / "people.csv").rows
    assert [tuple(row.values()) for row in rows] == [
        (f"p{i}", NAMES[i], str(i + 1)) for i in range(6)
    ]


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "iso8859-15"])
def test_western_names_survive_old_encodings(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "people.csv").write_bytes(FOUR.encode(encoding))
    rows = table_in(tmp_path / "people.csv").rows
    assert [row["name"] for row in rows] == NAMES[:4]


@pytest.mark.parametrize(
    ("roster", "rules", "status", "said"),
    [
        ("", RULES, 2, "people.csv is empty."),
        ("\n \n", RULES, 2, "people.csv is empty."),
        ("person_id,years\n", RULES, 2, "people.csv names nobody."),
        (b"\x00\x01\x02", RULES, 2, "people.csv is not a text file."),
        (b"%PDF-1.4", RULES, 2, "people.csv is a PDF: save the table as CSV."),
        (b"PK\x03\x04rubbish", RULES, 2, "people.csv is damaged."),
        ("<html><table>", RULES, 2, "people.csv is a web page: save the table as CSV."),
        ('person_id,years\n"p1,1\n', RULES, 2, "row 2: a quotation mark is opened and not closed"),
        ("who,years\na,1\n", RULES, 2, "people.csv: No column identifies people"),
        ("person_id,years\np1,1\n,2\n", RULES, 2, "people.csv: Row 3 has no value in “person_id”."),
        (FOUR + "p0,Twin,9\n", RULES, 2, "people.csv: These ids stand in the roster more than"),
        (people("1"), RULES, 3, "1 person cannot be divided into groups of 2 to 3 with"),
        (people("1"), "size: {count: 1}", 3, "1 person cannot fill 1 group of at least 2."),
        (FOUR, "size: {count: 5}", 3, "4 people cannot fill 5 groups of at least 2."),
        (FOUR, "size: {min: 9, max: 12}", 3, "4 people"),
        (FOUR, "size: {min: 3, max: 2}", 2, "rules.yaml: Line 1"),
        (FOUR, "", 2, "rules.yaml: Line 1: the rules are empty."),
        (FOUR, "size: {count: .nan}", 2, "rules.yaml: Line 1"),
        (FOUR, RULES.replace("years}", "years, weight: .inf}"), 2, "rules.yaml: Line 2"),
        (FOUR, "size: {count: 2}\nhard: [{never_together: [[p0, gone]]}]", 2, "“gone”"),
        (FOUR, "size: {count: 2}\nhard: [{together: [[p0, gone]]}]", 2, "“gone”"),
        (
            FOUR,
            "size: {count: 2}\nhard: [{together: [[p0, p1]]}, {never_together: [[p0, p1]]}]",
            3,
            "p0",
        ),
    ],
)
def test_what_cannot_be_is_a_sentence_and_no_file(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    roster: bytes | str,
    rules: str,
    status: int,
    said: str,
) -> None:
    assert form(tmp_path, roster, rules) == status
    lines = capsys.readouterr().err.splitlines()
    assert said.replace("p0", "") in lines[0]
    assert [each for each in lines[1:] if not each.startswith("- ")] == []
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(
    ("years", "said"),
    [
        (("1", "2", "NaN", "4", "5", "6"), "row 4: “NaN” in “years” is no number, and counts"),
        (("1", "-inf", "3", "4", "5", "6"), "row 3: “-inf” in “years” is no number, and counts"),
        (("1", "2", "3", "4", "5", "n/a"), "row 7: “n/a” in “years” is no number, and counts"),
        (("1", "2", "3", "many", "5", "6"), "row 5: “many” in “years” is no number, so the whole"),
        (("", "", "", "", "", ""), ""),
        (("7", "7", "7", "7", "7", "7"), ""),
        (("a", "b", "c", "a", "b", "c"), ""),
    ],
)
def test_values_of_any_kind_seat_everybody_and_what_is_odd_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], years: tuple[str, ...], said: str
) -> None:
    assert form(tmp_path, people(*years), ONE_GROUP) == 0
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == (1 if said else 0)
    assert seated(tmp_path) == ["p0", "p1", "p2", "p3", "p4", "p5"]


def test_a_missing_number_counts_as_missing_and_stays_in_the_file(tmp_path: Path) -> None:
    form(tmp_path, people("1", "2", "NaN", "4", "5", "6"), ONE_GROUP)
    assert ",NaN" in (tmp_path / "out.csv").read_text("utf-8")
