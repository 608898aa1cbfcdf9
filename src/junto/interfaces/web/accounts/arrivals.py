"""What follows when somebody has signed in."""

from typing import Any

from allauth.account.signals import authentication_step_completed
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from junto.domain.accounts import actions as accounts
from junto.domain.people import actions as people

# Only who received something at the address has proved that it is theirs.
PROOFS = frozenset({"code", "password_reset"})


@receiver(user_logged_in)
def note_the_day(sender: Any, request: HttpRequest, user: Any, **rest: Any) -> None:
    """Keep the day of the visit."""
    accounts.note_seen(user=user, now=timezone.now())


@receiver(authentication_step_completed)
def become_known_people(sender: Any, user: Any, method: str, **rest: Any) -> None:
    """An address that was proved belongs to the people who carry it."""
    if method in PROOFS:
        people.link_user(user=user, now=timezone.now())
