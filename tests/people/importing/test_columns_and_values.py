"""Headings find their fields, and values are read the ways people write them."""

from datetime import date

import pytest

from junto.domain.people.importing import values, zones
from junto.domain.people.importing.columns import Known, Use, cut, match_columns, pick_sheets
from junto.domain.people.importing.reading import Sheet, read_text


def matches(text: str, **known: object) -> dict[str, str]:
    table = cut(read_text(text)[0])
    found = match_columns(table, **known)  # type: ignore[arg-type]
    return {h: m.use.encode() for h, m in zip(table.headings, found, strict=True)}


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        ("Full name,Work email,Dept.,Office,TZ,Boss,Notes",
         "full_name email unit site time_zone manager skip"),
        ("Vorname,Nachname,E-Mail-Adresse,Abteilung,Standort,Vorgesetzter,Personalnummer",
         "first_name last_name email unit site manager external_id"),
        ("Prénom,Nom,Courriel,Fuseau horaire,Langues,Pays",
         "first_name last_name email time_zone languages country"),
        ("Nombre completo,Correo electrónico,Oficina,Idiomas",
         "full_name email site languages"),
        ("氏名,メールアドレス,部署", "full_name email unit"),
    ],
)  # fmt: skip
def test_headings_in_several_languages_find_their_fields(headings: str, fields: str) -> None:
    width = headings.count(",") + 1
    found = matches(headings + "\n" + ",".join(["x"] * width) + "\n")

    assert list(found.values()) == fields.split()


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["1", "2,5", "3"], "number"),
        (["2022-04-03", "3 April 2022", "Apr 5, 2021"], "date"),
        (["coaching; sales", "sales", "coaching; finance"], "many_of"),
        (["North", "South", "North"], "one_of"),
        ([f"a long text about person {n} that comes once" for n in range(40)], "text"),
        (["01067", "80331", "01069"], "one_of"),
    ],
)
def test_an_unknown_column_becomes_an_attribute_of_its_kind(cells: list[str], kind: str) -> None:
    rows = "\n".join(f'P{n},"{cell}"' for n, cell in enumerate(cells))

    assert matches(f"Name,Wing\n{rows}\n")["Wing"] == f"attribute:{kind}:wing"


@pytest.mark.parametrize(
    "heading", ["Gender", "Birth year", "Age", "Party", "Union", "Religion", "Ethnicity",
                "Disability", "Sexual orientation", "Base salary", "Geschlecht"],
)  # fmt: skip
def test_what_is_sensitive_is_marked(heading: str) -> None:
    assert matches(f"Name,{heading}\nA,b\n")[heading].endswith(":sensitive")


def test_what_was_chosen_before_wins() -> None:
    found = matches("Name,Wing\nA,b\n", remembered={"wing": "site"})

    assert found["Wing"] == "site"


def test_an_attribute_that_is_kept_keeps_its_kind() -> None:
    found = matches("Name,Skill set\nA,5\n", known=[Known("skills", "Skill set", "many_of", True)])

    assert found["Skill set"] == "attribute:many_of:skills:sensitive"


def test_rows_above_the_headings_are_passed_over() -> None:
    table = cut(read_text("Leaders 2026,,\n,,\nName,E-mail,Unit\nAda,a@x.example,Ops\n")[0])

    assert table.headings == ["Name", "E-mail", "Unit"]
    assert table.rows == [(4, ["Ada", "a@x.example", "Ops"])]


def test_a_list_without_headings_is_matched_by_its_cells() -> None:
    sheet = read_text("Ada Lovelace,ada@x.example\nAlan Turing,alan@x.example\n")[0]
    table = cut(sheet)

    assert not table.has_headings
    assert [m.use.field for m in match_columns(table)] == ["full_name", "email"]
    assert table.rows[0][0] == 1


def test_the_sheet_of_people_is_found_among_others() -> None:
    people = Sheet("Leaders", [["Name", "E-mail"], ["A", "a@x.example"]])
    past = Sheet("Past groups", [["Group", "Person"], ["1", "A"]])
    read_me = Sheet("Read me", [["How to use this"]])

    assert pick_sheets([read_me, people, past]) == (people, past)
    assert pick_sheets([people, read_me], "Read me")[0] is read_me


@pytest.mark.parametrize("text", ["attribute:bomb:x", "attribute:text:../x", "ref;", "", "x" * 90])
def test_a_use_that_nobody_offered_is_not_imported(text: str) -> None:
    assert Use.decode(text) == Use("skip")


@pytest.mark.parametrize(
    ("text", "email"),
    [
        (" Ada@X.Example ", "ada@x.example"),
        ("mailto:a@x.example", "a@x.example"),
        ("Ada <a@x.example>", "a@x.example"),
        ("a@x", None),
        ("a b@x.example", None),
        ("a@x..example", None),
        ("@x.example", None),
    ],
)
def test_addresses_are_read(text: str, email: str | None) -> None:
    assert values.read_email(text) == email


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("wei@northlight", "wei@northlight.example"),
        ("wei @northlight.example", "wei@northlight.example"),
        ("wei(at)x.example", "wei@x.example"),
        ("wei@x,example", "wei@x.example"),
        ("a@x.example; b@x.example", "a@x.example"),
        ("nobody", "nobody@northlight.example"),
    ],
)
def test_what_was_probably_meant_is_offered(text: str, meant: str) -> None:
    assert values.suggest_email(text, ["northlight.example"]) == meant


@pytest.mark.parametrize(
    "text", ["2022-04-03", "3 April 2022", "April 3, 2022", "3. April 2022", "3 de abril de 2022",
             "03/04/2022", "3.4.22", "2022/4/3", "44654", "2022-04-03 00:00:00"],
)  # fmt: skip
def test_dates_are_read_the_ways_people_write_them(text: str) -> None:
    assert values.read_date(text) == date(2022, 4, 3)


@pytest.mark.parametrize(
    ("cells", "day_first"),
    [
        (["03/04/2022", "25/04/2022"], True),
        (["03/04/2022", "04/25/2022"], False),
        (["03/04/2022", "05/06/2022"], None),
        (["05/05/2022"], True),
        (["2022-04-03"], True),
    ],
)
def test_a_column_tells_its_order_of_day_and_month(
    cells: list[str], day_first: bool | None
) -> None:
    assert values.date_order(cells).day_first is day_first


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("9-17", ("09:00", "17:00")),
        ("08:30–16:30", ("08:30", "16:30")),
        ("9am to 5:30pm", ("09:00", "17:30")),
        ("9 to 5", ("09:00", "17:00")),
        ("8h30 - 17h", ("08:30", "17:00")),
        ("all day", None),
        ("25-30", None),
    ],
)
def test_hours_are_read(text: str, hours: tuple[str, str] | None) -> None:
    assert values.read_hours(text) == hours


@pytest.mark.parametrize(
    ("text", "number"),
    [("29.8", 29.8), ("1,5", 1.5), ("1,234", 1234), ("1.234,5", 1234.5), ("12 000", 12000),
     ("-3", -3), ("35%", 35), ("many", None), ("1e9", None)],
)  # fmt: skip
def test_numbers_are_read(text: str, number: float | None) -> None:
    assert values.read_number(text) == number


def test_languages_are_read_by_name_and_code() -> None:
    assert values.read_languages("EN, Deutsch and français; Klingon") == [
        "English",
        "German",
        "French",
        "Klingon",
    ]


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Europe/London", "Europe/London"),
        ("america/new york", "America/New_York"),
        ("America/Chicago (CST)", "America/Chicago"),
        ("CET", "Europe/Berlin"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("UTC+2", "Etc/GMT-2"),
        ("GMT+5:30", "Asia/Kolkata"),
        ("Singapore", "Asia/Singapore"),
        ("Middle Earth", None),
    ],
)
def test_zones_are_read_as_other_programs_write_them(text: str, zone: str | None) -> None:
    found = zones.zone_of_text(text)

    assert (found.name if found else None) == zone


@pytest.mark.parametrize(
    ("place", "zone"),
    [
        ({"site": "Leeds"}, "Europe/London"),
        ({"site": "Bengaluru office"}, "Asia/Kolkata"),
        ({"site": "Zürich HQ"}, "Europe/Zurich"),
        ({"site": "New York City"}, "America/New_York"),
        ({"site": "Berlin, Germany"}, "Europe/Berlin"),
        ({"site": "Cambridge", "country": "USA"}, "America/New_York"),
        ({"site": "Cambridge"}, "Europe/London"),
        ({"site": "Birmingham", "region": "AL"}, "America/Chicago"),
        ({"region": "HI"}, "Pacific/Honolulu"),
        ({"country": "Deutschland"}, "Europe/Berlin"),
        ({"country": "United States"}, "America/New_York"),
        ({"country": "DK"}, "Europe/Copenhagen"),
        ({"site": "Building 7"}, None),
    ],
)
def test_a_place_tells_its_zone(place: dict[str, str], zone: str | None) -> None:
    found = zones.zone_of_place(**place)

    assert (found.name if found else None) == zone


def test_every_zone_in_our_tables_exists() -> None:
    from zoneinfo import available_timezones

    told = {zone for found in zones._cities().values() for zone in found}
    told |= set(zones._other_names().values()) | {zone for _, zone in zones._regions().values()}
    told |= {zone for zone, _ in zones._main_zones().values()}

    assert sorted(told - available_timezones()) == []
