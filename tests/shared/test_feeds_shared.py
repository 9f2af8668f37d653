"""Real feeds of the shared material: every one read, no mojibake, every date right."""

import re
from datetime import datetime
from pathlib import Path

import pytest
import yaml

from bot.adapters.feeds import FeedBytes, parse_feed
from bot.text.decode import decode
from bot.text.timestamps import parse_timestamp

pytestmark = pytest.mark.shared

# What Korean bytes look like when they are read as something else.
_MOJIBAKE = re.compile("\ufffd|[À-ÿ]{4}|[\u4e00-\u9fff]{12}")


@pytest.fixture
def euckr(shared: Path) -> list[Path]:
    return sorted((shared / "data/rss/euckr").glob("*/*"))


def test_every_real_feed_is_read_without_mojibake(shared, euckr):
    feeds = [
        *(p for p in euckr if p.suffix == ".xml"),
        *sorted((shared / "data/rss/knews").glob("*")),
    ]

    read = {path.name: parse_feed(FeedBytes(body=path.read_bytes())) for path in feeds}

    assert len(read) >= 33
    assert [name for name, feed in read.items() if not feed.entries] == []
    titles = [entry.title for feed in read.values() for entry in feed.entries]
    assert [title for title in titles if _MOJIBAKE.search(title)] == []
    assert all(entry.url for feed in read.values() for entry in feed.entries)


def test_every_korean_text_is_decoded_even_without_a_label(euckr):
    for path in euckr:
        text = decode(path.read_bytes(), "").text

        assert text.count("\ufffd") == 0, path.name
        assert len(re.findall("[가-힣]", text)) > 40, path.name


def test_every_date_vector_is_right(shared):
    vectors = yaml.safe_load((shared / "data/feeds.yaml").read_text())["date_vectors"]

    for raw, wanted, _ in vectors:
        read = parse_timestamp(raw).at.replace(second=0)

        assert read == datetime.fromisoformat(wanted.split()[0]), raw
