"""Matching mentors and mentees: worked out by the worker, changed by hand, made real.

A matching holds two answers side by side; the one that is chosen can be changed, and what is shown
of a change is profile alone, so that no wish can be read from it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Max

from junto.domain.groups import events, mentoring, names, pairing, policies, queries
from junto.domain.groups.enums import FormationState, GroupKind, MentoringForm, Side
from junto.domain.groups.mentoring import Member
from junto.domain.groups.models import Group, GroupMember, Matching, MentoringPair
from junto.domain.programs import actions as program_actions
from junto.foundation import jobs, tenancy
from junto.foundation.access import Actor, system
from junto.foundation.events import publish

if TYPE_CHECKING:
    from junto.domain.programs.models import Program

KINDS = {
    MentoringForm.PAIRS: GroupKind.MENTORING_PAIR,
    MentoringForm.CIRCLES: GroupKind.MENTORING_CIRCLE,
    MentoringForm.RECIPROCAL: GroupKind.PAIR,
}
MOST_CHANGES = 100
# Above so many people only those concerned are compared again for a change by hand.
MOST_WHOLE = 1_000
NEAREST = 30
OPTIONS = 8


class NobodyToMatch(ValueError):
    """One side has nobody: there is nothing to match."""

    def __init__(self, side: str) -> None:
        self.side = side
        super().__init__(side)


class AlreadyMatching(ValueError):
    """A matching of this program is being worked out."""


class StaleMatching(ValueError):
    """Somebody else changed this matching since it was shown."""


class NotPossible(ValueError):
    """The two may not be a pair."""


class NothingToUndo(ValueError):
    """No change is left to take back."""


class PeopleChanged(ValueError):
    """Somebody of a pair does not take part any more."""


class PairsMeet(ValueError):
    """Pairs of this program meet already; publishing would end them."""


# ---------------------------------------------------------------- reading


def newest_matching(program: "Program") -> Matching | None:
    """The program's newest matching, published or not."""
    found = Matching.objects.filter(program=program).order_by("-number").first()
    if found is not None:
        found.program = program
    return found


def matching_of(program: "Program", ref: str) -> Matching:
    """The program's matching with this reference (NotFound when there is none)."""
    found = Matching.objects.filter(program=program, ref=ref).first()
    if found is None:
        raise tenancy.NotFound(ref)
    found.program = program
    return found


def pins_of(matching: Matching) -> dict[str, str]:
    """Who is pinned to whom: mentee, mentor."""
    return dict(matching.settings.get("pins", {}))


def is_mutual(matching: Matching) -> bool:
    """True where two coach each other."""
    return bool(matching.settings.get("form") == MentoringForm.RECIPROCAL)


def day_of(matching: Matching) -> date:
    """The day that hours are compared on."""
    return date.fromisoformat(matching.settings["on"])


def has_pairs(program: "Program") -> bool:
    """True while pairs of the program meet."""
    return bool(open_pairs(program).exists())


def open_pairs(program: "Program") -> Any:
    """Pairs that meet now."""
    return MentoringPair.objects.filter(group__program=program, group__ended_at=None, ended_at=None)


def count_meeting(program: "Program") -> int:
    """How many matched pairs and circles of the program meet."""
    return int(open_pairs(program).values("group_id").distinct().count())


def partners(matching: Matching) -> dict[str, str]:
    """Who is with whom: by mentee; both ways where two coach each other."""
    found = {one: entry[0] for one, entry in matching.pairs.items()}
    return found | {b: a for a, b in found.items()} if is_mutual(matching) else found


# ---------------------------------------------------------------- working out


@transaction.atomic
def start_matching(
    *, program: "Program", actor: Actor, now: datetime, keep: Matching | None = None
) -> Matching:
    """Ask the worker to match; pairs pinned in `keep` stay together.

    Raises
    ------
    NobodyToMatch
        When nobody mentors, or nobody looks for a mentor.
    AlreadyMatching
        When a matching is being worked out.
    """
    policies.form_groups.check(actor, program)
    mine = Matching.objects.filter(program=program)
    solving = mine.filter(state=FormationState.SOLVING).first()
    if solving is not None and not queries.is_lost(solving.job_ref):
        raise AlreadyMatching
    mine.filter(state=FormationState.SOLVING).update(state=FormationState.FAILED)
    plan = mentoring.plan_of(program)
    for side, people in zip(
        ("mentee", "mentor"),
        pairing.sides(mentoring.members_of(program, plan), plan.form),
        strict=True,
    ):
        if not people:
            raise NobodyToMatch(side)
    settings = settings_of(program, plan, now)
    matching = Matching.objects.create(
        program=program,
        number=(mine.aggregate(last=Max("number"))["last"] or 0) + 1,
        settings={**settings, "pins": pins_of(keep) if keep is not None else {}},
        created_at=now,
    )
    job = jobs.enqueue(
        "groups.match", matching.pk, now=now, organization_id=program.organization_id
    )
    matching.job_ref = job.ref
    matching.save(update_fields=["job_ref"])
    told = events.MatchingStarted(program_ref=program.ref, matching_ref=matching.ref)
    publish(told, actor=actor, now=now)
    return matching


def settings_of(program: "Program", plan: Any, now: datetime) -> dict[str, Any]:
    """What a matching goes by: the plan and the program's rules as they are now."""
    on = program.starts_on or now.date()
    return {
        "form": str(plan.form),
        "weights": plan.weights,
        "smallest": plan.smallest,
        "rules": pairing.rules_for_two(program.rules, on),
        "on": on.isoformat(),
    }


def solve_matching(*, matching_id: int, clock: Callable[[], datetime]) -> None:
    """Work both answers out; the same people, plan and wishes give the same answers.

    Raises
    ------
    junto.foundation.jobs.Trouble
        When rules and people do not fit together; the matching says why.
    """
    from junto.kernel import grouping as g
    from junto.kernel import matching as m

    matching = Matching.objects.select_related("program").get(pk=matching_id)
    if matching.state != FormationState.SOLVING:
        return
    program, settings = matching.program, matching.settings
    pins = pins_of(matching)
    try:
        found = pairing.scene(
            program,
            settings,
            mentoring.members_of(program),
            pins=pins,
            before=matching.created_at,
        )
        wishes = mentoring.wishes_for_solver(program)
        made = pairing.answers(found, settings, wishes, pins)
    except (g.RuleError, g.RosterError) as refusal:
        matching.result = {"trouble": queries.stored_trouble(refusal)}
        _end(matching, FormationState.FAILED, clock())
        raise jobs.Trouble(str(refusal)) from None
    except (m.MatchError, pairing.NobodyToMatch) as refusal:
        _end(matching, FormationState.FAILED, clock())
        raise jobs.Trouble(str(refusal)) from None
    matching.result = {"answers": made, "places": found.places, "seekers": list(found.rows)}
    matching.engine = m.ENGINE
    matching.chosen, matching.pairs = pairing.BEST, made[pairing.BEST]["pairs"]
    matching.settings = {**settings, "pins": _kept(pins, matching.pairs)}
    is_there = bool(matching.pairs)
    _end(matching, FormationState.READY if is_there else FormationState.IMPOSSIBLE, clock())


def _kept(pins: Mapping[str, str], pairs: Mapping[str, Any]) -> dict[str, str]:
    """Pins of those who are still there, as they are paired."""
    return {one: other for one, other in pins.items() if pairs.get(one, [""])[0] == other}


@transaction.atomic
def _end(matching: Matching, state: str, now: datetime) -> None:
    matching.state = state
    matching.version += 1
    matching.save()
    told = events.MatchingEnded(
        program_ref=matching.program.ref, matching_ref=matching.ref, state=str(state)
    )
    publish(told, actor=system(matching.organization_id), now=now)


# ---------------------------------------------------------------- changing by hand


def _change(
    matching: Matching,
    kind: str,
    *,
    version: int,
    actor: Actor,
    now: datetime,
    pairs: Mapping[str, Any] | None = None,
    pins: Mapping[str, str] | None = None,
    chosen: str = "",
) -> None:
    """Write a change and how to take it back, if the matching is still the one that was shown."""
    new = matching.pairs if pairs is None else dict(pairs)
    touched = {one for one in {*new, *matching.pairs} if new.get(one) != matching.pairs.get(one)}
    before = {
        "kind": kind,
        # None for those who had no match.
        "pairs": {one: matching.pairs.get(one) for one in sorted(touched)},
        "pins": pins_of(matching),
        "chosen": matching.chosen,
    }
    _take(matching, version)
    matching.changes = [*matching.changes, before][-MOST_CHANGES:]
    matching.pairs = new
    if pins is not None:
        matching.settings = {**matching.settings, "pins": dict(pins)}
    matching.chosen = chosen or matching.chosen
    matching.save(update_fields=["changes", "pairs", "settings", "chosen"])
    _tell(matching, kind, actor, now)


def _take(matching: Matching, version: int) -> None:
    taken = Matching.objects.filter(
        pk=matching.pk, version=version, state=FormationState.READY
    ).update(version=F("version") + 1)
    if not taken:
        raise StaleMatching
    matching.version = version + 1


def _tell(matching: Matching, kind: str, actor: Actor, now: datetime) -> None:
    told = events.MatchingChanged(
        program_ref=matching.program.ref, matching_ref=matching.ref, change=kind
    )
    publish(told, actor=actor, now=now)


@transaction.atomic
def choose_answer(
    *, matching: Matching, answer: str, version: int, actor: Actor, now: datetime
) -> None:
    """Take one of the answers, as the solver gave it."""
    policies.form_groups.check(actor, matching.program)
    made = matching.result.get("answers", {})
    if answer not in made:
        raise tenancy.NotFound(answer)
    pairs = made[answer]["pairs"]
    _change(
        matching,
        "choose",
        version=version,
        actor=actor,
        now=now,
        pairs=pairs,
        pins=_kept(pins_of(matching), pairs),
        chosen=answer,
    )


@transaction.atomic
def pin_pair(
    *, matching: Matching, mentee: str, pinned: bool, version: int, actor: Actor, now: datetime
) -> None:
    """Keep a pair together when the rest is matched again, or let it go again."""
    policies.form_groups.check(actor, matching.program)
    if mentee not in matching.pairs:
        raise tenancy.NotFound(mentee)
    pins = pins_of(matching)
    pins.pop(mentee, None)
    if pinned:
        pins[mentee] = matching.pairs[mentee][0]
    kind = "pin" if pinned else "unpin"
    _change(matching, kind, version=version, actor=actor, now=now, pins=pins)


@transaction.atomic
def part_pair(
    *, matching: Matching, mentee: str, version: int, actor: Actor, now: datetime
) -> None:
    """Keep a pair apart for good: both are without a match until another is found."""
    policies.form_groups.check(actor, matching.program)
    if mentee not in matching.pairs:
        raise tenancy.NotFound(mentee)
    mentor = matching.pairs[mentee][0]
    pairs = {one: entry for one, entry in matching.pairs.items() if one != mentee}
    pins = {one: other for one, other in pins_of(matching).items() if one != mentee}
    _change(matching, "part", version=version, actor=actor, now=now, pairs=pairs, pins=pins)
    matching.changes[-1]["bar"] = [mentee, mentor]
    matching.save(update_fields=["changes"])
    mentoring.keep_apart(
        program=matching.program, mentee=mentee, mentor=mentor, apart=True, actor=actor, now=now
    )


@dataclass(frozen=True)
class Effect:
    """What a change by hand would do: pairs that end and begin, points of 100 before and after."""

    ended: tuple[tuple[str, str], ...]
    begun: tuple[tuple[str, str], ...]
    before: int
    after: int
    # Who would have no match, and who has none now and would have one.
    left: tuple[str, ...]
    placed: tuple[str, ...]
    is_possible: bool

    @property
    def gain(self) -> int:
        """How many points the pairs concerned gain or lose together."""
        return self.after - self.before


@dataclass(frozen=True)
class Option:
    """Another match for somebody: with whom, and who would change places for it."""

    one: Member
    other: Member
    instead: Member | None
    effect: Effect


def _moves(
    matching: Matching, one: str, other: str, instead: str
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Pairs that end and begin when one goes to another."""
    now = partners(matching)
    old = now.get(one)
    if other in (one, old):
        raise NotPossible
    if is_mutual(matching):
        theirs = now.get(other)
        ended = [(a, b) for a, b in ((one, old), (other, theirs)) if b]
        rest = [(old, theirs)] if old and theirs else []
        return ended, [(one, other), *rest]
    places = matching.result["places"]
    if other not in places:
        raise NotPossible
    ended = [(one, old)] if old else []
    begun = [(one, other)]
    if instead:
        if now.get(instead) != other:
            raise NotPossible
        ended.append((instead, other))
        begun += [(instead, old)] if old else []
    elif sum(each == other for each in now.values()) >= places[other]:
        raise NotPossible
    return ended, begun


def _effect(matching: Matching, found: pairing.Scene, one: str, other: str, instead: str) -> Effect:
    ended, begun = _moves(matching, one, other, instead)
    known = {*found.rows, *found.columns}
    if any(each not in known for pair in begun for each in pair):
        raise NotPossible
    rows = set(found.rows)
    lose = {a for pair in ended for a in pair if a in rows}
    win = {a for pair in begun for a in pair if a in rows}
    old = dict.fromkeys(pair for pair in ended if known.issuperset(pair))
    return Effect(
        ended=tuple(ended),
        begun=tuple(begun),
        before=sum(found.points(a, b) for a, b in old),
        after=sum(found.points(a, b) for a, b in begun),
        left=tuple(sorted(lose - win)),
        placed=tuple(sorted(win - lose)),
        is_possible=all(found.may(a, b) for a, b in begun),
    )


def _scene(matching: Matching, members: Sequence[Member], around: Iterable[str]) -> pairing.Scene:
    """What is known of pairs, for changes by hand; of very many people only those concerned."""
    if len(members) > MOST_WHOLE:
        wanted = set(around)
        members = [each for each in members if each.ref in wanted]
    return pairing.scene(matching.program, matching.settings, members, before=matching.created_at)


def effect_of(matching: Matching, one: str, other: str, instead: str = "") -> Effect:
    """What it would do to give somebody another match. Nothing is written.

    Raises
    ------
    NotPossible
        When there is no such match to have.
    """
    now = partners(matching)
    around = {one, other, instead, now.get(one, ""), now.get(other, "")}
    members = mentoring.members_of(matching.program)
    try:
        found = _scene(matching, members, around)
    except pairing.NobodyToMatch:
        raise NotPossible from None
    return _effect(matching, found, one, other, instead)


def options(matching: Matching, one: str, *, text: str = "") -> list[Option]:
    """Other matches for somebody, what is best for all concerned first; some of a name, if given.

    Raises
    ------
    junto.foundation.tenancy.NotFound
        When they do not look for a match here.
    """
    members = mentoring.members_of(matching.program)
    by_ref = {each.ref: each for each in members}
    seekers, givers = pairing.sides(members, matching.settings["form"])
    me = next((each for each in seekers if each.ref == one), None)
    if me is None:
        raise tenancy.NotFound(one)
    now = partners(matching)
    near = [each for each in givers if each.ref not in (one, now.get(one))]
    if text:
        near = [each for each in near if text.casefold() in each.person.full_name.casefold()]
    if len(members) > MOST_WHOLE:
        near = sorted(near, key=lambda each: _likely(matching, me, each))[:NEAREST]
    hosted: dict[str, list[str]] = {}
    for mentee, mentor in now.items():
        hosted.setdefault(mentor, []).append(mentee)
    around = {one, now.get(one, ""), *(each.ref for each in near)}
    around |= {ref for each in near for ref in hosted.get(each.ref, ())}
    found = _scene(matching, members, around)
    made = []
    for each in near:
        for instead in ("", *(() if is_mutual(matching) else sorted(hosted.get(each.ref, ())))):
            try:
                effect = _effect(matching, found, one, each.ref, instead)
            except NotPossible:
                continue
            if effect.is_possible or text:
                made.append(Option(me, each, by_ref.get(instead), effect))
    made.sort(key=_rank)
    return made[:OPTIONS]


def _rank(option: Option) -> tuple[bool, int, int, str]:
    effect = option.effect
    # No better than free: an order by what is gained would tell of wishes.
    return not effect.is_possible, len(effect.left), max(0, -effect.gain), option.other.ref


def _likely(matching: Matching, one: Member, other: Member) -> tuple[float, str]:
    why = pairing.reasons(one, other, day_of(matching))
    score = 3 * len(why["skills"]) + 2 * len(why["goals"]) + why["hours"] / 8
    return -score, other.ref


@transaction.atomic
def place_person(
    *,
    matching: Matching,
    one: str,
    other: str,
    instead: str,
    version: int,
    actor: Actor,
    now: datetime,
) -> Effect:
    """Give somebody another match; where the mentor is full, two change places.

    Raises
    ------
    NotPossible
        When a must-have keeps them apart, or there is no place.
    StaleMatching
        When the matching has changed since.
    """
    policies.form_groups.check(actor, matching.program)
    if matching.version != version or matching.state != FormationState.READY:
        raise StaleMatching
    effect = effect_of(matching, one, other, instead)
    if not effect.is_possible:
        raise NotPossible
    found = _scene(
        matching,
        mentoring.members_of(matching.program),
        {each for pair in effect.begun for each in pair},
    )
    # Where two coach each other, either of them may be the key of their pair.
    gone = {each for pair in effect.ended for each in pair[: 2 if is_mutual(matching) else 1]}
    pairs = {a: entry for a, entry in matching.pairs.items() if a not in gone}
    for a, b in effect.begun:
        first, second = sorted((a, b)) if is_mutual(matching) else (a, b)
        pairs[first] = [second, found.points(a, b)]
    pins = _kept(pins_of(matching), pairs)
    _change(matching, "swap", version=version, actor=actor, now=now, pairs=pairs, pins=pins)
    return effect


@transaction.atomic
def undo_matching(*, matching: Matching, version: int, actor: Actor, now: datetime) -> str:
    """Take the last change back; returns its kind.

    Raises
    ------
    NothingToUndo, StaleMatching
        Nothing is changed then.
    """
    policies.form_groups.check(actor, matching.program)
    if not matching.changes:
        raise NothingToUndo
    _take(matching, version)
    change = matching.changes[-1]
    pairs = dict(matching.pairs)
    for one, entry in change["pairs"].items():
        pairs.pop(one, None)
        if entry is not None:
            pairs[one] = entry
    matching.pairs, matching.chosen = pairs, change["chosen"]
    matching.settings = {**matching.settings, "pins": change["pins"]}
    matching.changes = matching.changes[:-1]
    matching.save(update_fields=["changes", "pairs", "settings", "chosen"])
    if "bar" in change:
        mentee, mentor = change["bar"]
        mentoring.keep_apart(
            program=matching.program,
            mentee=mentee,
            mentor=mentor,
            apart=False,
            actor=actor,
            now=now,
        )
    _tell(matching, "undo", actor, now)
    return str(change["kind"])


# ---------------------------------------------------------------- making it real


@transaction.atomic
def publish_matching(
    *, matching: Matching, version: int, replace: bool, actor: Actor, now: datetime
) -> int:
    """Make pairs, or circles, that meet; returns how many. With `replace`, earlier ones end.

    Groups of the program that were not matched are left alone: mentees may have a mentor and a
    circle of their own.

    Raises
    ------
    PairsMeet
        When pairs meet already and `replace` is not given.
    PeopleChanged
        When somebody of a pair does not take part any more.
    """
    program = matching.program
    policies.form_groups.check(actor, program)
    _take(matching, version)
    members = {each.ref: each for each in mentoring.members_of(program)}
    here = {ref for ref, each in members.items() if each.side != Side.NEITHER}
    if any(not here.issuperset((one, entry[0])) for one, entry in matching.pairs.items()):
        raise PeopleChanged
    if has_pairs(program) and not replace:
        raise PairsMeet
    end_pairs(program, actor=actor, now=now)
    count = _make_groups(matching, members, now)
    matching.state, matching.published_at = FormationState.PUBLISHED, now
    matching.save(update_fields=["state", "published_at"])
    program_actions.mark_running(program=program, actor=actor, now=now)
    told = events.MatchingPublished(
        program_ref=program.ref,
        matching_ref=matching.ref,
        count=count,
        people=len({each for one, entry in matching.pairs.items() for each in (one, entry[0])}),
    )
    publish(told, actor=actor, now=now)
    return count


def end_pairs(program: "Program", *, actor: Actor, now: datetime) -> None:
    """End every pair of a program that meets, for others take their place."""
    meeting = Group.objects.filter(program=program, ended_at=None, pairs__isnull=False)
    end_groups(meeting.distinct(), actor=actor, now=now)


def end_groups(groups: Iterable[Group], *, actor: Actor, now: datetime) -> None:
    """End groups with their pairs and everybody's seats; their sessions ahead are called off."""
    ended = list(groups)
    GroupMember.objects.filter(group__in=ended, ended_at=None).update(ended_at=now)
    MentoringPair.objects.filter(group__in=ended, ended_at=None).update(ended_at=now)
    Group.objects.filter(pk__in=[group.pk for group in ended]).update(ended_at=now)
    for group in ended:
        publish(events.GroupEnded(group_ref=group.ref), actor=actor, now=now)


def _make_groups(matching: Matching, members: Mapping[str, Member], now: datetime) -> int:
    tables = tables_of(matching)
    taken = {group.name for group in queries.groups_of(matching.program)}
    kind = KINDS[MentoringForm(matching.settings["form"])]
    made = [
        Group(program=matching.program, kind=kind, name=name, published_at=now)
        for name in names.names_for({}, len(tables), taken)
    ]
    Group.objects.bulk_create(made, batch_size=500)
    rows: list[tuple[Group, Member]] = []
    pairs: list[MentoringPair] = []
    for group, (mentor, mentees) in zip(made, tables, strict=True):
        rows += [(group, members[ref]) for ref in (mentor, *mentees)]
        pairs += [
            pair_row(group, members[ref], members[mentor], on=day_of(matching), now=now)
            for ref in mentees
        ]
    GroupMember.objects.bulk_create(
        [GroupMember(group=group, person=each.person, joined_at=now) for group, each in rows],
        batch_size=500,
    )
    MentoringPair.objects.bulk_create(pairs, batch_size=500)
    return len(made)


def pair_row(
    group: Group, mentee: Member, mentor: Member, *, on: date, now: datetime
) -> MentoringPair:
    """A pair of a group with the reasons for it, ready to be kept."""
    why = pairing.reasons(mentee, mentor, on, is_mutual=group.kind == GroupKind.PAIR)
    return MentoringPair(
        group=group, mentee=mentee.person, mentor=mentor.person, reasons=why, began_at=now
    )


def tables_of(matching: Matching) -> list[tuple[str, list[str]]]:
    """Who meets: a mentor and the mentees at their table; two and two but for circles."""
    if matching.settings["form"] != MentoringForm.CIRCLES:
        return [(entry[0], [one]) for one, entry in sorted(matching.pairs.items())]
    tables: dict[str, list[str]] = {}
    for one, entry in sorted(matching.pairs.items()):
        tables.setdefault(entry[0], []).append(one)
    return sorted(tables.items())
