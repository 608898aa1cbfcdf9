"""From groups and templates to problems of the scheduling kernel, and back to JSON.

The kernel is imported when needed: it works with numpy.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from junto.domain.catalog import own_queries
from junto.domain.catalog import queries as catalog

if TYPE_CHECKING:
    from junto.domain.people.models import Person
    from junto.domain.programs.models import Program
    from junto.kernel import scheduling as s
    from junto.kernel.formats import Format

USUAL_COUNT, USUAL_MINUTES = 6, 60
TEMPLATE, WEEKLY, FORTNIGHTLY, MONTHLY = "template", "weekly", "fortnightly", "monthly"
CADENCES = (TEMPLATE, WEEKLY, FORTNIGHTLY, MONTHLY)
# Weeks from one session to the next; a month counts as four here and is counted by the calendar.
STEPS = {WEEKLY: 1, FORTNIGHTLY: 2, MONTHLY: 4}

# What groups without a template begin with, by kind; all of them can be changed later.
_USUAL = {
    "circle": "consultation-circle",
    "advisory": "peer-advisory-forum",
    "triad": "triad-coaching",
    "pair": "reciprocal-pair-coaching",
    "mentoring_pair": "reciprocal-pair-coaching",
    "mentoring_circle": "peer-mentoring-circle",
    "group_coaching": "facilitated-group-coaching",
    "huddle": "learning-huddle",
    "lab": "learning-lab",
    "workshop": "innovation-workshop",
    "project": "group-problem-solving",
    "community": "learning-huddle",
}

Busy = Mapping[int, Sequence[tuple[datetime, datetime]]]


@dataclass(frozen=True)
class Wanted:
    """How a program's groups are to meet."""

    cadence: str
    starts_on: date
    count: int = USUAL_COUNT
    minutes: int = 0
    # Empty for what the template, or the kind of group, says.
    format_id: str = ""


@dataclass(frozen=True)
class Planned:
    """One session to come: when in the program, what and how long."""

    week: int
    title: str
    format_id: str
    format_version: str
    params: Mapping[str, int]
    minutes: int


def planned_sessions(program: "Program", people: int, wanted: Wanted) -> list[Planned]:
    """Return the sessions of a group of so many people.

    What the program template gives to groups comes first; with a cadence of one's own the weeks are
    counted anew. Without a template, sessions are numbered.
    """
    given = _from_template(program, people)
    if wanted.cadence == TEMPLATE and given:
        return [_lasting(each, wanted.minutes) for each in given]
    count = wanted.count or len(given) or USUAL_COUNT
    step = STEPS.get(wanted.cadence, 2)
    fmt = usual_format(program.group_kind, people)
    found = []
    for place in range(count):
        title = _("Session %(n)s") % {"n": place + 1}
        each = given[place] if place < len(given) else _of_format(fmt, people, title)
        found.append(_lasting(replace(each, week=place * step), wanted.minutes))
    return found


def weeks_between(planned: Sequence[Planned]) -> int:
    """Return the usual number of weeks from one session to the next."""
    gaps = [after.week - before.week for before, after in pairwise(planned)]
    return max(set(gaps), key=gaps.count) if gaps else 1


def _of_format(fmt: "Format | None", people: int, title: str) -> Planned:
    if fmt is None:
        return Planned(0, title, "", "", {}, USUAL_MINUTES)
    return Planned(0, title, fmt.id, fmt.version, {}, minutes_of(fmt, people))


def in_format(planned: list[Planned], wanted: Wanted, people: int) -> list[Planned]:
    """Return the sessions in the format that was asked for, where so many people can run it."""
    fmt = own_queries.find_format(wanted.format_id) if wanted.format_id else None
    if fmt is None or not fitting_formats(people, [fmt]):
        return planned
    return [
        _lasting(replace(_of_format(fmt, people, each.title), week=each.week), wanted.minutes)
        for each in planned
    ]


def usual_format(kind: str, people: int) -> "Format | None":
    """Return the format for groups of a kind without a template: the first that fits so many."""
    wanted = (_USUAL.get(kind, ""), *_USUAL.values())
    fitting = {fmt.id: fmt for fmt in fitting_formats(people)}
    return next((fitting[name] for name in wanted if name in fitting), None)


def fitting_formats(people: int, formats: Iterable["Format"] | None = None) -> list["Format"]:
    """Return the formats that so many people can run in a meeting, of those that ship or given."""
    known = catalog.list_formats() if formats is None else formats
    return [fmt for fmt in known if fmt.modes.live and fmt.group.fits(people)]


def minutes_of(fmt: "Format", people: int, params: Mapping[str, int] | None = None) -> int:
    """Return how long a format takes for so many people, up to the next five minutes."""
    size = min(fmt.group.sizes(), key=lambda n: (abs(n - people), n))
    return _to_five(-(-fmt.promised_seconds(size, params or {}) // 60))


def _lasting(planned: Planned, minutes: int) -> Planned:
    return replace(planned, minutes=minutes) if minutes else planned


def _from_template(program: "Program", people: int) -> list[Planned]:
    template = catalog.find_template(program.template_id)
    if template is None:
        return []
    mine = [each for each in template.sessions if each.with_ in _MEETS[template.kind]]
    first = mine[0].week if mine else 0
    found = []
    for each in mine:
        fmt = catalog.get_format(each.format)
        if fmt.modes.live:
            found.append(
                Planned(
                    each.week - first,
                    each.title,
                    fmt.id,
                    fmt.version,
                    dict(each.params),
                    minutes_of(fmt, people, each.params),
                )
            )
    return found


class _Meets(dict[str, tuple[str, ...]]):
    """Which of a template's sessions its groups hold by themselves."""

    def __missing__(self, kind: str) -> tuple[str, ...]:
        return ("group",)


_MEETS = _Meets(pair=("group", "pair"), mentoring_pair=("pair",), triad=("group", "triad"))


def _to_five(minutes: int) -> int:
    return int(-(-minutes // 5) * 5)


def rhythm_of(wanted: Wanted, planned: Sequence[Planned]) -> "s.Rhythm":
    """Return the kernel's rhythm."""
    from junto.kernel import scheduling as s

    if wanted.cadence == MONTHLY:
        return s.Rhythm.monthly(wanted.starts_on, len(planned))
    return s.Rhythm(wanted.starts_on, weeks=tuple(each.week for each in planned))


def problem_of(
    people: Iterable["Person"], wanted: Wanted, planned: Sequence[Planned], busy: Busy
) -> "s.Problem":
    """Return what the kernel is asked about a group."""
    from junto.kernel import scheduling as s

    return s.Problem(
        people=tuple(
            s.Person(
                person.ref,
                person.time_zone,
                s.same_hours(person.hours_start, person.hours_end),
                busy=tuple(busy.get(person.pk, ())),
            )
            for person in people
        ),
        rhythm=rhythm_of(wanted, planned),
        minutes=tuple(each.minutes for each in planned),
    )


def stored(proposal: "s.Proposal", planned: Sequence[Planned], wanted: Wanted) -> dict[str, Any]:
    """Return a proposal as JSON."""
    why = proposal.no_common_hour
    return {
        "cadence": wanted.cadence,
        "starts_on": wanted.starts_on.isoformat(),
        "sessions": [asdict(each) for each in planned],
        "choices": [stored_choice(choice) for choice in proposal.choices],
        "no_common_hour": None
        if why is None
        else {
            "minutes": why.minutes,
            "apart": [asdict(each) for each in why.apart[:6]],
            "only_without": list(why.only_without),
            "parts": [
                {
                    "refs": list(part.refs),
                    "date": part.date.isoformat(),
                    "starts": part.starts.isoformat("minutes"),
                    "zone": part.zone,
                }
                for part in why.parts
            ],
        },
    }


def stored_choice(choice: "s.Choice") -> dict[str, Any]:
    """Return a series to choose as JSON."""
    return {
        "weekday": choice.weekday,
        "zone": choice.zone,
        "times": [each.isoformat("minutes") for each in choice.times],
        "occasions": [
            {
                "date": each.date.isoformat(),
                "starts": each.starts.isoformat("minutes"),
                "starts_at": each.starts_at.isoformat(),
                "minutes": each.minutes,
                "oddity": each.oddity,
            }
            for each in choice.occasions
        ],
        "loads": {load.ref: _load(load) for load in choice.loads},
        "shifts": [
            {
                "ref": each.ref,
                "at": each.at,
                "before": each.before.isoformat("minutes"),
                "after": each.after.isoformat("minutes"),
                "minutes": each.minutes,
            }
            for each in choice.shifts
        ],
    }


def _load(load: "s.Load") -> dict[str, int]:
    return {key: value for key, value in asdict(load).items() if key != "ref"}
