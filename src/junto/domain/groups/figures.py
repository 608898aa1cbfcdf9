"""What is stored with a draft: how good it is, beside chance and the limit, and why."""

import json
import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from junto.domain.groups.problems import FIELDS, value_of

if TYPE_CHECKING:
    from junto.domain.people.models import AttributeDefinition, Person
    from junto.kernel import grouping as g

Seating = Sequence[Sequence[str]]
DRAWS = 1000
CODES = 6
MOST_ON_A_CHIP = 12


def whole(
    problem: "g.Problem", groups: Seating, hide: Collection[str], *, draws: int = DRAWS
) -> dict[str, Any]:
    """Everything that is stored: score, chance, limit, parts and one line per group."""
    from junto.kernel import grouping as g

    found = g.chance(problem, draws=draws, seed=0)
    chance = {
        "draws": found.draws,
        "mean": round(found.mean, 2),
        "best": round(found.best, 2),
        "histogram": [[round(low, 2), count] for low, _high, count in found.histogram(16)],
        # One text: a thousand numbers would be read anew for every page that shows the draft.
        "scores": " ".join(f"{score:.1f}" for score in found.scores),
    }
    return {"chance": chance, **standing(problem, groups, hide, chance)}


def standing(
    problem: "g.Problem",
    groups: Seating,
    hide: Collection[str],
    chance: Mapping[str, Any],
    *,
    lines: Sequence[dict[str, Any]] = (),
    touched: Collection[int] = (),
) -> dict[str, Any]:
    """Where these groups stand; what a change on the board computes anew.

    The `lines` of groups that are not `touched` stay as they are.
    """
    from junto.kernel import grouping as g

    now = g.evaluate(problem, groups)
    beaten = sum(1 for score in chance["scores"].split() if float(score) < now.score)
    return {
        "score": now.score,
        "objective": now.objective,
        "problem_hash": problem.hash,
        "bound": {"value": now.bound.value, "method": now.bound.method},
        "gap": max(0, math.ceil(100 - now.score)),
        "beaten": beaten,
        "broken": [
            {"rule": each.rule, "group": each.group, "people": list(each.people)}
            for each in now.violations
        ],
        "parts": parts(problem, groups),
        "groups": [
            lines[place]
            if place not in touched and place < len(lines)
            else line(problem, groups, place, hide)
            for place in range(len(groups))
        ],
    }


def parts(problem: "g.Problem", groups: Seating) -> list[dict[str, Any]]:
    """Each nice-to-have: what these groups reach of it and what a random draw would, 0 to 100."""
    seated = [[problem.index[ref] for ref in group] for group in groups]
    found = []
    granted = _granted(problem, groups)
    for at, criterion in enumerate(problem.criteria):
        if at in granted:
            found.append(granted[at])
            continue
        pairs = criterion.pairs
        everybody = problem.n * (problem.n - 1)
        reached, people, met = 0.0, 0, 0
        for group in seated:
            if len(group) < 2:
                continue
            inside = int(pairs[group][:, group].sum())
            # The diagonal is no pair.
            inside -= sum(int(pairs[each, each]) for each in group)
            reached += inside / (len(group) - 1)
            people += len(group)
            met += sum(
                1 for n, a in enumerate(group) for b in group[n + 1 :] if int(pairs[a, b]) < 1000
            )
        diagonal = int(pairs.diagonal().sum())
        found.append(
            {
                "rule": criterion.rule.key,
                "attribute": criterion.attribute,
                "weight": criterion.rule.weight,
                "value": round(reached / people / 10, 1) if people else 0.0,
                "chance": round((int(pairs.sum()) - diagonal) / max(1, everybody) / 10, 1),
                **({"met": met} if criterion.rule.key == "new_faces" else {}),
            }
        )
    return found


def _granted(problem: "g.Problem", groups: Seating) -> dict[int, dict[str, Any]]:
    """Wishes for company, by their place among the nice-to-haves: how many get theirs."""
    from junto.kernel.grouping.wishes import expected_worth

    found = {}
    for wish in problem.wishes:
        rule = problem.rules.soft[wish.index]
        seated = [[problem.index[ref] for ref in group] for group in groups]
        kept, count = sum(len(wish.granted(group)) for group in seated), wish.count
        drawn = expected_worth([wish], problem.n, problem.even_sizes) / max(1, wish.unit)
        found[wish.index] = {
            "rule": rule.key,
            "attribute": problem.criteria[wish.index].attribute,
            "weight": rule.weight,
            "value": round(100 * kept / count, 1) if count else 0.0,
            "chance": round(100 * drawn / count, 1) if count else 0.0,
            "kept": kept,
            "of": count,
        }
    return found


def line(
    problem: "g.Problem", groups: Seating, place: int, hide: Collection[str]
) -> dict[str, Any]:
    """One group's card: the hours it shares, whether it needs a look."""
    from junto.kernel import grouping as g

    view = g.explain_group(problem, groups, place, hide=hide)
    hours = [float(each["hours"]) for each in view.shared_hours]
    return {"hours": min(hours) if hours else None, "languages": list(view.languages)}


def as_was(problem: "g.Problem") -> dict[str, Any]:
    """Marks of the people, of each attribute and of past meetings, to tell later what changed."""
    roster = problem.roster
    met = sorted((each.a, each.b, each.times) for each in problem.history)
    return {
        "people": _mark(roster.ids),
        "count": problem.n,
        "values": {name: _mark(column) for name, column in sorted(roster.values.items())},
        "met": _mark(met),
    }


def _mark(values: Any) -> str:
    text = json.dumps(values, ensure_ascii=False, default=str)
    return sha256(text.encode()).hexdigest()[:12]


def indexed(
    found: dict[str, Any],
    groups: Seating,
    people: Sequence["Person"],
    main: str,
    only: Collection[int] = (),
) -> dict[str, Any]:
    """The figures with each group's size and values of the main attribute: an index.

    With `only`, of these groups alone; `people` are then those in them.
    """
    values = {person.ref: _word(value_of(person, main)) if main else "" for person in people}
    lines = found.get("groups") or [{} for _ in groups]
    for place, (row, group) in enumerate(zip(lines, groups, strict=True)):
        if only and place not in only:
            continue
        counts = Counter(values[ref] for ref in group if values[ref])
        row |= {"size": len(group), "mains": dict(counts)}
    return {**found, "groups": lines}


def _word(value: Any) -> str:
    return value if isinstance(value, str) else ""


def reasons(
    problem: "g.Problem", groups: Seating, hide: Collection[str], only: Collection[int] = ()
) -> dict[str, list[dict[str, Any]]]:
    """Everybody's reasons (or those of the groups in `only`), by person."""
    from junto.kernel import grouping as g

    found = g.explain_everyone(problem, groups, hide=hide, only=only)
    return {ref: [stored_reason(each) for each in rows] for ref, rows in found.items()}


def stored_reason(reason: "g.Reason") -> dict[str, Any]:
    """A reason as JSON."""
    values = {key: _plain(value) for key, value in reason.values.items()}
    return {"code": reason.code, "values": values, "people": list(reason.people)}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return sorted(value) if isinstance(value, set | frozenset) else value


def key_of(
    people: Sequence["Person"],
    rules: Mapping[str, Any],
    definitions: Sequence["AttributeDefinition"],
    titles: Mapping[str, str],
) -> dict[str, Any]:
    """What a card shows beside a name: one attribute as a chip, one as a word; none sensitive."""
    hide = {row.key for row in definitions if row.is_sensitive}
    spoken = sorted(
        (rule for rule in rules.get("soft", []) if "mix" in rule),
        key=lambda rule: -float(rule["mix"].get("weight", 1)),
    )
    wanted = [rule["mix"]["attribute"] for rule in spoken]
    wanted += [rule["at_most"]["attribute"] for rule in rules.get("hard", []) if "at_most" in rule]
    wanted += ["unit", "site", "employer", "level", "country"]
    shown = [name for name in dict.fromkeys(wanted) if name not in hide]
    counts = {name: _counted(people, name) for name in shown}
    usable = [name for name in shown if counts[name]]
    main = next((name for name in usable if 2 <= len(counts[name]) <= MOST_ON_A_CHIP), "")
    second = next((name for name in usable if name != main), "")
    values = sorted(counts.get(main, {}), key=lambda value: (-counts[main][value], value))
    return {
        "main": main,
        "main_label": titles.get(main, main),
        "second": second,
        "second_label": titles.get(second, second),
        "values": [
            [value, code, f"k{n % CODES + 1}"]
            for n, (value, code) in enumerate(zip(values, _codes(values), strict=True))
        ],
    }


def _counted(people: Sequence["Person"], name: str) -> Counter[str]:
    values = (value_of(person, name) for person in people)
    if name not in FIELDS:
        values = (value if isinstance(value, str) else "" for value in values)
    return Counter(value for value in values if isinstance(value, str) and value)


def _codes(values: Sequence[str]) -> list[str]:
    """Two letters each, and no two alike."""
    codes: list[str] = []
    for value in values:
        words = value.replace("-", " ").replace("&", " ").split() or [value]
        first = words[0]
        tries = [
            *((first[0] + words[1][0],) if len(words) > 1 else ()),
            first[:2],
            *(first[0] + letter for letter in first[1:]),
            *(first[0] + str(n) for n in range(1, 100)),
        ]
        codes.append(next(code.upper() for code in tries if code.upper() not in codes))
    return codes
