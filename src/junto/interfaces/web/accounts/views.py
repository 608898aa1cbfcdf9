"""Signing in, the first steps on a new server, and looking around the sample."""

from typing import Any

from allauth.account import views as allauth_views
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.generic.edit import FormView
from django.views.i18n import set_language as django_set_language

from junto.domain.accounts import actions as accounts
from junto.domain.accounts import queries as account_queries
from junto.domain.organizations import policies as organization_policies
from junto.domain.organizations import queries as organizations
from junto.domain.overview import actions as overview
from junto.domain.overview import queries as overview_queries
from junto.domain.people import actions as people
from junto.domain.people import queries as people_queries
from junto.domain.people.enums import Role
from junto.domain.programs import actions as programs
from junto.foundation import jobs
from junto.foundation.access.views import public, requires, signed_in
from junto.foundation.outbox.sending import mail_is_set_up
from junto.interfaces.web.accounts import forms
from junto.interfaces.web.ui.toasts import toast

CAME_FROM = "came_from_user"
SAMPLE_ROLES = ("participant", "facilitator", "program_manager", "sponsor", "org_admin")


class _Answers(FormView):  # type: ignore[misc]
    """A form of the library with our status for a form that comes back."""

    def form_invalid(self, form: Form) -> HttpResponse:
        """Show the form again, with what is wrong with it."""
        response = super().form_invalid(form)
        if response.status_code == 200:
            response.status_code = 422
        return response

    def get_context_data(self, **rest: Any) -> dict[str, Any]:
        """Add what the sign-in pages offer."""
        return {
            **super().get_context_data(**rest),
            "mail_is_on": mail_is_set_up(),
            "is_new": not account_queries.anybody_here(),
            "sample_open": sample_is_open(),
        }


class _SignIn(_Answers, allauth_views.LoginView):  # type: ignore[misc]
    form_class = forms.SignInForm
    template_name = "accounts/sign_in.html"


class _AskForCode(_Answers, allauth_views.RequestLoginCodeView):  # type: ignore[misc]
    form_class = forms.AskForCodeForm
    template_name = "accounts/ask_for_code.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Without mail there is no code to be had."""
        if not mail_is_set_up():
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class _EnterCode(_Answers, allauth_views.ConfirmLoginCodeView):  # type: ignore[misc]
    form_class = forms.CodeForm
    template_name = "accounts/enter_code.html"


class _AskForReset(_Answers, allauth_views.PasswordResetView):  # type: ignore[misc]
    form_class = forms.AskForResetForm
    template_name = "accounts/ask_for_reset.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Without mail there is no link to be had."""
        if not mail_is_set_up():
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class _Reset(_Answers, allauth_views.PasswordResetFromKeyView):  # type: ignore[misc]
    form_class = forms.ResetForm
    template_name = "accounts/reset.html"


class _Saved:
    """Say on the next page that the password was kept."""

    request: HttpRequest

    def form_valid(self, form: Form) -> HttpResponse:
        """Keep the password."""
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        toast(self.request, _("Your password is changed."))
        return response


class _ChangePassword(_Saved, _Answers, allauth_views.PasswordChangeView):  # type: ignore[misc]
    form_class = forms.ChangePasswordForm
    template_name = "accounts/password.html"


class _SetPassword(_Saved, _Answers, allauth_views.PasswordSetView):  # type: ignore[misc]
    form_class = forms.SetPasswordForm
    template_name = "accounts/password.html"


sign_in = public("people sign in here")(_SignIn.as_view())
ask_for_code = public("people ask for a sign-in code here")(_AskForCode.as_view())
enter_code = public("people enter the code they were sent")(_EnterCode.as_view())
ask_for_reset = public("people who forgot their password ask for a link")(_AskForReset.as_view())
reset = public("the link in the mail proves who came")(_Reset.as_view())
change_password = signed_in(_ChangePassword.as_view())
set_password = signed_in(_SetPassword.as_view())


@public("the page that follows asking for a link is the same for everybody")
@require_safe
def reset_sent(request: HttpRequest) -> HttpResponse:
    """Look into your mail."""
    return render(request, "accounts/reset_sent.html")


@public("the page that follows a new password leads to signing in")
@require_safe
def reset_done(request: HttpRequest) -> HttpResponse:
    """Sign in with the new one."""
    return render(request, "accounts/reset_done.html")


@public("an account that was switched off is told so")
@require_safe
def inactive(request: HttpRequest) -> HttpResponse:
    """This account is switched off."""
    return render(request, "accounts/inactive.html")


@public("whoever has signed out is a visitor")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out by POST; a GET shows the button that does."""
    if request.method != "POST":
        return render(request, "accounts/sign_out.html")
    get_adapter().logout(request)
    return redirect("account_login")


@public("visitors choose a language too")
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Change the language of the pages, and keep it for who is signed in."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        accounts.change_account(user=request.user, name=request.user.name, language=language)
    response: HttpResponse = django_set_language(request)
    return response


# ---------------------------------------------------------------- the first steps


@public("the one-time code in the address lets the first administrator in")
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest, code: str) -> HttpResponse:
    """Who are you? Opening the page uses nothing up; the code is spent with the form."""
    now = timezone.now()
    if account_queries.open_setup_code(code, now=now) is None:
        if request.user.is_authenticated:
            return redirect("/")
        return render(request, "accounts/welcome_over.html", status=404)
    if request.method != "POST":
        return render(request, "accounts/welcome.html", {"form": forms.WelcomeForm()})
    form = forms.WelcomeForm(request.POST)
    if not form.is_valid():
        return render(request, "accounts/welcome.html", {"form": form}, status=422)
    given = form.cleaned_data
    try:
        user, organization = people.found_organization(
            code=code,
            email=given["email"],
            name=given["name"],
            password=given["password"],
            organization_name=given["organization"],
            kind=given["kind"],
            time_zone=given["time_zone"],
            now=now,
        )
    except accounts.CodeSpent:
        return render(request, "accounts/welcome_over.html", status=404)
    except people.AccountExists:
        form.add_error("email", _("There is an account with this address. Sign in instead"))
        return render(request, "accounts/welcome.html", {"form": form}, status=422)
    get_adapter().login(request, user)
    return redirect("accounts:start", ref=organization)


def _start_page(
    request: HttpRequest, organization: Any, form: forms.ProgramNameForm, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "organization": organization,
        "sample_is_ready": organizations.sample_organization() is not None,
        "nav": (),
    }
    return render(request, "accounts/start.html", context, status=status)


@requires(organization_policies.administer, load=organizations.get_organization)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, organization: Any) -> HttpResponse:
    """Two ways to begin: sample people, or one's own."""
    if request.method != "POST":
        form = forms.ProgramNameForm(initial={"name": _("Leading together")})
        return _start_page(request, organization, form)
    if request.POST.get("with") == "sample":
        return _begin_with_sample(request, organization)
    form = forms.ProgramNameForm(request.POST)
    if not form.is_valid():
        return _start_page(request, organization, form, status=422)
    program = programs.create_program(
        organization=organization,
        name=form.cleaned_data["name"],
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    return redirect("imports:start", ref=program)


def _begin_with_sample(request: HttpRequest, organization: Any) -> HttpResponse:
    now = timezone.now()
    if organizations.sample_organization() is None:
        job = overview.ask_for_sample(now=now)
        return redirect("accounts:sample-progress", ref=organization, job=job.ref)
    sample = overview.visit_sample(user=request.user, now=now)
    return redirect("home:role", ref=sample, role="program_manager")


@requires(organization_policies.administer, load=organizations.get_organization)
@require_safe
def sample_progress(request: HttpRequest, organization: Any, job: str) -> HttpResponse:
    """How far the sample is."""
    row = jobs.get(job)
    if row.name != "overview.seed-sample":
        raise Http404
    address = reverse("accounts:start", kwargs={"ref": organization})
    if row.is_over or organizations.sample_organization() is not None:
        if request.headers.get("HX-Request") != "true":
            return redirect(address)
        return HttpResponse(headers={"HX-Redirect": address})
    context = {"organization": organization, "job": row, "nav": ()}
    return render(request, "accounts/sample_progress.html", context)


# ---------------------------------------------------------------- view as


def sample_is_open() -> bool:
    """True when visitors may look around the sample organization as anybody in it."""
    return bool(settings.DEMO) and organizations.sample_organization() is not None


@public("the people of the sample are invented, and only where the server shows it")
@require_http_methods(["GET", "HEAD", "POST"])
def view_as(request: HttpRequest, role: str) -> HttpResponse:
    """Look at the sample as one of its invented people. A GET shows the button, a POST does it."""
    user_id = overview_queries.sample_user_id(role) if sample_is_open() else None
    if role not in SAMPLE_ROLES or user_id is None:
        raise Http404
    if request.method != "POST":
        context = {"role_name": Role(role).label, "role": role}
        return render(request, "accounts/view_as.html", context)
    came_from = request.session.get(CAME_FROM) or _own_user_id(request)
    get_adapter().logout(request)
    get_adapter().login(request, account_queries.user_by_id(user_id))
    if came_from:
        request.session[CAME_FROM] = came_from
    return redirect("home:role", ref=organizations.sample_organization(), role=role)


def _own_user_id(request: HttpRequest) -> int | None:
    if not request.user.is_authenticated:
        return None
    return None if overview_queries.is_sample_user(request.user.pk) else int(request.user.pk)


@signed_in
@require_POST
def leave_sample(request: HttpRequest) -> HttpResponse:
    """Back to one's own account, or to the sign-in page."""
    came_from = request.session.get(CAME_FROM)
    get_adapter().logout(request)
    user = account_queries.user_by_id(came_from)
    if user is None:
        return HttpResponseRedirect(reverse("account_login"))
    get_adapter().login(request, user)
    return redirect("/")


@public("whoever looks around the sample may begin with people of their own")
@require_http_methods(["GET", "HEAD", "POST"])
def start_own(request: HttpRequest) -> HttpResponse:
    """From the sample to an organization of one's own. A GET tells how, a POST goes there."""
    if organizations.sample_organization() is None:
        raise Http404
    user = account_queries.user_by_id(request.session.get(CAME_FROM) or _own_user_id(request))
    if request.method == "POST" and user is not None:
        if user.pk != request.user.pk:
            get_adapter().logout(request)
            get_adapter().login(request, user)
        return redirect(_own_beginning(user))
    context = {"is_known": user is not None, "is_founded": not organizations.only_samples()}
    return render(request, "accounts/start_own.html", context)


def _own_beginning(user: Any) -> str:
    """Where somebody begins: with people of the organization they look after, else at home."""
    own = [row for row in people_queries.memberships_of(user) if not row.organization_is_sample]
    for row in own:
        if Role.ORG_ADMIN in row.roles:
            mine = organizations.get_organization(row.organization_ref)
            return reverse("accounts:start", kwargs={"ref": mine})
    return "/"
