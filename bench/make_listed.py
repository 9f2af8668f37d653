"""Makes `bot/data/listed.txt`: names of firms on KOSPI and KOSDAQ that are surely names.

Run: .venv/bin/python bench/make_listed.py LISTING.csv DATE > bot/data/listed.txt
LISTING.csv has a column `Name`, as the exchange's own list and its many copies do. Names of fewer
than four syllables are left out: too many of them are words, places or persons (those stand in the
gazetteer, with what tells them apart), and so are funds, preferred shares and shells (SPAC).
"""

import csv
import re
import sys
from pathlib import Path

SHORTEST = 4
_NO_FIRM = re.compile(
    r"스팩|SPAC|제[0-9]+호|[0-9]우B?$|우$|우[BC]$|\(전환\)|리츠$|ETN|유전|호$|^[A-Z ]+$"
)


def names(content: str) -> list[str]:
    """The firms' names, sorted."""
    rows = csv.DictReader(content.lstrip("\ufeff").splitlines())
    found = {row["Name"].strip() for row in rows}
    return sorted(name for name in found if len(name) >= SHORTEST and not _NO_FIRM.search(name))


def main() -> None:
    content = Path(sys.argv[1]).read_text(encoding="utf-8")
    print(f"# Names of firms on KOSPI and KOSDAQ of four characters and more, as of {sys.argv[2]}.")
    print("# Source: the Korea Exchange's public list. Refresh: bench/make_listed.py.")
    print("\n".join(names(content)))


if __name__ == "__main__":
    main()
