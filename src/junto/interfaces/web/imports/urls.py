"""Addresses of imports and of the export."""

from django.urls import path

from junto.interfaces.web.imports import views

app_name = "imports"

urlpatterns = [
    path("org/<ref:ref>/people/import", views.start_organization, name="start-organization"),
    path("org/<ref:ref>/people/export", views.export, name="export"),
    path("exports/<ref:ref>", views.workbook, name="workbook"),
    path("exports/<ref:ref>/progress", views.workbook_progress, name="workbook-progress"),
    path("exports/<ref:ref>/people.xlsx", views.take_workbook, name="take-workbook"),
    path("programs/<ref:ref>/people/import", views.start, name="start"),
    path("imports/sample.csv", views.sample, name="sample"),
    path("imports/<ref:ref>", views.check, name="check"),
    path("imports/<ref:ref>/progress", views.progress, name="progress"),
    path("imports/<ref:ref>/columns", views.use_columns, name="columns"),
    path("imports/<ref:ref>/sheet", views.use_sheet, name="sheet"),
    path("imports/<ref:ref>/encoding", views.use_encoding, name="encoding"),
    path("imports/<ref:ref>/fix", views.fix, name="fix"),
    path("imports/<ref:ref>/answer", views.answer, name="answer"),
    path("imports/<ref:ref>/commit", views.commit, name="commit"),
    path("imports/<ref:ref>/undo", views.undo, name="undo"),
    path("imports/<ref:ref>/discard", views.discard, name="discard"),
    path("imports/<ref:ref>/rows-to-fix.csv", views.rows_to_fix, name="rows-to-fix"),
]
