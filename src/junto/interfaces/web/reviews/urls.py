"""Addresses of reviews: no names, no dates."""

from django.urls import path

from junto.interfaces.web.reviews import hosts, pairs, piece, running, staff, thread

app_name = "reviews"

PIECE, HOST, FORM = "peer-reviews/<ref:ref>", "session-feedback/<ref:ref>", "program-form/<ref:ref>"

urlpatterns = [
    path("org/<ref:ref>/reviews", pairs.home, name="home"),
    path("programs/<ref:ref>/reviews", running.program, name="program"),
    path("programs/<ref:ref>/reviews/new", running.start, name="start"),
    path("programs/<ref:ref>/reviews/ask", pairs.ask, name="ask"),
    path("reviews/<ref:ref>", running.review, name="review"),
    path("reviews/<ref:ref>/cancel", running.cancel, name="review-cancel"),
    path(PIECE, piece.page, name="piece"),
    path(f"{PIECE}/work", piece.name_work, name="piece-work"),
    path(f"{PIECE}/review", piece.write_review, name="piece-review"),
    path(f"{PIECE}/another", piece.ask_another, name="piece-another"),
    path(f"{PIECE}/yes", piece.say_yes, name="piece-yes"),
    path(f"{PIECE}/step-back", piece.step_back, name="piece-step-back"),
    path(f"{PIECE}/take-back", piece.take_back, name="piece-take-back"),
    path(f"{PIECE}/post", thread.write, name="piece-post"),
    path(f"{PIECE}/outcome", thread.outcome, name="piece-outcome"),
    path(f"{PIECE}/agree", thread.agree, name="piece-agree"),
    path("review-posts/<ref:ref>", thread.post, name="post"),
    path("review-posts/<ref:ref>/delete", thread.delete, name="post-delete"),
    path(HOST, hosts.page, name="host"),
    path(f"{HOST}/keep", hosts.keep, name="host-keep"),
    path(f"{HOST}/take-back", hosts.take_back, name="host-back"),
    path("feedback-on-sessions-i-led", hosts.received, name="received"),
    path("programs/<ref:ref>/staff-feedback", staff.program, name="staff"),
    path(FORM, staff.page, name="form"),
    path(f"{FORM}/keep", staff.keep, name="form-keep"),
    path(f"{FORM}/take-back", staff.take_back, name="form-back"),
    path(f"{FORM}/report", staff.report, name="form-report"),
    path(f"{FORM}/cancel", staff.cancel, name="form-cancel"),
]
