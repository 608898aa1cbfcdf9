"""Addresses of the kit itself."""

from django.urls import path

from junto.interfaces.web.ui import views

app_name = "ui"

urlpatterns = [path("gallery", views.gallery, name="gallery")]
