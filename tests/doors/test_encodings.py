"""Twenty ways in which a Korean feed's bytes, its label and its answer's header disagree.

All go through `sosik batch feed` in one call; every title must be right to the letter (where a byte
is broken, all the others).
"""

import json
import subprocess
import sys

TITLE = "똠방각하의 펲시맨 관람기"  # syllables that CP949 alone has
PLAIN = "해담시의 새 도서관 개관"
MOST_TITLES = 6


def feed(encoding, label, title=TITLE):
    items = "".join(
        f"<item><title>{title} {n}</title><link>https://a.kr/{n}</link></item>"
        for n in range(MOST_TITLES)
    )
    prolog = f"<?xml version='1.0' encoding='{label}'?>" if label else ""
    return f"{prolog}<rss version='2.0'><channel><title>가나일보</title>{items}</channel></rss>".encode(
        encoding
    )


def broken(body):
    """The feed with one byte of the first title replaced by one that belongs nowhere."""
    at = body.index(b"<item><title>") + len(b"<item><title>")
    return body[:at] + b"\xff" + body[at + 1 :]


CASES = {
    "euc-kr": (feed("euc-kr", "euc-kr", PLAIN), "", PLAIN, 0),
    "cp949 called euc-kr": (feed("cp949", "euc-kr"), "", TITLE, 0),
    "cp949 called EUC-KR in the header alone": (feed("cp949", ""), "text/xml; charset=EUC-KR", TITLE, 0),
    "cp949 called ks_c_5601-1987": (feed("cp949", "ks_c_5601-1987"), "", TITLE, 0),
    "cp949 called x-windows-949": (feed("cp949", "x-windows-949"), "", TITLE, 0),
    "cp949 called utf-8": (feed("cp949", "utf-8"), "", TITLE, 0),
    "cp949 called utf-8 in the header": (feed("cp949", "euc-kr"), "text/xml; charset=utf-8", TITLE, 0),
    "cp949 called iso-8859-1": (feed("cp949", "iso-8859-1"), "", TITLE, 0),
    "cp949 without any label": (feed("cp949", ""), "", TITLE, 0),
    "cp949 with an unknown label": (feed("cp949", "hangul"), "", TITLE, 0),
    "utf-8": (feed("utf-8", "utf-8"), "", TITLE, 0),
    "utf-8 without any label": (feed("utf-8", ""), "", TITLE, 0),
    "utf-8 called euc-kr": (feed("utf-8", "euc-kr"), "", TITLE, 0),
    "utf-8 called euc-kr in the header": (feed("utf-8", "utf-8"), "text/xml; charset=euc-kr", TITLE, 0),
    "utf-8 with a mark, called euc-kr": (feed("utf-8-sig", "euc-kr"), "", TITLE, 0),
    "utf-16 with a mark": (feed("utf-16", "utf-16"), "", TITLE, 0),
    "utf-16 without a mark": (feed("utf-16-le", "utf-16"), "", TITLE, 0),
    "utf-8 with a broken byte": (broken(feed("utf-8", "utf-8")), "", TITLE, 1),
    "cp949 with a broken byte": (broken(feed("cp949", "euc-kr")), "", TITLE, 1),
    "cp949 cut inside a syllable": (feed("cp949", "euc-kr")[:-61], "", TITLE, 1),
}  # fmt: skip


def test_no_label_and_no_byte_makes_a_korean_feed_unreadable(tmp_path):
    lines = []
    for name, (body, content_type, _, _) in CASES.items():
        path = tmp_path / f"{len(lines)}.xml"
        path.write_bytes(body)
        lines.append(json.dumps({"id": name, "path": str(path), "content_type": content_type}))

    answer = subprocess.run(
        [sys.executable, "-m", "bot", "batch", "feed"],
        input="\n".join(lines), capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip

    told = {one["id"]: one["entries"] for one in map(json.loads, answer.stdout.splitlines())}
    wrong = {
        name: told.get(name) for name, case in CASES.items() if not right(told.get(name), case)
    }
    assert len(CASES) == 20
    assert wrong == {}


def right(entries, case):
    _, _, title, spoilt = case
    titles = {entry["title"] for entry in entries or ()}
    return len(titles & {f"{title} {n}" for n in range(MOST_TITLES)}) >= MOST_TITLES - spoilt
