"""Proofs of drafts: stored, told, and confirmed from the files of the report."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from factories import NOW, actor_of
from factories.boards import make_world
from junto.domain.groups import actions, proofs, queries
from junto.domain.groups.models import Formation, Seat
from junto.domain.people.models import AttributeDefinition, PastGroup, Person
from junto.foundation import tenancy
from junto.foundation.access import Forbidden
from junto.foundation.events.models import EventRecord
from junto.foundation.jobs import running
from junto.foundation.jobs.models import Job
from junto.interfaces.cli import groups as cli
from junto.kernel import grouping

Form = Callable[..., Formation]


@pytest.fixture(autouse=True)
def short_proofs(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proof of few iterations proves as well, only less."""
    monkeypatch.setattr(grouping, "proof_iterations", lambda problem: 20)


def prove(world: SimpleNamespace, draft: Formation) -> Formation:
    proofs.start_proof(formation=draft, actor=world.actor, now=NOW)
    job = Job.objects.get(ref=queries.figures_now(draft)["proof_job"])
    running.run(job.pk, clock=lambda: NOW)
    return queries.formation_of(world.program, draft.ref)


def unpack(content: bytes, folder: Path) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(folder)
        return archive.namelist()


def verify(folder: Path) -> int:
    files = [str(folder / name) for name in ("report.json", "people.csv")]
    return cli.main(["verify", *files, "--rules", str(folder / "rules.yaml")])


def test_a_proof_is_kept_with_what_proves_it_again(world: SimpleNamespace, form: Form) -> None:
    draft = prove(world, form(world))

    proof = draft.figures["proof"]
    assert proof["problem_hash"] == draft.problem_hash
    assert proof["engine"] == draft.engine
    assert proof["iterations"] == proof["asked"]
    assert proof["value"] >= draft.figures["objective"]
    assert proofs.proof_of(draft) is not None


def test_what_was_proven_holds_after_a_swap_too(world: SimpleNamespace, form: Form) -> None:
    draft = prove(world, form(world))
    best = proofs.proof_of(draft)
    rows = list(Seat.objects.values_list("person__ref", "group_index"))
    other = next(ref for ref, place in rows if place != rows[0][1])

    actions.swap_people(
        formation=draft,
        person=rows[0][0],
        other=other,
        version=draft.version,
        actor=world.actor,
        now=NOW,
    )

    swapped = proofs.proof_of(queries.formation_of(world.program, draft.ref))
    assert best is not None
    assert swapped is not None
    assert swapped.value == best.value
    assert swapped.better >= best.better


def test_a_proof_does_not_count_once_the_people_are_others(
    world: SimpleNamespace, form: Form
) -> None:
    draft = prove(world, form(world))
    Person.objects.filter(pk=world.members[0].pk).update(unit="Somewhere else")

    with pytest.raises(proofs.NotProven):
        proofs.take_report(formation=draft, actor=world.actor, now=NOW)


def test_a_stopped_proof_keeps_the_limit_it_found(world: SimpleNamespace, form: Form) -> None:
    draft = form(world)
    turns = iter(range(1000))

    proofs.prove(
        formation_id=draft.pk,
        clock=lambda: NOW,
        tell=lambda done, total, note: None,
        should_stop=lambda: next(turns) >= 4,
    )

    draft = queries.formation_of(world.program, draft.ref)
    found = proofs.proof_of(draft)
    assert found is not None
    assert (found.iterations, found.is_whole) == (5, False)


def test_a_report_is_confirmed_by_the_command_line(
    world: SimpleNamespace, form: Form, tmp_path: Path
) -> None:
    draft = prove(world, form(world))

    files = unpack(proofs.take_report(formation=draft, actor=world.actor, now=NOW), tmp_path)

    assert files == ["report.json", "people.csv", "rules.yaml"]
    assert verify(tmp_path) == 0
    told = EventRecord.objects.get(kind="groups.report-taken")
    assert told.payload["count"] == 12


def test_a_report_of_groups_changed_by_hand_is_confirmed(
    world: SimpleNamespace, form: Form, tmp_path: Path
) -> None:
    draft = form(world)
    rows = list(Seat.objects.values_list("person__ref", "group_index"))
    other = next(ref for ref, place in rows if place != rows[0][1])
    actions.swap_people(
        formation=draft,
        person=rows[0][0],
        other=other,
        version=draft.version,
        actor=world.actor,
        now=NOW,
    )

    unpack(proofs.take_report(formation=prove(world, draft), actor=world.actor, now=NOW), tmp_path)

    assert verify(tmp_path) == 0


@pytest.mark.django_db
def test_whatever_people_wrote_arrives_in_the_files_as_it_was(tmp_path: Path) -> None:
    rules: dict[str, Any] = {
        "hard": [
            {"shared_hours": {"hours": 1}},
            {"common_language": {"attribute": "languages"}},
            {"not_with_manager": {"attribute": "manager"}},
        ],
        "soft": [
            {"mix": {"attribute": "unit", "weight": 3}},
            {"balance": {"attribute": "years"}},
            {"mix": {"attribute": "postcode"}},
            {"new_faces": {"weight": 2}},
        ],
    }
    made = make_world(rules=rules)
    units = ("=1+1", "'quoted", "a;b|c", 'with "marks", and\nlines', "-7", "  wide ")
    with tenancy.scope(made.organization.pk):
        for key, kind in (("years", "number"), ("postcode", "one_of")):
            AttributeDefinition.objects.create(key=key, label=key, kind=kind)
        for n, person in enumerate(made.members):
            person.unit = units[n % 6]
            person.languages = ["English; plain", "German"] if n % 2 else ["English; plain"]
            person.manager = made.members[0] if n in (1, 2) else None
            person.attributes = {"years": n - 3.5, "postcode": f"0{n}"}
            person.save()
        past = PastGroup.objects.create(label="Before")
        past.members.add(*made.members[:3])
        actions.start_formation(program=made.program, actor=made.actor, now=NOW, iterations=60)
        running.run(Job.objects.get().pk, clock=lambda: NOW)
        draft = prove(made, Formation.objects.select_related("program").get())

        unpack(proofs.take_report(formation=draft, actor=made.actor, now=NOW), tmp_path)

    assert verify(tmp_path) == 0


def test_a_report_that_was_changed_is_not_confirmed(
    world: SimpleNamespace, form: Form, tmp_path: Path
) -> None:
    draft = prove(world, form(world))
    unpack(proofs.take_report(formation=draft, actor=world.actor, now=NOW), tmp_path)
    path = tmp_path / "report.json"
    report = json.loads(path.read_text())
    first, second = report["members"][0][0], report["members"][1][0]
    report["members"][0][0], report["members"][1][0] = second, first
    path.write_text(json.dumps(report))

    assert verify(tmp_path) == 1


def test_a_report_holds_no_name_and_no_attribute_beyond_the_rules(
    world: SimpleNamespace, form: Form, tmp_path: Path
) -> None:
    Person.objects.update(attributes={"union": "yes"}, country="Atlantis")
    draft = prove(world, form(world))

    unpack(proofs.take_report(formation=draft, actor=world.actor, now=NOW), tmp_path)

    text = "".join(path.read_text() for path in tmp_path.iterdir())
    assert "Person 00" not in text
    assert "Atlantis" not in text
    assert (tmp_path / "people.csv").read_text().splitlines()[0] == "person_id,unit,site"


def test_nobody_takes_a_report_of_their_own_reports(world: SimpleNamespace, form: Form) -> None:
    draft = prove(world, form(world))
    Person.objects.filter(pk=world.members[0].pk).update(manager=world.manager)

    with pytest.raises(proofs.WalledOff) as refusal:
        proofs.take_report(formation=draft, actor=world.actor, now=NOW)

    assert refusal.value.person_ids == [world.members[0].pk]


def test_a_report_is_for_managers_alone(world: SimpleNamespace, form: Form) -> None:
    draft = prove(world, form(world))

    with pytest.raises(Forbidden):
        proofs.take_report(formation=draft, actor=actor_of(world.members[0]), now=NOW)


def test_a_swap_made_while_a_proof_runs_is_measured_too(world: SimpleNamespace, form: Form) -> None:
    draft = form(world)
    rows = list(Seat.objects.values_list("person__ref", "group_index"))
    other = next(ref for ref, place in rows if place != rows[0][1])
    swapped: list[float] = []

    def swap_once() -> bool:
        if not swapped:
            actions.swap_people(
                formation=draft,
                person=rows[0][0],
                other=other,
                version=draft.version,
                actor=world.actor,
                now=NOW,
            )
            swapped.append(draft.figures["score"])
        return False

    proofs.prove(
        formation_id=draft.pk,
        clock=lambda: NOW,
        tell=lambda done, total, note: None,
        should_stop=swap_once,
    )

    fresh = queries.formation_of(world.program, draft.ref)
    assert fresh.figures["score"] == swapped[0]
    assert proofs.proof_of(fresh) is not None


def test_a_draft_deleted_while_its_proof_runs_leaves_nothing(
    world: SimpleNamespace, form: Form
) -> None:
    draft = form(world)

    proofs.prove(
        formation_id=draft.pk,
        clock=lambda: NOW,
        tell=lambda done, total, note: None,
        should_stop=lambda: bool(Formation.objects.all().delete()),
    )

    assert not Formation.objects.exists()


def test_a_long_proof_gives_way_to_other_work(world: SimpleNamespace, form: Form) -> None:
    draft = form(world)
    moments = (NOW + timedelta(seconds=4 * n) for n in count())

    proofs.prove(
        formation_id=draft.pk,
        clock=lambda: next(moments),
        tell=lambda done, total, note: None,
        should_stop=lambda: False,
        gives_way=lambda: True,
    )

    found = proofs.proof_of(queries.formation_of(world.program, draft.ref))
    assert found is not None
    assert (found.iterations, found.is_whole) == (4, False)
