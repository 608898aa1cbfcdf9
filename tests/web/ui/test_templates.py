"""All templates of all areas: what the content policy forbids, and the words we do not use."""

import re
from pathlib import Path

import pytest

import junto
import junto.interfaces.web.ui as ui
from junto.interfaces.web.ui import files

PACKAGE = Path(junto.__file__).parent
STYLES = Path(ui.__file__).parent / "static/ui"
CSS = "".join((STYLES / name).read_text("utf-8") for name in ("app.css", "paper.css"))
TEMPLATES = sorted((PACKAGE / "interfaces").rglob("*.html"))
NAMES = [path.relative_to(PACKAGE / "interfaces").as_posix() for path in TEMPLATES]

INLINE_STYLE = re.compile(r"\sstyle\s*=|<style[\s>]", re.I)
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>|javascript:", re.I)
HANDLER = re.compile(r"\s(on[a-z]+|hx-on[:\w-]*)\s*=", re.I)
ELSEWHERE = re.compile(r"(src|href|action)=[\"'](https?:)?//|[\"'(]data:", re.I)

# Words that blame, beg, boast or shout; and words of the trade that readers do not use.
BANNED = re.compile(
    r"\b(please|sorry|oops|simply|just|invalid|failed|failure|must|submit|overdue|"
    r"are you sure|low performer|at risk|user|users|cohort|cohorts|module|compliance|"
    r"blueprint|organisation|programme|hard rules?|soft rules?|league|lottery|allocation)\b",
    re.I,
)
ALLOWED = ("just now", "must have", "must-have")

SENTENCES = re.compile(
    r"{%\s*trans(?:late)?\s+(\"[^\"]*\"|'[^']*')"
    r"|{%\s*blocktrans(?:late)?[^%]*%}(.*?){%\s*endblocktrans(?:late)?\s*%}"
    r"|_\((\"[^\"]*\"|'[^']*')\)",
    re.S,
)


def _sentences(text: str) -> list[str]:
    return [next(part for part in found if part) for found in SENTENCES.findall(text) if any(found)]


@pytest.fixture(params=TEMPLATES, ids=NAMES)
def template(request: pytest.FixtureRequest) -> str:
    return re.sub(r"{#.*?#}", "", request.param.read_text(encoding="utf-8"))


def test_nothing_that_the_content_policy_refuses(template: str) -> None:
    for rule in (INLINE_STYLE, INLINE_SCRIPT, HANDLER, ELSEWHERE):
        assert rule.findall(template) == []


def test_no_banned_words(template: str) -> None:
    found = []
    for sentence in _sentences(template):
        kept = sentence.lower()
        for phrase in ALLOWED:
            kept = kept.replace(phrase, "")
        found += [f"{match[0]}: {sentence}" for match in BANNED.finditer(kept)]

    assert found == []


def test_no_exclamation_marks(template: str) -> None:
    assert [sentence for sentence in _sentences(template) if "!" in sentence] == []


def test_every_icon_exists(template: str) -> None:
    names = re.findall(r"{%\s*icon\s+[\"']([a-z]+)[\"']", template)
    names += re.findall(r"<c-(?:note|empty|tag|menu)[^>]*\sicon=\"([a-z]+)\"", template)

    assert sorted(set(names) - files.icon_names()) == []


def test_every_class_is_in_the_stylesheet(template: str) -> None:
    known = set(re.findall(r"\.([a-zA-Z][\w-]*)", CSS))
    written = re.sub(r"{%.*?%}|{{.*?}}", "\0", " ".join(re.findall(r'class="([^"]*)"', template)))
    names = {name for name in written.split() if "\0" not in name}

    assert sorted(names - known) == []


def test_every_post_form_is_protected_and_counted_once(template: str) -> None:
    forms = re.findall(r"<form[^>]*method=[\"']post[\"'][^>]*>.*?</form>", template, re.S | re.I)

    assert [form[:80] for form in forms if "{% csrf_token %}" not in form] == []
    assert [form[:80] for form in forms if "idempotency_key" not in form] == []


def test_every_icon_named_in_code_exists() -> None:
    named = {
        name
        for path in (PACKAGE / "interfaces").rglob("*.py")
        for name in re.findall(r"\bicon=\"([a-z]*)\"", path.read_text(encoding="utf-8"))
        if name
    }

    assert sorted(named - files.icon_names()) == []


def test_there_are_templates() -> None:
    assert "web/ui/templates/ui/base.html" in NAMES
