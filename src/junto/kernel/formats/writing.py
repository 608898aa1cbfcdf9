"""A session in writing: the same format over days, one part after the other.

Nobody has to be there at one moment. A part begins when the one before is over, and is over when
everybody it asks has posted, at the latest at the end of its window. What others posted is shown
as the format says: at once, after one's own post, or when the part is over, so that nobody anchors
the rest.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from junto.kernel.formats.casting import Cast
from junto.kernel.formats.model import AsyncStep, Format, Output, Stage

HOUR = 3600.0


@dataclass(frozen=True)
class Post:
    """Somebody posted in a part; `at` is the server's time in seconds."""

    part: int
    person: str
    at: float


@dataclass(frozen=True)
class Part:
    """One part at a moment, with seconds of the server's clock.

    `begins` is None while an earlier part is under way. `due` is the end of its window; `over_at`
    the moment it was over, which is earlier where everybody had posted.
    """

    place: int
    step: AsyncStep
    people: tuple[str, ...]
    begins: float | None = None
    due: float | None = None
    over_at: float | None = None
    posts: Mapping[str, int] | None = None

    @property
    def is_begun(self) -> bool:
        """Whether people may post in it."""
        return self.begins is not None

    @property
    def is_over(self) -> bool:
        """Whether it no longer waits for anybody."""
        return self.over_at is not None

    def has_posted(self, person: str) -> bool:
        """Tell whether somebody has posted as often as they are asked to, and at least once."""
        return (self.posts or {}).get(person, 0) >= max(1, self.step.min_posts)

    def shows(self, reader: str) -> bool:
        """Tell whether a reader sees what others posted in this part."""
        if not self.is_begun:
            return False
        if self.step.reveal == "at_close":
            return self.is_over
        if self.step.reveal == "after_own_post" and reader in self.people:
            return self.is_over or (self.posts or {}).get(reader, 0) > 0
        return True


def chosen(cast: Cast, people: Sequence[str], selector: str) -> tuple[str, ...]:
    """Return whom a selector means, of those who take part, in their order.

    A role that moves on from round to round is held by everybody once.
    """
    kind, _, name = selector.partition(":")
    if kind == "all":
        return tuple(people)
    if kind == "external":
        return tuple(cast.outside.values())
    rotating = any(name in each for made in cast.rounds.values() for each in made)
    holders = tuple(people) if rotating else cast.roles.get(name, ())
    if kind == "not":
        return tuple(people) if rotating else tuple(p for p in people if p not in holders)
    return tuple(person for person in people if person in holders)


def parts(
    fmt: Format,
    cast: Cast,
    people: Sequence[str],
    posts: Iterable[Post],
    *,
    begun: float,
    now: float,
    gone_on: Mapping[int, float] | None = None,
) -> tuple[Part, ...]:
    """Return every part as it is at a moment.

    Parameters
    ----------
    begun
        When the session began, in seconds.
    gone_on
        The parts that whoever leads ended before their windows did, and when.
    """
    by_part: dict[int, dict[str, list[float]]] = {}
    for post in posts:
        by_part.setdefault(post.part, {}).setdefault(post.person, []).append(post.at)
    made: list[Part] = []
    start: float | None = begun
    for place, step in enumerate(fmt.modes.steps):
        asked = chosen(cast, people, step.who)
        moments = by_part.get(place, {})
        due = over = None
        if start is not None:
            due = start + step.window_hours * HOUR
            ends = (due, _all_posted_at(step, asked, moments), (gone_on or {}).get(place))
            over = max(start, min(each for each in ends if each is not None))
            over = over if over <= now else None
        counts = {person: len(each) for person, each in moments.items()}
        made.append(Part(place, step, asked, start, due, over, counts))
        start = over
    return tuple(made)


def _all_posted_at(
    step: AsyncStep, asked: Sequence[str], moments: Mapping[str, Sequence[float]]
) -> float | None:
    """Return when the last of those asked had posted; None while somebody has not."""
    if not asked or step.min_posts < 1:
        return None
    done = [
        sorted(moments.get(person, ()))[step.min_posts - 1 : step.min_posts] for person in asked
    ]
    return max(each[0] for each in done) if all(done) else None


def stages_of(fmt: Format, step: AsyncStep) -> list[Stage]:
    """Return the stages a part stands for, in the order of the format."""
    return [stage for stage in fmt.all_stages() if stage.id in step.from_stages]


def outputs_of(fmt: Format, step: AsyncStep) -> Iterator[tuple[Stage, Output]]:
    """Yield what a part asks for, with the stage that asks it."""
    known = {output.id: output for output in fmt.outputs}
    for stage in stages_of(fmt, step):
        for name in stage.capture:
            if name in known:
                yield stage, known[name]


def whole_hours(steps: Collection[AsyncStep]) -> float:
    """Return how long a session in writing takes at most, in hours."""
    return sum(step.window_hours for step in steps)
