"""Goals, and commitments, which people read as next steps."""

from django.db import models

from junto.domain.goals.enums import SLOTS, STILL_OPEN, ShownTo, StepState, WitnessState
from junto.domain.groups.models import Group
from junto.domain.people.models import Person
from junto.foundation.crypto import EncryptedTextField
from junto.foundation.tenancy.models import TenantModel
from junto.foundation.text import named_ref, new_ref


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
    # What would make it surer, below seven: for the owner alone.
    lift = EncryptedTextField(blank=True, default="")
    # The day half-way on which its owner went through it in mind.
    pictured_on = models.DateField(null=True)
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


class Witness(TenantModel):
    """One member of the group who was asked to stand by a step. Data class: confidential.

    Read by the two alone. Goes with the step, with either of them, or when its owner takes it back.
    """

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    step = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="witnesses")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=WitnessState.choices, default=WitnessState.ASKED)
    cheer = EncryptedTextField(blank=True, default="")
    asked_on = models.DateField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "step"], name="one_witness_per_step")
        ]
        indexes = [models.Index(fields=["person", "state"])]

    def __str__(self) -> str:
        return f"witness {self.ref}"

    @property
    def address(self) -> str:
        """Its part of an address: no name."""
        return named_ref("standing-by", self.ref)


class Goal(TenantModel):
    """What somebody wants to get better at in a group. Data class: confidential.

    Read by its owner, and by whoever they switched on. Goes with the person or the group.
    """

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    words = EncryptedTextField()
    set_on = models.DateField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "person", "group"], name="one_goal_per_group"
            )
        ]

    def __str__(self) -> str:
        return f"goal {self.ref}"


class GoalPoint(TenantModel):
    """Where somebody says they are on a day, from 0 to 10. Data class: confidential.

    Goes with the goal.
    """

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="points")
    day = models.DateField()
    at = models.PositiveSmallIntegerField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "goal", "day"], name="one_point_per_day"
            ),
            models.CheckConstraint(condition=models.Q(at__lte=10), name="point_up_to_ten"),
        ]

    def __str__(self) -> str:
        return f"{self.goal_id} on {self.day}"


class Showing(TenantModel):
    """Somebody shows their goal and steps in a group to others. Data class: personal.

    There is a row while it is switched on. Goes with the person or the group.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    to = models.CharField(max_length=12, choices=ShownTo.choices)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "person", "group", "to"], name="shown_once_to_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} to {self.to}"
