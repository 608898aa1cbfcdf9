"""From people to the matching kernel and back: who fits whom, the answers, and why.

The kernel is imported when needed. Two masks say who may be a pair: `allowed` is for the solver and
holds private vetoes too; `open` is for pages and changes by hand, which never show that there are
any. Wishes reach the solver's answers and nothing else: what a page says of one pair is profile
alone.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from junto.domain.groups import mentoring, problems, queries, vetoes
from junto.domain.groups.enums import MentoringForm, Side
from junto.domain.groups.mentoring import Member
from junto.domain.people import queries as people_queries

if TYPE_CHECKING:
    from junto.domain.programs.models import Program

DAY = 24 * 60
FULL_HOURS = 8 * 60
MENTORS_NAMED = 3
# Must-haves that speak of whole groups have no meaning for two.
NOT_FOR_TWO = ("at_least", "together")
BEST, STABLE = "best", "stable"
# Below so many nothing is said of wishes: it would be said of somebody.
FEWEST_WISHERS = 4


class NobodyToMatch(ValueError):
    """One side has nobody: there is nothing to match."""

    def __init__(self, side: str) -> None:
        self.side = side
        super().__init__(side)


@dataclass(frozen=True)
class Scene:
    """Who can be paired with whom, in the order of references; matrices are rows × columns."""

    form: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    places: dict[str, int]
    fit: Any
    allowed: Any
    open: Any
    # Why a pair may not be: one reporting line; kept apart by name or ended; a must-have.
    line: Any
    apart: Any

    def points(self, row: str, column: str) -> int:
        """How well two fit, of 100."""
        value = int(self.fit[self.rows.index(row), self.columns.index(column)])
        return (value * 100 + 500_000) // 1_000_000

    def may(self, row: str, column: str) -> bool:
        """Whether two may be a pair, as far as pages know."""
        return bool(self.open[self.rows.index(row), self.columns.index(column)])


# ---------------------------------------------------------------- why two fit


def reasons(one: Member, other: Member, on: date, *, is_mutual: bool = False) -> dict[str, Any]:
    """Why these two: what the one seeks and the other offers, shared goals, hours, units."""
    found: dict[str, Any] = {
        "skills": _both(other.offers, one.seeks),
        "goals": _both(one.seeks, other.seeks),
        "hours": round(shared_minutes(one, other, on) / 60, 1),
        "units": [one.person.unit, other.person.unit],
    }
    if is_mutual:
        found["back"] = _both(one.offers, other.seeks)
    if not all(found["units"]) or found["units"][0] == found["units"][1]:
        found["units"] = []
    return found


def _both(left: Sequence[str], right: Sequence[str]) -> list[str]:
    wanted = {each.casefold() for each in right}
    return [each for each in left if each.casefold() in wanted]


def shared_minutes(one: Member, other: Member, on: date) -> int:
    """How many minutes of the day two have in common."""
    (start, end), (begin, finish) = _window(one, on), _window(other, on)
    shifts = range(-2 * DAY, 2 * DAY + 1, DAY)
    shared = sum(max(0, min(end, finish + by) - max(start, begin + by)) for by in shifts)
    return min(shared, DAY)


def _window(member: Member, on: date) -> tuple[int, int]:
    person = member.person
    ahead = _ahead(person.time_zone, on)
    start, end = (int(each[:2]) * 60 + int(each[3:]) for each in _hours(person))
    return start - ahead, end - ahead + (DAY if end <= start else 0)


def _hours(person: Any) -> tuple[str, str]:
    return person.hours_start, person.hours_end


@cache
def _ahead(zone: str, on: date) -> int:
    noon = datetime(on.year, on.month, on.day, 12, tzinfo=UTC).astimezone(ZoneInfo(zone))
    shift = noon.utcoffset()
    return round(shift.total_seconds() / 60) if shift is not None else 0


# ---------------------------------------------------------------- the scene


def rules_for_two(rules: Mapping[str, Any], on: date) -> dict[str, Any]:
    """The program's rules as far as they mean something for a pair."""
    whole = problems.complete(rules, on)
    hard = [rule for rule in whole["hard"] if not set(rule) & set(NOT_FOR_TWO)]
    return {"hard": hard, "soft": whole["soft"]}


def sides(members: Iterable[Member], form: str) -> tuple[list[Member], list[Member]]:
    """Who looks for somebody and who can be found; everybody is both where two coach each other."""
    here = [each for each in members if each.side != Side.NEITHER]
    if form == MentoringForm.RECIPROCAL:
        return here, here
    mentors = [each for each in here if each.side == Side.MENTOR and each.places > 0]
    return [each for each in here if each.side == Side.MENTEE], mentors


def scene(
    program: "Program",
    settings: Mapping[str, Any],
    members: Sequence[Member],
    *,
    pins: Mapping[str, str] | None = None,
    before: datetime | None = None,
) -> Scene:
    """Everything that is known of pairs between these members.

    Raises
    ------
    NobodyToMatch
        When one side is empty.
    junto.kernel.grouping.RuleError, junto.kernel.grouping.RosterError
        When a rule speaks of what nobody has.
    junto.kernel.matching.MatchError
        When there are more people than can be compared.
    """
    seekers, givers = sides(members, settings["form"])
    for side, people in ((Side.MENTEE, seekers), (Side.MENTOR, givers)):
        if not people:
            raise NobodyToMatch(side)
    seekers = sorted(seekers, key=lambda each: each.ref)
    givers = sorted(givers, key=lambda each: each.ref)
    fit, may = _compared(program, settings, seekers, givers, before)
    line, apart, vetoed = _masks(program, seekers, givers)
    open_ = may & ~line & ~apart
    allowed = open_ & ~vetoed
    allowed = _pinned(allowed, pins or {}, seekers, givers, settings["form"])
    return Scene(
        form=settings["form"],
        rows=tuple(each.ref for each in seekers),
        columns=tuple(each.ref for each in givers),
        places={each.ref: each.places for each in givers},
        fit=fit,
        allowed=allowed,
        open=open_,
        line=line,
        apart=apart,
    )


def _pinned(
    allowed: Any,
    pins: Mapping[str, str],
    seekers: Sequence[Member],
    givers: Sequence[Member],
    form: str,
) -> Any:
    """Leave those who are pinned nobody else to go to."""
    is_mutual = form == MentoringForm.RECIPROCAL
    wanted = {**({b: a for a, b in pins.items()} if is_mutual else {}), **pins}
    at = {each.ref: place for place, each in enumerate(givers)}
    for place, each in enumerate(seekers):
        if wanted.get(each.ref) in at:
            allowed[place, :] = False
            allowed[place, at[wanted[each.ref]]] = True
    return allowed & allowed.T if is_mutual else allowed


def _compared(
    program: "Program",
    settings: Mapping[str, Any],
    seekers: Sequence[Member],
    givers: Sequence[Member],
    before: datetime | None,
) -> tuple[Any, Any]:
    """How well pairs fit by topics, hours, units and the rules; and who may be one by the rules."""
    from junto.kernel import matching as m

    people = {each.ref: each.person for each in (*seekers, *givers)}
    if len(people) > m.MOST_PEOPLE:
        raise m.MatchError(f"{len(people)} people are more than the {m.MOST_PEOPLE} to compare.")
    rules = settings["rules"]
    wants_history = any("new_faces" in rule for rule in rules.get("soft", []))
    met = (
        queries.times_met(program, {each.pk for each in people.values()}, before)
        if wants_history and before is not None
        else {}
    )
    problem = problems.build(
        list(people.values()), rules, (2, 2), people_queries.attribute_definitions(), met
    )
    found = m.compare(
        problem, rows=[each.ref for each in seekers], columns=[each.ref for each in givers]
    )
    parts = _parts(settings, seekers, givers)
    if found.weight:
        parts.append((settings["weights"]["rules"], found.fit))
    parts = [(weight, part) for weight, part in parts if weight and part.any()]
    total = sum(weight for weight, _part in parts)
    fit = sum(weight * part for weight, part in parts) // total if total else found.fit * 0
    return fit, found.allowed


def _parts(
    settings: Mapping[str, Any], seekers: Sequence[Member], givers: Sequence[Member]
) -> list[tuple[int, Any]]:
    import numpy as np

    from junto.kernel import matching as m

    weights, on = settings["weights"], date.fromisoformat(settings["on"])
    wanted, sought = _folded(each.seeks for each in seekers), _folded(each.seeks for each in givers)
    skills = m.covered(wanted, _folded(each.offers for each in givers))
    if settings["form"] == MentoringForm.RECIPROCAL:
        skills = (skills + skills.T) // 2
    shared = m.minutes_in_common(
        [_window(each, on) for each in seekers], [_window(each, on) for each in givers]
    )
    units = [np.array([each.person.unit for each in side]) for side in (seekers, givers)]
    differ = (units[0][:, None] != units[1][None, :]) & (units[0] != "")[:, None]
    return [
        (weights["skills"], skills),
        (weights["goals"], m.in_common(wanted, sought)),
        (weights["hours"], np.minimum(shared, FULL_HOURS) * m.FULL // FULL_HOURS),
        (weights["unit"], (differ & (units[1] != "")[None, :]).astype(np.int64) * m.FULL),
    ]


def _folded(lists: Iterable[Sequence[str]]) -> list[frozenset[str]]:
    return [frozenset(word.casefold() for word in words) for words in lists]


def _masks(
    program: "Program", seekers: Sequence[Member], givers: Sequence[Member]
) -> tuple[Any, Any, Any]:
    """Pairs of one reporting line; pairs kept apart by name or ended; pairs with a veto."""
    import numpy as np

    rows = {each.person.pk: place for place, each in enumerate(seekers)}
    columns = {each.person.pk: place for place, each in enumerate(givers)}
    line, apart, vetoed = (np.zeros((len(rows), len(columns)), dtype=bool) for _ in range(3))
    lines = mentoring.lines_above()
    for pk, place in rows.items():
        for above in lines.get(pk, ()):
            if above in columns:
                line[place, columns[above]] = True
        if pk in columns:
            line[place, columns[pk]] = True
    for pk, place in columns.items():
        for above in lines.get(pk, ()):
            if above in rows:
                line[rows[above], place] = True
    kept = mentoring.barred(program) | mentoring.set_free(program)
    for mask, pairs in ((apart, kept), (vetoed, _vetoes([*seekers, *givers]))):
        for a, b in pairs:
            for one, other in ((a, b), (b, a)):
                if one in rows and other in columns:
                    mask[rows[one], columns[other]] = True
    return line, apart, vetoed


def _vetoes(members: Iterable[Member]) -> set[tuple[int, int]]:
    """Pairs of ids of whom one asked to be kept apart from the other; told to nobody."""
    people = {each.ref: each.person for each in members}
    return {
        (people[one].pk, people[other].pk) for one, other in vetoes.apart_pairs(people.values())
    }


# ---------------------------------------------------------------- the answers


def answers(
    found: Scene,
    settings: Mapping[str, Any],
    wishes: Mapping[str, Sequence[str]],
    pins: Mapping[str, str],
) -> dict[str, Any]:
    """The answers of the solver as JSON, by name: "best" and, but for mutual pairs, "stable"."""
    if found.form == MentoringForm.RECIPROCAL:
        return {BEST: _mutual(found, settings, wishes)}
    from junto.kernel import matching as m

    market = market_of(found, settings, wishes, pins)
    best, is_whole = _best(market, settings)
    made = {BEST: _answer(found, best, wishes), STABLE: _answer(found, m.stable(market), wishes)}
    made[BEST]["is_whole"] = is_whole
    return made


def market_of(
    found: Scene,
    settings: Mapping[str, Any],
    wishes: Mapping[str, Sequence[str]],
    pins: Mapping[str, str],
) -> Any:
    """The kernel's market of a scene, with both sides' wishes."""
    from junto.kernel import matching as m

    def between(rows: Sequence[str], columns: Sequence[str]) -> dict[str, list[str]]:
        known = set(columns)
        kept = {ref: [each for each in wishes.get(ref, ()) if each in known] for ref in rows}
        return {ref: wished for ref, wished in kept.items() if wished}

    weights = settings["weights"]
    others = sum(value for name, value in weights.items() if name != "wishes")
    asked = m.Wishes(
        mentees=between(found.rows, found.columns),
        mentors=between(found.columns, found.rows),
        weight=weights["wishes"] / max(1, others),
    )
    market = m.market_with(
        found.rows,
        found.columns,
        places=found.places,
        fit=found.fit,
        allowed=found.allowed,
        wishes=asked,
    )
    # Nobody is asked to prefer whom they are pinned to; the place is theirs.
    top = int(market.mentor_likes.max(initial=0)) + 1
    for mentee, mentor in pins.items():
        if mentee in found.rows and mentor in found.columns:
            market.mentor_likes[found.rows.index(mentee), found.columns.index(mentor)] = top
    return market


def _best(market: Any, settings: Mapping[str, Any]) -> tuple[Any, bool]:
    """The most worth in all; where not everybody can be placed, as many as can be."""
    from junto.kernel import matching as m

    is_circle = settings["form"] == MentoringForm.CIRCLES
    try:
        if is_circle:
            return m.circles(market, smallest=settings["smallest"]), True
        return m.assign(market), True
    except (m.Infeasible, m.MatchError):
        return m.assign_most(market), False


def _answer(found: Scene, matching: Any, wishes: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    from junto.kernel import matching as m

    pairs = {
        mentee: [mentor, found.points(mentee, mentor)] for mentee, mentor in matching.pairs.items()
    }
    load = Counter(matching.pairs.values())
    return {
        "pairs": pairs,
        "left": [left(found, ref, load) for ref in matching.unplaced],
        "worth": round(100 * matching.total / m.FULL / max(1, len(pairs)), 1),
        "blocking": matching.blocking,
        "wishes": {
            "mentees": _granted(matching.pairs, wishes),
            "mentors": _granted_to_mentors(matching.pairs, wishes, found.columns),
        },
    }


def _granted(pairs: Mapping[str, str], wishes: Mapping[str, Sequence[str]]) -> list[int] | None:
    """How many who have wishes got one of them, and of how many; None where they are too few."""
    asked = [ref for ref in pairs if wishes.get(ref)]
    if len(asked) < FEWEST_WISHERS:
        return None
    return [sum(pairs[ref] in wishes[ref] for ref in asked), len(asked)]


def _granted_to_mentors(
    pairs: Mapping[str, str], wishes: Mapping[str, Sequence[str]], mentors: Sequence[str]
) -> list[int] | None:
    asked = [ref for ref in mentors if wishes.get(ref)]
    if len(asked) < FEWEST_WISHERS:
        return None
    got = {mentor for mentee, mentor in pairs.items() if mentee in wishes.get(mentor, ())}
    return [len(got), len(asked)]


def left(found: Scene, ref: str, load: Mapping[str, int]) -> dict[str, Any]:
    """Why somebody has no match, as far as a page may say, and whose places would help.

    `load` is how many places of each mentor are taken.
    """
    row = found.rows.index(ref)
    rooms = [bool(found.places[each]) for each in found.columns]
    fits = [at for at in range(len(rooms)) if found.open[row, at]]
    if not fits:
        causes = {
            "line": int(found.line[row].sum()),
            "apart": int((found.apart[row] & ~found.line[row]).sum()),
        }
        others = len(rooms) - sum(causes.values())
        return {"ref": ref, "code": "nobody", "values": {**causes, "rules": others}}
    nearest = sorted(fits, key=lambda at: (-int(found.fit[row, at]), at))
    mentors = [found.columns[at] for at in nearest]
    full = [ref for ref in mentors if load.get(ref, 0) >= found.places[ref]]
    code = "odd" if found.form == MentoringForm.RECIPROCAL else "full"
    return {
        "ref": ref,
        "code": code,
        "values": {"mentors": full[:MENTORS_NAMED]},
    }


def _mutual(
    found: Scene, settings: Mapping[str, Any], wishes: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """Pairs in which each coaches the other."""
    import numpy as np

    from junto.kernel import matching as m

    fit = (found.fit + found.fit.T) // 2
    points = np.zeros_like(fit)
    at = {ref: place for place, ref in enumerate(found.rows)}
    for ref, wished in wishes.items():
        for rank, other in enumerate(wished):
            if ref in at and other in at:
                points[at[ref], at[other]] = m.FULL * (len(wished) - rank) // len(wished)
    weights = settings["weights"]
    others = max(1, sum(value for name, value in weights.items() if name != "wishes"))
    worth = fit * others + weights["wishes"] * ((points + points.T) // 2)
    worth //= others + weights["wishes"]
    both_ways = found.allowed & found.allowed.T
    made = m.reciprocal_pairs(list(found.rows), worth, allowed=both_ways)
    pairs = {a: [b, found.points(a, b)] for a, b in made.pairs}
    partners = dict(made.pairs) | {b: a for a, b in made.pairs}
    return {
        "pairs": pairs,
        "left": [left(found, ref, {}) for ref in made.alone],
        "worth": round(100 * made.total / m.FULL / max(1, len(pairs)), 1),
        # How far the whole may be from the best there is, of 100 for each pair.
        "short": round(100 * (made.limit - made.total) / m.FULL / max(1, len(pairs)), 1),
        "blocking": 0,
        "wishes": {"mentees": _granted(partners, wishes), "mentors": None},
        "is_whole": not made.alone,
    }
