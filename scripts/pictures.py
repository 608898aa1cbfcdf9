"""Take pictures of pages for docs/design-check.md: two widths, two themes.

    python scripts/pictures.py http://localhost:8000 gallery=/gallery home=/:participant

Each page is given as name=address, with a role of the sample organization after a colon where the
page needs somebody signed in. The pictures land in docs/images/ as name-width-theme.jpg.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).resolve().parent.parent / "docs/images"
CHROMIUM = shutil.which("chromium-headless-shell") or "/usr/bin/chromium"
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDTHS = (1440, 390)
THEMES = ("light", "dark")
TALLEST = 2400


def enter_sample(page: Page, site: str, role: str) -> None:
    """Look at the sample organization as somebody with this role."""
    page.goto(f"{site}/sample/as/{role}")
    button = page.locator("main button[type=submit]")
    if button.count():
        button.first.click()
        page.wait_for_load_state("networkidle")


def take(browser: Browser, site: str, name: str, address: str, role: str) -> None:
    """One page in every width and theme."""
    for width in WIDTHS:
        for theme in THEMES:
            context = browser.new_context(
                viewport={"width": width, "height": 900},
                color_scheme=theme,  # type: ignore[arg-type]
                reduced_motion="reduce",
                locale="en-US",
            )
            page = context.new_page()
            if role:
                enter_sample(page, site, role)
            page.goto(site + address, wait_until="networkidle")
            height = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": width, "height": min(TALLEST, max(900, height))})
            target = IMAGES / f"{name}-{width}-{theme}.jpg"
            page.screenshot(path=target, type="jpeg", quality=72)
            print(f"{target.name}  {target.stat().st_size // 1024} KB  {page.url}")
            context.close()


def main(argv: list[str] | None = None) -> int:
    """Take the pictures that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("site", help="address of a running server, without a slash at the end")
    parser.add_argument("pages", nargs="+", metavar="name=address[:role]")
    options = parser.parse_args(argv)
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for page in options.pages:
            name, _, rest = page.partition("=")
            address, _, role = rest.partition(":")
            take(browser, options.site, name, address, role)
        browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
