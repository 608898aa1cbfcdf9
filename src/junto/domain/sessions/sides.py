"""Two sides of a debate: who argues which case in each stage, and how answers moved."""

from collections.abc import Mapping
from dataclasses import dataclass

from junto.domain.sessions import ballots, votes
from junto.domain.sessions.ballots import Is, Tally
from junto.domain.sessions.models import Session
from junto.kernel.formats.model import Format, Output, Role
from junto.kernel.formats.opening import Step
from junto.kernel.formats.room import Room

DEBATE, SWAP = "debate", "swap"


@dataclass(frozen=True)
class Movement:
    """How the answers to the same scales moved between two stages, of the whole group alone."""

    output: Output
    before: Tally
    after: Tally


def sides_of(fmt: Format) -> tuple[Role, ...]:
    """Return the two roles that are half of the group each; none in other formats."""
    halves = tuple(role for role in fmt.roles if role.count == "half")
    return halves if len(halves) == 2 else ()


def is_swapped(step: Step | None) -> bool:
    """Tell whether each side argues the other's case in a step: the debate named “swap”."""
    return step is not None and step.stage.kind == DEBATE and step.stage.id == SWAP


def are_apart(room: Room) -> bool:
    """Tell whether there are sides now: from where they are drawn until the last debate."""
    step = room.step
    if room.script is None or step is None or not sides_of(room.script.fmt):
        return False
    debates = [at for at, each in enumerate(room.plan) if each.stage.kind == DEBATE]
    return bool(debates) and room.position <= debates[-1]


def held(room: Room) -> Mapping[str, tuple[str, ...]]:
    """Return who is on which side, of those who take part, by role."""
    here, roles = room.taking_part(), room.roles()
    fmt = room.script.fmt if room.script else None
    return {
        side.id: tuple(each for each in roles.get(side.id, ()) if each in here)
        for side in (sides_of(fmt) if fmt else ())
    }


def movement(session: Session, room: Room) -> Movement | None:
    """Return how a group moved; None until both answers are counted and enough gave them.

    The two ballots ask for the same scales in two stages. Nothing tells who moved.
    """
    pair = _asked_twice(room)
    if pair is None:
        return None
    (first, at), (second, then) = pair
    tallies = []
    for output, place in ((first, at), (second, then)):
        step = room.plan[place]
        ballot = ballots.ballot_of(session, output, step.stage.id, step.round)
        tallies.append(ballots.tally(ballot) if ballot.state is Is.SEALED else None)
    before, after = tallies
    if before is None or after is None:
        return None
    return Movement(second, before, after)


def _asked_twice(room: Room) -> tuple[tuple[Output, int], tuple[Output, int]] | None:
    """Return the two ballots with the same scales and their places, once both were left."""
    if room.script is None:
        return None
    found: dict[tuple[str, ...], list[tuple[Output, int]]] = {}
    for place in range(min(room.position, len(room.plan))):
        step = room.plan[place]
        for output in votes.asked_at(room.script.fmt, step):
            scales = tuple(ballots.scales_of(output))
            if output.type == "vote" and scales and ballots.is_ballot(output):
                found.setdefault(scales, []).append((output, place))
    twice = [each for each in found.values() if len(each) > 1]
    return (twice[0][0], twice[0][-1]) if twice else None
