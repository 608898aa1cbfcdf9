"""What an exact solver reaches on an instance: CP-SAT, where `ortools` is installed."""

from __future__ import annotations

from itertools import combinations

from _instances import SCALE, Instance


def line(instance: Instance, ours: float, *, seconds: float) -> str:
    """Word what CP-SAT finds and proves within the seconds, beside what the search found."""
    try:
        from ortools.sat.python import cp_model
    except ImportError:
        return f"search {ours:10.3f} | CP-SAT not installed"
    model = cp_model.CpModel()
    people, groups = range(instance.n), range(len(instance.low))
    sits = [[model.new_bool_var("") for _ in groups] for _ in people]
    for i in people:
        model.add_exactly_one(sits[i])
    for k in groups:
        model.add_linear_constraint(
            sum(sits[i][k] for i in people), instance.low[k], instance.high[k]
        )
    worth = []
    for i, j in combinations(people, 2):
        together = model.new_bool_var("")
        for k in groups:
            model.add(together <= 1 - sits[i][k] + sits[j][k])
            model.add(together <= 1 + sits[i][k] - sits[j][k])
        worth.append(round(instance.apart[i, j] * SCALE) * together)
    model.maximize(sum(worth))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return f"search {ours:10.3f} | CP-SAT found nothing in {solver.wall_time:.1f} s"
    proven = "proven" if status == cp_model.OPTIMAL else "not proven"
    return (
        f"search {ours:10.3f} | CP-SAT {solver.objective_value / SCALE:10.3f} {proven}, "
        f"no more than {solver.best_objective_bound / SCALE:.3f}, {solver.wall_time:.1f} s"
    )
