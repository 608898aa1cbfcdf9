"""Commitments, which people read as next steps."""

from django.db import models

from junto.domain.goals.enums import SLOTS, STILL_OPEN, StepState
from junto.domain.groups.models import Group
from junto.domain.people.models import Person
from junto.foundation.crypto import EncryptedTextField
from junto.foundation.tenancy.models import TenantModel
from junto.foundation.text import new_ref


class Commitment(TenantModel):
    """What somebody will do, and when. Data class: confidential. Goes with the person."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="commitments")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="commitments")
    # The session it came out of; empty for a step made at any other time.
    session_ref = models.CharField(max_length=12, blank=True, default="")
    do = EncryptedTextField()
    cue = EncryptedTextField(blank=True, default="")
    by = models.DateField()
    sure = models.PositiveSmallIntegerField(null=True)
    state = models.CharField(max_length=8, choices=StepState.choices, default=StepState.OPEN)
    # One of two places for what is open: the database lets nobody hold a third.
    slot = models.PositiveSmallIntegerField(null=True)
    learned = EncryptedTextField(blank=True, default="")
    # {"state", "by", "learned"} before the last change, so that it can be undone.
    before = models.JSONField(null=True)
    made_on = models.DateField()
    settled_on = models.DateField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "person", "slot"], name="two_open_steps_per_person"
            ),
            models.CheckConstraint(
                # In a check, unknown is as good as true: say that there is a slot.
                condition=models.Q(state__in=STILL_OPEN, slot__in=SLOTS, slot__isnull=False)
                | models.Q(slot=None) & ~models.Q(state__in=STILL_OPEN),
                name="open_steps_hold_a_slot",
            ),
            models.CheckConstraint(
                condition=models.Q(sure=None) | models.Q(sure__lte=10), name="sure_up_to_ten"
            ),
        ]
        indexes = [
            models.Index(fields=["group", "state"]),
            models.Index(fields=["state", "by"]),
        ]

    def __str__(self) -> str:
        return f"step of {self.person_id}"

    @property
    def is_open(self) -> bool:
        """True until it is done, let go or learned from."""
        return self.state in STILL_OPEN
