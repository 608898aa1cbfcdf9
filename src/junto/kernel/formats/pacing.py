"""Keep the end of a session: what is left is shortened in the order its format names.

Nothing here drops a core stage, reflection or commitment: a stage that is squeezed keeps its least
time, and only whole rounds are left out, where the format has a rule for it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from junto.kernel.formats.model import Adaptation, Block, Format, ShareTime, Stage

_LEAST_SHARE = 0.6
_PROTECTED = frozenset({"reflect", "commit", "feedback", "review", "check-out", "appreciate"})


@dataclass(frozen=True)
class Ahead:
    """A step that has not begun: its planned seconds, and whether earlier rounds had them."""

    stage: Stage
    seconds: int
    block: Block | None = None
    round: int | None = None
    has_begun: bool = False


@dataclass(frozen=True)
class Fit:
    """What is left, made to fit: the seconds of each step, None for a step that is left out."""

    seconds: tuple[int | None, ...]

    @property
    def total(self) -> int:
        """The seconds of all steps that stay."""
        return sum(each or 0 for each in self.seconds)


def fit(fmt: Format, ahead: Sequence[Ahead], room: float) -> Fit:
    """Shorten the steps ahead until they fit into so many seconds, or as far as they may.

    First stages that the format lets go when so far behind; then those it names to be squeezed, in
    its order; then other talk and breaks that are not core; then whole rounds, if the format says
    so; at last core talk down to its least time.
    """
    kept = _without_dropped(fmt, ahead, room)
    while True:
        seconds, equal = _squeezed(fmt, kept, room)
        over = sum(each or 0 for each in seconds) - room
        planned = sum(each.seconds for each in kept if each) - room
        dropped = _drop_a_round(fmt, kept, planned) if over > 0 else None
        if dropped is None:
            core = [each for each in kept if each and each.stage.core and _is_elastic(each.stage)]
            _cut_each(kept, seconds, core, room, equal)
            return Fit(tuple(seconds))
        kept = dropped


def least(stage: Stage, planned: int) -> int:
    """Return the seconds a stage keeps however late it is, when its format names it."""
    if stage.squeeze is not None:
        return min(planned, round(planned * stage.squeeze))
    if isinstance(stage.time, ShareTime):
        return min(planned, stage.time.min_seconds)
    return min(planned, round(planned * _LEAST_SHARE))


def _without_dropped(fmt: Format, ahead: Sequence[Ahead], room: float) -> list[Ahead | None]:
    """Leave out the stages a rule names, never a core one, reflection or a next step."""
    kept: list[Ahead | None] = list(ahead)
    for rule in _rules(fmt, "drop_stage"):
        for name in rule.args.get("stages", ()):
            behind = sum(each.seconds for each in kept if each) - room
            if behind <= 0 or behind < 60 * (rule.minutes or 0):
                break
            kept = [None if each and _may_drop(each, name) else each for each in kept]
    return kept


def _may_drop(each: Ahead, name: str) -> bool:
    stage = each.stage
    is_free = not stage.core and not each.has_begun and stage.kind not in _PROTECTED
    return stage.id == name and is_free


def _squeezed(
    fmt: Format, kept: Sequence[Ahead | None], room: float
) -> tuple[list[int | None], set[str]]:
    seconds = [each.seconds if each else None for each in kept]
    equal: set[str] = set()
    for rule in _rules(fmt, "squeeze"):
        named = rule.args.get("order", ())
        is_equal = bool(rule.args.get("equal_rounds"))
        equal |= set(named) if is_equal else set()
        for name in named:
            places = [at for at, each in enumerate(kept) if each and each.stage.id == name]
            _cut(kept, seconds, places, room, equal=is_equal)
    spare = [each for each in kept if each and not each.stage.core and _may_shrink(each.stage)]
    for group in (True, False):
        _cut_each(kept, seconds, [e for e in spare if _is_elastic(e.stage) is group], room, equal)
    return seconds, equal


def _may_shrink(stage: Stage) -> bool:
    return stage.kind not in _PROTECTED


def _is_elastic(stage: Stage) -> bool:
    return isinstance(stage.time, ShareTime) and _may_shrink(stage)


def _cut_each(
    kept: Sequence[Ahead | None],
    seconds: list[int | None],
    chosen: Iterable[Ahead],
    room: float,
    equal: set[str],
) -> None:
    """Cut one stage after the other, all rounds of it alike."""
    for name in dict.fromkeys(each.stage.id for each in chosen):
        places = [at for at, each in enumerate(kept) if each and each.stage.id == name]
        _cut(kept, seconds, places, room, equal=name in equal)


def _cut(
    kept: Sequence[Ahead | None],
    seconds: list[int | None],
    places: Sequence[int],
    room: float,
    *,
    equal: bool,
) -> None:
    """Take from these steps, all alike, what is needed and what they can spare."""
    over = sum(each or 0 for each in seconds) - room
    steps = [(at, each) for at in places if (each := kept[at]) is not None]
    if over <= 0 or not steps or (equal and any(each.has_begun for _, each in steps)):
        return
    share = -(-int(-(-over // 1)) // len(steps))
    for at, each in steps:
        now = seconds[at] or 0
        spare = max(0, now - least(each.stage, each.seconds))
        seconds[at] = now - min(share, spare)


def _drop_a_round(
    fmt: Format, kept: Sequence[Ahead | None], behind: float
) -> list[Ahead | None] | None:
    """Leave out the last round of a block that may have fewer, when so far behind."""
    for rule in _rules(fmt, "shrink_rounds"):
        if behind < 60 * (rule.minutes or 0):
            continue
        name = f"param:{rule.args.get('param', '')}"
        param = fmt.params.get(rule.args.get("param", ""))
        fewest = int(rule.args.get("to", param.min if param else 1))
        here = [each for each in kept if each and each.block and each.block.repeat == name]
        rounds = [each.round or 0 for each in here]
        last = max(rounds, default=0)
        begun = _begun(kept, name, last)
        if last > max(fewest, 1) and not begun:
            gone = [id(each) for each in here if each.round == last]
            return [None if id(each) in gone else each for each in kept]
    return None


def _begun(kept: Sequence[Ahead | None], name: str, round_: int) -> bool:
    """Tell whether a round is under way: some of its stages are behind us."""
    here = [each for each in kept if each and each.block and each.block.repeat == name]
    of_round = [each for each in here if each.round == round_]
    block = of_round[0].block if of_round else None
    return block is None or len(of_round) < len(block.stages)


def _rules(fmt: Format, do: str) -> list[Adaptation]:
    rules = [rule for rule in fmt.adaptation if rule.event == "behind" and rule.do == do]
    return sorted(rules, key=lambda rule: rule.minutes or 0)


def longer(steps: Sequence[Ahead], gift: int) -> list[Ahead]:
    """Give time that was not needed to the next stage that shares what there is.

    A stage of several rounds gets it only in equal parts, and only while none of them has begun.
    """
    given = list(steps)
    for each in steps:
        if not isinstance(each.stage.time, ShareTime) or each.has_begun:
            continue
        places = [place for place, other in enumerate(given) if other.stage.id == each.stage.id]
        part = gift // len(places)
        most = each.stage.time.max_seconds
        more = part if most is None else max(0, min(part, most - each.seconds))
        if more:
            for place in places:
                given[place] = replace(given[place], seconds=given[place].seconds + more)
            return given
    return given
