"""Rounds of feedback, whom they are about, who is asked, and the reports.

Answers of peers, reports and others are sealed rounds of assessments; here stand only the answers
that carry a name, which everybody was told: one's own and one's manager's.
"""

from datetime import datetime, timedelta

from django.db import models

from junto.domain.feedback.enums import Category, RaterState, RoundStage, Told
from junto.domain.people.models import Person
from junto.domain.programs.models import Program
from junto.foundation.crypto import EncryptedTextField
from junto.foundation.tenancy.models import TenantModel
from junto.foundation.text import named_ref, new_ref
from junto.kernel import anonymity


class FeedbackRound(TenantModel):
    """A round of feedback of a program, for development only. Data class: organizational."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="feedback_rounds")
    title = models.CharField(max_length=120)
    stage = models.CharField(max_length=10, choices=RoundStage.choices, default=RoundStage.CHOOSING)
    # Keys of the competencies asked about; none where words alone are asked for.
    competencies = models.JSONField(default=list)
    told = models.CharField(max_length=6, choices=Told.choices, default=Told.THEMES)
    # Fixed when the first invitation goes out.
    k = models.PositiveSmallIntegerField(default=anonymity.FEEDBACK_CATEGORY)
    # How many others each person hears from, and the most one person is asked for.
    wanted = models.PositiveSmallIntegerField(default=6)
    most = models.PositiveSmallIntegerField(default=8)
    needs_approval = models.BooleanField(default=False)
    needs_debrief = models.BooleanField(default=True)
    closes_at = models.DateTimeField()
    # Days more for whoever asks for them. Answers are sealed after these days in any case, so that
    # the day of the reports does not tell whether somebody asked.
    more_days = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    # A coach reads each report before the one it is about; announced with the invitations.
    coach_first = models.BooleanField(default=False)
    # What the reports have in common, worked out once from what they show.
    summary = models.JSONField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(k__gte=anonymity.FEEDBACK_CATEGORY_LEAST),
                name="feedback_rests_on_three_at_least",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def address(self) -> str:
        """Its part of an address."""
        return named_ref("feedback", self.ref)

    @property
    def seals_at(self) -> datetime:
        """When no answer is taken any more, of nobody."""
        return self.closes_at + timedelta(days=self.more_days)


class Subject(TenantModel):
    """Somebody a round is about. Data class: confidential. Goes with the person."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    round = models.ForeignKey(FeedbackRound, on_delete=models.CASCADE, related_name="subjects")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    # The sealed round its mixed answers are in; empty until people are asked.
    answers_ref = models.CharField(max_length=12, blank=True, default="")
    # Where the program looks at each choice: handed in, sent back with a word, or approved.
    is_handed_in = models.BooleanField(default=False)
    sent_back = models.CharField(max_length=300, blank=True, default="")
    is_approved = models.BooleanField(default=False)
    # Whom the report is talked through with, and when.
    debriefer = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    debrief_on = models.DateField(null=True)
    opened_on = models.DateField(null=True)
    # Where a coach reads first: who, and the day they passed it on.
    coach = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    released_on = models.DateField(null=True)
    # What a coach calls themes, and which of them they put together.
    themes = models.JSONField(default=list)
    # What is shown, worked out once when the answers were sealed: never again.
    report = models.JSONField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "round", "person"], name="one_subject_per_round"
            )
        ]

    def __str__(self) -> str:
        return f"feedback for {self.person_id}"

    @property
    def address(self) -> str:
        """Its part of an address: no name."""
        return named_ref("feedback", self.ref)


class Rater(TenantModel):
    """Somebody asked about a subject. Data class: confidential. Goes with the person.

    It never tells whether they answered: that stands in the round of answers, until it is sealed.
    """

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="raters")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    category = models.CharField(max_length=8, choices=Category.choices)
    state = models.CharField(max_length=10, choices=RaterState.choices, default=RaterState.PROPOSED)
    # Asked for more time; seen by nobody but them, and forgotten with the seal.
    has_more_time = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "subject", "person"], name="one_rater_per_subject"
            )
        ]
        indexes = [models.Index(fields=["person", "state"])]

    def __str__(self) -> str:
        return f"{self.category} of {self.subject_id}"

    @property
    def address(self) -> str:
        """Its part of an address: no name."""
        return named_ref("feedback", self.ref)


class NamedAnswers(TenantModel):
    """What somebody said of themselves, or a manager of a report: with their name, as announced.

    Data class: confidential. Goes with the rater.
    """

    rater = models.OneToOneField(Rater, on_delete=models.CASCADE, related_name="named")
    values = models.JSONField(default=dict)
    # Question -> words, as JSON.
    words = EncryptedTextField(blank=True, default="")

    class Meta(TenantModel.Meta):
        verbose_name_plural = "named answers"

    def __str__(self) -> str:
        return f"answers of {self.rater_id}"


class Practice(TenantModel):
    """Somebody has practiced giving and asking. Data class: personal. Goes with the person.

    Only they learn of it; what they wrote while practicing is kept nowhere.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta(TenantModel.Meta):
        verbose_name_plural = "practices"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "person"], name="one_practice_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"practice of {self.person_id}"


class AsksFirst(TenantModel):
    """Somebody who leads a program shows that they ask for feedback, in their own sentence.

    Data class: organizational, published by its writer. Goes with the person or the program, or
    when its writer takes it back.
    """

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    sentence = models.CharField(max_length=200)

    class Meta(TenantModel.Meta):
        verbose_name_plural = "people who ask first"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "program", "person"], name="one_sentence_per_program"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.program_id}"


class ThankYou(TenantModel):
    """What a subject says to everybody they had asked, once. Data class: confidential.

    It goes to whoever was asked, so it tells nothing of who answered. Goes with the subject.
    """

    subject = models.OneToOneField(Subject, on_delete=models.CASCADE, related_name="thank_you")
    words = EncryptedTextField()
    on = models.DateField()

    class Meta(TenantModel.Meta):
        verbose_name_plural = "thanks for feedback"

    def __str__(self) -> str:
        return f"thanks of {self.subject_id}"
