"""A program, who looks after it and who takes part."""

from django.db import models

from junto.domain.people.models import Person
from junto.domain.programs.enums import EnrollmentState, ProgramState, StaffRole
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
