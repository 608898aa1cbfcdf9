"""Open a session for the people who came: the format, its timeline and the cast, pinned as data.

When the number of people does not fit, the format's own rules say what is run instead.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from junto.kernel.formats.casting import Cast
from junto.kernel.formats.compiler import compile_format
from junto.kernel.formats.model import (
    Adaptation,
    Block,
    EachTime,
    Format,
    Params,
    Stage,
    Text,
)

_DEEP = 3

Lookup = Callable[[str], Format | None]


class CannotOpen(ValueError):
    """The people who are there cannot run a session, and no other format is named for them.

    Attributes
    ----------
    few
        True when there are too few people, False when there are too many.
    bound
        The least, or the most, people it takes.
    say
        What the format says about it.
    """

    def __init__(self, *, few: bool, bound: int, say: Text = "") -> None:
        super().__init__(f"{'At least' if few else 'At most'} {bound} people are needed.")
        self.few, self.bound, self.say = few, bound, say


@dataclass(frozen=True)
class Step:
    """One timed part of the pinned script."""

    stage: Stage
    seconds: int
    block: Block | None = None
    round: int | None = None
    rounds: int | None = None


@dataclass(frozen=True)
class Choice:
    """The format that fits the people, its steps, and what is to be said about the change."""

    fmt: Format
    n: int
    params: Mapping[str, int]
    steps: tuple[Step, ...]
    buffer_seconds: int
    say: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Script:
    """What a room runs from its opening on: pinned, whatever happens to the format later."""

    fmt: Format
    n: int
    steps: tuple[Step, ...]
    buffer_seconds: int
    cast: Cast
    limit: float
    session: int = 0
    params: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def promised_seconds(self) -> int:
        """The whole length, with the buffer at the close."""
        return sum(step.seconds for step in self.steps) + self.buffer_seconds

    def to_data(self) -> dict[str, Any]:
        """Return the script as JSON: names of stages and seconds, not their texts."""
        return {
            "format": self.fmt.id,
            "version": self.fmt.version,
            "hash": self.fmt.hash,
            "n": self.n,
            "params": dict(self.params),
            "steps": [
                [each.stage.id, each.seconds, each.round, each.rounds] for each in self.steps
            ],
            "buffer": self.buffer_seconds,
            "cast": self.cast.to_data(),
            "limit": self.limit,
            "session": self.session,
        }

    @classmethod
    def from_data(cls, fmt: Format, data: Mapping[str, Any]) -> "Script":
        """Return the script that `to_data` wrote, with the texts of its format."""
        stages = {stage.id: stage for stage in fmt.all_stages()}
        blocks = {
            stage.id: node
            for node in fmt.stages
            if isinstance(node, Block)
            for stage in node.stages
        }
        return cls(
            fmt=fmt,
            n=data["n"],
            steps=tuple(
                Step(stages[id_], seconds, blocks.get(id_) if round_ else None, round_, rounds)
                for id_, seconds, round_, rounds in data["steps"]
                if id_ in stages
            ),
            buffer_seconds=data["buffer"],
            cast=Cast.from_data(data["cast"]),
            limit=data["limit"],
            session=data["session"],
            params=data["params"],
        )


def choose_format(
    fmt: Format,
    n: int,
    params: Params | None = None,
    *,
    lookup: Lookup,
    has_outside: bool = True,
) -> Choice:
    """Return what n people run: the format, or the one it names for so few or so many.

    Raises
    ------
    CannotOpen
        When neither fits.
    """
    said: list[Text] = []
    chosen, asked, tried = fmt, params, [fmt.group]
    for _ in range(_DEEP):
        rule = _misfit(chosen, n, has_outside=has_outside)
        if rule is None:
            return _compiled(chosen, n, asked, tuple(said))
        other = lookup(str(rule.args.get("format", ""))) if rule.do == "use_format" else None
        if other is None:
            break
        if rule.say:
            said.append(rule.say)
        chosen, asked = other, None
        tried.append(other.group)
        if chosen.group.fits(n):
            has_outside = True
    if chosen.group.fits(n):
        return _compiled(chosen, n, asked, tuple(said))
    few = n < fmt.group.min
    rule = _rule(fmt, "below_min" if few else "above_max")
    bound = min(each.min for each in tried) if few else max(each.max for each in tried)
    raise CannotOpen(few=few, bound=bound, say=rule.say if rule else "")


def _misfit(fmt: Format, n: int, *, has_outside: bool) -> Adaptation | None:
    """Return the rule that applies to so many people; None when the format can be run."""
    if n < fmt.group.min:
        absent = [rule for rule in fmt.adaptation if rule.event == "absent" and rule.role is None]
        named = [rule for rule in absent if rule.do == "use_format"]
        return _rule(fmt, "below_min") or next(iter(named), None) or _POSTPONE
    if n > fmt.group.max:
        return _rule(fmt, "above_max") or _POSTPONE
    outside = next((role.id for role in fmt.roles if role.external), None)
    if outside and not has_outside:
        rules = [rule for rule in fmt.adaptation if (rule.event, rule.role) == ("absent", outside)]
        return next((rule for rule in rules if rule.do == "use_format"), None)
    return None


_POSTPONE = Adaptation(event="below_min", do="postpone")


def _rule(fmt: Format, event: str) -> Adaptation | None:
    return next((rule for rule in fmt.adaptation if rule.event == event), None)


def _compiled(fmt: Format, n: int, params: Params | None, said: tuple[Text, ...]) -> Choice:
    """Compile for n people; of an odd number where sides are needed, one takes an extra role."""
    size = max(each for each in fmt.group.sizes() if each <= n)
    timeline = compile_format(fmt, size, params)
    steps = tuple(
        Step(
            item.stage,
            item.seconds + _more(item.stage, n - size),
            item.block,
            item.round,
            item.rounds,
        )
        for item in timeline.items
    )
    return Choice(fmt, n, timeline.params, steps, timeline.buffer_seconds, said)


def _more(stage: Stage, extra: int) -> int:
    return stage.time.seconds * extra if isinstance(stage.time, EachTime) else 0
