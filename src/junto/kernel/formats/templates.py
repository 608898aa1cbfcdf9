"""Program templates: which formats in which weeks, and the one sum of hours per person."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from junto.kernel.formats.canonical import content_hash
from junto.kernel.formats.model import Block, Format, Input, exact
from junto.kernel.formats.problems import Path, Problem

PREPARATION_MINUTES: Mapping[str, int] = MappingProxyType(
    {
        "goal": 5,
        "skill": 5,
        "topic": 10,
        "work-sample": 15,
        "report360": 20,
        "reading": 20,
        "quiz": 20,
        "case": 30,
        "motion": 30,
        "scenario": 30,
    }
)
READING_MINUTES: Mapping[str, int] = MappingProxyType({"case": 5, "motion": 5, "reading": 15})
_TENTH = 6  # minutes in a tenth of an hour


@dataclass(frozen=True)
class TemplateRole:
    """Somebody a program needs; hours are stated for those who do not take part."""

    id: str
    does: str
    hours_total: str | None = None


@dataclass(frozen=True)
class TemplateSession:
    """One session of the program."""

    week: int
    format: str
    title: str
    with_: str = "group"
    version: str | None = None
    params: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    required: bool = False
    for_roles: tuple[str, ...] = ()

    def is_for(self, role: str) -> bool:
        """Tell whether somebody in this role attends."""
        return not self.for_roles or role in self.for_roles


@dataclass(frozen=True)
class Preparation:
    """Preparation that belongs to no format."""

    week: int
    what: str
    minutes: Fraction
    for_roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class MeasurePoint:
    """A questionnaire: when, what, who and how long."""

    week: int
    what: str
    who: str
    minutes: Fraction


@dataclass(frozen=True)
class Measure:
    """What the program wants to know and how it will."""

    question: str
    primary: str
    design: tuple[str, ...]
    points: tuple[MeasurePoint, ...]
    process: tuple[str, ...]
    kpis: tuple[str, ...]
    say_when_not_enough: str


@dataclass(frozen=True)
class Nudge:
    """A message, with its reason."""

    when: str
    to: str
    subject: str
    why: str
    skip_if: str = ""


@dataclass(frozen=True)
class Template:
    """A program template, read-only."""

    id: str
    version: str
    hash: str
    title: str
    promise: str
    for_whom: str
    weeks: int
    participants: tuple[str, ...]
    kind: str
    size_min: int
    size_ideal: int
    size_max: int
    mix: tuple[str, ...]
    never_together: tuple[str, ...]
    reshuffle_weeks: int | None
    roles: tuple[TemplateRole, ...]
    preparation: tuple[Preparation, ...]
    sessions: tuple[TemplateSession, ...]
    measure: Measure
    nudges: tuple[Nudge, ...]
    messages_per_week: int
    survey_minutes: Fraction
    stop_rules: tuple[str, ...]

    def people_in(self, session: TemplateSession, fmt: Format, group_size: int) -> int:
        """Return how many meet in a session when groups have this size."""
        if session.with_ == "pair":
            return 2
        if session.with_ == "triad" and self.kind != "triad":
            return 3
        if session.with_ == "cohort":
            return fmt.group.ideal
        return group_size


@dataclass(frozen=True)
class Hours:
    """What a program asks of one person, in minutes: the sum used everywhere.

    Each part is rounded to a tenth of an hour and the total is their sum, so that the figures on a
    page add up.
    """

    sessions_minutes: int
    preparation_minutes: int
    questionnaires_minutes: int

    @property
    def total_minutes(self) -> int:
        """All parts together."""
        return self.sessions_minutes + self.preparation_minutes + self.questionnaires_minutes

    @property
    def sessions(self) -> float:
        """Hours in sessions, to one decimal."""
        return _hours(self.sessions_minutes)

    @property
    def preparation(self) -> float:
        """Hours of preparation, to one decimal."""
        return _hours(self.preparation_minutes)

    @property
    def questionnaires(self) -> float:
        """Hours of questionnaires, to one decimal."""
        return _hours(self.questionnaires_minutes)

    @property
    def total(self) -> float:
        """Hours in all, to one decimal."""
        return _hours(self.total_minutes)


def template_from_data(data: Mapping[str, Any]) -> Template:
    """Return the template a document describes; its shape has been checked before."""
    groups, limits = data["groups"], data["limits"]
    return Template(
        id=data["id"],
        version=data["version"],
        hash=content_hash(data),
        title=data["title"],
        promise=data["promise"],
        for_whom=data["for_whom"],
        weeks=data["weeks"],
        participants=tuple(data["participants"]),
        kind=groups["kind"],
        size_min=groups["min"],
        size_ideal=groups["ideal"],
        size_max=groups["max"],
        mix=tuple(groups["mix"]),
        never_together=tuple(groups.get("never_together", ())),
        reshuffle_weeks=groups.get("reshuffle_weeks"),
        roles=tuple(TemplateRole(**role) for role in data["roles"]),
        preparation=tuple(_preparation(each) for each in data.get("preparation", ())),
        sessions=tuple(_session(session) for session in data["sessions"]),
        measure=_measure(data["measure"]),
        nudges=tuple(Nudge(**nudge) for nudge in data["nudges"]),
        messages_per_week=limits["messages_per_person_per_week"],
        survey_minutes=exact(limits["survey_minutes_total"]),
        stop_rules=tuple(data["stop_rules"]),
    )


def hours_per_person(
    template: Template, formats: Mapping[str, Format], group_size: int, role: str | None = None
) -> Hours:
    """Return what the program asks of one person in groups of a size.

    Sessions count at the length the calendar shows. Preparation counts what a format asks for
    before the meeting (`PREPARATION_MINUTES` by kind, shared when only some bring it), the reading
    of what others sent around, and the template's own preparation. Questionnaires count every one
    of the template, also those answered for somebody else.

    Parameters
    ----------
    role
        The participant meant; the template's first when not given.
    """
    who = role or template.participants[0]
    sessions = preparation = Fraction(0)
    for session in template.sessions:
        if not session.is_for(who):
            continue
        fmt = formats[session.format]
        people = template.people_in(session, fmt, group_size)
        sessions += Fraction(fmt.promised_seconds(people, session.params), 60)
        preparation += preparation_minutes(fmt, people, session.params)
    preparation += sum(
        (each.minutes for each in template.preparation if who in (each.for_roles or (who,))),
        Fraction(0),
    )
    questionnaires = sum((point.minutes for point in template.measure.points), Fraction(0))
    return Hours(_tenths(sessions), _tenths(preparation), _tenths(questionnaires))


def preparation_minutes(fmt: Format, people: int, params: Mapping[str, int]) -> Fraction:
    """Return the minutes one of the people spends before a session, on average over the turns."""
    chosen = fmt.with_defaults(params)
    total = Fraction(0)
    for each in fmt.inputs:
        if each.due_hours_before is None or each.source == "external":
            continue
        bring = _bringers(fmt, each, people, chosen)
        total += PREPARATION_MINUTES[each.kind] * bring
        if each.visibility == "group":
            total += READING_MINUTES.get(each.kind, 0) * (people - min(bring, people))
    return total / people


def check_template(template: Template, formats: Mapping[str, Format]) -> tuple[Problem, ...]:
    """Return every finding about a template, in a fixed order."""
    return (
        *_roles_are_known(template),
        *_sizes_are_in_order(template),
        *_formats_fit(template, formats),
        *_weeks_are_in_order(template),
        *_messages_stay_below_the_cap(template),
        *_questionnaires_stay_below_the_cap(template),
    )


def _preparation(data: Mapping[str, Any]) -> Preparation:
    return Preparation(
        data["week"], data["what"], exact(data["minutes"]), tuple(data.get("for", ()))
    )


def _session(data: Mapping[str, Any]) -> TemplateSession:
    return TemplateSession(
        week=data["week"],
        format=data["format"],
        title=data["title"],
        with_=data.get("with", "group"),
        version=data.get("version"),
        params=MappingProxyType(dict(data.get("params", {}))),
        required=data.get("required", False),
        for_roles=tuple(data.get("for", ())),
    )


def _measure(data: Mapping[str, Any]) -> Measure:
    return Measure(
        question=data["question"],
        primary=data["primary"],
        design=tuple(data["design"]),
        points=tuple(
            MeasurePoint(each["week"], each["what"], each["who"], exact(each["minutes"]))
            for each in data["points"]
        ),
        process=tuple(data["process"]),
        kpis=tuple(data.get("kpis", ())),
        say_when_not_enough=data["say_when_not_enough"],
    )


def _bringers(fmt: Format, each: Input, people: int, params: Mapping[str, int]) -> int:
    """Return how many of the people bring an input in one session."""
    if each.source == "all":
        return people
    role_id = each.source.partition(":")[2]
    role = fmt.role(role_id)
    if role is None or role.external:
        return 0
    rounds = [
        node.rounds(people, params)
        for node in fmt.stages
        if isinstance(node, Block) and role_id in node.rotate
    ]
    held = role.count if isinstance(role.count, int) else people
    return min(people, held * max(rounds, default=1))


def _roles_are_known(template: Template) -> Iterator[Problem]:
    roles = {role.id for role in template.roles}
    attended = [(("sessions", n), each.for_roles) for n, each in enumerate(template.sessions)]
    prepared = [(("preparation", n), each.for_roles) for n, each in enumerate(template.preparation)]
    named: list[tuple[Path, tuple[str, ...]]] = [*attended, *prepared]
    for path, names in named:
        for name in names:
            if name not in template.participants:
                yield Problem("unknown-role", f"“{name}” does not take part here.", path)
    for name in template.participants:
        if name not in roles:
            yield Problem("unknown-role", f"“{name}” is not a role here.", ("participants",))
    for place, role in enumerate(template.roles):
        takes_part = role.id in template.participants
        if takes_part == (role.hours_total is not None):
            advice = "their hours are counted; remove" if takes_part else "add"
            yield Problem("hours", f"{role.id}: {advice} hours_total.", ("roles", place))


def _sizes_are_in_order(template: Template) -> Iterator[Problem]:
    if not template.size_min <= template.size_ideal <= template.size_max:
        yield Problem("bounds", "Order these: min, ideal, max.", ("groups",))


def _formats_fit(template: Template, formats: Mapping[str, Format]) -> Iterator[Problem]:
    for place, session in enumerate(template.sessions):
        path: Path = ("sessions", place)
        fmt = formats.get(session.format)
        if fmt is None:
            yield Problem("unknown-format", f"“{session.format}” is not a known format.", path)
            continue
        if session.version not in (None, fmt.version):
            yield Problem(
                "version", f"“{fmt.id}” is at {fmt.version}, not {session.version}.", path
            )
        yield from _params_fit(session, fmt, path)
        sizes = {
            template.people_in(session, fmt, size)
            for size in range(template.size_min, template.size_max + 1)
        }
        if not all(fmt.group.fits(size) for size in sizes):
            yield Problem(
                "size",
                f"“{fmt.id}” is for {fmt.group.min} to {fmt.group.max} people; "
                f"{min(sizes)} to {max(sizes)} would meet.",
                path,
            )


def _params_fit(session: TemplateSession, fmt: Format, path: Path) -> Iterator[Problem]:
    for name, value in session.params.items():
        param = fmt.params.get(name)
        if param is None:
            yield Problem("unknown-parameter", f"“{fmt.id}” has no parameter “{name}”.", path)
        elif not (type(value) is int and param.min <= value <= param.max):
            yield Problem("bounds", f"“{name}” goes from {param.min} to {param.max}.", path)


def _weeks_are_in_order(template: Template) -> Iterator[Problem]:
    before = 0
    for place, session in enumerate(template.sessions):
        if session.week < before:
            yield Problem(
                "weeks",
                f"Week {session.week} comes after week {before}; put them in order.",
                ("sessions", place, "week"),
            )
        before = max(before, session.week)
    if before > template.weeks:
        yield Problem(
            "weeks", f"The last session is in week {before} of {template.weeks}.", ("weeks",)
        )
    weeks = [point.week for point in template.measure.points]
    if weeks != sorted(weeks):
        yield Problem("weeks", "Put the questionnaires in order of weeks.", ("measure", "points"))


def _messages_stay_below_the_cap(template: Template) -> Iterator[Problem]:
    for role, weeks in planned_messages(template).items():
        for week, count in sorted(weeks.items()):
            if count > template.messages_per_week:
                yield Problem(
                    "messages",
                    f"{role}: {count} messages in week {week}; "
                    f"{template.messages_per_week} is the limit.",
                    ("nudges",),
                )


def planned_messages(template: Template) -> dict[str, Counter[int]]:
    """Return how many planned messages a person of each role gets in each week.

    A message to somebody with a part in a session, such as the presenter, reaches a participant.
    Messages bound to a person's own date (a next step that is due, a long silence) have no week of
    their own: they wait for one with room.
    """
    roles = [role.id for role in template.roles]
    weeks: dict[str, Counter[int]] = {role: Counter() for role in roles}
    for nudge in template.nudges:
        reached = [nudge.to] if nudge.to in roles else list(template.participants)
        for role in reached:
            weeks[role].update(_weeks_of(template, nudge, role))
    return weeks


def _weeks_of(template: Template, nudge: Nudge, role: str) -> Iterator[int]:
    if nudge.when.startswith("week "):
        yield int(nudge.when.removeprefix("week "))
    elif nudge.when.startswith("each session"):
        yield from (session.week for session in template.sessions if session.is_for(role))


def _questionnaires_stay_below_the_cap(template: Template) -> Iterator[Problem]:
    minutes = sum((point.minutes for point in template.measure.points), Fraction(0))
    if minutes > template.survey_minutes:
        yield Problem(
            "survey-minutes",
            f"The questionnaires take {float(minutes):g} min; "
            f"{float(template.survey_minutes):g} is the limit.",
            ("measure", "points"),
        )


def _tenths(minutes: Fraction) -> int:
    return int(minutes / _TENTH + Fraction(1, 2)) * _TENTH


def _hours(minutes: int) -> float:
    return minutes // _TENTH / 10
