"""Default no: a view runs only for somebody who may, and everybody else sees nothing at all."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from factories import OrganizationFactory, UserFactory, make_person, make_program
from junto.domain.people import policies as people_policies
from junto.domain.people import queries as people_queries
from junto.domain.programs import policies, queries
from junto.foundation import tenancy
from junto.foundation.access import VISITOR, Actor, Forbidden, system
from junto.foundation.access import policies as all_policies
from junto.foundation.access.views import public, requires, signed_in

pytestmark = pytest.mark.django_db


@requires(policies.manage_program, load=queries.get_program)
def program_page(request, program):
    return HttpResponse(f"{program.name} for {request.actor.person_id}")


def get(user, ref):
    request = RequestFactory().get(f"/programs/{ref}")
    request.user = user
    return program_page(request, ref=ref)


def test_a_manager_sees_the_page():
    organization = OrganizationFactory()
    manager = make_person(organization)
    program = make_program(organization, manager=manager, name="Kestrel year")
    assert get(manager.user, program.ref).content.decode() == f"Kestrel year for {manager.pk}"


def test_a_visitor_is_sent_to_sign_in_whether_the_page_exists_or_not():
    program = make_program(OrganizationFactory())
    real = get(AnonymousUser(), program.ref)
    invented = get(AnonymousUser(), "000000000000")
    assert (real.status_code, invented.status_code) == (302, 302)
    assert real.url.replace(program.ref, "") == invented.url.replace("000000000000", "")


@pytest.mark.parametrize("whom", ["colleague", "stranger", "leaver", "nobody"])
def test_unknown_and_forbidden_answer_alike(whom):
    organization = OrganizationFactory()
    program = make_program(organization, manager=make_person(organization))
    users = {
        "colleague": lambda: make_person(organization).user,
        "stranger": lambda: make_person(OrganizationFactory(), roles=("org_admin",)).user,
        "leaver": lambda: make_person(organization, ended_at="2026-01-01T00:00Z").user,
        "nobody": UserFactory,
    }
    user = users[whom]()
    with pytest.raises(Http404) as forbidden:
        get(user, program.ref)
    with pytest.raises(Http404) as unknown:
        get(user, "000000000000")
    assert str(forbidden.value) == str(unknown.value)


def test_the_scope_ends_with_the_view():
    organization = OrganizationFactory()
    manager = make_person(organization)
    get(manager.user, make_program(organization, manager=manager).ref)
    assert tenancy.in_scope() is None


def test_roles_come_from_the_object_s_organization_only():
    ours, theirs = OrganizationFactory(), OrganizationFactory()
    admin = make_person(theirs, roles=("org_admin",))
    actor = people_queries.actor_for(user=admin.user, organization_id=ours.pk)
    assert (actor.person_id, actor.roles) == (None, frozenset())


def test_an_action_s_check_refuses_with_the_permission_s_name():
    organization = OrganizationFactory()
    with pytest.raises(Forbidden, match=r"people\.manage"):
        people_policies.manage_people.check(VISITOR, organization)


def test_the_house_itself_may_do_what_jobs_need():
    organization = OrganizationFactory()
    assert people_policies.manage_people(system(organization.pk), organization) is True


def test_every_permission_has_a_sentence_a_person_can_read():
    assert [p.name for p in all_policies() if not p.description.endswith(".")] == []


def test_an_actor_has_any_of_the_roles_asked_for():
    actor = Actor(roles=frozenset({"sponsor"}))
    assert (actor.has("sponsor", "org_admin"), actor.has("org_admin")) == (True, False)


def test_declared_views_carry_their_permission():
    @public("Everybody may read it.")
    def about(request):
        return HttpResponse()

    @signed_in
    def me(request):
        return HttpResponse()

    assert [program_page.permission, about.permission, me.permission] == [
        "programs.manage",
        "public",
        "signed-in",
    ]
