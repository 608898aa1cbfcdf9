"""Rounds, who is asked and who answered, the answers, and the figures shown.

Nothing here joins an answer to a person or to a time. Who is asked and what was answered share no
key; keys are random; rows of an open round are never moved to the sealed tables but written anew.
"""

import secrets
from typing import Any

from django.db import models

from junto.domain.assessments.enums import CODE_LENGTH, RoundKind, RoundState, RunState, pulse_asks
from junto.domain.people.models import Person
from junto.foundation.crypto import EncryptedTextField
from junto.foundation.tenancy.models import TenantModel
from junto.foundation.text import named_ref, new_ref
from junto.kernel import anonymity

FEWEST = anonymity.GROUP_PULSE


def draw_key() -> int:
    """A random 63-bit key: it tells neither order nor number."""
    return secrets.randbits(63) or 1


class DrawnKeyField(models.BigIntegerField):  # type: ignore[type-arg]
    """A primary key that is drawn.

    SQLite keeps a row under its `rowid`, which counts upward, unless the key is its `rowid`.
    """

    def db_type(self, connection: Any) -> str | None:
        """`integer` is what makes it the rowid."""
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)


class Drawn(TenantModel):
    """A row whose key says nothing about when it was written."""

    id = DrawnKeyField(primary_key=True, default=draw_key, editable=False)

    class Meta(TenantModel.Meta):
        abstract = True


class Round(TenantModel):
    """One round of anonymous answers. Data class: organizational."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    # What it is about and whose figures it may be added up with; known to whoever opened it.
    topic = models.CharField(max_length=80)
    pool = models.CharField(max_length=80)
    # The only date that answers have, and the Monday of its week.
    day = models.DateField()
    week = models.DateField()
    closes_at = models.DateTimeField()
    kind = models.CharField(max_length=8, choices=RoundKind.choices, default=RoundKind.PULSE)
    # {"items": {key: [lowest, highest]}, "words": {key: longest}, "all": every item is needed},
    # fixed when the round opens.
    asks = models.JSONField(default=pulse_asks)
    # The fewest people any figure rests on, as it was announced.
    k = models.PositiveSmallIntegerField(default=FEWEST)
    state = models.CharField(max_length=6, choices=RoundState.choices, default=RoundState.OPEN)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "topic"], name="one_round_of_answers_per_topic"
            )
        ]
        indexes = [
            models.Index(fields=["state", "closes_at"]),
            models.Index(fields=["organization", "pool", "week"]),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.state}"


class OpenParticipation(Drawn):
    """Somebody asked in an open round. Data class: confidential; gone when it is sealed."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    # As whom they are asked, such as peers or reports; empty where that makes no difference.
    category = models.CharField(max_length=40, blank=True, default="")
    has_answered = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "round", "person"], name="one_open_participation"
            )
        ]

    def __str__(self) -> str:
        return f"asked in {self.round_id}"


class OpenAnswers(Drawn):
    """What somebody answered, filed under a handle. Data class: confidential; gone when sealed."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="+")
    handle = models.CharField(max_length=64)
    category = models.CharField(max_length=40, blank=True, default="")
    values = models.JSONField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "round", "handle"], name="one_set_of_answers_per_handle"
            )
        ]

    def __str__(self) -> str:
        return f"answers in {self.round_id}"


class OpenWords(Drawn):
    """What somebody wrote, filed under a handle. Data class: confidential; gone when sealed."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="+")
    handle = models.CharField(max_length=64)
    item = models.CharField(max_length=80)
    text = EncryptedTextField()

    class Meta(TenantModel.Meta):
        verbose_name_plural = "open words"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "round", "handle", "item"], name="one_text_per_question"
            )
        ]

    def __str__(self) -> str:
        return f"words in {self.round_id}"


class OpenDraft(Drawn):
    """What somebody began to answer. Data class: confidential; gone when the round is sealed."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="+")
    handle = models.CharField(max_length=64)
    # What the form held, as JSON.
    text = EncryptedTextField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "round", "handle"], name="one_draft_per_handle"
            )
        ]

    def __str__(self) -> str:
        return f"draft in {self.round_id}"


class Participation(Drawn):
    """Somebody asked in a sealed round. Data class: confidential; shown to nobody.

    It tells which figures rest on the same people, so that later ones can be refused.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    category = models.CharField(max_length=40, blank=True, default="")
    has_answered = models.BooleanField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "round", "person"], name="one_sealed_participation"
            )
        ]

    def __str__(self) -> str:
        return f"asked in {self.round_id}"


class Answers(Drawn):
    """What one of them answered. Data class: anonymous."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="+")
    # Categories of too few people were put together when the round was sealed.
    category = models.CharField(max_length=40, blank=True, default="")
    values = models.JSONField()

    class Meta(TenantModel.Meta):
        pass

    def __str__(self) -> str:
        return f"answers in {self.round_id}"


class Words(Drawn):
    """What one of them wrote; beside nobody's answers. Data class: anonymous."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="+")
    item = models.CharField(max_length=80)
    text = EncryptedTextField()

    class Meta(TenantModel.Meta):
        verbose_name_plural = "words"

    def __str__(self) -> str:
        return f"words in {self.round_id}"


class Figure(TenantModel):
    """What may be shown of a round, or of a pool's week: worked out once, never again."""

    pool = models.CharField(max_length=80)
    week = models.DateField()
    # The round it tells of; none for the whole week of the pool.
    round = models.ForeignKey(Round, null=True, on_delete=models.CASCADE, related_name="+")
    # Keys of the rounds it adds up.
    rounds = models.JSONField()
    is_shown = models.BooleanField()
    # How many answered at least; a multiple of the threshold, 0 when hidden.
    at_least = models.PositiveIntegerField()
    # Question -> [from, to], equal for a mean that is told exactly; empty when hidden.
    means = models.JSONField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "round"], name="one_figure_per_round"),
            models.UniqueConstraint(
                fields=["organization", "pool", "week"],
                condition=models.Q(round=None),
                name="one_figure_per_week_of_a_pool",
            ),
            models.CheckConstraint(
                condition=models.Q(is_shown=True, at_least__gte=FEWEST)
                | models.Q(is_shown=False, at_least=0),
                name="nothing_shown_of_too_few",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pool} {self.week}"


# ---------------------------------------------------------------- quizzes


class Quiz(TenantModel):
    """Questions to be asked live: a quiz, a poll or both. Data class: organizational."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    title = models.CharField(max_length=120)
    # Who changes it; nobody after they have left.
    owner = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    # In the library of the organization; until then only its owner sees it.
    is_shared = models.BooleanField(default=False)
    # As `kernel.quiz.Question.stored`, in their order.
    questions = models.JSONField(default=list)
    # Grows with each change, so that two windows do not undo each other's work unseen.
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        verbose_name_plural = "quizzes"

    def __str__(self) -> str:
        return self.title

    @property
    def address(self) -> str:
        """Its part of an address."""
        return named_ref(self.title, self.ref)


class QuizRun(TenantModel):
    """A quiz that is asked live, once, with the questions it had. Data class: organizational."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    quiz = models.ForeignKey(Quiz, null=True, on_delete=models.SET_NULL, related_name="+")
    title = models.CharField(max_length=120)
    host = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    # Whom it is for: "session", "group", "program" or "organization", and which.
    place = models.CharField(max_length=12)
    place_ref = models.CharField(max_length=12)
    # What people type to join; empty once it is over, so that it can be drawn again.
    code = models.CharField(max_length=CODE_LENGTH, blank=True)
    questions = models.JSONField()
    # Names of teams to choose from when joining; none where everybody is one team.
    teams = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=RunState.choices, default=RunState.WAITING)
    # The question that is asked, from 0.
    index = models.PositiveSmallIntegerField(default=0)
    # Grows with each step; what a page has seen.
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "code"],
                condition=~models.Q(code=""),
                name="one_running_quiz_per_code",
            )
        ]
        indexes = [models.Index(fields=["organization", "place", "place_ref"])]

    def __str__(self) -> str:
        return f"{self.title} {self.state}"

    @property
    def address(self) -> str:
        """Its part of an address."""
        return named_ref(self.title, self.ref)


class QuizPlayer(TenantModel):
    """Somebody who joined a run. Data class: confidential.

    It holds neither when somebody joined nor whether they answered what has no right answer.
    """

    run = models.ForeignKey(QuizRun, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    team = models.CharField(max_length=60, blank=True, default="")
    # What they answered to closed questions that have a right answer, as JSON: theirs alone.
    own = EncryptedTextField(blank=True, default="")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "run", "person"], name="one_player_per_person_and_run"
            )
        ]

    def __str__(self) -> str:
        return f"player of {self.run_id}"


class QuizAnswer(Drawn):
    """An answer to the question that is open, filed under a handle. Data class: confidential.

    It is gone when the question closes: what stays is a count.
    """

    run = models.ForeignKey(QuizRun, on_delete=models.CASCADE, related_name="+")
    question = models.CharField(max_length=12)
    handle = models.CharField(max_length=64)
    team = models.CharField(max_length=60, blank=True, default="")
    # Indexes of what was chosen; empty for words.
    chosen = models.JSONField(default=list)
    words = EncryptedTextField(blank=True, default="")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["run", "question", "handle"], name="one_answer_per_handle_and_question"
            )
        ]

    def __str__(self) -> str:
        return f"answer in {self.run_id}"


class QuizTally(TenantModel):
    """What was counted of a closed question; nothing of too few. Data class: anonymous."""

    run = models.ForeignKey(QuizRun, on_delete=models.CASCADE, related_name="+")
    question = models.CharField(max_length=12)
    # As `kernel.quiz.Tally`.
    counted = models.JSONField()

    class Meta(TenantModel.Meta):
        verbose_name_plural = "quiz tallies"
        constraints = [
            models.UniqueConstraint(fields=["run", "question"], name="one_tally_per_question")
        ]

    def __str__(self) -> str:
        return f"tally of {self.run_id}"
