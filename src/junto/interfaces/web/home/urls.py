"""Addresses of the home pages."""

from django.urls import path

from junto.interfaces.web.home import views

app_name = "home"

urlpatterns = [
    path("", views.index, name="index"),
    path("home/<ref:ref>/<slug:role>", views.role_home, name="role"),
    path("drafts", views.save_draft, name="drafts"),
]
