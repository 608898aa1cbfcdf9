"""A session as one bar: the width of a part is its time, its height and color how people speak."""

from collections.abc import Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from junto.domain.catalog.queries import localized
from junto.kernel.formats import Timeline

_TALL, _GAP = 44, 0.3
# Class and share of the height: silence is low, open talk is tall.
_LOOKS = {
    "silent": ("f-mute", 0.35),
    "one_speaker": ("f-plum", 0.7),
    "round_robin": ("f-lagoon", 0.7),
    "queue": ("f-lagoon", 0.7),
    "alternate": ("f-lagoon", 0.7),
    "ask_answer": ("f-lagoon", 0.85),
    "questions_only": ("f-lagoon", 0.85),
}
_OPEN = ("f-floor", 1.0)
_BREAK = ("f-sunken", 0.2)


def timeline(made: Timeline, label: str) -> SafeString:
    """The bar of a compiled session; the list beside it says the same in words."""
    whole = made.promised_seconds or 1
    parts = []
    for item in made.items:
        look = _BREAK if item.stage.kind == "break" else _LOOKS.get(item.stage.speak.rule, _OPEN)
        start, width = 100 * item.start_seconds / whole, 100 * item.seconds / whole
        parts.append(_part(start, max(width - _GAP, 0.2), look, localized(item.title)))
    return _svg(parts, label)


def _part(start: float, width: float, look: tuple[str, float], title: str) -> str:
    kind, share = look
    height = round(_TALL * share)
    return (
        f'<rect x="{start:.2f}%" y="{_TALL - height}" width="{width:.2f}%" height="{height}" '
        f'rx="2" class="{kind}"><title>{escape(title)}</title></rect>'
    )


def _svg(parts: Sequence[str], label: str) -> SafeString:
    svg = (
        f'<svg class="bar" width="100%" height="{_TALL}" role="img" '
        f'aria-label="{escape(label)}">{"".join(parts)}</svg>'
    )
    return mark_safe(svg)  # noqa: S308 - the label and titles are escaped where they enter
