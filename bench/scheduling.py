"""The fairest hours of 90 groups across ten zones, in seconds.

Claim: under 2 seconds together, each group with three series of twelve occasions to choose from.
Every second group is spread so widely that no hour suits everybody.
Run: python bench/scheduling.py
"""

from datetime import date
from time import perf_counter

from _server import judge, leave, report

from junto.kernel.scheduling import Almanac, Person, Problem, Rhythm, propose, same_hours

GROUPS, PEOPLE, OCCASIONS, MINUTES = 90, 6, 12, 90
ZONES = (
    "Europe/London",
    "Europe/Madrid",
    "Africa/Johannesburg",
    "Asia/Kolkata",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Australia/Sydney",
    "America/Los_Angeles",
    "America/Toronto",
    "America/Sao_Paulo",
)


def group(number):
    """Six people: of neighboring zones, or of all over the world."""
    step = 1 + number % 2 * 2
    zones = (ZONES[(number * 3 + place // 2 * step) % len(ZONES)] for place in range(PEOPLE))
    hours = same_hours("09:00", "17:30")
    return tuple(Person(f"p{place}", zone, hours) for place, zone in enumerate(zones))


def main():
    almanac, rhythm = Almanac(), Rhythm.every(2, date(2026, 9, 1), OCCASIONS)
    started = perf_counter()
    found = [propose(Problem(group(number), rhythm, MINUTES), almanac) for number in range(GROUPS)]
    judge("90 groups across ten zones", perf_counter() - started, 2, "s")
    apart = [each for each in found if each.no_common_hour]
    report("groups without a common hour", len(apart), "of 90")
    report("of these, taking turns", sum(each.best.rotates for each in apart), "")
    leave()


if __name__ == "__main__":
    main()
