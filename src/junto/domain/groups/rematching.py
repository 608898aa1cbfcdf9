"""A new match for those who wait, without fault.

Who ended a pair, and why, is asked of nobody. Whoever has a match keeps it unless that is the only
way to place everybody, and then only with their yes.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.db import transaction

from junto.domain.groups import events, matchings, mentoring, pairing, policies, queries
from junto.domain.groups.enums import MentoringForm
from junto.domain.groups.mentoring import Member
from junto.domain.groups.models import Group, GroupMember, MentoringPair
from junto.domain.groups.names import fresh_names
from junto.foundation.access import Actor
from junto.foundation.events import publish

if TYPE_CHECKING:
    from junto.domain.programs.models import Program

# Somebody who has a match changes it only where that adds so much of 1,000,000.
AMOUNT = 50_000


class NotAsked(ValueError):
    """Somebody would change their match who has not said yes."""


class Changed(ValueError):
    """The pairs are not as they were when this was proposed."""


@dataclass(frozen=True)
class Step:
    """Somebody and their new match; `before` is the mentor they have now, if any."""

    one: Member
    other: Member
    before: Member | None
    reasons: Mapping[str, Any]


@dataclass(frozen=True)
class Way:
    """One way to give those who wait a match; `kind` is "keep" or "move"."""

    key: str
    kind: str
    placed: Sequence[Step]
    moved: Sequence[Step]
    left: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Renewal:
    """Who waits for a match, mentors with places, and what can be done."""

    waiting: Sequence[Member] = ()
    mentors: Sequence[tuple[Member, int]] = ()
    # Pairs that ended without fault and of whom somebody waits.
    ended: int = 0
    ways: Sequence[Way] = ()
    trouble: str = ""


@dataclass(frozen=True)
class _Now:
    """Pairs that meet: mentee to mentor, by reference; `load` counts those who have left too."""

    members: dict[str, Member]
    current: dict[str, str]
    load: dict[str, int]
    form: str

    def waiting(self) -> list[Member]:
        """Who looks for a match and has none."""
        seekers, _givers = pairing.sides(self.members.values(), self.form)
        taken = set(self.current)
        if self.form == MentoringForm.RECIPROCAL:
            taken |= set(self.current.values())
        return [each for each in seekers if each.ref not in taken]

    def room(self) -> list[tuple[Member, int]]:
        """Mentors with free places, and how many."""
        if self.form == MentoringForm.RECIPROCAL:
            return []
        _seekers, givers = pairing.sides(self.members.values(), self.form)
        free = [(each, each.places - self.load.get(each.ref, 0)) for each in givers]
        return [(each, places) for each, places in free if places > 0]


def _now(program: "Program", plan: Any) -> _Now:
    members = {each.ref: each for each in mentoring.members_of(program, plan)}
    rows = matchings.open_pairs(program).values_list("mentee__ref", "mentor__ref")
    current, load = {}, dict.fromkeys(members, 0)
    for mentee, mentor in rows:
        load[mentor] = load.get(mentor, 0) + 1
        if mentee in members and mentor in members:
            current[mentee] = mentor
    return _Now(members, current, load, str(plan.form))


def count_waiting(program: "Program") -> int | None:
    """How many wait for a match; None while no pairs of the program meet."""
    if not matchings.has_pairs(program):
        return None
    return len(_now(program, mentoring.plan_of(program)).waiting())


def renewal(program: "Program", *, now: datetime) -> Renewal:
    """Look at who waits and work out what can be done, the gentlest first."""
    from junto.kernel import grouping as g
    from junto.kernel import matching as m

    plan = mentoring.plan_of(program)
    here = _now(program, plan)
    waiting = here.waiting()
    mine = {each.person.pk for each in waiting}
    ended = sum(bool(mine.intersection(pair)) for pair in mentoring.set_free(program))
    found = Renewal(waiting, here.room(), ended)
    if not waiting:
        return found
    settings = matchings.settings_of(program, plan, now)
    try:
        if plan.form == MentoringForm.RECIPROCAL:
            ways = _mutual_ways(program, settings, here, waiting, now)
        else:
            ways = _ways(program, settings, here, waiting, now)
    except (g.RuleError, g.RosterError) as refusal:
        trouble = queries.trouble_in_words(queries.stored_trouble(refusal))
        return replace(found, trouble=trouble)
    except (m.MatchError, pairing.NobodyToMatch):
        return found
    return replace(found, ways=ways)


def _mutual_ways(
    program: "Program",
    settings: Mapping[str, Any],
    here: _Now,
    waiting: Sequence[Member],
    now: datetime,
) -> list[Way]:
    scene = pairing.scene(program, settings, waiting, before=now)
    made = pairing.answers(scene, settings, mentoring.wishes_for_solver(program), {})
    answer = made[pairing.BEST]
    pairs = {one: entry[0] for one, entry in answer["pairs"].items()}
    way = _way(settings, here, pairs, answer["left"], "keep")
    return [way] if pairs else []


def _ways(
    program: "Program",
    settings: Mapping[str, Any],
    here: _Now,
    waiting: Sequence[Member],
    now: datetime,
) -> list[Way]:
    from junto.kernel import matching as m

    scene = pairing.scene(program, settings, list(here.members.values()), before=now)
    wishes = mentoring.wishes_for_solver(program)
    kept = _kept_places(scene, here)
    placed = _placed(kept, settings, wishes, waiting, _leading(program, here))
    load = Counter(placed.values())
    left = [pairing.left(kept, each.ref, load) for each in waiting if each.ref not in placed]
    ways = [_way(settings, here, placed, left, "keep")] if placed else []
    if not left:
        return ways
    whole = replace(scene, places={**scene.places, **_at_least(scene, here)})
    current = {a: b for a, b in here.current.items() if a in scene.rows and b in scene.columns}
    for mentee, mentor in current.items():
        whole.allowed[whole.rows.index(mentee), whole.columns.index(mentor)] = True
    market = pairing.market_of(whole, settings, wishes, {})
    try:
        made = m.rematch(market, current, apart=(), amount=AMOUNT)
    except m.Infeasible:
        return ways
    return [*ways, _way(settings, here, made.pairs, [], "move")]


def _kept_places(scene: pairing.Scene, here: _Now) -> pairing.Scene:
    """The scene with only the places that are free."""
    free = {ref: max(0, n - here.load.get(ref, 0)) for ref, n in scene.places.items()}
    return replace(scene, places=free)


def _at_least(scene: pairing.Scene, here: _Now) -> dict[str, int]:
    """As many places as are taken, for mentors who have fewer by now."""
    return {ref: max(n, here.load.get(ref, 0)) for ref, n in scene.places.items()}


def _leading(program: "Program", here: _Now) -> frozenset[str]:
    """Mentors whose circle meets: whoever waits for a circle joins one of theirs first."""
    if here.form != MentoringForm.CIRCLES:
        return frozenset()
    return frozenset(here.current.values())


def _placed(
    scene: pairing.Scene,
    settings: Mapping[str, Any],
    wishes: Mapping[str, Sequence[str]],
    waiting: Sequence[Member],
    leading: Collection[str],
) -> dict[str, str]:
    """A free place for as many as can be, with nobody else moving."""
    from junto.kernel import matching as m

    refs = {each.ref for each in waiting}
    here = [at for at, ref in enumerate(scene.rows) if ref in refs]
    if not here:
        return {}
    part = replace(
        scene,
        rows=tuple(scene.rows[at] for at in here),
        fit=scene.fit[here],
        allowed=scene.allowed[here],
        open=scene.open[here],
        line=scene.line[here],
        apart=scene.apart[here],
    )
    found: dict[str, str] = {}
    for mentors in (leading, scene.columns):
        places = {ref: n if ref in mentors else 0 for ref, n in part.places.items()}
        for mentor in found.values():
            places[mentor] = max(0, places[mentor] - 1)
        market = pairing.market_of(replace(part, places=places), settings, wishes, {})
        for place, ref in enumerate(part.rows):
            if ref in found:
                market.allowed[place, :] = False
        found |= m.assign_most(market).pairs
    return found


def _way(
    settings: Mapping[str, Any],
    here: _Now,
    pairs: Mapping[str, str],
    left: Sequence[Mapping[str, Any]],
    kind: str,
) -> Way:
    on, is_mutual = date.fromisoformat(settings["on"]), here.form == MentoringForm.RECIPROCAL
    steps = [
        Step(
            one=here.members[a],
            other=here.members[b],
            before=here.members[here.current[a]] if a in here.current else None,
            reasons=pairing.reasons(here.members[a], here.members[b], on, is_mutual=is_mutual),
        )
        for a, b in sorted(pairs.items())
        if here.current.get(a) != b
    ]
    state = repr((sorted(here.current.items()), sorted(pairs.items()), kind)).encode()
    return Way(
        key=sha256(state).hexdigest()[:24],
        kind=kind,
        placed=[each for each in steps if each.before is None],
        moved=[each for each in steps if each.before is not None],
        left=left,
    )


@transaction.atomic
def renew(
    *, program: "Program", key: str, agreed: Collection[str], actor: Actor, now: datetime
) -> int:
    """Do what was proposed; returns how many have a new match.

    Parameters
    ----------
    agreed
        References of those who said that they would change their match.

    Raises
    ------
    Changed
        When the pairs or their people are others by now.
    NotAsked
        When somebody who would change has not said yes.
    """
    policies.form_groups.check(actor, program)
    type(program).objects.select_for_update().get(pk=program.pk)
    way = next((each for each in renewal(program, now=now).ways if each.key == key), None)
    if way is None:
        raise Changed
    if {step.one.ref for step in way.moved} - set(agreed):
        raise NotAsked
    for step in way.moved:
        _leave(program, step, actor=actor, now=now)
    form = mentoring.plan_of(program).form
    names = fresh_names({group.name for group in queries.groups_of(program)})
    on = program.starts_on or now.date()
    for step in (*way.placed, *way.moved):
        group = _circle_of(program, step.other) if form == MentoringForm.CIRCLES else None
        people = [step.one]
        if group is None:
            group = Group.objects.create(
                program=program,
                kind=matchings.KINDS[MentoringForm(form)],
                name=next(names),
                published_at=now,
            )
            people.append(step.other)
        GroupMember.objects.bulk_create(
            [GroupMember(group=group, person=each.person, joined_at=now) for each in people]
        )
        matchings.pair_row(group, step.one, step.other, on=on, now=now).save()
    count = len(way.placed) + len(way.moved)
    publish(events.PairsRenewed(program_ref=program.ref, count=count), actor=actor, now=now)
    return count


def _circle_of(program: "Program", mentor: Member) -> Group | None:
    """The circle of a mentor that meets."""
    pairs = matchings.open_pairs(program).filter(mentor=mentor.person).select_related("group")
    found = pairs.order_by("pk").first()
    return None if found is None else found.group


def _leave(program: "Program", step: Step, *, actor: Actor, now: datetime) -> None:
    """End the match that somebody has, for they have a new one."""
    mine = matchings.open_pairs(program).filter(mentee=step.one.person).select_related("group")
    for pair in list(mine):
        MentoringPair.objects.filter(pk=pair.pk).update(ended_at=now)
        others = MentoringPair.objects.filter(group_id=pair.group_id, ended_at=None)
        if not others.exists():
            matchings.end_groups([pair.group], actor=actor, now=now)
            continue
        seats = GroupMember.objects.filter(group_id=pair.group_id, ended_at=None)
        seats.filter(person=step.one.person).update(ended_at=now)
