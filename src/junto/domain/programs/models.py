"""A program, who looks after it, who takes part, what it is for and what was decided in it."""

from django.db import models

from junto.domain.people.models import Person
from junto.domain.programs.enums import (
    Choice,
    EnrollmentState,
    Measure,
    ProgramState,
    StaffRole,
)
from junto.foundation.crypto import EncryptedTextField
from junto.foundation.tenancy.models import TenantModel
from junto.foundation.text import named_ref, new_ref


class Program(TenantModel):
    """One run of peer learning. Data class: organizational."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    name = models.CharField(max_length=120)
    state = models.CharField(
        max_length=12, choices=ProgramState.choices, default=ProgramState.SETTING_UP
    )
    # Chosen template, pinned by version; empty while none is chosen.
    template_id = models.CharField(max_length=80, blank=True, default="")
    template_version = models.CharField(max_length=20, blank=True, default="")
    group_kind = models.CharField(max_length=20, blank=True, default="")
    size_min = models.PositiveSmallIntegerField(default=5)
    size_max = models.PositiveSmallIntegerField(default=7)
    starts_on = models.DateField(null=True)
    # Must-haves and nice-to-haves as the rules file has them: {"hard": [...], "soft": [...]}.
    rules = models.JSONField(default=dict)
    # Set-up step -> ISO time it was last saved.
    steps_saved = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        pass

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """Its part of an address."""
        return named_ref(self.name, self.ref)


class ProgramStaff(TenantModel):
    """Somebody who looks after a program."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="staff")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="programs_staffed")
    role = models.CharField(max_length=12, choices=StaffRole.choices)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "program", "person", "role"], name="one_staff_role_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.program_id}"


class Enrollment(TenantModel):
    """Somebody in a program."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="enrollments")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="enrollments")
    state = models.CharField(
        max_length=10, choices=EnrollmentState.choices, default=EnrollmentState.ACTIVE
    )
    since = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "program", "person"], name="one_enrollment_per_person"
            )
        ]
        indexes = [models.Index(fields=["program", "state"])]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.program_id}"


class Objective(TenantModel):
    """What a program is to reach, and how far it is. Data class: organizational."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="objectives")
    text = models.CharField(max_length=200)
    # The objective of the organization that it serves, in its own words.
    serves = models.CharField(max_length=200, blank=True, default="")
    measure = models.CharField(max_length=8, choices=Measure.choices)
    # What a number of one's own counts.
    unit = models.CharField(max_length=60, blank=True, default="")
    target = models.DecimalField(max_digits=10, decimal_places=2)
    # True where less is better: "at most 5 leave".
    at_most = models.BooleanField(default=False)
    by = models.DateField(null=True)
    value = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    value_on = models.DateField(null=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["program", "ended_at"])]

    def __str__(self) -> str:
        return self.text

    @property
    def address(self) -> str:
        """Its part of an address: no words of it."""
        return named_ref("objective", self.ref)


class Decision(TenantModel):
    """What was decided about something that needed a look. Data class: organizational.

    `key` names the occasion: the same thing happening again is another occasion. `said` is the
    sentence that was shown, which names no person; the note is free text and encrypted.
    """

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="decisions")
    key = models.CharField(max_length=120)
    said = models.CharField(max_length=300)
    choice = models.CharField(max_length=10, choices=Choice.choices)
    note = EncryptedTextField(blank=True, default="")
    again_on = models.DateField(null=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["program", "key"])]

    def __str__(self) -> str:
        return f"{self.choice} {self.key}"
