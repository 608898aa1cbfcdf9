"""Addresses of programs and their set-up."""

from django.urls import path

from junto.interfaces.web.programs import (
    decisions,
    facilitators,
    objectives,
    rules,
    setup,
    staff,
    views,
)

app_name = "programs"

urlpatterns = [
    path("org/<ref:ref>/programs", views.program_list, name="list"),
    path("org/<ref:ref>/programs/new", views.new, name="new"),
    path("programs/<ref:ref>", views.today, name="today"),
    path("programs/<ref:ref>/setup/people", setup.people, name="people"),
    path("programs/<ref:ref>/setup/people/enroll", setup.enroll, name="enroll"),
    path("programs/<ref:ref>/setup/people/withdraw", setup.withdraw, name="withdraw"),
    path("programs/<ref:ref>/objectives", objectives.of_program, name="objectives"),
    path("objectives/<ref:ref>", objectives.change, name="change-objective"),
    path("objectives/<ref:ref>/note", objectives.note, name="note-objective"),
    path("objectives/<ref:ref>/end", objectives.end, name="end-objective"),
    path("objectives/<ref:ref>/restore", objectives.restore, name="restore-objective"),
    path("programs/<ref:ref>/decide", decisions.decide, name="decide"),
    path("programs/<ref:ref>/decisions", decisions.log, name="decisions"),
    path("programs/<ref:ref>/decisions/again", decisions.ask_again, name="ask-again"),
    path("programs/<ref:ref>/facilitators", facilitators.facilitators, name="facilitators"),
    path("programs/<ref:ref>/managers", staff.staff, name="staff"),
    path("programs/<ref:ref>/setup/template", setup.template, name="template"),
    path("programs/<ref:ref>/setup/rules", rules.rules, name="rules"),
]
