"""Addresses of the formats."""

from django.urls import path

from junto.interfaces.web.formats import building, look, sharing

app_name = "formats"

HERE = "org/<ref:ref>/formats"
OWN = "formats/<ref:ref>"

urlpatterns = [
    path(HERE, look.catalog, name="list"),
    path(f"{HERE}/import", sharing.import_, name="import"),
    path(f"{HERE}/<slug:format_id>", look.one, name="format"),
    path(f"{HERE}/<slug:format_id>/source", look.source, name="file"),
    path(f"{HERE}/<slug:format_id>/fork", sharing.fork, name="fork"),
    path(f"{OWN}/edit", building.edit, name="edit"),
    path(f"{OWN}/source", building.source, name="source"),
    path(f"{OWN}/versions", sharing.versions, name="versions"),
    path(f"{OWN}/versions/back", sharing.back, name="back"),
    path(f"{OWN}/share", sharing.share, name="share"),
    path(f"{OWN}/retire", sharing.retire, name="retire"),
]
