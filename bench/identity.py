"""Old items that look new: how many would be told again, or though they are from before.

    python -m bench.identity [--seeds 20] [--polls 100]

Two feeds of one outlet rotate GUIDs, hosts, trackers and slugs, turn their order, edit titles and
bring out again what had slid out (tests/fakes/shaky_feed.py). Beside ours, the rule of most feed
readers: an item is new if its GUID is.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from bot.tables import load_tables
from tests.fakes.shaky_feed import watch_shaky_feeds
from tests.fakes.small_town import Town


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--polls", type=int, default=100)
    options = parser.parse_args()
    tables = load_tables()
    seen = []
    for seed in range(options.seeds):
        with tempfile.TemporaryDirectory() as folder:
            town = Town(folder=Path(folder), tables=tables)
            town.outlets("ga")
            town.open()
            seen.append(watch_shaky_feeds(town.app.line, town.clock, seed, polls=options.polls))
            town.app.close()
    print(f"{options.seeds} seeds x {options.polls} polls of two feeds")
    print(f"new in truth          {sum(each.true for each in seen):6,}")
    print(f"told twice            {sum(each.duplicates for each in seen):6,}")
    print(f"told though from before {sum(each.old for each in seen):4,}")
    print(f"missed                {sum(each.missed for each in seen):6,}")
    print(f"by GUID alone, wrong  {sum(each.by_guid for each in seen):6,}")
    return int(any(each.duplicates or each.old or each.missed for each in seen))


if __name__ == "__main__":
    sys.exit(main())
