"""Junto's server with two pages more: the bare Django pages every other page is compared with.

Both show 20 rows of a table through the ORM and a plain template. `/bare` passes through the same
server, threads and database as the product's pages, but through no middleware at all: no session,
no sign-in, no language, no security headers. It is as little as Django can do. `/bare/signed-in`
is what a page costs here before it shows anything of the product: the same view for somebody who
is signed in, through the same middleware as every page that it is compared with.
"""

import sys

ROWS = 20
TEMPLATE = """<!doctype html><html lang="en"><title>Bare</title><body><h1>Bare</h1><table>
{% for row in rows %}<tr><td>{{ row.pk }}</td><td>{{ row.name }}</td><td>{{ row.codename }}</td>
<td>{{ row.content_type_id }}</td></tr>{% endfor %}</table></body></html>"""


def add_bare_pages():
    """Answer `/bare` and `/bare/signed-in` beside the product's own addresses."""
    from django.core import wsgi

    product = wsgi.get_wsgi_application

    def both():
        pages, bare = product(), bare_application()
        add_signed_in_page()

        def application(environ, start_response):
            chosen = bare if environ["PATH_INFO"] == "/bare" else pages
            return chosen(environ, start_response)

        return application

    wsgi.get_wsgi_application = both


def bare_view():
    """The view of both pages."""
    from django.contrib.auth.models import Permission
    from django.http import HttpResponse
    from django.template import Context, Engine

    template = Engine().from_string(TEMPLATE)

    def view(request):
        rows = Permission.objects.order_by("pk")[:ROWS]
        return HttpResponse(template.render(Context({"rows": rows})))

    return view


def add_signed_in_page():
    """One address more among the product's own."""
    from django.urls import path

    from junto.config import urls
    from junto.foundation.access.views import signed_in

    urls.urlpatterns.insert(0, path("bare/signed-in", signed_in(bare_view())))


def bare_application():
    """A Django of one view and no middleware."""
    from types import ModuleType

    from django.core.handlers.wsgi import WSGIHandler
    from django.test import override_settings
    from django.urls import path

    urls = ModuleType("bare_urls")
    urls.urlpatterns = [path("bare", bare_view())]

    class Bare(WSGIHandler):
        def get_response(self, request):
            request.urlconf = urls
            return super().get_response(request)

    with override_settings(MIDDLEWARE=[]):
        return Bare()


if __name__ == "__main__":
    from junto.__main__ import main

    add_bare_pages()
    sys.exit(main())
