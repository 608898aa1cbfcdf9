"""Addresses of schedules, sessions, calendars and invitations."""

from django.urls import path

from junto.interfaces.web.sessions import (
    calendars,
    calls,
    changes,
    invitations,
    materials,
    minutes,
    schedule,
    views,
)

app_name = "sessions"

SCHEDULE, INVITE = "programs/<ref:ref>/schedule", "programs/<ref:ref>/invitations"

urlpatterns = [
    path(SCHEDULE, schedule.program_page, name="schedule"),
    path(f"{SCHEDULE}/propose", schedule.propose, name="propose"),
    path(f"{SCHEDULE}/progress/<str:job>", schedule.progress, name="progress"),
    path(f"{SCHEDULE}/agree", schedule.agree_all, name="agree-all"),
    path("programs/<ref:ref>/minutes", minutes.page, name="minutes"),
    path("series/<ref:ref>", schedule.series_page, name="series"),
    path("series/<ref:ref>/agree", schedule.agree, name="agree"),
    path("series/<ref:ref>/drop", schedule.drop, name="drop"),
    path(INVITE, invitations.page, name="invitations"),
    path(f"{INVITE}/links", invitations.make_links, name="make-links"),
    path(f"{INVITE}/links.csv", invitations.links_file, name="links-file"),
    path(f"{INVITE}/send", invitations.send, name="send-invitations"),
    path("join/<ref:ref>/<str:token>", invitations.join, name="join"),
    path("groups/<ref:ref>/sessions", views.group_sessions, name="group"),
    path("sessions/<ref:ref>", views.session_page, name="session"),
    path("sessions/<ref:ref>/come", views.come, name="come"),
    path("sessions/<ref:ref>/held", views.note_held, name="note-held"),
    path("sessions/<ref:ref>/call", calls.change, name="call"),
    path("sessions/<ref:ref>/materials", materials.page, name="materials"),
    path("sessions/<ref:ref>/move", changes.move, name="move"),
    path("sessions/<ref:ref>/edit", changes.edit, name="edit"),
    path("sessions/<ref:ref>/call-off", changes.call_off, name="call-off"),
    path("sessions/<ref:ref>/put-back", changes.put_back, name="put-back"),
    path("sessions/<ref:ref>/session.ics", calendars.session_file, name="file"),
    path("me/calendar", calendars.mine, name="my-calendar"),
    path("me/calendar/open", calendars.open_feed, name="open-feed"),
    path("me/calendar/revoke", calendars.revoke_feed, name="revoke-feed"),
    path("calendar/<ref:ref>/<str:token>.ics", calendars.feed, name="feed"),
]
