"""Takes docs/console.png and docs/console-story.png: the demo's first evening in the console.

    python -m bench.console_picture

Plays that evening (a little under a minute) and looks at it with Chromium. The outlets and their
articles are invented. Take the pictures anew where a page looks different; no test compares them.
"""

import shutil
import sys
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from bot.app import App, Parts
from bot.demo.clock import PacedClock, Stretch
from bot.demo.newsroom import Newsroom
from bot.demo.scenario import START
from bot.demo.show import demo_settings, play
from bot.inbound.console.server import ConsoleDoor, address
from bot.observe import configure_logging

DOCS = Path(__file__).resolve().parent.parent / "docs"
WIDTH, HEIGHT = 1040, 800
TOLD_BY_MANY = "수영장 데우는 서버"
EVENING = timedelta(minutes=90)
PACE = (
    Stretch(scenario=EVENING, real=timedelta(seconds=50)),
    Stretch(scenario=EVENING, real=EVENING),  # stands almost still while the pictures are taken
)


def main() -> int:
    """Takes the picture; 1 where there is no Chromium."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("needs Chromium (Debian's package chromium)")
        return 1
    configure_logging("error")
    clock = PacedClock(pace=PACE)
    with TemporaryDirectory() as folder, Newsroom(clock.now) as newsroom:
        home = Path(folder)
        newsroom.write_files(home / "watchlists")
        app = App(demo_settings(home), Parts(clock=clock))
        try:
            play(app, clock, START + EVENING - timedelta(minutes=1))
            look(app, chromium)
        finally:
            app.close()
    return 0


def look(app: App, chromium: str) -> None:
    """Opens the console of the played app and keeps what its first page and a story look like."""
    app.settings = app.settings.model_copy(update={"console": ("127.0.0.1", 0)})
    door = ConsoleDoor(app, visit=lambda: None)
    door.start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="ko-KR")
            page.goto(address(app, door))
            page.screenshot(path=DOCS / "console.png")
            page.get_by_role("link", name=TOLD_BY_MANY).first.click()
            page.screenshot(path=DOCS / "console-story.png")
            browser.close()
    finally:
        door.close()


if __name__ == "__main__":
    sys.exit(main())
