"""Every address of the server: one prefix per area of screens."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path, register_converter

from junto.foundation.access.views import public
from junto.foundation.http.converters import RefConverter

register_converter(RefConverter, "ref")

AREAS = (
    # Asked hundreds of times a second, so they are looked for first.
    "room",
    "quiz",
    "accounts",
    "home",
    "people",
    "imports",
    "programs",
    "groups",
    "mentoring",
    "rounds",
    "formats",
    "sessions",
    "after",
    "circle",
    "reviews",
    "advice",
    "notes",
    "feedback",
    "asks",
    "organization",
    "ui",
)


@public("a load balancer asks whether the server is up and reaches its database")
def status(request: HttpRequest) -> HttpResponse:
    """Say so."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@public("search engines are told to stay away")
def robots(request: HttpRequest) -> HttpResponse:
    """Tell them."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")


@public("the server shows it instead of a page whose request was too large")
def too_large(request: HttpRequest) -> HttpResponse:
    """Say that nothing was saved, and what to do."""
    response = render(request, "413.html", status=413)
    # What may be left of the request is not read, so the connection is of no further use.
    response.headers["Connection"] = "close"
    return response


urlpatterns = [
    path("status", status, name="status"),
    path("robots.txt", robots, name="robots"),
    path("too-large", too_large, name="too-large"),
    *(path("", include(f"junto.interfaces.web.{area}.urls")) for area in AREAS),
]
