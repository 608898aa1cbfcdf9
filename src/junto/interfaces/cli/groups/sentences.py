"""Reasons and consequences of the engine in plain sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from junto.kernel import grouping
from junto.kernel.grouping.rules import Hard

BRINGS = ("only_one", "differs", "shares", "evens_out", "new_faces", "met_before")
_SHOWN = 4


def listed(words: Sequence[str], limit: int = _SHOWN) -> str:
    """Return "A", "A and B" or "A, B, C and 5 more"."""
    shown, rest = list(words[:limit]), len(words) - limit
    if rest > 0:
        return f"{', '.join(shown)} and {rest} more"
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def many(count: int, one: str, more: str) -> str:
    """Return the count with the right word."""
    return f"{count} {one if count == 1 else more}"


def plain(value: Any) -> str:
    """Return a value as people write it."""
    if isinstance(value, list | tuple):
        return listed([plain(each) for each in value])
    if isinstance(value, float):
        return f"{round(value, 2):g}"
    return str(value)


def reason(each: grouping.Reason, names: Mapping[str, str]) -> str:
    """Return why somebody sits where they sit."""
    values, people = each.values, listed([names[one] for one in each.people])
    label = values.get("attribute", "")
    match each.code:
        case "only_one":
            return f"The only one here with {plain(values['value'])} for “{label}”."
        case "differs":
            share = round(float(values["share"]) * 100)
            value = plain(values["value"])
            return f"Differs from {share} % of the others in “{label}” ({value})."
        case "shares" if values["values"]:
            return f"Has {plain(values['values'])} in common with {people}."
        case "shares":
            return f"Is close to {people} in “{label}”."
        case "evens_out":
            return (
                f"Brings the group nearer to everybody's average of “{label}”: "
                f"{plain(values['group_mean'])} here, {plain(values['pool_mean'])} among all."
            )
        case "new_faces":
            return f"Meets {people} for the first time."
        case "met_before":
            return f"Has been in a group with {people} before."
        case "shared_hours":
            return (
                f"Shares {plain(values['hours'])} hours a day with everybody here, "
                f"{values['start']} to {values['end']} in their own time ({values['zone']}, on "
                f"{values['on']})."
            )
        case "common_language":
            return f"Everybody here has in common: {plain(values['languages'])}."
        case "near":
            return f"Nobody here is further than {plain(values['steps'])} away in “{label}”."
        case "one_site":
            site = plain(values["site"])
            return f"Everybody here is in {site}." if site else "Everybody here is remote."
        case "not_alone":
            return (
                f"Not alone here with {plain(values['value'])} for “{label}”: "
                f"{values['count']} people have it."
            )
        case "together":
            return f"Stays together with {people}."
        case "with_friends":
            return f"Is with somebody they named: {people}."
        case "with_topics":
            return f"Shares a topic they wish for, {plain(values['values'])}, with {people}."
        case "one_place":
            return "The rules leave no other group as things stand."
    return _binding(each, label, people)


def _binding(each: grouping.Reason, label: str, people: str) -> str:
    """Return which must-have binds somebody, and how."""
    values = each.values
    kept = many(int(values.get("count", len(each.people))), "person", "people")
    match each.code:
        case "needed":
            return f"Needed here: the group has no more than it needs with {values['value']}."
        case "at_most":
            return f"At most {values['count']} with {plain(values['value'])} sit in a group."
        case "never_together":
            return f"Never sits with {people}."
        case "kept_apart" if values["rule"] == "not_with_manager":
            return f"Not with their manager or reports: {kept}."
    return f"Kept apart from {kept}" + (f" because of “{label}”." if label else ".")


def effect(each: grouping.Reason) -> str:
    """Return what a change does to a group."""
    values = each.values
    label = values.get("attribute", "")
    words = {
        "more_mixed": f"more mixed in “{label}”",
        "less_mixed": f"less mixed in “{label}”",
        "more_alike": f"more alike in “{label}”",
        "less_alike": f"less alike in “{label}”",
        "evener": f"nearer to everybody's average of “{label}”",
        "less_even": f"further from everybody's average of “{label}”",
    }
    if each.code in words:
        return words[each.code]
    if each.code == "met_pairs":
        return f"{many(int(values['after']), 'pair has', 'pairs have')} met before"
    if each.code == "wishes":
        return f"{many(int(values['after']), 'wish', 'wishes')} granted, not {values['before']}"
    return f"{plain(values['after'])} shared hours instead of {plain(values['before'])}"


def rule(each: Hard) -> str:
    """Return a must-have in a few words."""
    label = f"“{getattr(each, 'attribute', '')}”"
    match each:
        case grouping.AtMost():
            return f"At most {each.count} alike in {label}"
        case grouping.AtLeast():
            return f"At least {each.count} with {each.value} for {label}"
        case grouping.NeverTogether():
            return "People who never sit together"
        case grouping.Together():
            return "People who always sit together"
        case grouping.NotWithManager():
            return "Nobody with their own manager"
        case grouping.SharedHours():
            return f"{plain(each.hours)} shared hours"
        case grouping.CommonLanguage():
            return f"Something in common in {label}"
        case grouping.Same():
            return f"All alike in {label}"
    return f"The rule {each.key} on {label}"


def broken(each: grouping.Violation, groups: Sequence[str], names: Mapping[str, str]) -> str:
    """Return which must-have is broken where, and by whom."""
    who = listed([names[one] for one in each.people], limit=8)
    return f"Group {groups[each.group]} breaks “{each.rule}”: {who}."


def score(value: float) -> str:
    """Return what the score is, and what it means."""
    scale = "where a random draw gives 0 and no arrangement can give more than 100"
    return f"Score {value + 0.0:g}, {scale}."


def difference(before: float, after: float) -> str:
    """Return what a change is worth in points of the score."""
    points = round(after - before, 2)
    if points == 0:
        return "the score stays the same"
    return f"the score {'gains' if points > 0 else 'loses'} {abs(points):g} points"
