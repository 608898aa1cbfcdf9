"""The same click, sent twice, has the effect of once."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from factories import NOW, OrganizationFactory, UserFactory
from junto.domain.people.events import PersonLeft
from junto.foundation import tenancy
from junto.foundation.access import system
from junto.foundation.events import publish
from junto.foundation.events.models import EventRecord
from junto.foundation.idempotency import AlreadyDone
from junto.foundation.idempotency.middleware import IdempotencyMiddleware
from junto.foundation.idempotency.models import ProcessedKey

pytestmark = pytest.mark.django_db


class Page:
    """A page whose form publishes one event and leads on."""

    def __init__(self):
        self.organization = OrganizationFactory()
        self.calls = 0

    def __call__(self, request):
        self.calls += 1
        if request.POST.get("name") == "":
            return HttpResponse("There is a problem")
        with tenancy.scope(self.organization.pk), transaction.atomic():
            publish(PersonLeft(person_ref="abcdefghijkl"), actor=system(), now=NOW)
        return HttpResponseRedirect(f"/done/{self.calls}")

    def events(self):
        with tenancy.scope(self.organization.pk):
            return EventRecord.objects.count()


@pytest.fixture
def page():
    return Page()


@pytest.fixture
def user():
    return UserFactory()


def post(page, user, **data):
    request = RequestFactory().post("/form?step=2", data)
    request.user = user
    request.session = type("Session", (), {"session_key": "s1"})()
    return IdempotencyMiddleware(page)(request)


def test_a_repeat_leads_where_the_first_one_led_and_does_nothing(page, user):
    first = post(page, user, _key="k1", name="Amara")
    again = post(page, user, _key="k1", name="Amara")
    assert (first.url, again.url, page.calls, page.events()) == ("/done/1", "/done/1", 1, 1)


def test_two_keys_are_two_effects(page, user):
    post(page, user, _key="k1", name="Amara")
    post(page, user, _key="k2", name="Amara")
    assert page.events() == 2


def test_keys_of_two_people_do_not_meet(page, user):
    post(page, user, _key="k1", name="Amara")
    post(page, UserFactory(), _key="k1", name="Amara")
    assert page.events() == 2


def test_a_form_with_a_problem_may_be_sent_again_with_its_key(page, user):
    post(page, user, _key="k1", name="")
    assert post(page, user, _key="k1", name="Amara").url == "/done/2"


def test_an_effect_whose_answer_was_lost_is_not_repeated(page, user):
    ProcessedKey.objects.create(owner=f"user:{user.pk}", key="k1")
    answer = post(page, user, _key="k1", name="Amara")
    assert (answer.url, page.events()) == ("/form?step=2", 0)


def test_a_slower_twin_is_refused_by_the_database(page, user):
    def twin_wins(request):
        ProcessedKey.objects.create(owner=f"user:{user.pk}", key="k1", location="/done/1")
        return page(request)

    with pytest.raises(AlreadyDone):
        post(twin_wins, user, _key="k1", name="Amara")
    assert page.events() == 0


def test_a_slower_twin_is_told_what_the_faster_one_did(user):
    ProcessedKey.objects.create(owner=f"user:{user.pk}", key="k1", location="/done/1")
    request = RequestFactory().post("/form", {"_key": "k1"})
    request.user = user
    answer = IdempotencyMiddleware(lambda r: None).process_exception(request, AlreadyDone("k1"))
    assert answer.url == "/done/1"


def test_reading_needs_no_key(user):
    request = RequestFactory().get("/form")
    request.user = AnonymousUser()
    assert IdempotencyMiddleware(lambda r: HttpResponse("page"))(request).content == b"page"
