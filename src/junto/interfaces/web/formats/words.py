"""How pages speak about formats: who speaks, who writes, who sees."""

from collections.abc import Mapping

from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from junto.domain.catalog.queries import localized
from junto.kernel.formats import Format, TimelineItem
from junto.kernel.formats.model import Block, EachTime, FixedTime, Role, StageTime

VISIBILITY = {
    "author": later("Only who wrote it"),
    "recipient": later("The person it is for"),
    "presenter": later("Whoever presents"),
    "group": later("Everybody in the group"),
    "group-anonymous": later("The group, without names"),
    "program": later("The group and the program's team"),
    "program-anonymous": later("The program's team, without names"),
}
TYPES = {
    "insight": later("Insight"),
    "commitment": later("Next step"),
    "feedback": later("Feedback"),
    "idea": later("Idea"),
    "question": later("Question"),
    "decision": later("Decision"),
    "vote": later("Vote"),
    "rating": later("Pulse"),
    "kudos": later("Thanks"),
    "journal": later("Journal"),
    "summary": later("Summary"),
    "answer": later("Answer"),
    "parking": later("Parking lot"),
}
KEPT = {
    "session": later("until the session is over"),
    "program": later("until the program is over"),
    "until-deleted": later("until its owner deletes it"),
}
SPEAKING = {
    "silent": later("Silence"),
    "one_speaker": later("One speaks"),
    "round_robin": later("In turn"),
    "queue": later("By raised hand"),
    "open": later("Open talk"),
    "questions_only": later("Questions only"),
    "ask_answer": later("Question and answer"),
    "alternate": later("Side by side, in turn"),
    "pairs": later("In pairs"),
    "fishbowl": later("Inner circle"),
}
KINDS = {
    "check-in": later("Check-in"),
    "review": later("Since last time"),
    "discuss": later("Talk"),
    "reflect": later("Quiet minute"),
    "brainwrite": later("Write ideas"),
    "question": later("Questions"),
    "practice": later("Practice in pairs"),
    "teach": later("Short input"),
    "appreciate": later("Thanks"),
    "check-out": later("Check-out"),
    "break": later("Break"),
}
PROMISES = {
    "sealed": later("What is said stays in the group."),
    "chatham": later("Ideas may be shared, never who said them."),
    "open": later("Notes go to the program's team."),
}
# The number of people that stands for a kind of group.
SIZES = {
    "pair": (2, later("Pairs")),
    "triad": (3, later("Threes")),
    "circle": (6, later("Circles of about six")),
    "large": (12, later("Twelve and more")),
}
LENGTHS = {
    "short": (0, 45, later("Up to 45 minutes")),
    "hour": (46, 75, later("About an hour")),
    "long": (76, 120, later("Up to two hours")),
    "longest": (121, 10_000, later("Longer")),
}


def kind(name: str) -> str:
    """What a kind of stage is called in the library."""
    return str(KINDS.get(name, name))


def who(fmt: Format, selector: str) -> str:
    """The people a selector means."""
    kind, _sep, name = selector.partition(":")
    if kind == "all":
        return _("Everybody")
    if kind == "external":
        return _("Whoever comes from outside")
    role = fmt.role(name)
    title = localized(role.title) if role else name
    return _("Everybody but: %(role)s") % {"role": title} if kind == "not" else title


def people(fmt: Format) -> str:
    """For how many a format is."""
    low, high = fmt.group.min, fmt.group.max
    if low == high:
        return ngettext("%(n)s person", "%(n)s people", low) % {"n": low}
    if fmt.group.multiple_of > 1:
        return _("%(low)s to %(high)s people, in steps of %(step)s") % {
            "low": low,
            "high": high,
            "step": fmt.group.multiple_of,
        }
    return _("%(low)s to %(high)s people") % {"low": low, "high": high}


def count(role: Role) -> str:
    """How many hold a role."""
    if role.external:
        return _("from outside the group")
    if role.count == "rest":
        return _("everybody else")
    if role.count == "half":
        return _("half of the group")
    return ngettext("%(n)s person", "%(n)s people", int(role.count)) % {"n": role.count}


def minutes(seconds: float) -> str:
    """A length in minutes, halves shown."""
    return f"{seconds / 60:g}"


def about_part(item: TimelineItem) -> str:
    """How people speak in a part of a session, in which round, and whether it may be dropped."""
    is_break = item.stage.kind == "break"
    said = [_("Free time") if is_break else str(SPEAKING[item.stage.speak.rule])]
    if item.rounds and item.rounds > 1:
        said.append(_("round %(n)s of %(all)s") % {"n": item.round, "all": item.rounds})
    if item.stage.core:
        said.append(_("never dropped"))
    return ", ".join(said)


def time_of(fmt: Format, time: StageTime) -> str:
    """How the length of a stage comes about."""
    if isinstance(time, FixedTime):
        return _("always the same")
    if isinstance(time, EachTime):
        return _("for each of: %(who)s") % {"who": who(fmt, time.of)}
    return _("a share of what is left")


def rounds(fmt: Format, block: Block) -> str:
    """How often the stages of a block are run."""
    if block.repeat == "people":
        return _("Once for each person")
    if isinstance(block.repeat, int):
        return ngettext("%(n)s round", "%(n)s rounds", block.repeat) % {"n": block.repeat}
    name = block.repeat.removeprefix("param:")
    param = fmt.params.get(name)
    return _("As often as chosen: %(what)s") % {
        "what": localized(param.label) if param and param.label else name
    }


def language(code: str) -> str:
    """The name of a language, in itself."""
    try:
        return str(get_language_info(code.lower())["name_local"])
    except KeyError:
        return code


# ---------------------------------------------------------------- what changed

_PARTS: Mapping[str, object] = {
    "title": later("title"),
    "summary": later("summary"),
    "when_to_use": later("when to use it"),
    "avoid_when": later("when not to"),
    "stages": later("stages"),
    "roles": later("roles"),
    "outputs": later("what is written"),
    "inputs": later("preparation"),
    "adaptation": later("rules for trouble"),
    "time": later("minutes"),
    "duration": later("promised length"),
    "base": later("for everybody"),
    "per_person": later("for each person"),
    "prompt": later("prompt"),
    "order": later("order"),
    "group": later("size of the group"),
    "visibility": later("who sees it"),
    "card": later("card"),
    "hint": later("hint"),
    "each": later("each"),
    "share": later("share"),
    "min": later("least"),
    "max": later("most"),
    "lineage": later("where it comes from"),
    "speak": later("who speaks"),
}


def place(path: tuple[str, ...]) -> str:
    """A place in a format, in words: names of its parts, ids as they are."""
    return " › ".join(str(_PARTS.get(part, part)) for part in path)


def value(given: object) -> str:
    """A value before or after a change, short."""
    if given is None:
        return _("nothing")
    if isinstance(given, list):
        return ", ".join(value(each) for each in given)[:200]
    if isinstance(given, dict):
        return ", ".join(f"{key}: {value(each)}" for key, each in given.items())[:200]
    return str(given)[:200]
