"""When organizations may be compared with what all of them together say."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping

from junto.kernel.anonymity.comments import may_join
from junto.kernel.anonymity.thresholds import BENCHMARK_ORGANIZATIONS, BENCHMARK_SHARE


def may_compare(
    people: Mapping[Hashable, int], *, told_before: Iterable[frozenset[Hashable]] = ()
) -> bool:
    """True when a figure over these organizations gives none of them away.

    Parameters
    ----------
    people
        Organization -> how many of its people stand behind the figure.
    told_before
        Organizations behind each figure told so far: others join only in numbers, since one that
        comes alone is the difference of two figures.
    """
    there = {name: count for name, count in people.items() if count > 0}
    if len(there) < BENCHMARK_ORGANIZATIONS:
        return False
    if max(there.values()) > BENCHMARK_SHARE * sum(there.values()):
        return False
    return may_join(told_before, frozenset(there), k=BENCHMARK_ORGANIZATIONS)
