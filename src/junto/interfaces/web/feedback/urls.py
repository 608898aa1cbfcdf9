"""Addresses of feedback: no names, no dates."""

from django.urls import path

from junto.interfaces.web.feedback import (
    approving,
    choosing,
    coaching,
    cohort,
    giving,
    home,
    leading,
    planning,
    practicing,
    promise,
    report,
    running,
)

app_name = "feedback"

GIVE, CHOOSE, ROUND = (
    "feedback/give/<ref:ref>",
    "feedback/ask/<ref:ref>",
    "feedback/rounds/<ref:ref>",
)
PRACTICE = "org/<ref:ref>/feedback/practice"

urlpatterns = [
    path("promise", promise.page, name="promise"),
    path("org/<ref:ref>/feedback", home.page, name="home"),
    path(PRACTICE, practicing.sort, name="practice"),
    path(f"{PRACTICE}/rewrite", practicing.rewrite, name="practice-rewrite"),
    path(f"{PRACTICE}/ask", practicing.ask, name="practice-ask"),
    path(f"{PRACTICE}/done", practicing.finish, name="practice-done"),
    path("programs/<ref:ref>/feedback/first", leading.page, name="first"),
    path(GIVE, giving.begin, name="give"),
    path(f"{GIVE}/<int:number>", giving.section, name="section"),
    path(f"{GIVE}/keep", giving.keep, name="keep"),
    path(f"{GIVE}/hints", giving.hints, name="hints"),
    path(f"{GIVE}/check", giving.check, name="check"),
    path(f"{GIVE}/sent", giving.sent, name="sent"),
    path(f"{GIVE}/decline", giving.decline, name="decline"),
    path(f"{GIVE}/more-time", giving.more_time, name="more-time"),
    path(f"{GIVE}/take-back", giving.take_back, name="take-back"),
    path(CHOOSE, choosing.page, name="choose"),
    path(f"{CHOOSE}/propose", choosing.propose, name="propose"),
    path(f"{CHOOSE}/take-back", choosing.take_back, name="unpropose"),
    path(f"{CHOOSE}/hand-in", choosing.hand_in, name="hand-in"),
    path("feedback/report/<ref:ref>", report.page, name="report"),
    path("feedback/report/<ref:ref>/pdf", report.paper, name="paper"),
    path("feedback/report/<ref:ref>/debrief", report.debrief, name="debrief"),
    path("feedback/report/<ref:ref>/choose", report.choose, name="one-thing"),
    path("feedback/report/<ref:ref>/thank", report.thank, name="thank"),
    path("programs/<ref:ref>/feedback", running.rounds, name="rounds"),
    path("programs/<ref:ref>/feedback/new", planning.plan, name="plan"),
    path(ROUND, running.round_page, name="round"),
    path(f"{ROUND}/plan", planning.change, name="change"),
    path(f"{ROUND}/choices", approving.page, name="choices"),
    path(f"{ROUND}/coaches", coaching.who, name="coaches"),
    path("feedback/coach/<ref:ref>", coaching.page, name="coach"),
    path("feedback/coach/<ref:ref>/themes", coaching.name, name="name-themes"),
    path("feedback/coach/<ref:ref>/pass-on", coaching.release, name="release"),
    path(f"{ROUND}/cohort", cohort.page, name="cohort"),
    path(f"{ROUND}/fill", running.fill, name="fill"),
    path(f"{ROUND}/ask", running.ask, name="ask"),
    path(f"{ROUND}/extend", running.extend, name="extend"),
    path(f"{ROUND}/cancel", running.cancel, name="cancel"),
]
