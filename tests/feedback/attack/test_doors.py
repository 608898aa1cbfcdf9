"""Doors that need no database: figures, late answers, weeks, words, counters and reminders.

What is told here is decided by pure functions, so a thousand rounds are played through these.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from factories import NOW, OrganizationFactory, actor_of, enroll, make_person, make_program
from factories.schedules import run_jobs
from feedback.attack.playing import FEWEST, MOST, SEED, K, Score, fixed_points, leaks, tell
from junto.domain.assessments.models import OpenParticipation
from junto.domain.feedback import actions, answering, queries
from junto.domain.feedback.enums import Category
from junto.domain.feedback.models import Rater, Subject
from junto.foundation import tenancy
from junto.kernel import anonymity as a

# Fewer would not tell an open door from luck.
ROUNDS = max(250, int(os.environ.get("ATTACK_ROUNDS", "0")))
LEVELS = 3


def score(door: str, chances: Sequence[float], right: int) -> Score:
    """Guesses of which each had its own chance."""
    return Score(door, right, sum(chances), sum(p * (1 - p) for p in chances))


def work_out(shown: Sequence[a.Cell], said: dict[Any, int]) -> dict[Any, int]:
    """Everybody whose answer follows from the sums shown, by linear algebra; and what it is."""
    if not shown:
        return {}
    people = sorted(said)
    matrix = np.array([[person in cell.people for person in people] for cell in shown], float)
    sums = matrix @ np.array([said[person] for person in people])
    back = np.linalg.pinv(matrix)
    certain = np.isclose(np.diag(back @ matrix), 1)
    answers = back @ sums
    return {p: round(answers[at]) for at, p in enumerate(people) if certain[at]}


def guess(chance: random.Random, known: dict[Any, int], said: dict[Any, int]) -> bool:
    """Name one answer: one that was worked out, or else any of the five."""
    person = min(known, default=None)
    if person is None:
        return chance.randint(1, 5) == said[chance.choice(sorted(said))]
    return known[person] == said[person]


def raters(chance: random.Random) -> dict[str, int]:
    """Four to twelve people and what each answers."""
    return {f"p{n:02}": chance.randint(1, 5) for n in range(chance.randint(FEWEST, MOST))}


# ---------------------------------------------------------------- the doors

Plan = Callable[..., a.Plan]


def by_threshold_alone(cells: Sequence[a.Cell], *, k: int, **_more: Any) -> a.Plan:
    """What most products do."""
    return a.Plan(tuple(cell.key for cell in cells if len(cell.people) >= k), {})


def filters(chance: random.Random, plan: Plan) -> Score:
    """Everybody, two attributes and their table: what do sums and differences tell?"""
    right = 0
    for _ in range(ROUNDS):
        said = raters(chance)
        traits = {person: (chance.randrange(LEVELS), chance.randrange(LEVELS)) for person in said}
        groups = {"all": list(said)}
        for person, (one, two) in traits.items():
            for key in (f"one-{one}", f"two-{two}", f"both-{one}-{two}"):
                groups.setdefault(key, []).append(person)
        cells = a.by_priority([a.Cell.of(key, people) for key, people in groups.items()])
        keys = plan(cells, k=K).shown
        right += guess(chance, work_out([c for c in cells if c.key in keys], said), said)
    return score("filters", [0.2] * ROUNDS, right)


def weeks(chance: random.Random, plan: Plan) -> Score:
    """Pulses of groups, then of the whole week: what is left when one is taken from the other?"""
    right = 0
    for _ in range(ROUNDS):
        said: dict[str, int] = {}
        shown: list[a.Cell] = []
        for group in range(3):
            size = chance.choice((1, 2, 3, 4, 5, 6))
            people = [f"g{group}-{n}" for n in range(size)]
            said |= {person: chance.randint(1, 5) for person in people}
            cell = a.Cell.of(f"group-{group}", people)
            shown += [cell] if plan([cell], k=K, published=shown).shown else []
        week = a.Cell.of("week", said)
        shown += [week] if plan([week], k=K, published=shown).shown else []
        right += guess(chance, work_out(shown, said), said)
    return score("weeks of pulses", [0.2] * ROUNDS, right)


def late_answers(chance: random.Random, may_join: Callable[..., bool]) -> Score:
    """A figure before and after one to three people answered late."""
    right = 0
    for _ in range(ROUNDS):
        said = raters(chance)
        said |= {f"late-{n}": chance.randint(1, 5) for n in range(chance.randint(1, K - 1))}
        early = frozenset(person for person in said if not person.startswith("late"))
        shown = [a.Cell.of("before", early)]
        if may_join([early], frozenset(said), k=K):
            shown.append(a.Cell.of("after", said))
        known = work_out(shown, said)
        right += guess(chance, known, said)
    return score("before and after", [0.2] * ROUNDS, right)


def words(chance: random.Random, shuffled: Callable[..., dict[str, list[str]]]) -> list[Score]:
    """Texts under two questions: who came n-th, and which two are of one writer?"""
    by_place, side_by_side = [], []
    for number in range(ROUNDS):
        writers = [f"{number}-{n}" for n in range(chance.randint(8, MOST))]
        shown = shuffled({"keep": writers, "change": writers}, chance=chance)
        by_place.append((shown["keep"], writers))
        side_by_side.append((shown["keep"], shown["change"]))
    return [
        fixed_points("order of words", by_place),
        fixed_points("two questions side by side", side_by_side),
    ]


def counter(chance: random.Random, told: Callable[[int, int], Any]) -> Score:
    """Look at how many have answered after each person's turn: who was silent on theirs?"""
    right, chances = 0, []
    for _ in range(ROUNDS):
        asked = chance.randint(FEWEST, MOST)
        silent, seen = chance.randrange(asked), [told(0, asked)]
        for turn in range(asked):
            seen.append(told(turn + 1 - (turn >= silent), asked))
        still = [turn for turn in range(asked) if seen[turn] == seen[turn + 1]]
        right += chance.choice(still or range(asked)) == silent
        chances.append(1 / asked)
    return score("counter", chances, right)


def share_of_an_open_round(_answered: int, asked: int) -> Any:
    """What whoever runs a round of feedback reads: nothing before the reports are there."""
    subject: Any = SimpleNamespace(report=None)
    return queries.answered_share([queries.Coverage(subject, asked, False)] * 20)


def test_no_door_does_better_than_chance() -> None:
    chance = random.Random(SEED)
    scores = [
        filters(chance, a.plan),
        weeks(chance, a.plan),
        late_answers(chance, a.may_join),
        *words(chance, a.shuffled),
        counter(chance, share_of_an_open_round),
    ]
    tell(scores)

    assert leaks(scores) == []


def in_order(texts: dict[str, list[str]], *, chance: random.Random) -> dict[str, list[str]]:
    return texts


REMOVED: dict[str, Callable[[random.Random], Any]] = {
    "filters": lambda chance: [filters(chance, by_threshold_alone)],
    "weeks of pulses": lambda chance: [weeks(chance, by_threshold_alone)],
    "before and after": lambda chance: [late_answers(chance, lambda *_, **__: True)],
    "order of words": lambda chance: words(chance, in_order),
    "two questions side by side": lambda chance: words(chance, in_order),
    "counter": lambda chance: [counter(chance, lambda answered, _asked: answered)],
}


@pytest.mark.parametrize("door", REMOVED)
def test_without_its_defense_a_door_stands_open(door: str) -> None:
    assert door in leaks(REMOVED[door](random.Random(SEED)))


# ---------------------------------------------------------------- reminders, with real rows

RATERS, SUBJECTS = 8, 6


def asked_people() -> Iterator[tuple[Any, Any, int]]:
    """A round of six people and eight raters each, of whom one is silent; that one's key."""
    organization = OrganizationFactory()
    manager = make_person(organization, full_name="Helena Brandt", roles=("program_manager",))
    people = [
        make_person(organization, user=False, full_name=f"Person {n:02}", email=f"p{n}@x.example")
        for n in range(RATERS + SUBJECTS)
    ]
    subjects, others = people[:SUBJECTS], people[SUBJECTS:]
    program = make_program(organization, manager=manager)
    enroll(program, people)
    plan = actions.Plan(
        title="Spring",
        closes_at=NOW + timedelta(days=14),
        competencies=["listening"],
        wanted=8,
        most=20,
        needs_debrief=False,
    )
    with tenancy.scope(organization.pk):
        house = actor_of(manager)
        round_ = actions.plan_round(
            program=program, plan=plan, people=subjects, actor=house, now=NOW
        )
        rows = list(Subject.objects.filter(round=round_).select_related("person").order_by("pk"))
        for subject in rows:
            for person in others:
                actions.propose(
                    subject=subject,
                    person=person,
                    category=Category.PEERS,
                    actor=actor_of(subject.person),
                    now=NOW,
                )
        actions.begin_asking(round_=round_, actor=house, now=NOW)
        run_jobs("feedback.ask")
        for number, subject in enumerate(rows):
            silent = others[number].pk
            for rater in Rater.objects.filter(subject=subject, category=Category.PEERS):
                if rater.person_id != silent:
                    answering.give(
                        rater=rater,
                        values={"listening-1": 3},
                        words={},
                        actor=actor_of(rater.person),
                        now=NOW,
                    )
            yield round_, subject, silent


def reminders(made: list[Any], asked_in: Callable[[Any], list[Rater]]) -> Score:
    """Whoever gets a mail has not answered, they hope."""
    chance, right = random.Random(SEED), 0
    for round_, subject, silent in made:
        with tenancy.scope(round_.organization_id):
            mailed = [
                each.person_id
                for each in asked_in(round_)
                if each.subject_id == subject.pk and each.category == Category.PEERS
            ]
        right += chance.choice(mailed) == silent
    return score("reminders", [1 / RATERS] * SUBJECTS, right)


def silent_ones(round_: Any) -> list[Rater]:
    """To whom other products would write."""
    rows = Rater.objects.filter(subject__round=round_).select_related("subject")
    return [each for each in rows if each.person_id not in _answered(each.subject)]


def _answered(subject: Subject) -> set[int]:
    sealed: Any = queries.answers_of(subject)
    rows = OpenParticipation.objects.filter(round=sealed, has_answered=True)
    return set(rows.values_list("person_id", flat=True))


@pytest.mark.django_db
def test_a_reminder_tells_nobody_who_is_silent_unless_it_went_to_them_alone() -> None:
    made = list(asked_people())

    assert leaks([reminders(made, queries.asked_in)]) == []
    assert leaks([reminders(made, silent_ones)]) == ["reminders"]
