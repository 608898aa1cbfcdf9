"""Addresses of what comes after a session."""

from django.urls import path

from junto.interfaces.web.after import day, progress, pulse, session, standing, steps

app_name = "after"

urlpatterns = [
    path("sessions/<ref:ref>/after", session.after, name="session"),
    path("sessions/<ref:ref>/after/step", session.make_step, name="session-step"),
    path("sessions/<ref:ref>/after/pulse", session.answer, name="session-pulse"),
    path("sessions/<ref:ref>/after/pulse/take-back", session.take_back, name="take-back"),
    path("sessions/<ref:ref>/after/thanks", session.thank, name="session-thanks"),
    path("sessions/<ref:ref>/after/missed", session.write_missed, name="session-missed"),
    path("sessions/<ref:ref>/after/share", session.delete_share, name="session-share"),
    path("next-steps", steps.mine, name="steps"),
    path("next-steps/day/<slug:token>", day.day, name="step-day"),
    path("next-steps/of-others", standing.stood_by, name="stood-by"),
    path("standing-by/<ref:ref>", standing.answer, name="witness-answer"),
    path("standing-by/<ref:ref>/cheer", standing.cheer, name="witness-cheer"),
    path("next-steps/<ref:ref>", steps.step, name="step"),
    path("next-steps/<ref:ref>/words", standing.shape, name="step-shape"),
    path("next-steps/<ref:ref>/pictured", standing.picture, name="step-picture"),
    path("next-steps/<ref:ref>/ask", standing.ask, name="step-ask"),
    path("next-steps/<ref:ref>/ask-nobody", standing.take_back, name="step-ask-nobody"),
    path("next-steps/<ref:ref>/done", steps.done, name="step-done"),
    path("next-steps/<ref:ref>/let-go", steps.let_go, name="step-let-go"),
    path("next-steps/<ref:ref>/move", steps.move, name="step-move"),
    path("next-steps/<ref:ref>/learned", steps.learned, name="step-learned"),
    path("next-steps/<ref:ref>/undo", steps.undo, name="step-undo"),
    path("groups/<ref:ref>/next-steps", steps.group, name="group-steps"),
    path("groups/<ref:ref>/my-goal", progress.goal, name="goal"),
    path("groups/<ref:ref>/my-goal/forget", progress.drop, name="goal-forget"),
    path("groups/<ref:ref>/my-goal/show", progress.show, name="goal-show"),
    path("groups/<ref:ref>/progress", progress.shown, name="progress"),
    path("groups/<ref:ref>/pulse", pulse.group, name="group-pulse"),
    path("programs/<ref:ref>/pulse", pulse.program, name="program-pulse"),
]
