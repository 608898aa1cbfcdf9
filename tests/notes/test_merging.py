"""Texts merge by themselves, whatever the order in which changes come."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from junto.domain.notes import merging

letters = st.text(alphabet="ab cé😀\n", max_size=14)


def written(words: str, seen: bytes = b"") -> bytes:
    return merging.merge(seen, merging.rewrite(seen, words))


@settings(max_examples=60, deadline=None)
@given(letters, letters)
def test_a_text_turns_into_whatever_is_written_over_it(before: str, after: str) -> None:
    state = written(before)

    assert merging.text_of(written(after, state)) == after


def test_words_of_two_who_saw_the_same_page_are_both_kept() -> None:
    seen = written("Agenda\n\nOpen ends\n")
    one = merging.rewrite(seen, "Agenda\nWho calls Priya\n\nOpen ends\n")
    other = merging.rewrite(seen, "Agenda\n\nOpen ends\nThe budget 😀\n")
    merged = merging.merge(merging.merge(seen, one), other)

    assert merging.text_of(merged) == "Agenda\nWho calls Priya\n\nOpen ends\nThe budget 😀\n"
    assert merged == merging.merge(merging.merge(seen, other), one)


def test_a_change_that_comes_twice_counts_once() -> None:
    change = merging.rewrite(b"", "Once")

    assert merging.text_of(merging.merge(merging.merge(b"", change), change)) == "Once"


@pytest.mark.parametrize("junk", [b"\xff", b"\x01\x02\x03", b"hello", b"\xff" * 40])
def test_bytes_that_are_no_change_are_refused(junk: bytes) -> None:
    with pytest.raises(merging.Unreadable):
        merging.merge(b"", junk)


def test_a_note_that_would_grow_too_large_stays_as_it_was() -> None:
    with pytest.raises(merging.Full):
        merging.merge(b"", merging.rewrite(b"", "x" * (merging.MOST_STATE + 1)))
