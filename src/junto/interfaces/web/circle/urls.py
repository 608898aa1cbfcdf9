"""Addresses of what a group keeps between its sessions."""

from django.urls import path

from junto.interfaces.web.circle import confiding, health

app_name = "circle"

urlpatterns = [
    path("groups/<ref:ref>/in-confidence", confiding.page, name="in-confidence"),
    path("in-confidence/<ref:ref>", confiding.one, name="confidence"),
    path("in-confidence/<ref:ref>/take-back", confiding.take_back, name="confidence-back"),
    path("groups/<ref:ref>/health", health.page, name="health"),
    path("groups/<ref:ref>/health/take-back", health.take_back, name="health-back"),
]
