"""Addresses of the mentoring board and of pairs."""

from django.urls import path

from junto.interfaces.web.mentoring import board, changes, mine, pair, renewal, sides

app_name = "mentoring"

PROGRAM = "programs/<ref:ref>/mentoring"
MATCHING = f"{PROGRAM}/<ref:matching>"
GROUP = "groups/<ref:ref>/mentoring"

urlpatterns = [
    path(PROGRAM, board.newest, name="board"),
    path(f"{PROGRAM}/people", sides.people, name="people"),
    path(f"{PROGRAM}/plan", sides.plan, name="plan"),
    path(f"{PROGRAM}/apart", sides.apart, name="apart"),
    path(f"{PROGRAM}/match", changes.start, name="match"),
    path(f"{PROGRAM}/renew", renewal.page, name="renew"),
    path(f"{PROGRAM}/mine", mine.page, name="mine"),
    path(f"{PROGRAM}/mine/wish", mine.wish, name="wish"),
    path(MATCHING, board.one, name="matching"),
    path(f"{MATCHING}/again", changes.again, name="again"),
    path(f"{MATCHING}/choose", changes.choose, name="choose"),
    path(f"{MATCHING}/change", changes.change, name="change"),
    path(f"{MATCHING}/pin", changes.pin, name="pin"),
    path(f"{MATCHING}/part", changes.part, name="part"),
    path(f"{MATCHING}/undo", changes.undo, name="undo"),
    path(f"{MATCHING}/publish", changes.publish, name="publish"),
    path(f"{MATCHING}/file", board.file, name="file"),
    path(GROUP, pair.page, name="pair"),
    path(f"{GROUP}/end", pair.end, name="end"),
    path(f"{GROUP}/challenge", pair.challenge, name="challenge"),
    path(f"{GROUP}/line", pair.line, name="line"),
]
