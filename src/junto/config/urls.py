"""Every address of the server: one prefix per area of screens."""

from importlib.util import find_spec

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

AREAS = ("accounts", "home", "people", "imports", "programs", "groups", "organization", "ui")


def status(request: HttpRequest) -> HttpResponse:
    """Answer a load balancer: the server is up and reaches its database."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def _areas() -> list[URLPattern | URLResolver]:
    modules = (f"junto.interfaces.web.{area}" for area in AREAS)
    return [
        path("", include(f"{module}.urls"))
        for module in modules
        if find_spec(module) and find_spec(f"{module}.urls")
    ]


urlpatterns = [path("status", status, name="status"), *_areas()]
