"""Addresses of what a group keeps between its sessions."""

from django.urls import path

from junto.interfaces.web.circle import (
    confiding,
    fairness,
    handover,
    hands,
    health,
    spinning,
    topics,
    training,
)

app_name = "circle"

urlpatterns = [
    path("groups/<ref:ref>/in-confidence", confiding.page, name="in-confidence"),
    path("in-confidence/<ref:ref>", confiding.one, name="confidence"),
    path("in-confidence/<ref:ref>/take-back", confiding.take_back, name="confidence-back"),
    path("groups/<ref:ref>/health", health.page, name="health"),
    path("groups/<ref:ref>/health/take-back", health.take_back, name="health-back"),
    path("groups/<ref:ref>/topics", topics.page, name="topics"),
    path("groups/<ref:ref>/topics/mail", topics.mail, name="topics-mail"),
    path("topics/<ref:ref>", topics.topic, name="topic"),
    path("topics/<ref:ref>/read", topics.read, name="topic-read"),
    path("posts/<ref:ref>", topics.post, name="post"),
    path("posts/<ref:ref>/delete", topics.delete, name="post-delete"),
    path("groups/<ref:ref>/roles-and-turns", fairness.page, name="fairness"),
    path("groups/<ref:ref>/roles-and-turns/wish", fairness.wish, name="fairness-wish"),
    path("groups/<ref:ref>/roles-and-turns/mine", fairness.roles, name="fairness-roles"),
    path("groups/<ref:ref>/a-hand", hands.page, name="hand"),
    path("a-hand/<ref:ref>/lend", hands.lend, name="hand-lend"),
    path("a-hand/<ref:ref>/withdraw", hands.withdraw, name="hand-withdraw"),
    path("a-hand/<ref:ref>/take-back", hands.take_back, name="hand-back"),
    path("groups/<ref:ref>/handover", handover.page, name="handover"),
    path("sessions-i-lead", handover.hosting, name="hosting"),
    path("groups/<ref:ref>/start-one-like-it", spinning.page, name="spin-off"),
    path("programs/<ref:ref>/proposed-groups", spinning.proposals, name="spin-offs"),
    path("proposed-groups/<ref:ref>/start", spinning.start, name="spin-off-start"),
    path("proposed-groups/<ref:ref>/decline", spinning.decline, name="spin-off-decline"),
    path("programs/<ref:ref>/ready-to-facilitate", training.page, name="training"),
    path("programs/<ref:ref>/ready-to-facilitate/rehearsed", training.rehearsed, name="rehearsed"),
    path("programs/<ref:ref>/ready-to-facilitate/sit-in", training.sit_in, name="sit-in"),
    path("programs/<ref:ref>/ready-to-facilitate/led", training.led, name="led"),
    path("programs/<ref:ref>/ready-to-facilitate/show", training.show, name="show-ready"),
    path("training/<ref:ref>/confirm", training.confirm, name="confirm-led"),
    path("training/<ref:ref>/forget", training.take_back, name="training-forget"),
    path("training/<ref:ref>/sit-in", training.let_sit_in, name="let-sit-in"),
]
