"""Fixtures of browser journeys: one Chromium, and one running server, for the whole run."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from server.processes import Server

pytest.register_assert_rewrite("e2e.looking")

# Without windows of its own it takes half the processor time of a whole Chromium.
CHROMIUM = shutil.which("chromium-headless-shell") or "/usr/bin/chromium"
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LANGUAGES = {"en": "en-US,en", "en-xa": "en-xa", "ar-xb": "ar-xb"}


class OpenPage(Protocol):
    """Opens a page of a window of its own."""

    def __call__(
        self,
        url: str = "",
        *,
        width: int = 1440,
        height: int = 900,
        theme: str = "light",
        language: str = "en",
        scripts: bool = True,
    ) -> Page: ...


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, started once."""
    # Playwright runs an event loop of its own in this thread; Django would take it for a mistake.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running server with an empty data directory and both pseudo-locales."""
    data: Path = tmp_path_factory.mktemp("site")
    with Server(data, JUNTO_PSEUDO_LOCALES="1") as server:
        yield server


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running server with the sample program and both pseudo-locales.

    A server makes the sample for the first worker that asks; the others take a copy.
    """
    run = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        run = run.parent
    first = run / "first-sample"
    with (run / "first-sample.lock").open("w") as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        if not first.exists():
            making = run / "making-sample"
            with Server(making, "--demo"):
                pass
            making.rename(first)
    data = tmp_path_factory.mktemp("sample") / "data"
    with Server(shutil.copytree(first, data), "--demo", JUNTO_PSEUDO_LOCALES="1") as server:
        yield server


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[OpenPage]:
    """Open pages in windows of any size, theme and language; errors in scripts fail the test."""
    problems: list[str] = []
    with ExitStack() as windows:

        def open_(
            url: str = "",
            *,
            width: int = 1440,
            height: int = 900,
            theme: str = "light",
            language: str = "en",
            scripts: bool = True,
        ) -> Page:
            context = chromium.new_context(
                viewport={"width": width, "height": height},
                color_scheme=theme,  # type: ignore[arg-type]
                java_script_enabled=scripts,
                extra_http_headers={"Accept-Language": LANGUAGES[language]},
                reduced_motion="reduce",
            )
            windows.callback(context.close)
            page = context.new_page()
            page.on("pageerror", lambda error: problems.append(str(error)))
            page.on("console", _note(problems))
            if url:
                page.goto(url)
            return page

        yield open_
    assert problems == []


def _note(problems: list[str]) -> Callable[..., None]:
    def note(message: object) -> None:
        text = str(getattr(message, "text", ""))
        refused = "Content Security Policy" in text or "Content-Security-Policy" in text
        if text.endswith("net::ERR_INTERNET_DISCONNECTED"):
            # Only a test that cut the connection itself reads this.
            return
        if refused or getattr(message, "type", "") == "error":
            problems.append(text)

    return note
