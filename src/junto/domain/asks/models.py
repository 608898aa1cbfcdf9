"""Asks, whom they go to, and the answers that carry a name.

Mixed answers are sealed rounds of assessments; nothing here tells who gave one.
"""

from typing import Any

from django.db import models

from junto.domain.asks.enums import (
    MOST_AT_ONCE,
    About,
    AskedState,
    AskState,
    Every,
    Stage,
)
from junto.domain.people.models import Person
from junto.foundation.crypto import EncryptedTextField
from junto.foundation.tenancy.models import TenantModel
from junto.foundation.text import named_ref, new_ref

Questions = list[dict[str, Any]]


class Ask(TenantModel):
    """What somebody would like to hear about from a few people. Data class: confidential.

    Read by whoever asks and, while they are asked, by those people. Goes with the asker.
    """

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    asker = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    about = models.CharField(max_length=10, choices=About.choices)
    title = EncryptedTextField()
    context = EncryptedTextField(blank=True, default="")
    # One to five of {"key", "text", "kind"}, in their order.
    questions = models.JSONField(default=list)
    every = models.CharField(max_length=8, choices=Every.choices, default=Every.ONCE)
    # The last day of the first sending; how many days people have is counted when it is sent.
    until = models.DateField()
    days = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=8, choices=AskState.choices, default=AskState.CHOOSING)
    # The day of the first, from which the days of all that follow are counted; and the next one.
    first_on = models.DateField(null=True)
    next_on = models.DateField(null=True)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["state", "next_on"])]

    def __str__(self) -> str:
        return f"{self.about} of {self.asker_id}"

    @property
    def address(self) -> str:
        """Its part of an address: not its title."""
        return named_ref("ask", self.ref)


class AskMember(TenantModel):
    """Somebody in the group that an ask goes to. Data class: confidential. Goes with the person.

    A changed group is asked from the next sending on.
    """

    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "ask", "person"], name="one_place_in_an_asked_group"
            )
        ]

    def __str__(self) -> str:
        return f"in the group of {self.ask_id}"


class AskRound(TenantModel):
    """One sending of an ask. Data class: confidential. Goes with the ask."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    # As they were when it was sent.
    questions = models.JSONField(default=list)
    # Whether enough people are asked that answers can be mixed: fixed when it is sent.
    mixes = models.BooleanField()
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.ASKING)
    sent_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    # When everybody was reminded, once.
    reminded_at = models.DateTimeField(null=True)
    # What is told of the mixed answers, as JSON: worked out once, when they were sealed.
    told = EncryptedTextField(blank=True, default="")
    # What the asker said to everybody they asked; `thanked_on` is set even where that is nothing.
    thanks = EncryptedTextField(blank=True, default="")
    thanked_on = models.DateField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "ask", "number"], name="one_sending_per_number"
            ),
            models.UniqueConstraint(
                fields=["organization", "ask"],
                condition=models.Q(stage=Stage.ASKING),
                name="one_open_sending_per_ask",
            ),
        ]
        indexes = [models.Index(fields=["stage", "closes_at"])]

    def __str__(self) -> str:
        return f"{self.ask_id} {self.number}"

    @property
    def address(self) -> str:
        """Its part of an address."""
        return named_ref("ask", self.ref)


class Asked(TenantModel):
    """Somebody asked in one sending. Data class: confidential. Goes with the person.

    It never tells whether they answered mixed. An open request has a place with its person: the
    database lets no two have the same, so nobody has more at a time than agreed; a place is free
    again when the sending is over or they said not this time, and never because they answered.
    """

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    round = models.ForeignKey(AskRound, on_delete=models.CASCADE, related_name="asked")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=AskedState.choices, default=AskedState.ASKED)
    place = models.PositiveSmallIntegerField(null=True)
    # What was once sent with a name is not mixed any more: a backup may still hold it.
    was_named = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        verbose_name_plural = "asked"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "round", "person"], name="asked_once_per_sending"
            ),
            models.UniqueConstraint(
                fields=["organization", "person", "place"], name="one_open_request_per_place"
            ),
            models.CheckConstraint(
                condition=models.Q(place=None) | models.Q(place__lt=MOST_AT_ONCE),
                name="so_many_open_requests_at_most",
            ),
        ]

    def __str__(self) -> str:
        return f"asked in {self.round_id}"

    @property
    def address(self) -> str:
        """Its part of an address: no name."""
        return named_ref("ask", self.ref)


class NamedAnswer(TenantModel):
    """What somebody said with their name. Data class: confidential. Goes with its writer.

    Whoever asked reads it once the sending has closed, and nobody before.
    """

    asked = models.OneToOneField(Asked, on_delete=models.CASCADE, related_name="named")
    values = models.JSONField(default=dict)
    # Question -> words, as JSON.
    words = EncryptedTextField(blank=True, default="")

    class Meta(TenantModel.Meta):
        pass

    def __str__(self) -> str:
        return f"answers of {self.asked_id}"
