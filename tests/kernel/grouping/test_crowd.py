"""Very many people: everyone is placed once, sums are exact, and blocks are dealt alike."""

from itertools import permutations

import numpy as np
import pytest

from junto.kernel import grouping as g
from junto.kernel.grouping import crowd as c


def crowd(n, sizes, seed=1, features=6, signs=None):
    drawn = np.random.default_rng(seed).normal(size=(n, features))
    return c.crowd_from(drawn, ids=[f"p{i:04d}" for i in range(n)], sizes=sizes, signs=signs)


def pairs_worth(people, groups):
    place = {each: at for at, each in enumerate(people.ids)}
    total = 0
    for group in groups:
        marks = people.features[[place[each] for each in group]].astype(np.int64)
        gap = marks[:, None, :] - marks[None, :, :]
        apart = int((gap * gap * people.signs.astype(np.int64)).sum()) // 2
        total += int(people.shares[len(group)]) * apart
    return total


SHAPES = [(60, (6,) * 10), (61, (7, *(6,) * 9)), (7, (3, 2, 2)), (5, (5,)), (9, (1,) * 9)]


@pytest.mark.parametrize(("n", "sizes"), SHAPES, ids=str)
@pytest.mark.parametrize("block", [2, 1_700])
def test_everyone_is_placed_once_in_the_sizes_asked_for(monkeypatch, n, sizes, block):
    monkeypatch.setattr(c, "_BLOCK", block)
    people = crowd(n, sizes)
    result = c.form_crowd(people, seed=3, iterations=5)
    assert sorted(each for group in result.groups for each in group) == sorted(people.ids)
    assert sorted(map(len, result.groups)) == sorted(sizes)


@pytest.mark.parametrize("signs", [None, np.array([1, -1, 1, -1, -1, 1])])
def test_the_objective_is_the_sum_over_pairs(signs):
    people = crowd(61, (7, *(6,) * 9), signs=signs)
    result = c.form_crowd(people, seed=3, iterations=5)
    assert result.objective == pairs_worth(people, result.groups)


def test_a_swap_changes_the_worth_by_what_the_search_thinks():
    people = crowd(27, (7, 7, 7, 6))
    work = c._Work(people, 2, None, None)
    table = work.seated()

    def groups():
        return [[each for each in row if each < 27] for row in table.tolist()]

    rising = [people.worth(groups())]
    for _ in range(30):
        work.improve(table)
        rising.append(people.worth(groups()))
    assert rising == sorted(rising)
    assert rising[-1] > rising[0]
    ended = rising[-1]
    best = max(
        people.worth(_swapped(groups(), a, b, i, j))
        for a in range(4)
        for b in range(a)
        for i in range(len(groups()[a]))
        for j in range(len(groups()[b]))
    )
    assert best <= ended


def _swapped(groups, a, b, i, j):
    groups[a][i], groups[b][j] = groups[b][j], groups[a][i]
    return groups


def test_one_seed_gives_the_same_groups_and_so_does_stopping_at_the_same_point(monkeypatch):
    monkeypatch.setattr(c, "_BLOCK", 3)
    people = crowd(60, (6,) * 10)
    first, again = (c.form_crowd(people, seed=3, iterations=9) for _ in range(2))
    assert first == again
    answers = iter([False] * 6 + [True])
    stopped = c.form_crowd(people, seed=3, iterations=9, should_stop=lambda: next(answers))
    assert stopped.stopped_at == 6
    repeated = c.form_crowd(people, seed=3, iterations=9, stop_at=6)
    assert repeated.groups == stopped.groups


def test_stopping_at_once_still_seats_everyone():
    people = crowd(60, (6,) * 10)
    result = c.form_crowd(people, seed=3, iterations=9, should_stop=lambda: True)
    assert (result.stopped_at, sum(map(len, result.groups))) == (0, 60)


def test_no_arrangement_exceeds_the_limit_and_draws_average_what_is_expected():
    people = crowd(24, (5, 5, 5, 5, 4), signs=np.array([1, 1, 1, 1, -1, 1]))
    rng = np.random.default_rng(5)
    edges = np.cumsum((0, *people.sizes))
    draws = []
    for _ in range(4000):
        order = rng.permutation(24).tolist()
        draws.append(people.worth([order[edges[k] : edges[k + 1]] for k in range(5)]))
    assert abs(np.mean(draws) / people.expected() - 1) < 0.01
    assert max(draws) <= c.form_crowd(people, seed=1, iterations=40).objective <= people.limit()


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (6, 6), (4, 6), (1, 3)])
def test_an_assignment_gives_each_row_a_column_of_its_own_and_nearly_the_most(rows, columns):
    worth = np.floor(np.random.default_rng(4).normal(size=(rows, columns)) * 1000)
    held = c._assigned(worth)
    assert len(set(held.tolist())) == rows
    each = np.arange(rows)
    most = max(worth[each, list(chosen)].sum() for chosen in permutations(range(columns), rows))
    slack = 2 * rows * (worth.std() / c._BIDS + 1)
    assert most - slack <= worth[each, held].sum() <= most


def test_all_alike_people_are_seated_all_the_same():
    people = c.crowd_from(np.zeros((20, 2)), ids=[str(i) for i in range(20)], sizes=(5,) * 4)
    assert [len(group) for group in c.form_crowd(people, seed=1, iterations=2).groups] == [5] * 4


def test_a_feature_that_is_no_number_is_refused():
    with pytest.raises(ValueError, match="finite"):
        c.crowd_from(np.array([[np.nan], [1.0]]), ids=["a", "b"], sizes=(2,))


def roster():
    return g.Roster.of(
        ids=[f"p{i:02d}" for i in range(30)],
        attributes=[
            g.Attribute("function", g.Kind.ONE_OF),
            g.Attribute("years", g.Kind.NUMBER),
            g.Attribute("topics", g.Kind.MANY_OF),
        ],
        values={
            "function": ["ops", "it", "hr", None, "ops"] * 6,
            "years": [None, *range(29)],
            "topics": [("a", "b") if i % 3 else ("c",) for i in range(30)],
        },
    )


def test_wishes_of_every_kind_become_features_of_everyone():
    soft = [
        {"mix": {"attribute": "function", "weight": 2}},
        {"balance": {"attribute": "years"}},
        {"match": {"attribute": "topics"}},
        {"mix": {"attribute": "years"}},
    ]
    rules = g.rules_from_dict({"size": {"min": 4, "max": 6}, "soft": soft})
    people = c.crowd_of(roster(), rules)
    assert (people.n, people.sizes) == (30, (5,) * 6)
    assert people.signs.tolist() == [1, 1, 1, 1, -1, -1, -1, 1]
    result = c.form_crowd(people, seed=1, iterations=30)
    assert 0 < result.score <= 100


def test_two_people_who_differ_in_a_word_are_apart_by_its_weight():
    rules = g.rules_from_dict(
        {"size": {"count": 6}, "soft": [{"mix": {"attribute": "function", "weight": 2}}]}
    )
    marks = c.crowd_of(roster(), rules).features.astype(np.float64)
    ops, it, hr = marks[0], marks[1], marks[2]
    assert round(((ops - it) ** 2).sum() / ((ops - hr) ** 2).sum(), 2) == 1.0
    assert ((ops - marks[4]) ** 2).sum() == 0


@pytest.mark.parametrize(
    "document",
    [
        {"size": {"count": 5}, "hard": [{"at_most": {"attribute": "function", "count": 1}}]},
        {"size": {"count": 5}, "soft": [{"new_faces": {}}]},
        {"size": {"count": 50}},
    ],
    ids=str,
)
def test_what_features_cannot_express_is_refused_in_a_sentence(document):
    with pytest.raises(g.RuleError):
        c.crowd_of(roster(), g.rules_from_dict(document))
