"""Asking a colleague for advice, once: a directory of those who offer it, and requests.

A request is between the two: no event, no log and no page of anybody else tells of it. Places that
the database gives out once hold how many requests somebody has open, asked and to answer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Q

from junto.domain.groups import advice_mail, advice_policies, events
from junto.domain.groups.enums import AdviceState
from junto.domain.groups.models import AdviceOffer, AdviceRequest
from junto.domain.people import queries as people_queries
from junto.domain.people import wall
from junto.foundation import idempotency, tenancy
from junto.foundation.access import Actor, Forbidden
from junto.foundation.events import publish
from junto.foundation.tenancy import statements
from junto.kernel import anonymity

if TYPE_CHECKING:
    from junto.domain.people.models import Person

MOST_OPEN, MOST_PLACES = 3, 5
MOST_TOPICS, LONGEST_TOPIC, LONGEST_ABOUT, LONGEST_TEXT = 8, 60, 400, 2_000
MINUTES = (15, 30, 45, 60)
OPEN = (AdviceState.ASKED, AdviceState.ACCEPTED)
PAGE_SIZE = 24


class NothingOffered(ValueError):
    """An offer names a topic at least, and each of them in a few words."""


class NothingSaid(ValueError):
    """A request, or an answer, is empty or too long."""


class NotNow(ValueError):
    """The adviser takes no request now: they paused, have no place free, or were asked already."""


class TooManyOpen(ValueError):
    """Three requests of one's own are open already."""


class NotAsked(ValueError):
    """The request is no longer one that this can be done with."""


# ---------------------------------------------------------------- the directory


@dataclass(frozen=True)
class Listing:
    """Somebody who offers advice, as others see them."""

    offer: AdviceOffer
    person: "Person"
    unit: str
    site: str
    free: int

    @property
    def is_open(self) -> bool:
        """Whether they take a request now."""
        return self.free > 0 and not self.offer.is_paused


def directory(*, actor: Actor, search: str = "") -> list[Listing]:
    """Who offers advice here, by name; with words, those whose topics and lines hold all of them.

    Who paused is left out, and so is the one who looks.
    """
    offers = AdviceOffer.objects.filter(person__ended_at=None, is_paused=False)
    for word in search.casefold().split():
        offers = offers.filter(words__contains=word)
    offers = offers.exclude(person_id=actor.person_id or 0)
    return _listed(offers.select_related("person").order_by("person__full_name", "pk"), actor)


def offers_of(person_ids: Sequence[int], *, actor: Actor) -> list[Listing]:
    """Of these people, who offers advice now."""
    offers = AdviceOffer.objects.filter(
        person_id__in=person_ids, person__ended_at=None, is_paused=False
    )
    return _listed(offers.select_related("person").order_by("person__full_name", "pk"), actor)


def _listed(offers: Iterable[AdviceOffer], actor: Actor) -> list[Listing]:
    taken = dict(
        AdviceRequest.objects.filter(state__in=OPEN)
        .values_list("adviser")
        .annotate(n=Count("pk"))
        .order_by()
    )
    found = []
    for offer in offers:
        is_walled = wall.is_walled_off(actor, offer.person)
        found.append(
            Listing(
                offer,
                offer.person,
                "" if is_walled else offer.person.unit,
                "" if is_walled else offer.person.site,
                offer.places - taken.get(offer.person_id, 0),
            )
        )
    return found


def listing(offer: AdviceOffer, *, actor: Actor) -> Listing:
    """One offer as this actor sees it."""
    return _listed([offer], actor)[0]


def get_offer(ref: str) -> AdviceOffer:
    """The offer with this reference (NotFound when there is none)."""
    return tenancy.find(AdviceOffer, ref)


def own_offer(person_id: int) -> AdviceOffer | None:
    """What somebody offers, or None."""
    return AdviceOffer.objects.filter(person_id=person_id).first()


@dataclass(frozen=True)
class Counts:
    """How much the network is used."""

    offers: int
    asked: int
    answered: int


def counts() -> Counts | None:
    """Counts over all requests; None while too few people asked, or were asked."""
    rows = AdviceRequest.objects.exclude(state=AdviceState.WITHDRAWN)
    found = rows.aggregate(
        askers=Count("asker", distinct=True),
        advisers=Count("adviser", distinct=True),
        asked=Count("pk"),
        answered=Count("pk", filter=Q(state__in=(AdviceState.ANSWERED, AdviceState.CLOSED))),
    )
    if min(found["askers"], found["advisers"]) < anonymity.GROUP_PULSE:
        return None
    offers = AdviceOffer.objects.filter(person__ended_at=None, is_paused=False).count()
    return Counts(offers, found["asked"], found["answered"])


# ---------------------------------------------------------------- offering


@transaction.atomic
def offer_advice(
    *,
    topics: Sequence[str],
    about: str,
    minutes: int,
    places: int,
    is_paused: bool,
    actor: Actor,
    now: datetime,
) -> AdviceOffer:
    """Say, or change, what one gives advice on, for how long, and for how many at a time.

    Raises
    ------
    NothingOffered
        When there is no topic, too many, one that is too long, or a number nobody can choose.
    """
    person = people_queries.person_of(actor)
    if person is None or person.ended_at is not None:
        raise Forbidden("groups.find-advice")
    named = tuple(dict.fromkeys(topic.strip() for topic in topics if topic.strip()))
    fits = 1 <= len(named) <= MOST_TOPICS and max(map(len, named)) <= LONGEST_TOPIC
    if not fits or len(about.strip()) > LONGEST_ABOUT:
        raise NothingOffered
    if minutes not in MINUTES or not 1 <= places <= MOST_PLACES:
        raise NothingOffered
    fields = {
        "topics": list(named),
        "about": about.strip(),
        "words": "\n".join((*named, about.strip())).casefold(),
        "minutes": minutes,
        "places": places,
        "is_paused": is_paused,
    }
    offer, _is_new = AdviceOffer.objects.update_or_create(
        organization_id=person.organization_id,
        person=person,
        defaults=fields,
        create_defaults={**fields, "offered_at": now},
    )
    publish(events.AdviceOffered(person_ref=person.ref), actor=actor, now=now)
    return offer


@transaction.atomic
def end_offer(*, actor: Actor, now: datetime) -> bool:
    """Offer nothing any more; what was asked already stays. False when nothing was offered."""
    offer = own_offer(actor.person_id) if actor.person_id else None
    if offer is None:
        return False
    told = events.AdviceOfferEnded(person_ref=offer.person.ref)
    offer.delete()
    publish(told, actor=actor, now=now)
    return True


# ---------------------------------------------------------------- asking


@transaction.atomic
def ask(*, offer: AdviceOffer, text: str, actor: Actor, now: datetime) -> AdviceRequest:
    """Ask for advice.

    Raises
    ------
    NothingSaid
        When there are no words, or too many.
    NotNow, TooManyOpen
        When the adviser takes no more now, or one's own three are open.
    """
    advice_policies.ask_for_advice.check(actor, offer)
    asker = people_queries.person_of(actor)
    if asker is None:
        raise Forbidden("groups.ask-for-advice")
    if not 0 < len(text.strip()) <= LONGEST_TEXT:
        raise NothingSaid
    idempotency.claim()
    made = None
    for _attempt in range(MOST_OPEN):
        mine, theirs = _places_of(asker=asker.pk), _places_of(adviser=offer.person_id)
        own = next((place for place in range(1, MOST_OPEN + 1) if place not in mine), None)
        free = next((place for place in range(1, offer.places + 1) if place not in theirs), None)
        if own is None:
            raise TooManyOpen
        if free is None:
            raise NotNow
        try:
            with transaction.atomic():
                made = AdviceRequest.objects.create(
                    asker=asker,
                    adviser=offer.person,
                    asker_place=own,
                    adviser_place=free,
                    text=text.strip(),
                    asked_at=now,
                    changed_at=now,
                )
            break
        except IntegrityError:
            # Somebody took the place a moment ago, or these two have one open already.
            continue
    if made is None:
        raise NotNow
    advice_mail.post(advice_mail.ASKED, made, offer.person, now=now)
    return made


def _places_of(**who: int) -> set[int]:
    [(role, _pk)] = who.items()
    rows = AdviceRequest.objects.filter(state__in=OPEN, **who)
    return set(rows.values_list(f"{role}_place", flat=True))


@transaction.atomic
def withdraw(*, request: AdviceRequest, actor: Actor, now: datetime) -> None:
    """Take a request back, or off one's list: whatever was written in it is erased.

    Raises
    ------
    NotAsked
        When it was taken back already.
    """
    found = _locked(request, asker_id=actor.person_id)
    if found.state == AdviceState.WITHDRAWN:
        raise NotAsked
    found.text = found.answer = found.thanks = ""
    found.talk_at = None
    _become(found, AdviceState.WITHDRAWN, now)


@transaction.atomic
def close(*, request: AdviceRequest, thanks: str, actor: Actor, now: datetime) -> None:
    """Mark what one asked as answered, with a thank-you or without.

    Raises
    ------
    NotAsked, NothingSaid
        When it is not open or answered, or the thanks are too long.
    """
    found = _locked(request, asker_id=actor.person_id)
    if found.state not in (*OPEN, AdviceState.ANSWERED):
        raise NotAsked
    if len(thanks) > LONGEST_TEXT:
        raise NothingSaid
    found.thanks = thanks.strip()
    _become(found, AdviceState.CLOSED, now)


# ---------------------------------------------------------------- answering


@transaction.atomic
def accept(*, request: AdviceRequest, actor: Actor, now: datetime) -> None:
    """Say that one will answer. Raises `NotAsked` when it was taken back or is answered."""
    found = _locked(request, adviser_id=actor.person_id)
    if found.state != AdviceState.ASKED:
        raise NotAsked
    _become(found, AdviceState.ACCEPTED, now)
    advice_mail.post(advice_mail.ANSWERED, found, found.asker, now=now)


@transaction.atomic
def decline(*, request: AdviceRequest, actor: Actor, now: datetime) -> None:
    """Say "not this time", for which nobody needs a reason; it frees the place.

    Raises
    ------
    NotAsked
        When it was taken back or is answered.
    """
    found = _locked(request, adviser_id=actor.person_id)
    if found.state not in OPEN:
        raise NotAsked
    _become(found, AdviceState.DECLINED, now)
    advice_mail.post(advice_mail.ANSWERED, found, found.asker, now=now)


@transaction.atomic
def answer(
    *, request: AdviceRequest, text: str, talk_at: datetime | None, actor: Actor, now: datetime
) -> None:
    """Answer in words, with a time to talk, or both; it can be changed until it is closed.

    Raises
    ------
    NotAsked, NothingSaid
        When it was taken back or closed, or neither words nor a time to come were given.
    """
    found = _locked(request, adviser_id=actor.person_id)
    if found.state not in (*OPEN, AdviceState.ANSWERED):
        raise NotAsked
    words = text.strip()
    is_ahead = talk_at is not None and talk_at > now
    if len(words) > LONGEST_TEXT or not (words or is_ahead) or (talk_at and not is_ahead):
        raise NothingSaid
    found.answer, found.talk_at = words, talk_at
    _become(found, AdviceState.ANSWERED, now)
    advice_mail.post(advice_mail.ANSWERED, found, found.asker, now=now)


def _locked(request: AdviceRequest, **who: int | None) -> AdviceRequest:
    """The request as it is now, for the one of the two who may do this."""
    rows = AdviceRequest.objects.select_for_update().filter(pk=request.pk, **who)
    found = rows.first() if None not in who.values() else None
    if found is None:
        raise Forbidden("groups.read-advice")
    return found


def _become(request: AdviceRequest, state: AdviceState, now: datetime) -> None:
    idempotency.claim()
    request.state, request.changed_at = state, now
    request.save()


# ---------------------------------------------------------------- reading


def get_request(ref: str) -> AdviceRequest:
    """The request with this reference (NotFound when there is none)."""
    return tenancy.find(AdviceRequest, ref)


def requests_of(person_id: int) -> tuple[list[AdviceRequest], list[AdviceRequest]]:
    """What somebody asked, and what they were asked, the latest first; none that was withdrawn."""
    rows = AdviceRequest.objects.exclude(state=AdviceState.WITHDRAWN).filter(
        Q(asker_id=person_id) | Q(adviser_id=person_id) & ~Q(state=AdviceState.DECLINED)
    )
    found = list(rows.select_related("asker", "adviser").order_by("-changed_at", "-pk"))
    return (
        [row for row in found if row.asker_id == person_id],
        [row for row in found if row.adviser_id == person_id],
    )


@dataclass(frozen=True)
class News:
    """One thing that waits for somebody: as whom, in which state, and the other one's name."""

    ref: str
    state: str
    is_adviser: bool
    other: str


def news_for(person_id: int) -> list[News]:
    """What waits for somebody: requests to answer, and answers to read; the oldest first."""
    return [
        News(ref, state, adviser_id == person_id, asker if adviser_id == person_id else adviser)
        for ref, state, adviser_id, asker, adviser in statements.rows(_news, person_id=person_id)
    ]


def _news(person_id: int) -> Any:
    rows = AdviceRequest.objects.filter(
        Q(adviser_id=person_id, state__in=OPEN, asker__ended_at=None)
        | Q(asker_id=person_id, state__in=(AdviceState.ANSWERED, AdviceState.DECLINED))
    )
    return rows.order_by("changed_at", "pk").values_list(
        "ref", "state", "adviser_id", "asker__full_name", "adviser__full_name"
    )


def stored_about(person_id: int) -> dict[str, object]:
    """What is kept about somebody, ready for JSON."""
    offer = own_offer(person_id)
    asked, was_asked = requests_of(person_id)
    return {
        "offers": offer.topics if offer else [],
        "about": offer.about if offer else "",
        "asked": [
            {"text": row.text, "answer": row.answer, "thanks": row.thanks, "state": row.state}
            for row in asked
        ],
        "answered": [
            {"answer": row.answer, "thanks": row.thanks, "state": row.state} for row in was_asked
        ],
    }
