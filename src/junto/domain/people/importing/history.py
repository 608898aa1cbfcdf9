"""Who met before: a sheet of past groups -> groups of people as the sheet names them."""

from collections import Counter
from typing import Any

from junto.domain.people.importing.columns import cut
from junto.domain.people.importing.reading import Sheet
from junto.domain.people.importing.text import clean, plain
from junto.domain.people.importing.values import read_number

MAX_TIMES = 20
_GROUP = {"group", "group name", "circle", "gruppe", "groupe", "grupo", "gruppo", "team"}
_TIMES = {"times", "count", "meetings", "mal", "fois", "veces"}


def past_groups(sheet: Sheet) -> list[dict[str, Any]]:
    """Groups as `{"label": text, "people": [text, ...]}`.

    Two shapes are read: one row for each person with the group's name beside it, and one row for
    each two people with the number of times they met.
    """
    table = cut(sheet)
    words = [plain(heading) for heading in table.headings]
    group = next((place for place, word in enumerate(words) if word in _GROUP), None)
    cells = [[clean(cell) for cell in row] for _, row in table.rows]
    if group is None:
        times = next((place for place, word in enumerate(words) if word in _TIMES), 2)
        return _pairs(cells, times)
    person = next((place for place in range(len(words)) if place != group), None)
    if person is None:
        return []
    members: dict[str, list[str]] = {}
    for row in cells:
        if len(row) > max(group, person) and row[group] and row[person]:
            members.setdefault(row[group][:160], []).append(row[person])
    return [{"label": label, "people": people} for label, people in members.items()]


def _pairs(cells: list[list[str]], times: int) -> list[dict[str, Any]]:
    counted: Counter[tuple[str, str]] = Counter()
    for row in cells:
        if len(row) < 2 or not row[0] or not row[1]:
            continue
        number = read_number(row[times]) if len(row) > times else 1
        counted[row[0], row[1]] += max(1, min(MAX_TIMES, int(number or 1)))
    return [
        {"label": f"{first} & {second} ({turn})"[:160], "people": [first, second]}
        for (first, second), number in counted.items()
        for turn in range(1, min(number, MAX_TIMES) + 1)
    ]
