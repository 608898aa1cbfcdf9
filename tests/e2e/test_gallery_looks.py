"""The gallery holds every component: what is wrong with one of them shows here first."""

import pytest
from playwright.sync_api import Route, expect

from e2e.looking import (
    assert_accessible,
    assert_keyboard_reaches_everything,
    assert_no_overflow,
)
from server.processes import Server

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing(site: Server, open_page, width: int, theme: str) -> None:
    page = open_page(f"{site.url}/gallery", width=width, theme=theme)

    assert_accessible(page)


@pytest.mark.parametrize(
    ("width", "language"),
    [(320, "en"), (768, "en"), (320, "en-xa"), (320, "ar-xb"), (1440, "ar-xb"), (1440, "en-xa")],
)
def test_nothing_overflows(site: Server, open_page, width: int, language: str) -> None:
    page = open_page(f"{site.url}/gallery", width=width, language=language)

    assert_no_overflow(page)


def test_every_control_is_reached_by_keyboard(site: Server, open_page) -> None:
    page = open_page(f"{site.url}/gallery")

    assert_keyboard_reaches_everything(page)


def test_a_chosen_theme_is_kept(site: Server, open_page) -> None:
    page = open_page(f"{site.url}/gallery")
    page.click("[popovertarget=me-menu]")
    page.click("[data-set-theme=dark]")

    page.reload()

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.click("[popovertarget=me-menu]")
    expect(page.locator("[data-set-theme=dark]")).to_have_attribute("aria-pressed", "true")


def test_the_palette_opens_and_goes_where_it_says(site: Server, open_page) -> None:
    page = open_page(f"{site.url}/gallery")
    page.keyboard.press("Control+k")
    page.keyboard.type("peop")
    page.keyboard.press("Enter")

    page.wait_for_url("**/gallery#people")


def test_an_error_summary_leads_to_its_field(site: Server, open_page) -> None:
    page = open_page(f"{site.url}/gallery")

    page.click(".errsum a")

    expect(page.locator("#wrong_closes")).to_be_focused()


def test_the_page_works_without_scripts(site: Server, open_page) -> None:
    page = open_page(f"{site.url}/gallery", scripts=False)

    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("[data-palette]").first).to_be_hidden()
    page.click("[popovertarget=top-menu]")
    expect(page.locator("#top-menu")).to_be_visible()


def test_a_first_visit_stays_light(site: Server, open_page) -> None:
    page = open_page()
    weights: dict[str, int] = {}
    page.on(
        "requestfinished",
        lambda request: weights.update({request.url: request.sizes()["responseBodySize"]}),
    )
    page.goto(f"{site.url}/gallery", wait_until="networkidle")

    assert any("latin-ext" in url for url in weights)  # a name in Latin Extended is on the page
    assert sum(weights.values()) <= 150_000


def test_a_part_is_exchanged_and_spoken(site: Server, open_page) -> None:
    page = open_page(f"{site.url}/gallery")

    page.fill("#icon-filter", "eye")

    expect(page.locator("#icon-list li")).to_have_count(2)
    expect(page.locator("#live")).to_have_text("2 icons found")
    expect(page.locator("#icon-filter")).to_be_focused()
    assert page.url.endswith("/gallery?icon=eye")


def test_what_was_done_is_shown_with_the_exchanged_part(site: Server, open_page) -> None:
    page = open_page(f"{site.url}/gallery")
    answer = (
        '<div id="icon-list" data-say="nothing">Empty</div><div id="toasts" class="toasts">'
        '<div class="toast" data-say><span>Moved Devika to Wren.</span></div></div>'
    )
    page.route("**/gallery?icon=eye", lambda route: route.fulfill(body=answer))

    page.fill("#icon-filter", "eye")

    expect(page.locator("#toasts .toast")).to_have_text("Moved Devika to Wren.")
    expect(page.locator("#live")).to_have_text("Moved Devika to Wren.")


def test_the_same_part_comes_without_scripts(site: Server, open_page) -> None:
    page = open_page(f"{site.url}/gallery", scripts=False)
    page.fill("#icon-filter", "eye")

    page.get_by_role("button", name="Find", exact=True).click()

    expect(page.locator("#icon-list li")).to_have_count(2)


def test_a_form_is_sent_once_however_often_it_is_pressed(site: Server, open_page) -> None:
    page = open_page(f"{site.url}/gallery")
    sent: list[str] = []

    def answer(route: Route) -> None:
        sent.append(route.request.method)
        route.fulfill(status=204)

    page.route("**/sent-once", answer)
    with page.expect_request("**/sent-once"):
        page.evaluate(
            """() => {
              const form = document.createElement("form");
              form.method = "post";
              form.action = "/sent-once";
              const button = form.appendChild(document.createElement("button"));
              document.querySelector("main").prepend(form);
              for (let press = 0; press < 3; press += 1) button.click();
            }"""
        )

    expect(page.locator("form[action='/sent-once'] button")).to_have_attribute("aria-busy", "true")
    assert sent == ["POST"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "opener", ["[popovertarget=me-menu]", "[popovertarget=menu-site]", "[data-dialog=leave]"]
)
def test_axe_finds_nothing_in_what_opens(site: Server, open_page, opener: str, theme: str) -> None:
    page = open_page(f"{site.url}/gallery", theme=theme)

    page.click(opener)

    assert_accessible(page)


def test_axe_finds_nothing_in_the_palette(site: Server, open_page) -> None:
    page = open_page(f"{site.url}/gallery")

    page.keyboard.press("Control+k")

    expect(page.locator("#palette-input")).to_be_focused()
    assert_accessible(page)


def test_a_dialog_closes_and_gives_the_focus_back(site: Server, open_page) -> None:
    page = open_page(f"{site.url}/gallery")
    page.click("[data-dialog=leave]")

    page.keyboard.press("Escape")

    expect(page.locator("#leave")).to_be_hidden()
    expect(page.locator("[data-dialog=leave]")).to_be_focused()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_missing_page_is_as_good_as_the_others(site: Server, chromium, theme: str) -> None:
    context = chromium.new_context(color_scheme=theme, viewport={"width": 390, "height": 800})
    page = context.new_page()

    page.goto(f"{site.url}/no-such-page")

    assert_accessible(page)
    assert_no_overflow(page)
    context.close()
