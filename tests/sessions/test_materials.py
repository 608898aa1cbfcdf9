"""Links a group works with: for one session or all, on its page and in its room."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from factories import NOW
from factories.rooms import add_session, begin, make_room_world
from junto.domain.sessions import materials
from junto.domain.sessions.models import Material
from junto.foundation import tenancy

pytestmark = pytest.mark.django_db


@pytest.fixture
def triad() -> Iterator[SimpleNamespace]:
    world = make_room_world()
    with tenancy.scope(world.organization.pk):
        yield world


def test_a_link_is_for_one_session_or_for_all_of_its_group(triad: SimpleNamespace) -> None:
    later = add_session(triad.group, 2, "triad-coaching", minutes=75, starts_at=NOW)
    asked = {"session": triad.session, "actor": triad.actors[0], "now": NOW}
    materials.add(title="The case", url="https://files.example/case", for_all=False, **asked)
    materials.add(title="Our board", url="https://boards.example/b", for_all=True, **asked)
    assert [each.title for each in materials.materials_of(triad.session)] == [
        "Our board",
        "The case",
    ]
    assert [each.title for each in materials.materials_of(later)] == ["Our board"]
    for title, url, trouble in (
        ("", "https://x.example", materials.NoTitle),
        ("A file", "ftp://x.example", materials.NotALink),
        ("A file", "javascript:alert(1)", materials.NotALink),
    ):
        with pytest.raises(trouble):
            materials.add(title=title, url=url, for_all=False, **asked)
    assert Material.objects.count() == 2


def test_the_page_adds_and_takes_off_and_the_room_shows_it(triad: SimpleNamespace) -> None:
    client = Client()
    client.force_login(triad.members[0].user)
    page = reverse("sessions:materials", kwargs={"ref": triad.session})
    fields = {"title": "The case", "url": "https://files.example/case"}
    assert "The case" in client.post(page, fields, follow=True).content.decode()
    refused = client.post(page, {"title": "A board", "url": "boards"})
    assert (refused.status_code, "A board" in refused.content.decode()) == (422, True)
    begin(triad.session, triad.members)
    for name in ("room:room", "sessions:session"):
        text = client.get(reverse(name, kwargs={"ref": triad.session})).content.decode()
        assert 'href="https://files.example/case"' in text
    ref = Material.objects.get().ref
    assert "Nothing yet." in client.post(page, {"remove": ref}, follow=True).content.decode()
