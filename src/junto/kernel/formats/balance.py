"""How evenly a group was heard, against what its format planned for each role.

Measured are stages in which the floor was given to somebody: turns, and a floor that was taken.
Nothing is ever inferred from sound. Those who said nothing count as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass

# A few sentences tell nothing about a session.
LEAST_MEASURED = 180.0


@dataclass(frozen=True)
class Balance:
    """`balance` is 1 when everybody spoke as long as planned; `least_heard` is the smallest ratio
    of what somebody had to what was planned for them.
    """

    balance: float
    least_heard: float


def shares(seconds: Mapping[str, float]) -> dict[str, float]:
    """Return parts of one; all zero where there is nothing."""
    whole = sum(seconds.values())
    return {who: each / whole if whole else 0.0 for who, each in seconds.items()}


def balance(spoken: Mapping[str, float], due: Mapping[str, float]) -> Balance | None:
    """Return how evenly people were heard; None where too little was measured.

    With planned shares e and actual shares a it is 1 - sum(|a - e|) / 2, and the least a / e
    (adapted from the deviation of speaking shares; see docs/methods/voice.md).

    Parameters
    ----------
    spoken, due
        Seconds of each person: on the floor, and planned by the format in the same stages.
    """
    people = [who for who, each in due.items() if each > 0]
    if len(people) < 2 or sum(spoken.values()) < LEAST_MEASURED:
        return None
    planned, actual = shares(due), shares(spoken)
    everybody = {*planned, *actual}
    apart = sum(abs(actual.get(who, 0.0) - planned.get(who, 0.0)) for who in everybody)
    least = min(actual.get(who, 0.0) / planned[who] for who in people)
    return Balance(balance=1 - apart / 2, least_heard=least)
