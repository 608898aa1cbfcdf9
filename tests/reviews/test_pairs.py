"""Pairs review each other's work: both texts open together, and nobody else reads anything."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from factories import NOW, actor_of, make_person
from junto.domain.people.models import Person
from junto.domain.programs.models import Enrollment
from junto.domain.reviews import (
    actions,
    deliveries,
    jobs,
    mending,
    pairing,
    policies,
    queries,
    writing,
)
from junto.domain.reviews.enums import PieceState
from junto.domain.reviews.models import Piece, PiecePost, Review
from junto.domain.reviews.queries import Counts, Work
from junto.foundation.access import Forbidden, system
from junto.foundation.events.models import EventRecord
from junto.foundation.outbox.models import Delivery

QUESTIONS = ("What works?", "What would you try next?")
DAYS = {"write_by": NOW.date() + timedelta(days=7), "agree_by": NOW.date() + timedelta(days=14)}
WORK = Work("Moving the clinic", "Two pilots", "The way I told the team", ["https://a.example"])


def plan(**fields: Any) -> actions.Plan:
    return actions.Plan(**{"title": "Spring", "questions": QUESTIONS, **DAYS, **fields})


def started(world: SimpleNamespace) -> Review:
    return actions.start_review(program=world.program, plan=plan(), actor=world.boss, now=NOW)


def written(piece: Piece, *who: str) -> Piece:
    """The piece after these have written."""
    if "author" in who:
        me = actor_of(piece.author)
        writing.name_work(piece=piece, work=WORK, view=["Mine", "Own"], actor=me, now=NOW)
    if "reviewer" in who:
        assert piece.reviewer is not None
        other = actor_of(piece.reviewer)
        writing.write_review(piece=piece, view=["Theirs", "Other"], actor=other, now=NOW)
    piece.refresh_from_db()
    return piece


def one(world: SimpleNamespace) -> Piece:
    return Piece.objects.filter(review=started(world)).order_by("pk")[0]


# ---------------------------------------------------------------- pairs


def test_everybody_reviews_one_and_is_reviewed_by_the_same_across_level_and_unit(
    world: SimpleNamespace,
) -> None:
    rows = Piece.objects.filter(review=started(world)).select_related("author", "reviewer")
    pairs = {(row.author_id, row.reviewer_id) for row in rows}

    assert {author for author, _ in pairs} == {each.pk for each in world.members}
    assert pairs == {(b, a) for a, b in pairs}
    assert all(row.author.level != row.reviewer.level for row in rows)
    assert all(row.author.unit != row.reviewer.unit for row in rows)


def test_an_odd_number_makes_one_ring_of_three(world: SimpleNamespace) -> None:
    made, alone = pairing.rings(world.program, world.members[:7], now=NOW)

    assert (sorted(len(ring) for ring in made), alone) == ([2, 2, 3], [])
    three = next(ring for ring in made if len(ring) == 3)
    assert actions.directed([three]) == [
        (three[0], three[1]), (three[1], three[2]), (three[2], three[0]),
    ]  # fmt: skip


def test_the_order_of_people_makes_no_difference(world: SimpleNamespace) -> None:
    there = pairing.rings(world.program, world.members, now=NOW)
    assert pairing.rings(world.program, world.members[::-1], now=NOW) == there


def test_nobody_reviews_whom_they_report_to(world: SimpleNamespace) -> None:
    two = world.members[:2]
    Person.objects.filter(pk=two[0].pk).update(manager=two[1])
    assert pairing.rings(world.program, two, now=NOW) == ([], sorted(
        (each.pk for each in two), key=lambda pk: next(p.ref for p in two if p.pk == pk)
    ))  # fmt: skip


def test_the_event_names_no_pair(world: SimpleNamespace) -> None:
    review = started(world)
    record = EventRecord.objects.get(kind="reviews.review-started")
    assert record.payload == {"program_ref": world.program.ref, "review_ref": review.ref}


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({"title": " "}, actions.NothingAsked),
        ({"questions": ["", " "]}, actions.NothingAsked),
        ({"questions": ["q"] * 7}, actions.NothingAsked),
        ({"title": "x" * 121}, actions.TooLong),
        ({"write_by": NOW.date()}, actions.NotThatDay),
        ({"agree_by": DAYS["write_by"]}, actions.NotThatDay),
    ],
)
def test_a_plan_that_does_not_hold_pairs_nobody(
    world: SimpleNamespace, fields: dict[str, Any], refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        actions.start_review(program=world.program, plan=plan(**fields), actor=world.boss, now=NOW)
    assert Piece.objects.count() == 0


# ---------------------------------------------------------------- both open together


@pytest.mark.parametrize("first", ["author", "reviewer"])
def test_nobody_reads_the_other_before_both_have_written(
    world: SimpleNamespace, first: str
) -> None:
    piece = one(world)
    if first == "reviewer":
        # A review is of named work, so the author names it; then their view is taken out again.
        Piece.objects.filter(pk=piece.pk).update(work=written(piece, "author").work, own_view="")
        piece.refresh_from_db()
    written(piece, first)

    mine = ["Mine", "Own"] if first == "author" else []
    theirs = ["Theirs", "Other"] if first == "reviewer" else []
    assert queries.views_of(piece, piece.author_id) == (mine, [])
    assert queries.views_of(piece, piece.reviewer_id or 0) == ([], theirs)
    assert piece.state == PieceState.WRITING


def test_the_second_text_opens_both_and_they_stay_as_they_are(world: SimpleNamespace) -> None:
    piece = written(one(world), "author", "reviewer")

    both = (["Mine", "Own"], ["Theirs", "Other"])
    assert queries.views_of(piece, piece.author_id) == both
    assert queries.views_of(piece, piece.reviewer_id or 0) == both
    assert piece.state == PieceState.OPEN
    for who in ("author", "reviewer"):
        with pytest.raises(actions.TooLate):
            written(piece, who)


def test_a_review_waits_for_named_work(world: SimpleNamespace) -> None:
    with pytest.raises(actions.TooLate):
        written(one(world), "reviewer")


@pytest.mark.parametrize(
    ("work", "view", "refused"),
    [
        (Work("", "a", "b"), ["1", "2"], writing.NothingSaid),
        (WORK, ["only one"], writing.NothingSaid),
        (WORK, ["1", " "], writing.NothingSaid),
        (WORK, ["1", "x" * 4001], actions.TooLong),
        (Work("a", "b", "c", ["javascript:alert(1)"]), ["1", "2"], writing.NotALink),
    ],
)
def test_half_a_text_is_not_kept(
    world: SimpleNamespace, work: Work, view: list[str], refused: type[Exception]
) -> None:
    piece = one(world)
    me = actor_of(piece.author)
    with pytest.raises(refused):
        writing.name_work(piece=piece, work=work, view=view, actor=me, now=NOW)
    piece.refresh_from_db()
    assert (piece.work, piece.own_view) == ("", "")


# ---------------------------------------------------------------- thread and outcome


def test_an_outcome_is_agreed_to_these_very_words_by_the_other(world: SimpleNamespace) -> None:
    piece = written(one(world), "author", "reviewer")
    assert piece.reviewer is not None
    author, reviewer = actor_of(piece.author), actor_of(piece.reviewer)
    writing.word_outcome(piece=piece, text="I ask first", actor=author, now=NOW)
    for actor, words in ((author, "I ask first"), (reviewer, "I ask last")):
        with pytest.raises(actions.TooLate):
            writing.agree(piece=piece, outcome=words, actor=actor, now=NOW)
    writing.agree(piece=piece, outcome="I ask first", actor=reviewer, now=NOW)
    piece.refresh_from_db()
    assert (piece.state, piece.agreed_on) == (PieceState.FINISHED, NOW.date())

    writing.word_outcome(piece=piece, text="I ask twice", actor=reviewer, now=NOW)
    piece.refresh_from_db()
    assert (piece.state, piece.agreed_on) == (PieceState.OPEN, None)


def test_a_post_is_changed_and_erased_by_its_writer_alone(world: SimpleNamespace) -> None:
    piece = written(one(world), "author", "reviewer")
    assert piece.reviewer is not None
    author, reviewer = actor_of(piece.author), actor_of(piece.reviewer)
    post = writing.write_post(piece=piece, text="Thank you", actor=author, now=NOW)
    with pytest.raises(Forbidden):
        writing.edit_post(post=post, text="Mine now", actor=reviewer, now=NOW)
    writing.edit_post(post=post, text="Thanks", actor=author, now=NOW)
    assert [each.text for each in queries.posts_of(piece)] == ["Thanks"]
    writing.delete_post(post=post, actor=author)
    assert PiecePost.objects.count() == 0


def test_the_two_read_it_and_nobody_else(world: SimpleNamespace) -> None:
    piece = written(one(world), "author", "reviewer")
    everybody = [*world.members, world.manager, world.admin]
    readers = {each.pk for each in everybody if policies.read(actor_of(each), piece)}
    assert readers == {piece.author_id, piece.reviewer_id}


# ---------------------------------------------------------------- what a manager sees


def test_a_manager_sees_steps_of_four(world: SimpleNamespace) -> None:
    review = started(world)
    told = []
    for row in Piece.objects.filter(review=review).order_by("pk")[:5]:
        Piece.objects.filter(pk=row.pk).update(state=PieceState.FINISHED)
        told.append(queries.counts_of(review))
    assert told == [Counts(4, 0), Counts(4, 0), Counts(4, 0), Counts(4, 4), Counts(0, 4)]


def test_cancelling_destroys_no_words(world: SimpleNamespace) -> None:
    review = started(world)
    piece = written(Piece.objects.filter(review=review).order_by("pk")[0], "author")
    actions.cancel_review(review=review, actor=world.boss, now=NOW)
    assert [each.pk for each in Piece.objects.all()] == [piece.pk]
    assert written(piece, "reviewer").state == PieceState.OPEN


# ---------------------------------------------------------------- asked directly, and leaving


def directly(world: SimpleNamespace, who: int = 1) -> Piece:
    ask = actions.Ask(reviewer=world.members[who], questions=QUESTIONS, **DAYS)
    return actions.ask_directly(program=world.program, ask=ask, actor=world.actors[0], now=NOW)


def test_who_is_asked_says_yes_or_not_this_time_and_is_not_asked_again(
    world: SimpleNamespace,
) -> None:
    piece = directly(world)
    actions.step_back(piece=piece, actor=world.actors[1], now=NOW)
    piece.refresh_from_db()
    assert (piece.state, piece.reviewer_id) == (PieceState.WAITING, None)
    for again in (world.members[1], world.members[0], make_person(world.organization)):
        with pytest.raises(actions.NotThatPerson):
            actions.ask_another(piece=piece, reviewer=again, actor=world.actors[0], now=NOW)
    actions.ask_another(piece=piece, reviewer=world.members[2], actor=world.actors[0], now=NOW)
    piece.refresh_from_db()
    actions.say_yes(piece=piece, actor=world.actors[2], now=NOW)
    piece.refresh_from_db()
    assert piece.state == PieceState.WRITING


def test_one_review_is_asked_for_at_a_time(world: SimpleNamespace) -> None:
    directly(world)
    with pytest.raises(actions.OneAtATime):
        directly(world, 2)


def leave(world: SimpleNamespace, person: Person) -> None:
    Enrollment.objects.filter(program=world.program, person=person).delete()
    house = system(world.organization.pk)
    mending.mend(program=world.program, actor=house, now=NOW)


def test_who_loses_a_reviewer_has_somebody_asked_and_the_words_of_the_one_who_left_go(
    world: SimpleNamespace,
) -> None:
    piece = written(one(world), "author")
    assert piece.reviewer is not None
    gone = piece.reviewer
    leave(world, gone)
    piece.refresh_from_db()
    assert (piece.state, piece.other_view) == (PieceState.ASKED, "")
    assert piece.reviewer_id not in (None, gone.pk, piece.author_id)
    assert not Piece.objects.filter(author=gone).exists()
    assert not policies.read(actor_of(gone), piece)


def test_two_who_wait_are_paired(world: SimpleNamespace) -> None:
    rows = list(Piece.objects.filter(review=started(world)).order_by("pk"))
    first = rows[0]
    second = next(each for each in rows if each.author_id not in (
        first.author_id, first.reviewer_id) and each.author.unit != first.author.unit)  # fmt: skip
    for piece in (first, second):
        assert piece.reviewer is not None
        Enrollment.objects.filter(program=world.program, person=piece.reviewer).delete()
    leave(world, piece.reviewer)
    found = {row.author_id: row.reviewer_id for row in Piece.objects.filter(state="writing")}
    assert found[first.author_id] == second.author_id
    assert found[second.author_id] == first.author_id


def test_words_of_an_erased_reviewer_open_nothing(world: SimpleNamespace) -> None:
    piece = one(world)
    Piece.objects.filter(pk=piece.pk).update(reviewer=None, other_view='["a", "b"]')
    piece.refresh_from_db()
    assert written(piece, "author").state == PieceState.WRITING


def test_an_author_takes_everything_back(world: SimpleNamespace) -> None:
    piece = written(one(world), "author", "reviewer")
    writing.write_post(piece=piece, text="Hello", actor=actor_of(piece.author), now=NOW)
    writing.take_back(piece=piece, actor=actor_of(piece.author), now=NOW)
    assert (Piece.objects.filter(pk=piece.pk).count(), PiecePost.objects.count()) == (0, 0)


def test_the_copy_of_ones_data_holds_ones_own_words_alone(world: SimpleNamespace) -> None:
    piece = written(one(world), "author", "reviewer")
    mine = str(queries.stored_about(piece.author_id))
    theirs = str(queries.stored_about(piece.reviewer_id or 0))
    assert ("Mine" in mine, "Theirs" in mine) == (True, False)
    assert ("Mine" in theirs, "Theirs" in theirs) == (False, True)


def reminded(world: SimpleNamespace, days: int) -> list[tuple[str, str]]:
    """To whom a mail goes out so many days from now, and what it says."""
    before = set(Delivery.objects.values_list("pk", flat=True))
    jobs.remind(NOW + timedelta(days=days))
    rows = Delivery.objects.exclude(pk__in=before).order_by("pk")
    return sorted((row.recipient, row.event_ref.split(":")[1]) for row in rows)


def test_a_reminder_is_for_who_has_to_write_or_agree_and_for_nobody_once_cancelled(
    world: SimpleNamespace, settings: Any
) -> None:
    review = started(world)
    Piece.objects.filter(review=review).exclude(
        pk=(piece := Piece.objects.order_by("pk")[0]).pk
    ).delete()
    settings.EMAIL_HOST = "mail.example"
    assert piece.reviewer is not None
    author, reviewer = piece.author.ref, piece.reviewer.ref
    written(piece, "author")
    assert reminded(world, 4) == [(reviewer, "due")]
    written(piece, "reviewer")
    assert reminded(world, 13) == sorted([(author, "outcome"), (reviewer, "outcome")])
    actions.cancel_review(review=review, actor=world.boss, now=NOW)
    assert reminded(world, 11) == []


def test_mail_is_for_whom_it_still_concerns_and_says_nothing_of_what_was_written(
    world: SimpleNamespace, settings: Any
) -> None:
    settings.EMAIL_HOST = "mail.example"
    piece = written(one(world), "author")
    payload = {"piece": piece.ref, "person": piece.reviewer_id, "what": "due"}
    mail = deliveries.render_news(payload)
    assert mail is not None
    assert piece.reviewer is not None
    assert (mail.to, "Moving" in mail.body) == (piece.reviewer.email, False)
    Enrollment.objects.filter(person=piece.reviewer).delete()
    assert deliveries.render_news(payload) is None


def test_reminders_are_for_whoever_has_to_write(world: SimpleNamespace) -> None:
    piece = written(one(world), "author")
    waiting = [
        each.pk
        for each in (piece.author, piece.reviewer)
        if each is not None and queries.has_to_write(piece, each.pk)
    ]
    assert waiting == [piece.reviewer_id]
