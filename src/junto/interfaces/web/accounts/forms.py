"""Forms of signing in and beginning."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from junto.domain.organizations import zones
from junto.domain.organizations.enums import OrganizationKind
from junto.domain.people import actions as people
from junto.interfaces.web.ui.forms import Form

ENTER_EMAIL = gettext_lazy("Enter an e-mail address like name@example.org")
PASSWORD_HINT = gettext_lazy("At least 10 characters. A short sentence is easy to remember.")
PASSWORD_PROBLEMS = {
    "password_too_short": gettext_lazy("Use at least 10 characters"),
    "password_too_common": gettext_lazy("Choose a password that is harder to guess"),
}


def check_password(password: str) -> None:
    """Say in our words what is wrong with a new password."""
    try:
        password_validation.validate_password(password)
    except forms.ValidationError as problem:
        first = problem.error_list[0]
        raise forms.ValidationError(PASSWORD_PROBLEMS.get(str(first.code), first.message)) from None


class Ours:
    """Fields of the library in our words: no placeholders, our labels and sentences."""

    use_required_attribute = False
    labels: dict[str, tuple[Any, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, missing) in self.labels.items():
            field = self.fields[name]  # type: ignore[attr-defined]
            field.label, field.help_text = label, ""
            field.error_messages |= {"required": missing}
            field.widget.attrs.pop("placeholder", None)
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = missing
                for validator in field.validators:
                    if getattr(validator, "code", "") == "invalid":
                        validator.message = missing


class SignInForm(Ours, allauth_forms.LoginForm):
    """E-mail address and password."""

    labels = {
        "login": (gettext_lazy("E-mail"), ENTER_EMAIL),
        "password": (gettext_lazy("Password"), gettext_lazy("Enter your password")),
    }


class AskForCodeForm(Ours, allauth_forms.RequestLoginCodeForm):
    """The address a code is sent to."""

    labels = {"email": (gettext_lazy("E-mail"), ENTER_EMAIL)}

    def clean_email(self) -> str:
        """Whoever an organization knows gets an account at the first code they ask for."""
        from django.utils import timezone

        people.prepare_sign_in(email=self.cleaned_data["email"], now=timezone.now())
        return str(super().clean_email())


class CodeForm(Ours, allauth_forms.ConfirmLoginCodeForm):
    """The code from the mail."""

    labels = {"code": (gettext_lazy("Code"), gettext_lazy("Enter the code from the mail"))}


class AskForResetForm(Ours, allauth_forms.ResetPasswordForm):
    """The address a link is sent to."""

    labels = {"email": (gettext_lazy("E-mail"), ENTER_EMAIL)}


class _NewPassword(Ours):
    labels = {
        "password1": (gettext_lazy("New password"), gettext_lazy("Enter a new password")),
        "password2": (
            gettext_lazy("The same password again"),
            gettext_lazy("Enter the new password twice"),
        ),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = PASSWORD_HINT  # type: ignore[attr-defined]

    def clean_password1(self) -> str:
        """Refuse what is easy to guess."""
        password = str(self.cleaned_data["password1"])  # type: ignore[attr-defined]
        check_password(password)
        return password

    def clean(self) -> Any:
        """Both are the same."""
        cleaned = self.cleaned_data  # type: ignore[attr-defined]
        if "password1" in cleaned and cleaned.get("password2") not in (None, cleaned["password1"]):
            self.add_error("password2", _("The two passwords differ"))  # type: ignore[attr-defined]
        return cleaned


class ResetForm(_NewPassword, allauth_forms.ResetPasswordKeyForm):
    """A new password, after a link by mail."""


class SetPasswordForm(_NewPassword, allauth_forms.SetPasswordForm):
    """A first password, for somebody who came in by code."""


class ChangePasswordForm(_NewPassword, allauth_forms.ChangePasswordForm):
    """Another password."""

    labels = {
        "oldpassword": (gettext_lazy("Password now"), gettext_lazy("Enter the password you have")),
        **_NewPassword.labels,
    }


class WelcomeForm(Form):
    """Who are you, and for whom do you set this up?"""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Enter your name")},
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": ENTER_EMAIL, "invalid": ENTER_EMAIL},
    )
    password = forms.CharField(
        label=gettext_lazy("Choose a password"),
        max_length=200,
        strip=False,
        help_text=PASSWORD_HINT,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": gettext_lazy("Choose a password")},
    )
    organization = forms.CharField(
        label=gettext_lazy("Organization"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": gettext_lazy("Enter the name of your organization")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Who takes part?"),
        choices=OrganizationKind.choices,
        initial=OrganizationKind.COMPANY,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose who takes part")},
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=zones.choices,
        initial="UTC",
        widget=forms.Select(attrs={"data-guess-zone": True}),
        error_messages={"required": gettext_lazy("Choose a time zone")},
    )

    def clean_password(self) -> str:
        """Refuse what is easy to guess."""
        password = str(self.cleaned_data["password"])
        check_password(password)
        return password


class ProgramNameForm(Form):
    """The first program."""

    name = forms.CharField(
        label=gettext_lazy("What is your program called?"),
        max_length=120,
        error_messages={"required": gettext_lazy("Enter a name for the program")},
    )
