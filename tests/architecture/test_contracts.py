"""The import contracts speak of every room there is."""

import configparser
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOMAIN = ROOT / "src/junto/domain"
CONTRACTS = configparser.ConfigParser()
CONTRACTS.read(ROOT / ".importlinter")
CONTEXTS = sorted(path.parent.name for path in DOMAIN.glob("*/__init__.py"))


def lines(contract: str, option: str) -> list[str]:
    return CONTRACTS[f"importlinter:contract:{contract}"][option].split()


def test_the_order_of_files_holds_in_every_context() -> None:
    assert lines("files", "containers") == [f"junto.domain.{name}" for name in CONTEXTS]


def test_the_models_of_every_context_are_protected() -> None:
    with_models = [
        name
        for name in CONTEXTS
        if (DOMAIN / name / "models.py").exists() or (DOMAIN / name / "models").exists()
    ]
    protected = sorted(
        section.split("models-of-")[1]
        for section in CONTRACTS.sections()
        if "models-of-" in section
    )

    assert protected == with_models


def test_no_import_is_excused() -> None:
    excused = [name for name in CONTRACTS.sections() if "ignore_imports" in CONTRACTS[name]]

    assert excused == []
