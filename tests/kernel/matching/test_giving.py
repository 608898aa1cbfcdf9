"""Who gives feedback to whom."""

from hypothesis import given, settings
from hypothesis import strategies as st

from junto.kernel.matching import share_giving
from junto.kernel.matching.giving import least_more, most_each

PEOPLE = [f"p{n}" for n in range(6)]
pairs = st.sets(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)), max_size=12)


def test_everybody_gives_four_and_receives_four() -> None:
    made = share_giving(PEOPLE, wanted=4, most=4)

    assert {person: len(given) for person, given in made.gives.items()} == dict.fromkeys(PEOPLE, 4)
    assert {person: len(made.receives(person)) for person in PEOPLE} == dict.fromkeys(PEOPLE, 4)


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 4), st.integers(1, 5), pairs)
def test_a_plan_is_made_exactly_when_one_exists(
    wanted: int, most: int, barred: set[tuple[str, str]]
) -> None:
    made = share_giving(PEOPLE, wanted=wanted, most=most, barred=barred)
    may = {
        (giver, receiver)
        for giver in PEOPLE
        for receiver in PEOPLE
        if giver != receiver and (giver, receiver) not in barred
    }
    # Gale: every set of receivers has to find room enough among those who may give to it.
    fits = all(
        wanted * len(who)
        <= sum(min(most, sum((giver, each) in may for each in who)) for giver in PEOPLE)
        for who in _subsets()
    )

    assert (made.short is None) == fits
    if made.short is None:
        assert {(g, r) for g, given in made.gives.items() for r in given} <= may
        assert {len(made.receives(person)) for person in PEOPLE} == {wanted}
        assert max(map(len, made.gives.values())) <= most
    else:
        assert made.short.possible < made.short.wanted


def _subsets() -> list[list[str]]:
    return [
        [person for n, person in enumerate(PEOPLE) if mask >> n & 1]
        for mask in range(1, 2 ** len(PEOPLE))
    ]


def test_what_was_agreed_stays_and_counts() -> None:
    made = share_giving(PEOPLE, wanted=2, most=2, fixed=[("p0", "p1"), ("p0", "p2")])

    assert made.gives["p0"] == ("p1", "p2")
    assert {len(made.receives(person)) for person in PEOPLE} == {2}


def test_who_worked_together_comes_first_where_it_costs_nobody() -> None:
    liked = [("p0", "p3"), ("p3", "p0"), ("p1", "p4"), ("p4", "p1"), ("p2", "p5"), ("p5", "p2")]
    made = share_giving(PEOPLE, wanted=1, most=1, preferred=liked)

    assert {(giver, given[0]) for giver, given in made.gives.items()} == set(liked)


def test_who_cannot_hear_enough_is_named() -> None:
    made = share_giving(["a", "b", "c", "d"], wanted=3, most=3, barred=[("a", "b")])

    assert made.short is not None
    assert made.short.why == (
        "b: 3 answers are wanted, and the people who may give them have room for 2."
    )


def test_what_mends_a_plan_is_the_least_that_does() -> None:
    three = dict.fromkeys(PEOPLE, 3)

    assert least_more(PEOPLE, wanted=dict.fromkeys(PEOPLE, 5), most=three, top=4) == 2
    assert least_more(PEOPLE, wanted=dict.fromkeys(PEOPLE, 6), most=three, top=9) is None
    assert most_each(PEOPLE, PEOPLE, most=three, ends=(1, 5)) == 3
    assert most_each(PEOPLE, PEOPLE, most=three, ends=(4, 5)) is None
