"""Which figures of a set of anonymous answers may ever be shown.

A figure is a sum over the answers of some people; whoever sees several of them can add and
subtract. `plan` walks the figures in order of importance and lets one through only if no
combination of everything let through so far, to anybody and at any time, rests on fewer than `k`
people. It is told who is in which figure and never what anybody answered: what it refuses says
nothing about an answer.

Plain Python, exact numbers, no chance: the same memberships give the same plan.

Example
-------
::

    from junto.kernel import anonymity as a

    wren = a.Cell.of("wren", ["ana", "ben", "cho", "dee", "eli"])
    finch = a.Cell.of("finch", ["fay", "gus"])
    everybody = a.Cell.of("everybody", [*wren.people, *finch.people])
    made = a.plan([wren, finch, everybody], k=a.GROUP_PULSE)
    made.shown                  # ("wren",)
    made.hidden["finch"]        # Why.FEW: two people
    made.hidden["everybody"]    # Why.SUBTRACTION: everybody - wren = finch

Public names
------------
Cells:      `Cell`, `Record`, `merge_small`, `by_priority`
Plan:       `plan`, `Plan`, `Why`, `audit`, `Breach`
Comments:   `comment_release`, `Release`, `Wording`, `shuffled`; `may_join` for late answers
Figures:    `band`, `Band`, `count_shown`, `may_show_spread`, `tenths`
Compare:    `may_compare` for organizations beside each other
Thresholds: `GROUP_PULSE` and its neighbors in `thresholds`, `POOLED_KINDS`
"""

from junto.kernel.anonymity.bands import Band, band, count_shown, may_show_spread, tenths
from junto.kernel.anonymity.benchmarks import may_compare
from junto.kernel.anonymity.cells import Cell, Record, by_priority, merge_small
from junto.kernel.anonymity.comments import Release, Wording, comment_release, may_join, shuffled
from junto.kernel.anonymity.planning import Breach, Plan, Why, audit, plan
from junto.kernel.anonymity.thresholds import (
    BENCHMARK_ORGANIZATIONS,
    BENCHMARK_SHARE,
    BIG_SCREEN,
    DISTRIBUTION_TIMES,
    FEEDBACK_CATEGORY,
    FEEDBACK_CATEGORY_LEAST,
    GROUP_PULSE,
    ORGANIZATION_SURVEY,
    POOLED_KINDS,
    SPONSOR,
    THEME_AUTHORS,
    THEME_POOL,
    WORD_FOR_WORD,
)

__all__ = [
    "BENCHMARK_ORGANIZATIONS",
    "BENCHMARK_SHARE",
    "BIG_SCREEN",
    "DISTRIBUTION_TIMES",
    "FEEDBACK_CATEGORY",
    "FEEDBACK_CATEGORY_LEAST",
    "GROUP_PULSE",
    "ORGANIZATION_SURVEY",
    "POOLED_KINDS",
    "SPONSOR",
    "THEME_AUTHORS",
    "THEME_POOL",
    "WORD_FOR_WORD",
    "Band",
    "Breach",
    "Cell",
    "Plan",
    "Record",
    "Release",
    "Why",
    "Wording",
    "audit",
    "band",
    "by_priority",
    "comment_release",
    "count_shown",
    "may_compare",
    "may_join",
    "may_show_spread",
    "merge_small",
    "plan",
    "shuffled",
    "tenths",
]
