"""The console in a real browser: it works without a script, keeps its own policy, and fits a phone."""

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

from bot.inbound.console.server import ConsoleDoor
from bot.tables import load_tables
from tests.fakes.small_town import Town

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

WATCHLIST = """
name: 시험
channels: ["#test"]
alert_on: body
terms: [{name: 가람반도체}]
"""
PAGES = [
    "/",
    "/stories",
    "/search?q=공장",
    "/why",
    "/watch",
    "/feeds",
    "/alerts",
    "/brief",
    "/checks",
]


@pytest.fixture(scope="module")
def browser():
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium: install Debian's package chromium")
        pytest.skip("no Chromium: install Debian's package chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    town = Town(tmp_path_factory.mktemp("town"), load_tables(), watchlists={"test.yaml": WATCHLIST})
    town.outlets("gana")
    app = town.open()
    town.pass_minutes(3)
    town.news(
        "gana", "a", "가람반도체, 청주에 새 공장을 짓고 삼백 명을 뽑는다는 아주 긴 제목의 기사"
    )
    town.pass_minutes(8)
    yield town
    app.close()


@pytest.fixture(scope="module")
def address(town):
    town.app.settings = town.app.settings.model_copy(update={"console": ("127.0.0.1", 0)})
    door = ConsoleDoor(town.app, visit=town.app.refresh)
    door.start()
    yield f"http://127.0.0.1:{door.port}"
    door.close()


@pytest.fixture
def page(browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(60_000)
    yield page
    context.close()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [390, 1200], ids=["phone", "desk"])
def test_every_page_keeps_its_policy_and_fits(browser, address, path, width):
    complaints = []
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.set_default_timeout(60_000)
    page.on("console", lambda message: complaints.append(message.text))

    page.goto(address + path)

    assert complaints == []
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_a_reader_goes_from_the_day_to_the_story_and_its_reasons(page, address):
    page.goto(address)

    page.get_by_role("link", name="가람반도체, 청주에").click()

    assert page.locator("mark").first.inner_text() == "가람반도체"
    assert "바로 알립니다" in page.locator("main").inner_text()


def test_a_term_is_rehearsed_and_added_without_a_script(page, address, town):
    page.goto(f"{address}/watch")
    page.get_by_placeholder("HBM, 고대역폭메모리 -채용").fill("청주, 청주시")
    page.get_by_role("button", name="최근 기사로 시험").click()
    assert "1건이 걸렸습니다" in page.locator("main").inner_text()

    page.get_by_placeholder("#ai-infra").fill("#pr")
    page.get_by_role("button", name="이대로 더하기").click()

    assert "#pr에 '청주' 감시어를 더했습니다" in page.locator("h1").inner_text()
    page.get_by_role("link", name="감시어 목록으로").click()
    page.get_by_role("button", name="빼기").click()
    assert "감시어를 뺐습니다" in page.get_by_role("status").inner_text()
    assert not town.app.store.terms.watchlists()
