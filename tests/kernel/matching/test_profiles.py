"""A market from profiles and wishes: rules forbid, likenesses count, wishes come first."""

from __future__ import annotations

import pytest

from junto.kernel import grouping as g
from junto.kernel import matching as m

PEOPLE = g.Roster.of(
    ids=["e1", "e2", "o1", "o2", "o3"],
    attributes=[
        g.Attribute("unit", g.Kind.ONE_OF),
        g.Attribute("topics", g.Kind.MANY_OF),
        g.Attribute("manager_id", g.Kind.ONE_OF),
    ],
    values={
        "unit": ["ops", "it", "ops", "it", "law"],
        "topics": [["a", "b"], ["c"], ["a"], ["c"], ["b"]],
        "manager_id": ["o3", None, None, None, None],
    },
)
RULES = g.Rules(
    g.Size(2, 2),
    hard=(g.AtMost("unit", 1), g.NotWithManager("manager_id")),
    soft=(g.Match("topics", 1.0),),
)
PLACES = {"o1": 1, "o2": 1, "o3": 2}


def test_must_haves_forbid_pairs_and_nice_to_haves_weigh_them() -> None:
    market = m.market_of(PEOPLE, mentees=["e2", "e1"], places=PLACES, rules=RULES)
    assert market.mentees == ("e1", "e2")
    assert market.allowed.tolist() == [[False, True, False], [True, False, True]]
    free = m.market_of(
        PEOPLE, mentees=["e1", "e2"], places=PLACES, rules=g.Rules(g.Size(2, 2), soft=RULES.soft)
    )
    assert free.worth.tolist() == [[m.FULL, 0, m.FULL], [0, m.FULL, 0]]


def test_wishes_come_before_profiles_for_those_who_wish() -> None:
    wishes = m.Wishes(mentees={"e1": ["o2", "o3"]}, mentors={"o3": ["e2"]})
    market = m.market_of(
        PEOPLE,
        mentees=["e1", "e2"],
        places=PLACES,
        rules=g.Rules(g.Size(2, 2), soft=RULES.soft),
        wishes=wishes,
    )
    likes = market.mentee_likes[0].tolist()
    assert sorted(range(3), key=lambda at: -likes[at]) == [1, 2, 0]
    assert market.mentor_likes[1, 2] > market.mentor_likes[0, 2]
    # The one e1 wishes for first has no wish and is closer to e2 by profile.
    assert m.stable(market).pairs == {"e1": "o3", "e2": "o2"}


def test_a_language_counts_for_the_two_who_meet() -> None:
    rules = g.Rules(g.Size(2, 2), hard=(g.CommonLanguage("topics"),))
    market = m.market_of(PEOPLE, mentees=["e1", "e2"], places=PLACES, rules=rules)
    assert market.allowed.tolist() == [[True, False, True], [False, True, False]]


def test_names_that_do_not_fit_are_refused() -> None:
    rules = g.Rules(g.Size(2, 2))
    for more, message in (
        ({"mentees": ["e1", "o1"]}, "“o1” is both mentee and mentor"),
        ({"mentees": ["e9"]}, "Nobody has the id “e9”"),
        ({"wishes": m.Wishes(mentees={"e1": ["e2"]})}, "e1 wishes for “e2”, whom nobody named"),
        ({"wishes": m.Wishes(mentees={"o1": ["o2"]})}, "“o1” has wishes, but is not on that side"),
        ({"wishes": m.Wishes(weight=-1.0)}, "The weight of wishes is 0 or more"),
    ):
        given = {"mentees": ["e1"], "places": PLACES, "rules": rules} | more
        with pytest.raises(m.MatchError, match=message):
            m.market_of(PEOPLE, **given)  # type: ignore[arg-type]


def test_too_many_profiles_are_refused_before_they_fill_the_memory() -> None:
    many = g.Roster.of(ids=[f"p{at:05d}" for at in range(8_001)])
    with pytest.raises(m.MatchError, match="8001 people are more than the 8000"):
        m.market_of(many, mentees=["p00000"], places={"p00001": 1}, rules=g.Rules(g.Size(2, 2)))
