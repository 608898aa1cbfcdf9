"""Formats an organization wrote itself, version by version."""

from django.db import models

from junto.domain.people.models import Person
from junto.foundation.tenancy.models import TenantModel
from junto.foundation.text import named_ref, new_ref
from junto.kernel.formats.editing import OWN


class OwnFormat(TenantModel):
    """A format somebody of the organization wrote. Data class: organizational.

    Goes with its organization; who wrote it is forgotten with the person.
    """

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    title = models.CharField(max_length=160)
    # The format it began as, in the catalog or of the organization; empty when it came as a file.
    based_on = models.CharField(max_length=80, blank=True, default="")
    writer = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    is_shared = models.BooleanField(default=False)
    retired_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["organization", "title"])]

    def __str__(self) -> str:
        return self.title

    @property
    def address(self) -> str:
        """Its part of an address: no title."""
        return named_ref("format", self.ref)

    @property
    def format_id(self) -> str:
        """The id by which sessions name it; no format that ships begins like this."""
        return f"{OWN}{self.ref}"


class OwnVersion(TenantModel):
    """One version of an own format; never changed. Data class: organizational.

    Goes with its format; who saved it is forgotten with the person.
    """

    own = models.ForeignKey(OwnFormat, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    version = models.CharField(max_length=20)
    hash = models.CharField(max_length=64)
    content = models.JSONField()
    note = models.CharField(max_length=200, blank=True, default="")
    writer = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    saved_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "own", "number"], name="one_version_per_number_of_a_format"
            )
        ]

    def __str__(self) -> str:
        return self.version
