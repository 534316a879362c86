"""The HTML report in a browser: it asks for nothing, breaks nothing, shuts nobody out, and its search finds rows.

Needs Debian's packages chromium and chromium-driver, selenium, and axe-core: the file that KPO_AXE names, or the one in an
installed axe_playwright_python or axe_selenium_python. What is absent is skipped, and said.
"""

import importlib.util
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from recommender.confidence import MATCH, NO_MATCH, REVIEW
from recommender.report import ReportData, Section, report_page

webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(
    not (CHROMIUM and DRIVER), reason="no chromium and chromedriver here: apt-get install chromium chromium-driver"
)

FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync --disable-dev-shm-usage"
).split()
LONG = "Donaudampfschifffahrtsgesellschaft" * 6
NASTY = "<img src=http://127.0.0.1:9/x.png onerror=alert(1)><script>document.title='hit'</script>"
DATA = ReportData(
    title="Candidates of May <b>",
    facts=(("Catalogue", "15 domains"), ("Model checksum", "a46d8ec0" * 8), ("Never read", NASTY)),
    statuses={MATCH: 2, REVIEW: 1, NO_MATCH: 1},
    reasons={"the profile says very little": 1, LONG: 1},
    domains={"Legal Services": 2, "Data Analytics": 1, LONG: 1},
    confidence=(1, 0, 0, 0, 0, 1, 0, 0, 0, 2),
    gaps=(("contract drafting", 2), (LONG, 1), (NASTY, 1)),
    sections=(Section("What to learn", "One skill more.", ("Skill", "Candidates"), (("GST", "2"), (LONG, "1"))),),
    columns=("Candidate", "Status", "Confidence", "First domain", "Best role", "Shows", "Second domain", "Best role"),
    rows=(
        (
            "K001",
            MATCH,
            "97%",
            "Legal Services",
            "Contract analyst",
            "LLB; contract drafting",
            "Writing",
            "Proofreader",
        ),
        ("K002", REVIEW, "55%", "Legal Services", "Paralegal", "résumé filing", "", ""),
        ("K003", NO_MATCH, "3%", "", "", LONG, "", ""),
        (NASTY, MATCH, "91%", "Data Analytics", "Data analyst", NASTY, "हिन्दी", "=1+1"),
    ),
    total_rows=1_004,
)


def axe_script() -> str:
    """The text of axe-core, or a skip that says how to get it."""
    found = [Path(os.environ["KPO_AXE"])] if "KPO_AXE" in os.environ else []
    inside = {"axe_playwright_python": "axe.min.js", "axe_selenium_python": "node_modules/axe-core/axe.min.js"}
    for package, path in inside.items():
        spec = importlib.util.find_spec(package)
        found += [Path(folder) / path for folder in (spec.submodule_search_locations or ())] if spec else []
    if not found:
        pytest.skip("no axe-core: set KPO_AXE to an axe.min.js (pip install --no-deps axe-playwright-python has one)")
    return found[0].read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Headless Chromium with a profile of its own, that logs its requests and its console."""
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    driver.set_script_timeout(60)
    yield driver
    driver.quit()


@pytest.fixture
def address(tmp_path: Path) -> str:
    """The page as a file."""
    path = tmp_path / "report.html"
    path.write_text(report_page(DATA), encoding="utf-8", newline="\n")
    return path.as_uri()


def opened(browser: Any, address: str, *, width: int = 1200, scheme: str = "light", script: bool = True) -> Any:
    """The browser with the page open, so wide and in this colour scheme; older log entries are gone."""
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    media = {"media": "", "features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not script})
    browser.get("about:blank")
    for kind in ("performance", "browser"):
        browser.get_log(kind)
    browser.get(address)
    return browser


def shown_ids(browser: Any) -> list[str]:
    """First cells of the rows that are seen."""
    return browser.execute_script(
        "return [...document.querySelectorAll('#rows tr')].filter(r => r.offsetParent).map(r => r.cells[0].textContent)"
    )


def sought(browser: Any, words: str) -> list[str]:
    """First cells of the rows that are seen after these words are typed."""
    box = browser.find_element("id", "words")
    box.clear()
    box.send_keys(words)
    return shown_ids(browser)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 360])
def test_axe_finds_no_violation(browser, address, width, scheme):
    """No rule of axe-core is broken, best practices included, in both colour schemes, on a desk and on a phone, with all details open."""
    axe = axe_script()
    opened(browser, address, width=width, scheme=scheme)
    assert (scheme == "dark") == browser.execute_script("return matchMedia('(prefers-color-scheme: dark)').matches")
    browser.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
    browser.execute_script(axe + "\nwindow.axe = axe;")
    result = browser.execute_async_script("axe.run().then(arguments[0], e => arguments[0]({error: String(e)}))")
    assert "error" not in result
    assert [] == [(v["id"], v["help"], [n["html"][:120] for n in v["nodes"]]) for v in result["violations"]]
    assert {"color-contrast", "svg-img-alt", "scrollable-region-focusable", "label"} <= {
        p["id"] for p in result["passes"]
    }


def test_axe_sees_what_is_wrong(browser, tmp_path):
    """The check can fail: a pale text and a box without label are found."""
    axe = axe_script()
    path = tmp_path / "bad.html"
    path.write_text("<html><body><p style='color:#ccc'>pale</p><input></body></html>", encoding="utf-8")
    opened(browser, path.as_uri())
    browser.execute_script(axe + "\nwindow.axe = axe;")
    result = browser.execute_async_script("axe.run().then(arguments[0])")
    assert {"color-contrast", "label", "html-has-lang"} <= {v["id"] for v in result["violations"]}


def test_the_page_asks_for_nothing(browser, address):
    """The file itself is the only request, though candidates wrote addresses; the console stays empty, and no script of theirs ran."""
    opened(browser, address)
    sought(browser, "legal")
    browser.execute_async_script("setTimeout(arguments[0], 300)")
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
    assert [address] == [url for url in asked if urlsplit(url).scheme != "about"]
    assert [] == browser.get_log("browser")
    assert "Candidates of May <b>" == browser.title
    assert 0 == browser.execute_script("return document.images.length")
    assert 1 == browser.execute_script("return document.scripts.length")


def test_the_search_finds_rows(browser, address):
    """All words must stand in a row, in any order and case, with or without accents; the count is said in a live region."""
    opened(browser, address)
    assert ["K001", "K002", "K003", NASTY] == shown_ids(browser)
    assert ["K001", "K002"] == sought(browser, "LEGAL")
    assert ["K001"] == sought(browser, "drafting legal")
    assert ["K002"] == sought(browser, "resume")
    assert [NASTY] == sought(browser, "<script>")
    assert [] == sought(browser, "zebra")
    said = browser.find_element("id", "shown")
    assert "0 of 4 rows shown" == said.text
    assert "polite" == said.get_attribute("aria-live")
    assert 4 == len(sought(browser, " "))


def test_a_status_can_be_chosen(browser, address):
    """Match means match alone, not no match; it holds together with the words."""
    opened(browser, address)
    choice = browser.find_element("id", "status-filter")
    for code, expected in ((MATCH, ["K001", NASTY]), (NO_MATCH, ["K003"]), ("", ["K001", "K002", "K003", NASTY])):
        choice.find_element("css selector", f'option[value="{code}"]').click()
        assert expected == shown_ids(browser)
    choice.find_element("css selector", f'option[value="{MATCH}"]').click()
    assert ["K001"] == sought(browser, "legal")


@pytest.mark.parametrize("width", [320, 360, 768, 1200])
def test_the_page_never_scrolls_sideways(browser, address, width):
    """However long a word, the page is as wide as the window; the wide table scrolls in a region that takes the focus and has a name."""
    opened(browser, address, width=width)
    browser.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
    wide, window = browser.execute_script("const e = document.documentElement; return [e.scrollWidth, e.clientWidth]")
    assert window >= wide
    region = browser.find_element("css selector", "#candidates .scroll")
    assert ("region", "0") == (region.get_attribute("role"), region.get_attribute("tabindex"))
    assert region.accessible_name.startswith("Candidates")
    if width == 360:
        assert browser.execute_script("return arguments[0].scrollWidth > arguments[0].clientWidth", region)


def test_it_works_without_script(browser, address):
    """Where no script runs the table is whole and the search box is not shown."""
    opened(browser, address, script=False)
    try:
        assert 4 == len([row for row in browser.find_elements("css selector", "#rows tr") if row.is_displayed()])
        assert not browser.find_element("id", "search").is_displayed()
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_it_prints_in_black_on_white(browser, address):
    """On paper, in a dark scheme too: white page, no search box, no inner scrolling."""
    opened(browser, address, scheme="dark")
    dark = [{"name": "prefers-color-scheme", "value": "dark"}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print", "features": dark})
    look = browser.execute_script(
        "const of = (s, p) => getComputedStyle(document.querySelector(s))[p];"
        "return [of('body', 'backgroundColor'), of('body', 'color'), of('#search', 'display'), of('.scroll', 'overflowX')]"
    )
    assert ["rgb(255, 255, 255)", "rgb(0, 0, 0)", "none", "visible"] == look
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})


def test_the_keyboard_reaches_everything(browser, address):
    """The first stop is the skip link; going on, the search box, the choice of status and the table's region are reached."""
    from selenium.webdriver.common.keys import Keys

    opened(browser, address)
    stops = []
    for _ in range(30):
        browser.switch_to.active_element.send_keys(Keys.TAB)
        stops.append(
            browser.execute_script("const e = document.activeElement; return e.id || e.className || e.tagName")
        )
    assert "skip" == stops[0]
    assert {"words", "status-filter", "scroll", "SUMMARY"} <= set(stops)
