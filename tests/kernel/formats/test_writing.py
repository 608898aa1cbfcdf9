"""A session in writing goes from part to part, and shows posts when its format says so."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from junto.kernel.formats.casting import Cast, cast_session
from junto.kernel.formats.writing import HOUR, Part, Post, chosen, outputs_of, parts, whole_hours
from kernel.formats.examples import FORMATS

WRITTEN = {id_: fmt for id_, fmt in FORMATS.items() if fmt.modes.in_writing}
PEOPLE = ("a", "b", "c", "d", "e")


def cast_of(format_id: str) -> Cast:
    fmt = FORMATS[format_id]
    outside = {role.id: "guest" for role in fmt.roles if role.external}
    size = min(fmt.group.max, 5) if fmt.group.fits(5) else fmt.group.ideal
    return cast_session(fmt, people=PEOPLE[:size], outside=outside)


def played(format_id: str, posts: list[Post], now: float) -> tuple[Part, ...]:
    people = cast_of(format_id).people
    return parts(FORMATS[format_id], cast_of(format_id), people, posts, begun=0.0, now=now)


@pytest.mark.parametrize("format_id", WRITTEN)
def test_without_any_post_each_part_takes_its_window_and_all_are_over_at_the_end(
    format_id: str,
) -> None:
    steps = FORMATS[format_id].modes.steps
    end = whole_hours(steps) * HOUR
    found = played(format_id, [], end)
    assert [each.is_over for each in found] == [True] * len(steps)
    assert found[-1].over_at == end
    assert [each.due for each in found] == [each.over_at for each in found]


@pytest.mark.parametrize("format_id", WRITTEN)
def test_every_part_asks_somebody_and_every_writable_output_has_a_stage(format_id: str) -> None:
    fmt, cast = FORMATS[format_id], cast_of(format_id)
    for step in fmt.modes.steps:
        assert chosen(cast, cast.people, step.who)
        assert all(stage.id in step.from_stages for stage, _ in outputs_of(fmt, step))


def test_a_part_is_over_as_soon_as_everybody_it_asks_has_posted() -> None:
    cast = cast_of("consultation-circle")
    presenter = cast.roles["presenter"][0]
    first, second, third, _ = played("consultation-circle", [Post(0, presenter, HOUR)], 2 * HOUR)
    assert (first.over_at, second.begins, second.is_over) == (HOUR, HOUR, False)
    assert (third.begins, third.is_begun) == (None, False)


def test_mirrors_and_ideas_stay_hidden_until_the_last_peer_has_posted() -> None:
    cast = cast_of("consultation-circle")
    presenter = cast.roles["presenter"][0]
    peers = [each for each in cast.people if each != presenter]
    begun = 26 * HOUR
    posts = [Post(2, each, begun + place) for place, each in enumerate(peers[:-1])]
    third = played("consultation-circle", posts, begun + HOUR)[2]
    assert {third.shows(each) for each in cast.people} == {False}
    closed = [*posts, Post(2, peers[-1], 49 * HOUR)]
    third = played("consultation-circle", closed, 49 * HOUR)[2]
    assert {third.shows(each) for each in cast.people} == {True}


def test_what_others_posted_is_seen_after_ones_own_post_and_by_whoever_is_not_asked() -> None:
    cast = cast_of("discussion-forum")
    one, other = cast.people[:2]
    first = played("discussion-forum", [Post(0, one, 10.0)], 20.0)[0]
    assert (first.shows(one), first.shows(other), first.shows("guest")) == (True, False, True)
    assert (first.has_posted(one), first.has_posted(other)) == (True, False)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_later_moment_never_hides_what_was_shown_nor_opens_a_part_earlier(
    data: st.DataObject,
) -> None:
    format_id = data.draw(st.sampled_from(sorted(WRITTEN)))
    cast = cast_of(format_id)
    count = len(FORMATS[format_id].modes.steps)
    moments = st.floats(0, 400 * HOUR)
    post = st.builds(Post, st.integers(0, count - 1), st.sampled_from(cast.people), moments)
    log = sorted(data.draw(st.lists(post, max_size=12)), key=lambda each: each.at)
    early, late = sorted((data.draw(moments), data.draw(moments)))
    before = played(format_id, [each for each in log if each.at <= early], early)
    after = played(format_id, [each for each in log if each.at <= late], late)
    for old, new in zip(before, after, strict=True):
        assert old.begins in (None, new.begins)
        assert old.over_at in (None, new.over_at)
        for person in cast.people:
            assert not old.shows(person) or new.shows(person)
