"""Who holds which role when n people are there."""

from collections.abc import Mapping

from junto.kernel.formats.model import Format, Role


class DoesNotFit(ValueError):
    """A number of people or a parameter with which a format cannot be run as it stands."""


def headcount(fmt: Format, n: int) -> dict[str, int]:
    """Return how many hold each role when n people are there.

    An external role is held by somebody outside the n; a role that stacks is carried by one of them
    beside another role. Optional roles stay empty while people are short.
    """
    held = {role.id: 1 for role in fmt.roles if not role.takes_a_seat}
    seated = [role for role in fmt.roles if role.takes_a_seat]
    rest = [role for role in seated if role.count == "rest"]
    left = n
    for role, count in _counted(seated, optional=False):
        held[role.id] = count
        left -= count
    for role, count in _counted(seated, optional=True):
        filled = left - count >= len(rest)
        held[role.id] = count if filled else 0
        left -= held[role.id]
    left -= _halve([role for role in seated if role.count == "half"], left, held)
    for role in rest:
        held[role.id] = max(left, 0)
        left -= held[role.id]
    if left != 0:
        raise DoesNotFit(f"With {n} people the roles do not add up: {_people_left(left)}.")
    return held


def selected(fmt: Format, selector: str, n: int, held: Mapping[str, int]) -> int:
    """Return how many people a selector such as ``not:presenter`` means."""
    if selector == "all":
        return n
    if selector == "external":
        return 1
    kind, _, role_id = selector.partition(":")
    role = fmt.role(role_id)
    if role is None:
        raise DoesNotFit(f"“{selector}” names a role that this format does not have.")
    if kind != "not":
        return held[role_id]
    return n if role.external else n - held[role_id]


def seat_order(fmt: Format, held: Mapping[str, int]) -> list[str]:
    """Return the role of every seat, in the order of the format's roles."""
    return [role.id for role in fmt.roles if role.takes_a_seat for _ in range(held[role.id])]


def seats_in_round(order: list[str], rotate: tuple[str, ...], round_: int) -> list[str]:
    """Return the role of each person in a round: rotated roles move on by one person each round."""
    if not rotate:
        return order
    tail = list(order)
    for role_id in rotate:
        if role_id in tail:
            tail.remove(role_id)
    head = [role_id for role_id in rotate if role_id in order]
    turned = head + tail
    shift = (round_ - 1) % len(turned)
    return turned[-shift:] + turned[:-shift] if shift else turned


def _counted(roles: list[Role], *, optional: bool) -> list[tuple[Role, int]]:
    return [
        (role, role.count)
        for role in roles
        if isinstance(role.count, int) and role.optional is optional
    ]


def _halve(halves: list[Role], left: int, held: dict[str, int]) -> int:
    for place, role in enumerate(halves):
        held[role.id] = (left + len(halves) - 1 - place) // len(halves)
    return sum(held[role.id] for role in halves)


def _people_left(left: int) -> str:
    return f"{left} without a role" if left > 0 else f"{-left} too few"
