"""Addresses of the organization's pages."""

from django.urls import path

from junto.interfaces.web.organization import views

app_name = "organization"

urlpatterns = [
    path("org/<ref:ref>", views.settings, name="settings"),
    path("org/<ref:ref>/contacts", views.contacts, name="contacts"),
    path("org/<ref:ref>/roles", views.roles, name="roles"),
    path("org/<ref:ref>/roles/<str:person>", views.change_roles, name="change-roles"),
    path("org/<ref:ref>/permissions", views.permissions, name="permissions"),
    path("org/<ref:ref>/privacy", views.privacy, name="privacy"),
    path("org/<ref:ref>/log", views.log, name="log"),
]
