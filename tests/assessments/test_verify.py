"""`junto rounds verify-seal`: a seal that holds is told, and so is each way to damage one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, connections

from factories import NOW
from factories import after as made_after
from factories import asks as made_asks
from factories.assessments import answer, close, make_people, make_round
from junto.domain.assessments import actions, queries, sealing, verify
from junto.domain.assessments.models import Answers, OpenDraft, Participation, Round
from junto.foundation import roundkeys, tenancy
from junto.foundation.events.models import EventRecord
from junto.interfaces.cli import rounds as command

pytestmark = pytest.mark.django_db(transaction=True)

RATERS = 8
on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="looks into the file")
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="looks at xmin")


def run(damage: Callable[[], None] = lambda: None) -> Round:
    """A round of eight that was answered, closed and sealed; damaged just before it closes."""
    people = make_people(RATERS)
    round_ = make_round(people)
    for n, person in enumerate(people):
        answer(round_, person, 1 + n % 5)
    damage()
    close(round_)
    actions.seal_closed(rounds=queries.closed(), now=NOW)
    return queries.get_round(round_.ref)


def linked(round_: Round) -> list[str]:
    """Sentences of what links."""
    with tenancy.scope(round_.organization_id):
        found = verify.verify_seal(round_)
    return [each.sentence for each in found if each.verdict is verify.Verdict.LINKS]


def execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for each in statements:
            cursor.execute(each)


def test_a_sealed_round_holds_in_every_line(capsys: pytest.CaptureFixture[str]) -> None:
    round_ = run()
    status = command.verify_seal(round_.ref)
    lines = capsys.readouterr().out.splitlines()

    assert status == 0
    assert [line for line in lines[1:-1] if line.split()[0] not in {"holds", "unseen"}] == []
    assert len(lines) == 16
    assert lines[-1] == "  The seal holds."


def test_a_round_with_another_open_beside_it_holds() -> None:
    people = make_people(RATERS)
    other = make_round(people, topic="session:open")
    round_ = make_round(people)
    for person in people:
        answer(other, person)
        answer(round_, person)
    close(round_)
    actions.seal_closed(rounds=queries.closed(), now=NOW)
    round_ = queries.get_round(round_.ref)
    for person in people:
        answer(other, person, 5)

    assert linked(round_) == []


def test_a_round_that_is_open_is_told_so(capsys: pytest.CaptureFixture[str]) -> None:
    round_ = make_round(make_people(4))

    assert command.verify_seal(round_.ref) == 2
    assert capsys.readouterr().err == (
        f"{round_.ref} is not sealed: it takes answers. Nothing to verify yet.\n"
    )
    with tenancy.scope(round_.organization_id), pytest.raises(verify.NotSealed):
        verify.verify_seal(round_)


def test_a_round_that_nobody_knows_is_told_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.verify_seal("feedback-zzzzzzzzzzzz") == 2
    assert "There is no round" in capsys.readouterr().err


# ---------------------------------------------------------------- damage after the seal


def a_key_comes_back(round_: Round) -> None:
    roundkeys.handle(round_.ref, 1)


def a_draft_comes_back(round_: Round) -> None:
    with tenancy.scope(round_.organization_id):
        OpenDraft.objects.create(round=round_, handle="0" * 64, text="x")


def answers_are_numbered(round_: Round) -> None:
    with tenancy.scope(round_.organization_id):
        for number, row in enumerate(Answers.objects.order_by("pk"), start=1):
            Answers.objects.filter(pk=row.pk).update(id=number)


def answers_carry_the_key_of_who_was_asked(_round: Round) -> None:
    execute(
        "UPDATE assessments_answers SET id = (SELECT p.id FROM assessments_participation p"
        " ORDER BY p.id LIMIT 1) WHERE id = (SELECT min(id) FROM assessments_answers)"
    )


def an_answer_is_gone(round_: Round) -> None:
    with tenancy.scope(round_.organization_id):
        Answers.objects.filter(pk=Answers.objects.order_by("pk")[0].pk).delete()


def one_stands_alone(round_: Round) -> None:
    with tenancy.scope(round_.organization_id):
        one = Answers.objects.order_by("pk")[0]
        Answers.objects.filter(pk=one.pk).update(category="peers")


def a_figure_rests_on_two(round_: Round) -> None:
    with tenancy.scope(round_.organization_id):
        keys = list(Participation.objects.order_by("pk").values_list("pk", flat=True))
        Participation.objects.filter(pk__in=keys[2:]).update(has_answered=False)


def a_log_tells_of_an_answer(round_: Round) -> None:
    with tenancy.scope(round_.organization_id):
        EventRecord.objects.create(
            kind="assessments.answered", payload={"round_ref": round_.ref}, occurred_at=NOW
        )


AFTER = {
    a_key_comes_back: {"The key of the round is still there"},
    a_draft_comes_back: {"Rows of the time when the round was open are left: 1 in"},
    answers_are_numbered: {"Keys of rows count upward"},
    answers_carry_the_key_of_who_was_asked: {"Keys are shared"},
    an_answer_is_gone: {"The number of sets of answers is not that of people"},
    one_stands_alone: {"Fewer than 4 people stand behind what is kept as peers"},
    a_figure_rests_on_two: {"Figures that are shown single out 2 people"},
    a_log_tells_of_an_answer: {"The log says more of this round"},
}


@pytest.mark.parametrize("damage", AFTER, ids=lambda each: each.__name__)
def test_what_is_damaged_later_is_found(damage: Callable[[Round], None]) -> None:
    round_ = run()
    damage(round_)
    found = linked(round_)

    assert [
        begin for begin in AFTER[damage] if not any(each.startswith(begin) for each in found)
    ] == []


def test_a_broken_seal_is_an_exit_status_of_one(capsys: pytest.CaptureFixture[str]) -> None:
    round_ = run()
    a_key_comes_back(round_)

    assert command.verify_seal(round_.ref) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "  THE SEAL IS BROKEN."


def test_a_time_beside_answers_is_found() -> None:
    round_ = run()
    execute("ALTER TABLE assessments_answers ADD COLUMN sent_at text")
    try:
        found = linked(round_)
    finally:
        execute("ALTER TABLE assessments_answers DROP COLUMN sent_at")

    assert found == [
        "Sealed rows have columns of which this version knows nothing: assessments_answers.sent_at."
    ]


TRIGGERS = {
    "sqlite": (
        "CREATE TRIGGER aside AFTER INSERT ON assessments_openanswers BEGIN SELECT 1; END",
        "DROP TRIGGER aside",
    ),
    "postgresql": (
        "CREATE TRIGGER aside BEFORE UPDATE ON assessments_openanswers FOR EACH ROW"
        " EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "DROP TRIGGER aside ON assessments_openanswers",
    ),
}


def test_a_trigger_that_copies_answers_is_found() -> None:
    round_ = run()
    make, drop = TRIGGERS[connection.vendor]
    execute(make)
    try:
        found = linked(round_)
    finally:
        execute(drop)

    assert found == ["The database does something of its own when answers are written: aside."]


# ---------------------------------------------------------------- seals that were never whole


def test_keys_that_count_upward_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers: Iterator[int] = count(2**40)
    monkeypatch.setattr("secrets.randbits", lambda _bits: next(numbers))

    assert [each[:26] for each in linked(run())] == [
        "Keys of rows count upward,",
        "Keys are shared, or lie ne",
    ]


@on_sqlite
def test_a_log_that_was_not_emptied_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "leave_no_trace", lambda _patience: True)
    [sentence] = linked(run())

    assert sentence.startswith("File, free pages or write-ahead log still hold")


@on_sqlite
def test_rows_that_were_not_overwritten_are_found() -> None:
    execute("PRAGMA secure_delete=OFF")
    try:
        [remains, setting] = linked(run())
    finally:
        execute("PRAGMA secure_delete=ON")

    assert remains.startswith("File, free pages or write-ahead log still hold")
    assert setting == "What is deleted is not overwritten: secure_delete is 0."


@on_sqlite
def test_a_key_that_was_not_overwritten_is_found() -> None:
    def forget_to_overwrite() -> None:
        with connections["keys"].cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=OFF")

    try:
        [sentence] = linked(run(forget_to_overwrite))
    finally:
        connections["keys"].close()

    assert sentence.startswith("Traces of this round's key are left in ")


@on_postgresql
def test_answers_written_one_by_one_are_found() -> None:
    round_ = run()
    with tenancy.scope(round_.organization_id):
        for row in Answers.objects.order_by("pk")[:3]:
            Answers.objects.filter(pk=row.pk).update(category="")
    [sentence] = linked(round_)

    assert sentence.startswith("Sealed rows were written in several transactions (xmin)")


@on_postgresql
def test_dead_rows_that_stay_in_their_file_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def delete(rounds: Any) -> None:
        for model in sealing.OPEN_TABLES:
            model.objects.filter(round__in=rounds).delete()

    monkeypatch.setattr(sealing, "_rewrite_open_tables", delete)
    [sentence] = linked(run())

    assert sentence.startswith("Dead rows of the open round may lie in the files of")


@on_postgresql
def test_rows_that_lie_in_the_order_of_people_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def by_number(rows: list[Any]) -> None:
        rows.sort(key=lambda row: getattr(row, "person_id", None) or row.pk)

    monkeypatch.setattr(actions, "chance", SimpleNamespace(shuffle=by_number))
    [sentence] = linked(run())

    assert sentence.startswith("Rows lie on the disk (ctid) in the order of people")


def test_who_may_answer_is_not_asked_by_the_command() -> None:
    """A sealed round stays verifiable when somebody who was asked is gone."""
    round_ = run()
    with tenancy.scope(round_.organization_id):
        Participation.objects.filter(pk=Participation.objects.order_by("pk")[0].pk).update(
            person=None
        )

    assert linked(round_) == []


def test_a_session_and_an_ask_are_found_by_their_own_address(
    capsys: pytest.CaptureFixture[str],
) -> None:
    circle = made_after.make_circle()
    session = made_after.make_session(circle.group)
    made_after.open_pulse(session)
    world = made_asks.make_world(4)
    with tenancy.scope(world.organization.pk):
        ask = made_asks.sent(world, world.people)
    told = []
    for ref in (f"open-{session.ref}", ask.ref):
        assert command.verify_seal(ref) == 2
        told.append(capsys.readouterr().err.partition(" is not sealed: ")[2])

    assert told == ["it takes answers. Nothing to verify yet.\n"] * 2
