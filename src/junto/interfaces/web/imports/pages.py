"""What the import pages show, worked out from the stored summary."""

from datetime import date
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from junto.domain.people.enums import AttributeKind, ImportState
from junto.domain.people.importing import columns, reading, sentences, values
from junto.domain.programs.enums import SetupStep

SHOWN_ROWS = 12

FIELD_LABELS = {
    "full_name": gettext_lazy("Name"),
    "first_name": gettext_lazy("First name"),
    "last_name": gettext_lazy("Last name"),
    "known_as": gettext_lazy("What to call them"),
    "email": gettext_lazy("E-mail"),
    "external_id": gettext_lazy("ID (tells people apart)"),
    "employer": gettext_lazy("Employer"),
    "unit": gettext_lazy("Function or unit"),
    "level": gettext_lazy("Level"),
    "site": gettext_lazy("Site"),
    "country": gettext_lazy("Country"),
    "time_zone": gettext_lazy("Time zone"),
    "hours": gettext_lazy("Hours (9-17)"),
    "hours_start": gettext_lazy("Hours start"),
    "hours_end": gettext_lazy("Hours end"),
    "languages": gettext_lazy("Languages"),
    "manager": gettext_lazy("Manager (never in the same group)"),
    "ref": gettext_lazy("Junto reference"),
}

SAMPLE = [
    ["Full name", "Known as", "E-mail", "Function", "Site", "Time zone", "Hours", "Languages",
     "Manager", "Leading people since"],
    ["Amara Okafor", "Amara", "amara.okafor@northlight.example", "Patient operations", "Leeds",
     "Europe/London", "9-17", "English", "", "2022-04-03"],
    ["Devika Rao", "Devika", "devika.rao@northlight.example", "Digital", "Bengaluru", "", "10-18",
     "English, Hindi", "amara.okafor@northlight.example", "2019-09-16"],
    ["Jonah Weiss", "Jonah", "jonah.weiss@northlight.example", "Finance", "Toronto", "", "",
     "English, German", "", "2024-01-08"],
]  # fmt: skip


def steps(program: Any) -> list[dict[str, Any]]:
    """The set-up of a program, at its first step; nothing outside a program."""
    if program is None:
        return []
    return [
        {
            "label": label,
            "current": key == SetupStep.PEOPLE,
            "done": key in program.steps_saved,
            "url": "",
        }
        for key, label in SetupStep.choices
    ]


def context_of(batch: Any, *, program: Any, known: Any, can_undo: bool, job: Any) -> dict[str, Any]:
    """Everything a page of one import shows."""
    summary = batch.summary or {}
    counts = dict.fromkeys(("new", "update", "unchanged", "to_fix", "left_out"), 0)
    counts.update(summary.get("counts", {}))
    ready = counts["new"] + counts["update"]
    joining = counts["unchanged"] if program else 0
    return {
        "batch": batch,
        "program": program,
        "organization": batch.organization,
        "steps": steps(program),
        "section": "" if program else "people",
        "counts": counts,
        "total": sum(counts.values()) + summary.get("added", 0),
        "added": summary.get("added", 0),
        "ready": ready,
        "can_commit": bool(ready or (joining and not batch.committed_at)),
        "commit_label": _commit_label(counts, ready, joining),
        "title": _title(batch, sum(counts.values())),
        "skipped": _skipped(batch),
        "sheets": [name for name in summary.get("sheets", []) if name != batch.sheet],
        "encodings": _encodings(summary.get("encoding", "")) if batch.file_path else [],
        "refused_encoding": reading.ENCODINGS.get(summary.get("refused_encoding", ""), ""),
        "repairs": [_repair(found, batch) for found in summary.get("repairs", [])],
        "repair_count": summary.get("repair_count", 0),
        "repair_title": _repair_title(summary.get("repair_count", 0)),
        "columns": [_column(batch, place, known) for place in range(len(batch.headings))],
        "dates": _dates(batch, summary),
        "warnings": _warnings(summary),
        "duplicates": summary.get("warnings", {}).get("possible_duplicate"),
        "own_team": summary.get("own_team", []),
        "is_stale": batch.trouble == "stale",
        "can_undo": can_undo,
        "trouble": sentences.trouble(batch.trouble, summary.get("details", {}))
        if batch.state == ImportState.UNREADABLE
        else "",
        **_next(batch, program),
        "past_groups": len(batch.past_groups),
        **(progress_of(batch, job) if job else {}),
    }


def _encodings(used: str) -> list[tuple[str, str, bool]]:
    """How a text may be read, and how it was; nothing for a workbook."""
    if not used:
        return []
    same = {"utf-8": "utf-8-sig", "utf-16-le": "utf-16", "utf-16-be": "utf-16"}
    return [(key, label, key == same.get(used, used)) for key, label in reading.ENCODINGS.items()]


def _next(batch: Any, program: Any) -> dict[str, Any]:
    """Where to go when it is done: the next step of the set-up, or the list."""
    if program is not None:
        for name in ("programs:template", "programs:setup", "programs:people"):
            try:
                url = reverse(name, kwargs={"ref": program.address})
            except NoReverseMatch:
                continue
            return {"next_url": url, "next_label": _("Next: the template")}
    url = reverse("people:list", kwargs={"ref": batch.organization.address})
    return {"next_url": url, "next_label": _("See everybody")}


def progress_of(batch: Any, job: Any) -> dict[str, Any]:
    """How far the work is."""
    return {
        "label": _("Adding people")
        if batch.state == ImportState.COMMITTING
        else _("Reading and checking the file"),
        "done": job.done,
        "total_rows": job.total,
        "url": reverse("imports:progress", kwargs={"ref": batch.ref}),
    }


def _title(batch: Any, count: int) -> str:
    if batch.state in (ImportState.READING, ImportState.COMMITTING):
        return str(batch.file_name)
    text = ngettext(
        "Check %(n)s person before we add them", "Check %(n)s people before we add them", count
    )
    return text % {"n": count}


def _commit_label(counts: dict[str, int], ready: int, joining: int) -> str:
    waiting = counts["to_fix"]
    if not ready and joining:
        return ngettext("Add %(n)s person", "Add %(n)s people", joining) % {"n": joining}
    if waiting:
        return ngettext(
            "Add %(n)s now; %(waiting)s waits here", "Add %(n)s now; %(waiting)s wait here", waiting
        ) % {"n": ready, "waiting": waiting}
    if counts["update"] and not counts["new"]:
        return ngettext("Update %(n)s person", "Update %(n)s people", ready) % {"n": ready}
    return ngettext("Add %(n)s person", "Add %(n)s people", ready) % {"n": ready}


def _repair_title(count: int) -> str:
    return ngettext("%(n)s thing to fix", "%(n)s things to fix", count) % {"n": count}


def _skipped(batch: Any) -> list[str]:
    return [
        heading
        for place, heading in enumerate(batch.headings)
        if heading and batch.mapping.get(str(place), "skip") == "skip"
    ]


def _heading(batch: Any, place: int) -> str:
    return batch.headings[place] if 0 <= place < len(batch.headings) else ""


def _repair(found: dict[str, Any], batch: Any) -> dict[str, Any]:
    kind, rows = found["kind"], found["rows"]
    heading = _heading(batch, found["column"])
    shown = {
        **found,
        "id": f"f{rows[0]}-{found['column']}-{kind}",
        "title": sentences.repair(found, heading),
        "rows_text": ",".join(map(str, rows)),
        "heading": heading,
        "more": found["row_count"] - min(found["row_count"], SHOWN_ROWS),
        "rows_list": ", ".join(map(str, rows[:SHOWN_ROWS])),
        "names_text": ", ".join(filter(None, found["names"])),
    }
    if kind.startswith("same_"):
        shown["key"] = f"keep:{found['key']}"
        said = dict(map(tuple, found.get("differences", [])))
        shown["choices"] = [
            {"label": _("Keep row %(row)s") % {"row": row}, "value": row} for row in rows[:5]
        ]
        shown["hint"] = " ".join(
            _("Row %(row)s says %(text)s.") % {"row": row, "text": text or _("nothing")}
            for row, text in said.items()
        )
    elif kind == "date_order":
        shown["choices"] = [
            {
                "label": _date_text(found["found"], day_first),
                "value": "day" if day_first else "month",
            }
            for day_first in (True, False)
        ]
    elif kind == "manager_circle":
        shown["clear_rows"] = rows[:5]
    else:
        shown["is_cell"] = found["column"] >= 0
    return shown


def _date_text(text: str, day_first: bool) -> str:
    found = values.read_date(text, day_first=day_first)
    return _long(found) if found else text


def _long(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def _column(batch: Any, place: int, known: Any) -> dict[str, Any]:
    use = columns.Use.decode(batch.mapping.get(str(place), "skip"))
    summary = batch.summary or {}
    states, samples = summary.get("states", []), summary.get("samples", [])
    heading = batch.headings[place] or _("Column %(n)s") % {"n": place + 1}
    date_info = summary.get("dates", {}).get(str(place))
    state = states[place] if place < len(states) else "matched"
    if date_info and state != "skipped":
        state = "check"
    return {
        "place": place,
        "heading": heading,
        "options": _options(use, heading, known),
        "state": state,
        "sample": samples[place] if place < len(samples) else "",
        "is_attribute": use.field == columns.ATTRIBUTE,
        "is_sensitive": use.is_sensitive,
    }


def _options(use: columns.Use, heading: str, known: Any) -> list[tuple[str, str, bool]]:
    chosen = use.encode().removesuffix(":sensitive")
    options = [(field, str(label), field == chosen) for field, label in FIELD_LABELS.items()]
    keys = set()
    for attribute in known:
        code = f"attribute:{attribute.kind}:{attribute.key}"
        keys.add(attribute.key)
        options.append((code, attribute.label, code == chosen))
    key = use.key or columns.new_attribute(heading, []).use.key
    if key not in keys:
        for kind, label in AttributeKind.choices:
            code = f"attribute:{kind}:{key}"
            text = _("New: %(heading)s (%(kind)s)") % {"heading": heading, "kind": label}
            options.append((code, text, code == chosen))
    options.append(("skip", _("Don't import"), chosen == "skip"))
    return options


def _dates(batch: Any, summary: dict[str, Any]) -> list[dict[str, Any]]:
    notes = []
    for place, info in summary.get("dates", {}).items():
        if info["day_first"] is None:
            continue
        day_first = info["day_first"]
        count = info["day_only"] if day_first else info["month_only"]
        notes.append(
            {
                "key": f"date:{place}",
                "other": "month" if day_first else "day",
                "sample": info["sample"],
                "heading": _heading(batch, int(place)),
                "read": _date_text(info["sample"], day_first),
                "why": _evidence(count, day_first),
            }
        )
    return notes


def _evidence(count: int, day_first: bool) -> str:
    if not count:
        return _("You said so.")
    if day_first:
        return ngettext(
            "%(n)s row only makes sense with the day first.",
            "%(n)s rows only make sense with the day first.",
            count,
        ) % {"n": count}
    return ngettext(
        "%(n)s row only makes sense with the month first.",
        "%(n)s rows only make sense with the month first.",
        count,
    ) % {"n": count}


def _warnings(summary: dict[str, Any]) -> list[str]:
    found = summary.get("warnings", {})
    texts = [sentences.warning(kind, info["count"]) for kind, info in found.items()]
    return [text for text in texts if text]
