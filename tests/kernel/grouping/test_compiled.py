"""The compiled steps give the numbers of the plain ones, bit for bit.

Where numba is not installed the same code runs as plain Python: slow, and the same numbers.
"""

import importlib
import sys
from dataclasses import replace
from importlib.util import find_spec
from types import SimpleNamespace

import numpy as np
import pytest

from junto.kernel import grouping as g
from junto.kernel.grouping import anneal
from junto.kernel.grouping.stream import Stream

MODULE = "junto.kernel.grouping.compiled"


@pytest.fixture(scope="module")
def compiled():
    if find_spec("numba") is not None:
        return importlib.import_module(MODULE)
    patch = pytest.MonkeyPatch()
    patch.setitem(sys.modules, "numba", SimpleNamespace(njit=lambda **_: lambda work: work))
    module = importlib.import_module(MODULE)
    sys.modules.pop(MODULE)
    patch.undo()
    return module


def problem(n, low, high, seed):
    rules = g.rules_from_dict({"size": {"min": low, "max": high}})
    built = g.build_problem(g.Roster.of(ids=[f"p{i:02d}" for i in range(n)]), rules)
    drawn = np.triu(np.random.default_rng(seed).integers(0, 1000, (n, n)), 1)
    apart = np.triu(np.random.default_rng(seed + 1).integers(0, 9, (n, n)) == 0, 1)
    return replace(built, value=(drawn + drawn.T).astype(np.int64), forbidden=apart | apart.T)


SHAPES = [(24, 6, 6), (23, 4, 6), (17, 2, 5), (12, 12, 12), (33, 11, 11), (34, 8, 12), (25, 2, 10)]


@pytest.mark.parametrize(("n", "low", "high"), SHAPES)
@pytest.mark.parametrize("kind", [np.int32, np.int64])
def test_compiled_steps_end_where_plain_steps_end(compiled, monkeypatch, n, low, high, kind):
    given = problem(n, low, high, seed=n)
    edges = np.cumsum((0, *given.even_sizes))
    groups = [list(range(edges[k], edges[k + 1])) for k in range(given.group_count)]
    held = np.zeros(n, dtype=bool)
    held[:2] = True
    field = anneal.Field(given, held=held)
    field.pairs = field.pairs.astype(kind)
    field.flat = field.pairs.ravel()
    ends = []
    for kernel in (None, compiled):
        monkeypatch.setattr(anneal, "_compiled", lambda kernel=kernel: kernel)
        run = anneal.Run.start(field, anneal.seats_of(groups, high, n))
        stream = Stream(5)
        made = [run.steps(stream, heat, 9) for heat in (40_000, 9_000, 900, 16)]
        run.polish()
        ends.append((made, run.worth, run.best_worth, anneal.groups_of(run.best, n)))
        assert run.best_worth == field.total(run.best)
    assert ends[0] == ends[1]


def test_a_search_is_the_same_however_its_steps_are_taken(compiled, monkeypatch):
    given = problem(20, 3, 5, seed=4)
    found = []
    for kernel in (None, compiled):
        monkeypatch.setattr(anneal, "_compiled", lambda kernel=kernel: kernel)
        found.append(g.solve(given, seed=2, iterations=150))
        found.append(g.solve(given, seed=2, iterations=150, stop_at=70))
    assert found[0].groups == found[2].groups
    assert found[1].groups == found[3].groups
    assert found[1].stopped_at == found[3].stopped_at


def test_drawing_for_many_turns_at_once_draws_what_one_turn_after_another_does():
    one, many = Stream(3), Stream(3)
    singly = [(one.order(7).tolist(), one.raw(3).tolist()) for _ in range(5)]
    orders, draws = many.turns(5, 7, 3)
    assert list(zip(orders.tolist(), draws.tolist(), strict=True)) == singly
    assert one.raw(2).tolist() == many.raw(2).tolist()
