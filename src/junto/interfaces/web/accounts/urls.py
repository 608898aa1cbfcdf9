"""Addresses of signing in and beginning; names that libraries ask for have no namespace."""

from django.urls import include, path, re_path

from junto.interfaces.web.accounts import views

ours = [
    path("welcome/<str:code>", views.welcome, name="welcome"),
    path("start/<ref:ref>", views.start, name="start"),
    path("start/<ref:ref>/sample/<str:job>", views.sample_progress, name="sample-progress"),
    path("sample/as/<slug:role>", views.view_as, name="view-as"),
    path("sample/leave", views.leave_sample, name="leave-sample"),
    path("sample/start-own", views.start_own, name="start-own"),
]

urlpatterns = [
    path("", include((ours, "accounts"))),
    path("sign-in", views.sign_in, name="account_login"),
    path("sign-in/code", views.ask_for_code, name="account_request_login_code"),
    path("sign-in/code/enter", views.enter_code, name="account_confirm_login_code"),
    path("sign-out", views.sign_out, name="account_logout"),
    path("sign-in/off", views.inactive, name="account_inactive"),
    path("password", views.change_password, name="account_change_password"),
    path("password/first", views.set_password, name="account_set_password"),
    path("password/forgotten", views.ask_for_reset, name="account_reset_password"),
    path("password/forgotten/sent", views.reset_sent, name="account_reset_password_done"),
    path("password/new", views.reset_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)$",
        views.reset,
        name="account_reset_password_from_key",
    ),
    path("language", views.set_language, name="set_language"),
]
