"""`junto rounds`: does the seal of a round hold against whoever has the database?"""

import sys
from collections.abc import Callable
from typing import Any


def verify_seal(ref: str) -> int:
    """Attack a sealed round; 1 where something links or orders, 2 where nothing is sealed."""
    from junto.foundation import tenancy

    try:
        rounds, waiting = _rounds(ref.strip().rpartition("-")[2])
    except tenancy.NotFound:
        print(f"There is no round {ref}; its address ends with its reference.", file=sys.stderr)
        return 2
    if not rounds:
        print(f"Nobody was asked in {ref} yet, so there is nothing to seal.", file=sys.stderr)
        return 2
    if waiting:
        print(f"{ref} is not sealed: {waiting}. Nothing to verify yet.", file=sys.stderr)
        return 2
    return 1 if [each for each in rounds if not _holds(each)] else 0


def _rounds(ref: str) -> tuple[list[Any], str]:
    """The rounds of answers behind a reference, and why they are not sealed, '' when they are."""
    from junto.domain.assessments import queries as assessments
    from junto.foundation import tenancy

    for find, answers_of in _sources():
        try:
            found = find(ref)
        except tenancy.NotFound:
            continue
        with tenancy.scope(found.organization_id):
            rounds = answers_of(found)
        break
    else:
        rounds = [assessments.get_round(ref)]
    states = sorted({row.state for row in rounds} - {"sealed"})
    words = {"open": "it takes answers", "closed": "it waits until nobody reads the database"}
    return rounds, " and ".join(words[state] for state in states)


def _sources() -> list[tuple[Callable[[str], Any], Callable[[Any], list[Any]]]]:
    """What an address may name, and the rounds of answers behind it."""
    from junto.domain.asks import queries as asks
    from junto.domain.feedback import queries as feedback
    from junto.domain.reviews import queries as reviews
    from junto.domain.sessions import pulse_queries as pulses

    def one(answers_of: Callable[[Any], Any]) -> Callable[[Any], list[Any]]:
        return lambda row: [each for each in [answers_of(row)] if each is not None]

    return [
        (feedback.get_round, feedback.answer_rounds),
        (asks.get_round, one(asks.answers_of)),
        (reviews.get_host_feedback, one(reviews.mixed_round_of)),
        (reviews.get_form, one(reviews.mixed_round_of)),
        (pulses.get_session, one(pulses.round_of)),
    ]


def _holds(round_: Any) -> bool:
    from junto.domain.assessments import verify
    from junto.foundation import tenancy

    with tenancy.scope(round_.organization_id):
        findings = verify.verify_seal(round_)
    print(f"Round {round_.ref} of {round_.day}, sealed:")
    for each in findings:
        print(f"  {each.verdict.value:<6} {each.sentence}")
    broken = verify.links(findings)
    print("  THE SEAL IS BROKEN." if broken else "  The seal holds.")
    return not broken
