"""Agreeing on times and inviting people are steps of the set-up."""

import pytest

from factories import NOW
from factories.schedules import agree, make_schedule_world
from junto.domain.programs.models import Program
from junto.domain.sessions import invitations
from junto.foundation import tenancy

pytestmark = pytest.mark.django_db


def test_the_first_agreed_times_and_the_first_links_are_noted() -> None:
    world = make_schedule_world()
    with tenancy.scope(world.organization.pk):
        before = set(Program.objects.get().steps_saved)
        agree(world)
        agreed = set(Program.objects.get().steps_saved)
        invitations.make_links(program=world.program, actor=world.actor, now=NOW)
        invited = set(Program.objects.get().steps_saved)

    assert (agreed - before, invited - agreed) == ({"schedule"}, {"invite"})
