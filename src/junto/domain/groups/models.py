"""Formations with their drafts, and the groups that came of them."""

from django.db import models

from junto.domain.groups.enums import ChangeKind, FormationState, GroupKind
from junto.domain.people.models import Person
from junto.domain.programs.models import Program
from junto.foundation.tenancy.models import TenantModel
from junto.foundation.text import named_ref, new_ref


class Formation(TenantModel):
    """One run of the solver: everything needed to run it again, and what it found."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="formations")
    number = models.PositiveIntegerField()
    state = models.CharField(
        max_length=10, choices=FormationState.choices, default=FormationState.SOLVING
    )
    job_ref = models.CharField(max_length=12, blank=True, default="")
    rules = models.JSONField(default=dict)
    size_min = models.PositiveSmallIntegerField()
    size_max = models.PositiveSmallIntegerField()
    seed = models.BigIntegerField(default=1)
    iterations = models.BigIntegerField(default=0)
    engine = models.CharField(max_length=60, blank=True, default="")
    problem_hash = models.CharField(max_length=64, blank=True, default="")
    # Score now and its parts, 1,000 random draws, bound: figures of `kernel.grouping`.
    figures = models.JSONField(default=dict)
    # Named reasons and relaxations while the rules cannot be kept.
    impossible = models.JSONField(default=list)
    # Group index -> name.
    names = models.JSONField(default=list)
    # Counts every change, so that two people at one board notice each other.
    version = models.PositiveIntegerField(default=0)
    # Changes that undo can take back, one after another.
    changes_made = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "program", "number"], name="one_draft_per_number"
            )
        ]

    def __str__(self) -> str:
        return f"draft {self.number}"

    @property
    def address(self) -> str:
        """Its part of an address."""
        return named_ref(f"draft {self.number}", self.ref)


class Seat(TenantModel):
    """Where a draft seats a person."""

    formation = models.ForeignKey(Formation, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    group_index = models.PositiveIntegerField()
    is_pinned = models.BooleanField(default=False)
    # Why here: codes, values and people by reference, as the kernel gave them; worded on the page.
    reasons = models.JSONField(default=list)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "formation", "person"], name="one_seat_per_person"
            )
        ]
        indexes = [models.Index(fields=["formation", "group_index"])]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.group_index}"


class BoardChange(TenantModel):
    """One change on the board and how to take it back."""

    formation = models.ForeignKey(Formation, on_delete=models.CASCADE, related_name="changes")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=ChangeKind.choices)
    # What to restore: [[person id, group index, pinned], ...] or {"names": [...]}.
    before = models.JSONField()
    made_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "formation", "number"], name="one_change_per_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Group(TenantModel):
    """A circle, triad, pair, ... that meets."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="groups")
    formation = models.ForeignKey(
        Formation, null=True, on_delete=models.SET_NULL, related_name="groups"
    )
    kind = models.CharField(max_length=20, choices=GroupKind.choices)
    name = models.CharField(max_length=80)
    published_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        pass

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """Its part of an address."""
        return named_ref(self.name, self.ref)


class GroupMember(TenantModel):
    """Somebody in a group; kept with an end date when they leave."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="group_memberships")
    joined_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "group", "person"],
                condition=models.Q(ended_at=None),
                name="one_seat_in_a_group",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.group_id}"


class Agreement(TenantModel):
    """What a group promises each other. Data class: confidential. Goes with its group.

    A change is a new agreement with the next number: consent was given to these words.
    """

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="agreements")
    number = models.PositiveSmallIntegerField()
    # Sentences, in their order.
    norms = models.JSONField(default=list)
    proposed_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "group", "number"], name="one_agreement_per_number"
            )
        ]

    def __str__(self) -> str:
        return f"agreement {self.number} of {self.group_id}"


class Consent(TenantModel):
    """A member's yes to an agreement. Data class: personal. Goes with the person."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="consents")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    given_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "agreement", "person"], name="one_consent_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} to {self.agreement_id}"
