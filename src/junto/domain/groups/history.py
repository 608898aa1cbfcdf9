"""Every draft of a program: looked through, formed again as a test, set aside, brought back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef

from junto.domain.groups import actions, events, figures, policies, proofs, queries
from junto.domain.groups.enums import FormationState
from junto.domain.groups.models import BoardChange, Formation, Group, KeptApart, Seat
from junto.domain.people import queries as people_queries
from junto.foundation import jobs
from junto.foundation.access import Actor
from junto.foundation.events import publish

if TYPE_CHECKING:
    from junto.domain.programs.models import Program

PAGE_SIZE = 12
DONE = (
    FormationState.READY,
    FormationState.ANNOUNCING,
    FormationState.PUBLISHED,
    FormationState.ASIDE,
)


class NotADraft(ValueError):
    """What is asked for cannot be done with a draft in this state."""


@dataclass(frozen=True)
class Entry:
    """One draft in the history; figures are None while there are none."""

    ref: str
    number: int
    state: str
    created_at: datetime
    published_at: datetime | None
    by: str
    rules: dict[str, Any]
    size_min: int
    size_max: int
    groups: int
    people: int
    seed: int
    iterations: int
    engine: str
    changes: int
    began_with: int | None
    restored: int | None
    gap: int | None
    beaten: int | None
    draws: int | None
    broken: int
    rerun: dict[str, Any]
    rerun_job: Any
    proof: proofs.Proof | None
    has_secret_seed: bool

    @property
    def can_run_again(self) -> bool:
        """True when it was worked out here, so that the same can be tried again."""
        return bool(self.engine) and self.state in DONE


@dataclass(frozen=True)
class Page:
    """A page of the history, the newest draft first."""

    entries: tuple[Entry, ...]
    page: int
    pages: int
    count: int


_FIELDS = (
    "ref",
    "number",
    "state",
    "created_at",
    "published_at",
    "rules",
    "size_min",
    "size_max",
    "seed",
    "iterations",
    "engine",
    "changes_made",
    "names",
    "figures__by",
    "figures__from",
    "figures__restored",
    "figures__gap",
    "figures__beaten",
    "figures__chance__draws",
    "figures__broken",
    "figures__groups",
    "figures__rerun",
    "figures__rerun_job",
    "figures__proof",
    "figures__objective",
    "figures__bound",
    "figures__problem_hash",
    "problem_hash",
    "has_secret_seed",
)


def history(program: "Program", page: int = 1) -> Page:
    """A page of the program's drafts, whatever became of them."""
    rows = Formation.objects.filter(program=program).order_by("-number")
    count = rows.count()
    pages = max(1, -(-count // PAGE_SIZE))
    page = min(max(1, page), pages)
    kept = KeptApart.objects.filter(formation=OuterRef("pk"))
    rows = rows.annotate(has_secret_seed=Exists(kept))
    found = list(rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE].values(*_FIELDS))
    called = people_queries.names_by_refs({row["figures__by"] for row in found} - {None, ""})
    running = jobs.by_refs(
        row["figures__rerun_job"]
        for row in found
        if row["figures__rerun_job"] and not row["figures__rerun"]
    )
    return Page(tuple(_entry(row, called, running) for row in found), page, pages, count)


def _entry(row: dict[str, Any], called: dict[str, str], running: dict[str, Any]) -> Entry:
    lines = row["figures__groups"] or []
    known = {key: row[f"figures__{key}"] for key in ("proof", "objective", "bound")}
    return Entry(
        ref=row["ref"],
        number=row["number"],
        state=row["state"],
        created_at=row["created_at"],
        published_at=row["published_at"],
        by=called.get(row["figures__by"] or "", ""),
        rules=row["rules"],
        size_min=row["size_min"],
        size_max=row["size_max"],
        groups=len(row["names"]),
        people=sum(line.get("size", 0) for line in lines),
        seed=row["seed"],
        iterations=row["iterations"],
        engine=row["engine"],
        changes=row["changes_made"],
        began_with=row["figures__from"],
        restored=row["figures__restored"],
        gap=row["figures__gap"],
        beaten=row["figures__beaten"],
        draws=row["figures__chance__draws"],
        broken=len(row["figures__broken"] or []),
        rerun=row["figures__rerun"] or {},
        rerun_job=running.get(row["figures__rerun_job"] or ""),
        proof=proofs.proof_in(known, row["figures__problem_hash"] or row["problem_hash"]),
        has_secret_seed=row["has_secret_seed"],
    )


# ---------------------------------------------------------------- the same once more


def as_found(formation: Formation) -> list[list[str]]:
    """The groups as the solver found them, before anybody changed them by hand."""
    rows = Seat.objects.filter(formation=formation).order_by("person__full_name", "person_id")
    seats = {
        pk: (ref, at) for pk, ref, at in rows.values_list("person_id", "person__ref", "group_index")
    }
    for change in BoardChange.objects.filter(formation=formation).order_by("-number"):
        for pk, at, _pinned in change.before.get("seats", []):
            if pk in seats:
                seats[pk] = (seats[pk][0], at)
    groups: list[list[str]] = [[] for _ in formation.names]
    for ref, at in seats.values():
        groups[at].append(ref)
    return groups


@transaction.atomic
def start_rerun(*, formation: Formation, actor: Actor, now: datetime) -> None:
    """Ask the worker to form a draft once more, from the same seed, to see whether it holds.

    Raises
    ------
    NotADraft
        When the groups were not worked out here, or are being worked out.
    """
    policies.form_groups.check(actor, formation.program)
    if formation.state not in DONE or not formation.engine:
        raise NotADraft
    job = jobs.enqueue(
        "groups.rerun", formation.pk, now=now, organization_id=formation.organization_id
    )
    actions.add_figures(formation, rerun_job=job.ref, rerun={})
    publish(
        events.RerunAsked(program_ref=formation.program.ref, formation_ref=formation.ref),
        actor=actor,
        now=now,
    )


def rerun(
    *,
    formation_id: int,
    clock: Callable[[], datetime],
    tell: Callable[[int, int, str], None],
    should_stop: Callable[[], bool],
) -> None:
    """Form a draft once more and store whether the same groups came out, or what differs."""
    from junto.kernel import grouping as g

    formation = Formation.objects.select_related("program").filter(pk=formation_id).first()
    if formation is None:
        return
    differs = _differences(formation)
    same = False
    if not differs:
        stopped = False

        def stop() -> bool:
            nonlocal stopped
            stopped = stopped or should_stop()
            return stopped

        again = queries.replay(
            formation,
            should_stop=stop,
            on_progress=lambda best: tell(best.step, best.iterations, ""),
        )
        if stopped:
            actions.add_figures(formation, rerun={})
            return
        found = [sorted(group) for group in as_found(formation)]
        same = [sorted(group) for group in again.groups] == found
        differs = [] if same else [{"what": "groups"}]
        assert again.engine == g.ENGINE
    actions.add_figures(
        formation,
        rerun={"same": same, "differs": differs, "engine": g.ENGINE, "at": clock().isoformat()},
    )


def _differences(formation: Formation) -> list[dict[str, Any]]:
    """What is not as it was then: people, what is known of them, past meetings, the engine."""
    from junto.kernel import grouping as g

    found: list[dict[str, Any]] = []
    if formation.engine != g.ENGINE:
        found.append({"what": "engine", "was": formation.engine, "now": g.ENGINE})
    try:
        problem = queries.formation_problem(formation)
    except (g.RuleError, g.RosterError) as refusal:
        return [*found, {"what": "trouble", **queries.stored_trouble(refusal)}]
    was, now = formation.figures.get("as_was", {}), figures.as_was(problem)
    if not was:
        changed = problem.hash != formation.problem_hash
        return [*found, *([{"what": "anything"}] if changed else [])]
    if was["people"] != now["people"]:
        return [*found, {"what": "people", "was": was["count"], "now": now["count"]}]
    found += [
        {"what": "values", "attribute": name}
        for name, mark in now["values"].items()
        if was["values"].get(name) != mark
    ]
    if was["met"] != now["met"]:
        found.append({"what": "met"})
    if not found and problem.hash != formation.problem_hash:
        found.append({"what": "anything"})
    return found


# ---------------------------------------------------------------- setting aside


@transaction.atomic
def set_aside(*, formation: Formation, actor: Actor, now: datetime) -> None:
    """Take a draft out of the way; it stays in the history.

    Raises
    ------
    NotADraft
        When it is published or being worked out.
    """
    policies.form_groups.check(actor, formation.program)
    open_states = (FormationState.READY, FormationState.IMPOSSIBLE, FormationState.FAILED)
    _become(formation, FormationState.ASIDE, open_states)
    _tell(formation, "aside", actor, now)


@transaction.atomic
def bring_back(*, formation: Formation, actor: Actor, now: datetime) -> None:
    """Make a draft that was set aside an open one again.

    Raises
    ------
    NotADraft
        When it was not set aside.
    """
    policies.form_groups.check(actor, formation.program)
    was = FormationState.READY if _is_seated(formation) else FormationState.FAILED
    if formation.impossible:
        was = FormationState.IMPOSSIBLE
    _become(formation, was, (FormationState.ASIDE,))
    _tell(formation, "back", actor, now)


@transaction.atomic
def delete_draft(*, formation: Formation, actor: Actor, now: datetime) -> None:
    """Delete a draft that was set aside, for good.

    Raises
    ------
    NotADraft
        When it was not set aside, or groups came of it.
    """
    policies.form_groups.check(actor, formation.program)
    aside = Formation.objects.filter(pk=formation.pk, state=FormationState.ASIDE)
    if Group.objects.filter(formation=formation).exists() or not aside.exists():
        raise NotADraft
    _tell(formation, "deleted", actor, now)
    aside.delete()


@transaction.atomic
def restore(*, formation: Formation, actor: Actor, now: datetime) -> Formation:
    """Make the current draft of an older one: a copy with the next number, seat by seat.

    Raises
    ------
    NotADraft
        When it seats nobody.
    junto.domain.groups.actions.AlreadySolving
        While another draft is being worked out.
    junto.domain.groups.actions.PeopleChanged
        When people joined or left since: somebody would be left over.
    """
    policies.form_groups.check(actor, formation.program)
    if formation.state not in DONE or not _is_seated(formation):
        raise NotADraft
    mine = Formation.objects.filter(program=formation.program)
    if mine.filter(state=FormationState.SOLVING).exists():
        raise actions.AlreadySolving
    drift = queries.drift_of(formation)
    if drift:
        raise actions.PeopleChanged(drift)
    by = people_queries.person_of(actor)
    copy = Formation.objects.get(pk=formation.pk)
    seats = list(Seat.objects.filter(formation=formation).order_by("pk"))
    copy.pk, copy.ref = None, Formation._meta.get_field("ref").get_default()
    copy.number = (mine.aggregate(last=Max("number"))["last"] or 0) + 1
    copy.state, copy.job_ref, copy.version, copy.changes_made = FormationState.READY, "", 0, 0
    copy.created_at, copy.published_at = now, None
    copy.figures = {
        **{key: each for key, each in copy.figures.items() if key not in _OF_ITS_OWN},
        "by": by.ref if by is not None else "",
        "restored": formation.number,
    }
    copy.engine, copy.iterations = "", 0
    copy._state.adding = True
    copy.save()
    for seat in seats:
        seat.pk, seat.formation = None, copy
        seat._state.adding = True
    Seat.objects.bulk_create(seats, batch_size=500)
    _tell(copy, "restored", actor, now)
    copy.program = formation.program
    return copy


# What a copy does not take along: where it came from, and what was found about the original.
_OF_ITS_OWN = (
    "start",
    "from",
    "began_at",
    "rerun",
    "rerun_job",
    "proof_job",
    "as_was",
    "stopped_at",
)


def _become(formation: Formation, state: str, before: Sequence[str]) -> None:
    held = Formation.objects.filter(pk=formation.pk, state__in=before)
    if not held.update(state=state, version=formation.version + 1):
        raise NotADraft
    formation.state, formation.version = state, formation.version + 1


def _is_seated(formation: Formation) -> bool:
    return Seat.objects.filter(formation=formation).exists()


def _tell(formation: Formation, what: str, actor: Actor, now: datetime) -> None:
    publish(
        events.DraftKept(program_ref=formation.program.ref, formation_ref=formation.ref, what=what),
        actor=actor,
        now=now,
    )
