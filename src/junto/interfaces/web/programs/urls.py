"""Addresses of programs and their set-up."""

from django.urls import path

from junto.interfaces.web.programs import rules, setup, staff, views

app_name = "programs"

urlpatterns = [
    path("org/<ref:ref>/programs", views.program_list, name="list"),
    path("org/<ref:ref>/programs/new", views.new, name="new"),
    path("programs/<ref:ref>", views.today, name="today"),
    path("programs/<ref:ref>/setup/people", setup.people, name="people"),
    path("programs/<ref:ref>/setup/people/enroll", setup.enroll, name="enroll"),
    path("programs/<ref:ref>/setup/people/withdraw", setup.withdraw, name="withdraw"),
    path("programs/<ref:ref>/managers", staff.staff, name="staff"),
    path("programs/<ref:ref>/setup/template", setup.template, name="template"),
    path("programs/<ref:ref>/setup/rules", rules.rules, name="rules"),
]
