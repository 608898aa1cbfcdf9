"""What every page is asked for: no axe finding, no overflow, every tab stop reached and seen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parent.parent / "vendor/axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING = {"type": "tag", "values": STANDARDS}
# The rules of these standards that look at colors.
COLORS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}

_SETTLE = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  await frame();
  const ends = (animation) => animation.effect.getComputedTiming().endTime !== Infinity;
  await Promise.allSettled(
    document.getAnimations().filter(ends).map((animation) => animation.finished));
  await frame();
}"""

_RUN = """async (runOnly) => {
  const result = await axe.run(document, {runOnly, resultTypes: ["violations"]});
  return result.violations.map((v) => ({
    rule: v.id,
    help: v.help,
    nodes: v.nodes.slice(0, 5).map((n) => n.html.slice(0, 200)),
    colors: v.nodes.slice(0, 5).map((n) => n.any[0]?.data?.fgColor
      && `${n.any[0].data.fgColor} on ${n.any[0].data.bgColor}`),
  }));
}"""

# Elements that leave the window, except those inside a region that scrolls by itself.
_OVERFLOW = """() => {
  const width = document.documentElement.clientWidth;
  const out = [];
  if (document.documentElement.scrollWidth <= width) return out;
  for (const element of document.body.querySelectorAll("*")) {
    if (element.closest(".scroll, .vh, .tabs, [popover], dialog")) continue;
    const box = element.getBoundingClientRect();
    if (box.width && (box.right > width + 1 || box.left < -1)) {
      out.push(element.outerHTML.slice(0, 160));
    }
  }
  return out.length ? out.slice(0, 8) : ["the page scrolls sideways"];
}"""

_FOCUSABLE = """() => [...document.querySelectorAll(
  'a[href], button, input, select, textarea, summary, [tabindex="0"]')].filter((e) => {
    if (e.disabled || e.type === "hidden" || e.tabIndex < 0) return false;
    if (!e.checkVisibility({visibilityProperty: true})) return false;
    if (e.type !== "radio") return true;
    const group = [...document.querySelectorAll(`input[type=radio][name="${e.name}"]`)]
      .filter((other) => other.form === e.form);
    return e.checked || (!group.some((other) => other.checked) && group[0] === e);
  }).map((e, i) => { e.dataset.stop = i; return e.outerHTML.slice(0, 120); })"""

# A ring is an outline of at least two pixels, on the element or on the label that holds it.
_WATCH = """() => {
  window.stops = [];
  const seen = (element) => {
    const style = getComputedStyle(element);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  document.addEventListener("focusin", ({target: e}) => {
    const parents = [e, e.closest("label"), e.closest(".palette")].filter(Boolean);
    window.stops.push(
      {stop: e.dataset.stop ?? null, ring: parents.some(seen), html: e.outerHTML.slice(0, 160)});
  });
}"""
_TABS_AT_ONCE = 20


# All that axe can read but colors: what is written, and where each element stands and is seen.
_SHAPE = """() => JSON.stringify([document.documentElement.outerHTML,
  ...[...document.querySelectorAll("*")].map((element) => {
    const {x, y, width, height} = element.getBoundingClientRect();
    const {fontSize, fontWeight, fontStyle, overflowX, overflowY} = getComputedStyle(element);
    const seen = element.checkVisibility({opacityProperty: true, visibilityProperty: true});
    return [x, y, width, height, seen, fontSize, fontWeight, fontStyle, overflowX, overflowY];
  })])"""


def findings(page: Page, rules: dict[str, Any] = EVERYTHING) -> list[dict[str, Any]]:
    """What axe finds on this page."""
    settle(page)
    if not page.evaluate("Boolean(window.axe)"):
        # Through the debugger, not a script element: the page's content policy stays on.
        page.evaluate(AXE.read_text())
    found: list[dict[str, Any]] = page.evaluate(_RUN, rules)
    return found


def settle(page: Page) -> None:
    """Wait until colors that follow a change of theme are there, with the next frames."""
    page.evaluate(_SETTLE)


def findings_in_themes(page: Page, *themes: str) -> dict[str, list[dict[str, Any]]]:
    """What axe finds in each of these themes.

    Where a theme changes nothing but colors, the rules that do not look at colors would find again
    what they found.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    shapes: set[str] = set()
    for theme in themes:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
        settle(page)
        shape = page.evaluate(_SHAPE)
        found[theme] = findings(page, COLORS if shape in shapes else EVERYTHING)
        shapes.add(shape)
    return found


def assert_accessible(page: Page) -> None:
    """Axe finds nothing."""
    assert findings(page) == []


def overflowing(page: Page) -> list[str]:
    """What leaves the window sideways."""
    found: list[str] = page.evaluate(_OVERFLOW)
    return found


def assert_no_overflow(page: Page) -> None:
    """Nothing leaves the window sideways."""
    assert overflowing(page) == []


def assert_keyboard_reaches_everything(page: Page, *, most: int = 400) -> None:
    """Tab reaches every control once, in a ring one can see."""
    expected: list[str] = page.evaluate(_FOCUSABLE)
    page.evaluate("document.activeElement?.blur()")
    page.evaluate("window.scrollTo(0, 0)")
    page.evaluate(_WATCH)
    stops: list[dict[str, Any]] = []
    reached: set[str] = set()
    for _ in range(0, min(most, len(expected) + 10), _TABS_AT_ONCE):
        for _ in range(_TABS_AT_ONCE):
            page.keyboard.press("Tab")
        stops = page.evaluate("window.stops")
        reached = {stop["stop"] for stop in stops} - {None}
        if len(reached) == len(expected):
            break
    without_ring = [stop["html"] for stop in stops if not stop["ring"]]
    missed = [html for i, html in enumerate(expected) if str(i) not in reached]
    assert missed == []
    assert without_ring == []
