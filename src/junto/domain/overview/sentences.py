"""Recorded events as sentences that a person can read."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from junto.domain.people.enums import Role
from junto.domain.programs.enums import StaffRole

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


def _draft_ended(payload: Payload, names: Names) -> str:
    words = {
        "ready": _("A draft of groups for %(program)s is ready."),
        "impossible": _("The rules for the groups of %(program)s cannot all be kept."),
    }
    text = words.get(payload.get("state", ""), _("A draft of groups for %(program)s stopped."))
    return text % {"program": _program(payload, names)}


def _draft_kept(payload: Payload, names: Names) -> str:
    words = {
        "aside": _("Set a draft for %(program)s aside."),
        "back": _("Brought a draft for %(program)s back."),
        "deleted": _("Deleted a draft for %(program)s that was set aside."),
        "restored": _("Made an earlier draft for %(program)s the current one."),
    }
    return words.get(payload.get("what", ""), words["back"]) % {"program": _program(payload, names)}


def _report_taken(payload: Payload, names: Names) -> str:
    count = int(payload.get("count", 0))
    return ngettext(
        "Took the report of a draft for %(program)s, with %(n)s person.",
        "Took the report of a draft for %(program)s, with %(n)s people.",
        count,
    ) % {"n": count, "program": _program(payload, names)}


def _published(payload: Payload, names: Names) -> str:
    count = int(payload.get("count", 0))
    return ngettext(
        "Published %(n)s group of %(program)s.", "Published %(n)s groups of %(program)s.", count
    ) % {"n": count, "program": _program(payload, names)}


def _staff_added(payload: Payload, names: Names) -> str:
    known = dict(StaffRole.choices)
    role = payload.get("role", "")
    return _("%(who)s looks after %(program)s as %(role)s.") % {
        "who": _person(payload, names),
        "program": _program(payload, names),
        "role": known.get(role, role),
    }


def _staff_removed(payload: Payload, names: Names) -> str:
    return _("%(who)s does not manage %(program)s any more.") % {
        "who": _person(payload, names),
        "program": _program(payload, names),
    }


def _facilitator_removed(payload: Payload, names: Names) -> str:
    return _("%(who)s does not facilitate in %(program)s any more.") % {
        "who": _person(payload, names),
        "program": _program(payload, names),
    }


def _sealed_opened(payload: Payload, _names: Names) -> str:
    return _(
        "Whoever runs the server opened the sealed copies of private wishes, because: “%(reason)s”."
    ) % {"reason": payload.get("reason", "")}


def _undone(payload: Payload, names: Names) -> str:
    count = len(payload.get("removed_ids", ()))
    return ngettext(
        "Took an import back: %(n)s person removed.",
        "Took an import back: %(n)s people removed.",
        count,
    ) % {"n": count}


def _invited(payload: Payload, names: Names) -> str:
    count = int(payload.get("count", 0))
    return ngettext(
        "Invited %(n)s person to %(program)s.", "Invited %(n)s people to %(program)s.", count
    ) % {"n": count, "program": _program(payload, names)}


def _format_shared(payload: Payload, names: Names) -> str:
    if payload.get("shared", True):
        return _("Shared a format of their own with everybody who runs sessions.")
    return _("Took a shared format back to who wrote it.")


def _format_retired(payload: Payload, names: Names) -> str:
    if payload.get("retired", True):
        return _("Retired a format of the organization.")
    return _("Brought a retired format of the organization back.")


def _noted(payload: Payload, names: Names) -> str:
    if payload.get("took_place"):
        return _("Said that a session took place without the room.")
    return _("Said that a session did not take place.")


_WITH_PERSON: dict[str, Callable[[], str]] = {
    "people.person-added": lambda: _("Added %(who)s."),
    "people.person-changed": lambda: _("Changed the details of %(who)s."),
    "people.person-left": lambda: _("Removed %(who)s."),
    "people.sensitive-seen": lambda: _("Looked at the sensitive details of %(who)s."),
    "groups.consent-given": lambda: _("%(who)s said yes to the agreement of their group."),
    "groups.advice-offered": lambda: _("%(who)s said what they give advice on."),
    "groups.advice-offer-ended": lambda: _("%(who)s offers no advice any more."),
    "groups.person-joined": lambda: _("%(who)s joined a group."),
    "groups.person-left": lambda: _("%(who)s left a group."),
    "sessions.invitation-used": lambda: _("%(who)s came in by their personal link."),
}
_WITH_PROGRAM: dict[str, Callable[[], str]] = {
    "groups.moves-asked": lambda: _("People in %(program)s were asked to change their group."),
    "groups.moves-taken-back": lambda: _(
        "People in %(program)s are no longer asked to change their group."
    ),
    "feedback.asking-began": lambda: _("People are asked for feedback in %(program)s."),
    "feedback.reports-ready": lambda: _("Feedback reports in %(program)s are there."),
    "feedback.round-cancelled": lambda: _(
        "A round of feedback in %(program)s was cancelled, and its answers destroyed."
    ),
    "feedback.round-extended": lambda: _("A round of feedback in %(program)s closes later."),
    "feedback.round-planned": lambda: _("A round of feedback was planned in %(program)s."),
    "reviews.review-started": lambda: _("People of %(program)s were paired to review their work."),
    "reviews.review-cancelled": lambda: _("A review in pairs was cancelled in %(program)s."),
    "reviews.form-opened": lambda: _("Mentors and facilitators are asked about %(program)s."),
    "reviews.form-cancelled": lambda: _("A form about %(program)s was cancelled."),
    "reviews.form-reported": lambda: _(
        "What mentors and facilitators say of %(program)s is there."
    ),
    "programs.program-created": lambda: _("Began the program %(program)s."),
    "programs.program-renamed": lambda: _("Renamed a program to %(program)s."),
    "programs.template-chosen": lambda: _("Chose a template for %(program)s."),
    "programs.rules-saved": lambda: _("Saved the rules of %(program)s."),
    "programs.size-changed": lambda: _("Changed the size of the groups of %(program)s."),
    "groups.formation-started": lambda: _("Asked for a draft of the groups of %(program)s."),
    "groups.formation-stopped": lambda: _("Stopped the search for groups of %(program)s."),
    "groups.board-changed": lambda: _("Changed a draft of the groups of %(program)s."),
    "groups.mix-taken": lambda: _("Took a file of how mixed the groups of %(program)s are."),
    "groups.facilitators-assigned": lambda: _("Gave the groups of %(program)s facilitators."),
    "groups.facilitator-set": lambda: _("Changed who looks after a group of %(program)s."),
    "groups.rerun-asked": lambda: _("Had a draft for %(program)s formed once more, as a test."),
    "groups.proof-asked": lambda: _("Asked how good a draft for %(program)s is, with a proof."),
    "groups.mentoring-planned": lambda: _("Decided how mentors are matched in %(program)s."),
    "groups.mentoring-sides-set": lambda: _("Said who mentors and who learns in %(program)s."),
    "groups.mentoring-bar-set": lambda: _("Said who is not to be paired in %(program)s."),
    "groups.mentoring-profile-saved": lambda: _("Somebody wrote what they seek in %(program)s."),
    "groups.rounds-asked": lambda: _("Had rounds planned for %(program)s."),
    "groups.rounds-stopped": lambda: _("Stopped the planning of rounds of %(program)s."),
    "groups.rounds-planned": lambda: _("The planning of rounds of %(program)s came to an end."),
    "groups.round-begun": lambda: _("Began the next round of %(program)s."),
    "groups.matching-started": lambda: _("Had mentors matched for %(program)s."),
    "groups.matching-ended": lambda: _("The matching of mentors for %(program)s came to an end."),
    "groups.matching-changed": lambda: _("Changed a matching of mentors for %(program)s."),
    "groups.matching-published": lambda: _("Published the pairs of %(program)s."),
    "groups.pair-ended": lambda: _("A pair in %(program)s ended, without fault."),
    "groups.pairs-renewed": lambda: _("Gave people of %(program)s who waited a new match."),
    "groups.announcement-planned": lambda: _("Showed the groups of %(program)s to their people."),
    "groups.announcement-taken-back": lambda: _("Took the groups of %(program)s back."),
    "groups.announcement-withheld": lambda: _(
        "The groups of %(program)s were not announced: people joined or left."
    ),
    "groups.change-undone": lambda: _("Took a change of a draft for %(program)s back."),
    "sessions.times-proposed": lambda: _("Had times worked out for the groups of %(program)s."),
    "programs.objective-set": lambda: _("Said what %(program)s is to reach."),
    "programs.objective-ended": lambda: _("Took an objective of %(program)s back."),
    "programs.value-noted": lambda: _("Noted how far an objective of %(program)s is."),
    "programs.decision-made": lambda: _("Decided about something in %(program)s."),
    "programs.program-started": lambda: _("Published the groups of %(program)s."),
    "groups.group-started": lambda: _("Started one more group in %(program)s."),
    "circle.spin-off-proposed": lambda: _("Somebody proposed one more group for %(program)s."),
    "circle.spin-off-settled": lambda: _("Answered a proposal of a group for %(program)s."),
}
_SPECIAL: dict[str, Callable[[Payload, Names], str]] = {
    "people.roles-changed": _roles_changed,
    "people.import-committed": _imported,
    "people.import-undone": _undone,
    "people.people-exported": _exported,
    "groups.formation-ended": _draft_ended,
    "groups.sealed-copies-opened": _sealed_opened,
    "groups.groups-published": _published,
    "groups.draft-kept": _draft_kept,
    "groups.report-taken": _report_taken,
    "programs.staff-added": _staff_added,
    "programs.staff-removed": _staff_removed,
    "programs.facilitator-removed": _facilitator_removed,
    "catalog.format-shared": _format_shared,
    "catalog.format-retired": _format_retired,
    "sessions.people-invited": _invited,
    "sessions.session-noted": _noted,
    "programs.people-enrolled": _enrolled,
    "programs.people-withdrawn": _withdrawn,
}
_PLAIN: dict[str, Callable[[], str]] = {
    "organizations.organization-created": lambda: _("Began the organization."),
    "organizations.organization-changed": lambda: _("Changed the organization's settings."),
    "people.import-started": lambda: _("Brought a file of people, to be checked."),
    "people.import-discarded": lambda: _("Threw a file of people away before it was added."),
    "people.import-continued": lambda: _("More people of a long file were taken into a program."),
    "groups.group-ended": lambda: _("Ended a group; its people joined others."),
    "groups.agreement-proposed": lambda: _("A group wrote down its agreement."),
    "groups.expectations-written": lambda: _("Somebody in a pair wrote what they expect."),
    "groups.challenge-stated": lambda: _("A mentoring circle worked on a challenge."),
    "catalog.format-made": lambda: _("Began a format of the organization's own."),
    "catalog.format-saved": lambda: _("Saved a version of a format of the organization."),
    "assessments.round-opened": lambda: _("Questions without names were opened."),
    "assessments.round-sealed": lambda: _("Answers without names were sealed."),
    "assessments.quiz-opened": lambda: _("Opened a quiz for people to join."),
    "assessments.quiz-ended": lambda: _("A quiz came to its end."),
    "goals.step-made": lambda: _("A next step was made in a group."),
    "goals.step-changed": lambda: _("A next step in a group was settled, moved or taken up again."),
    "notes.note-started": lambda: _("A note was begun in a group."),
    "notes.note-deleted": lambda: _("Somebody deleted a note of their own."),
    "notes.deliverable-made": lambda: _("A group began something to hand over."),
    "notes.deliverable-changed": lambda: _("A group changed what it will hand over."),
    "notes.consent-asked": lambda: _("A group was asked whether something may leave it."),
    "notes.consent-given": lambda: _("A member agreed that something leaves their group."),
    "notes.consent-taken-back": lambda: _("A member took their yes to handing over back."),
    "notes.deliverable-handed-over": lambda: _("A group handed over what it made."),
    "recognition.thanks-given": lambda: _("Somebody in a group was thanked."),
    "sessions.attendance-said": lambda: _("Somebody said whether they come to a session."),
    "sessions.feed-opened": lambda: _("Somebody opened a calendar address."),
    "sessions.feed-revoked": lambda: _("A calendar address was closed."),
    "sessions.preparation-shared": lambda: _("Somebody shared what they prepared."),
    "sessions.proposal-dropped": lambda: _("Set proposed times of a group aside."),
    "sessions.room-ended": lambda: _("A group ended its session."),
    "sessions.room-opened": lambda: _("A group began its session."),
    "sessions.series-agreed": lambda: _("Agreed on the times of a group."),
    "sessions.session-called-off": lambda: _("Called a session off."),
    "sessions.session-described": lambda: _("Said what a session is for."),
    "sessions.session-moved": lambda: _("Moved a session to another time."),
    "sessions.session-put-back": lambda: _("Put a session back that had been called off."),
}


def sentence(kind: str, payload: Payload, names: Names) -> str:
    """What happened, in a sentence; `names` gives the names behind references."""
    if kind in _SPECIAL:
        return _SPECIAL[kind](payload, names)
    if kind in _WITH_PERSON:
        return _WITH_PERSON[kind]() % {"who": _person(payload, names)}
    if kind in _WITH_PROGRAM:
        return _WITH_PROGRAM[kind]() % {"program": _program(payload, names)}
    return _PLAIN[kind]() if kind in _PLAIN else kind


def worded() -> frozenset[str]:
    """Kinds of events that have a sentence."""
    return frozenset().union(_SPECIAL, _WITH_PERSON, _WITH_PROGRAM, _PLAIN)
