"""Groups in the columns that another tool imports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from .foreign import TITLES, Tool, plain

_MAIL = ("email", "e-mail", "email address", "e-mail address", "what is your email address?")
_NAME = ("full_name", "full name", "name")
_FIRST = ("first_name", "first name", "firstname", "first", "what is your first name?")
_LAST = ("last_name", "last name", "lastname", "surname", "last", "what is your last name?")
_SECTIONED = 100


class UnreturnableError(ValueError):
    """Something the tool asks for is not known of everybody; the message is one sentence."""


def returned(
    tool: Tool,
    groups: Sequence[tuple[str, Sequence[str]]],
    people: Mapping[str, Mapping[str, str]],
    *,
    course: str = "",
) -> list[list[str]]:
    """Return the rows `tool` imports, its headings first; `people` holds a row for each id."""
    seated = [(_title(name), each) for name, members in groups for each in members]
    found = {each: _Person(each, people[each]) for _, each in seated}
    if tool is Tool.TEAMMATES:
        return _teammates(seated, found)
    if tool is Tool.CATME:
        return _catme(seated, found)
    if tool is Tool.MOODLE:
        return _moodle(seated, found, course)
    raise UnreturnableError(f"{TITLES[tool]} imports no groups.")


def _title(name: str) -> str:
    return f"Group {name}" if name.isdecimal() else name


class _Person:
    """What other tools ask about a person."""

    def __init__(self, person: str, row: Mapping[str, str]) -> None:
        cells = {plain(name): cell.strip() for name, cell in row.items()}
        self.id = person
        self.email = _found(cells, *_MAIL) or (person if "@" in person else "")
        first, last = _found(cells, *_FIRST), _found(cells, *_LAST)
        both = " ".join(each for each in (first, last) if each)
        self.name = _found(cells, *_NAME) or both or person
        words = self.name.split()
        self.first = first or " ".join(words[:-1] or words)
        self.last = last or words[-1]
        self.username = _found(cells, "username") or self.email.casefold() or person
        self.section = _found(cells, "section", "in which section are you enrolled?")
        self.comments = _found(cells, "comments")


def _found(cells: Mapping[str, str], *names: str) -> str:
    return next((cells[each] for each in names if cells.get(each)), "")


def _ask(tool: Tool, found: Mapping[str, _Person], what: str, words: str) -> None:
    for each in found.values():
        if not getattr(each, what):
            raise UnreturnableError(f"{TITLES[tool]} asks for {words} of everybody: {each.name}"
                                    " has none.")  # fmt: skip


def _teammates(seated: Sequence[tuple[str, str]], found: Mapping[str, _Person]) -> list[list[str]]:
    _ask(Tool.TEAMMATES, found, "email", "an e-mail address")
    rows = [["Section", "Team", "Name", "Email", "Comments"]]
    sections = _sections([group for group, _ in seated])
    for group, each in seated:
        person = found[each]
        section = person.section or sections[group]
        rows.append([section, group, person.name, person.email, person.comments])
    return rows


def _sections(groups: Sequence[str]) -> dict[str, str]:
    """Return a section for each group, as TEAMMATES asks for above a hundred people."""
    counts = Counter(groups)
    if len(groups) <= _SECTIONED:
        return dict.fromkeys(counts, "")
    found, number, size = {}, 1, 0
    for group, count in counts.items():
        if size and size + count > _SECTIONED:
            number, size = number + 1, 0
        found[group], size = f"Section {number}", size + count
    return found


def _catme(seated: Sequence[tuple[str, str]], found: Mapping[str, _Person]) -> list[list[str]]:
    _ask(Tool.CATME, found, "email", "an e-mail address")
    rows = [["First", "Last", "Email", "ID", "Section", "Team"]]
    for group, each in seated:
        person = found[each]
        section = person.section
        rows.append([person.first, person.last, person.email, person.id, section, group])
    return rows


def _moodle(
    seated: Sequence[tuple[str, str]], found: Mapping[str, _Person], course: str
) -> list[list[str]]:
    if not course:
        _ask(Tool.MOODLE, found, "email", "an e-mail address")
        return [["email", "group1"], *([found[each].email, group] for group, each in seated)]
    rows = [["username", "firstname", "lastname", "email", "course1", "group1"]]
    for group, each in seated:
        person = found[each]
        rows.append([person.username, person.first, person.last, person.email, course, group])
    return rows
