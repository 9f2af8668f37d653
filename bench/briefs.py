"""A brief of each labelled day in every form: its size, how well it tells stories once, its cost.

    python -m bench.briefs [SHARED [FOLDER]]

With FOLDER the day's brief is written there as Markdown, plain text, HTML, a table for a word processor,
rows, Slack blocks and a chart; where a chromium is installed also as pictures of the page, wide and as
wide as a phone. "told once" is the share of the day's labelled stories that stand in the brief on one
line only.
"""

import json
import sys
import time
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from shutil import which
from subprocess import run
from tempfile import TemporaryDirectory

from bench.labelled import Labelled, load
from bot import pipeline
from bot.adapters.memory import ManualClock, MemoryChat, SynchronousQueue
from bot.adapters.sandbox import InlineSandbox
from bot.app import App, Parts, brief_desk
from bot.card.brief import Brief, as_markdown, as_table
from bot.card.brief_page import LETTER_BYTES, as_grid, as_letter, as_page
from bot.card.brief_text import as_text
from bot.chats import slack_messages
from bot.commands.briefs import make_brief, picture_of
from bot.line import ReadEntry
from bot.model import Article, Entry
from bot.settings import Settings

LISTS = Path(__file__).parent.parent / "watchlists"


def entry(article: Article) -> Entry:
    return Entry(
        id=article.entry_id,
        feed_url="https://feed.example/rss",
        outlet=article.outlet,
        url=article.url,
        title=article.title,
        summary="",
        published_at=article.published_at,
        first_seen_at=article.seen_at,
        identity_keys=(article.id,),
    )


def told(day: Labelled, home: Path) -> tuple[Brief, App, float]:
    """The day's brief, the app that holds it, and the milliseconds that making it took."""
    clock = ManualClock(day.articles[0].seen_at)
    parts = Parts(
        clock=clock,
        chat=MemoryChat(clock),
        queue=SynchronousQueue(),
        sandbox=InlineSandbox(),
    )
    settings = Settings(_env_file=None, home=home, watchlists=LISTS)
    app = App(settings, parts)
    app.refresh()
    for article in day.articles:
        matched = pipeline.match(app.line, ReadEntry(entry=entry(article), articles=(article,)))
        pipeline.place(app.line, matched)
    first, last = day.articles[0].seen_at, max(article.seen_at for article in day.articles)
    clock.advance(last + timedelta(minutes=1) - clock.now())
    now = clock.now()  # the watch was awake all the time; the feeds themselves are not played
    for _, state in app.line.feeds.feeds():
        well = replace(state, primed=True, last_success_at=now, newest_item_at=now)
        app.line.feeds.save_state(well)
    begun = time.perf_counter()
    brief = make_brief(brief_desk(app), since=first - timedelta(minutes=1))
    return brief, app, (time.perf_counter() - begun) * 1000


def told_once(day: Labelled, brief: Brief) -> tuple[int, int]:
    """How many labelled stories of the brief stand on one line, and how many it tells at all."""
    label_of = {
        article.title: label for article, label in zip(day.articles, day.stories, strict=True)
    }
    lines: dict[str, int] = defaultdict(int)
    for story in brief.stories:
        lines[label_of[story.title]] += 1
    return sum(count == 1 for count in lines.values()), len(lines)


def main(shared: Path, folder: Path | None) -> None:
    if not (shared / "data" / "stories").is_dir():
        print(f"no labelled days in {shared}: skipped")
        return
    for day in load(shared):
        with TemporaryDirectory() as home:
            brief, app, milliseconds = told(day, Path(home))
            once, stories = told_once(day, brief)
            begun = time.perf_counter()
            chart = picture_of(brief_desk(app), brief)
            painted = (time.perf_counter() - begun) * 1000
            app.close()
        messages, letter = slack_messages(brief), as_letter(brief)
        print(
            f"{day.name}: {len(day.articles)} articles, {len(brief.stories)} lines, "
            f"{once}/{stories} stories told once, {len(messages)} Slack messages, "
            f"{len(letter.page.encode()) / 1024:.0f} KB letter (at most {LETTER_BYTES / 1024:.0f}), "
            f"{milliseconds:.0f} ms, chart {len(chart or b'') / 1024:.0f} KB in {painted:.0f} ms"
        )
        if folder is not None:
            blocks = [message.blocks for message in messages]
            write(folder, day.name, brief, json.dumps(blocks, ensure_ascii=False, indent=1))
            if chart is not None:
                (folder / f"{day.name}.chart.png").write_bytes(chart)


def write(folder: Path, name: str, brief: Brief, blocks: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / f"{name}.html"
    for ending, text in (
        ("md", as_markdown(brief)),
        ("txt", as_text(brief)),
        ("html", as_page(brief)),
        ("table.html", as_grid(brief)),
        ("tsv", as_table(brief)),
        ("json", blocks),
    ):
        (folder / f"{name}.{ending}").write_text(text, encoding="utf-8")
    browser = which("chromium") or which("google-chrome")
    if browser is None:
        return
    for kind, width in (("wide", 800), ("phone", 390)):
        picture = folder / f"{name}.{kind}.png"
        frame = folder / f"{name}.{kind}.html"
        # Chromium's window is never narrower than 500 pixels; a frame is as narrow as wished.
        frame.write_text(
            f'<iframe src="{page.name}" scrolling="no" style="border:0;width:{width}px;height:2400px"></iframe>'
        )
        run(
            [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--screenshot={picture}",
             f"--window-size={max(width + 20, 500)},2400", frame.resolve().as_uri()],
            check=False,
            capture_output=True,
            timeout=120,
        )  # fmt: skip
        frame.unlink()


if __name__ == "__main__":
    given = [Path(argument) for argument in sys.argv[1:]]
    main(given[0] if given else Path("../shared"), given[1] if len(given) > 1 else None)
