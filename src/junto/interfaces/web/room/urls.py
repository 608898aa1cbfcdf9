"""Addresses of the room."""

from django.urls import path

from junto.interfaces.web.room import prepare, rehearsal, views, wall, writing

app_name = "room"

urlpatterns = [
    path("sessions/<ref:ref>/room", views.room, name="room"),
    path("sessions/<ref:ref>/room/state", views.state, name="state"),
    path("sessions/<ref:ref>/room/act", views.act, name="act"),
    path("sessions/<ref:ref>/room/screen", wall.page, name="wall"),
    path("sessions/<ref:ref>/room/screen/state", wall.state, name="wall-state"),
    path("sessions/<ref:ref>/writing", writing.page, name="writing"),
    path("sessions/<ref:ref>/writing/act", writing.act, name="writing-act"),
    path("sessions/<ref:ref>/prepare", prepare.begin, name="prepare"),
    path("sessions/<ref:ref>/prepare/<int:number>", prepare.question, name="question"),
    path("try/own/<ref:ref>", rehearsal.own_page, name="try-own"),
    path("try/own/<ref:ref>/state", rehearsal.own_state, name="try-own-state"),
    path("try/own/<ref:ref>/act", rehearsal.own_act, name="try-own-act"),
    path("try/<slug:format_id>", rehearsal.page, name="try"),
    path("try/<slug:format_id>/state", rehearsal.state, name="try-state"),
    path("try/<slug:format_id>/act", rehearsal.act, name="try-act"),
]
