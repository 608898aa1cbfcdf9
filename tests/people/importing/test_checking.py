"""What becomes of every row: identity, twins, managers, corrections, and no second change."""

import random
import string
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from junto.domain.people.importing import checking, exporting
from junto.domain.people.importing.columns import Known as Attribute
from junto.domain.people.importing.columns import Use, cut, match_columns
from junto.domain.people.importing.history import past_groups
from junto.domain.people.importing.people import PERSON_FIELDS, Index, Known
from junto.domain.people.importing.reading import read_file, read_text
from junto.domain.people.importing.text import clean

ROSTER = Path(__file__).parents[4] / "shared/rosters/us-congress.csv"


def run(text: str, people: list[Known] | None = None, **more: Any) -> checking.Report:
    table = cut(read_text(text)[0])
    uses = [match.use for match in match_columns(table, known=more.pop("known", ()))]
    return checking.check(table, uses, people=Index.of(people or []), **more)


def person(number: int, **fields: Any) -> Known:
    values = dict.fromkeys(PERSON_FIELDS, "") | {
        "languages": [],
        "time_zone": "UTC",
        "hours_start": "09:00",
        "hours_end": "17:00",
        "full_name": f"P{number}",
    }
    more = {k: fields.pop(k) for k in ("attributes", "manager_id", "has_left") if k in fields}
    return Known(number, f"r{number}", values | fields, more.pop("attributes", {}), **more)


def added(report: checking.Report) -> list[Known]:
    """The people a commit would make of the rows."""
    ids = {row.number: place for place, row in enumerate(report.rows, 1)}
    return [
        person(
            ids[row.number],
            **row.values,
            attributes=row.attributes,
            manager_id=ids.get((row.manager or {}).get("row", 0)),
        )
        for row in report.rows
        if row.state == checking.NEW
    ]


def states(report: checking.Report) -> list[str]:
    return [row.state for row in report.rows]


def kinds(report: checking.Report) -> list[str]:
    return [repair.kind for repair in report.repairs]


def test_two_people_with_one_name_are_both_kept() -> None:
    report = run("Name,E-mail\nJo Li,jo1@x.example\nJo Li,jo2@x.example\n")

    assert states(report) == ["new", "new"]
    assert report.repairs == []


def test_a_name_never_identifies_anybody() -> None:
    report = run("Name,E-mail\nP1,new@x.example\n", [person(1, email="old@x.example")])

    assert states(report) == ["new"]


def test_the_id_identifies_before_the_address() -> None:
    here = [person(1, external_id="7", email="old@x.example")]

    report = run("ID,Name,E-mail\n7,P1,new@x.example\n", here)

    assert (report.rows[0].state, report.rows[0].changes) == ("update", ["email"])


def test_the_address_identifies_in_any_case() -> None:
    report = run("Name,E-mail\nP1,P1@X.Example\n", [person(1, email="p1@x.example")])

    assert states(report) == ["unchanged"]


def test_an_address_of_somebody_else_waits() -> None:
    here = [person(1, external_id="1", email="a@x.example"), person(2, external_id="2")]

    assert kinds(run("ID,Name,E-mail\n2,P2,a@x.example\n", here)) == ["email_taken"]
    assert kinds(run("ID,Name,E-mail\n3,P3,a@x.example\n", here)) == ["email_taken"]


def test_a_row_with_neither_is_new_and_flagged() -> None:
    report = run("Name,Unit\nP1,Ops\n", [person(1, email="p1@x.example")])

    assert (report.rows[0].state, "possible_duplicate" in report.rows[0].warnings) == ("new", True)


def test_rows_without_identity_change_nothing_the_second_time() -> None:
    text = "Name,Unit\nJo Li,Ops\nJo Li,Ops\nAda,Fin\n"
    first = run(text)

    assert states(first) == ["new"] * 3
    assert states(run(text, added(first))) == ["unchanged"] * 3


def test_identical_rows_count_once_and_different_ones_are_asked() -> None:
    text = "Name,E-mail,Unit\nA,a@x.example,Ops\nA,a@x.example,Ops\nA,a@x.example,Fin\n"

    report = run(text)
    kept = run(text, decisions={"keep:email:a@x.example": 4})

    assert states(report) == ["to_fix", "left_out", "to_fix"]
    assert report.repairs[0].rows == [2, 4]
    assert states(kept) == ["left_out", "left_out", "new"]


def test_an_empty_cell_changes_nothing() -> None:
    here = [person(1, email="p1@x.example", unit="Ops")]

    assert states(run("Name,E-mail,Unit\nP1,p1@x.example,\n", here)) == ["unchanged"]


def test_somebody_who_left_comes_back() -> None:
    here = [person(1, email="p1@x.example", has_left=True)]

    assert run("Name,E-mail\nP1,p1@x.example\n", here).rows[0].changes == ["returns"]


def test_managers_are_found_by_id_address_and_name() -> None:
    text = (
        "ID,Name,E-mail,Manager\n1,Ada,ada@x.example,\n2,Bo,bo@x.example,1\n"
        "3,Cy,cy@x.example,ADA@x.example\n4,Di,di@x.example,ada\n5,Ed,ed@x.example,Nobody\n"
        "6,Flo,flo@x.example,Flo\n"
    )

    report = run(text)

    assert [row.manager for row in report.rows] == [
        None, {"row": 2}, {"row": 2}, {"row": 2}, None, None,
    ]  # fmt: skip
    assert report.warnings["manager_unknown"] == [6]
    assert report.warnings["own_manager"] == [7]


def test_a_manager_whose_name_two_people_have_is_asked_for() -> None:
    text = "Name,E-mail,Manager\nJo,a@x.example,\nJo,b@x.example,\nCy,c@x.example,Jo\n"

    assert kinds(run(text)) == ["manager_ambiguous"]


def test_managers_in_a_circle_wait_together() -> None:
    text = (
        "Name,E-mail,Manager\nA,a@x.example,c@x.example\nB,b@x.example,a@x.example\n"
        "C,c@x.example,b@x.example\nD,d@x.example,a@x.example\n"
    )

    report = run(text)
    mended = run(text, fixes={(2, 2): ""})

    assert states(report) == ["to_fix", "to_fix", "to_fix", "new"]
    assert [repair.rows for repair in report.repairs] == [[2, 3, 4]]
    assert states(mended) == ["new"] * 4


def test_a_circle_with_people_who_are_here_already_is_seen() -> None:
    here = [person(1, email="a@x.example"), person(2, email="b@x.example", manager_id=1)]

    assert kinds(run("Name,E-mail,Manager\nP1,a@x.example,b@x.example\n", here)) == [
        "manager_circle"
    ]


def test_one_value_that_many_rows_share_is_mended_once() -> None:
    text = "Name,E-mail,Time zone\n" + "".join(f"P{n},p{n}@x.example,Mordor\n" for n in range(30))

    report = run(text)
    mended = run(text, decisions={"replace:2:Mordor": "Pacific/Auckland"})

    assert [len(repair.rows) for repair in report.repairs] == [30]
    assert {row.values["time_zone"] for row in mended.rows} == {"Pacific/Auckland"}


def test_zones_come_from_places_and_hours_are_assumed_and_both_are_said() -> None:
    report = run("Name,E-mail,Office\nA,a@x.example,Leeds\nB,b@x.example,Base 7\n",
                 default_zone="Asia/Tokyo")  # fmt: skip

    assert [row.values["time_zone"] for row in report.rows] == ["Europe/London", "Asia/Tokyo"]
    assert report.warnings["zone_from_place"] == [2]
    assert report.warnings["zone_default"] == [3]
    assert report.warnings["hours_assumed"] == [2, 3]


def test_a_day_that_ends_before_it_begins_waits() -> None:
    assert kinds(run("Name,E-mail,Hours\nA,a@x.example,22:00-06:00\n")) == ["hours_order"]
    assert kinds(run("Name,E-mail,Hours\nA,a@x.example,17:00-12:00\n")) == ["hours_order"]


def test_each_trouble_is_named_by_row_and_column() -> None:
    lines = [f"P{n},p{n}@x.example,{n}" for n in range(2, 10_002)]
    lines[9_997] = "P9999,p9999@x,many"
    report = run("Name,E-mail,Years\n" + "\n".join(lines) + "\n")

    assert [(repair.kind, repair.column, repair.rows) for repair in report.repairs] == [
        ("email_ending", 1, [9_999]),
        ("number", 2, [9_999]),
    ]
    assert report.counts == {
        "new": 9_999, "update": 0, "unchanged": 0, "to_fix": 1, "left_out": 0,
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(30))
def test_no_text_whatever_breaks_the_check(seed: int) -> None:
    chance = random.Random(seed)
    signs = string.printable + "äöß漢字😀\u202e\u200b\ufeff'=+-@;|,\"\n\t"
    headings = ["Name", "E-mail", "Manager", "Start date", "Hours", "TZ", "Skills", "ID", "Age"]
    rows = [headings] + [
        ["".join(chance.choices(signs, k=chance.randint(0, 12))) for _ in headings]
        for _ in range(40)
    ]
    report = run(exporting.to_csv(rows).decode("utf-8-sig"))

    assert sum(report.counts.values()) <= 40


@pytest.mark.roster
@pytest.mark.skipif(not ROSTER.exists(), reason="the roster stands beside the project")
def test_a_real_roster_comes_in_whole_and_only_once() -> None:
    table = cut(read_file(ROSTER.read_bytes())[0])
    uses = [match.use for match in match_columns(table)]
    first = checking.check(table, uses, people=Index.of([]))
    second = checking.check(table, uses, people=Index.of(added(first)))

    assert first.counts["new"] == 537
    assert second.counts["unchanged"] == 537
    assert {use.key for use in uses if use.is_sensitive} == {"gender", "birth_year", "party"}
    assert uses[11] == Use("attribute", "many_of", "committees")


def test_past_groups_are_read_in_both_shapes() -> None:
    groups = read_text("Group,Person\nSpring,Ada\nSpring,Bo\nFall,Cy\n")[0]
    pairs = read_text("A,B,Times\nAda,Bo,2\n")[0]

    assert past_groups(groups) == [
        {"label": "Spring", "people": ["Ada", "Bo"]},
        {"label": "Fall", "people": ["Cy"]},
    ]
    assert [group["people"] for group in past_groups(pairs)] == [["Ada", "Bo"]] * 2


def test_no_cell_of_an_export_starts_a_formula() -> None:
    rows = [["=1", "+1", "-1", "@a", "'b", "c", "\t=1", "\r=1"]]

    line = exporting.to_csv(rows).decode("utf-8-sig")

    assert exporting.guarded("c") == "c"
    assert line.startswith("'=1,'+1,'-1,'@a,''b,c,'\t=1,")


def test_sensitive_attributes_do_not_leave() -> None:
    table = exporting.table_of(
        [person(1, attributes={"party": "Blue", "wing": "North"})],
        [Attribute("party", "Party", "one_of", True), Attribute("wing", "Wing", "one_of")],
    )

    assert "Party" not in table[0]
    assert "Blue" not in table[1]
    assert table[1][-1] == "North"


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20).map(clean)
NAMES = WORDS.filter(lambda text: text not in ("", "-", "--", "—", "–") and text[0] != "#")
FILLED = NAMES.filter(lambda text: text.lower() not in ("n/a",))
PIECES = st.lists(FILLED.map(lambda text: text.replace(";", ",")).filter(clean), max_size=3,
                  unique=True)  # fmt: skip


@given(
    st.lists(
        st.tuples(FILLED, FILLED, PIECES, st.integers(-9999, 9999), FILLED),
        min_size=1,
        max_size=5,
    )
)
@settings(max_examples=60, deadline=None)
def test_an_export_imports_again_unchanged(
    drawn: list[tuple[str, str, list[str], int, str]],
) -> None:
    attributes = [
        Attribute("skills", "Skills", "many_of"),
        Attribute("years", "Years", "number"),
        Attribute("wing", "Wing", "one_of"),
    ]
    people = [
        person(
            n, full_name=name, email=f"p{n}@x.example", unit=unit, time_zone="Asia/Kolkata",
            attributes={"skills": skills, "years": years, "wing": wing},
            manager_id=n - 1 or None,
        )
        for n, (name, unit, skills, years, wing) in enumerate(drawn, 1)
    ]  # fmt: skip

    data = exporting.to_csv(exporting.table_of(people, attributes))
    table = cut(read_file(data)[0])
    uses = [match.use for match in match_columns(table, known=attributes)]
    report = checking.check(table, uses, people=Index.of(people))

    assert [(row.state, row.changes, row.issues) for row in report.rows] == [
        ("unchanged", [], [])
    ] * len(people)


def test_the_workbook_of_an_export_holds_only_text() -> None:
    rows = [["Full name", "E-mail"], ["=SUM(1)", "a@x.example"], ["@b", "b@x.example"]]

    sheet = read_file(exporting.to_xlsx(rows))[0]

    assert sheet.rows == rows
