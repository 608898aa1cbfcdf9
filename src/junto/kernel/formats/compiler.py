"""Turn a format into the timeline of one session, equal to its promise to the second.

Fixed and per-person parts are taken off the promised length. What is left goes to the stages that
share it, by weight and between their bounds (water filling), in steps of half a minute; every round
of a block gets the same seconds. The small rest is the buffer at the close.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from junto.kernel.formats.model import (
    Block,
    EachTime,
    FixedTime,
    Format,
    Params,
    ShareTime,
    Stage,
    Text,
)
from junto.kernel.formats.seats import DoesNotFit, headcount, selected

STEP_SECONDS = 30


@dataclass(frozen=True)
class TimelineItem:
    """One stage in its place on the clock."""

    stage: Stage
    start_seconds: int
    seconds: int
    round: int | None = None
    rounds: int | None = None
    block: Block | None = None

    @property
    def title(self) -> Text:
        """The title of the stage."""
        return self.stage.title


@dataclass(frozen=True)
class Timeline:
    """A format compiled for a number of people and parameters."""

    format_id: str
    version: str
    n: int
    params: Mapping[str, int]
    headcount: Mapping[str, int]
    promised_seconds: int
    buffer_seconds: int
    items: tuple[TimelineItem, ...]


@dataclass(frozen=True)
class Share:
    """A claim on the time that is left: `rounds` times one length between two bounds."""

    weight: Fraction
    rounds: int
    min_seconds: int
    max_seconds: int | None


def compile_format(fmt: Format, n: int, params: Params | None = None) -> Timeline:
    """Return the timeline of a session of n people.

    Raises
    ------
    DoesNotFit
        When the size or a parameter is outside the format, or the times cannot keep the promise.
    """
    _check_size(fmt, n)
    chosen = _checked_params(fmt, params)
    held = headcount(fmt, n)
    promised = fmt.promised_seconds(n, chosen)
    lengths = _set_lengths(fmt, n, chosen, held)
    shares = {
        stage.id: Share(stage.time.weight, rounds, stage.time.min_seconds, stage.time.max_seconds)
        for stage, rounds in _with_rounds(fmt, n, chosen)
        if isinstance(stage.time, ShareTime)
    }
    left = promised - sum(
        lengths[stage.id] * rounds
        for stage, rounds in _with_rounds(fmt, n, chosen)
        if stage.id in lengths
    )
    if left < 0:
        raise DoesNotFit(
            f"{_case(n, chosen)}: the fixed parts take {-left / 60:g} min more than the promised "
            f"{promised / 60:g} min."
        )
    try:
        lengths |= fill(shares, left)
    except DoesNotFit as error:
        raise DoesNotFit(f"{_case(n, chosen)}: {error}")
    items = tuple(_lay_out(fmt, n, chosen, lengths))
    buffer = promised - sum(item.seconds for item in items)
    _check_buffer(buffer, shares, _case(n, chosen))
    return Timeline(fmt.id, fmt.version, n, chosen, held, promised, buffer, items)


def legal_cases(fmt: Format) -> Iterator[tuple[int, dict[str, int]]]:
    """Yield every number of people and choice of parameters the format is written for."""
    names = list(fmt.params)
    ranges = [range(param.min, param.max + 1) for param in fmt.params.values()]
    for n in fmt.group.sizes():
        for values in product(*ranges):
            yield n, dict(zip(names, values, strict=True))


def fill(shares: Mapping[str, Share], left: int) -> dict[str, int]:
    """Deal seconds by weight between bounds, in half minutes, never more than are left.

    The lengths are those of one level: each is its weight times the level, held to its bounds, and
    the level is as high as the time allows.

    Raises
    ------
    DoesNotFit
        When even the least lengths take more than is left.
    """
    least = sum(share.min_seconds * share.rounds for share in shares.values())
    if least > left:
        over = (least - left) / 60
        raise DoesNotFit(
            f"{', '.join(shares)}: the least times take {over:g} min more than is left."
        )
    done = {key: share.min_seconds for key, share in shares.items() if not share.rounds}
    while len(done) < len(shares):
        open_ = {key: share for key, share in shares.items() if key not in done}
        spare = left - sum(length * shares[key].rounds for key, length in done.items())
        weight = sum((share.weight * share.rounds for share in open_.values()), Fraction(0))
        level = Fraction(spare) / weight
        bound = {key: _held(share.weight * level, share) for key, share in open_.items()}
        excess = sum(
            ((bound[key] - share.weight * level) * share.rounds for key, share in open_.items()),
            Fraction(0),
        )
        done |= _settled(open_, bound, level, excess)
    return {key: done[key] for key in shares}


def _settled(
    open_: Mapping[str, Share], bound: Mapping[str, Fraction], level: Fraction, excess: Fraction
) -> dict[str, int]:
    """Return the lengths that are now certain.

    When the bounds take more than there is, lengths held up by a minimum are certain; when they
    take less, those held down by a maximum; when it comes out even, all are.
    """
    if excess == 0:
        return {key: _in_steps(bound[key], share) for key, share in open_.items()}
    return {
        key: int(bound[key])
        for key, share in open_.items()
        if (bound[key] > share.weight * level if excess > 0 else bound[key] < share.weight * level)
    }


def _held(length: Fraction, share: Share) -> Fraction:
    if length < share.min_seconds:
        return Fraction(share.min_seconds)
    if share.max_seconds is not None and length > share.max_seconds:
        return Fraction(share.max_seconds)
    return length


def _in_steps(length: Fraction, share: Share) -> int:
    return max(int(length // STEP_SECONDS) * STEP_SECONDS, share.min_seconds)


def _check_size(fmt: Format, n: int) -> None:
    if n not in fmt.group.sizes():
        step = f", in steps of {fmt.group.multiple_of}" if fmt.group.multiple_of > 1 else ""
        raise DoesNotFit(
            f"This format is for {fmt.group.min} to {fmt.group.max} people{step}; there are {n}."
        )


def _checked_params(fmt: Format, params: Params | None) -> dict[str, int]:
    for name, value in (params or {}).items():
        param = fmt.params.get(name)
        if param is None:
            raise DoesNotFit(f"“{name}” is not a parameter of this format.")
        if not param.min <= value <= param.max:
            raise DoesNotFit(f"“{name}” goes from {param.min} to {param.max}; this is {value}.")
    return fmt.with_defaults(params)


def _with_rounds(fmt: Format, n: int, params: Params) -> Iterator[tuple[Stage, int]]:
    for node in fmt.stages:
        if isinstance(node, Block):
            yield from ((stage, node.rounds(n, params)) for stage in node.stages)
        else:
            yield node, 1


def _set_lengths(fmt: Format, n: int, params: Params, held: Mapping[str, int]) -> dict[str, int]:
    lengths = {}
    for stage, _ in _with_rounds(fmt, n, params):
        if isinstance(stage.time, FixedTime):
            lengths[stage.id] = stage.time.seconds
        elif isinstance(stage.time, EachTime):
            lengths[stage.id] = stage.time.seconds * selected(fmt, stage.time.of, n, held)
    return lengths


def _lay_out(
    fmt: Format, n: int, params: Params, lengths: Mapping[str, int]
) -> Iterator[TimelineItem]:
    start = 0
    for node in fmt.stages:
        block = node if isinstance(node, Block) else None
        rounds = block.rounds(n, params) if block else 1
        for round_ in range(1, rounds + 1):
            for stage in node.stages if isinstance(node, Block) else (node,):
                seconds = lengths[stage.id]
                if block:
                    yield TimelineItem(stage, start, seconds, round_, rounds, block)
                else:
                    yield TimelineItem(stage, start, seconds)
                start += seconds


def _check_buffer(buffer: int, shares: Mapping[str, Share], case: str) -> None:
    most = STEP_SECONDS * sum(share.rounds for share in shares.values())
    if buffer > most:
        raise DoesNotFit(
            f"{case}: {buffer / 60:g} min are left over; shorten the promise or raise a maximum."
        )


def _case(n: int, params: Params) -> str:
    chosen = "".join(f", {name} {value}" for name, value in params.items())
    return f"With {n} people{chosen}"
