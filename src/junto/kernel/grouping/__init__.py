"""Form groups of people by must-haves and nice-to-haves, and say why they are as they are.

Plain Python and numpy: no input or output, no clock, no globals. The caller owns the seed, the
number of iterations and the clock (`should_stop`). Whole numbers throughout, so one seed and one
number of iterations give the same groups on every machine.

Example
-------
::

    from junto.kernel import grouping as g

    roster = g.Roster.of(
        ids=["ana", "ben", "cho", "dee"],
        names=["Ana Silva", "Ben Okafor", "Cho Min", "Dee Marsh"],
        attributes=[g.Attribute("function", g.Kind.ONE_OF), g.Attribute("years", g.Kind.NUMBER)],
        values={"function": ["ops", "ops", "it", "it"], "years": [1, 9, 2, 8]},
    )
    rules = g.rules_from_dict({
        "size": {"min": 2, "max": 2},
        "hard": [{"at_most": {"attribute": "function", "count": 1}}],
        "soft": [{"mix": {"attribute": "years", "weight": 2}}],
    })
    problem = g.build_problem(roster, rules, history=[g.Meeting("ana", "dee", 1)])
    try:
        result = g.solve(problem, seed=1, iterations=g.default_iterations(problem))
    except g.Infeasible as refusal:
        for reason in refusal.impossible:      # each one an `Impossible`
            print(reason.why, [each.text for each in reason.relaxations])
    else:
        result.groups                          # (("ana", "cho"), ("ben", "dee")): person ids
        result.score                           # 0 = a random draw, 100 = the proven upper bound

Public names
------------
Roster:    `Kind`, `Attribute`, `Roster`, `Meeting`, `RosterError`
Rules:     `Rules`, `Size`, the rule classes, `RuleError`, `rules_from_dict`, `rules_to_dict`,
           `parse_rules`
Problem:   `Problem`, `build_problem`
Checking:  `check`, `check_staff`, `Impossible`, `Relaxation`, `Infeasible`
Forming:   `solve`, `Result`, `Progress`, `Violation`, `default_iterations`, `other_count`,
           `problem_hash`, `ENGINE`, `warm`
Standing:  `evaluate`, `Standing`, `Granted`, `chance`, `Chance`, `Bound`, `certify`,
           `proof_iterations`, `remember_bound`
Explain:   `explain_person`, `explain_everyone`, `explain_group`, `Reason`, `GroupView`, `Spread`,
           `swap`, `move`, `Consequence`, `GroupChange`, `best_swaps`, `best_moves`
Mend:      `repair`, `Proposal`, `Reseating`
"""

from .bounds import Bound, certify, proof_iterations, remember_bound
from .explain import (
    Consequence,
    GroupChange,
    GroupView,
    Reason,
    Spread,
    best_moves,
    best_swaps,
    explain_everyone,
    explain_group,
    explain_person,
    move,
    swap,
)
from .feasibility import Impossible, Infeasible, Relaxation, check, check_staff
from .problem import ENGINE, Problem, build_problem, problem_hash
from .repair import Proposal, Reseating, repair
from .roster import Attribute, Kind, Meeting, Roster, RosterError
from .rules import (
    AtLeast,
    AtMost,
    Balance,
    CommonLanguage,
    Conflict,
    Match,
    Mix,
    Near,
    NeverTogether,
    NewFaces,
    NotAlone,
    NotWithManager,
    OneSite,
    PreferOneSite,
    RuleError,
    Rules,
    Same,
    SharedHours,
    Size,
    Staff,
    Together,
    WithFriends,
    WithTopics,
    rules_from_dict,
    rules_to_dict,
)
from .rulesfile import parse_rules
from .solving import Progress, Result, default_iterations, other_count, solve, warm
from .standing import Chance, Granted, Groups, Standing, Violation, chance, evaluate

__all__ = [
    "ENGINE",
    "AtLeast",
    "AtMost",
    "Attribute",
    "Balance",
    "Bound",
    "Chance",
    "CommonLanguage",
    "Conflict",
    "Consequence",
    "Granted",
    "GroupChange",
    "GroupView",
    "Groups",
    "Impossible",
    "Infeasible",
    "Kind",
    "Match",
    "Meeting",
    "Mix",
    "Near",
    "NeverTogether",
    "NewFaces",
    "NotAlone",
    "NotWithManager",
    "OneSite",
    "PreferOneSite",
    "Problem",
    "Progress",
    "Proposal",
    "Reason",
    "Relaxation",
    "Reseating",
    "Result",
    "Roster",
    "RosterError",
    "RuleError",
    "Rules",
    "Same",
    "SharedHours",
    "Size",
    "Spread",
    "Staff",
    "Standing",
    "Together",
    "Violation",
    "WithFriends",
    "WithTopics",
    "best_moves",
    "best_swaps",
    "build_problem",
    "certify",
    "chance",
    "check",
    "check_staff",
    "default_iterations",
    "evaluate",
    "explain_everyone",
    "explain_group",
    "explain_person",
    "move",
    "other_count",
    "parse_rules",
    "problem_hash",
    "proof_iterations",
    "remember_bound",
    "repair",
    "rules_from_dict",
    "rules_to_dict",
    "solve",
    "swap",
    "warm",
]
