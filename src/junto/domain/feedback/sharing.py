"""Whether everybody can hear from as many as planned, who would give, and what would mend it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from junto.domain.feedback import queries
from junto.domain.feedback.enums import MIXED, Category
from junto.domain.feedback.models import FeedbackRound, Rater, Subject
from junto.domain.groups import queries as group_queries
from junto.domain.programs import queries as program_queries

if TYPE_CHECKING:
    from junto.domain.people.models import Person

# As many as one person is asked for at most, in any round.
MOST_OF_ANYBODY = 20


@dataclass(frozen=True)
class Filled:
    """How many were proposed; or who cannot hear from enough people, why, and what mends it.

    `most` is the smallest number one person would have to be asked for, `each` the largest number
    everybody can hear from; None where neither helps.
    """

    proposed: int
    short: tuple[str, ...] = ()
    wanted: int = 0
    possible: int = 0
    most: int | None = None
    each: int | None = None


@dataclass(frozen=True)
class Shared:
    """Who would be asked beside those who are chosen; or why that cannot be."""

    new: list[Rater] = field(default_factory=list)
    short: Filled | None = None

    def filled(self) -> Filled:
        """As told to who runs the round."""
        return self.short or Filled(len(self.new))


def share(round_: FeedbackRound) -> Shared:
    """Find who gives to whom, or prove that no choice of people does."""
    from junto.kernel.matching.giving import share_giving

    people = {each.ref: each for each in program_queries.enrolled_people(round_.program)}
    subjects = {row.person.ref: row for row in queries.subjects_in(round_)}
    subjects = {ref: row for ref, row in subjects.items() if ref in people}
    rows = Rater.objects.filter(subject__round=round_, category__in=MIXED)
    rows = rows.select_related("person", "subject__person").order_by("pk")
    fixed = [(row.person.ref, row.subject.person.ref) for row in rows]
    outside = sorted({giver for giver, _ in fixed} - people.keys())
    wishes: dict[str, Any] = {
        "fixed": [pair for pair in fixed if pair[1] in people],
        "barred": [*_barred(people), *_coaching(subjects)],
        "preferred": _together(round_),
    }
    room = _room(round_, people)
    everybody = [*people, *outside]
    wanted = dict.fromkeys(subjects, round_.wanted)
    made = share_giving(everybody, wanted=wanted, most=room, **wishes)
    if made.short:
        names = [people[ref].full_name for ref in made.short.receivers if ref in people]
        mend = _mend(round_, everybody, subjects, room, wishes)
        told = Filled(0, tuple(names), made.short.wanted, made.short.possible, *mend)
        return Shared(short=told)
    known = set(fixed)
    return Shared(
        [
            Rater(
                subject=subjects[receiver],
                person=people[giver],
                category=_category(people[giver], people[receiver]),
            )
            for giver, receivers in made.gives.items()
            for receiver in receivers
            if (giver, receiver) not in known and receiver in subjects
        ]
    )


def _room(round_: FeedbackRound, people: Mapping[str, "Person"]) -> dict[str, int]:
    """What one person may be asked for here, when other rounds ask them too."""
    everywhere, here = queries.loads_everywhere(), queries.loads(round_)
    elsewhere = {each: count - here.get(each, 0) for each, count in everywhere.items()}
    return {
        ref: max(0, round_.most - elsewhere.get(person.pk, 0)) for ref, person in people.items()
    }


def _mend(
    round_: FeedbackRound,
    everybody: list[str],
    subjects: Mapping[str, Subject],
    room: Mapping[str, int],
    wishes: Mapping[str, Any],
) -> tuple[int | None, int | None]:
    """The smallest greater limit, and the largest smaller number, that would do."""
    from junto.kernel.matching.giving import least_more, most_each

    wanted = dict.fromkeys(subjects, round_.wanted)
    top = MOST_OF_ANYBODY - round_.most
    more = least_more(everybody, wanted=wanted, most=room, top=top, **wishes)
    fewer = most_each(
        everybody, list(subjects), most=room, ends=(round_.k, round_.wanted), **wishes
    )
    return (None if more is None else round_.most + more), fewer


def _barred(people: Mapping[str, "Person"]) -> list[tuple[str, str]]:
    """Managers give with their name, so they are never among those who are mixed."""
    by_key = {each.pk: ref for ref, each in people.items()}
    return [
        (by_key[person.manager_id], ref)
        for ref, person in people.items()
        if person.manager_id in by_key
    ]


def _coaching(subjects: Mapping[str, Subject]) -> list[tuple[str, str]]:
    """Coaches read the report, so they are never among those who are mixed in it."""
    return [(row.coach.ref, ref) for ref, row in subjects.items() if row.coach is not None]


def _together(round_: FeedbackRound) -> list[tuple[str, str]]:
    """Those who meet in a group of the program have seen each other at work."""
    pairs = []
    for group in group_queries.groups_of(round_.program):
        refs = [person.ref for person in group_queries.members_of(group)]
        pairs += [(one, other) for one in refs for other in refs if one != other]
    return pairs


def _category(giver: "Person", receiver: "Person") -> Category:
    return Category.REPORTS if giver.manager_id == receiver.pk else Category.PEERS
