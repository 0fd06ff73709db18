"""The page in a real browser: quiet, self-sufficient, answering mouse and keyboard, accessible."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists(), reason=f"there is no {CHROMIUM}; `make system-deps` installs it"
)


#: Marks of the small multiples that are less than opaque.
FAINT = """[...document.querySelectorAll("#chart-overview .live [opacity]")]
  .filter(one => Number(one.getAttribute("opacity")) < 1).length"""


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def opened(browser):
    """Open a report; what its console says and what it asks the network for is kept, and must be nothing."""
    contexts, said, asked = [], [], []

    def open_(made, *, width=1280, scheme="light", scripts=True):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=scripts
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("dialog", lambda dialog: said.append(dialog.message))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(made.file.as_uri())
        assert asked.pop() == made.file.as_uri()
        return page

    yield open_
    for context in contexts:
        context.close()
    assert said == []
    assert asked == []


def drawn(page):
    """Scroll through the page until every chart has been drawn anew."""
    for figure in page.locator("figure").all():
        figure.scroll_into_view_if_needed()
        figure.locator(".live svg").wait_for()
    return page


def test_every_chart_is_drawn_and_nothing_is_loaded(opened, west):
    page = drawn(opened(west))
    charts = page.locator("figure").count()
    assert charts >= 4
    assert page.locator(".still:visible").count() == 0
    assert page.locator(".live svg:visible").count() == charts


def test_a_point_tells_its_figures_under_the_mouse(opened, west):
    page = drawn(opened(west))
    figure = page.locator("#chart-trajectory-austin")
    figure.scroll_into_view_if_needed()
    figure.locator(".live .mark-symbol path[aria-label]").first.hover(force=True)
    tooltip = page.locator("#vg-tooltip-element.visible")
    tooltip.wait_for()
    assert "2012" in tooltip.inner_text()
    assert "9.9" in tooltip.inner_text()


def test_a_click_on_a_mark_highlights_its_area_everywhere(opened, west):
    page = drawn(opened(west))
    figure = page.locator("#chart-trajectory-austin")
    figure.scroll_into_view_if_needed()
    figure.locator(".live .mark-symbol path[aria-label]").first.click(force=True)
    page.locator("tr.here").first.wait_for()
    assert highlighted(page) == {"Austin"}
    assert page.locator("#area").input_value() == "Austin"
    assert page.locator("#said").inner_text() == "Austin is highlighted"


def test_the_keyboard_highlights_an_area_in_tables_and_charts(opened, west):
    page = drawn(opened(west))
    before = faint(page)
    page.locator("#area").focus()
    page.keyboard.type("West Town")
    page.locator("tr.here").first.wait_for()
    assert highlighted(page) == {"West Town"}
    page.wait_for_function(f"({FAINT}) > {before}")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert highlighted(page) == set()
    assert page.evaluate("document.activeElement.id") == "area"
    page.wait_for_function(f"({FAINT}) === {before}")


def test_a_click_on_a_row_highlights_its_area_and_another_takes_it_back(opened, west):
    page = drawn(opened(west))
    row = page.locator("#verdict tr[data-area=Austin] th")
    row.click()
    assert highlighted(page) == {"Austin"}
    row.click()
    assert highlighted(page) == set()


def faint(page) -> int:
    """How many marks of the small multiples stand back."""
    return page.evaluate(FAINT)


def highlighted(page) -> set[str]:
    return set(page.locator(".here").evaluate_all("all => all.map(one => one.dataset.area)"))


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_is_wider_than_the_screen(opened, west, width):
    page = drawn(opened(west, width=width))
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    ("scheme", "scripts", "rules"),
    [
        ("light", True, None),
        ("light", False, None),
        ("dark", True, ["color-contrast"]),  # nothing else hangs on colours
        ("dark", False, ["color-contrast"]),
    ],
)
def test_axe_finds_nothing(opened, west, tmp_path, scheme, scripts, rules):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = opened(west if scripts else without_scripts(west, tmp_path), scheme=scheme)
    page.locator("article:first-of-type details").evaluate_all("all => all.forEach(one => one.open = true)")
    options = {"runOnly": {"type": "rule", "values": rules}} if rules else {}
    # Axe looks at every cell and shape: comparisons are made alike, and pictures speak by their text.
    context = {"exclude": [["article:not(:first-of-type)"], [".still"], [".live"]]}
    found = axe.run(drawn(page) if scripts else page, context=context, options=options)
    assert found.violations_count == 0, found.generate_report()


def without_scripts(made, folder):
    """The page as it is where no script runs; axe itself needs a browser in which scripts can run."""
    bare = re.sub(r"<script>.*?</script>", "", made.text, flags=re.DOTALL)
    (folder / "bare.html").write_text(bare, encoding="utf-8")
    return dataclasses.replace(made, file=folder / "bare.html")


def test_without_scripts_the_page_is_complete(opened, west):
    page = opened(west, scripts=False)
    charts = page.locator("figure").count()
    assert page.locator(".still svg:visible").count() == charts
    assert page.locator("#focus").is_hidden()
    assert page.locator("main table").count() > charts


def test_in_print_everything_is_open_and_charts_stand_still(opened, west):
    page = drawn(opened(west))
    page.emulate_media(media="print")
    assert page.locator(".live:visible").count() == 0
    assert page.locator(".still svg:visible").count() == page.locator("figure").count()
    assert page.locator("details table:visible").count() == page.locator("details table").count()


def test_dark_charts_are_readable(opened, west):
    page = drawn(opened(west, scheme="dark"))
    page.locator("figure .live text").first.wait_for()
    fills = page.locator("figure .live text").evaluate_all(
        "all => [...new Set(all.map(one => getComputedStyle(one).fill))]"
    )
    assert "rgb(0, 0, 0)" not in fills


def test_hostile_names_do_nothing(opened, hostile):
    page = drawn(opened(hostile))
    assert page.locator("script:not([type])").count() == 2
    assert "<script>alert(1)</script>" in page.locator("h1").inner_text()
    assert page.locator("main b, main img, main script:not([type])").count() == 0
