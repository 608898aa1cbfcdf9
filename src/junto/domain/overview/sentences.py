"""Recorded events as sentences that a person can read."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from junto.domain.people.enums import Role
from junto.foundation import events

Payload = Mapping[str, Any]
Names = Mapping[str, str]


def _person(payload: Payload, names: Names) -> str:
    return names.get(payload.get("person_ref", ""), _("somebody who is no longer here"))


def _program(payload: Payload, names: Names) -> str:
    return names.get(payload.get("program_ref", ""), _("a program that is gone"))


def _roles(keys: list[str]) -> str:
    known = dict(Role.choices)
    return ", ".join(str(known.get(key, key)) for key in keys)


def _roles_changed(payload: Payload, names: Names) -> str:
    who = _person(payload, names)
    added, removed = _roles(payload.get("added", [])), _roles(payload.get("removed", []))
    if added and removed:
        return _("Changed the roles of %(who)s: added %(added)s, took away %(removed)s.") % {
            "who": who,
            "added": added,
            "removed": removed,
        }
    if added:
        return _("Gave %(who)s the role %(added)s.") % {"who": who, "added": added}
    if removed:
        return _("Took the role %(removed)s from %(who)s.") % {"who": who, "removed": removed}
    return _("Looked at the roles of %(who)s and kept them.") % {"who": who}


def _imported(payload: Payload, names: Names) -> str:
    return _("Imported people from a file: %(added)s added, %(updated)s updated.") % {
        "added": payload.get("added", 0),
        "updated": payload.get("updated", 0),
    }


def _exported(payload: Payload, names: Names) -> str:
    count = int(payload.get("count", 0))
    return ngettext(
        "Took out a file of %(n)s person.", "Took out a file of %(n)s people.", count
    ) % {"n": count}


def _enrolled(payload: Payload, names: Names) -> str:
    count = int(payload.get("count", 0))
    return ngettext(
        "Added %(n)s person to %(program)s.", "Added %(n)s people to %(program)s.", count
    ) % {"n": count, "program": _program(payload, names)}


def _withdrawn(payload: Payload, names: Names) -> str:
    count = int(payload.get("count", 0))
    return ngettext(
        "Took %(n)s person out of %(program)s.", "Took %(n)s people out of %(program)s.", count
    ) % {"n": count, "program": _program(payload, names)}


_WITH_PERSON: dict[str, Callable[[], str]] = {
    "people.person-added": lambda: _("Added %(who)s."),
    "people.person-changed": lambda: _("Changed the details of %(who)s."),
    "people.person-left": lambda: _("Removed %(who)s."),
    "people.sensitive-seen": lambda: _("Looked at the sensitive details of %(who)s."),
}
_WITH_PROGRAM: dict[str, Callable[[], str]] = {
    "programs.program-created": lambda: _("Began the program %(program)s."),
    "programs.program-renamed": lambda: _("Renamed a program to %(program)s."),
    "programs.template-chosen": lambda: _("Chose a template for %(program)s."),
    "programs.rules-saved": lambda: _("Saved the rules of %(program)s."),
    "programs.program-started": lambda: _("Published the groups of %(program)s."),
}
_SPECIAL: dict[str, Callable[[Payload, Names], str]] = {
    "people.roles-changed": _roles_changed,
    "people.import-committed": _imported,
    "people.people-exported": _exported,
    "programs.people-enrolled": _enrolled,
    "programs.people-withdrawn": _withdrawn,
}
_PLAIN: dict[str, Callable[[], str]] = {
    "organizations.organization-created": lambda: _("Began the organization."),
    "organizations.organization-changed": lambda: _("Changed the organization's settings."),
    "people.import-undone": lambda: _("Took an import back."),
    "assessments.round-opened": lambda: _("Three questions after a session were opened."),
    "assessments.round-sealed": lambda: _("The answers to three questions were sealed."),
    "goals.step-made": lambda: _("A next step was made in a group."),
    "goals.step-changed": lambda: _("A next step in a group was settled, moved or taken up again."),
    "recognition.thanks-given": lambda: _("Somebody in a group was thanked."),
}


def sentence(kind: str, payload: Payload, names: Names) -> str:
    """What happened, in a sentence; `names` gives the names behind references."""
    if kind in _SPECIAL:
        return _SPECIAL[kind](payload, names)
    if kind in _WITH_PERSON:
        return _WITH_PERSON[kind]() % {"who": _person(payload, names)}
    if kind in _WITH_PROGRAM:
        return _WITH_PROGRAM[kind]() % {"program": _program(payload, names)}
    if kind in _PLAIN:
        return _PLAIN[kind]()
    declared = events.kinds().get(kind)
    return (declared.__doc__ or kind).splitlines()[0] if declared else kind
