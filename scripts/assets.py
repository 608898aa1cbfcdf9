"""Rebuild the vendored assets: fonts, htmx, the parts of the notes' editor, and axe for tests.

Run by `make assets`, after `npm ci --ignore-scripts`, with fonttools and brotli at hand:

    uv run --no-project --with fonttools --with brotli python scripts/assets.py

The results are committed, so that neither running nor testing Junto needs node or a network.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
STATIC = ROOT / "src/junto/interfaces/web/ui/static/ui"
TEST_VENDOR = ROOT / "tests/vendor"

LATIN = "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,\
U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD"
# Names in the Latin scripts of Europe and Africa, without the phonetic rest of the blocks.
LATIN_EXTENDED = "U+0100-0130,U+0132-0151,U+0154-017F,U+018F,U+0192,U+01CD-01DC,U+01E6-01EB,\
U+0218-021B,U+0259,U+1E80-1E85,U+1E9E,U+1EF2-1EF3"
FEATURES = "kern,mark,mkmk,ccmp,locl,liga,tnum,lnum,pnum"


@dataclass(frozen=True)
class Font:
    """One subset: where it comes from and what it is called afterwards."""

    package: str
    source: str
    family: str
    weights: tuple[int, int]
    unicodes: str
    target: str


FONTS = (
    Font("source-sans-3", "latin", "Junto Sans", (400, 700), LATIN, "sans-latin"),
    Font("source-sans-3", "latin-ext", "Junto Sans", (400, 700), LATIN_EXTENDED, "sans-latin-ext"),
    Font("source-serif-4", "latin", "Junto Serif", (400, 600), LATIN, "serif-latin"),
    Font(
        "source-serif-4", "latin-ext", "Junto Serif", (400, 600), LATIN_EXTENDED, "serif-latin-ext"
    ),
)

COPIES = {
    "htmx.org/dist/htmx.min.js": STATIC / "vendor/htmx.min.js",
    "htmx.org/LICENSE": STATIC / "vendor/htmx.LICENSE.txt",
    "axe-core/axe.min.js": TEST_VENDOR / "axe.min.js",
    "axe-core/LICENSE": TEST_VENDOR / "axe.LICENSE.txt",
}

# Bundled into one file: its source, its name, and the name under which the page finds it.
EDITOR = (ROOT / "scripts/editor/notes.js", STATIC / "vendor/notes.min.js", "notesParts")

FAMILY_NAME_IDS = (1, 3, 4, 6, 16, 25)


def subset(font: Font) -> None:
    """Cut a font to the weights and letters we use.

    The license reserves the name "Source" for unmodified files, so the result gets another one.
    """
    from fontTools import subset as subsetter
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    path = (
        MODULES
        / f"@fontsource-variable/{font.package}/files"
        / f"{font.package}-{font.source}-wght-normal.woff2"
    )
    full = TTFont(path)
    low, high = font.weights
    limited = BytesIO()
    instancer.instantiateVariableFont(full, {"wght": (low, low, high)}).save(limited)
    limited.seek(0)
    cut = TTFont(limited)
    options = subsetter.Options()
    options.layout_features = FEATURES.split(",")
    options.flavor = "woff2"
    options.name_IDs = ["*"]
    worker = subsetter.Subsetter(options)
    worker.populate(unicodes=subsetter.parse_unicodes(font.unicodes))
    worker.subset(cut)
    for name_id in FAMILY_NAME_IDS:
        value = font.family.replace(" ", "") if name_id in (3, 6, 25) else font.family
        cut["name"].removeNames(nameID=name_id)
        cut["name"].setName(value, name_id, 3, 1, 0x409)
    cut["head"].modified = cut["head"].created
    target = STATIC / f"fonts/{font.target}.woff2"
    subsetter.save_font(cut, str(target), options)
    print(f"{target.relative_to(ROOT)}  {target.stat().st_size} bytes")


def copy() -> None:
    """Take over the files that we ship or test with as they are."""
    for source, target in COPIES.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(MODULES / source, target)
        print(f"{target.relative_to(ROOT)}  {target.stat().st_size} bytes")


def bundle() -> None:
    """Put the libraries of the editor into one file, and their licenses beside it."""
    source, target, name = EDITOR
    about = target.with_suffix("").with_suffix(".meta.json")
    subprocess.run(
        [
            MODULES / ".bin/esbuild",
            source,
            "--bundle",
            "--minify",
            "--target=es2022",
            "--format=iife",
            "--legal-comments=none",
            "--log-level=error",
            f"--global-name={name}",
            f"--outfile={target}",
            f"--metafile={about}",
        ],
        check=True,
    )
    inside = sorted(set(re.findall(r"node_modules/((?:@[^/\"]+/)?[^/\"]+)/", about.read_text())))
    about.unlink()
    licenses = [f"{package}\n\n{_license(package)}" for package in inside]
    target.with_name("notes.LICENSE.txt").write_text(("\n" + "-" * 72 + "\n\n").join(licenses))
    print(f"{target.relative_to(ROOT)}  {target.stat().st_size} bytes: {', '.join(inside)}")


def _license(package: str) -> str:
    found = sorted((MODULES / package).glob("LICENSE*"))
    if found:
        return found[0].read_text("utf-8").strip() + "\n"
    about = json.loads((MODULES / package / "package.json").read_text("utf-8"))
    return f"{about['license']}\n"


def main() -> int:
    """Rebuild everything; 2 when the node packages are missing."""
    if not MODULES.is_dir():
        print("Run `npm ci --ignore-scripts` first.", file=sys.stderr)
        return 2
    (STATIC / "fonts").mkdir(parents=True, exist_ok=True)
    copy()
    bundle()
    for font in FONTS:
        subset(font)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
