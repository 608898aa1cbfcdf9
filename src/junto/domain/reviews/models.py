"""Reviews in pairs, feedback to whoever led a session, and forms about a program.

A piece of work is between two people with their names. Mixed answers are sealed rounds of
assessments; here stand only answers that carry a name, which whoever gives them chose.
"""

from django.db import models

from junto.domain.people.models import Person
from junto.domain.programs.models import Program
from junto.domain.reviews.enums import FormStage, PieceState
from junto.domain.sessions.models import Session
from junto.foundation.crypto import EncryptedTextField
from junto.foundation.tenancy.models import TenantModel
from junto.foundation.text import named_ref, new_ref


class Review(TenantModel):
    """People of a program review each other's work in pairs. Data class: organizational."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=120)
    # The guiding questions, in their order.
    questions = models.JSONField(default=list)
    write_by = models.DateField()
    agree_by = models.DateField()
    created_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        pass

    def __str__(self) -> str:
        return self.title

    @property
    def address(self) -> str:
        """Its part of an address."""
        return named_ref("review", self.ref)


class Piece(TenantModel):
    """One person's recent work, looked at by one other. Data class: confidential.

    Read by the two alone. Goes with its author, or when they take it back. A reviewer who is
    erased stays a former member where both texts were open; before, what they wrote goes.
    """

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    # None where somebody asked somebody directly.
    review = models.ForeignKey(Review, null=True, on_delete=models.SET_NULL, related_name="pieces")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    reviewer = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    # Who said "not this time": nobody is asked twice about one piece.
    declined = models.ManyToManyField(Person, related_name="+")
    state = models.CharField(max_length=10, choices=PieceState.choices, default=PieceState.WRITING)
    questions = models.JSONField(default=list)
    write_by = models.DateField()
    agree_by = models.DateField()
    # What it is, what was tried, what to look at, links: JSON, the author's words.
    work = EncryptedTextField(blank=True, default="")
    # A list of answers in the order of the questions, as JSON; empty until written.
    own_view = EncryptedTextField(blank=True, default="")
    other_view = EncryptedTextField(blank=True, default="")
    outcome = EncryptedTextField(blank=True, default="")
    # Whose words the outcome is; the other one agrees to it.
    worded_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_on = models.DateField(null=True)
    agreed_on = models.DateField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "review", "author"], name="one_piece_per_review"
            ),
            models.UniqueConstraint(
                fields=["organization", "program", "author"],
                condition=models.Q(review=None, state__in=("waiting", "asked", "writing")),
                name="one_direct_piece_at_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(author=models.F("reviewer")), name="reviewed_by_somebody_else"
            ),
        ]
        indexes = [models.Index(fields=["reviewer", "state"])]

    def __str__(self) -> str:
        return f"piece {self.ref}"

    @property
    def address(self) -> str:
        """Its part of an address: no name."""
        return named_ref("work", self.ref)


class PiecePost(TenantModel):
    """What one of the two wrote once both texts were open. Data class: confidential.

    Goes with the piece; stays, as a former member's, when its writer is erased.
    """

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    piece = models.ForeignKey(Piece, on_delete=models.CASCADE, related_name="posts")
    writer = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    text = EncryptedTextField()
    written_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        pass

    def __str__(self) -> str:
        return f"post {self.ref}"

    @property
    def address(self) -> str:
        """Its part of an address."""
        return named_ref("post", self.ref)


class HostFeedback(TenantModel):
    """What people may say to somebody who led a session. Data class: confidential.

    Goes with that person, or with the session.
    """

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    closes_at = models.DateTimeField()
    # The sealed round of mixed answers; empty where too few could answer.
    answers_ref = models.CharField(max_length=12, blank=True, default="")
    # How many could answer mixed; nobody who answers with their name is hidden among them.
    asked = models.PositiveSmallIntegerField(default=0)
    # What may be shown of mixed answers: worked out once when they are sealed, never again.
    report = models.JSONField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "session", "person"], name="one_host_feedback"
            )
        ]

    def __str__(self) -> str:
        return f"feedback for {self.person_id}"

    @property
    def address(self) -> str:
        """Its part of an address: no name."""
        return named_ref("feedback", self.ref)


class HostWord(TenantModel):
    """What somebody says to a host with their name, by their own choice. Data class: confidential.

    Goes with either of the two.
    """

    about = models.ForeignKey(HostFeedback, on_delete=models.CASCADE, related_name="named")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    values = models.JSONField(default=dict)
    moment = EncryptedTextField(blank=True, default="")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "about", "person"], name="one_named_word_to_a_host"
            )
        ]

    def __str__(self) -> str:
        return f"word in {self.about_id}"


class StaffForm(TenantModel):
    """What mentors and facilitators say about a program, mixed. Data class: organizational."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    stage = models.CharField(max_length=10, choices=FormStage.choices, default=FormStage.ASKING)
    closes_at = models.DateTimeField()
    created_at = models.DateTimeField()
    answers_ref = models.CharField(max_length=12, blank=True, default="")
    # As whom -> how many are asked, and "all".
    asked = models.JSONField(default=dict)
    # Worked out once when the answers are sealed, never again.
    report = models.JSONField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "program"],
                condition=models.Q(stage="asking"),
                name="one_open_form_about_a_program",
            )
        ]

    def __str__(self) -> str:
        return f"form {self.ref}"

    @property
    def address(self) -> str:
        """Its part of an address."""
        return named_ref("form", self.ref)
