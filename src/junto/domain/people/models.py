"""People, what is known of them, what they are here, and how they came in."""

from django.conf import settings
from django.db import models

from junto.domain.people.enums import AttributeKind, ImportState, Role, RowState
from junto.foundation.tenancy.models import TenantModel
from junto.foundation.text import new_ref


class Person(TenantModel):
    """Somebody in an organization, with or without a way to sign in.

    Data class: personal. Erased on request; groups then read "former member".
    """

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="people"
    )
    external_id = models.CharField(max_length=120, blank=True, default="")
    full_name = models.CharField(max_length=200)
    known_as = models.CharField(max_length=100, blank=True, default="")
    email = models.EmailField(max_length=254, blank=True, default="")
    employer = models.CharField(max_length=160, blank=True, default="")
    unit = models.CharField(max_length=160, blank=True, default="")
    level = models.CharField(max_length=80, blank=True, default="")
    site = models.CharField(max_length=120, blank=True, default="")
    country = models.CharField(max_length=80, blank=True, default="")
    time_zone = models.CharField(max_length=64, default="UTC")
    time_zone_assumed = models.BooleanField(default=False)
    # Wall-clock times in the person's own zone, "HH:MM".
    hours_start = models.CharField(max_length=5, default="09:00")
    hours_end = models.CharField(max_length=5, default="17:00")
    hours_assumed = models.BooleanField(default=False)
    languages = models.JSONField(default=list)
    manager = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="team")
    # Attribute key -> value: text, number, ISO date, or a list of texts (see AttributeDefinition).
    attributes = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "external_id"],
                condition=~models.Q(external_id=""),
                name="one_person_per_external_id",
            ),
            models.UniqueConstraint(
                fields=["organization", "email"],
                condition=~models.Q(email=""),
                name="one_person_per_email",
            ),
            models.UniqueConstraint(
                fields=["organization", "user"],
                condition=models.Q(user__isnull=False),
                name="one_person_per_user",
            ),
        ]
        indexes = [models.Index(fields=["organization", "full_name", "id"])]

    def __str__(self) -> str:
        return self.full_name

    @property
    def call_name(self) -> str:
        """What to call them."""
        return self.known_as or self.full_name


class RoleAssignment(TenantModel):
    """One role of one person in the organization."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="role_assignments")
    role = models.CharField(max_length=20, choices=Role.choices)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "person", "role"], name="one_role_once_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role}"


class AttributeDefinition(TenantModel):
    """An attribute that this organization keeps about its people."""

    key = models.SlugField(max_length=60)
    label = models.CharField(max_length=120)
    kind = models.CharField(
        max_length=10, choices=AttributeKind.choices, default=AttributeKind.TEXT
    )
    # Sensitive attributes are never on a card, in a reason or in an export.
    is_sensitive = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "key"], name="one_attribute_per_key")
        ]

    def __str__(self) -> str:
        return self.label


class ColumnMemory(TenantModel):
    """How a heading was used last time, so that it need not be asked twice."""

    heading = models.CharField(max_length=200)
    field = models.CharField(max_length=80)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "heading"], name="one_memory_per_heading"
            )
        ]

    def __str__(self) -> str:
        return f"{self.heading} -> {self.field}"


class ImportBatch(TenantModel):
    """One file on its way in. The file is deleted after the commit."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    state = models.CharField(
        max_length=10, choices=ImportState.choices, default=ImportState.READING
    )
    file_name = models.CharField(max_length=255)
    file_path = models.CharField(max_length=255, blank=True, default="")
    sheet = models.CharField(max_length=120, blank=True, default="")
    # The program whose people these are, if the import began there.
    program_ref = models.CharField(max_length=12, blank=True, default="")
    job_ref = models.CharField(max_length=12, blank=True, default="")
    headings = models.JSONField(default=list)
    # Heading position -> field; choices made on the page; all re-applied at each check.
    mapping = models.JSONField(default=dict)
    fixes = models.JSONField(default=dict)
    decisions = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    past_groups = models.JSONField(default=list)
    trouble = models.TextField(blank=True, default="")
    created_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="imports"
    )
    created_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        pass

    def __str__(self) -> str:
        return self.file_name


class ImportRow(TenantModel):
    """One row of the file as it was found, and what will become of it."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    cells = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=RowState.choices, default=RowState.NEW)
    values = models.JSONField(default=dict)
    issues = models.JSONField(default=list)
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "batch", "number"], name="one_row_per_number"
            )
        ]
        indexes = [models.Index(fields=["batch", "state", "number"])]

    def __str__(self) -> str:
        return f"row {self.number}"


class ImportChange(TenantModel):
    """What a person was before an import changed them; erased after 30 days."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="changes")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    # None for a person the import added.
    before = models.JSONField(null=True)

    class Meta(TenantModel.Meta):
        pass

    def __str__(self) -> str:
        return f"change of {self.person_id}"


class PeopleExport(TenantModel):
    """A workbook of everybody, for one person alone. Data class: personal; deleted in a day."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    # Empty until it is written, and again once it is deleted.
    file_path = models.CharField(max_length=255, blank=True, default="")
    job_ref = models.CharField(max_length=12, blank=True, default="")
    created_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        pass

    def __str__(self) -> str:
        return self.ref


class PastGroup(TenantModel):
    """A group that met before Junto knew of it; feeds the wish for new faces."""

    label = models.CharField(max_length=160)
    batch = models.ForeignKey(
        ImportBatch, null=True, on_delete=models.CASCADE, related_name="groups_found"
    )
    members = models.ManyToManyField(Person, related_name="past_groups")

    class Meta(TenantModel.Meta):
        pass

    def __str__(self) -> str:
        return self.label
