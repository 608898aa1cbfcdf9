"""Program templates can be run as they stand, and ask for the hours they say."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from junto.kernel.formats import (
    BadFile,
    Hours,
    Template,
    check_template,
    hours_per_person,
    load_template,
    read_document,
    template_from_data,
)
from junto.kernel.formats.templates import planned_messages, preparation_minutes
from kernel.formats.examples import (
    FORMATS,
    TEMPLATE_FILES,
    TEMPLATE_SCHEMA,
    changed,
)

DATA = {
    name.removesuffix(".yaml"): read_document(text, schema=TEMPLATE_SCHEMA, name=name).data
    for name, text in TEMPLATE_FILES.items()
}
TEMPLATES = {id_: template_from_data(data) for id_, data in DATA.items()}


def load(text: str) -> Template:
    return load_template(text, schema=TEMPLATE_SCHEMA, formats=FORMATS, name="template.yaml")


def test_the_six_shipped_templates_can_be_run() -> None:
    found = {id_: check_template(template, FORMATS) for id_, template in TEMPLATES.items()}
    assert found == {
        "advisory-forum-6-months": (),
        "feedback-360-peer": (),
        "innovation-lab-cross-company": (),
        "learning-huddles-monthly": (),
        "mentoring-9-months": (),
        "triad-coaching-12-weeks": (),
    }


def test_a_template_for_groups_too_large_for_its_format_is_refused() -> None:
    text = TEMPLATE_FILES["advisory-forum-6-months.yaml"].replace(
        "min: 5, ideal: 7, max: 7", "min: 5, ideal: 7, max: 12"
    )
    with pytest.raises(BadFile) as caught:
        load(text)
    told = [problem.sentence for problem in caught.value.problems]
    assert len(told) == 12
    assert set(told) == {
        "“leadership-journeys” is for 3 to 9 people; 5 to 12 would meet.",
        "“consultation-circle” is for 4 to 7 people; 5 to 12 would meet.",
        "“peer-advisory-forum” is for 5 to 9 people; 5 to 12 would meet.",
        "“action-learning-set” is for 4 to 8 people; 5 to 12 would meet.",
        "“peer-mentoring-circle” is for 4 to 8 people; 5 to 12 would meet.",
    }


def test_a_template_with_a_typo_weeks_out_of_order_and_too_many_messages_is_refused() -> None:
    text = (
        TEMPLATE_FILES["triad-coaching-12-weeks.yaml"]
        .replace("week: 4, format: triad-coaching", "week: 1, format: triad-coching")
        .replace("messages_per_person_per_week: 2", "messages_per_person_per_week: 1")
        .replace("survey_minutes_total: 20", "survey_minutes_total: 19")
    )
    with pytest.raises(BadFile) as caught:
        load(text)
    lines = text.splitlines()
    bad = next(n for n, line in enumerate(lines, 1) if "coching" in line)
    assert [str(problem) for problem in caught.value.problems][:2] == [
        f"line {bad}, sessions/2: “triad-coching” is not a known format.",
        f"line {bad}, sessions/2/week: Week 1 comes after week 2; put them in order.",
    ]
    told = [problem.sentence for problem in caught.value.problems[2:]]
    assert told == [
        "member: 4 messages in week 1; 1 is the limit.",
        *(
            f"member: 2 messages in week {week}; 1 is the limit."
            for week in (2, 6, 7, 8, 10, 12, 13)
        ),
        "The questionnaires take 20 min; 19 is the limit.",
    ]


def _drop_participants(data: dict[str, Any]) -> None:
    data["participants"] = ["ghost"]


BAD: dict[str, tuple[Callable[[dict[str, Any]], object], list[str]]] = {
    "a session after the end": (
        lambda data: data.update(weeks=12),
        ["The last session is in week 13 of 12."],
    ),
    "sizes out of order": (
        lambda data: data["groups"].update(ideal=5),
        ["Order these: min, ideal, max."],
    ),
    "a version that is not shipped": (
        lambda data: data["sessions"][1].update(version="9.0.0"),
        ["“triad-coaching” is at 1.0.0, not 9.0.0."],
    ),
    "an unknown parameter": (
        lambda data: data["sessions"][1].update(params={"laps": 2}),
        ["“triad-coaching” has no parameter “laps”."],
    ),
    "hours stated for a participant": (
        lambda data: data["roles"][2].update(hours_total="11"),
        ["member: their hours are counted; remove hours_total."],
    ),
    "no hours for a helper": (
        lambda data: data["roles"][0].pop("hours_total"),
        ["program_manager: add hours_total."],
    ),
    "a session for nobody here": (
        lambda data: data["sessions"][1].update({"for": ["ghost"]}),
        ["“ghost” does not take part here."],
    ),
    "questionnaires out of order": (
        lambda data: data["measure"]["points"].reverse(),
        ["Put the questionnaires in order of weeks."],
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_defect_is_told_in_one_sentence(name: str) -> None:
    change, told = BAD[name]
    data = changed(DATA["triad-coaching-12-weeks"], change)
    found = check_template(template_from_data(data), FORMATS)
    assert [problem.sentence for problem in found] == told


def test_a_participant_without_a_role_is_told() -> None:
    data = changed(DATA["triad-coaching-12-weeks"], _drop_participants)
    found = check_template(template_from_data(data), FORMATS)
    assert [problem.sentence for problem in found] == [
        "“ghost” is not a role here.",
        "member: add hours_total.",
    ]


def test_a_parameter_outside_its_bounds_is_told() -> None:
    data = changed(
        DATA["advisory-forum-6-months"],
        lambda new: new["sessions"][2].update(params={"deep_dives": 3}),
    )
    found = check_template(template_from_data(data), FORMATS)
    assert [problem.sentence for problem in found] == ["“deep_dives” goes from 1 to 2."]


@pytest.mark.parametrize(
    ("template_id", "role", "expected"),
    [
        ("advisory-forum-6-months", None, (19.9, 2.9, 0.6, 23.4)),
        ("triad-coaching-12-weeks", None, (10.5, 1.0, 0.3, 11.8)),
        ("feedback-360-peer", None, (6.5, 1.2, 0.4, 8.1)),
        ("mentoring-9-months", "mentee", (13.5, 0.5, 0.4, 14.4)),
        ("mentoring-9-months", "mentor", (8.2, 0.1, 0.4, 8.7)),
        ("learning-huddles-monthly", None, (7.3, 0.2, 0.1, 7.6)),
        ("innovation-lab-cross-company", None, (11.5, 1.1, 0.3, 12.9)),
    ],
)
def test_hours_of_a_person_in_groups_of_the_ideal_size(
    template_id: str, role: str | None, expected: tuple[float, ...]
) -> None:
    template = TEMPLATES[template_id]
    hours = hours_per_person(template, FORMATS, template.size_ideal, role)
    parts = (hours.sessions, hours.preparation, hours.questionnaires)
    assert (*parts, hours.total) == expected


def test_the_parts_of_the_hours_add_up_to_the_total_in_every_size() -> None:
    for template in TEMPLATES.values():
        for size in range(template.size_min, template.size_max + 1):
            hours = hours_per_person(template, FORMATS, size)
            parts = hours.sessions + hours.preparation + hours.questionnaires
            assert round(parts, 1) == hours.total


def test_a_forum_of_six_is_six_minutes_shorter_per_forum_than_of_seven() -> None:
    template = TEMPLATES["advisory-forum-6-months"]
    seven, six = (hours_per_person(template, FORMATS, size) for size in (7, 6))
    # Eight forums of 6 minutes a person, one of journeys (8) and one mentoring circle (10).
    assert seven.sessions_minutes - six.sessions_minutes == 66
    assert seven == Hours(1194, 174, 36)


def test_preparation_of_a_forum_shares_the_case_among_the_circle() -> None:
    # Everybody writes an update (10); one of seven writes a case (30), six read it (5).
    one = preparation_minutes(FORMATS["peer-advisory-forum"], 7, {})
    two = preparation_minutes(FORMATS["peer-advisory-forum"], 7, {"deep_dives": 2})
    assert (one, two) == (10 + Fraction(30 + 6 * 5, 7), 10 + Fraction(60 + 5 * 5, 7))


def test_what_is_made_in_the_room_or_brought_from_outside_asks_for_no_preparation() -> None:
    formats = ("role-play-practice", "action-learning-set", "crisis-simulation")
    assert [preparation_minutes(FORMATS[each], 6, {}) for each in formats] == [0, 0, 0]


def test_messages_to_a_presenter_count_for_members() -> None:
    messages = planned_messages(TEMPLATES["advisory-forum-6-months"])
    assert messages["member"][3] == 3
    assert messages["member"][0] == 1
    assert messages["facilitator-coach"] == {}


def test_a_mentors_circle_sends_its_messages_to_mentors_only() -> None:
    messages = planned_messages(TEMPLATES["mentoring-9-months"])
    assert (messages["mentor"][17], messages["mentee"][17]) == (1, 0)
