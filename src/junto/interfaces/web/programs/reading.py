"""From the rules form to rules, and back: each rule is one sentence on the page."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from junto.domain.groups.knowledge import Knowledge
from junto.domain.people.enums import AttributeKind

WEIGHTS = ("1", "2", "3")
HOWS = ("mix", "match", "balance")
COMPANY = ("with_friends", "with_topics")
# Rules of a kind that one form takes; the page shows those in use and one more.
AT_MOST_ROWS = 6
AT_LEAST_ROWS = 6
CONFLICT_ROWS = 4
NOT_ALONE_ROWS = 4
RIVALS = ("a", "b", "c")
MUST = "must"
OURS = {
    "conflict",
    "near",
    "same_site_or_remote",
    "not_alone",
    "at_most",
    "at_least",
    "same",
    "not_with_manager",
    "shared_hours",
    "common_language",
    "never_together",
    "together",
}


def pair_of(name: str, value: str) -> str:
    """One value of one attribute, as the form sends it."""
    return f"{name}:{value}"


class Reading:
    """What a posted form asks for, and what is wrong with it."""

    def __init__(self, posted: Any, known: Knowledge, find: Callable[[str], list[Any]]) -> None:
        self.posted, self.find, self.pickable = posted, find, known.pickable
        self.pairs = {pair_of(row.name, value) for row in known.known for value in row.values}
        self.names = {row.name for row in known.known}
        self.known = {row.name: row for row in known.known if not row.is_sensitive}
        self.problems: list[dict[str, str]] = []

    def rules(self, before: Mapping[str, Any], starts_on: date | None) -> dict[str, Any]:
        """The rules asked for; rules this form does not show stay as they were."""
        self.pairs |= {
            pair_of(body["attribute"], str(body["value"]))
            for rule in before.get("hard", [])
            for key in ("at_least", "not_alone")
            if (body := rule.get(key)) and "value" in body
        }
        hard = [*self._at_most(), *self._at_least(), *self._same(), *self._flags()]
        hard += self._hours(starts_on)
        hard += self._sets("never_together", "never")
        hard += self._sets("together", "keep")
        hard += [*self._conflicts(), *self._rivals(), *self._near(before), *self._not_alone()]
        site = self._one_site(before)
        hard += site.get("hard", [])
        hard += _beyond(before)
        soft = [*self._soft(), *site.get("soft", [])]
        return {"hard": hard, "soft": soft, **self._staff()}

    def _staff(self) -> dict[str, Any]:
        """How many groups a facilitator looks after; nothing where the field is empty."""
        text = self._text("staff_groups")
        if not text:
            return {}
        if not text.isascii() or not text.isdigit() or not 1 <= int(text[:4]) <= 100:
            self._wrong("staff_groups", _("Write how many groups each looks after, 1 to 100"))
            return {}
        return {"staff": {"groups": int(text)}}

    def _text(self, name: str) -> str:
        return str(self.posted.get(name, "")).replace("\0", "").strip()[:700]

    def _at_most(self) -> list[dict[str, Any]]:
        found: dict[str, int] = {}
        for row in range(AT_MOST_ROWS):
            name, count = self._text(f"at_most_{row}"), self._text(f"at_most_count_{row}")
            if name not in self.names:
                continue
            if not count.isascii() or not count.isdigit() or not 1 <= int(count[:4]) <= 30:
                self._wrong(
                    f"at_most_count_{row}", _("Write how many alike a group may have, 1 to 30")
                )
                continue
            found[name] = int(count)
        return [{"at_most": {"attribute": name, "count": count}} for name, count in found.items()]

    def _at_least(self) -> list[dict[str, Any]]:
        found: dict[str, int] = {}
        for row in range(AT_LEAST_ROWS):
            pair, count = self._text(f"at_least_{row}"), self._text(f"at_least_count_{row}")
            if pair not in self.pairs:
                continue
            if not count.isascii() or not count.isdigit() or not 1 <= int(count[:4]) <= 30:
                self._wrong(
                    f"at_least_count_{row}", _("Write how many every group has at least, 1 to 30")
                )
                continue
            found[pair] = int(count)
        rules = []
        for pair, least in found.items():
            name, _sep, value = pair.partition(":")
            body = {"attribute": name, "value": value, "count": least}
            rules.append({"at_least": body})
        return rules

    def _same(self) -> list[dict[str, Any]]:
        name = self._text("same")
        return [{"same": {"attribute": name}}] if name in self.names else []

    def _conflicts(self) -> list[dict[str, Any]]:
        chosen = [self._text(f"conflict_{row}") for row in range(CONFLICT_ROWS)]
        names = dict.fromkeys(name for name in chosen if name in self.known)
        return [{"conflict": {"attribute": name}} for name in names]

    def _rivals(self) -> list[dict[str, Any]]:
        """Values that compete: the sets that are kept, and the one that is added."""
        sets: dict[str, list[list[str]]] = {}
        for kept in self.posted.getlist("rival_set")[:200]:
            read = _rival_set(kept)
            if read is not None and read[0] in self.known:
                sets.setdefault(read[0], []).append(read[1])
        added = [pair for end in RIVALS if (pair := self._text(f"rival_{end}")) in self.pairs]
        pairs = [pair.partition(":") for pair in dict.fromkeys(added)]
        if len(pairs) == 1:
            self._wrong("rival_b", _("Choose what it competes with"))
        elif len({name for name, _sep, _value in pairs}) > 1:
            self._wrong("rival_b", _("Choose values of one and the same kind"))
        elif pairs:
            sets.setdefault(pairs[0][0], []).append([value for _name, _sep, value in pairs])
        return [
            {"conflict": {"attribute": name, "between": between}} for name, between in sets.items()
        ]

    def _near(self, before: Mapping[str, Any]) -> list[dict[str, Any]]:
        """How far apart people of a group may be; words need an order."""
        name, steps = self._text("near"), self._text("near_steps").replace(",", ".")
        more = [rule for rule in before.get("hard", []) if "near" in rule][1:]
        row = self.known.get(name)
        if row is None or row.kind == AttributeKind.MANY_OF:
            return more
        try:
            far = float(steps)
        except ValueError:
            far = 0
        if not 0 < far <= 1_000_000:
            self._wrong("near_steps", _("Write how far apart they may be, more than 0"))
            return more
        body: dict[str, Any] = {"attribute": name, "steps": int(far) if far.is_integer() else far}
        if row.kind not in (AttributeKind.NUMBER, AttributeKind.DATE):
            lines = str(self.posted.get("near_order", "")).replace("\0", "")[:4000].splitlines()
            order = list(dict.fromkeys(word for line in lines if (word := line.strip())))
            if not order:
                self._wrong(
                    "near_order",
                    _("Write the order of “%(label)s”, the lowest first") % {"label": row.label},
                )
                return more
            body["order"] = order
        return [{"near": body}, *more]

    def _one_site(self, before: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
        """One site or remote: a must-have, or a wish with a weight."""
        name, how, pair = self._text("site"), self._text("site_how"), self._text("site_remote")
        more = [rule for rule in before.get("hard", []) if "same_site_or_remote" in rule][1:]
        if name not in self.known:
            return {"hard": more}
        body: dict[str, Any] = {"attribute": name}
        remote = _remote_words(before, name)
        chosen, _sep, word = pair.partition(":")
        if pair in self.pairs and chosen == name:
            body["remote"] = [word, *(each for each in remote[1:] if each != word)]
        if how in WEIGHTS:
            return {"hard": more, "soft": [{"same_site_or_remote": {**body, "weight": int(how)}}]}
        return {"hard": [{"same_site_or_remote": body}, *more]}

    def _not_alone(self) -> list[dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for row in range(NOT_ALONE_ROWS):
            pair, count = self._text(f"not_alone_{row}"), self._text(f"not_alone_count_{row}")
            name, _sep, value = pair.partition(":")
            if pair not in self.pairs and (name not in self.names or value):
                continue
            if not count.isascii() or not count.isdigit() or not 2 <= int(count[:4]) <= 30:
                self._wrong(f"not_alone_count_{row}", _("Write how many there are then, 2 to 30"))
                continue
            body = {"attribute": name, "at_least": int(count)}
            found[pair] = {**body, "value": value} if value else body
        return [{"not_alone": body} for body in found.values()]

    def _flags(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        if self._text("not_with_manager"):
            found.append({"not_with_manager": {"attribute": "manager"}})
        if self._text("common_language"):
            found.append({"common_language": {"attribute": "languages"}})
        return found

    def _hours(self, starts_on: date | None) -> list[dict[str, Any]]:
        if not self._text("shared_hours"):
            return []
        try:
            hours = float(self._text("hours").replace(",", "."))
        except ValueError:
            hours = 0
        if not 0.5 <= hours <= 12:
            self._wrong("hours", _("Write how many hours a group shares, 0.5 to 12"))
            return []
        days = []
        for field in ("on_1", "on_2"):
            text = self._text(field)
            if not text:
                continue
            try:
                days.append(date.fromisoformat(text))
            except ValueError:
                self._wrong(field, _("Write the day like 2026-12-01"))
        body: dict[str, Any] = {"hours": int(hours) if hours.is_integer() else hours}
        if days and (len(days) > 1 or days[0] != starts_on):
            body["on"] = sorted({day.isoformat() for day in days})
        return [{"shared_hours": body}]

    def _sets(self, key: str, prefix: str) -> list[dict[str, Any]]:
        sets = [
            [ref for ref in value.replace("\0", "").split(",")[:20] if ref]
            for value in self.posted.getlist(f"{prefix}_set")[:200]
        ]
        people = [self._person(f"{prefix}_{end}") for end in ("a", "b")]
        if all(people):
            if people[0] == people[1]:
                self._wrong(f"{prefix}_b", _("Name two different people"))
            else:
                sets.append([str(ref) for ref in people])
        elif any(people):
            open_field = f"{prefix}_b" if people[0] else f"{prefix}_a"
            if self._text(open_field) == "":
                self._wrong(open_field, _("Name the other person too"))
        kept = [each for each in sets if len(each) > 1]
        return [{key: kept}] if kept else []

    def _person(self, field: str) -> str:
        wanted = self._text(field)
        if not wanted:
            return ""
        if wanted in self.pickable:
            return self.pickable[wanted]
        found = self.find(wanted)
        if len(found) == 1:
            return str(found[0].ref)
        if found:
            text = _("Several people are called %(name)s: choose one from the list")
        else:
            text = _("Nobody here is called %(name)s: choose somebody from the list")
        self._wrong(field, text % {"name": wanted})
        return ""

    def _soft(self) -> list[dict[str, Any]]:
        found = []
        for name in sorted(self.names):
            how, weight = self._text(f"how_{name}"), self._text(f"weight_{name}")
            if how in HOWS:
                found.append((int(weight) if weight in WEIGHTS else 1, how, name))
        found.sort(key=lambda row: -row[0])
        rules: list[dict[str, Any]] = [
            {how: {"attribute": name, "weight": weight}} for weight, how, name in found
        ]
        for key in COMPANY:
            name, weight = self._text(key), self._text(f"{key}_weight")
            if name in self.names:
                body = {"attribute": name, "weight": int(weight) if weight in WEIGHTS else 1}
                rules.append({key: body})
        faces = self._text("new_faces")
        if faces in WEIGHTS:
            rules.append({"new_faces": {"weight": int(faces)}})
        return rules

    def _wrong(self, field: str, text: str) -> None:
        self.problems.append({"href": f"#{field}", "text": text, "field": field})


def _beyond(rules: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Must-haves that the page has no row for: they stay as they were."""
    rows = {
        "at_most": AT_MOST_ROWS,
        "at_least": AT_LEAST_ROWS,
        "not_alone": NOT_ALONE_ROWS,
        "conflict": CONFLICT_ROWS,
        "same": 1,
        "shared_hours": 1,
    }
    seen: dict[str, int] = {}
    found = []
    for rule in rules.get("hard", []):
        key, body = next(iter(rule.items()))
        if key == "conflict" and body.get("between"):
            continue
        seen[key] = seen.get(key, 0) + 1
        if key not in OURS or seen[key] > rows.get(key, len(rules["hard"])):
            found.append(rule)
    return found


def rival_text(attribute: str, words: list[str]) -> str:
    """A set of values that compete, as the form sends it back."""
    return json.dumps([attribute, *words], ensure_ascii=False)


def _rival_set(text: str) -> tuple[str, list[str]] | None:
    try:
        read = json.loads(text[:4000])
    except ValueError:
        return None
    if not isinstance(read, list) or not all(isinstance(word, str) and word for word in read):
        return None
    words = list(dict.fromkeys(word.replace("\0", "") for word in read[1:21]))
    return (read[0], words) if len(words) > 1 else None


def _remote_words(rules: Mapping[str, Any], name: str) -> list[str]:
    """Words that mean remote in the rules as they were."""
    for rule in [*rules.get("hard", []), *rules.get("soft", [])]:
        body = rule.get("same_site_or_remote")
        if body and body["attribute"] == name:
            return [str(word) for word in body.get("remote", [])]
    return []


def suggested(known: Knowledge) -> dict[str, Any]:
    """Rules to begin with: mixed groups, and nobody with their manager."""
    hard = [{"not_with_manager": {"attribute": "manager"}}] if known.with_manager else []
    wanted = [row for row in known.known if row.name in ("unit", "site", "employer")]
    return {
        "hard": hard,
        "soft": [{"mix": {"attribute": row.name, "weight": 2}} for row in wanted],
    }


def as_fields(rules: Mapping[str, Any], starts_on: date | None) -> dict[str, Any]:
    """The form's values for these rules."""
    hard: dict[str, list[Any]] = {}
    for rule in rules.get("hard", []):
        for key, body in rule.items():
            hard.setdefault(key, []).append(body)
    hours = (hard.get("shared_hours") or [None])[0]
    days = list((hours or {}).get("on", [])) or ([starts_on.isoformat()] if starts_on else [])
    rows = [(body["attribute"], body["count"]) for body in hard.get("at_most", [])]
    least = [
        (pair_of(body["attribute"], str(body["value"])), body["count"])
        for body in hard.get("at_least", [])
    ]
    conflicts = hard.get("conflict", [])
    same = [body["attribute"] for body in conflicts if not body.get("between")]
    alone = [
        (pair_of(body["attribute"], str(body.get("value") or "")), body.get("at_least", 2))
        for body in hard.get("not_alone", [])
    ]
    near = (hard.get("near") or [{}])[0]
    soft = {}
    company = dict.fromkeys(COMPANY, ("", "2"))
    faces = ""
    for rule in rules.get("soft", []):
        for key, body in rule.items():
            weight = str(max(1, min(3, round(float(body.get("weight", 1))))))
            if key == "new_faces":
                faces = weight
            elif key in COMPANY:
                company[key] = (body["attribute"], weight)
            elif key == "same_site_or_remote":
                hard.setdefault(key, []).append({**body, "how": weight})
            else:
                soft[body["attribute"]] = (key, weight)
    return {
        "at_most": [*rows, ("", 1)][:AT_MOST_ROWS],
        "at_least": [*least, ("", 1)][:AT_LEAST_ROWS],
        "same": (hard.get("same") or [{}])[0].get("attribute", ""),
        "conflict": [*same, ""][:CONFLICT_ROWS],
        "rivals": [
            (rival_text(body["attribute"], list(words)), body["attribute"], list(words))
            for body in conflicts
            for words in body.get("between", [])
        ],
        "staff_groups": (rules.get("staff") or {}).get("groups", ""),
        "near": near.get("attribute", ""),
        "near_steps": near.get("steps", 1),
        "near_order": "\n".join(near.get("order", [])),
        "site": _site_fields(hard),
        "not_alone": [*alone, ("", 2)][:NOT_ALONE_ROWS],
        "not_with_manager": "not_with_manager" in hard,
        "common_language": "common_language" in hard,
        "shared_hours": hours is not None,
        "hours": (hours or {}).get("hours", 2),
        "on_1": days[0] if days else "",
        "on_2": days[1] if len(days) > 1 else "",
        "never": [each for body in hard.get("never_together", []) for each in body],
        "keep": [each for body in hard.get("together", []) for each in body],
        "soft": soft,
        "company": company,
        "new_faces": faces,
        "others": sorted(set(hard) - OURS),
    }


def _site_fields(hard: Mapping[str, list[Any]]) -> dict[str, str]:
    body = (hard.get("same_site_or_remote") or [{}])[0]
    name, remote = body.get("attribute", ""), body.get("remote", [])
    return {
        "name": name,
        "remote": pair_of(name, str(remote[0])) if remote else "",
        "how": body.get("how", MUST),
    }
