"""Addresses of asks: no names, no titles, no dates."""

from django.urls import path

from junto.interfaces.web.asks import choosing, giving, home, reading, writing

app_name = "asks"

ASK, ROUND, GIVE = "asks/<ref:ref>", "asks/sent/<ref:ref>", "asks/give/<ref:ref>"

urlpatterns = [
    path("org/<ref:ref>/asks", home.page, name="home"),
    path("org/<ref:ref>/asks/new", writing.page, name="new"),
    path(ASK, choosing.page, name="ask"),
    path(f"{ASK}/add", choosing.add, name="add"),
    path(f"{ASK}/take-off", choosing.take_off, name="take-off"),
    path(f"{ASK}/send", choosing.send, name="send"),
    path(f"{ASK}/throw-away", choosing.throw_away, name="throw-away"),
    path(f"{ASK}/pause", choosing.pause, name="pause"),
    path(f"{ASK}/go-on", choosing.go_on, name="go-on"),
    path(f"{ASK}/end", choosing.end, name="end"),
    path(ROUND, reading.page, name="round"),
    path(f"{ROUND}/thank", reading.thank, name="thank"),
    path(f"{ROUND}/step", reading.step, name="step"),
    path(f"{ROUND}/cancel", reading.cancel, name="cancel"),
    path(GIVE, giving.begin, name="give"),
    path(f"{GIVE}/<int:number>", giving.section, name="section"),
    path(f"{GIVE}/keep", giving.keep, name="keep"),
    path(f"{GIVE}/hints", giving.hints, name="hints"),
    path(f"{GIVE}/check", giving.check, name="check"),
    path(f"{GIVE}/done", giving.done, name="done"),
    path(f"{GIVE}/decline", giving.decline, name="decline"),
    path(f"{GIVE}/take-back", giving.take_back, name="take-back"),
]
