"""What happens to drafts and groups."""

from dataclasses import dataclass

from junto.foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class FormationStarted(Event):
    """Somebody asked for a draft."""

    kind = "groups.formation-started"
    program_ref: str
    formation_ref: str


@dataclass(frozen=True, kw_only=True)
class FormationEnded(Event):
    """The solver came to an end: a draft, or why there is none."""

    kind = "groups.formation-ended"
    program_ref: str
    formation_ref: str
    state: str


@dataclass(frozen=True, kw_only=True)
class GroupStarted(Event):
    """One more group began, like another one."""

    kind = "groups.group-started"
    program_ref: str
    group_ref: str


@dataclass(frozen=True, kw_only=True)
class BoardChanged(Event):
    """Somebody changed a draft by hand."""

    kind = "groups.board-changed"
    program_ref: str
    formation_ref: str
    change: str


@dataclass(frozen=True, kw_only=True)
class ChangeUndone(Event):
    """Somebody took a change back."""

    kind = "groups.change-undone"
    program_ref: str
    formation_ref: str
    change: str


@dataclass(frozen=True, kw_only=True)
class FormationStopped(Event):
    """Somebody stopped the solver and keeps what it has."""

    kind = "groups.formation-stopped"
    program_ref: str
    formation_ref: str


@dataclass(frozen=True, kw_only=True)
class RerunAsked(Event):
    """Somebody wants to see whether a draft comes out the same once more."""

    kind = "groups.rerun-asked"
    program_ref: str
    formation_ref: str


@dataclass(frozen=True, kw_only=True)
class DraftKept(Event):
    """A draft was set aside, brought back, restored as the current one, or deleted."""

    kind = "groups.draft-kept"
    program_ref: str
    formation_ref: str
    what: str


@dataclass(frozen=True, kw_only=True)
class ProofAsked(Event):
    """Somebody asked for a proof of how good a draft is."""

    kind = "groups.proof-asked"
    program_ref: str
    formation_ref: str


@dataclass(frozen=True, kw_only=True)
class ReportTaken(Event):
    """Somebody took the report of a draft, with what the rules know of its people."""

    kind = "groups.report-taken"
    program_ref: str
    formation_ref: str
    count: int


@dataclass(frozen=True, kw_only=True)
class GroupsPublished(Event):
    """A draft became groups."""

    kind = "groups.groups-published"
    program_ref: str
    formation_ref: str
    count: int
    people: int


@dataclass(frozen=True, kw_only=True)
class PersonJoined(Event):
    """Somebody joined a group that meets."""

    kind = "groups.person-joined"
    group_ref: str
    person_ref: str


@dataclass(frozen=True, kw_only=True)
class PersonLeftGroup(Event):
    """Somebody left a group that meets."""

    kind = "groups.person-left"
    group_ref: str
    person_ref: str


@dataclass(frozen=True, kw_only=True)
class GroupEnded(Event):
    """A group does not meet any more; its people joined others."""

    kind = "groups.group-ended"
    group_ref: str


@dataclass(frozen=True, kw_only=True)
class AgreementProposed(Event):
    """A group wrote down what its people promise each other."""

    kind = "groups.agreement-proposed"
    group_ref: str
    number: int


@dataclass(frozen=True, kw_only=True)
class ConsentGiven(Event):
    """Somebody said yes to the agreement of their group."""

    kind = "groups.consent-given"
    group_ref: str
    person_ref: str
    number: int


@dataclass(frozen=True, kw_only=True)
class MentoringPlanned(Event):
    """Somebody decided how people are paired to learn from each other."""

    kind = "groups.mentoring-planned"
    program_ref: str


@dataclass(frozen=True, kw_only=True)
class MentoringSidesSet(Event):
    """Somebody decided who mentors and who learns."""

    kind = "groups.mentoring-sides-set"
    program_ref: str
    count: int


@dataclass(frozen=True, kw_only=True)
class MentoringBarSet(Event):
    """Somebody keeps two people from being paired, or lets them be again; who is not told."""

    kind = "groups.mentoring-bar-set"
    program_ref: str
    is_apart: bool


@dataclass(frozen=True, kw_only=True)
class MentoringProfileSaved(Event):
    """Somebody wrote down what they offer, seek or wish for; nobody is named."""

    kind = "groups.mentoring-profile-saved"
    program_ref: str


@dataclass(frozen=True, kw_only=True)
class MatchingStarted(Event):
    """Somebody asked for mentors and mentees to be matched."""

    kind = "groups.matching-started"
    program_ref: str
    matching_ref: str


@dataclass(frozen=True, kw_only=True)
class MatchingEnded(Event):
    """The matching came to an end: answers, or why there is none."""

    kind = "groups.matching-ended"
    program_ref: str
    matching_ref: str
    state: str


@dataclass(frozen=True, kw_only=True)
class MatchingChanged(Event):
    """Somebody changed a matching by hand, or took a change back."""

    kind = "groups.matching-changed"
    program_ref: str
    matching_ref: str
    change: str


@dataclass(frozen=True, kw_only=True)
class MatchingPublished(Event):
    """A matching became pairs, or circles, that meet."""

    kind = "groups.matching-published"
    program_ref: str
    matching_ref: str
    count: int
    people: int


@dataclass(frozen=True, kw_only=True)
class PairEnded(Event):
    """Two who were matched go separate ways, without fault; nobody is named."""

    kind = "groups.pair-ended"
    program_ref: str


@dataclass(frozen=True, kw_only=True)
class PairsRenewed(Event):
    """People who waited have a mentor, or a mentee, again."""

    kind = "groups.pairs-renewed"
    program_ref: str
    count: int


@dataclass(frozen=True, kw_only=True)
class ExpectationsWritten(Event):
    """One of a pair wrote down what they expect; the words stay with the two."""

    kind = "groups.expectations-written"
    group_ref: str


@dataclass(frozen=True, kw_only=True)
class ChallengeStated(Event):
    """A member of a mentoring circle stated a challenge, advice or a line of progress."""

    kind = "groups.challenge-stated"
    group_ref: str


@dataclass(frozen=True, kw_only=True)
class SealedCopiesOpened(Event):
    """Whoever runs the server read the sealed copies of private vetoes, and said why."""

    kind = "groups.sealed-copies-opened"
    reason: str
    count: int


@dataclass(frozen=True, kw_only=True)
class AnnouncementPlanned(Event):
    """A draft is shown to its people, who have until a moment to say what they think."""

    kind = "groups.announcement-planned"
    program_ref: str
    formation_ref: str
    at: str


@dataclass(frozen=True, kw_only=True)
class AnnouncementTakenBack(Event):
    """A draft that was shown to its people is worked on again."""

    kind = "groups.announcement-taken-back"
    program_ref: str
    formation_ref: str


@dataclass(frozen=True, kw_only=True)
class AnnouncementWithheld(Event):
    """People joined or left before the moment came: the draft is worked on again."""

    kind = "groups.announcement-withheld"
    program_ref: str
    formation_ref: str


@dataclass(frozen=True, kw_only=True)
class MixTaken(Event):
    """Somebody took a file of how mixed the groups of a program are."""

    kind = "groups.mix-taken"
    program_ref: str


@dataclass(frozen=True, kw_only=True)
class AdviceOffered(Event):
    """Somebody said, or changed, what they give advice on: everybody here can read it."""

    kind = "groups.advice-offered"
    person_ref: str


@dataclass(frozen=True, kw_only=True)
class AdviceOfferEnded(Event):
    """Somebody offers no advice any more."""

    kind = "groups.advice-offer-ended"
    person_ref: str


@dataclass(frozen=True, kw_only=True)
class FacilitatorsAssigned(Event):
    """Every group of a program got a facilitator, as far as there are any who fit."""

    kind = "groups.facilitators-assigned"
    program_ref: str
    count: int
    without: int


@dataclass(frozen=True, kw_only=True)
class FacilitatorSet(Event):
    """Somebody began to look after a group, or nobody does any more."""

    kind = "groups.facilitator-set"
    program_ref: str
    group_ref: str
    person_ref: str


@dataclass(frozen=True, kw_only=True)
class RoundsAsked(Event):
    """Somebody asked for rounds in which people meet others."""

    kind = "groups.rounds-asked"
    program_ref: str
    plan_ref: str


@dataclass(frozen=True, kw_only=True)
class RoundsStopped(Event):
    """Somebody stopped the planning of rounds."""

    kind = "groups.rounds-stopped"
    program_ref: str
    plan_ref: str


@dataclass(frozen=True, kw_only=True)
class RoundsPlanned(Event):
    """The planning of rounds came to an end."""

    kind = "groups.rounds-planned"
    program_ref: str
    plan_ref: str
    state: str


@dataclass(frozen=True, kw_only=True)
class RoundBegun(Event):
    """The groups of a round became real; those before ended."""

    kind = "groups.round-begun"
    program_ref: str
    plan_ref: str
    number: int
    count: int


@dataclass(frozen=True, kw_only=True)
class MovesAsked(Event):
    """People were asked whether they would change their group."""

    kind = "groups.moves-asked"
    program_ref: str


@dataclass(frozen=True, kw_only=True)
class MovesTakenBack(Event):
    """People are no longer asked whether they would change their group."""

    kind = "groups.moves-taken-back"
    program_ref: str
