"""The mentoring board as it is read: answers side by side, pairs with their reasons, who is left.

A few queries however many pairs there are. Of those walled off from the reader only names are told.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from junto.domain.groups import matchings, mentoring, pairing, queries
from junto.domain.groups.enums import MentoringForm, Side
from junto.domain.groups.mentoring import Member
from junto.domain.groups.models import Matching
from junto.domain.people import wall
from junto.foundation.access import Actor

PAGE_SIZE = 24
LEFT_SHOWN = 12


@dataclass(frozen=True)
class Row:
    """One pair; reasons are empty where one of the two is walled off from the reader."""

    one: Member
    other: Member
    points: int
    reasons: Mapping[str, Any]
    is_pinned: bool
    is_walled: bool


@dataclass(frozen=True)
class Left:
    """Somebody without a match, why, and whose places would help."""

    member: Member
    code: str
    values: Mapping[str, Any]
    names: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """One of the two answers, in figures."""

    key: str
    pairs: int
    left: int
    fit: int
    worth: float
    blocking: int
    wishes: Mapping[str, Any]
    # Circles with fewer mentees than asked for.
    small: int
    is_chosen: bool
    is_changed: bool


@dataclass(frozen=True)
class Board:
    """A page of a matching."""

    answers: tuple[Answer, ...]
    rows: tuple[Row, ...]
    found: int
    page: int
    pages: int
    pairs: int
    people: int
    mentors: int
    places: int
    # Share of pairs from different units, where units are known; None where they are not.
    across: float | None
    left: tuple[Left, ...]
    left_count: int
    free: tuple[tuple[Member, int], ...]
    free_count: int
    is_mutual: bool
    gone: bool


def board(matching: Matching, *, actor: Actor, text: str = "", page: int = 1) -> Board:
    """One page of a matching, of those with the text in a name."""
    everybody = {each.ref: each for each in mentoring.members_of(matching.program)}
    members = {ref: each for ref, each in everybody.items() if each.side != Side.NEITHER}
    pairs = [
        (members[one], members[entry[0]], int(entry[1]))
        for one, entry in matching.pairs.items()
        if one in members and entry[0] in members
    ]
    wanted = sorted(_found(pairs, text), key=_order(matching))
    pages = max(1, -(-len(wanted) // PAGE_SIZE))
    page = min(max(1, page), pages)
    walled = wall.refs_behind(actor)
    pins = matchings.pins_of(matching)
    mutual = matchings.is_mutual(matching)
    on = matchings.day_of(matching)
    rows = [
        Row(
            one,
            other,
            points,
            {}
            if {one.ref, other.ref} & walled
            else pairing.reasons(one, other, on, is_mutual=mutual),
            one.ref in pins,
            bool({one.ref, other.ref} & walled),
        )
        for one, other, points in wanted[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    ]
    left = _left(matching, members)
    free = [] if mutual else _free(matching, members)
    units = [(one.person.unit, other.person.unit) for one, other, _points in pairs]
    known = [pair for pair in units if all(pair)]
    return Board(
        answers=tuple(_answers(matching)),
        rows=tuple(rows),
        found=len(wanted),
        page=page,
        pages=pages,
        pairs=len(matching.pairs),
        people=len(matching.result.get("seekers", [])),
        mentors=len(matching.result.get("places", {})),
        places=sum(matching.result.get("places", {}).values()),
        across=sum(a != b for a, b in known) / len(known) if known else None,
        left=tuple(_with_names(members, left[:LEFT_SHOWN])),
        left_count=len(left),
        free=tuple(free[:LEFT_SHOWN]),
        free_count=len(free),
        is_mutual=mutual,
        gone=len(pairs) != len(matching.pairs),
    )


def _found(
    pairs: Sequence[tuple[Member, Member, int]], text: str
) -> list[tuple[Member, Member, int]]:
    wanted = text.casefold()
    return [
        pair
        for pair in pairs
        if any(wanted in each.person.full_name.casefold() for each in pair[:2])
    ]


def _order(matching: Matching) -> Any:
    """Circles stand together; pairs go by the name of who was looking."""

    def key(pair: tuple[Member, Member, int]) -> tuple[str, ...]:
        names = [each.person.full_name.casefold() for each in pair[:2]]
        is_circle = matching.settings["form"] == MentoringForm.CIRCLES
        return (*(reversed(names) if is_circle else names), pair[0].ref)

    return key


def _mean(points: Sequence[int]) -> int:
    return round(sum(points) / len(points)) if points else 0


def _answers(matching: Matching) -> list[Answer]:
    made = matching.result.get("answers", {})
    smallest = matching.settings["smallest"]
    is_circle = matching.settings["form"] == MentoringForm.CIRCLES
    found = []
    for key, answer in made.items():
        load = Counter(entry[0] for entry in answer["pairs"].values())
        found.append(
            Answer(
                key=key,
                pairs=len(answer["pairs"]),
                left=len(answer["left"]),
                fit=_mean([entry[1] for entry in answer["pairs"].values()]),
                worth=answer["worth"],
                blocking=answer["blocking"],
                wishes=answer["wishes"],
                small=sum(count < smallest for count in load.values()) if is_circle else 0,
                is_chosen=key == matching.chosen,
                is_changed=key == matching.chosen and answer["pairs"] != matching.pairs,
            )
        )
    return found


def _left(matching: Matching, members: Mapping[str, Member]) -> list[dict[str, Any]]:
    """Who has no match as things are now; those left since by hand have no reason but that."""
    now = set(matchings.partners(matching))
    answer = matching.result.get("answers", {}).get(matching.chosen, {})
    why = {each["ref"]: each for each in answer.get("left", [])}
    return [
        why.get(ref, {"ref": ref, "code": "hand", "values": {}})
        for ref in matching.result.get("seekers", [])
        if ref not in now and ref in members
    ]


def _with_names(members: Mapping[str, Member], rows: Sequence[dict[str, Any]]) -> list[Left]:
    refs = {ref for row in rows for ref in row["values"].get("mentors", ())}
    called = {ref: each.person.full_name for ref, each in members.items() if ref in refs}
    return [
        Left(
            members[row["ref"]],
            row["code"],
            row["values"],
            tuple(called[ref] for ref in row["values"].get("mentors", ()) if ref in called),
        )
        for row in rows
    ]


def _free(matching: Matching, members: Mapping[str, Member]) -> list[tuple[Member, int]]:
    load = Counter(entry[0] for entry in matching.pairs.values())
    found = [
        (members[ref], places - load[ref])
        for ref, places in matching.result.get("places", {}).items()
        if ref in members and places > load[ref]
    ]
    return sorted(found, key=lambda each: (-each[1], each[0].person.full_name.casefold()))


def file_rows(matching: Matching, *, actor: Actor) -> list[list[Any]]:
    """The pairs as rows of a file: who, with whom, how well they fit, and the shared topics.

    Of those walled off from the actor there are names alone.
    """
    walled = wall.refs_behind(actor)
    members = {each.ref: each for each in mentoring.members_of(matching.program)}
    mutual, on = matchings.is_mutual(matching), matchings.day_of(matching)
    rows = []
    for ref, entry in sorted(matching.pairs.items()):
        one, other = members.get(ref), members.get(entry[0])
        if one is None or other is None:
            continue
        why = pairing.reasons(one, other, on, is_mutual=mutual)
        if {one.ref, other.ref} & walled:
            why = {"skills": [], "goals": [], "hours": 0}
        rows.append(
            [
                one.person.external_id or one.ref,
                one.person.full_name,
                other.person.external_id or other.ref,
                other.person.full_name,
                int(entry[1]),
                "; ".join(why["skills"]),
                "; ".join(why["goals"]),
                f"{why['hours']:g}",
            ]
        )
    return rows


def trouble_of(matching: Matching) -> str:
    """Why a matching came to nothing, in the language of the reader."""
    trouble = matching.result.get("trouble")
    return queries.trouble_in_words(trouble) if trouble else ""
