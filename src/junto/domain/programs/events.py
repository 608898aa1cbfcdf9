"""What happens to programs."""

from dataclasses import dataclass

from junto.foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class ProgramCreated(Event):
    """A program began."""

    kind = "programs.program-created"
    program_ref: str


@dataclass(frozen=True, kw_only=True)
class ProgramRenamed(Event):
    """A program got another name."""

    kind = "programs.program-renamed"
    program_ref: str


@dataclass(frozen=True, kw_only=True)
class TemplateChosen(Event):
    """A program follows a template."""

    kind = "programs.template-chosen"
    program_ref: str
    template_id: str


@dataclass(frozen=True, kw_only=True)
class RulesSaved(Event):
    """The rules for its groups were saved."""

    kind = "programs.rules-saved"
    program_ref: str


@dataclass(frozen=True, kw_only=True)
class SizeChanged(Event):
    """Its groups got another size."""

    kind = "programs.size-changed"
    program_ref: str


@dataclass(frozen=True, kw_only=True)
class PeopleEnrolled(Event):
    """People joined a program."""

    kind = "programs.people-enrolled"
    program_ref: str
    count: int


@dataclass(frozen=True, kw_only=True)
class PeopleWithdrawn(Event):
    """People were taken out of a program."""

    kind = "programs.people-withdrawn"
    program_ref: str
    count: int


@dataclass(frozen=True, kw_only=True)
class ProgramStarted(Event):
    """Its groups were published: it runs."""

    kind = "programs.program-started"
    program_ref: str


@dataclass(frozen=True, kw_only=True)
class ObjectiveSet(Event):
    """A program has an objective, or one was changed."""

    kind = "programs.objective-set"
    program_ref: str
    objective_ref: str


@dataclass(frozen=True, kw_only=True)
class ObjectiveEnded(Event):
    """An objective was taken back."""

    kind = "programs.objective-ended"
    program_ref: str
    objective_ref: str


@dataclass(frozen=True, kw_only=True)
class ValueNoted(Event):
    """Somebody noted how far an objective is."""

    kind = "programs.value-noted"
    program_ref: str
    objective_ref: str


@dataclass(frozen=True, kw_only=True)
class DecisionMade(Event):
    """Something that needed a look was decided."""

    kind = "programs.decision-made"
    program_ref: str
    decision_ref: str
    choice: str


@dataclass(frozen=True, kw_only=True)
class StaffAdded(Event):
    """Somebody began to look after a program."""

    kind = "programs.staff-added"
    program_ref: str
    person_ref: str
    role: str


@dataclass(frozen=True, kw_only=True)
class FacilitatorRemoved(Event):
    """Somebody does not facilitate in a program any more."""

    kind = "programs.facilitator-removed"
    program_ref: str
    person_ref: str


@dataclass(frozen=True, kw_only=True)
class StaffRemoved(Event):
    """Somebody does not manage a program any more."""

    kind = "programs.staff-removed"
    program_ref: str
    person_ref: str
