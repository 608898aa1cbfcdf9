"""Addresses of the rounds planner."""

from django.urls import path

from junto.interfaces.web.rounds import asking, away, changes, comparing, pages

app_name = "rounds"

PROGRAM = "programs/<ref:ref>/rounds"
PLAN = f"{PROGRAM}/<ref:plan>"

urlpatterns = [
    path(PROGRAM, pages.newest, name="newest"),
    path(f"{PROGRAM}/new", asking.new, name="new"),
    path(f"{PROGRAM}/compare", comparing.page, name="compare"),
    path(PLAN, pages.one, name="plan"),
    path(f"{PLAN}/stop", changes.stop, name="stop"),
    path(f"{PLAN}/again", changes.again, name="again"),
    path(f"{PLAN}/away", away.page, name="away"),
    path(f"{PLAN}/begin", changes.begin, name="begin"),
    path(f"{PLAN}/file", pages.file, name="file"),
]
