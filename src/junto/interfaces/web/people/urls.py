"""Addresses of people, and of one's own pages."""

from django.urls import path

from junto.interfaces.web.people import own, views

app_name = "people"

urlpatterns = [
    path("org/<ref:ref>/people", views.people_list, name="list"),
    path("org/<ref:ref>/people/new", views.add, name="add"),
    path("people/<ref:ref>", views.person_page, name="person"),
    path("people/<ref:ref>/sensitive", views.sensitive, name="sensitive"),
    path("people/<ref:ref>/edit", views.edit, name="edit"),
    path("people/<ref:ref>/remove", views.remove, name="remove"),
    path("people/<ref:ref>/restore", views.restore, name="restore"),
    path("me", own.me, name="me"),
    path("me/times", own.times, name="my-times"),
    path("me/apart", own.apart, name="my-apart"),
    path("me/privacy", own.privacy, name="my-privacy"),
    path("me/data.json", own.data, name="my-data"),
]
