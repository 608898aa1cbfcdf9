"""The mentoring board, one's own part in it, and what a pair keeps between two."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import NOW, actor_of
from factories.mentoring import make_mentoring, match, sign_up
from junto.domain.groups import matchings, mentoring, vetoes
from junto.domain.groups.models import Matching, MentoringPair, MentoringWish
from junto.domain.organizations.models import Organization
from junto.domain.people.models import Person
from junto.foundation import tenancy

pytestmark = pytest.mark.django_db


def client_of(person: object) -> Client:
    client = Client()
    client.force_login(person.user)  # type: ignore[attr-defined]
    return client


def at(world: SimpleNamespace, name: str, **more: object) -> str:
    return reverse(f"mentoring:{name}", kwargs={"ref": world.program, **more})


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.fixture
def world() -> SimpleNamespace:
    """Four mentors with two places each and six mentees, and their manager's browser."""
    made = make_mentoring()
    made.client = client_of(made.manager)
    return made


def publish(world: SimpleNamespace) -> None:
    found = match(world)
    with tenancy.scope(world.organization.pk):
        matchings.publish_matching(
            matching=found, version=found.version, replace=False, actor=world.actor, now=NOW
        )


# ---------------------------------------------------------------- the board


def test_before_anything_is_matched_the_page_says_what_there_is(world: SimpleNamespace) -> None:
    page = text(world.client, at(world, "board"))

    assert "6 people look for a mentor. 4 mentors have 8 places." in " ".join(page.split())
    assert at(world, "match") in page


def test_both_answers_stand_side_by_side_with_reasons(world: SimpleNamespace) -> None:
    found = match(world)
    page = text(world.client, at(world, "board"))

    assert "Best total" in page
    assert "Stable" in page
    assert "Nobody would rather swap." in page
    assert page.count("<article") == 6
    assert "offers what Person" in page
    assert at(world, "matching", matching=found) in page


def test_a_board_asks_as_much_of_the_database_for_many_as_for_few() -> None:
    counts = []
    for mentors, mentees in ((2, 3), (12, 20)):
        made = make_mentoring(mentors, mentees)
        match(made)
        client, url = client_of(made.manager), at(made, "board")
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_the_buttons_of_the_board_pin_part_choose_and_undo(world: SimpleNamespace) -> None:
    found = match(world)
    one = world.mentees[0].ref

    def post(name: str, **values: object) -> int:
        found.refresh_from_db()
        url = at(world, name, matching=found)
        return world.client.post(url, {"version": found.version, **values}).status_code

    with tenancy.scope(world.organization.pk):
        codes = [post("pin", **{"for": one}), post("choose", answer="stable")]
        codes += [post("part", **{"for": world.mentees[1].ref}), post("undo")]
        found.refresh_from_db()
        assert codes == [302] * 4
        assert [change["kind"] for change in found.changes] == ["pin", "choose"]
    assert world.client.post(at(world, "undo", matching=found), {"version": 0}).status_code == 409


def test_a_change_shows_what_it_does_before_it_happens(world: SimpleNamespace) -> None:
    found = match(world)
    one = world.mentees[0].ref
    page = text(world.client, f"{at(world, 'change', matching=found)}?for={one}")

    with tenancy.scope(world.organization.pk):
        option = matchings.options(found, one)[0]
    assert option.other.person.full_name in page
    answer = world.client.post(
        at(world, "change", matching=found),
        {
            "version": found.version,
            "for": one,
            "with": option.other.ref,
            "instead": option.instead.ref if option.instead else "",
        },
    )
    with tenancy.scope(world.organization.pk):
        assert answer.status_code == 302
        assert Matching.objects.get().pairs[one][0] == option.other.ref


def test_publishing_says_first_that_pairs_would_end(world: SimpleNamespace) -> None:
    publish(world)
    found = match(world)
    url = at(world, "publish", matching=found)

    assert "6 pairs or circles meet already." in text(world.client, url)
    refused = world.client.post(url, {"version": found.version})
    assert refused["Location"] == url
    world.client.post(url, {"version": found.version, "replace": "1"})
    with tenancy.scope(world.organization.pk):
        assert matchings.count_meeting(world.program) == 6
        assert MentoringPair.objects.count() == 12


def test_the_file_has_a_row_for_each_pair(world: SimpleNamespace) -> None:
    found = match(world)
    rows = world.client.get(at(world, "file", matching=found)).content.decode().splitlines()

    assert len(rows) == 7
    assert "Offers what is sought" in rows[0]


def test_a_manager_sees_nothing_but_the_name_of_their_own_report(world: SimpleNamespace) -> None:
    with tenancy.scope(world.organization.pk):
        world.mentees[0].manager = world.manager
        world.mentees[0].save()
        secret = mentoring.members_of(world.program)
        mentoring.set_sides(
            program=world.program,
            refs=[world.mentees[0].ref],
            change=mentoring.SideChange(side="mentee"),
            actor=world.actor,
            now=NOW,
        )
    assert secret
    found = match(world)
    page = text(world.client, f"{at(world, 'board')}?q={world.mentees[0].full_name}")

    assert "Walled off from you" in page
    assert "offers what" not in page
    options = f"{at(world, 'change', matching=found)}?for={world.mentees[0].ref}"
    assert "offers what" not in text(world.client, options)


# ---------------------------------------------------------------- who is who


def test_the_ticked_change_sides_and_filters_stay(world: SimpleNamespace) -> None:
    url = f"{at(world, 'people')}?side=mentee"
    answer = world.client.post(
        url, {"act": "mentor", "places": "3", "person": [world.mentees[0].ref]}
    )

    with tenancy.scope(world.organization.pk):
        [changed] = [
            each for each in mentoring.members_of(world.program) if each.ref == world.mentees[0].ref
        ]
    assert answer["Location"] == url
    assert (changed.side, changed.places) == ("mentor", 3)


def test_what_counts_is_kept_and_a_strange_weight_comes_back(world: SimpleNamespace) -> None:
    values = {"form": "circles", "smallest": 2, **dict.fromkeys(mentoring.WEIGHTS, 2)}
    kept = world.client.post(at(world, "plan"), values)
    refused = world.client.post(at(world, "plan"), {**values, "hours": 9})

    with tenancy.scope(world.organization.pk):
        plan = mentoring.plan_of(world.program)
    assert (kept.status_code, refused.status_code) == (302, 422)
    assert (plan.form, plan.smallest, plan.weights["hours"]) == ("circles", 2, 2)


def test_two_are_kept_apart_by_name_and_let_again(world: SimpleNamespace) -> None:
    one, other = world.mentees[0], world.mentors[0]
    url = at(world, "apart")
    world.client.post(url, {"one": one.full_name, "other": other.full_name})
    page = text(world.client, url)
    refused = world.client.post(url, {"one": one.full_name, "other": "Nobody"})
    world.client.post(url, {"let": f"{one.ref} {other.ref}"})

    assert "Pairs that are never made" in page
    assert refused.status_code == 422
    assert "You have named no pair yet." in text(world.client, url)


# ---------------------------------------------------------------- one's own


def test_wishes_are_added_moved_and_taken_back(world: SimpleNamespace) -> None:
    sign_up(world, world.mentees[0])
    client, url = client_of(world.mentees[0]), at(world, "wish")
    first, second = (each.ref for each in world.mentors[:2])
    for act, ref in (("add", first), ("add", second), ("up", second)):
        client.post(url, {"act": act, "person": ref})
    with tenancy.scope(world.organization.pk):
        assert mentoring.wishes_of(world.program, world.mentees[0].pk) == [second, first]
    client.post(url, {"act": "drop", "person": second})
    refused = client.post(url, {"act": "add", "person": world.mentees[1].ref})

    assert refused.status_code == 422
    with tenancy.scope(world.organization.pk):
        assert mentoring.wishes_of(world.program, world.mentees[0].pk) == [first]


def test_no_page_of_the_manager_differs_by_who_wished_for_whom(world: SimpleNamespace) -> None:
    """The matching is the same in both worlds: only whose wish it was differs."""
    pages = []
    found = match(world)
    for mentee, mentor in ((0, 0), (1, 1)):
        with tenancy.scope(world.organization.pk):
            MentoringWish.objects.all().delete()
            MentoringWish.objects.create(
                program=world.program,
                person=world.mentees[mentee],
                other=world.mentors[mentor],
                rank=1,
            )
        change = f"{at(world, 'change', matching=found)}?for={world.mentees[0].ref}"
        urls = (at(world, "board"), at(world, "people"), change)
        pages.append([strip(text(world.client, url)) for url in urls])

    assert pages[0] == pages[1]


def strip(page: str) -> str:
    """A page without what is new on every page."""
    import re

    return re.sub(r'(name="(csrfmiddlewaretoken|_key)" value=")[^"]*', r"\1", page)


def test_topics_are_kept_and_too_long_a_list_comes_back(world: SimpleNamespace) -> None:
    sign_up(world, world.mentors[0])
    client, url = client_of(world.mentors[0]), at(world, "mine")
    client.post(url, {"offers": "Saying no\n saying  no\nBudgets", "seeks": "", "places": "3"})
    refused = client.post(url, {"offers": "x" * 3000, "seeks": "", "places": "30"})

    with tenancy.scope(world.organization.pk):
        me = mentoring.own_side(world.program, world.mentors[0].pk)
    assert me is not None
    assert (me.offers, me.places, refused.status_code) == (("Saying no", "Budgets"), 3, 422)
    assert "Who would you like to mentor?" in text(client, url)


# ---------------------------------------------------------------- a pair


def test_the_two_read_each_other_once_both_have_written(world: SimpleNamespace) -> None:
    publish(world)
    with tenancy.scope(world.organization.pk):
        pair = MentoringPair.objects.select_related("mentee", "mentor", "group").first()
    assert pair is not None
    sign_up(world, pair.mentee, pair.mentor)
    url = reverse("mentoring:pair", kwargs={"ref": pair.group})
    one, other = client_of(pair.mentee), client_of(pair.mentor)
    one.post(url, {"want": "To be heard"})
    before = text(other, url)
    empty = other.post(url, {"want": " "})
    other.post(url, {"want": "To hear"})

    assert ("To be heard" in before, "1 person has written" in before) == (False, True)
    assert empty.status_code == 422
    assert ("To be heard" in text(other, url), "To hear" in text(one, url)) == (True, True)
    assert world.manager.full_name in before
    assert world.client.get(url).status_code == 404


def test_a_pair_ends_on_one_word_and_the_manager_sees_no_name(world: SimpleNamespace) -> None:
    publish(world)
    with tenancy.scope(world.organization.pk):
        pair = MentoringPair.objects.select_related("mentor", "group").first()
    assert pair is not None
    sign_up(world, pair.mentor)
    url = reverse("mentoring:end", kwargs={"ref": pair.group})
    client = client_of(pair.mentor)
    asked = text(client, url)
    client.post(url)
    page = text(world.client, at(world, "renew"))
    key = page.split('name="way" value="')[1].split('"')[0]

    assert "No reason is asked" in asked
    assert "1 pair ended, without fault." in page
    assert world.client.post(at(world, "renew"), {"way": "other"}).status_code == 422
    assert world.client.post(at(world, "renew"), {"way": key}).status_code == 302
    assert "Nobody waits" in text(world.client, at(world, "renew"))


def test_a_circle_states_challenges_and_gives_advice() -> None:
    world = make_mentoring(1, 3, kind="mentoring_circle", places=3, form="circles")
    publish(world)
    sign_up(world, *world.mentees[:2])
    with tenancy.scope(world.organization.pk):
        group = MentoringPair.objects.select_related("group").all()[0].group
    one, other = client_of(world.mentees[0]), client_of(world.mentees[1])
    url = reverse("mentoring:pair", kwargs={"ref": group})
    one.post(f"{url}/challenge", {"text": "Two sites, one team"})
    page = text(other, url)
    ref = page.split('name="challenge" value="')[1].split('"')[0]
    other.post(f"{url}/line", {"challenge": ref, "text": "Meet on Mondays"})
    empty = other.post(f"{url}/line", {"challenge": ref, "text": ""})

    assert "Two sites, one team" in page
    assert "Meet on Mondays" in text(one, url)
    assert empty.status_code == 422


# ---------------------------------------------------------------- a private veto


def test_a_veto_is_obeyed_and_shown_to_nobody_else(world: SimpleNamespace) -> None:
    """Two who would not be paired anyway: with a veto, the board is the same to the letter."""
    with tenancy.scope(world.organization.pk):
        Organization.objects.filter(pk=world.organization.pk).update(keeps_apart=True)
    found = match(world)
    made = found.result["answers"].values()
    with tenancy.scope(world.organization.pk):
        one, other = next(
            (mentee, mentor)
            for mentee in world.mentees
            for mentor in world.mentors
            if all(answer["pairs"][mentee.ref][0] != mentor.ref for answer in made)
        )
    sign_up(world, one)
    before = strip(text(world.client, at(world, "board")))
    veto(world, one, other)
    again = match(world)
    after = strip(text(world.client, at(world, "board")))

    assert again.result["answers"] == found.result["answers"]
    assert (
        after.replace(again.ref, found.ref)
        .replace("ing 2", "ing 1")
        .replace("matching-2", "matching-1")
        == before
    )


def test_a_vetoed_pair_is_made_by_hand_without_a_sign_and_one_of_two_is_asked(
    world: SimpleNamespace,
) -> None:
    with tenancy.scope(world.organization.pk):
        Organization.objects.filter(pk=world.organization.pk).update(keeps_apart=True)
    first = match(world)
    one = world.mentees[0]
    with tenancy.scope(world.organization.pk):
        other = Person.objects.get(ref=first.pairs[one.ref][0])
    sign_up(world, one, other)
    veto(world, one, other)
    found = match(world)
    assert found.pairs[one.ref][0] != other.ref

    with tenancy.scope(world.organization.pk):
        option = next(
            each for each in matchings.options(found, one.ref) if each.other.ref == other.ref
        )
    world.client.post(
        at(world, "change", matching=found),
        {
            "version": found.version,
            "for": one.ref,
            "with": other.ref,
            "instead": option.instead.ref if option.instead else "",
        },
    )
    with tenancy.scope(world.organization.pk):
        found.refresh_from_db()
    world.client.post(at(world, "publish", matching=found), {"version": found.version})
    with tenancy.scope(world.organization.pk):
        pair = MentoringPair.objects.select_related("group").get(mentee=one)
    url = reverse("mentoring:pair", kwargs={"ref": pair.group})

    assert pair.mentor_id == other.pk
    assert "Only you see this" in text(client_of(one), url)
    assert "Only you see this" not in text(client_of(other), url)


def veto(world: SimpleNamespace, one: Person, other: Person) -> None:
    with tenancy.scope(world.organization.pk):
        vetoes.keep_apart(person=one, from_refs=[other.ref], actor=actor_of(one), now=NOW)
