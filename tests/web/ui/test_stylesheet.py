"""One stylesheet that turns with the direction of reading and grows with the reader's letters."""

import gzip
import re
from pathlib import Path

import junto.interfaces.web.ui as ui

STATIC = Path(ui.__file__).parent / "static/ui"
CSS = re.sub(r"/\*.*?\*/", "", (STATIC / "app.css").read_text(), flags=re.S)
DECLARATIONS = re.findall(r"(?<![\w-])([a-z-]+)\s*:\s*([^;{}]+);", CSS)

PHYSICAL = re.compile(
    r"^(left|right|top|bottom|width|height|(min|max)-(width|height)"
    r"|(margin|padding|border)-(left|right|top|bottom)(-\w+)?"
    r"|border-(top|bottom)-(left|right)-radius)$"
)
# Lines, rings and shadows are as thin on every screen; nothing that holds words is in pixels.
HAIRLINES = re.compile(
    r"^(border(-[a-z]+)*|outline(-offset)?|box-shadow|border-radius|stroke-width|margin-block-end"
    r"|inset-inline-start|inline-size|block-size|gap|border-spacing|--e\d|--r-full)$"
)


def test_only_logical_properties() -> None:
    assert sorted({name for name, _value in DECLARATIONS if PHYSICAL.match(name)}) == []


def test_no_physical_alignment() -> None:
    sided = [
        f"{name}: {value}"
        for name, value in DECLARATIONS
        if name in ("text-align", "float", "clear") and value in ("left", "right")
    ]

    assert sided == []


def test_pixels_are_for_hairlines_only() -> None:
    wide = [
        f"{name}: {value}"
        for name, value in DECLARATIONS
        for size in re.findall(r"(?<![\w.-])(\d*\.?\d+)px", value)
        if not HAIRLINES.match(name)
        or (float(size) > 8 and name not in ("--e2", "--r-full", "box-shadow"))
    ]

    assert wide == []


def test_nothing_is_loaded_from_elsewhere() -> None:
    addresses = re.findall(r"url\(\"?([^\")]+)", CSS)

    assert [a for a in addresses if "//" in a or a.startswith(("data:", "/"))] == []
    assert [a for a in addresses if not (STATIC / a).is_file()] == []
    assert "@import" not in CSS


def test_colors_come_from_tokens() -> None:
    plain = [
        f"{name}: {value}"
        for name, value in DECLARATIONS
        if re.search(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", value) and value != "#fff"
    ]

    assert plain == []


def test_every_font_lies_beside_its_license() -> None:
    fonts = {path.name for path in (STATIC / "fonts").glob("*.woff2")}

    assert fonts == {
        "sans-latin.woff2",
        "sans-latin-ext.woff2",
        "serif-latin.woff2",
        "serif-latin-ext.woff2",
    }
    license_text = (STATIC / "fonts/OFL.txt").read_text()
    assert "SIL OPEN FONT LICENSE Version 1.1" in license_text
    assert "Reserved Font Name" in license_text


def _weight(*names: str) -> int:
    return sum(len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in names)


def test_scripts_and_styles_stay_light() -> None:
    assert _weight("boot.js", "app.js", "vendor/htmx.min.js") <= 30_000
    assert _weight("app.css") <= 18_000
    assert _weight("icons.svg") <= 5_000
