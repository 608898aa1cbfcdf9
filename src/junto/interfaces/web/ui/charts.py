"""Charts as server-rendered SVG: percentages across, pixels down, colors by class.

They need no script, follow the theme and survive a strict content policy. Every chart carries its
numbers in its label; a chart of more than four rows also gets a table twin beside it.
Grammar: own view = plum diamond, others = lagoon disc, spread = pale bar, hollow = not established,
dashed = comparison, grey = chance. Charts stay left to right in every language.
"""

from collections.abc import Sequence
from functools import lru_cache

from django.utils.formats import number_format
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

Number = float | int
# What a heat map's cell may hold.
Cell = Number | str | tuple[Number, str] | None


def number(value: Number | None, digits: int | None = None) -> str:
    """A number in the reader's way of writing it."""
    if value is None:
        return ""
    return _number_in(get_language(), value, digits)


@lru_cache(maxsize=8192)
def _number_in(_language: str | None, value: Number, digits: int | None) -> str:
    if digits is None:
        digits = 0 if float(value).is_integer() else 1
    return str(number_format(value, digits, use_l10n=True, force_grouping=abs(value) >= 1000))


def signed(value: Number, digits: int = 2) -> str:
    """A number with its sign, minus being a real minus."""
    sign = "+" if value >= 0 else "−"
    return sign + number(abs(value), digits)


def _pct(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") + "%"


def _place(value: Number, low: Number, high: Number) -> float:
    span = high - low
    return 0.0 if not span else max(0.0, min(100.0, (value - low) / span * 100))


def _svg(height: int, body: str, label: str = "", extra: str = "") -> SafeString:
    role = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    classes = f"bar {extra}".strip()
    svg = f'<svg class="{classes}" width="100%" height="{height}" {role}>{body}</svg>'
    return mark_safe(svg)  # noqa: S308 - labels and words are escaped where they enter


# The light colors of app.css, for documents, whose reader looks for no other style in a drawing.
_PAPER = (
    ".f-lagoon{fill:#06607b}.f-plum{fill:#8e3475}.f-band{fill:#9fd1de}.f-h1{fill:#cfecf3}"
    ".f-h2{fill:#a4dae7}.f-h3{fill:#71bed3}.f-h4{fill:#107794}.f-h5{fill:#014f68}"
    ".s-line{stroke:#d7dee1}.s-mute{stroke:#9ca6ac}.s-surface{stroke:#fff}"
    ".tx,.tx-s{font-family:'Junto Sans',sans-serif;font-weight:600;font-size:11px;fill:#3f4b54}"
    ".tx-inv{fill:#fff}.tx-dk{fill:#15222b}"
)


def on_paper(drawing: str) -> SafeString:
    """A chart with its colors inside it, and room at its sides: what stands over is cut off."""
    head, _end, body = drawing.partition(">")
    inner = f'<svg x="2%" width="96%" height="100%" overflow="visible">{body}'
    return mark_safe(f"{head}><style>{_PAPER}</style>{inner}</svg>")  # noqa: S308 - ours


def _diamond(x: float, y: int = 17, size: float = 8) -> str:
    return (
        f'<svg x="{_pct(x)}" y="{y}" overflow="visible"><path class="f-plum s-surface" '
        f'stroke-width="1.5" d="M0-{size}L{size} 0 0 {size}-{size} 0z"/></svg>'
    )


def _text(x: float, y: float, words: str, *, anchor: str = "middle", kind: str = "tx-s") -> str:
    place = f'x="{_pct(x)}" y="{y:g}" text-anchor="{anchor}"'
    return f'<text {place} class="{kind}">{escape(words)}</text>'


def bar(
    value: Number,
    *,
    of: Number = 100,
    tick: Number | None = None,
    tone: str = "lagoon",
    label: str = "",
) -> SafeString:
    """One value on a track; `tick` marks what to compare it with. Write the number beside it."""
    body = '<rect y="3" width="100%" height="6" rx="3" class="f-sunken"/>'
    body += f'<rect y="3" width="{_pct(_place(value, 0, of))}" height="6" rx="3" class="f-{tone}"/>'
    if tick is not None:
        x = _pct(_place(tick, 0, of))
        body += f'<line x1="{x}" x2="{x}" y1="0" y2="12" class="s-ink" stroke-width="2"/>'
    return _svg(12, body, label)


def segments(filled: int, of: int, *, label: str = "") -> SafeString:
    """How many of a few: one piece each, the missing ones in the warning color."""
    if of <= 0:
        return _svg(6, "", label)
    step = 100 / of
    body = "".join(
        f'<rect x="{_pct(i * step)}" width="{_pct(step * 0.9)}" height="6" rx="3" '
        f'class="{"f-lagoon" if i < filled else "f-warn"}"/>'
        for i in range(of)
    )
    return _svg(6, body, label)


def histogram(
    bins: Sequence[tuple[Number, int]],
    *,
    draft: Number,
    bound: Number | None = None,
    low: Number | None = None,
    high: Number | None = None,
    label: str = "",
) -> SafeString:
    """A draft against random draws. `bins` are (left edge, count), all of one width.

    `bound` is the value that no arrangement can exceed.
    """
    edges = [edge for edge, _count in bins]
    width = edges[1] - edges[0] if len(edges) > 1 else 1
    draws = sum(count for _edge, count in bins)
    tallest = max((count for _edge, count in bins), default=1) or 1
    marks = [value for value in (draft, bound) if value is not None]
    low = min([*edges, *marks]) if low is None else low
    high = max([*(edge + width for edge in edges), *marks]) if high is None else high
    pad = (high - low) * 0.04
    low, high = low - pad, high + pad
    span = high - low
    body = "".join(
        f'<rect x="{_pct((edge - low) / span * 100)}" y="{58 - round(40 * count / tallest)}" '
        f'width="{_pct(width / span * 88)}" height="{round(40 * count / tallest)}" rx="1.5" '
        'class="f-mute"/>'
        for edge, count in bins
        if count
    )
    body += '<line x1="0" x2="100%" y1="58" y2="58" class="s-line" stroke-width="1.5"/>'
    at = _place(draft, low, high)
    body += f'<rect x="{_pct(at)}" y="10" width="4" height="48" rx="2" class="f-lagoon"/>'
    middle = sum((edge + width / 2) * count for edge, count in bins) / draws if draws else low
    words = ngettext("%(count)s random draw", "%(count)s random draws", draws) % {
        "count": number(draws)
    }
    body += _text(_place(middle, low, high), 76, words)
    # Beside the words about the draws where there is room, else on a line of its own.
    line = 76 if abs(at - _place(middle, low, high)) > 40 else 92
    body += _text(
        min(100, at + 2) if at > 50 else max(0, at - 2),
        line,
        _("this draft %(score)s") % {"score": number(draft)},
        anchor="end" if at > 50 else "start",
        kind="tx",
    )
    if bound is not None:
        x = _pct(min(99.6, _place(bound, low, high) + 0.8))
        body += (
            f'<line x1="{x}" x2="{x}" y1="10" y2="58" class="s-ink" stroke-width="1.5" '
            'stroke-dasharray="3 3"/>'
        )
        body += _text(
            100, line + 16, _("best possible %(score)s") % {"score": number(bound)}, anchor="end"
        )
    if not label:
        label = _histogram_words(edges, width, draws, draft, bound)
    return _svg(line + 4 if bound is None else line + 20, body, label)


def _histogram_words(
    edges: Sequence[Number], width: Number, draws: int, draft: Number, bound: Number | None
) -> str:
    values = {
        "draws": number(draws),
        "low": number(edges[0]) if edges else "",
        "high": number(edges[-1] + width) if edges else "",
        "draft": number(draft),
        "bound": number(bound),
    }
    if bound is None:
        return (
            _("%(draws)s random draws score between %(low)s and %(high)s. This draft: %(draft)s.")
            % values
        )
    return (
        _(
            "%(draws)s random draws score between %(low)s and %(high)s. This draft: %(draft)s. "
            "The best possible is at most %(bound)s."
        )
        % values
    )


def spark(
    points: Sequence[tuple[str, Number | None]],
    *,
    low: Number | None = None,
    high: Number | None = None,
    tone: str = "lagoon",
    label: str = "",
    digits: int = 1,
) -> SafeString:
    """A short line over time. `None` is a hole that says "too few", never a silent gap."""
    known = [value for _name, value in points if value is not None]
    low = min(known, default=0) if low is None else low
    high = max(known, default=1) if high is None else high
    step = 88 / max(1, len(points) - 1)
    last = max((i for i, (_name, v) in enumerate(points) if v is not None), default=-1)
    first = min((i for i, (_name, v) in enumerate(points) if v is not None), default=-1)
    body = '<line x1="0" x2="100%" y1="86" y2="86" class="s-line" stroke-width="1.5"/>'
    previous: tuple[float, float] | None = None
    for i, (name, value) in enumerate(points):
        x = 6 + i * step
        body += _text(x, 104, name)
        if value is None:
            body += _text(x, 52, _("too few"))
            previous = None
            continue
        y = 76 - _place(value, low, high) * 0.5
        if previous:
            body += (
                f'<line x1="{_pct(previous[0])}" y1="{previous[1]:g}" x2="{_pct(x)}" y2="{y:g}" '
                f'class="s-{tone}" stroke-width="2.5"/>'
            )
        radius = 6 if i == last else 4
        body += f'<circle cx="{_pct(x)}" cy="{y:g}" r="{radius}" class="f-{tone}"/>'
        if i in (first, last) or value in (low, high):
            body += _text(x, y - 12, number(value, digits), kind="tx")
        previous = (x, y)
    words = ", ".join(
        f"{name}: {_('too few') if value is None else number(value, digits)}"
        for name, value in points
    )
    return _svg(112, body, f"{label}. {words}" if label else words)


def strip(
    counts: Sequence[int],
    labels: Sequence[str],
    *,
    title: str,
    own: int | None = None,
    in_tenths: bool = False,
) -> SafeString:
    """How answers spread over a scale; the diamond is the reader's own (1 is the first label).

    `counts` are answers, or tenths of all answers where how many answered is not told.
    """
    total = sum(counts)
    body, x = "", 0.0
    for i, count in enumerate(counts):
        share = count / total * 100 if total else 0
        if count:
            ink = "tx tx-inv" if i >= 3 else "tx tx-dk"
            body += (
                f'<rect x="{_pct(x)}" y="14" width="{_pct(max(0.4, share - 0.6))}" height="26" '
                f'rx="4" class="f-h{min(5, i + 1)}"/>'
            )
            if not in_tenths:
                body += _text(x + share / 2, 32, number(count), kind=ink)
            elif count > 1:
                body += _text(x + share / 2, 32, _tenths(count), kind=ink)
        if own == i + 1:
            body += _diamond(max(1.5, min(98.5, x + share / 2)), 7, 6.5)
        x += share
    say = _tenths if in_tenths else number
    words = ", ".join(f"{name}: {say(n)}" for n, name in zip(counts, labels, strict=True))
    label = f"{title}. {words}."
    if own is not None:
        label += " " + _("You chose: %(choice)s.") % {"choice": labels[own - 1]}
    return _svg(42, body, label)


def key(labels: Sequence[str]) -> SafeString:
    """Which color of a strip stands for which word."""
    swatches = (
        (mark_safe(f'<rect width="14" height="14" rx="3" class="f-h{min(5, i + 1)}"/>'), name)  # noqa: S308 - a number
        for i, name in enumerate(labels)
    )
    drawn = format_html_join(
        " ", '<span><svg width="14" height="14" aria-hidden="true">{}</svg> {}</span>', swatches
    )
    return format_html('<p class="key mt2">{}</p>', drawn)


def _tenths(count: int) -> str:
    return _("about %(percent)s %%") % {"percent": number(10 * count)}


def dumbbell(
    name: str,
    *,
    own: Number,
    others: Number,
    low: Number,
    high: Number,
    scale: tuple[Number, Number] = (1, 5),
    quiet: bool = True,
) -> SafeString:
    """Own view and others' on one line, with the middle half of the others as a pale bar."""

    def at(value: Number) -> float:
        return _place(value, *scale)

    ticks = "".join(
        f'<line x1="{p}%" x2="{p}%" y1="12" y2="22" class="s-line" stroke-width="1"/>'
        for p in (0, 25, 50, 75, 100)
    )
    body = (
        '<line x1="0" x2="100%" y1="17" y2="17" class="s-line" stroke-width="1"/>'
        f"{ticks}"
        f'<rect x="{_pct(at(low))}" y="11" width="{_pct(at(high) - at(low))}" height="12" rx="6" '
        'class="f-band"/>'
        f'<line x1="{_pct(at(min(own, others)))}" x2="{_pct(at(max(own, others)))}" y1="17" '
        f'y2="17" class="{"s-mute" if quiet else "s-ink"}" stroke-width="2"/>'
        f'<circle cx="{_pct(at(others))}" cy="17" r="7.5" class="f-lagoon s-surface" '
        'stroke-width="1.5"/>'
    ) + _diamond(at(own))
    label = _("%(name)s: you %(own)s, others %(others)s, middle half %(low)s to %(high)s") % {
        "name": name,
        "own": number(own, 1),
        "others": number(others, 1),
        "low": number(low, 1),
        "high": number(high, 1),
    }
    return _svg(34, body, label)


def forest(
    name: str,
    *,
    estimate: Number,
    low: Number,
    high: Number,
    scale: tuple[Number, Number],
    verdict: str = "no",
) -> SafeString:
    """An estimate and its range. `verdict`: holds (filled), maybe (hollow), no or early (grey)."""

    def at(value: Number) -> str:
        return _pct(_place(value, *scale))

    strong = verdict in ("holds", "maybe")
    body = (
        f'<line x1="{at(0)}" x2="{at(0)}" y1="-6" y2="40" class="s-edge" stroke-width="1.5"/>'
        f'<line x1="{at(low)}" x2="{at(high)}" y1="17" y2="17" '
        f'class="{"s-lagoon" if strong else "s-mute"}" stroke-width="3"/>'
        f'<circle cx="{at(estimate)}" cy="17" r="7" '
        f'class="{"f-lagoon" if verdict == "holds" else "f-surface"} '
        f'{"s-lagoon" if strong else "s-edge"}" stroke-width="2.5"/>'
    )
    label = _("%(name)s: %(estimate)s, range %(low)s to %(high)s") % {
        "name": name,
        "estimate": signed(estimate),
        "low": signed(low),
        "high": signed(high),
    }
    return _svg(34, body, label)


def level(value: Number | None, cuts: Sequence[Number]) -> str:
    """The class of a heat map's cell: h1 (below the first cut) to h5."""
    if value is None:
        return "due"
    return f"h{1 + sum(value >= cut for cut in cuts[:4])}"


def heat(
    columns: Sequence[str],
    rows: Sequence[tuple[str, Sequence[Cell]]],
    *,
    corner: str,
    cuts: Sequence[Number] = (),
) -> SafeString:
    """A heat map as a real table. Text cells ("due", "moved") are shown plain; None is a blank.

    A pair of a number and a text is colored by the number and shows the text.
    """
    values = [
        v[0] if isinstance(v, tuple) else v
        for _name, cells in rows
        for v in cells
        if isinstance(v, int | float | tuple)
    ]
    if not cuts and values:
        low, high = min(values), max(values)
        cuts = [low + (high - low) * share for share in (0.2, 0.4, 0.6, 0.8)]
    head = format_html_join("", '<th scope="col">{}</th>', ((c,) for c in columns))
    body = format_html_join(
        "",
        '<tr><th scope="row">{}</th>{}</tr>',
        (
            (name, format_html_join("", "{}", ((_cell(v, cuts),) for v in cells)))
            for name, cells in rows
        ),
    )
    return format_html(
        '<table class="heat"><thead><tr><td class="self"><span class="vh">{}</span></td>{}</tr>'
        "</thead><tbody>{}</tbody></table>",
        corner,
        head,
        body,
    )


def _cell(value: Cell, cuts: Sequence[Number]) -> SafeString:
    if isinstance(value, tuple):
        return format_html('<td class="{}">{}</td>', level(value[0], cuts), value[1])
    if value is None:
        return mark_safe('<td class="blank"></td>')
    if isinstance(value, str):
        return format_html('<td class="due">{}</td>', value)
    return format_html('<td class="{}">{}</td>', level(value, cuts), number(value))


def table_twin(head: Sequence[str], rows: Sequence[Sequence[object]]) -> SafeString:
    """The same numbers as a table, folded away: `head` names the columns, the first is a name."""
    cells = format_html_join(
        "",
        '<tr><th scope="row">{}</th>{}</tr>',
        (
            (row[0], format_html_join("", '<td class="r num">{}</td>', ((c,) for c in row[1:])))
            for row in rows
        ),
    )
    columns = format_html('<th scope="col">{}</th>', head[0]) + format_html_join(
        "", '<th scope="col" class="r">{}</th>', ((c,) for c in head[1:])
    )
    return format_html(
        '<details class="tablealt"><summary>{}</summary><div class="scroll"><table class="tbl">'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div></details>",
        _("See this as a table"),
        columns,
        cells,
    )
