"""A brief of each labelled day in every form: its size, how well it tells stories once, its cost.

    python -m bench.briefs [SHARED [FOLDER]]

With FOLDER the day's brief is written there as Markdown, HTML, a table and Slack blocks. "told once"
is the share of the day's labelled stories that stand in the brief on one line only.
"""

import json
import sys
import time
from collections import defaultdict
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.labelled import Labelled, load
from bot import pipeline
from bot.adapters.memory import ManualClock, MemoryChat, SynchronousQueue
from bot.adapters.sandbox import InlineSandbox
from bot.app import App, Parts, brief_desk
from bot.card.brief import Brief, as_markdown, as_table
from bot.card.brief_page import as_page
from bot.chats import slack_messages
from bot.commands.briefs import make_brief
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
    for day in load(shared):
        with TemporaryDirectory() as home:
            brief, app, milliseconds = told(day, Path(home))
            once, stories = told_once(day, brief)
            app.close()
        messages = slack_messages(brief)
        print(
            f"{day.name}: {len(day.articles)} articles, {len(brief.stories)} lines, "
            f"{once}/{stories} stories told once, {len(messages)} Slack messages, "
            f"{len(as_page(brief)) / 1024:.0f} KB HTML, {milliseconds:.0f} ms"
        )
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            blocks = [message.blocks for message in messages]
            for ending, text in (
                ("md", as_markdown(brief)),
                ("html", as_page(brief)),
                ("tsv", as_table(brief)),
                ("json", json.dumps(blocks, ensure_ascii=False, indent=1)),
            ):
                (folder / f"{day.name}.{ending}").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    given = [Path(argument) for argument in sys.argv[1:]]
    main(given[0] if given else Path("../shared"), given[1] if len(given) > 1 else None)
