"""Session formats: read them strictly, prove what they promise, compile them to a timeline.

Plain Python: no input or output, no clock, no globals. Reading a source file needs PyYAML and
jsonschema, which are imported only then; working with parsed formats needs neither.

Example
-------
::

    from junto.kernel import formats

    fmt = formats.load_format(text, schema=schema, name="consultation-circle.yaml")
    timeline = formats.compile_format(fmt, n=6)
    [(item.start_seconds, item.seconds, item.stage.id) for item in timeline.items]

Public names
------------
Reading:    `load_format`, `load_template`, `read_document`, `read_yaml`, `check_shape`,
            `refuse`, `BadFile`, `Problem`
Model:      `Format`, `Stage`, `Block`, `Text`, `text_in`, `format_from_data`, `content_hash`,
            `canonical_json`
Compiling:  `compile_format`, `legal_cases`, `Timeline`, `TimelineItem`, `DoesNotFit`
People:     `headcount`, `selected`, `floor_time`, `Floor`
Proving:    `lint`, `lint_all`, `check_template`
Templates:  `Template`, `TemplateSession`, `template_from_data`, `hours_per_person`, `Hours`
"""

from junto.kernel.formats.canonical import canonical_json, content_hash
from junto.kernel.formats.compiler import Timeline, TimelineItem, compile_format, legal_cases
from junto.kernel.formats.lint import lint, lint_all
from junto.kernel.formats.loading import load_format, load_template, read_document, refuse
from junto.kernel.formats.model import Block, Format, Stage, Text, format_from_data, text_in
from junto.kernel.formats.problems import BadFile, Problem
from junto.kernel.formats.reading import read_yaml
from junto.kernel.formats.seats import DoesNotFit, headcount, selected
from junto.kernel.formats.shape import check_shape
from junto.kernel.formats.templates import (
    Hours,
    Template,
    TemplateSession,
    check_template,
    hours_per_person,
    template_from_data,
)
from junto.kernel.formats.voice import Floor, floor_time

__all__ = [
    "BadFile",
    "Block",
    "DoesNotFit",
    "Floor",
    "Format",
    "Hours",
    "Problem",
    "Stage",
    "Template",
    "TemplateSession",
    "Text",
    "Timeline",
    "TimelineItem",
    "canonical_json",
    "check_shape",
    "check_template",
    "compile_format",
    "content_hash",
    "floor_time",
    "format_from_data",
    "headcount",
    "hours_per_person",
    "legal_cases",
    "lint",
    "lint_all",
    "load_format",
    "load_template",
    "read_document",
    "read_yaml",
    "refuse",
    "selected",
    "template_from_data",
    "text_in",
]
