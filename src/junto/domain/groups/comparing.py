"""Two drafts side by side: what each reaches, and who sits with whom in only one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from junto.domain.groups import proofs
from junto.domain.groups.enums import FormationState
from junto.domain.groups.models import Formation, Seat

if TYPE_CHECKING:
    from junto.domain.programs.models import Program

PAGE_SIZE = 25
MOST = 30
SEATED = (
    FormationState.READY,
    FormationState.ANNOUNCING,
    FormationState.PUBLISHED,
    FormationState.ASIDE,
)


@dataclass(frozen=True)
class Side:
    """One of the two."""

    formation: Formation
    proof: proofs.Proof | None
    sizes: tuple[int, int]

    @property
    def figures(self) -> dict[str, Any]:
        """What is stored with it."""
        return dict(self.formation.figures)


@dataclass(frozen=True)
class Comparison:
    """Two drafts; `same_problem` when their figures measure the same thing."""

    one: Side
    other: Side
    same_problem: bool
    pairs_in_both: int
    only_in_one: int
    only_in_other: int
    people_in_both: int
    moved: int


@dataclass(frozen=True)
class Company:
    """Somebody whose company differs: with whom in the first alone, with whom in the other."""

    name: str
    ref: str
    group_in_one: str
    group_in_other: str
    in_one: tuple[str, ...]
    in_other: tuple[str, ...]


def choices(program: "Program") -> list[tuple[str, int, str]]:
    """Drafts that seat people, the newest first: reference, number, state."""
    rows = Formation.objects.filter(program=program, state__in=SEATED).order_by("-number")
    return list(rows.values_list("ref", "number", "state")[:MOST])


def compare(one: Formation, other: Formation) -> Comparison:
    """What the two have in common and what not."""
    here, there = _with_whom(_seats(one)[0]), _with_whom(_seats(other)[0])
    first, second = _pairs(here), _pairs(there)
    shared = here.keys() & there.keys()
    hashes = [each.figures.get("problem_hash") or each.problem_hash for each in (one, other)]
    return Comparison(
        one=_side(one),
        other=_side(other),
        same_problem=bool(hashes[0]) and hashes[0] == hashes[1],
        pairs_in_both=len(first & second),
        only_in_one=len(first - second),
        only_in_other=len(second - first),
        people_in_both=len(shared),
        moved=sum(1 for ref in shared if here[ref] != there[ref]),
    )


def _side(formation: Formation) -> Side:
    sizes = [line.get("size", 0) for line in formation.figures.get("groups", [])] or [0]
    return Side(formation, proofs.proof_of(formation), (min(sizes), max(sizes)))


def _pairs(company: Mapping[str, frozenset[str]]) -> set[tuple[str, str]]:
    return {(ref, other) for ref, others in company.items() for other in others if ref < other}


def differing(one: Formation, other: Formation, page: int = 1) -> tuple[list[Company], int, int]:
    """Whose company differs, by name: a page of them, its number, and how many pages there are."""
    (here, names), (there, more) = _seats(one), _seats(other)
    called = {**more, **names}
    first, second = _with_whom(here), _with_whom(there)
    wanted = sorted(
        (ref for ref in here.keys() & there.keys() if first[ref] != second[ref]),
        key=lambda ref: (called[ref].casefold(), ref),
    )
    pages = max(1, -(-len(wanted) // PAGE_SIZE))
    page = min(max(1, page), pages)
    rows = [
        Company(
            name=called[ref],
            ref=ref,
            group_in_one=_name(one, here[ref]),
            group_in_other=_name(other, there[ref]),
            in_one=_called(first[ref] - second[ref], called),
            in_other=_called(second[ref] - first[ref], called),
        )
        for ref in wanted[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    ]
    return rows, page, pages


def _seats(formation: Formation) -> tuple[dict[str, int], dict[str, str]]:
    rows = Seat.objects.filter(formation=formation).values_list(
        "person__ref", "group_index", "person__full_name"
    )
    found = list(rows)
    return {ref: at for ref, at, _name in found}, {ref: name for ref, _at, name in found}


def _with_whom(seats: Mapping[str, int]) -> dict[str, frozenset[str]]:
    groups: dict[int, set[str]] = {}
    for ref, at in seats.items():
        groups.setdefault(at, set()).add(ref)
    return {ref: frozenset(groups[at] - {ref}) for ref, at in seats.items()}


def _called(refs: frozenset[str], names: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted(names[ref] for ref in refs))


def _name(formation: Formation, place: int) -> str:
    called: Sequence[Any] = formation.names
    return str(called[place]) if place < len(called) else str(place + 1)
