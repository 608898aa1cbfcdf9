"""The cards of the board, a row per person.

Written by hand and not as a template: twelve groups are some ninety rows of twenty parts each, and
a template takes longer over them than everything else on the page together.
"""

from collections.abc import Sequence
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from junto.domain.groups.queries import Card
from junto.interfaces.web.ui import charts, names
from junto.interfaces.web.ui.templatetags.junto import icon


def cards(
    formation: Any,
    shown: Sequence[Card],
    *,
    stem: str,
    chosen: str,
    can_change: bool,
    is_solving: bool,
) -> SafeString:
    """The groups of one page. Whatever people wrote is escaped where it enters."""
    label = str(formation.figures.get("key", {}).get("main_label", ""))
    writer = _Writer(escape(stem), chosen, label, can_change, is_solving)
    return mark_safe("\n".join(map(writer.card, shown)))  # noqa: S308 - escaped part by part


class _Writer:
    def __init__(
        self, stem: str, chosen: str, label: str, can_change: bool, is_solving: bool
    ) -> None:
        self.stem, self.chosen, self.label = stem, chosen, label
        self.group_stem = f"{stem.removesuffix('person=')}group="
        self.can_change, self.is_solving = can_change, is_solving
        self.move, self.swap = escape(_("Move")), icon("swap")
        self.pinned = (
            f'<span class="tiny">{icon("lock")}<span class="vh">{_("Pinned")}</span></span>'
        )
        self.kept = f'<span class="tag">{icon("lock")}{_("Kept as is")}</span>'
        self.broken = f'<span class="tag tag-warn">{icon("alert")}{_("Breaks a must-have")}</span>'

    def card(self, card: Card) -> str:
        here = any(row[0] == self.chosen for row in card.people)
        name = escape(card.name)
        people = "\n".join(map(self.row, card.people))
        url = f"{self.group_stem}{card.index}"
        title = f"<bdi>{name}</bdi>"
        if not self.is_solving:
            title = f'<a class="mn" href="{url}#panel" hx-get="{url}">{title}</a>'
        return (
            f'<section class="card gcard{" gsel" if here else ""}" aria-label="{name}">'
            f"<header><h3>{title}</h3>{self.tags(card)}</header>"
            f"<ul>{people}</ul>{self.footer(card)}</section>"
        )

    def tags(self, card: Card) -> str:
        tags = self.kept if card.is_kept else ""
        if card.has_broken:
            return tags + self.broken
        if card.double:
            words = escape(_("Two from %(value)s") % {"value": card.double})
            return f'{tags}<span class="tag tag-warn">{icon("alert")}{words}</span>'
        return tags

    def row(self, row: tuple[str, str, str, str, str, bool, bool]) -> str:
        ref, name, code, color, note, pinned, hit = row
        shown, url = escape(name), f"{self.stem}{ref}"
        bdi = f"<bdi>{shown}</bdi>"
        link = bdi if self.is_solving else f'<a href="{url}#panel" hx-get="{url}">{bdi}</a>'
        move = (
            f'<a class="btn btn-q btn-s mv" href="{url}#move" aria-label="{self.move}: {shown}">'
            f"{self.swap}</a>"
            if self.can_change
            else ""
        )
        selected = ' class="sel"' if hit or ref == self.chosen else ""
        chip = f'<span class="code {color}">{escape(code)}</span>' if code else "<span></span>"
        return (
            f'<li{selected} data-person="{ref}">'
            f'<span class="av av-s {names.hue(ref)}" aria-hidden="true">'
            f"{escape(names.initials(name))}</span>"
            f'<span class="mn">{link}{" " + self.pinned if pinned else ""}</span>'
            f'{chip}<span class="mc">{escape(note)}</span>{move}</li>'
        )

    def footer(self, card: Card) -> str:
        mix = hours = ""
        if card.of > 1:
            words = _("%(label)s: %(n)s of %(all)s") % {
                "label": self.label,
                "n": card.distinct,
                "all": card.of,
            }
            bar = charts.segments(min(card.distinct, card.of), of=card.of)
            mix = f'{bar}<span class="tiny">{escape(words)}</span>'
        if card.hours is not None:
            words = _("%(hours)s h shared") % {"hours": charts.number(card.hours)}
            hours = f'<span class="tiny nowrap">{icon("clock")}{escape(words)}</span>'
        return f"<footer><div>{mix}</div>{hours}</footer>"
