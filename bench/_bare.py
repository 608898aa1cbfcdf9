"""Junto's server with one page more: the bare Django page every other page is compared with.

The page at `/bare` shows 20 rows of a table through the ORM and a plain template. It passes through
the same server, threads and database as the product's pages, but through no middleware at all:
no session, no sign-in, no language, no security headers. It is as little as Django can do.
"""

import sys

ROWS = 20
TEMPLATE = """<!doctype html><html lang="en"><title>Bare</title><body><h1>Bare</h1><table>
{% for row in rows %}<tr><td>{{ row.pk }}</td><td>{{ row.name }}</td><td>{{ row.codename }}</td>
<td>{{ row.content_type_id }}</td></tr>{% endfor %}</table></body></html>"""


def add_bare_page():
    """Answer `/bare` beside the product's own application."""
    from django.core import wsgi

    product = wsgi.get_wsgi_application

    def both():
        pages, bare = product(), bare_application()

        def application(environ, start_response):
            chosen = bare if environ["PATH_INFO"] == "/bare" else pages
            return chosen(environ, start_response)

        return application

    wsgi.get_wsgi_application = both


def bare_application():
    """A Django of one view and no middleware."""
    from types import ModuleType

    from django.contrib.auth.models import Permission
    from django.core.handlers.wsgi import WSGIHandler
    from django.http import HttpResponse
    from django.template import Context, Engine
    from django.test import override_settings
    from django.urls import path

    template = Engine().from_string(TEMPLATE)

    def view(request):
        rows = Permission.objects.order_by("pk")[:ROWS]
        return HttpResponse(template.render(Context({"rows": rows})))

    urls = ModuleType("bare_urls")
    urls.urlpatterns = [path("bare", view)]

    class Bare(WSGIHandler):
        def get_response(self, request):
            request.urlconf = urls
            return super().get_response(request)

    with override_settings(MIDDLEWARE=[]):
        return Bare()


if __name__ == "__main__":
    from junto.__main__ import main

    add_bare_page()
    sys.exit(main())
