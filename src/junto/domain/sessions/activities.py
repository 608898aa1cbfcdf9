"""The library of short activities, by what they are for: our own texts, CC-BY-4.0."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.db import models
from django.utils.translation import gettext_lazy as _

from junto.kernel.formats import Text


class Purpose(models.TextChoices):
    """What an activity is for."""

    ENERGIZE = "energize", _("Wake up")
    KNOW = "know", _("Get to know each other")
    DECIDE = "decide", _("Decide")
    CLOSE = "close", _("Close")


@dataclass(frozen=True)
class Activity:
    """A few minutes a group spends together; `least` is how few people it takes."""

    key: str
    purpose: Purpose
    minutes: int
    least: int
    title: Text
    steps: tuple[Text, ...]


@cache
def library() -> tuple[Activity, ...]:
    """Return all activities, those of one purpose together."""
    text = (files("junto.domain.catalog") / "data" / "activities.json").read_text("utf-8")
    return tuple(
        Activity(
            key=row["key"],
            purpose=Purpose(row["purpose"]),
            minutes=row["minutes"],
            least=row["least"],
            title=row["title"],
            steps=tuple(row["steps"]),
        )
        for row in json.loads(text)
    )


def find(key: str) -> Activity | None:
    """Return the activity with this key, or None."""
    return next((each for each in library() if each.key == key), None)
