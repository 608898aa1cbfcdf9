"""Addresses of the board and of groups."""

from django.urls import path

from junto.interfaces.web.groups import (
    agreement,
    changes,
    circle,
    fitting,
    history,
    mending,
    mix,
    moving,
    preview,
    proving,
    views,
)

app_name = "groups"

BOARD = "programs/<ref:ref>/groups/<ref:draft>"

urlpatterns = [
    path("programs/<ref:ref>/groups", views.newest, name="list"),
    path("programs/<ref:ref>/groups/form", changes.start, name="form"),
    path("programs/<ref:ref>/groups/mend", mending.page, name="mend"),
    path("programs/<ref:ref>/groups/mend/ask", mending.ask, name="ask-to-move"),
    path("programs/<ref:ref>/groups/mend/take-back", mending.take_back, name="ask-no-more"),
    path("moves/<ref:ref>", moving.page, name="move-question"),
    path("programs/<ref:ref>/groups/mix", mix.page, name="mix"),
    path("programs/<ref:ref>/groups/history", history.page, name="history"),
    path("programs/<ref:ref>/groups/compare", history.compare, name="compare"),
    path(BOARD, views.draft, name="draft"),
    path(f"{BOARD}/improve", changes.improve, name="improve"),
    path(f"{BOARD}/proof", proving.proof, name="proof"),
    path(f"{BOARD}/proof/stop", proving.stop, name="proof-stop"),
    path(f"{BOARD}/report", proving.report, name="report"),
    path(f"{BOARD}/rerun", history.rerun, name="rerun"),
    path(f"{BOARD}/aside", history.aside, name="aside"),
    path(f"{BOARD}/delete", history.delete, name="delete"),
    path(f"{BOARD}/restore", history.restore, name="restore"),
    path(f"{BOARD}/stop", changes.stop, name="stop"),
    path(f"{BOARD}/again", changes.again, name="again"),
    path(f"{BOARD}/relax", changes.relax, name="relax"),
    path(f"{BOARD}/swap", changes.swap, name="swap"),
    path(f"{BOARD}/move", changes.move, name="move"),
    path(f"{BOARD}/pin", changes.pin, name="pin"),
    path(f"{BOARD}/rename", changes.rename, name="rename"),
    path(f"{BOARD}/undo", changes.undo, name="undo"),
    path(f"{BOARD}/publish", changes.publish, name="publish"),
    path(f"{BOARD}/take-back", preview.take_back, name="take-back"),
    path("coming/<ref:ref>", preview.page, name="preview"),
    path("groups/<ref:ref>", circle.circle, name="circle"),
    path("groups/<ref:ref>/fit", fitting.page, name="fit"),
    path("groups/<ref:ref>/agreement", agreement.page, name="agreement"),
    path("groups/<ref:ref>/agreement/agree", agreement.agree, name="agree"),
]
