"""Both invented languages know every sentence, and leave alone what is no sentence."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from django.utils import translation

SCRIPT = Path(__file__).parents[3] / "scripts/messages.py"


@pytest.fixture(scope="module")
def messages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages_script", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_sentence_is_known(messages: ModuleType) -> None:
    """When this is red: `python scripts/messages.py`."""
    assert messages.missing() == {"en_XA": [], "ar_XB": []}


def test_sentences_of_templates_and_of_code_are_found(messages: ModuleType) -> None:
    found = {message.id for message in messages.collect()}

    assert "Skip to content" in found  # {% trans %} in a template
    assert "See this as a table" in found  # gettext in Python
    assert "When should replies close?" in found  # gettext_lazy
    assert ("%(n)s hour ago", "%(n)s hours ago") in found  # ngettext
    assert "Components and states" in found  # inside the attribute of a component


def test_accents_keep_placeholders_and_add_a_third(messages: ModuleType) -> None:
    text = messages.accented("Move %(name)s to <b>Wren</b>")

    assert text.startswith("[")
    assert text.endswith("]")
    assert "%(name)s" in text
    assert "<b>" in text
    assert len(text) >= len("Move %(name)s to <b>Wren</b>") * 1.2


def test_mirrored_words_run_from_right_to_left(messages: ModuleType) -> None:
    assert messages.mirrored("Go %(n)s") == "\u202eGo\u202c %(n)s"


def test_the_pages_speak_them() -> None:
    with translation.override("en-xa"):
        assert translation.gettext("Undo") == "[Ûñðö one]"
        assert translation.pgettext("time pattern", "g:i A") == "g:i A"
    with translation.override("ar-xb"):
        assert translation.get_language_bidi() is True
        assert translation.gettext("Undo") == "\u202eUndo\u202c"
