"""Series, sessions, who comes, and the room with its log and its outputs.

What a group agreed on is a local date, a wall time and an IANA zone. `starts_at` and `ends_at` are
derived from them, and worked out again when zone data change.
"""

from django.db import models

from junto.domain.groups.models import Group
from junto.domain.people.models import Person
from junto.domain.programs.models import Program
from junto.domain.sessions.enums import (
    Learnt,
    Reached,
    Said,
    SeriesState,
    SessionState,
    Was,
    Word,
)
from junto.foundation.crypto import EncryptedTextField
from junto.foundation.tenancy.models import TenantModel
from junto.foundation.text import named_ref, new_ref


class Series(TenantModel):
    """The rhythm a group meets in. Data class: organizational. Goes with its group."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="series")
    state = models.CharField(
        max_length=10, choices=SeriesState.choices, default=SeriesState.PROPOSED
    )
    format_id = models.CharField(max_length=80, blank=True, default="")
    format_version = models.CharField(max_length=20, blank=True, default="")
    params = models.JSONField(default=dict)
    # 4 with the same weekday of the month means monthly.
    every_weeks = models.PositiveSmallIntegerField(default=4)
    is_monthly = models.BooleanField(default=False)
    zone = models.CharField(max_length=64)
    starts_on = models.DateField()
    count = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    # What `kernel.scheduling` proposed: the times to choose from, why, and each person's burden.
    plan = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        verbose_name_plural = "series"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "group"],
                condition=models.Q(state="proposed"),
                name="one_proposed_series_per_group",
            ),
            models.UniqueConstraint(
                fields=["organization", "group"],
                condition=models.Q(state="agreed"),
                name="one_agreed_series_per_group",
            ),
        ]

    def __str__(self) -> str:
        return f"series of {self.group_id}"


class Session(TenantModel):
    """One meeting of a group. Data class: organizational. Goes with its group."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="sessions")
    series = models.ForeignKey(
        Series, null=True, on_delete=models.SET_NULL, related_name="sessions"
    )
    number = models.PositiveSmallIntegerField()
    state = models.CharField(
        max_length=10, choices=SessionState.choices, default=SessionState.PLANNED
    )
    # Agreed on: date and wall time in this zone.
    date = models.DateField()
    starts = models.TimeField()
    zone = models.CharField(max_length=64)
    minutes = models.PositiveSmallIntegerField()
    # Derived.
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    title = models.CharField(max_length=160)
    purpose = models.CharField(max_length=400, blank=True, default="")
    objective = models.CharField(max_length=400, blank=True, default="")
    expected_outcome = models.CharField(max_length=400, blank=True, default="")
    reached = models.CharField(max_length=6, choices=Reached.choices, blank=True, default="")
    # Pinned by version; the timeline of the people present is pinned when the room opens.
    format_id = models.CharField(max_length=80, blank=True, default="")
    format_version = models.CharField(max_length=20, blank=True, default="")
    params = models.JSONField(default=dict)
    timeline = models.JSONField(null=True)
    # Held in writing instead: since when, by whom and with which roles.
    writing = models.JSONField(null=True)
    # More came than its format takes: the tables it was split into, the first being itself, with
    # the references of who sits there. None while all are in one room.
    table = models.PositiveSmallIntegerField(default=0)
    split_from = models.ForeignKey(
        "self", null=True, on_delete=models.CASCADE, related_name="tables"
    )
    seated = models.JSONField(null=True)
    # Raised with each change, so that calendars replace what they have.
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    # {"date", "starts", "zone"} before the last move.
    moved_from = models.JSONField(null=True)
    moves = models.PositiveSmallIntegerField(default=0)
    # Its calendar file of `sequence`, written by the worker; empty until then.
    calendar = models.TextField(blank=True, default="")
    # Where its call is, in any service; empty where people meet in a room.
    call_url = models.CharField(max_length=500, blank=True, default="")
    opened_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "group", "number", "table"],
                name="one_session_per_number_and_table",
            )
        ]
        indexes = [
            models.Index(fields=["group", "starts_at"]),
            models.Index(fields=["organization", "state", "starts_at"]),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def address(self) -> str:
        """Its part of an address: no name and no date."""
        return named_ref("session", self.ref)


class FormatContent(TenantModel):
    """What a session is run from, as it was when it began; equal contents are kept once.

    Data class: organizational. Stays while its organization does: sessions name it by its hash.
    """

    hash = models.CharField(max_length=64)
    content = models.JSONField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "hash"], name="one_content_per_hash")
        ]

    def __str__(self) -> str:
        return self.hash


class Attendance(TenantModel):
    """Whether somebody comes, and whether they came. Data class: personal. Goes with the person."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="attendance")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    said = models.CharField(max_length=6, choices=Said.choices, blank=True, default="")
    was = models.CharField(max_length=7, choices=Was.choices, blank=True, default="")

    class Meta(TenantModel.Meta):
        verbose_name_plural = "attendance"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "session", "person"], name="one_attendance_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.session_id}"


class RoleTurn(TenantModel):
    """Who holds which role this time. Data class: personal. Goes with the person."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="role_turns")
    role = models.CharField(max_length=60)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    # 0 for the whole session; from 1 on inside rounds.
    round = models.PositiveSmallIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "session", "role", "person", "round"],
                name="one_role_once_per_round",
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.person_id}"


class RoomEvent(TenantModel):
    """One line of a room's log, never changed: the state of the room is its fold.

    Data class: organizational; holds no words of people. `number` is unique in a session: of two
    who act on the same state, the database lets one through.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="room_events")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    payload = models.JSONField(default=dict)
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "session", "number"], name="one_room_event_per_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"


class RoomEntry(TenantModel):
    """What somebody wrote in a stage. Data class: confidential. Goes with its author."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="entries")
    stage = models.CharField(max_length=80)
    output = models.CharField(max_length=80)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    about = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    # Who may read it, as its format says.
    visibility = models.CharField(max_length=24)
    text = EncryptedTextField()
    # What it answers, or the card it was put under.
    parent = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="children"
    )
    round = models.PositiveSmallIntegerField(default=0)
    # Where its panel has it: "asked", "answered", "tried"; empty for what is only written.
    state = models.CharField(max_length=20, blank=True, default="")
    # What its panel knows of it; never words of people.
    data = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        verbose_name_plural = "room entries"
        indexes = [models.Index(fields=["session", "output"])]

    def __str__(self) -> str:
        return f"{self.output} in {self.session_id}"


class RoomMark(TenantModel):
    """What somebody gave an entry with their name: a vote, a place on a scale.

    Data class: personal. Goes with the person. Anonymous votes are answers of a sealed round.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="marks")
    entry = models.ForeignKey(RoomEntry, on_delete=models.CASCADE, related_name="marks")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    value = models.SmallIntegerField(default=1)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "entry", "person", "kind"],
                name="one_mark_of_a_kind_per_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.entry_id}"


class Preparation(TenantModel):
    """An answer to a preparation question. Data class: confidential. Goes with its author."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="preparations")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    prompt = models.CharField(max_length=80)
    text = EncryptedTextField(blank=True, default="")
    is_shared = models.BooleanField(default=False)
    saved_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "session", "person", "prompt"],
                name="one_preparation_per_question",
            )
        ]

    def __str__(self) -> str:
        return f"{self.prompt} of {self.person_id}"


class PrivateNote(TenantModel):
    """Somebody's own notes of a session. Data class: confidential; read by its author alone."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="notes")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    text = EncryptedTextField(blank=True, default="")
    saved_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "session", "person"], name="one_private_note_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"note of {self.person_id}"


class CalendarFeed(TenantModel):
    """A private calendar address of one person. Data class: secret. Goes with the person.

    Its token is looked up by hash and kept encrypted, so that its owner can copy it again.
    """

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="calendar_feeds")
    token_hash = models.CharField(max_length=64)
    token = EncryptedTextField()
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "person"],
                condition=models.Q(revoked_at=None),
                name="one_calendar_feed_per_person",
            )
        ]

    def __str__(self) -> str:
        return f"feed of {self.person_id}"


class Invitation(TenantModel):
    """A personal link with which somebody comes in for the first time, once.

    Data class: secret. Goes with the person. Its token is kept encrypted so that the program's
    manager can copy the link again until it is used.
    """

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    token_hash = models.CharField(max_length=64)
    token = EncryptedTextField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["person", "used_at"])]

    def __str__(self) -> str:
        return f"invitation of {self.person_id}"


class VoiceLine(TenantModel):
    """How much of the measured time one person had, and what the format planned, in percent.

    Data class: confidential; read by its person alone, who deletes it once it was seen. It goes by
    itself after two weeks, and with the person.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="voice_lines")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    text = EncryptedTextField()
    since = models.DateField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "session", "person"], name="one_voice_line_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"line of {self.person_id}"


class VoiceWish(TenantModel):
    """Somebody wants their group to see how evenly it is heard. Data class: personal."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="voice_wishes")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta(TenantModel.Meta):
        verbose_name_plural = "voice wishes"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "group", "person"], name="one_voice_wish_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"wish of {self.person_id}"


class VoiceTrend(TenantModel):
    """How evenly a group was heard in a session, in percent, where all of it wanted to know.

    Data class: confidential; read by the group. Goes with the session.
    """

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="voice")
    balance = models.PositiveSmallIntegerField()
    least_heard = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"voice of {self.session_id}"


class StageMinutes(TenantModel):
    """How long a stage was planned and took, its rounds together. Data class: organizational."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="stage_minutes")
    stage = models.CharField(max_length=80)
    place = models.PositiveSmallIntegerField()
    planned_seconds = models.PositiveIntegerField()
    took_seconds = models.PositiveIntegerField()

    class Meta(TenantModel.Meta):
        verbose_name_plural = "stage minutes"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "session", "stage"], name="one_time_per_stage"
            )
        ]

    def __str__(self) -> str:
        return f"{self.stage} in {self.session_id}"


class RoleWish(TenantModel):
    """A role somebody does not take in their group; with a session, not this time only.

    Data class: personal. Goes with the person. No reason is asked or kept.
    """

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="role_wishes")
    session = models.ForeignKey(
        Session, null=True, on_delete=models.CASCADE, related_name="role_wishes"
    )
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=60)

    class Meta(TenantModel.Meta):
        verbose_name_plural = "role wishes"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "group", "person", "role"],
                condition=models.Q(session=None),
                name="one_wish_per_role",
            ),
            models.UniqueConstraint(
                fields=["organization", "session", "person", "role"],
                condition=models.Q(session__isnull=False),
                name="one_wish_per_role_and_session",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} without {self.person_id}"


class Material(TenantModel):
    """A link to something for a session, or for all sessions of its group.

    Data class: organizational. Goes with its group. Junto keeps the address and opens nothing.
    """

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="materials")
    session = models.ForeignKey(
        Session, null=True, on_delete=models.CASCADE, related_name="materials"
    )
    title = models.CharField(max_length=160)
    url = models.CharField(max_length=500)
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


class Training(TenantModel):
    """One thing somebody did on the way to facilitating. Data class: personal. Goes with them.

    Read by its owner, and by whoever says yes to it; managers see no more than "ready to
    facilitate", where its owner wants it.
    """

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=9, choices=Learnt.choices)
    # What was rehearsed; empty for a session.
    format_id = models.CharField(max_length=80, blank=True, default="")
    session = models.ForeignKey(Session, null=True, on_delete=models.CASCADE, related_name="+")
    # With whom it was led.
    colleague = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=5, choices=Word.choices, default=Word.ASKED)
    on = models.DateField()

    class Meta(TenantModel.Meta):
        verbose_name_plural = "training"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "person", "kind", "session"], name="trained_once_a_session"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"

    @property
    def address(self) -> str:
        """Its part of an address: no name."""
        return named_ref("training", self.ref)


class SitInYes(TenantModel):
    """A member lets somebody sit in. Data class: personal. Goes with either of them.

    There is a row for a yes; a no ends the question, and nothing keeps whose it was.
    """

    training = models.ForeignKey(Training, on_delete=models.CASCADE, related_name="yes")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "training", "person"], name="one_yes_to_sitting_in"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} to {self.training_id}"


class ReadyShown(TenantModel):
    """Somebody lets a program's managers see that they are ready. Data class: personal.

    There is a row while it is switched on. Goes with the person.
    """

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta(TenantModel.Meta):
        verbose_name_plural = "ready shown"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "program", "person"], name="ready_shown_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.program_id}"
