"""Addresses of notes and of what groups make."""

from django.urls import path

from junto.interfaces.web.notes import deliverables, views

app_name = "notes"

urlpatterns = [
    path("groups/<ref:ref>/notes", views.of_group, name="group"),
    path("sessions/<ref:ref>/notes", views.of_session, name="session"),
    path("notes/<ref:ref>", views.page, name="note"),
    path("notes/<ref:ref>/delete", views.delete, name="delete"),
    path("groups/<ref:ref>/deliverables", deliverables.of_group, name="deliverables"),
    path("deliverables/<ref:ref>", deliverables.page, name="deliverable"),
    path("deliverables/<ref:ref>/ask", deliverables.ask, name="ask"),
    path("deliverables/<ref:ref>/agree", deliverables.agree, name="agree"),
    path("deliverables/<ref:ref>/take-back", deliverables.take_back, name="take-back"),
    path("deliverables/<ref:ref>/hand-over", deliverables.hand_over, name="hand-over"),
    path("programs/<ref:ref>/deliverables", deliverables.of_program, name="program"),
]
