"""`junto groups explain`: why people are where they are, and how good the whole is."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from junto.kernel import grouping
from junto.kernel.grouping import crowd

from . import sentences
from .errors import FINE, BadInputError, Parser
from .inputs import add_people_arguments, check_seats, given_in, groups_in, hidden_in

DRAWS = 1000
_MOST_VALUES = 6


def run(argv: Sequence[str]) -> int:
    """Explain groups that a file holds; return the exit status."""
    wanted = parser().parse_args(argv)
    given = given_in(wanted)
    if given.problem.n > crowd.CROWD:
        raise BadInputError(f"Reasons are for up to {crowd.CROWD} people.")
    names, groups = groups_in(wanted.groups, wanted.tool)
    check_seats(wanted.groups, given.problem, groups)
    hide = hidden_in(wanted.hide, given.roster, given.people.rules)
    found = _Explained(given.problem, names, groups, hide, seed=wanted.seed)
    told = found.asked(wanted.person, wanted.group)
    if wanted.json:
        print(json.dumps(told, ensure_ascii=False, indent=1, default=str))
    else:
        print("\n".join(_text(told)))
    return FINE


def parser() -> Parser:
    """Say what the command reads."""
    parser = Parser(prog="junto groups explain", description="Say why the groups are as they are.")
    add_people_arguments(parser)
    parser.add_argument("--groups", required=True, type=Path, help="group and person_id (CSV)")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--person", help="the id or the name of one person")
    which.add_argument("--group", help="the name of one group")
    parser.add_argument("--hide", action="append", default=[], help="a column never to mention")
    parser.add_argument("--seed", type=int, default=1, help="for the random draws")
    parser.add_argument("--json", action="store_true", help="the same as data")
    return parser


class _Explained:
    """Groups in their problem, and what may be said of them."""

    def __init__(
        self,
        problem: grouping.Problem,
        names: Sequence[str],
        groups: Sequence[Sequence[str]],
        hide: Collection[str],
        *,
        seed: int,
    ) -> None:
        self.problem, self.names, self.hide, self.seed = problem, names, hide, seed
        self.groups = tuple(tuple(each) for each in groups)
        self.home = {each: at for at, group in enumerate(groups) for each in group}
        shown = problem.roster.ids if _names_hidden(problem.roster, hide) else problem.roster.names
        self.called = dict(zip(problem.roster.ids, shown, strict=True))

    def asked(self, person: str | None, group: str | None) -> dict[str, Any]:
        """Return what is told of a person, a group or the whole."""
        if person is not None:
            return {"person": self.person(self._person_id(person))}
        if group is not None:
            if group not in self.names:
                known = sentences.listed(list(self.names), limit=8)
                raise BadInputError(f"There is no group “{group}”. Known: {known}.")
            return {"group": self.group(self.names.index(group))}
        return {"whole": self.whole()}

    def _person_id(self, asked: str) -> str:
        if asked in self.home:
            return asked
        found = [each for each, name in self.called.items() if name.casefold() == asked.casefold()]
        if len(found) > 1:
            raise BadInputError(f"“{asked}” are several people: {sentences.listed(found)}.")
        if not found:
            raise BadInputError(f"Nobody has the id or the name “{asked}”.")
        return found[0]

    # -- one person ----------------------------------------------------------------------------

    def person(self, person: str) -> dict[str, Any]:
        """Return what somebody brings, which rules bind them, and the best swap with its price."""
        at = self.home[person]
        reasons = grouping.explain_person(
            self.problem, self.groups, person, hide=self.hide, limit=20
        )
        told = [{"code": each.code, "sentence": sentences.reason(each, self.called)}
                for each in reasons]  # fmt: skip
        return {
            "person_id": person,
            "name": self.called[person],
            "group": self.names[at],
            "with": [self.called[each] for each in self.groups[at] if each != person],
            "brings": [each for each in told if each["code"] in sentences.BRINGS],
            "bound_by": [each for each in told if each["code"] not in sentences.BRINGS],
            "barred": self._barred(person),
            "best_swap": self._best_swap(person),
            "best_move": self._best_move(person),
        }

    def _barred(self, person: str) -> list[dict[str, Any]]:
        """Return how many changes of places each must-have alone stands against."""
        rules, found = self.problem.rules, []
        others = self.problem.n - len(self.groups[self.home[person]])
        for each in rules.hard:
            if isinstance(each, grouping.Together) or self._is_hidden(each):
                continue
            alone = grouping.build_problem(
                self.problem.roster, replace(rules, hard=(each,), soft=())
            )
            free = len(grouping.best_swaps(alone, self.groups, person, limit=others))
            if free < others:
                found.append({"rule": sentences.rule(each), "swaps": others - free, "of": others})
        return sorted(found, key=lambda one: -one["swaps"])

    def _is_hidden(self, rule: object) -> bool:
        columns = (getattr(rule, each, None) for each in ("attribute", "zone", "start", "end"))
        return any(each in self.hide for each in columns)

    def _best_swap(self, person: str) -> dict[str, Any] | None:
        best = grouping.best_swaps(self.problem, self.groups, person, limit=1)
        if not best:
            return None
        other = best[0][0]
        after = grouping.swap(self.problem, self.groups, person, other, hide=self.hide)
        told = {"person_id": other, "name": self.called[other]}
        return told | {"group": self.names[self.home[other]]} | self._change(after)

    def _best_move(self, person: str) -> dict[str, Any] | None:
        best = grouping.best_moves(self.problem, self.groups, person, limit=1)
        if not best:
            return None
        after = grouping.move(self.problem, self.groups, person, best[0][0], hide=self.hide)
        return {"group": self.names[best[0][0]]} | self._change(after)

    def _change(self, after: grouping.Consequence) -> dict[str, Any]:
        return {
            "score_before": after.score_before,
            "score_after": after.score_after,
            "effects": [
                {
                    "group": self.names[each.index],
                    "gains": [sentences.effect(one) for one in each.gains],
                    "loses": [sentences.effect(one) for one in each.loses],
                }
                for each in after.changes
            ],
        }

    # -- one group -----------------------------------------------------------------------------

    def group(self, at: int) -> dict[str, Any]:
        """Return how a group is made up beside everybody."""
        view = grouping.explain_group(self.problem, self.groups, at, hide=self.hide)
        shared = [] if self._hours_hidden() else [dict(each) for each in view.shared_hours]
        return {
            "group": self.names[at],
            "people": [{"person_id": each, "name": self.called[each]} for each in view.people],
            "fit": view.fit,
            "spread": [asdict(each) for each in view.spreads],
            "shared_hours": shared,
            "in_common": list(view.languages),
            "broken": [each for each in self._broken() if each["group"] == self.names[at]],
        }

    def _hours_hidden(self) -> bool:
        rules = self.problem.rules.hard
        return any(isinstance(each, grouping.SharedHours) and self._is_hidden(each)
                   for each in rules)  # fmt: skip

    def _broken(self) -> list[dict[str, Any]]:
        standing = grouping.evaluate(self.problem, self.groups)
        return [
            {
                "rule": each.rule,
                "group": self.names[each.group],
                "people": list(each.people),
                "sentence": sentences.broken(each, self.names, self.called),
            }
            for each in standing.violations
        ]

    # -- the whole -----------------------------------------------------------------------------

    def whole(self) -> dict[str, Any]:
        """Return how near the best the groups are, and what chance would give."""
        standing = grouping.evaluate(self.problem, self.groups)
        drawn = grouping.chance(self.problem, draws=DRAWS, seed=self.seed)
        fits = [
            grouping.explain_group(self.problem, self.groups, at, hide=self.hide).fit
            for at in range(len(self.groups))
        ]
        weakest = min(range(len(fits)), key=fits.__getitem__)
        return {
            "people": self.problem.n,
            "groups": len(self.groups),
            "sizes": sorted({len(each) for each in self.groups}),
            "score": standing.score,
            "objective": standing.objective,
            "bound": {
                "value": standing.bound.value,
                "method": standing.bound.method,
                "gap": standing.bound.gap(standing.objective),
                "points": max(0, math.ceil(100 - standing.score)),
            },
            "chance": {
                "draws": drawn.draws,
                "mean": drawn.mean,
                "best": drawn.best,
                "beaten": drawn.better_than(standing.score),
            },
            "wishes": [
                {"rule": each.rule, "kept": each.kept, "of": each.of} for each in standing.wishes
            ],
            "weakest": {"group": self.names[weakest], "fit": fits[weakest]},
            "broken": self._broken(),
        }


def _names_hidden(roster: grouping.Roster, hide: Collection[str]) -> bool:
    """Return whether a hidden column is where the names come from."""
    return any(
        tuple(str(each or "") for each in roster.values.get(name, ())) == roster.names
        for name in hide
    )


# -- sentences -------------------------------------------------------------------------------------


def _text(told: dict[str, Any]) -> list[str]:
    if "person" in told:
        return _of_person(told["person"])
    return _of_group(told["group"]) if "group" in told else _of_whole(told["whole"])


def _of_person(told: dict[str, Any]) -> list[str]:
    company = sentences.listed(told["with"], limit=12)
    lines = [f"{told['name']} is in group {told['group']}" + (f" with {company}." if company else
             ", alone.")]  # fmt: skip
    if told["brings"]:
        lines += ["", "What they bring:", *(f"- {each['sentence']}" for each in told["brings"])]
    bound = [each["sentence"] for each in told["bound_by"]]
    bound += [
        f"{each['rule']}: this stands against {each['swaps']} of {each['of']} changes of places."
        for each in told["barred"]
    ]
    if bound:
        lines += ["", "Rules that bind them:", *(f"- {each}" for each in bound)]
    lines += ["", *_of_changes(told)]
    return lines


def _of_changes(told: dict[str, Any]) -> list[str]:
    swap, move = told["best_swap"], told["best_move"]
    if swap is None and move is None:
        return ["No other place keeps every rule."]
    lines = []
    if swap is not None:
        where = f"The best swap is with {swap['name']} of group {swap['group']}"
        lines += [f"{where}: {sentences.difference(swap['score_before'], swap['score_after'])}."]
        lines += _of_effects(swap)
    if move is not None:
        where = f"The best move is to group {move['group']}"
        lines += [f"{where}: {sentences.difference(move['score_before'], move['score_after'])}."]
        lines += _of_effects(move)
    return lines


def _of_effects(change: dict[str, Any]) -> list[str]:
    return [
        f"- Group {each['group']} becomes {sentences.listed(each['gains'] + each['loses'], 6)}."
        for each in change["effects"]
        if each["gains"] or each["loses"]
    ]


def _of_group(told: dict[str, Any]) -> list[str]:
    people = sentences.listed([each["name"] for each in told["people"]], limit=30)
    lines = [f"Group {told['group']}: {people}.", f"Its people fit each other {told['fit']:g} of"
             " 100, where 0 is a random draw and 100 the proven limit."]  # fmt: skip
    if told["spread"]:
        lines += ["", "Beside everybody:", *(f"- {_of_spread(each)}" for each in told["spread"])]
    for each in told["shared_hours"]:
        lines.append(
            f"- {sentences.plain(each['hours'])} hours shared from {each['start']} UTC on "
            f"{each['on']}."
        )
    if told["in_common"]:
        lines.append(f"- All have in common: {sentences.listed(told['in_common'])}.")
    lines += [each["sentence"] for each in told["broken"]]
    return lines


def _of_spread(spread: dict[str, Any]) -> str:
    group, pool = spread["group"], spread["pool"]
    if spread["kind"] == grouping.Kind.NUMBER:
        if group["mean"] is None:
            return f"{spread['attribute']}: not known of anybody here."
        return (
            f"{spread['attribute']}: {group['mean']:g} on average, from {group['low']:g} to "
            f"{group['high']:g}; everybody: {pool['mean']:g}, from {pool['low']:g} to "
            f"{pool['high']:g}."
        )
    ordered = sorted(group.items(), key=lambda each: (-each[1], each[0]))
    parts = [f"{count} {value} (of {pool[value]})" for value, count in ordered]
    return f"{spread['attribute']}: {sentences.listed(parts, _MOST_VALUES) or 'not known'}."


def _of_whole(told: dict[str, Any]) -> list[str]:
    sizes = " to ".join(str(each) for each in sorted({told["sizes"][0], told["sizes"][-1]}))
    bound, drawn = told["bound"], told["chance"]
    points = sentences.many(bound["points"], "point", "points")
    lines = [
        f"{told['people']} people in {told['groups']} groups of {sizes}. "
        f"{sentences.score(told['score'])}",
        "No arrangement can be better."
        if bound["points"] == 0
        else f"No arrangement can be more than {points} better: proven by “{bound['method']}”, "
        f"{bound['gap']:.2%} of its limit {bound['value']} are open.",
        f"Of {drawn['draws']} random draws, {drawn['beaten']} are less good; the best of them "
        f"reaches {drawn['best']:g}.",
        f"The weakest group is {told['weakest']['group']}: its people fit each other "
        f"{told['weakest']['fit']:g} of 100.",
    ]
    lines += [
        f"{each['kept']} of {each['of']} who wish for company get it."
        for each in told["wishes"]
        if each["of"]
    ]
    kept = "Every must-have is kept."
    return [*lines, *([each["sentence"] for each in told["broken"]] or [kept])]
