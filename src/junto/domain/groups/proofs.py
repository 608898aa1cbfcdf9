"""How good a draft is, proven; and a report that anybody with the files can check.

The limit holds for these people under these rules, whoever sits where: it outlives swaps. It is
stored with the hash of the problem it was proven for, and counts only while that is the draft's.
"""

import csv
import io
import json
import math
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from junto.domain.groups import actions, events, policies, problems, queries
from junto.domain.groups.enums import FormationState
from junto.domain.groups.models import Formation
from junto.domain.people import queries as people_queries
from junto.domain.people import wall
from junto.foundation import jobs
from junto.foundation.access import Actor
from junto.foundation.events import publish

if TYPE_CHECKING:
    from junto.kernel import grouping as g

PROVABLE = (FormationState.READY, FormationState.ANNOUNCING, FormationState.PUBLISHED)
# A spreadsheet would run a cell that begins so; the report says that such cells are quoted.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "'")
UNDISTURBED = timedelta(seconds=15)
# For more people one step of a proof takes longer than a worker may be silent.
MOST_PEOPLE = 3000
_MARKS = (";", "|", "/", "~", "¦", "‖")


class NotProven(ValueError):
    """There is no proof for the draft as it is now."""


class WalledOff(ValueError):
    """The report holds what is known of people whose manager the actor is."""

    def __init__(self, person_ids: Sequence[int]) -> None:
        self.person_ids = list(person_ids)
        super().__init__(f"{len(self.person_ids)} people")


@dataclass(frozen=True)
class Proof:
    """A proven limit beside what the draft reaches.

    Parameters
    ----------
    better
        No arrangement is better than this by more than so many per cent; rounded up.
    points
        The same in points of the score; rounded up.
    """

    value: int
    method: str
    iterations: int
    better: float
    points: int
    at: datetime
    is_whole: bool


def proof_of(formation: Formation) -> Proof | None:
    """The proof of a draft, while it is one for its people and rules as they were last seen."""
    found = formation.figures
    return proof_in(found, found.get("problem_hash") or formation.problem_hash)


def proof_in(found: Mapping[str, Any], problem_hash: str) -> Proof | None:
    """The proof among the figures of a draft, while it is one for the problem with this hash."""
    proof = found.get("proof")
    if not proof or proof["problem_hash"] != problem_hash:
        return None
    reached, value = int(found["objective"]), int(proof["value"])
    over = max(0, value - reached)
    share = 100 * over / reached if reached else 0.0
    span = int(found["bound"]["value"]) - float(proof["expected"])
    points = 100 * over / span if span >= 0.5 else 0.0
    return Proof(
        value=value,
        method=proof["method"],
        iterations=proof["iterations"],
        better=math.ceil(share * 10 - 1e-9) / 10,
        points=math.ceil(points - 1e-9),
        at=datetime.fromisoformat(proof["at"]),
        is_whole=proof["iterations"] >= proof["asked"],
    )


@transaction.atomic
def start_proof(*, formation: Formation, actor: Actor, now: datetime) -> None:
    """Ask the worker to prove how good a draft is; one that is at it already goes on."""
    policies.form_groups.check(actor, formation.program)
    if formation.state not in PROVABLE or is_too_large(formation):
        raise actions.StaleBoard
    if not is_running(formation):
        job = jobs.enqueue(
            "groups.certify", formation.pk, now=now, organization_id=formation.organization_id
        )
        actions.add_figures(formation, proof_job=job.ref)
    publish(
        events.ProofAsked(program_ref=formation.program.ref, formation_ref=formation.ref),
        actor=actor,
        now=now,
    )


@transaction.atomic
def stop_proof(*, formation: Formation, actor: Actor, now: datetime) -> None:
    """Stop proving: the best limit so far is kept."""
    policies.form_groups.check(actor, formation.program)
    if is_running(formation):
        jobs.request_stop(jobs.get(formation.figures["proof_job"]).pk)


def is_too_large(formation: Formation) -> bool:
    """True where there are more people than can be proven for here."""
    lines = formation.figures.get("groups", [])
    return bool(sum(line.get("size", 0) for line in lines) > MOST_PEOPLE)


def is_running(formation: Formation) -> bool:
    """True while the worker proves, or will."""
    job = queries.job_of(formation.figures.get("proof_job", ""))
    return job is not None and not job.is_over


def prove(
    *,
    formation_id: int,
    clock: Callable[[], datetime],
    tell: Callable[[int, int, str], None],
    should_stop: Callable[[], bool],
    gives_way: Callable[[], bool] = lambda: False,
) -> None:
    """Prove the tightest limit there is time for, and store it with what proves it again.

    After a while it ends early when other work waits.
    """
    from junto.kernel import grouping as g

    found = Formation.objects.select_related("program").filter(pk=formation_id)
    formation = found.first()
    if formation is None or formation.state not in PROVABLE:
        return
    try:
        problem = queries.formation_problem(formation)
    except (g.RuleError, g.RosterError) as refusal:
        actions.add_figures(formation, proof_trouble=queries.stored_trouble(refusal))
        raise jobs.Trouble(str(refusal)) from None
    wanted, turns, began = g.proof_iterations(problem), 0, clock()

    def is_over() -> bool:
        nonlocal turns
        turns += 1
        tell(turns, wanted, "")
        return should_stop() or (clock() - began > UNDISTURBED and gives_way())

    bound = g.certify(problem, iterations=wanted, should_stop=is_over)
    proof = {
        "value": bound.value,
        "method": bound.method,
        "iterations": max(1, min(turns, wanted)),
        "asked": wanted,
        "expected": problem.expected,
        "seed": formation.seed,
        "engine": g.ENGINE,
        "problem_hash": problem.hash,
        "at": clock().isoformat(),
    }
    with transaction.atomic():
        # Somebody may have changed the board meanwhile, or what is known of its people: the draft
        # is measured anew while nobody else can.
        if not Formation.objects.select_for_update().filter(pk=formation.pk).exists():
            return
        standing = g.evaluate(problem, queries.seating_of(formation))
        actions.add_figures(
            formation,
            score=standing.score,
            objective=standing.objective,
            bound={"value": standing.bound.value, "method": standing.bound.method},
            gap=max(0, math.ceil(100 - standing.score)),
            problem_hash=problem.hash,
            proof_trouble=None,
            proof=proof,
        )


# ---------------------------------------------------------------- the report


@dataclass(frozen=True)
class Contents:
    """What a report would hold: how many people, and which of their attributes."""

    people: int
    # Label, and whether it is sensitive.
    attributes: tuple[tuple[str, bool], ...]
    walled_off: tuple[int, ...]
    has_meetings: bool
    has_hours: bool


def contents(formation: Formation, *, actor: Actor) -> Contents:
    """What the report of a draft holds; nothing of anybody is read for this."""
    definitions = people_queries.attribute_definitions()
    titles, secret = problems.labels(definitions), problems.hidden(definitions)
    used = problems.attributes_in(formation.rules)
    behind = wall.refs_behind(actor)
    people = queries.seated_in(formation)
    return Contents(
        people=len(people),
        attributes=tuple((titles.get(name, name), name in secret) for name in used),
        has_hours=any("shared_hours" in rule for rule in formation.rules.get("hard", [])),
        walled_off=tuple(pk for pk, ref in people if ref in behind),
        has_meetings=any("new_faces" in rule for rule in formation.rules.get("soft", [])),
    )


def take_report(*, formation: Formation, actor: Actor, now: datetime) -> bytes:
    """The report of a proven draft with its people and rules, as one zip; the taking is recorded.

    `junto groups verify report.json people.csv --rules rules.yaml` confirms it.

    Raises
    ------
    NotProven
        When nothing is proven for the draft as it is now.
    WalledOff
        When it would hold what is known of the actor's own reports.
    """
    policies.form_groups.check(actor, formation.program)
    walled = contents(formation, actor=actor).walled_off
    if walled:
        raise WalledOff(walled)
    proof = formation.figures.get("proof")
    if formation.state not in PROVABLE or not proof:
        raise NotProven
    problem = queries.formation_problem(formation)
    if problem.hash != proof["problem_hash"]:
        raise NotProven
    files = {
        "report.json": _json(report(formation, problem, proof)),
        **_people_and_rules(problem),
    }
    with transaction.atomic():
        publish(
            events.ReportTaken(
                program_ref=formation.program.ref, formation_ref=formation.ref, count=problem.n
            ),
            actor=actor,
            now=now,
        )
    return _zipped(files)


def report(formation: Formation, problem: "g.Problem", proof: dict[str, Any]) -> dict[str, Any]:
    """What is said of the draft: its groups by references, what they reach, the proven limit.

    It speaks of these groups, not of a run that found them: people may have been moved by hand.
    """
    from junto.kernel import grouping as g

    groups = queries.seating_of(formation)
    standing = g.evaluate(problem, groups)
    bound = g.Bound(proof["value"], proof["method"])
    chance = formation.figures["chance"]
    return {
        "people": problem.n,
        "groups": len(groups),
        "sizes": [len(group) for group in groups],
        "names": [str(name) for name in formation.names],
        "members": groups,
        "arrangement": "given",
        "cells": "quoted",
        "kinds": {each.name: str(each.kind) for each in problem.roster.attributes},
        "seed": None if queries.has_secret_seed(formation) else proof["seed"],
        "iterations": formation.iterations,
        "engine": proof["engine"],
        "problem_hash": problem.hash,
        "score": standing.score,
        "objective": standing.objective,
        "chance": {key: chance[key] for key in ("draws", "mean", "best")},
        "bound": {
            "value": bound.value,
            "method": bound.method,
            "gap": bound.gap(standing.objective),
            "iterations": proof["iterations"],
        },
        "proven_at": proof["at"],
        "violations": [
            {"rule": each.rule, "group": each.group, "people": list(each.people)}
            for each in standing.violations
        ],
    }


def _people_and_rules(problem: "g.Problem") -> dict[str, str]:
    """What the hash of a problem is made of, in the files that the command line reads."""
    import yaml

    from junto.kernel import grouping as g

    document = {"id": "person_id", **g.rules_to_dict(problem.rules)}
    used = _used(document)
    lists: dict[str, str] = {}
    columns: dict[str, list[str]] = {}
    for attribute in problem.roster.attributes:
        if attribute.name not in used:
            continue
        column = problem.roster.values[attribute.name]
        if attribute.kind is g.Kind.MANY_OF:
            words = {word for each in column if isinstance(each, tuple) for word in each}
            mark = next(mark for mark in _MARKS if not any(mark in word for word in words))
            lists[attribute.name] = mark
            columns[attribute.name] = [mark.join(each or ()) for each in column]  # type: ignore[arg-type]
        else:
            columns[attribute.name] = [_cell(each) for each in column]
    if lists:
        document["lists"] = lists
    files = {"people.csv": _table(["person_id", *columns], problem.roster.ids, columns)}
    for rule in document.get("soft", []):
        if "new_faces" in rule:
            rule["new_faces"]["history"] = "met.csv"
            met = [[each.a, each.b, str(each.times)] for each in problem.history]
            files["met.csv"] = _csv([["a", "b", "times"], *met])
    return files | {"rules.yaml": yaml.safe_dump(document, allow_unicode=True, sort_keys=False)}


def _used(document: dict[str, Any]) -> set[str]:
    """Every word a rule may mean an attribute by."""
    used: set[str] = set()
    for rule in [*document.get("hard", []), *document.get("soft", [])]:
        for body in rule.values():
            if isinstance(body, dict):
                words = (body.get(key) for key in ("attribute", "zone", "start", "end"))
                used.update(str(word) for word in words if word)
    return used


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = repr(value) if isinstance(value, float) else str(value)
    return text.removesuffix(".0") if isinstance(value, float) else text


def _table(header: Sequence[str], ids: Sequence[str], columns: dict[str, list[str]]) -> str:
    rows = [[ref, *(column[at] for column in columns.values())] for at, ref in enumerate(ids)]
    return _csv([list(header), *rows])


def _csv(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO(newline="")
    for row in rows:
        csv.writer(out, lineterminator="\n").writerow(
            [f"'{cell}" if cell.startswith(DANGEROUS) else cell for cell in row]
        )
    return out.getvalue()


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1, default=str) + "\n"


def _zipped(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            # Without a date of its own the same draft gives the same file.
            archive.writestr(zipfile.ZipInfo(name), text)
    return out.getvalue()
