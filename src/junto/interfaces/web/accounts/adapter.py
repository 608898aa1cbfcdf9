"""How django-allauth speaks and sends here: through the outbox, and to nobody it should not."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from junto.domain.accounts.deliveries import KIND
from junto.foundation import outbox
from junto.foundation.text import new_ref


def _code_mail(context: dict[str, Any]) -> tuple[str, str]:
    return (
        _("%(code)s is your sign-in code") % {"code": context["code"]},
        _(
            "Hello,\n\nyour sign-in code for Junto is %(code)s. It works for three minutes, in the"
            " window where you asked for it.\n\nDidn't ask for it? Then there is nothing to do:"
            " nobody comes in without the code.\n"
        )
        % {"code": context["code"]},
    )


def _reset_mail(context: dict[str, Any]) -> tuple[str, str]:
    return (
        _("Choose a new password for Junto"),
        _(
            "Hello,\n\nhere you choose a new password for Junto:\n%(url)s\n\nDidn't ask for it?"
            " Then there is nothing to do: your password stays as it is.\n"
        )
        % {"url": context["password_reset_url"]},
    )


# Every other message of the library would tell a stranger who has an account, or tell nothing new.
MAILS = {
    "account/email/login_code": _code_mail,
    "account/email/password_reset_key": _reset_mail,
}


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closed to strangers, quiet on pages, mail by the outbox."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": gettext_lazy(
            "The e-mail address and the password don't go together"
        ),
        "incorrect_code": gettext_lazy("That isn't the code in the newest mail"),
        "incorrect_password": gettext_lazy("That isn't your password"),
        "invalid_password_reset": gettext_lazy("This link has been used or has grown old"),
        "rate_limited": gettext_lazy("That was many times in a row. Try again in a few minutes"),
        "too_many_login_attempts": gettext_lazy(
            "That was many times in a row. Try again in a few minutes"
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People are invited by their organization; nobody signs up from outside."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: the page that follows shows what happened."""

    def post_login(self, request: HttpRequest, user: Any, **rest: Any) -> HttpResponse:
        """Go on in the language that somebody chose, whichever browser they came with."""
        response: HttpResponse = super().post_login(request, user, **rest)
        if user.language:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                user.language,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        return response

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put a message in the outbox; those for strangers are never written."""
        write = MAILS.get(template_prefix)
        if write is None:
            return
        subject, body = write(context)
        outbox.post(
            kind=KIND,
            recipient=email,
            event_ref=new_ref(),
            payload={"to": email, "subject": subject, "body": body},
            now=timezone.now(),
        )

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The address in the mail: ours as the operator named it, never one from a request."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.PUBLIC_URL.rstrip("/") + path.replace("UID-KEY", key)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to one's own page."""
        return reverse("people:me")
