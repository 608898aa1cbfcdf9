"""The tenant and whom its people can turn to."""

from django.db import models

from junto.domain.organizations.enums import OrganizationKind
from junto.foundation.tenancy.models import TenantModel
from junto.foundation.text import named_ref, new_ref


class Organization(models.Model):
    """A company or a cross-company network. Erased with everything in it."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    name = models.CharField(max_length=120)
    kind = models.CharField(
        max_length=10, choices=OrganizationKind.choices, default=OrganizationKind.COMPANY
    )
    time_zone = models.CharField(max_length=64, default="UTC")
    is_sample = models.BooleanField(default=False)
    # Everybody may name people they would rather not be in a group with; nobody is told.
    keeps_apart = models.BooleanField(default=False)
    # Where rooms for calls can be made: the address of a Jitsi server; empty for none.
    call_server = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """Its part of an address."""
        return named_ref(self.name, self.ref)


class SupportContact(TenantModel):
    """Somebody outside the program who listens. Data class: organizational."""

    name = models.CharField(max_length=120)
    how = models.CharField(max_length=200)

    class Meta(TenantModel.Meta):
        pass

    def __str__(self) -> str:
        return self.name
