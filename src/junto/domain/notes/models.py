"""Notes of a group and its sessions, and what a group makes."""

from base64 import b64decode, b64encode

from django.db import models

from junto.domain.groups.models import Group
from junto.domain.notes.enums import Audience, Stand
from junto.domain.people.models import Person
from junto.domain.sessions.models import Session
from junto.foundation.crypto import EncryptedTextField
from junto.foundation.tenancy.models import TenantModel
from junto.foundation.text import named_ref, new_ref


class SharedNote(TenantModel):
    """A text that several people write at once. Data class: confidential.

    Goes with its group, and with whoever it belongs to or is addressed to. Who wrote which words
    is not kept. What several wrote merges by itself: the text is kept as a Yjs document.
    """

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    session = models.ForeignKey(Session, null=True, on_delete=models.CASCADE, related_name="+")
    audience = models.CharField(max_length=10, choices=Audience.choices)
    # Whose it is, where it is somebody's own; a group's note has no owner.
    owner = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    # Who gets it: the other reader, or whoever presented.
    about = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    title = EncryptedTextField(blank=True, default="")
    # The document, in base64 and encrypted; empty until something was written.
    document = EncryptedTextField(blank=True, default="")
    # Raised with each change that was saved.
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "session"],
                condition=models.Q(audience="group") & ~models.Q(session=None),
                name="one_group_note_per_session",
            )
        ]
        indexes = [models.Index(fields=["group", "changed_at"])]

    def __str__(self) -> str:
        return f"note {self.ref}"

    @property
    def address(self) -> str:
        """Its part of an address: no title."""
        return named_ref("note", self.ref)

    @property
    def state(self) -> bytes:
        """The document as bytes of Yjs; empty for nothing written."""
        return b64decode(self.document)

    @state.setter
    def state(self, update: bytes) -> None:
        self.document = b64encode(update).decode()


class Deliverable(TenantModel):
    """Something a group makes. Data class: confidential until it is out, then organizational.

    Goes with its group. It leaves the group only with the yes of every current member.
    """

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    # The note it was written from.
    note = models.ForeignKey(SharedNote, null=True, on_delete=models.SET_NULL, related_name="+")
    title = EncryptedTextField()
    text = EncryptedTextField(blank=True, default="")
    link = EncryptedTextField(blank=True, default="")
    owner = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=6, choices=Stand.choices, default=Stand.MAKING)
    # Raised with each change of its words: a yes holds for one edition.
    edition = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    out_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["group", "state"])]

    def __str__(self) -> str:
        return f"deliverable {self.ref}"

    @property
    def address(self) -> str:
        """Its part of an address: no title."""
        return named_ref("deliverable", self.ref)


class DeliverableConsent(TenantModel):
    """A member's yes to handing over one edition. Data class: personal. Goes with the person."""

    deliverable = models.ForeignKey(Deliverable, on_delete=models.CASCADE, related_name="consents")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    edition = models.PositiveIntegerField()
    given_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "deliverable", "person"],
                name="one_consent_per_deliverable",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.deliverable_id}"
