"""The page in a real browser; needs Debian's chromium and the packages playwright and axe-playwright-python."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from browser import CHROMIUM, FLAGS
from story import PLANNED, answered, audited, finished, found, plan_of, reported, settled, started

from batch.frames import PLAN, REPLACED

pytestmark = pytest.mark.slow

HOSTILE = "<img src=x onerror=alert(1)>"
MANY = 50_000
IN_TIME = 2.0
"""Seconds that feel immediate to a person, on a busy machine."""


class Opened:
    """A page in the browser, with its console messages and requests."""

    def __init__(self, page: Any, path: Path) -> None:
        self.page = page
        self.said: list[str] = []
        self.asked: list[str] = []
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("dialog", self._dismiss)
        page.on("request", lambda request: self.asked.append(request.url))
        page.goto(path.as_uri())

    def _dismiss(self, dialog: Any) -> None:
        self.said.append(dialog.message)
        dialog.dismiss()

    @property
    def found(self) -> str:
        return str(self.page.text_content("#found"))

    @property
    def statuses(self) -> list[str]:
        return [str(text) for text in self.page.locator("#table td.status").all_text_contents()]

    def timed(self, act: Callable[[], object], until: str) -> float:
        """Seconds from an action until the page shows its result."""
        began = time.monotonic()
        act()
        self.page.wait_for_function("words => document.getElementById('found').textContent.includes(words)", arg=until)
        return time.monotonic() - began


Open = Callable[..., Opened]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM:
        pytest.skip("there is no chromium on this machine")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Any) -> Iterator[Open]:
    contexts = []

    def opened(path: Path, width: int = 1280, **options: Any) -> Opened:
        viewport = {"width": width, "height": 900}
        context = browser.new_context(viewport=viewport, reduced_motion="reduce", **options)
        contexts.append(context)
        return Opened(context.new_page(), path)

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of twenty rows, including one of every kind and a hostile one."""
    problems = [
        {"status": "invalid", "codes": "V104", "message": f"a zero was lost in {HOSTILE}", "commercial_name": HOSTILE},
        {"status": "rejected", "codes": "A101", "message": "</script><script>alert(2)</script><!--"},
        {
            "status": "conflict",
            "codes": "L101",
            "message": "linked to another",
            "client_api_id": "4002",
            "customer_name": "Acme </td><b>\u202e",
        },
        {"status": "in_sync", "commercial_owner_id": "000000000007", "note": "\u202ebidi"},
    ]
    plan = plan_of(*problems, *([PLANNED] * 16), own=["note"])
    ends = [settled(row) for row in range(5, 19)]
    events = [
        started(sandbox=True),
        answered(),
        answered(status=429, verdict="Throttled"),
        *ends,
        settled(19, "failed"),
    ]
    return _written(tmp_path_factory.mktemp("small"), plan, [*events, finished(1)])


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of fifty thousand rows."""

    def row(at: int) -> tuple[str, ...]:
        status, code = [("in_sync", ""), ("in_sync", ""), ("rejected", "A101")][at % 3]
        ids = (str(at), f"{at:012}", f"name-{at}", str(at + MANY), f"{at + MANY:012}", f"gov-{at}")
        told = f"GovCloud AWS number {at} is not known" if code else ""
        customer = (str(4000 + at % 200), f"Customer {at % 200}")
        return ("m.csv", str(at + 2), *customer, *ids, "none", status, code, told, "", "", "", f"OPS-{at}")

    plan = pd.DataFrame([row(at) for at in range(MANY)], columns=[*PLAN, *REPLACED, "ticket"], dtype="str")
    return _written(tmp_path_factory.mktemp("large"), plan, [started(), finished(1)])


@pytest.fixture(scope="module")
def found_by_audit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An audit with a finding that has a hostile name."""
    told = [started("audit"), found("unmanaged", commercial_name=HOSTILE), audited(unmanaged=1), finished(1)]
    return _written(tmp_path_factory.mktemp("audit"), plan_of({"status": "in_sync"}), told)


def _written(folder: Path, plan: pd.DataFrame, events: list[dict[str, Any]]) -> Path:
    path = folder / "report.html"
    path.write_bytes(reported(plan, events).files["report.html"])
    return path


def test_it_opens_without_console_messages_and_requests(small: Path, open_page: Open) -> None:
    opened = open_page(small)
    assert opened.found == "20 of 20 rows"
    opened.page.wait_for_timeout(300)
    assert opened.said == []
    assert opened.asked == [small.as_uri()]


def test_hostile_names_are_shown_as_the_text_that_they_are(small: Path, open_page: Open) -> None:
    opened = open_page(small)
    assert HOSTILE in opened.page.inner_text("#table tbody tr:first-child")
    assert "</script><script>alert(2)</script><!--" in opened.page.inner_text("#table tbody tr:nth-child(2)")
    opened.page.click("#table .open >> nth=3")
    assert "\\u{202e}bidi" in opened.page.inner_text("#table .detail")
    assert opened.page.locator("img").count() == 0
    assert opened.said == []


def test_a_customer_is_shown_by_id_and_name(small: Path, open_page: Open) -> None:
    shown = open_page(small).page.inner_text("#table tbody tr:nth-child(3) td[data-label=Customer]")
    assert shown.split("\n") == ["4002", "Acme </td><b>\\u{202e}"]


def test_its_policy_lets_nothing_out_and_runs_no_other_script(small: Path, open_page: Open) -> None:
    opened = open_page(small)
    reach = "fetch('http://127.0.0.1:9/').then(() => 'reached', () => 'refused')"
    assert opened.page.evaluate(reach) == "refused"
    opened.page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.ran = true";
            document.body.append(script);
        }"""
    )
    assert opened.page.evaluate("window.ran") is None
    assert all("Content Security Policy" in said for said in opened.said)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("run", ["small", "found_by_audit"])
def test_axe_finds_no_problem(
    request: pytest.FixtureRequest, open_page: Open, run: str, width: int, scheme: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    opened = open_page(request.getfixturevalue(run), width, color_scheme=scheme)
    opened.page.click("#table .open >> nth=0")
    found = axe.Axe().run(opened.page).response
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found["violations"]] == []
    assert len(found["passes"]) > 20


@pytest.mark.parametrize("width", [320, 390, 700, 768, 1280])
def test_nothing_is_wider_than_the_window(small: Path, open_page: Open, width: int) -> None:
    opened = open_page(small, width)
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_table_can_be_sorted_with_the_keyboard_and_announces_it(small: Path, open_page: Open) -> None:
    opened = open_page(small)
    status = opened.page.locator("#table th", has_text="Status")
    status.locator("button").focus()
    opened.page.keyboard.press("Enter")
    assert status.get_attribute("aria-sort") == "ascending"
    assert opened.statuses[0] == "created"
    opened.page.keyboard.press("Enter")
    assert status.get_attribute("aria-sort") == "descending"
    assert opened.statuses[0] == "not attempted"


def test_the_rows_of_a_root_cause_are_one_click_away(small: Path, open_page: Open) -> None:
    opened = open_page(small)
    opened.page.locator(".cause", has_text="linked otherwise").locator("[data-show]").click()
    assert opened.found == "1 of 20 rows with the code L101"
    assert opened.statuses == ["conflict"]
    opened.timed(lambda: opened.page.click("text=Clear"), "20 of 20 rows")


def test_statuses_are_added_and_every_other_filter_narrows(small: Path, open_page: Open) -> None:
    opened = open_page(small)
    opened.timed(lambda: opened.page.check("[name=status][value=invalid]", force=True), "1 of 20")
    opened.timed(lambda: opened.page.check("[name=status][value=conflict]", force=True), "2 of 20")
    opened.timed(lambda: opened.page.select_option("[name=customer]", " 4002"), "1 of 20")
    opened.timed(lambda: opened.page.fill("[name=text]", "nowhere"), "0 of 20")


def test_on_paper_the_filtered_rows_are_without_the_controls(large: Path, open_page: Open) -> None:
    opened = open_page(large)
    opened.page.emulate_media(media="print")
    opened.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert opened.page.locator("#table tbody tr").count() == 1000
    assert "the first 1,000 are printed" in opened.found
    assert not opened.page.is_visible("#filters")
    opened.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert opened.page.locator("#table tbody tr").count() == 100


def test_without_scripts_everything_except_the_table_of_rows_is_shown(small: Path, open_page: Open) -> None:
    opened = open_page(small, java_script_enabled=False)
    text = opened.page.inner_text("body")
    assert "This table needs JavaScript" in text
    assert "1 row of customer 4002 is in conflict" in text
    assert not opened.page.is_visible("#filters")


def test_fifty_thousand_rows_are_filtered_and_sorted_while_one_waits(large: Path, open_page: Open) -> None:
    opened = open_page(large)
    page = opened.page
    took = {
        "text": opened.timed(lambda: page.fill("[name=text]", "ops-4999"), "11 of 50,000"),
        "clear": opened.timed(lambda: page.click("text=Clear"), "50,000 of 50,000"),
        "status": opened.timed(lambda: page.check("[name=status][value=rejected]", force=True), "16,666 of"),
        "customer": opened.timed(lambda: page.select_option("[name=customer]", " 4001"), "83 of 50,000"),
    }
    page.click("text=Clear")
    for label in ("Commercial", "What", "Status"):
        began = time.monotonic()
        page.locator("#table th", has_text=label).locator("button").click()
        page.locator("#table th[aria-sort=ascending]", has_text=label).wait_for()
        took[label] = time.monotonic() - began
    assert opened.statuses[0] == "in sync"
    page.click("[data-go=last]")
    assert page.text_content("#page") == "Page 500 of 500"
    assert opened.statuses[-1] == "rejected"
    print({act: round(seconds, 2) for act, seconds in took.items()})
    assert max(took.values()) < IN_TIME
    assert opened.said == []
