"""Thanks from one person to another."""

from django.db import models

from junto.domain.groups.models import Group
from junto.domain.people.models import Person
from junto.foundation.crypto import EncryptedTextField
from junto.foundation.tenancy.models import TenantModel
from junto.foundation.text import new_ref


class Thanks(TenantModel):
    """A moment and what it changed. Data class: confidential. Goes with who was thanked."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    session_ref = models.CharField(max_length=12, blank=True, default="")
    giver = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    recipient = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    moment = EncryptedTextField()
    effect = EncryptedTextField(blank=True, default="")
    given_on = models.DateField()

    class Meta(TenantModel.Meta):
        verbose_name_plural = "thanks"
        indexes = [models.Index(fields=["recipient", "given_on"])]

    def __str__(self) -> str:
        return f"thanks to {self.recipient_id}"
