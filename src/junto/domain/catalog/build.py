"""Build what is derived from the YAML sources: canonical JSON and the reference page.

Authors edit `data/formats/*.yaml` and `data/templates/*.yaml`, then run::

    python -m junto.domain.catalog.build

Nothing is written when a source has a problem. The SHA-256 of a canonical file is the hash by which
a session pins its format.
"""

import argparse
import json
import sys
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from junto.kernel import formats as kernel
from junto.kernel.formats.templates import PREPARATION_MINUTES, READING_MINUTES

DATA = Path(str(files("junto.domain.catalog") / "data"))
REFERENCE = Path("docs/reference/formats.md")


def read_formats(folder: Path = DATA) -> dict[str, tuple[kernel.Format, dict[str, Any]]]:
    """Return every format with its data by id, or raise with all problems of the first bad file."""
    schema = read_schema("format", folder)
    read = {}
    for path in sorted((folder / "formats").glob("*.yaml")):
        text = path.read_text("utf-8")
        fmt = kernel.load_format(text, schema=schema, name=path.name)
        read[fmt.id] = (fmt, kernel.read_document(text, schema=schema, name=path.name).data)
    for id_, problems in kernel.lint_all(fmt for fmt, _ in read.values()).items():
        if problems:
            raise kernel.BadFile(f"{id_}.yaml", problems)
    return read


def read_templates(
    formats: Mapping[str, kernel.Format], folder: Path = DATA
) -> dict[str, tuple[kernel.Template, dict[str, Any]]]:
    """Return every program template with its data by id."""
    schema = read_schema("template", folder)
    read = {}
    for path in sorted((folder / "templates").glob("*.yaml")):
        text = path.read_text("utf-8")
        template = kernel.load_template(text, schema=schema, formats=formats, name=path.name)
        data = kernel.read_document(text, schema=schema, name=path.name).data
        read[template.id] = (template, data)
    return read


def read_schema(name: str, folder: Path = DATA) -> dict[str, Any]:
    """Return the JSON Schema of formats or templates."""
    schema: dict[str, Any] = json.loads((folder / "schemas" / f"{name}.json").read_text("utf-8"))
    return schema


def derived(folder: Path = DATA) -> tuple[dict[str, bytes], str]:
    """Return the canonical files by their path in the data folder, and the reference page."""
    formats = read_formats(folder)
    known = {id_: fmt for id_, (fmt, _) in formats.items()}
    templates = read_templates(known, folder)
    canonical = {
        f"canonical/{what}/{id_}.json": kernel.canonical_json(data)
        for what, read in (("formats", formats), ("templates", templates))
        for id_, (_, data) in read.items()
    }
    return canonical, reference(known, {id_: each for id_, (each, _) in templates.items()})


def reference(
    formats: Mapping[str, kernel.Format], templates: Mapping[str, kernel.Template]
) -> str:
    """Return the reference page of formats and templates, in Markdown."""
    cases = sum(len(list(kernel.legal_cases(fmt))) for fmt in formats.values())
    return "\n".join(
        [
            "# Formats and program templates",
            "",
            "This page is generated (`python -m junto.domain.catalog.build`). How it all works is",
            "told in [the methods page](../methods/formats.md).",
            "",
            "## Session formats",
            "",
            f"{len(formats)} formats. For each of the {cases} legal numbers of people and choices",
            "of parameters the timeline equals the promised length to the second.",
            "",
            "| Format | People (ideal) | Promised minutes | Range | Own floor, at least | Cases |",
            "|---|---|---|---|---|---|",
            *(_format_row(fmt) for fmt in formats.values()),
            "",
            "*Own floor*: the seconds in which the rules give each person the floor, in the least",
            "favorable case; *in writing* means silent stages in which everybody writes.",
            "",
            "## Program templates",
            "",
            "Hours per person are sessions + preparation + questionnaires, in groups of the ideal",
            "size. Each part is rounded to a tenth of an hour; the total is their sum.",
            "",
            "| Template | For | Group | Weeks | Sessions | In sessions | Preparing |"
            " Questionnaires | Hours |",
            "|---|---|---|---|---|---|---|---|---|",
            *(
                _template_row(template, formats, role)
                for template in templates.values()
                for role in template.participants
            ),
            "",
            "## Minutes of preparation",
            "",
            "| Kind of input | To bring it | To read it |",
            "|---|---|---|",
            *(
                f"| {kind} | {minutes} min | {_reading(kind)} |"
                for kind, minutes in PREPARATION_MINUTES.items()
            ),
            "",
        ]
    )


def main(argv: list[str] | None = None) -> int:
    """Write the derived files; with `--check` only tell whether they are current."""
    parser = argparse.ArgumentParser(prog="python -m junto.domain.catalog.build")
    parser.add_argument("--check", action="store_true", help="write nothing; status 1 when stale")
    options = parser.parse_args(argv)
    try:
        canonical, page = derived()
    except kernel.BadFile as error:
        print(error, file=sys.stderr)
        return 2
    wanted = {DATA / name: content for name, content in canonical.items()}
    wanted[REFERENCE] = page.encode()
    stale = [path for path, content in wanted.items() if not _is(path, content)]
    spare = [path for path in (DATA / "canonical").rglob("*.json") if path not in wanted]
    if options.check:
        for path in (*stale, *spare):
            print(f"{path} is not current; run the build.", file=sys.stderr)
        return 1 if stale or spare else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(wanted[path])
    for path in spare:
        path.unlink()
    print(f"{len(stale)} written, {len(wanted) - len(stale)} unchanged, {len(spare)} removed.")
    return 0


def _is(path: Path, content: bytes) -> bool:
    return path.exists() and path.read_bytes() == content


def _reading(kind: str) -> str:
    return f"{READING_MINUTES[kind]} min" if kind in READING_MINUTES else "in the room"


def _format_row(fmt: kernel.Format) -> str:
    cases = list(kernel.legal_cases(fmt))
    lengths = [fmt.promised_minutes(n, params) for n, params in cases]
    low, high = f"{min(lengths):g}", f"{max(lengths):g}"
    people = f"{fmt.group.min}–{fmt.group.max}" if fmt.group.min < fmt.group.max else "2"
    people += " even" if fmt.group.multiple_of > 1 else ""
    floors = [
        floor
        for n, params in cases
        for floor in kernel.floor_time(fmt, kernel.compile_format(fmt, n, params))
    ]
    least = min(floor.guaranteed_seconds for floor in floors)
    floor = f"{least:.0f} s" if least else "in writing"
    span = low if low == high else f"{low}–{high}"
    return (
        f"| {kernel.text_in(fmt.title, 'en')} (`{fmt.id}`) | {people} ({fmt.group.ideal}) | "
        f"{_formula(fmt)} | {span} | {floor} | {len(cases)} |"
    )


def _formula(fmt: kernel.Format) -> str:
    duration = fmt.duration
    parts = [f"{float(duration.base):g}"]
    if duration.per_person:
        parts.append(f"{float(duration.per_person):g} per person")
    parts += [f"{float(each):g} per `{name}`" for name, each in duration.per_param.items()]
    return " + ".join(parts)


def _template_row(
    template: kernel.Template, formats: Mapping[str, kernel.Format], role: str
) -> str:
    hours = kernel.hours_per_person(template, formats, template.size_ideal, role)
    sessions = sum(session.is_for(role) for session in template.sessions)
    group = f"{template.kind}, {template.size_min}–{template.size_max} ({template.size_ideal})"
    return (
        f"| {template.title} (`{template.id}`) | {role} | {group} | {template.weeks} | "
        f"{sessions} | {hours.sessions} | {hours.preparation} | {hours.questionnaires} | "
        f"**{hours.total}** |"
    )


if __name__ == "__main__":
    sys.exit(main())
