"""A session format as frozen dataclasses: what the rest of the product works with."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from junto.kernel.formats.canonical import content_hash

Text = str | Mapping[str, str]
Params = Mapping[str, int]


def _nothing() -> Mapping[str, Any]:
    return MappingProxyType({})


def text_in(text: Text, language: str, fallback: str = "en") -> str:
    """Return a text in a language, else in the same language of another region, else the fallback.

    Examples
    --------
    >>> text_in({"en": "Close", "fr": "Clôture"}, "fr-CA")
    'Clôture'
    """
    if isinstance(text, str):
        return text
    for wanted in (language, language.split("-", maxsplit=1)[0], fallback):
        if wanted in text:
            return text[wanted]
    return next(iter(text.values()))


@dataclass(frozen=True)
class Lineage:
    """Where an idea comes from and on which terms."""

    idea: str
    relation: str
    source: str = ""
    terms: str = ""


@dataclass(frozen=True)
class GroupSize:
    """The numbers of people a format is written for."""

    min: int
    max: int
    ideal: int
    multiple_of: int = 1

    def sizes(self) -> tuple[int, ...]:
        """Return every number of people the format runs with as it stands."""
        return tuple(n for n in range(self.min, self.max + 1) if n % self.multiple_of == 0)

    def fits(self, n: int) -> bool:
        """Tell whether a group of n people can use the format, an odd size by its own rule."""
        return self.min <= n <= self.max


@dataclass(frozen=True)
class Param:
    """A number the group may choose, such as how many questions are explored in depth."""

    min: int
    max: int
    default: int
    label: Text = ""


@dataclass(frozen=True)
class Duration:
    """The promised minutes: `base + per_person·n + Σ per_param[p]·p`."""

    base: Fraction
    per_person: Fraction = Fraction(0)
    per_param: Mapping[str, Fraction] = field(default_factory=_nothing)


@dataclass(frozen=True)
class Input:
    """Something people bring, in the room or some hours before."""

    id: str
    kind: str
    source: str
    required: bool = False
    due_hours_before: float | None = None
    prompt: Text = ""
    visibility: str = "author"


@dataclass(frozen=True)
class Role:
    """A part somebody plays, with its card."""

    id: str
    title: Text
    count: int | str
    do: tuple[Text, ...]
    avoid: tuple[Text, ...] = ()
    external: bool = False
    optional: bool = False
    stacks_on: tuple[str, ...] = ()
    eligible: str = "anyone"

    @property
    def takes_a_seat(self) -> bool:
        """Whether holding this role uses up one of the n people."""
        return not self.external and not self.stacks_on


@dataclass(frozen=True)
class Fairness:
    """How even the rotation has to be."""

    max_min_gap: int | None = None
    no_back_to_back: tuple[str, ...] = ()
    spread_pairs: tuple[tuple[str, str], ...] = ()
    entitlement: str = "enrolled"


@dataclass(frozen=True)
class Rotation:
    """Which roles move on, how, and how evenly."""

    unit: str
    strategy: str
    roles: tuple[str, ...]
    fairness: Fairness = field(default_factory=Fairness)


@dataclass(frozen=True)
class OutputField:
    """One field of an output."""

    id: str
    type: str
    label: Text = ""
    choices: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Output:
    """What a stage captures, and who may see it."""

    id: str
    type: str
    by: str
    visibility: str
    keep: str
    about: str | None = None
    label: Text = ""
    k: int | None = None
    required: bool = False
    max_per_author: int | None = None
    fields: tuple[OutputField, ...] = ()


@dataclass(frozen=True)
class FixedTime:
    """The same time whatever the number of people."""

    seconds: int


@dataclass(frozen=True)
class EachTime:
    """A time for each of the people selected."""

    seconds: int
    of: str = "all"


@dataclass(frozen=True)
class ShareTime:
    """A weighted share of what is left, between two bounds."""

    weight: Fraction
    min_seconds: int = 0
    max_seconds: int | None = None


StageTime = FixedTime | EachTime | ShareTime


@dataclass(frozen=True)
class Speak:
    """Who may speak in a stage, and in which order."""

    rule: str
    who: str = "all"
    mute: tuple[str, ...] = ()
    order: str | None = None
    may_pass: bool = False


@dataclass(frozen=True)
class Inject:
    """News that reaches the room at a moment of a stage."""

    at: float
    text: Text
    to: str = "all"


@dataclass(frozen=True)
class Timebox:
    """Minutes for a topic, and for going on with it."""

    first: float
    again: float


@dataclass(frozen=True)
class Stage:
    """One timed part of a session."""

    id: str
    title: Text
    kind: str
    time: StageTime
    speak: Speak
    prompt: Mapping[str, Text]
    grouping: str = "plenary"
    capture: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    hint: Text = ""
    ends: str = "time"
    timebox: Timebox | None = None
    core: bool = False
    squeeze: float | None = None
    injects: tuple[Inject, ...] = ()


@dataclass(frozen=True)
class Block:
    """Stages that are run several times, all rounds with the same seconds."""

    id: str
    repeat: int | str
    stages: tuple[Stage, ...]
    title: Text = ""
    rotate: tuple[str, ...] = ()

    def rounds(self, n: int, params: Params) -> int:
        """Return how often the stages are run with n people and these parameters."""
        if isinstance(self.repeat, int):
            return self.repeat
        if self.repeat == "people":
            return n
        return params[self.repeat.removeprefix("param:")]


@dataclass(frozen=True)
class Adaptation:
    """What the room does when something comes up."""

    event: str
    do: str
    role: str | None = None
    minutes: float | None = None
    args: Mapping[str, Any] = field(default_factory=_nothing)
    say: Text = ""


@dataclass(frozen=True)
class AsyncStep:
    """A part of the format done in writing, over hours or days."""

    title: Text
    window_hours: float
    who: str
    from_stages: tuple[str, ...] = ()
    reveal: str = "at_once"
    min_posts: int = 0
    prompt: Text = ""


@dataclass(frozen=True)
class Modes:
    """Whether the format can be run in a meeting, in a mixed meeting, or in writing."""

    live: bool
    hybrid: bool = False
    hybrid_rules: tuple[Text, ...] = ()
    in_writing: bool = False
    why_not_in_writing: Text = ""
    steps: tuple[AsyncStep, ...] = ()


@dataclass(frozen=True)
class Format:
    """The script of a session, read-only."""

    id: str
    version: str
    hash: str
    title: Text
    summary: Text
    when_to_use: Text
    avoid_when: Text
    family: str
    tags: tuple[str, ...]
    competencies: tuple[str, ...]
    license: str
    lineage: tuple[Lineage, ...]
    confidentiality: str
    group: GroupSize
    params: Mapping[str, Param]
    duration: Duration
    inputs: tuple[Input, ...]
    roles: tuple[Role, ...]
    rotation: Rotation | None
    outputs: tuple[Output, ...]
    stages: tuple[Stage | Block, ...]
    adaptation: tuple[Adaptation, ...]
    modes: Modes
    # What it was made of, so that it can be kept as it is; two formats are equal by their parts.
    source: Mapping[str, Any] = field(default_factory=_nothing, compare=False, repr=False)

    def role(self, role_id: str) -> Role | None:
        """Return a role by its id."""
        return next((role for role in self.roles if role.id == role_id), None)

    def all_stages(self) -> Iterator[Stage]:
        """Yield every stage once, in the order of the session."""
        for node in self.stages:
            yield from node.stages if isinstance(node, Block) else (node,)

    def with_defaults(self, params: Params | None = None) -> dict[str, int]:
        """Return the parameters with defaults for those not given."""
        return {name: param.default for name, param in self.params.items()} | dict(params or {})

    def promised_seconds(self, n: int, params: Params | None = None) -> int:
        """Return the length the calendar shows for n people, in seconds."""
        chosen = self.with_defaults(params)
        extra = sum(
            (minutes * chosen[name] for name, minutes in self.duration.per_param.items()),
            Fraction(0),
        )
        return round(60 * (self.duration.base + self.duration.per_person * n + extra))

    def promised_minutes(self, n: int, params: Params | None = None) -> float:
        """Return the length the calendar shows for n people, in minutes."""
        return self.promised_seconds(n, params) / 60


def format_from_data(data: Mapping[str, Any]) -> Format:
    """Return the format a document describes; its shape has been checked before."""
    duration = data["duration"]
    return Format(
        source=data,
        id=data["id"],
        version=data["version"],
        hash=content_hash(data),
        title=data["title"],
        summary=data["summary"],
        when_to_use=data.get("when_to_use", ""),
        avoid_when=data.get("avoid_when", ""),
        family=data["family"],
        tags=tuple(data.get("tags", ())),
        competencies=tuple(data.get("competencies", ())),
        license=data["license"],
        lineage=tuple(Lineage(**each) for each in data["lineage"]),
        confidentiality=data["confidentiality"],
        group=GroupSize(**data["group"]),
        params=MappingProxyType({k: Param(**v) for k, v in data.get("params", {}).items()}),
        duration=Duration(
            base=exact(duration["base"]),
            per_person=exact(duration.get("per_person", 0)),
            per_param=MappingProxyType(
                {name: exact(value) for name, value in duration.get("per_param", {}).items()}
            ),
        ),
        inputs=tuple(_input(each) for each in data.get("inputs", ())),
        roles=tuple(_role(each) for each in data["roles"]),
        rotation=_rotation(data["rotation"]) if "rotation" in data else None,
        outputs=tuple(_output(each) for each in data["outputs"]),
        stages=tuple(_node(each) for each in data["stages"]),
        adaptation=tuple(_adaptation(each) for each in data["adaptation"]),
        modes=_modes(data["modes"]),
    )


def exact(number: float) -> Fraction:
    """Return a decimal number exactly as it was written."""
    return Fraction(str(number))


def _seconds(minutes: float) -> int:
    return round(60 * exact(minutes))


def _input(data: Mapping[str, Any]) -> Input:
    rest = {key: value for key, value in data.items() if key != "from"}
    return Input(source=data["from"], **rest)


def _role(data: Mapping[str, Any]) -> Role:
    rest = {key: value for key, value in data.items() if key not in ("card", "stacks_on")}
    return Role(
        do=tuple(data["card"]["do"]),
        avoid=tuple(data["card"].get("avoid", ())),
        stacks_on=tuple(data.get("stacks_on", ())),
        **rest,
    )


def _rotation(data: Mapping[str, Any]) -> Rotation:
    fairness = data.get("fairness", {})
    return Rotation(
        unit=data["unit"],
        strategy=data["strategy"],
        roles=tuple(data["roles"]),
        fairness=Fairness(
            max_min_gap=fairness.get("max_min_gap"),
            no_back_to_back=tuple(fairness.get("no_back_to_back", ())),
            spread_pairs=tuple((a, b) for a, b in fairness.get("spread_pairs", ())),
            entitlement=fairness.get("entitlement", "enrolled"),
        ),
    )


def _output(data: Mapping[str, Any]) -> Output:
    rest = {key: value for key, value in data.items() if key != "fields"}
    return Output(fields=tuple(_field(each) for each in data.get("fields", ())), **rest)


def _field(data: Mapping[str, Any]) -> OutputField:
    return OutputField(
        id=data["id"],
        type=data["type"],
        label=data.get("label", ""),
        choices=tuple(data.get("choices", ())),
    )


def _node(data: Mapping[str, Any]) -> Stage | Block:
    if "repeat" not in data:
        return _stage(data)
    return Block(
        id=data["id"],
        repeat=data["repeat"],
        stages=tuple(_stage(each) for each in data["stages"]),
        title=data.get("title", ""),
        rotate=tuple(data.get("rotate", ())),
    )


def _stage(data: Mapping[str, Any]) -> Stage:
    speak = data["speak"]
    return Stage(
        id=data["id"],
        title=data["title"],
        kind=data["kind"],
        time=_time(data["time"]),
        speak=Speak(
            rule=speak["rule"],
            who=speak.get("who", "all"),
            mute=tuple(speak.get("mute", ())),
            order=speak.get("order"),
            may_pass=speak.get("may_pass", False),
        ),
        prompt=MappingProxyType(dict(data["prompt"])),
        grouping=data.get("grouping", "plenary"),
        capture=tuple(data.get("capture", ())),
        uses=tuple(data.get("uses", ())),
        hint=data.get("hint", ""),
        ends=data.get("ends", "time"),
        timebox=Timebox(**data["timebox"]) if "timebox" in data else None,
        core=data.get("core", False),
        squeeze=data.get("squeeze"),
        injects=tuple(Inject(**each) for each in data.get("injects", ())),
    )


def _time(data: float | Mapping[str, Any]) -> StageTime:
    if not isinstance(data, Mapping):
        return FixedTime(_seconds(data))
    if "each" in data:
        return EachTime(_seconds(data["each"]), data.get("of", "all"))
    return ShareTime(
        weight=exact(data["share"]),
        min_seconds=_seconds(data.get("min", 0)),
        max_seconds=_seconds(data["max"]) if "max" in data else None,
    )


def _adaptation(data: Mapping[str, Any]) -> Adaptation:
    when = data["when"]
    return Adaptation(
        event=when["event"],
        do=data["do"],
        role=when.get("role"),
        minutes=when.get("minutes"),
        args=MappingProxyType(dict(data.get("args", {}))),
        say=data.get("say", ""),
    )


def _modes(data: Mapping[str, Any]) -> Modes:
    hybrid, writing = data.get("hybrid", {}), data.get("async", {})
    return Modes(
        live=data["live"],
        hybrid=hybrid.get("ok", False),
        hybrid_rules=tuple(hybrid.get("rules", ())),
        in_writing=writing.get("ok", False),
        why_not_in_writing=writing.get("why_not", ""),
        steps=tuple(
            AsyncStep(**{**each, "from_stages": tuple(each.get("from_stages", ()))})
            for each in writing.get("steps", ())
        ),
    )
