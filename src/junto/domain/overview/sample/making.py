"""What circles of the sample write down and make: one is asked for its yes, one handed over."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from junto.domain.notes import actions, deliverables, merging
from junto.domain.notes.enums import Audience
from junto.domain.sessions import materials
from junto.foundation.access import Actor

if TYPE_CHECKING:
    from junto.domain.groups.models import Group
    from junto.domain.notes.models import Deliverable
    from junto.domain.people.models import Person
    from junto.domain.sessions.models import Session

ActorOf = Callable[["Person"], Actor]
# Whoever wrote: the same number each time, so that the same seed gives the same note.
PAGE = 1


def add_notes(*, session: "Session", people: "list[Person]", actor: ActorOf) -> None:
    """The note of a session that was held, and one that the circle goes on writing."""
    after = session.ends_at + timedelta(minutes=20)
    held = _(
        "What we heard\n"
        "Handing over the how as well as the what: it took two tries.\n"
        "A check-in on day two, not every morning.\n\n"
        "What we come back to\n"
        "Who decides when the deadline moves?\n"
    )
    asked = _(
        "What could I stop doing that nobody would miss?\n"
        "Who on my team is ready for more than I give them?\n"
        "What do I check that needs no checking?\n"
    )
    for words, title, of in (
        (held, "", session),
        (asked, _("Questions we come back to"), None),
    ):
        note = actions.start_note(
            group=session.group,
            audience=Audience.GROUP,
            title=title,
            session=of,
            actor=actor(people[0]),
            now=after,
        )
        change = merging.rewrite(b"", words, page=PAGE)
        actions.merge_note(note=note, update=change, actor=actor(people[0]), now=after)


def add_materials(*, session: "Session", actor: Actor, now: datetime) -> None:
    """A paper for one session, and a board for all of them."""
    for title, url, for_all in (
        (_("Ten questions before you delegate"), "https://papers.example/delegate", False),
        (_("Our board"), "https://boards.example/kestrel", True),
    ):
        materials.add(session=session, title=title, url=url, for_all=for_all, actor=actor, now=now)


def ask_to_hand_over(
    *, group: "Group", people: "list[Person]", missing: int, actor: ActorOf, now: datetime
) -> "Deliverable":
    """Something that a circle made; so many of its people have not said yes yet."""
    made = deliverables.make_deliverable(
        group=group,
        words=deliverables.Words(
            title=_("Handing over a task: a page for team leads"),
            text=_(
                "Say what it is to look like when it is done, and why it matters.\n"
                "Agree on one moment to look at it together, and on none in between.\n"
                "Say who else is told.\n"
            ),
            owner=people[-1],
            due_on=(now + timedelta(days=10)).date(),
        ),
        actor=actor(people[-1]),
        now=now,
    )
    deliverables.ask_consent(
        deliverable=made, edition=made.edition, actor=actor(people[-1]), now=now
    )
    for place, person in enumerate(people[missing:-1]):
        moment = now + timedelta(hours=2 + place)
        deliverables.give_consent(
            deliverable=made, edition=made.edition, actor=actor(person), now=moment
        )
    return made


def hand_over(*, group: "Group", people: "list[Person]", actor: ActorOf, now: datetime) -> None:
    """Something that a circle made and handed over."""
    made = ask_to_hand_over(group=group, people=people, missing=0, actor=actor, now=now)
    deliverables.hand_over(
        deliverable=made,
        edition=made.edition,
        actor=actor(people[-1]),
        now=now + timedelta(days=1),
    )
