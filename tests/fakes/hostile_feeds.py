"""Feeds made to hang, crash, bloat or trick a parser, by name."""

from functools import cache

ITEM = "<item><title>제목 {0}</title><link>https://a.kr/{0}</link></item>"


def rss(items: str, prolog: str = '<?xml version="1.0" encoding="utf-8"?>') -> bytes:
    return f"{prolog}<rss version='2.0'><channel><title>t</title>{items}</channel></rss>".encode(
        errors="surrogatepass"
    )


def _laughs() -> str:
    levels = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    return f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "하하">{levels}]>'


@cache
def hostile_feeds() -> dict[str, bytes]:
    one = ITEM.format(1)
    item = "<item><title>{}</title></item>".format
    return {
        "newlines_before_the_root": b"\n" * 100_000 + rss(one, ""),
        "newlines_and_a_broken_root": b"\n" * 100_000 + b"<rss><channel><item><title>a",
        "encoding_again_and_again": b"<?" + b'encoding="' * 20_000,
        "entities_without_end": b"<!DOCTYPE x [" + b"<!ENTITY \n" * 80_000 + b"]>" + rss(one, ""),
        "billion_laughs": rss(item("&l9;"), _laughs()),
        "quadratic_entity": rss(
            item("&a;" * 20_000), f'<!DOCTYPE rss [<!ENTITY a "{"x" * 50_000}">]>'
        ),
        "parameter_entities": rss(one, "<!DOCTYPE rss [<!ENTITY % a \"<!ENTITY b 'c'>\">%a;%a;]>"),
        "external_entity": rss(
            item("&x;"), '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
        ),
        "external_dtd": rss(one, '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/evil.dtd">'),
        "doctype_without_end": b"<!DOCTYPE " + b"[" * 200_000,
        "comments_without_end": b"<!--" * 200_000,
        "many_comments": b"<!-- -->" * 200_000 + rss(one, ""),
        "cdata_without_end": rss("<item><title><![CDATA[" + "x" * 500_000),
        "deep": b"<rss><channel><item><title>" + b"<b>" * 200_000,
        "deep_elements": b"<rss>" + b"<a>" * 300_000 + b"</a>" * 300_000 + b"</rss>",
        "wide_attributes": b"<rss " + b" ".join(b"a%d='1'" % n for n in range(100_000)) + b"/>",
        "long_attribute": b"<rss a='" + b"x" * 4_000_000 + b"'/>",
        "same_attribute": b"<rss " + b"a='1' " * 100_000 + b"/>",
        "many_namespaces": b"<rss "
        + b" ".join(b"xmlns:a%d='u%d'" % (n, n) for n in range(20_000))
        + b"/>",
        "many_items": rss("".join(map(ITEM.format, range(100_000)))),
        "many_broken_items": rss("<item><title>a & b</title><link>x" * 100_000),
        "many_nested_items": b"<rss><channel>" + b"<item><title>a</title>" * 50_000,
        "bare_ampersands": rss(item("&" * 500_000)),
        "names_that_are_none": rss(item("&nope;" * 100_000)),
        "escaped_tags": rss(item("&lt;b " * 100_000)),
        "escaped_scripts": rss(item("&lt;script&gt;" * 50_000)),
        "references": rss(item("&#" * 200_000)),
        "surrogate_reference": rss(item("가&#xD800;나") + one),
        "reference_out_of_range": rss(item("가&#x110000;나&#99999999;") + one),
        "null_references": rss(item("가&#0;나&#x0;&#1;&#xFFFE;") + one),
        "surrogates": rss(item("가\ud800나") + one),
        "null_bytes": rss(item("가\x00나\x0b\x1f") + one),
        "angle_brackets": b"<" * 1_000_000,
        "question_marks": b"<?" * 500_000,
        "close_brackets": b"<rss>" + b"]]>" * 300_000,
        "binary": bytes(range(256)) * 4_000,
        "local_path": b"/etc/passwd",
        "address": b"http://127.0.0.1:9/feed.xml",
        "long_line": rss(item("가" * 2_000_000)),
        "many_dates": rss("<item><pubDate>" + "1" * 500_000 + "</pubDate><title>a</title></item>"),
        "spaced_dates": rss(
            "<item><pubDate>" + " 1" * 200_000 + "</pubDate><title>a</title></item>"
        ),
        "huge_link": rss("<item><title>a</title><link>http://" + "a" * 500_000 + "</link></item>"),
        "broken_link": rss("<item><title>a</title><link>http://[::1</link></item>"),
        "script_link": rss("<item><title>a</title><link>javascript:alert(1)</link></item>"),
        "truncated": rss("".join(map(ITEM.format, range(50))))[:-400],
        "wrong_charset_bomb": b"<?xml version='1.0' encoding='punycode'?>" + b"-a" * 200_000,
        "utf16_half": rss(one).decode().encode("utf-16")[:-1],
        "html_page": "<!doctype html><html><head><title>로그인</title></head></html>".encode(),
        "json": b'{"items": []}',
        "empty": b"",
        "blank": b" \n\t ",
    }


PAGES = tuple(
    text.encode()
    for text in (
        "<!DOCTYPE html><html><body>로그인이 필요합니다</body></html>",
        "<html><head><meta http-equiv=refresh content='0;url=/'></head></html>",
        "\n\n<HTML><BODY>404</BODY></HTML>",
        "<!-- 방화벽 --><html><p>차단</p></html>",
        "<head><title>점검 중</title></head>",
        "<body>점검 중</body>",
        "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><p>글</p></html>",
        "<?xml version='1.0'?><error><code>500</code></error>",
        "<?xml version='1.0'?><soap:Envelope xmlns:soap='x'/>",
        "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "<script>location.href='/'</script>",
        "Just a moment...",
        "서비스가 종료되었습니다.",
        '{"rss": "아님"}',
        "[]",
        "null",
        "%PDF-1.7",
        "GIF89a",
        "<p>단락 하나</p>",
        "<rsss/>",
    )
)
