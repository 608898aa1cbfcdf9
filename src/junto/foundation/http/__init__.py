"""What all pages share on the wire: address converters, headers, small request helpers."""

from django.http import HttpRequest


def is_fragment(request: HttpRequest) -> bool:
    """True when htmx asked, so that a part of the page is enough."""
    return request.headers.get("HX-Request") == "true"
