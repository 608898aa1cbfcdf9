"""Addresses of advice, and of the people one has met."""

from django.urls import path

from junto.interfaces.web.advice import met, views

app_name = "advice"

REQUEST = "advice/requests/<ref:ref>"

urlpatterns = [
    path("org/<ref:ref>/advice", views.directory, name="directory"),
    path("org/<ref:ref>/advice/mine", views.offer, name="offer"),
    path("org/<ref:ref>/advice/mine/end", views.end, name="end"),
    path("org/<ref:ref>/met", met.page, name="met"),
    path("advice/<ref:ref>", views.ask, name="ask"),
    path(REQUEST, views.request_page, name="request"),
    path(f"{REQUEST}/accept", views.accept, name="accept"),
    path(f"{REQUEST}/decline", views.decline, name="decline"),
    path(f"{REQUEST}/answer", views.answer, name="answer"),
    path(f"{REQUEST}/close", views.close, name="close"),
    path(f"{REQUEST}/withdraw", views.withdraw, name="withdraw"),
]
