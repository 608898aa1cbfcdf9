"""Declare a view's permission: load its object, enter its organization, check, then run."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from junto.foundation import ports, tenancy
from junto.foundation.access import VISITOR, Actor, Forbidden, Policy

View = Callable[..., HttpResponse]
Loader = Callable[[str], Any]

PUBLIC = "public"
SIGNED_IN = "signed-in"


def _organization_id(obj: Any) -> int:
    return int(getattr(obj, "organization_id", None) or obj.pk)


def actor_of(request: HttpRequest, organization_id: int | None) -> Actor:
    """The signed-in user as an actor in one organization (its person and roles there)."""
    if not request.user.is_authenticated:
        return VISITOR
    if organization_id is None:
        return Actor(user_id=request.user.pk)
    actor: Actor = ports.call("access.actor", user=request.user, organization_id=organization_id)
    return actor


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send a visitor to sign in and, for pages, back again."""
    target = request.get_full_path() if request.method == "GET" else "/"
    return redirect_to_login(target, reverse("account_login"))


def requires(policy: Policy, *, load: Loader, key: str = "ref") -> Callable[[View], View]:
    """The view needs `policy` on the object that `load(kwargs[key])` returns.

    The view is called as `view(request, obj, **other_kwargs)` inside the object's organization,
    with `request.actor` set. An unknown object and a forbidden one answer with the same 404.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return to_sign_in(request)
            try:
                obj = load(kwargs.pop(key))
            except tenancy.NotFound:
                raise Http404 from None
            organization_id = _organization_id(obj)
            with tenancy.scope(organization_id):
                actor = actor_of(request, organization_id)
                if not policy(actor, obj):
                    raise Http404
                request.actor = actor  # type: ignore[attr-defined]
                try:
                    return view(request, obj, *args, **kwargs)
                except (Forbidden, tenancy.NotFound):
                    raise Http404 from None

        guarded.permission = policy.name  # type: ignore[attr-defined]
        return guarded

    return declare


def signed_in(view: View) -> View:
    """The view needs a signed-in user and shows only what is that user's own."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        request.actor = actor_of(request, None)  # type: ignore[attr-defined]
        try:
            return view(request, *args, **kwargs)
        except (Forbidden, tenancy.NotFound):
            raise Http404 from None

    guarded.permission = SIGNED_IN  # type: ignore[attr-defined]
    return guarded


def public(reason: str) -> Callable[[View], View]:
    """The view is open to everybody; `reason` says why that is right."""

    def declare(view: View) -> View:
        @wraps(view)
        def open_to_all(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return view(request, *args, **kwargs)

        open_to_all.permission = PUBLIC  # type: ignore[attr-defined]
        open_to_all.public_because = reason  # type: ignore[attr-defined]
        return open_to_all

    return declare
