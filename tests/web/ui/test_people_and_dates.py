"""Initials, hues, dates, numbers: the small things every page writes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import timezone, translation

from junto.interfaces.web.ui import names
from junto.interfaces.web.ui.templatetags import junto

MOMENT = datetime(2026, 11, 26, 13, 0, tzinfo=UTC)


def render(source: str, **context: object) -> str:
    return Template("{% load junto %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Amara Okafor", "AO"),
        ("Mei-Ling Tan", "MT"),
        ("Łukasz Żółkiewski", "ŁŻ"),
        ("Dev Patel-Lane (Leeds)", "DP"),
        ("e\u0301lodie ravel", "E\u0301R"),
        ("Björk", "B"),
        ("李小龙", "李"),
        ("ใบเตย สุข", "ใสุ"),
        ("👩🏽‍🚀 Ada", "A"),
        ("  ", "?"),
        ("María de la Cruz", "MC"),
    ],
)
def test_initials_are_letters_as_a_reader_sees_them(name: str, expected: str) -> None:
    assert names.initials(name) == expected


def test_a_person_keeps_one_hue() -> None:
    assert names.hue("k3w9x2m4q7aa") == names.hue("k3w9x2m4q7aa")
    assert {names.hue(f"ref{i}") for i in range(200)} == {f"u{i}" for i in range(1, 9)}


def test_a_name_cannot_break_out() -> None:
    page = render("{% person name ref note=name %}", name="<script>x</script>", ref="a")

    assert "<script>" not in page
    assert page.count("&lt;script&gt;") == 2


def test_the_line_about_a_person_may_hold_a_date() -> None:
    source = "{% when day as at %}{% blocktrans asvar until %}until {{ at }}{% endblocktrans %}"
    page = render("{% load i18n %}" + source + "{% person 'Amara' 'a' until %}", day=MOMENT)

    assert "<small>until <bdi><time" in page


def test_a_person_stands_in_one_piece_where_reading_turns() -> None:
    page = render("{% person 'Amara Okafor' 'a' url='/people/a' %}")

    assert '<a href="/people/a"><bdi>Amara Okafor</bdi></a>' in page


def test_a_moment_is_told_in_the_zone_asked_for() -> None:
    assert "Thursday, November 26, 1:00 PM" in junto.when(MOMENT, "UTC")
    assert "Thursday, November 26, 6:30 PM" in junto.when(MOMENT, "Asia/Kolkata")


def test_a_moment_is_told_in_the_readers_zone() -> None:
    with timezone.override("America/Toronto"):
        assert "8:00 AM" in junto.clock(MOMENT)


def test_hours_of_a_session() -> None:
    shown = junto.when_range(MOMENT, MOMENT + timedelta(minutes=90), "UTC")

    assert "Thursday, November 26, 1:00 PM to 2:30 PM" in shown
    assert 'datetime="2026-11-26T13:00:00+00:00"' in shown


def test_days() -> None:
    assert "Thursday, November 26, 2026" in junto.day(date(2026, 11, 26), year=True)
    assert ">Nov 26<" in junto.short_day(MOMENT, "UTC")


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=3), "3 hours ago"),
        (timedelta(days=14), "14 days ago"),
        (timedelta(days=15), "Nov 11, 2026"),
    ],
)
def test_how_long_ago(passed: timedelta, words: str) -> None:
    with timezone.override("UTC"):
        assert f">{words}<" in junto.ago(MOMENT - passed, now=MOMENT)


def test_numbers_are_written_the_readers_way() -> None:
    assert junto.num(1234567) == "1,234,567"
    assert junto.num(4.25, 1) == "4.2"
    assert junto.share(0.63) == "63%"
    with translation.override("de"):
        assert junto.num(4.2) == "4,2"


def test_an_unknown_icon_is_an_error_while_building() -> None:
    with pytest.raises(TemplateSyntaxError, match="no icon is called 'nothing'"):
        render("{% icon 'nothing' %}")


def test_two_forms_never_share_a_key() -> None:
    page = render("{% idempotency_key %}{% idempotency_key %}")

    first, second = (part.split('"')[0] for part in page.split('value="')[1:])
    assert first != second
    assert len(first) >= 20
