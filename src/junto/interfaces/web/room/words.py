"""How the room speaks: who reads what, who has the floor, how long is left."""

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from junto.domain.catalog.queries import localized
from junto.kernel.formats.roomview import Slot, View

MINUTE = 60


def listed(names: Sequence[str]) -> str:
    """Names in a sentence: "Ana", "Ana and Li", "Ana, Li and Omar"."""
    if len(names) < 2:
        return "".join(names)
    first = ", ".join(names[:-1])
    return _("%(first)s and %(last)s") % {"first": first, "last": names[-1]}


def promise(confidentiality: str) -> str:
    """What leaves the room."""
    if confidentiality == "sealed":
        return _("Not recorded. What is said here stays here.")
    if confidentiality == "chatham":
        return _("Not recorded. Share the idea, never who said it.")
    return _("Not recorded. Your notes go to the program's team.")


def readers(slot: Slot, name: Callable[[str], str]) -> str:
    """Who will read what is written here."""
    if slot.choose and not slot.readers:
        return _("Only the person you choose reads it.")
    if slot.output.visibility == "author":
        return _("Only you read it.")
    if slot.output.visibility in ("recipient", "presenter"):
        if not slot.readers:
            return _("Only you read it until somebody it is for is here.")
        return _("You and %(names)s read it, nobody else.") % {
            "names": listed([name(each) for each in slot.readers])
        }
    if slot.beyond:
        return _("Everybody in this room reads it, and the program's team.")
    return _("Everybody in this room reads it, nobody else.")


def without_names(view: View) -> str:
    """What becomes of answers without a name that this stage asks for."""
    if not view.unnamed:
        return ""
    if all(output.type == "rating" for output in view.unnamed):
        return _("Three taps follow when the session is over, without your name.")
    return _("Collect this aloud or on paper. This page keeps no answers without names.")


def left(seconds: float, planned: int) -> dict[str, str]:
    """The time left, large and small: minutes until the last one, then seconds."""
    if seconds < 0:
        over = int(-seconds // MINUTE) + 1
        return {
            "big": f"+{over}",
            "small": ngettext("minute over", "minutes over", over),
            "spoken": ngettext("%(n)s minute over", "%(n)s minutes over", over) % {"n": over},
        }
    whole = -(-int(planned) // MINUTE)
    if seconds <= MINUTE:
        rest = int(seconds)
        small = _("seconds left")
        return {"big": str(rest), "small": small, "spoken": _("Less than a minute left")}
    minutes = -(-int(seconds) // MINUTE)
    of_all = _("min left of %(whole)s") % {"whole": whole}
    spoken = ngettext("%(n)s minute left", "%(n)s minutes left", minutes) % {"n": minutes}
    return {"big": str(minutes), "small": of_all, "spoken": spoken}


def each_turn(view: View) -> str:
    """About how long a turn lasts, when people take turns."""
    turns = view.turn + 1 + len(view.coming)
    if view.turn_ends_at is None or turns < 2:
        return ""
    seconds = view.seconds / turns
    if seconds < 1.5 * MINUTE:
        whole = max(10, 10 * round(seconds / 10))
        return _("About %(n)s seconds each") % {"n": whole}
    minutes = round(seconds / MINUTE)
    return ngettext("About %(n)s minute each", "About %(n)s minutes each", minutes) % {"n": minutes}


def pace(late: float) -> str:
    """How the session stands, for who leads it."""
    minutes = round(late / MINUTE)
    if minutes > 0:
        return ngettext("%(n)s minute behind", "%(n)s minutes behind", minutes) % {"n": minutes}
    if minutes < 0:
        return ngettext("%(n)s minute ahead", "%(n)s minutes ahead", -minutes) % {"n": -minutes}
    return _("On time")


def to_say(view: View, name: Callable[[str], str], me: str) -> str:
    """What a screen reader hears when the stage or the turn changes."""
    if view.phase == "ended":
        return _("The session is over.")
    if view.phase == "closing":
        return _("All stages are done.")
    if view.is_paused:
        return _("The clock is stopped.")
    parts = [localized(view.title)]
    if view.floor == me:
        parts.append(_("It is your turn."))
    elif view.floor:
        parts.append(_("%(name)s has the floor.") % {"name": name(view.floor)})
    if view.coming and view.coming[0] == me:
        parts.append(_("You are next."))
    elif view.coming:
        parts.append(_("%(name)s is next.") % {"name": name(view.coming[0])})
    return ". ".join(part.rstrip(".") for part in parts) + "."


def no_prompt(view: View, name: Callable[[str], str]) -> str:
    """What somebody does while the stage asks others."""
    if view.floor:
        return _("Listen. %(name)s has the floor.") % {"name": name(view.floor)}
    return _("Listen.")
