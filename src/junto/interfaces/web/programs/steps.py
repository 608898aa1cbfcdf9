"""The stepper over the steps of the set-up."""

from typing import Any

from django.urls import NoReverseMatch, reverse

from junto.domain.programs.enums import SetupStep

ADDRESSES = {
    SetupStep.PEOPLE: "programs:people",
    SetupStep.TEMPLATE: "programs:template",
    SetupStep.RULES: "programs:rules",
    SetupStep.GROUPS: "groups:list",
}


def steps(program: Any, current: str) -> list[dict[str, Any]]:
    """The four steps, which are done and where each is."""
    return [
        {
            "label": str(SetupStep(key).label),
            "url": _address(name, program),
            "done": key in program.steps_saved,
            "current": key == current,
        }
        for key, name in ADDRESSES.items()
    ]


def _address(name: str, program: Any) -> str:
    try:
        return reverse(name, kwargs={"ref": program})
    except NoReverseMatch:
        return ""
