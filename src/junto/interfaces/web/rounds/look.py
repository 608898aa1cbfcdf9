"""A plan as pages read it: its people, who meets whom, who meets again."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from junto.domain.groups import queries, rounds
from junto.domain.people import wall
from junto.domain.programs import queries as programs


class Look:
    """A few queries however many people and rounds there are."""

    def __init__(self, plan: Any, actor: Any, enrolled: Sequence[Any] = ()) -> None:
        self.plan, self.actor = plan, actor
        self.rounds = rounds.rounds_of(plan)
        self.refs = rounds.refs_in(plan)
        absent = {ref for refs in plan.away.values() for ref in refs}
        told = self.refs | absent
        self.people = {person.ref: person for person in enrolled if person.ref in told}
        # Who takes part in the program no more may still be in the organization.
        if others := sorted(told - set(self.people)):
            self.people |= {person.ref: person for person in programs.people_by_refs(others)}
        left = told - set(self.people)
        self._left = queries.names_of(left) if left else {}
        self.walled = wall.refs_behind(actor)

    def name(self, ref: str) -> str:
        """What somebody is called, of those who left too."""
        person = self.people.get(ref)
        return person.full_name if person else self._left.get(ref, _("former member"))

    @cached_property
    def order(self) -> list[str]:
        """Everybody by name."""
        return sorted(self.refs, key=lambda ref: (self.name(ref).casefold(), ref))

    @cached_property
    def meetings(self) -> dict[tuple[str, str], list[int]]:
        """Who meets whom in which rounds."""
        return rounds.meetings_of(self.plan)

    @cached_property
    def share(self) -> float:
        """The share of all pairs that meet."""
        count = len(self.refs)
        return len(self.meetings) / (count * (count - 1) / 2) if count > 1 else 0.0

    @cached_property
    def again(self) -> list[tuple[str, str, list[int]]]:
        """Pairs who meet again: the rounds in which they do, those who met before the plan too."""
        found = {pair: met[1:] for pair, met in self.meetings.items() if len(met) > 1}
        for number, one, other in self.plan.result.get("repeats", []):
            pair = (min(one, other), max(one, other))
            if number not in found.setdefault(pair, []):
                found[pair] = sorted([*found[pair], number])
        return sorted(
            ((one, other, met) for (one, other), met in found.items()),
            key=lambda row: (row[2], self.name(row[0]), self.name(row[1])),
        )

    @cached_property
    def without_repeat(self) -> int:
        """How many rounds have nobody who meets again."""
        return len(self.rounds) - len({number for *_pair, met in self.again for number in met})
