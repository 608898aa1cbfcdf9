"""Must-haves that leave few pairs, and one arrangement that is known to keep them all."""

from __future__ import annotations

import time

from junto.kernel import grouping as g

SIZE, SECONDS = 6, 5.0
ZONES = ("America/Los_Angeles", "Europe/Oslo", "Asia/Kolkata", "Asia/Tokyo")
HOURS = {"hours": 5, "zone": "zone", "start": "09:00", "end": "17:00", "on": ["2026-12-01"]}
ITERATIONS = 2_000


def problem(seed: int, *, n: int = 240, facilitators: int | None = None) -> g.Problem:
    """Groups of six: one zone, one language in common, no firm twice, a facilitator, no managers.

    The planted groups are people whose place divided by six is one number; the seed shuffles firms.
    """
    groups = n // SIZE
    led = groups if facilitators is None else facilitators
    ids = [f"p{i:03d}" for i in range(n)]
    # Seven is prime to the number of firms, so no firm stands twice in six places in a row.
    firms = [f"firm {(i * 7 + seed * (i // SIZE)) % 97}" for i in range(n)]
    half = [("en", "es")[i // (SIZE * len(ZONES)) % 2] for i in range(n)]
    columns: dict[str, list[object]] = {
        "firm": list(firms),
        "zone": [ZONES[i // SIZE % len(ZONES)] for i in range(n)],
        "speaks": [(each, "fr") if i % 24 == 5 else (each,) for i, each in enumerate(half)],
        "role": ["guide" if i % SIZE == 0 and i // SIZE < led else "leader" for i in range(n)],
        "boss": [ids[(i + SIZE * len(ZONES) * 2) % n] if i % 11 == 3 else None for i in range(n)],
    }
    kinds = {"speaks": g.Kind.MANY_OF}
    roster = g.Roster.of(
        ids=ids,
        attributes=[g.Attribute(each, kinds.get(each, g.Kind.ONE_OF)) for each in columns],
        values=columns,
    )
    hard = [
        {"at_most": {"attribute": "firm", "count": 1}},
        {"shared_hours": HOURS},
        {"common_language": {"attribute": "speaks"}},
        {"at_least": {"attribute": "role", "value": "guide", "count": 1}},
        {"together": [[ids[1], ids[2]], [ids[61], ids[62]]]},
        {"never_together": [[ids[7], ids[104]], [ids[8], ids[201]]]},
        {"not_with_manager": {"attribute": "boss"}},
    ]
    soft = [{"mix": {"attribute": "firm"}}]
    document = {"size": {"min": SIZE, "max": SIZE}, "hard": hard, "soft": soft}
    return g.build_problem(roster, g.rules_from_dict(document))


def strangers() -> g.Problem:
    """Nobody may be in a group with anybody."""
    ids = [f"p{i:03d}" for i in range(240)]
    roster = g.Roster.of(ids=ids, attributes=[g.Attribute("x", g.Kind.ONE_OF)],
                         values={"x": ["a"] * 240})  # fmt: skip
    document = {"size": {"min": 5, "max": 7}, "hard": [{"never_together": [ids]}]}
    return g.build_problem(roster, g.rules_from_dict(document))


def share_forbidden() -> float:
    """Return the share of pairs that rules forbid, in per cent."""
    made = problem(0)
    return float(100 * made.forbidden.sum() / (made.n * (made.n - 1)))


def broken(seed: int) -> int:
    """Return how many rules a search of five seconds leaves broken."""
    made = problem(seed)
    until = time.process_time() + SECONDS
    result = g.solve(
        made, seed=seed, iterations=ITERATIONS, should_stop=lambda: time.process_time() > until
    )
    return len(result.violations)
