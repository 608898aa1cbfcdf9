"""Formations with their drafts, and the groups that came of them."""

from django.db import models

from junto.domain.groups.enums import (
    AdviceState,
    ChangeKind,
    Fit,
    FormationState,
    GroupKind,
    LineKind,
    MentoringForm,
    MoveState,
    Side,
)
from junto.domain.people.models import Person
from junto.domain.programs.models import Program
from junto.foundation.crypto import EncryptedTextField
from junto.foundation.tenancy.models import TenantModel
from junto.foundation.text import named_ref, new_ref


class Formation(TenantModel):
    """One run of the solver: everything needed to run it again, and what it found."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="formations")
    number = models.PositiveIntegerField()
    state = models.CharField(
        max_length=10, choices=FormationState.choices, default=FormationState.SOLVING
    )
    job_ref = models.CharField(max_length=12, blank=True, default="")
    rules = models.JSONField(default=dict)
    size_min = models.PositiveSmallIntegerField()
    size_max = models.PositiveSmallIntegerField()
    seed = models.BigIntegerField(default=1)
    iterations = models.BigIntegerField(default=0)
    engine = models.CharField(max_length=60, blank=True, default="")
    problem_hash = models.CharField(max_length=64, blank=True, default="")
    # Score now and its parts, 1,000 random draws, bound: figures of `kernel.grouping`.
    figures = models.JSONField(default=dict)
    # Named reasons and relaxations while the rules cannot be kept.
    impossible = models.JSONField(default=list)
    # Group index -> name.
    names = models.JSONField(default=list)
    # Counts every change, so that two people at one board notice each other.
    version = models.PositiveIntegerField(default=0)
    # Changes that undo can take back, one after another.
    changes_made = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    # When its groups become real, where they are shown to their people a day ahead.
    announced_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "program", "number"], name="one_draft_per_number"
            )
        ]

    def __str__(self) -> str:
        return f"draft {self.number}"

    @property
    def address(self) -> str:
        """Its part of an address."""
        return named_ref(f"draft {self.number}", self.ref)


class Seat(TenantModel):
    """Where a draft seats a person."""

    formation = models.ForeignKey(Formation, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    group_index = models.PositiveIntegerField()
    is_pinned = models.BooleanField(default=False)
    # Why here: codes, values and people by reference, as the kernel gave them; worded on the page.
    reasons = models.JSONField(default=list)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "formation", "person"], name="one_seat_per_person"
            )
        ]
        indexes = [models.Index(fields=["formation", "group_index"])]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.group_index}"


class BoardChange(TenantModel):
    """One change on the board and how to take it back."""

    formation = models.ForeignKey(Formation, on_delete=models.CASCADE, related_name="changes")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=ChangeKind.choices)
    # What to restore: [[person id, group index, pinned], ...] or {"names": [...]}.
    before = models.JSONField()
    made_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "formation", "number"], name="one_change_per_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Group(TenantModel):
    """A circle, triad, pair, ... that meets."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="groups")
    formation = models.ForeignKey(
        Formation, null=True, on_delete=models.SET_NULL, related_name="groups"
    )
    kind = models.CharField(max_length=20, choices=GroupKind.choices)
    name = models.CharField(max_length=80)
    published_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        pass

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """Its part of an address."""
        return named_ref(self.name, self.ref)


class GroupMember(TenantModel):
    """Somebody in a group; kept with an end date when they leave."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="group_memberships")
    joined_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "group", "person"],
                condition=models.Q(ended_at=None),
                name="one_seat_in_a_group",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.group_id}"


class Agreement(TenantModel):
    """What a group promises each other. Data class: confidential. Goes with its group.

    A change is a new agreement with the next number: consent was given to these words.
    """

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="agreements")
    number = models.PositiveSmallIntegerField()
    # Sentences, in their order.
    norms = models.JSONField(default=list)
    proposed_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "group", "number"], name="one_agreement_per_number"
            )
        ]

    def __str__(self) -> str:
        return f"agreement {self.number} of {self.group_id}"


class Consent(TenantModel):
    """A member's yes to an agreement. Data class: personal. Goes with the person."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="consents")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    given_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "agreement", "person"], name="one_consent_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} to {self.agreement_id}"


class MentoringPlan(TenantModel):
    """How a program pairs people who learn from each other. Data class: organizational."""

    program = models.OneToOneField(Program, on_delete=models.CASCADE, related_name="mentoring")
    form = models.CharField(max_length=12, choices=MentoringForm.choices)
    # List attributes that what people offer and seek is taken from at first; empty for none.
    offers_from = models.CharField(max_length=60, blank=True, default="")
    seeks_from = models.CharField(max_length=60, blank=True, default="")
    # What counts how much: {"skills": 3, "goals": 2, "hours": 1, "unit": 1, "wishes": 2}.
    weights = models.JSONField(default=dict)
    # The fewest mentees of a mentoring circle.
    smallest = models.PositiveSmallIntegerField(default=3)
    # Whom a pair turns to, all along; the program's manager while nobody is named.
    support = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta(TenantModel.Meta):
        pass

    def __str__(self) -> str:
        return f"mentoring of {self.program_id}"


class MentoringSide(TenantModel):
    """What somebody is in a program's mentoring, and what they offer and seek.

    Data class: personal. Goes with the person.
    """

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="mentoring_sides")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    side = models.CharField(max_length=8, choices=Side.choices)
    # How many mentees a mentor has room for.
    places = models.PositiveSmallIntegerField(default=1)
    offers = models.JSONField(default=list)
    seeks = models.JSONField(default=list)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "program", "person"], name="one_side_per_person"
            )
        ]
        indexes = [models.Index(fields=["program", "side"])]

    def __str__(self) -> str:
        return f"{self.person_id} as {self.side}"


class MentoringWish(TenantModel):
    """Whom somebody would like to learn from, or to mentor; 1 is the dearest.

    Data class: personal. Seen by nobody but the person who has it; goes with either of the two.
    """

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    rank = models.PositiveSmallIntegerField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "program", "person", "rank"], name="one_wish_per_rank"
            ),
            models.UniqueConstraint(
                fields=["organization", "program", "person", "other"], name="one_wish_per_other"
            ),
        ]

    def __str__(self) -> str:
        return f"wish {self.rank}"


class MentoringBar(TenantModel):
    """Two people whom the manager keeps from being paired. Data class: organizational."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    mentee = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    mentor = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "program", "mentee", "mentor"], name="one_bar_per_pair"
            )
        ]

    def __str__(self) -> str:
        return f"{self.mentee_id} not with {self.mentor_id}"


class Matching(TenantModel):
    """One run of the matching: its answers side by side, and what was changed by hand."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="matchings")
    number = models.PositiveIntegerField()
    state = models.CharField(
        max_length=10, choices=FormationState.choices, default=FormationState.SOLVING
    )
    job_ref = models.CharField(max_length=12, blank=True, default="")
    engine = models.CharField(max_length=60, blank=True, default="")
    # The plan and the program's rules as they were, and pins: [[mentee, mentor], ...] by reference.
    settings = models.JSONField(default=dict)
    # Answer -> {"pairs": {mentee: mentor}, "left": [...], figures ...}, all by reference.
    result = models.JSONField(default=dict)
    # Which answer is shown and would be published, as it stands after changes by hand.
    chosen = models.CharField(max_length=10, blank=True, default="")
    pairs = models.JSONField(default=dict)
    # What undo restores, the newest last: [{"kind": ..., "pairs": ..., "pins": ...}, ...].
    changes = models.JSONField(default=list)
    # Counts every change, so that two people at one board notice each other.
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "program", "number"], name="one_matching_per_number"
            )
        ]

    def __str__(self) -> str:
        return f"matching {self.number}"

    @property
    def address(self) -> str:
        """Its part of an address."""
        return named_ref(f"matching {self.number}", self.ref)


class MentoringPair(TenantModel):
    """Two people who were matched: a pair that meets, or a mentor and one of their circle.

    An ended pair is kept without a reason, so that it is not offered again.
    """

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="pairs")
    mentee = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    mentor = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    # Why these two: {"skills": [...], "goals": [...], "hours": 6.5, "units": [...]}.
    reasons = models.JSONField(default=dict)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # True when one of the two said that it is not the right match.
    is_set_free = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "group", "mentee", "mentor"],
                condition=models.Q(ended_at=None),
                name="one_open_pair_of_two",
            )
        ]

    def __str__(self) -> str:
        return f"{self.mentee_id} with {self.mentor_id}"


class Expectations(TenantModel):
    """What one of a pair wrote down. Data class: confidential; seen by the two once both wrote."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="expectations")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    want = EncryptedTextField(blank=True, default="")
    how_often = EncryptedTextField(blank=True, default="")
    reach = EncryptedTextField(blank=True, default="")
    between_us = EncryptedTextField(blank=True, default="")
    written_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "group", "person"], name="one_text_per_member"
            )
        ]

    def __str__(self) -> str:
        return f"expectations of {self.person_id}"


class MemberChallenge(TenantModel):
    """What a member of a mentoring circle works on. Data class: confidential; the circle's own."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="challenges")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    text = EncryptedTextField()
    stated_at = models.DateTimeField()
    # The next challenge ends the one before.
    ended_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "group", "person"],
                condition=models.Q(ended_at=None),
                name="one_current_challenge",
            )
        ]

    def __str__(self) -> str:
        return f"challenge of {self.person_id}"


class ChallengeLine(TenantModel):
    """Advice of another member, or one's own line on how far it is. Data class: confidential."""

    challenge = models.ForeignKey(MemberChallenge, on_delete=models.CASCADE, related_name="lines")
    kind = models.CharField(max_length=8, choices=LineKind.choices)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    text = EncryptedTextField()
    # The session after which a line of progress was written; empty for advice.
    session_ref = models.CharField(max_length=12, blank=True, default="")
    written_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["challenge", "written_at"])]

    def __str__(self) -> str:
        return f"{self.kind} for {self.challenge_id}"


class Veto(TenantModel):
    """Whom somebody would rather not be in a group with. Data class: special; solver and writer.

    One row a person, of one length whoever is named: {"apart": [references]}, filled with spaces.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    content = EncryptedTextField()

    class Meta(TenantModel.Meta):
        pass

    def __str__(self) -> str:
        return "a veto"


class KeptApart(TenantModel):
    """Whom the solver kept apart in a draft, so that it can be formed again. Data class: special.

    Every draft of an organization where people may ask for it has one, of one length.
    """

    formation = models.OneToOneField(Formation, on_delete=models.CASCADE, related_name="+")
    content = EncryptedTextField()

    class Meta(TenantModel.Meta):
        pass

    def __str__(self) -> str:
        return "kept apart"


class SealedCopy(TenantModel):
    """The audit's copy of a veto, chained by hash. Data class: special; on no page.

    The content of somebody who was erased is emptied; the chain stands.
    """

    content = EncryptedTextField(blank=True, default="")
    # SHA-256 of the link before and of this content as it was written.
    link = models.CharField(max_length=64)

    class Meta(TenantModel.Meta):
        pass

    def __str__(self) -> str:
        return "a sealed copy"


class FitAnswer(TenantModel):
    """Somebody's answer to "is this the right group for you?". Data class: confidential.

    Before groups are announced it is about the draft, later about the group. Nobody reads `stay`
    and `unsure`; who asks for another group is shown to the program's managers, without a reason.
    """

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="fit_answers")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    formation = models.ForeignKey(
        Formation, null=True, on_delete=models.CASCADE, related_name="fit_answers"
    )
    group = models.ForeignKey(
        Group, null=True, on_delete=models.CASCADE, related_name="fit_answers"
    )
    answer = models.CharField(max_length=6, choices=Fit.choices)
    # A day, no time: nothing puts answers in order.
    day = models.DateField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "person", "formation"],
                condition=models.Q(group=None),
                name="one_answer_on_a_draft",
            ),
            models.UniqueConstraint(
                fields=["organization", "person", "group"],
                condition=models.Q(formation=None),
                name="one_answer_on_a_group",
            ),
        ]

    def __str__(self) -> str:
        return f"an answer of {self.person_id}"


class AdviceOffer(TenantModel):
    """What somebody gives advice on. Data class: personal; seen by everybody here, as told.

    Goes with the person.
    """

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    # In their own words, each a few.
    topics = models.JSONField(default=list)
    about = models.CharField(max_length=400, blank=True, default="")
    # Topics and words in small letters: what is searched.
    words = models.TextField(blank=True, default="")
    minutes = models.PositiveSmallIntegerField(default=30)
    # So many requests at a time.
    places = models.PositiveSmallIntegerField(default=2)
    is_paused = models.BooleanField(default=False)
    offered_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "person"], name="one_offer_of_advice_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"advice of {self.person_id}"


class AdviceRequest(TenantModel):
    """What somebody would like advice on. Data class: confidential; read by the two alone.

    Goes with either of them. Open requests have a place with each of the two: the database lets no
    two have the same, so that neither has more of them at a time than agreed.
    """

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    asker = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    adviser = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=AdviceState.choices, default=AdviceState.ASKED)
    asker_place = models.PositiveSmallIntegerField()
    adviser_place = models.PositiveSmallIntegerField()
    text = EncryptedTextField(blank=True, default="")
    answer = EncryptedTextField(blank=True, default="")
    # When the adviser has time to talk.
    talk_at = models.DateTimeField(null=True)
    thanks = EncryptedTextField(blank=True, default="")
    asked_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "asker", "adviser"],
                condition=models.Q(state__in=("asked", "accepted")),
                name="one_open_request_of_two",
            ),
            models.UniqueConstraint(
                fields=["organization", "asker", "asker_place"],
                condition=models.Q(state__in=("asked", "accepted")),
                name="open_requests_of_an_asker",
            ),
            models.UniqueConstraint(
                fields=["organization", "adviser", "adviser_place"],
                condition=models.Q(state__in=("asked", "accepted")),
                name="open_requests_to_an_adviser",
            ),
            models.CheckConstraint(
                condition=models.Q(asker_place__gte=1, asker_place__lte=3),
                name="three_open_requests_at_most",
            ),
            models.CheckConstraint(
                condition=models.Q(adviser_place__gte=1, adviser_place__lte=5),
                name="five_to_an_adviser_at_most",
            ),
        ]
        indexes = [models.Index(fields=["adviser", "state"])]

    def __str__(self) -> str:
        return f"request {self.ref}"


class GroupFacilitator(TenantModel):
    """Who looks after a group and is in none of it. Data class: personal. Goes with either."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="looked_after_by")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="looks_after")
    since = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "group"], name="one_facilitator_of_a_group"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.group_id}"


class RoundPlan(TenantModel):
    """Rounds in which people meet others each time: everything needed to plan them again.

    Data class: organizational. A plan that changes those to come of another keeps its first rounds.
    """

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="round_plans")
    number = models.PositiveIntegerField()
    state = models.CharField(
        max_length=10, choices=FormationState.choices, default=FormationState.SOLVING
    )
    job_ref = models.CharField(max_length=12, blank=True, default="")
    kind = models.CharField(max_length=20, choices=GroupKind.choices)
    rounds = models.PositiveSmallIntegerField()
    size_min = models.PositiveSmallIntegerField()
    size_max = models.PositiveSmallIntegerField()
    rules = models.JSONField(default=dict)
    # Whether people who met in earlier groups count as having met.
    counts_past = models.BooleanField(default=True)
    # Round, from 1, -> references of who is away then.
    away = models.JSONField(default=dict)
    # How many of the first rounds come from an earlier plan.
    held = models.PositiveSmallIntegerField(default=0)
    seed = models.BigIntegerField(default=1)
    engine = models.CharField(max_length=60, blank=True, default="")
    problem_hash = models.CharField(max_length=64, blank=True, default="")
    # {"rounds": [[[references]]], "names", "methods", "repeats", "broken", "limit", "worth", ...}.
    result = models.JSONField(default=dict)
    # How many rounds have begun.
    begun = models.PositiveSmallIntegerField(default=0)
    # When the first plan of these rounds was asked for: what happened before is the past.
    since = models.DateTimeField()
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "program", "number"], name="one_plan_per_number"
            )
        ]

    def __str__(self) -> str:
        return f"plan {self.number}"

    @property
    def address(self) -> str:
        """Its part of an address."""
        return named_ref(f"plan {self.number}", self.ref)


class MoveQuestion(TenantModel):
    """Whether somebody would change their group, so that another one can meet.

    Data class: confidential. Goes with the person. Why they are asked is not kept, and neither is
    why they would rather stay.
    """

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="move_questions")
    # The way of mending that they are part of: it names the groups as they were.
    way = models.CharField(max_length=24)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    source = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    # Empty where the group would begin with this change.
    target = models.ForeignKey(Group, null=True, on_delete=models.CASCADE, related_name="+")
    target_name = models.CharField(max_length=80)
    state = models.CharField(max_length=9, choices=MoveState.choices, default=MoveState.ASKED)
    expires_on = models.DateField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "program", "way", "person"],
                name="one_question_per_way_and_person",
            )
        ]
        indexes = [models.Index(fields=["person", "state"])]

    def __str__(self) -> str:
        return f"{self.person_id} to {self.target_name}"
