"""Kinds of organization."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganizationKind(models.TextChoices):
    """One company, or a network of several."""

    COMPANY = "company", _("One company")
    NETWORK = "network", _("A network of companies")
