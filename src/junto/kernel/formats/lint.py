"""Prove what a format promises: its length, fairness, privacy, and a rule for every trouble.

`lint` looks at one format, for every legal number of people and choice of parameters; `lint_all`
also looks at what formats say about one another.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from junto.kernel.formats.compiler import Timeline, compile_format, legal_cases
from junto.kernel.formats.model import Block, Format, Output, Role, Stage
from junto.kernel.formats.problems import Path, Problem
from junto.kernel.formats.seats import DoesNotFit, selected
from junto.kernel.formats.voice import floor_time, voices_at_once

MAX_STRETCH_SECONDS = 100 * 60
MIN_TURN_SECONDS = 25

_LIVE_EVENTS = ("late", "leaves", "behind", "below_min", "above_max")
_MAY_LEAVE_SEALED = frozenset({"rating", "vote"})
_ONE_VOICE_PER_GROUP_ABOVE = 8
_SMALL_GROUP = 4

Rule = Callable[[Format], Iterator[Problem]]


def lint(fmt: Format) -> tuple[Problem, ...]:
    """Return every finding about one format, once each, in a fixed order."""
    found = [problem for rule in _RULES for problem in rule(fmt)]
    return tuple(dict.fromkeys(found))


def lint_all(formats: Iterable[Format]) -> dict[str, tuple[Problem, ...]]:
    """Return the findings of each format by id, with those about one another."""
    known = {fmt.id: fmt for fmt in formats}
    return {id_: lint(fmt) + tuple(_unknown_formats(fmt, known)) for id_, fmt in known.items()}


def _unknown_formats(fmt: Format, known: dict[str, Format]) -> Iterator[Problem]:
    for place, rule in enumerate(fmt.adaptation):
        other = rule.args.get("format")
        if rule.do == "use_format" and other not in known:
            yield Problem(
                "unknown-format",
                f"“{other}” is not a known format; name one, or use another rule.",
                ("adaptation", place, "args", "format"),
            )


# --- names ---------------------------------------------------------------------------------------


def _names_are_unique(fmt: Format) -> Iterator[Problem]:
    nodes = [node.id for node in fmt.stages if isinstance(node, Block)]
    lists = {
        "roles": [role.id for role in fmt.roles],
        "inputs": [each.id for each in fmt.inputs],
        "outputs": [output.id for output in fmt.outputs],
        "stages": [stage.id for stage in fmt.all_stages()],
        "blocks": nodes,
    }
    for what, ids in lists.items():
        for id_, count in Counter(ids).items():
            if count > 1:
                yield Problem(
                    "repeated-id", f"“{id_}” names {count} {what}; give each its own.", (what,)
                )


def _names_are_known(fmt: Format) -> Iterator[Problem]:
    outputs = {output.id for output in fmt.outputs}
    inputs = {each.id for each in fmt.inputs}
    stages = {stage.id for stage in fmt.all_stages()}
    for stage in fmt.all_stages():
        path = ("stages", stage.id)
        yield from _unknown("output", stage.capture, outputs, (*path, "capture"))
        yield from _unknown("input", stage.uses, inputs, (*path, "uses"))
    for place, step in enumerate(fmt.modes.steps):
        yield from _unknown("stage", step.from_stages, stages, ("modes", "async", place))


def _roles_are_known(fmt: Format) -> Iterator[Problem]:
    roles = {role.id for role in fmt.roles}
    for path, names in _role_names(fmt):
        yield from _unknown("role", names, roles, path)
    for path, selector in _selectors(fmt):
        kind, _, name = selector.partition(":")
        if name:
            yield from _unknown("role", [name], roles, path)
        role = fmt.role(name)
        if kind == "side" and role and role.count != "half":
            yield Problem("not-a-side", f"“{name}” is not one half of the group.", path)
        if selector == "external" and not any(each.external for each in fmt.roles):
            yield Problem("no-external", "No role is external; nobody is meant here.", path)


def _role_names(fmt: Format) -> Iterator[tuple[Path, Iterable[str]]]:
    for role in fmt.roles:
        yield ("roles", role.id, "stacks_on"), role.stacks_on
    for node in fmt.stages:
        if isinstance(node, Block):
            yield ("stages", node.id, "rotate"), node.rotate
    for place, rule in enumerate(fmt.adaptation):
        yield ("adaptation", place, "when"), [rule.role] if rule.role else []
    if fmt.rotation:
        fairness = fmt.rotation.fairness
        pairs = [name for pair in fairness.spread_pairs for name in pair]
        yield ("rotation",), (*fmt.rotation.roles, *fairness.no_back_to_back, *pairs)


def _selectors(fmt: Format) -> Iterator[tuple[Path, str]]:
    for each in fmt.inputs:
        yield ("inputs", each.id, "from"), each.source
    for output in fmt.outputs:
        yield ("outputs", output.id, "by"), output.by
        if output.about:
            yield ("outputs", output.id, "about"), output.about
    for stage in fmt.all_stages():
        path = ("stages", stage.id)
        yield from (((*path, "prompt"), selector) for selector in stage.prompt)
        yield from (((*path, "speak"), each) for each in (stage.speak.who, *stage.speak.mute))
        yield from (((*path, "injects"), inject.to) for inject in stage.injects)
        of = getattr(stage.time, "of", None)
        if of:
            yield (*path, "time"), of
    yield from ((("modes", "async", place), step.who) for place, step in enumerate(fmt.modes.steps))


def _rules_point_somewhere(fmt: Format) -> Iterator[Problem]:
    stages = {stage.id for stage in fmt.all_stages()}
    for place, rule in enumerate(fmt.adaptation):
        path = ("adaptation", place, "args")
        named = [*rule.args.get("order", ()), *rule.args.get("stages", ())]
        named += [rule.args["stage"]] if "stage" in rule.args else []
        yield from _unknown("stage", named, stages, path)
        if "param" in rule.args:
            yield from _unknown("parameter", [rule.args["param"]], fmt.params, path)
        roles = [rule.args[key] for key in ("role", "into", "drop") if key in rule.args]
        yield from _unknown("role", roles, {role.id for role in fmt.roles}, path)


def _params_are_known(fmt: Format) -> Iterator[Problem]:
    yield from _unknown("parameter", fmt.duration.per_param, fmt.params, ("duration", "per_param"))
    for node in fmt.stages:
        if isinstance(node, Block) and str(node.repeat).startswith("param:"):
            name = str(node.repeat).removeprefix("param:")
            yield from _unknown("parameter", [name], fmt.params, ("stages", node.id, "repeat"))
    for name, param in fmt.params.items():
        if not 0 <= param.min <= param.default <= param.max:
            yield Problem("bounds", "Order these: 0, min, default, max.", ("params", name))


def _unknown(
    what: str, names: Iterable[str], known: Iterable[str], path: Path
) -> Iterator[Problem]:
    known = set(known)
    for name in names:
        if name not in known:
            yield Problem(f"unknown-{what}", f"“{name}” is not {_a(what)} of this format.", path)


def _a(word: str) -> str:
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"


def _sizes_are_in_order(fmt: Format) -> Iterator[Problem]:
    group = fmt.group
    if not group.min <= group.ideal <= group.max or group.ideal not in group.sizes():
        yield Problem("bounds", "Order these: min, ideal, max; ideal is a legal size.", ("group",))


# --- outputs -------------------------------------------------------------------------------------


def _outputs_are_captured(fmt: Format) -> Iterator[Problem]:
    captured = {name for stage in fmt.all_stages() for name in stage.capture}
    for output in fmt.outputs:
        if output.id not in captured:
            yield Problem(
                "dead-output",
                f"“{output.id}” is never captured; name it in a stage or remove it.",
                ("outputs", output.id),
            )


def _privacy_holds(fmt: Format) -> Iterator[Problem]:
    for output in fmt.outputs:
        path = ("outputs", output.id)
        if output.visibility.endswith("anonymous") and output.k is None:
            yield Problem(
                "anonymous-without-k", "Anonymous answers need k, the least number shown.", path
            )
        if fmt.confidentiality == "sealed" and _leaves_the_group(output):
            yield Problem(
                "sealed-leak", f"“{output.id}” leaves the group; this format is sealed.", path
            )
        if output.type == "journal" and output.visibility != "author":
            yield Problem("open-journal", "A journal is always private: visibility author.", path)


def _leaves_the_group(output: Output) -> bool:
    if output.visibility == "program-anonymous":
        return output.type not in _MAY_LEAVE_SEALED
    return output.visibility == "program"


def _next_steps_have_a_moment(fmt: Format) -> Iterator[Problem]:
    for output in fmt.outputs:
        if output.type == "commitment" and not {"do", "cue"} <= {f.id for f in output.fields}:
            yield Problem(
                "no-cue",
                "A commitment asks what and at which moment: fields do and cue.",
                ("outputs", output.id, "fields"),
            )


# --- trouble -------------------------------------------------------------------------------------


def _trouble_has_a_rule(fmt: Format) -> Iterator[Problem]:
    if not fmt.modes.live:
        return
    events = {rule.event for rule in fmt.adaptation}
    needed = [*_LIVE_EVENTS, *(["distress"] if fmt.confidentiality == "sealed" else [])]
    for event in needed:
        if event not in events:
            yield Problem("no-rule", f"Add a rule for “{event}”.", ("adaptation",))
    absences = {rule.role for rule in fmt.adaptation if rule.event == "absent"}
    if None in absences:
        return
    for role in _roles_that_are_missed(fmt, absences):
        if role.id not in absences:
            yield Problem("no-rule", f"Add a rule for an absent {role.id}.", ("adaptation",))


def _roles_that_are_missed(fmt: Format, absences: set[str | None]) -> Iterator[Role]:
    """Yield roles held by one person, whose absence changes the session.

    Not meant: a role a peer carries. Of roles drawn at the start from whoever is there, one rule
    covers all.
    """
    drawn = fmt.rotation.roles if fmt.rotation and fmt.rotation.strategy == "draw" else ()
    for role in fmt.roles:
        covered = role.id in drawn and not absences.isdisjoint(drawn)
        if role.count == 1 and not role.stacks_on and not covered:
            yield role


def _there_is_a_pulse(fmt: Format) -> Iterator[Problem]:
    if fmt.modes.live and not any(output.type == "rating" for output in fmt.outputs):
        yield Problem("no-pulse", "Add an output of type rating: the pulse.", ("outputs",))


def _license_follows_text(fmt: Format) -> Iterator[Problem]:
    for place, each in enumerate(fmt.lineage):
        if each.relation == "adapted-text" and fmt.license not in each.terms:
            yield Problem(
                "license",
                f"Text taken from another keeps its license; “{fmt.license}” is not in its terms.",
                ("lineage", place),
            )


def _some_mode_is_possible(fmt: Format) -> Iterator[Problem]:
    if not fmt.modes.live and not (fmt.modes.in_writing and fmt.modes.steps):
        yield Problem("no-mode", "Neither a meeting nor steps in writing; add one.", ("modes",))


# --- time, for every case ------------------------------------------------------------------------


def _every_case_holds(fmt: Format) -> Iterator[Problem]:
    for n, params in legal_cases(fmt):
        try:
            timeline = compile_format(fmt, n, params)
            yield from _time_is_kept(timeline)
            yield from _breaks_come_in_time(timeline)
            yield from _turns_are_long_enough(fmt, timeline)
            yield from _everybody_is_heard(fmt, timeline)
        except DoesNotFit as error:
            yield Problem("does-not-fit", str(error), ("duration",))
        except KeyError:
            return  # a name nobody knows has been reported by its own rule


def _time_is_kept(timeline: Timeline) -> Iterator[Problem]:
    total = sum(item.seconds for item in timeline.items) + timeline.buffer_seconds
    if total != timeline.promised_seconds:
        yield Problem(
            "promise",
            f"{_case(timeline)} the stages take {total / 60:g} min; "
            f"{timeline.promised_seconds / 60:g} are promised.",
            ("duration",),
        )


def _breaks_come_in_time(timeline: Timeline) -> Iterator[Problem]:
    stretch = 0
    for item in timeline.items:
        stretch = 0 if item.stage.kind == "break" else stretch + item.seconds
        if stretch > MAX_STRETCH_SECONDS:
            yield Problem(
                "no-break",
                f"{_case(timeline)} {MAX_STRETCH_SECONDS // 60} min and more pass without a break.",
                ("stages", item.stage.id),
            )
            return


def _turns_are_long_enough(fmt: Format, timeline: Timeline) -> Iterator[Problem]:
    for item in timeline.items:
        turns = _turns(fmt, item.stage, timeline)
        if turns and item.seconds < turns * MIN_TURN_SECONDS:
            yield Problem(
                "short-turn",
                f"{_case(timeline)} a turn lasts {item.seconds / turns:.0f} s; "
                f"{MIN_TURN_SECONDS} is the least.",
                ("stages", item.stage.id),
            )


def _turns(fmt: Format, stage: Stage, timeline: Timeline) -> int:
    """Return how many turns a round has; small groups take theirs at once, or show as one."""
    if stage.speak.rule != "round_robin":
        return 0
    if together := voices_at_once(stage):
        return together
    people = selected(fmt, stage.speak.who, timeline.n, timeline.headcount)
    if stage.kind == "present" and people > _ONE_VOICE_PER_GROUP_ABOVE:
        return -(-people // _SMALL_GROUP)
    return people


def _everybody_is_heard(fmt: Format, timeline: Timeline) -> Iterator[Problem]:
    for floor in floor_time(fmt, timeline):
        if not floor.guaranteed_seconds and not floor.writing_slots:
            yield Problem(
                "unheard",
                f"{_case(timeline)} somebody has no turn of their own and nothing to write.",
                ("stages",),
            )
            return


def _case(timeline: Timeline) -> str:
    chosen = "".join(f", {name} {value}" for name, value in timeline.params.items())
    return f"With {timeline.n} people{chosen}"


_RULES: tuple[Rule, ...] = (
    _names_are_unique,
    _names_are_known,
    _roles_are_known,
    _rules_point_somewhere,
    _params_are_known,
    _sizes_are_in_order,
    _outputs_are_captured,
    _privacy_holds,
    _next_steps_have_a_moment,
    _trouble_has_a_rule,
    _there_is_a_pulse,
    _license_follows_text,
    _some_mode_is_possible,
    _every_case_holds,
)
