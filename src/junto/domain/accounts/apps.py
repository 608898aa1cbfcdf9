"""Django app of accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts."""

    name = "junto.domain.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Register how sign-in mails are written."""
        from junto.domain.accounts import deliveries  # noqa: F401
