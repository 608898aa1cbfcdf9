"""What the people of a group keep between their sessions."""

from django.db import models

from junto.domain.circle.enums import SpinState
from junto.domain.groups.models import Group
from junto.domain.people.models import Person
from junto.domain.programs.models import Program
from junto.foundation.crypto import EncryptedTextField
from junto.foundation.tenancy.models import TenantModel
from junto.foundation.text import named_ref, new_ref


class Confidence(TenantModel):
    """What somebody told one person about a promise that was not kept. Data class: confidential.

    Read by the two alone. Goes with either of them, with the group, or when whoever wrote it takes
    it back. Nothing counts these rows.
    """

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    reader = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    # The sentence of the agreement it is about, as it stood then; empty for none of them.
    promise = EncryptedTextField(blank=True, default="")
    text = EncryptedTextField()
    answer = EncryptedTextField(blank=True, default="")
    written_on = models.DateField()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["group", "author"]), models.Index(fields=["reader"])]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(author=models.F("reader")), name="told_to_somebody_else"
            )
        ]

    def __str__(self) -> str:
        return f"word {self.ref}"

    @property
    def address(self) -> str:
        """Its part of an address: no name."""
        return named_ref("word", self.ref)


class Topic(TenantModel):
    """What a group talks about between its sessions. Data class: confidential. Goes with its group.

    Managers, facilitators and sponsors of the program do not see that it exists.
    """

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    title = EncryptedTextField()
    # The number of its newest post.
    newest = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["group", "changed_at"])]

    def __str__(self) -> str:
        return f"topic {self.ref}"

    @property
    def address(self) -> str:
        """Its part of an address: no title."""
        return named_ref("topic", self.ref)


class Post(TenantModel):
    """What somebody wrote in a topic. Data class: confidential.

    Goes with its topic. Stays, as a former member's, when its writer is erased; a post that was
    deleted keeps its place without its words.
    """

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="posts")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    text = EncryptedTextField(blank=True, default="")
    written_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    is_deleted = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "topic", "number"], name="one_post_per_number"
            )
        ]

    def __str__(self) -> str:
        return f"post {self.ref}"

    @property
    def address(self) -> str:
        """Its part of an address."""
        return named_ref("post", self.ref)


class Reading(TenantModel):
    """How far somebody has read a topic. Data class: personal; theirs alone. Goes with them."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="readings")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "topic", "person"], name="one_reading_per_topic"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.topic_id}"


class MailWish(TenantModel):
    """Somebody wants a mail a day at most on new posts. Data class: personal. Goes with them.

    There is a row while it is switched on.
    """

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    # Posts up to this moment need no mail any more.
    told_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "group", "person"], name="one_mail_wish_per_group"
            )
        ]

    def __str__(self) -> str:
        return f"mail to {self.person_id}"


class SpinOff(TenantModel):
    """Somebody would like to start what their group does with people of their own.

    Data class: confidential. Read by its writer and the managers of the program, but for the words
    of the agreement, which the new group alone reads. Goes with its writer.
    """

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    origin = models.ForeignKey(Group, null=True, on_delete=models.SET_NULL, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    why = EncryptedTextField(blank=True, default="")
    kind = models.CharField(max_length=20)
    format_id = models.CharField(max_length=80, blank=True, default="")
    # Sentences of the agreement to begin with, one a line.
    norms = EncryptedTextField(blank=True, default="")
    state = models.CharField(max_length=8, choices=SpinState.choices, default=SpinState.ASKED)
    made = models.ForeignKey(Group, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_on = models.DateField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "program", "person"],
                condition=models.Q(state="asked"),
                name="one_open_spin_off_per_person",
            )
        ]

    def __str__(self) -> str:
        return f"spin-off {self.ref}"

    @property
    def address(self) -> str:
        """Its part of an address: no name."""
        return named_ref("proposal", self.ref)


class Hand(TenantModel):
    """Somebody could use a hand between two sessions. Data class: confidential.

    Read by the group's current people while its writer is one, and by nobody who runs the program.
    Goes after seven days with all its answers, or when its writer takes it back or is erased.
    Nothing counts it.
    """

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    text = EncryptedTextField()
    asked_at = models.DateTimeField(db_index=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "group", "person"], name="one_hand_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"hand {self.ref}"

    @property
    def address(self) -> str:
        """Its part of an address: no name."""
        return named_ref("hand", self.ref)


class HandAnswer(TenantModel):
    """A member offers help, or answers in confidence. Data class: confidential.

    Read by the two alone. Goes with the question, with either of them, or when taken back.
    """

    hand = models.ForeignKey(Hand, on_delete=models.CASCADE, related_name="answers")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    # Words in confidence; empty for an offer made with one tap.
    text = EncryptedTextField(blank=True, default="")
    answered_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "hand", "person"], name="one_answer_to_a_hand"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} to {self.hand_id}"
