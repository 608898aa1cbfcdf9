"""The stepper over the steps of the set-up."""

from typing import Any

from junto.domain.programs.enums import SetupStep
from junto.interfaces.web.ui.places import address

ADDRESSES = {
    SetupStep.PEOPLE: "programs:people",
    SetupStep.TEMPLATE: "programs:template",
    SetupStep.RULES: "programs:rules",
    SetupStep.GROUPS: "groups:list",
    SetupStep.SCHEDULE: "sessions:schedule",
    SetupStep.INVITE: "sessions:invitations",
}


def steps(program: Any, current: str) -> list[dict[str, Any]]:
    """The steps, which are done and where each is."""
    return [
        {
            "label": str(SetupStep(key).label),
            "url": address(name, program),
            "done": key in program.steps_saved,
            "current": key == current,
        }
        for key, name in ADDRESSES.items()
    ]
