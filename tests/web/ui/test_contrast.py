"""Every pair of colors that carries words or borders is told apart, in light and in dark."""

import math
import re
from pathlib import Path

import pytest

import junto.interfaces.web.ui as ui

CSS = (Path(ui.__file__).parent / "static/ui/app.css").read_text()

# What stands on what, and the ratio WCAG asks for (7 where we ask for more of ourselves).
PAIRS = [
    ("ink", "canvas", 7),
    ("ink", "surface", 7),
    ("ink", "sunken", 7),
    ("ink", "floor-wash", 7),
    ("ink-2", "surface", 7),
    ("ink-2", "canvas", 7),
    ("ink-2", "sunken", 4.5),
    ("ink-2", "lagoon-wash", 4.5),
    ("ink-3", "surface", 4.5),
    ("ink-3", "canvas", 4.5),
    ("ink-3", "sunken", 4.5),
    ("ink-3", "lagoon-wash", 4.5),
    ("ink-3", "plum-wash", 4.5),
    ("lagoon", "surface", 4.5),
    ("lagoon", "canvas", 4.5),
    ("lagoon", "lagoon-wash", 4.5),
    ("lagoon", "warn-wash", 4.5),
    ("lagoon", "sunken", 4.5),
    ("lagoon-strong", "lagoon-wash", 4.5),
    ("lagoon-strong", "surface", 4.5),
    ("on-lagoon", "lagoon", 4.5),
    ("on-lagoon", "lagoon-strong", 4.5),
    ("on-floor", "floor", 4.5),
    ("canvas", "ink", 7),
    ("plum", "plum-wash", 4.5),
    ("plum", "surface", 4.5),
    ("ok", "ok-wash", 4.5),
    ("ok", "surface", 4.5),
    ("warn", "warn-wash", 4.5),
    ("warn", "surface", 4.5),
    ("bad", "bad-wash", 4.5),
    ("bad", "surface", 4.5),
    ("bad", "canvas", 4.5),
    ("edge", "surface", 3),
    ("edge", "canvas", 3),
    ("lagoon", "canvas", 3),
    ("plum", "surface", 3),
    ("c1", "sunken", 3),
    ("c2", "sunken", 3),
    ("c3", "sunken", 3),
    ("c4", "sunken", 3),
    ("c5", "sunken", 3),
    ("c6", "sunken", 3),
    ("ink", "h1", 4.5),
    ("ink", "h2", 4.5),
]

Color = tuple[float, float, float]


def _tokens() -> dict[str, tuple[Color, Color]]:
    """Each color token as (light, dark), in OKLCH."""
    tokens = {}
    for name, value in re.findall(r"--([\w-]+): ((?:light-dark\()?oklch\([^;]+);", CSS):
        colors = re.findall(r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)", value)
        if colors:
            light, dark = colors[0], colors[-1]
            tokens[name] = (
                (float(light[0]), float(light[1]), float(light[2])),
                (float(dark[0]), float(dark[1]), float(dark[2])),
            )
    return tokens


TOKENS = _tokens()


def _linear_srgb(color: Color) -> list[float]:
    lightness, chroma, hue = color
    a = chroma * math.cos(math.radians(hue))
    b = chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return [
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    ]


def _luminance(color: Color) -> float:
    red, green, blue = (min(1, max(0, channel)) for channel in _linear_srgb(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _ratio(front: Color, back: Color) -> float:
    high, low = sorted((_luminance(front), _luminance(back)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_a_color_stands_out_from_what_it_stands_on(
    front: str, back: str, least: float, theme: str
) -> None:
    index = ("light", "dark").index(theme)

    assert _ratio(TOKENS[front][index], TOKENS[back][index]) >= least


@pytest.mark.parametrize("name", sorted(TOKENS))
def test_every_screen_can_show_the_color(name: str) -> None:
    for color in TOKENS[name]:
        assert all(-0.002 <= channel <= 1.002 for channel in _linear_srgb(color))


def test_the_tokens_are_found() -> None:
    assert {name for pair in PAIRS for name in pair[:2]} <= TOKENS.keys()
    assert len(TOKENS) >= 36
