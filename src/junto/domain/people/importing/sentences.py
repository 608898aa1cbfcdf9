"""What the codes of reading and checking say to the person at the page."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def trouble(code: str, details: dict[str, Any]) -> str:
    """Why a file cannot be read, and how to mend it."""
    sentences = {
        "too_big": _(
            "The file is larger than %(megabytes)s MB. Keep only what you need, or save it as CSV."
        ),
        "empty": _("The file is empty. Choose one with a row of headings and a row per person."),
        "no_people": _("There are headings, but no rows below them. Add a row per person."),
        "nul": _(
            "The file holds NUL signs, so it is no text. Open it in a spreadsheet and save it as "
            "“CSV UTF-8”."
        ),
        "encoding": _(
            "Row %(row)s holds signs that do not fit the rest of the file. Open it in a "
            "spreadsheet and save it as “CSV UTF-8”."
        ),
        "open_quote": _(
            "A quotation mark opens in row %(row)s and never closes. Close it there or delete it."
        ),
        "no_table": _("We find no rows and columns in this file. Save it as CSV or XLSX."),
        "too_wide": _(
            "Row %(row)s has more than %(columns)s columns. Delete the columns you do not need."
        ),
        "too_long": _("There are more than %(rows)s rows. Bring them in several files."),
        "inflates": _(
            "Unpacked, this workbook is far larger than %(megabytes)s MB. Copy the sheet into a "
            "new workbook, or save it as CSV."
        ),
        "entities": _(
            "This workbook holds a document type that spreadsheets never write. Copy the sheet "
            "into a new workbook."
        ),
        "damaged": _(
            "This workbook is damaged. Open it in a spreadsheet and save it again as .xlsx."
        ),
        "old_excel": _(
            "This is an old Excel file (.xls), or one with a password. Save it as .xlsx without "
            "a password."
        ),
        "other_spreadsheet": _(
            "This is a spreadsheet of another kind. Save it as .xlsx or CSV, then bring it here."
        ),
        "pdf": _("This is a PDF. Bring the spreadsheet it was made from, as CSV or XLSX."),
        "picture": _("This is a picture. Bring a CSV or XLSX file."),
        "archive": _("This is an archive. Unpack it and bring the CSV or XLSX file inside."),
        "web_page": _("This is a web page, not a sheet. Open it and save it as CSV or XLSX."),
        "no_file": _("Choose a file, or paste rows from a spreadsheet."),
    }
    text = sentences.get(code, _("We cannot read this file. Save it as CSV or XLSX."))
    return text % details


def repair(found: dict[str, Any], heading: str) -> str:
    """The title of one thing to mend."""
    rows, count = found["rows"], found["row_count"]
    if found["kind"].startswith("same_") or found["kind"] == "manager_circle":
        return _together(found)
    where = (
        _("Row %(row)s, %(heading)s") % {"row": rows[0], "heading": heading or _("no heading")}
        if count == 1
        else ngettext("%(count)s row, %(heading)s", "%(count)s rows, %(heading)s", count)
        % {"count": count, "heading": heading or _("no heading")}
    )
    return _("%(where)s: %(what)s") % {"where": where, "what": _what(found)}


def _what(found: dict[str, Any]) -> str:
    sentences = {
        "email_ending": _("“%(found)s” is missing its ending"),
        "email_unreadable": _("“%(found)s” is no e-mail address like name@example.org"),
        "email_taken": _("“%(found)s” belongs to somebody else who is already here"),
        "zone_unknown": _("“%(found)s” is no time zone or city we know"),
        "hours_unreadable": _("“%(found)s” is no time like 9:00, or 9-17"),
        "hours_order": _("the day ends before it begins (%(found)s)"),
        "date_order": _("“%(found)s” could be read two ways, and no other row tells which"),
        "date": _("“%(found)s” is no date like 2026-04-03"),
        "number": _("“%(found)s” is no number"),
        "too_long": _("the text is too long; we can keep its beginning"),
        "manager_ambiguous": _("several people are called “%(found)s”; give an e-mail address"),
        "name_missing": _("the name is missing"),
    }
    return sentences.get(found["kind"], _("we cannot read “%(found)s”")) % {
        "found": found["found"][:80]
    }


def _together(found: dict[str, Any]) -> str:
    *first, last = map(str, found["rows"][:8])
    rows = _("%(rows)s and %(last)s") % {"rows": ", ".join(first), "last": last} if first else last
    names = ", ".join(filter(None, found["names"]))
    sentences = {
        "same_email": _("Rows %(rows)s have the same e-mail: %(names)s"),
        "same_id": _("Rows %(rows)s have the same ID: %(names)s"),
        "same_person": _("Rows %(rows)s are the same person, already here: %(names)s"),
        "manager_circle": _("Rows %(rows)s manage each other in a circle: %(names)s"),
    }
    return sentences[found["kind"]] % {"rows": rows, "names": names}


def warning(kind: str, count: int) -> str:
    """What was assumed or left alone."""
    sentences = {
        "zone_from_place": ngettext(
            "%(count)s person: we took the time zone from the city or country.",
            "%(count)s people: we took the time zone from the city or country.",
            count,
        ),
        "zone_from_country": ngettext(
            "%(count)s person: the country has several time zones; we took its largest.",
            "%(count)s people: the country has several time zones; we took its largest.",
            count,
        ),
        "zone_default": ngettext(
            "%(count)s person: nothing tells the time zone, so we took your organization's.",
            "%(count)s people: nothing tells the time zone, so we took your organization's.",
            count,
        ),
        "hours_assumed": ngettext(
            "%(count)s person: no hours in the file, so we assume 9:00 to 17:00.",
            "%(count)s people: no hours in the file, so we assume 9:00 to 17:00.",
            count,
        ),
        "email_missing": ngettext(
            "%(count)s person has no e-mail address and cannot be invited yet.",
            "%(count)s people have no e-mail address and cannot be invited yet.",
            count,
        ),
        "manager_unknown": ngettext(
            "%(count)s person names a manager who is not here; the manager stays open.",
            "%(count)s people name a manager who is not here; the manager stays open.",
            count,
        ),
        "own_manager": ngettext(
            "%(count)s person is their own manager in the file; the manager stays open.",
            "%(count)s people are their own manager in the file; the manager stays open.",
            count,
        ),
        "identical_row": ngettext(
            "%(count)s row says the same as an earlier one and is left out.",
            "%(count)s rows say the same as an earlier one and are left out.",
            count,
        ),
    }
    return sentences.get(kind, "") % {"count": count}
