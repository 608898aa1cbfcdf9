"""What the people of a group keep between their sessions."""

from django.db import models

from junto.domain.groups.models import Group
from junto.domain.people.models import Person
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
