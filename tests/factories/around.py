"""What people of a group ask of each other between sessions, each in one state."""

from datetime import date

from factories import NOW
from junto.domain.circle.models import Hand
from junto.domain.goals.models import Commitment, Witness
from junto.domain.groups.models import Group
from junto.domain.people.models import Person
from junto.domain.sessions.models import Session, Training

FAR = date(2036, 1, 1)


def standing_by(group: Group, owner: Person, person: Person, state: str) -> Witness:
    """A step of somebody, and another member who was asked to stand by it."""
    step = Commitment.objects.create(
        person=owner, group=group, do="Ask first", by=FAR, slot=1, made_on=NOW.date()
    )
    return Witness.objects.create(step=step, person=person, state=state, asked_on=NOW.date())


def hand_of(group: Group, person: Person) -> Hand:
    """What somebody could use a hand with, far from its end."""
    asked_at = NOW.replace(year=FAR.year)
    return Hand.objects.create(group=group, person=person, text="A talk", asked_at=asked_at)


def training_of(
    person: Person, session: Session | None = None, colleague: Person | None = None
) -> Training:
    """Something on the way to facilitating: rehearsed, or asked about a session."""
    if session is None:
        return Training.objects.create(
            person=person, kind="rehearsed", format_id="triad-coaching", state="yes", on=NOW.date()
        )
    kind = "sat_in" if colleague is None else "led"
    return Training.objects.create(
        person=person, kind=kind, session=session, colleague=colleague, on=NOW.date()
    )
