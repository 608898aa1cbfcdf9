"""Pages that leave as PDF documents."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string

from junto.foundation import printing

ASSETS = Path(__file__).parent / "static" / "ui"


def document(template: str, context: Mapping[str, Any], *, name: str) -> HttpResponse:
    """The page of a template as a PDF document to be kept under this name.

    Raises
    ------
    junto.foundation.printing.CannotPrint
        When the server lacks the libraries for it.
    """
    made = printing.pdf(render_to_string(template, dict(context)), assets=ASSETS)
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
