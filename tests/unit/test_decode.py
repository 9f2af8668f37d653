import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.decode import codec_name, decode

PROSE = "남해안의 새 데이터센터가 이달 문을 열었다고 회사가 밝혔다"
RARE = PROSE + " 똠방각하와 펲시맨"
XML = '<?xml version="1.0" encoding="{}"?><rss><title>{}</title></rss>'


def feed(encoding, label, text=PROSE):
    return XML.format(label, text).encode(encoding)


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        pytest.param(feed("utf-8", "utf-8", RARE), "", RARE, id="utf-8"),
        pytest.param(feed("utf-8-sig", "euc-kr", RARE), "", RARE, id="utf-8 with BOM"),
        pytest.param(feed("utf-8", "euc-kr", RARE), "", RARE, id="utf-8 called euc-kr"),
        pytest.param(feed("euc-kr", "euc-kr"), "", PROSE, id="euc-kr"),
        pytest.param(feed("cp949", "euc-kr", RARE), "", RARE, id="cp949 called euc-kr"),
        pytest.param(feed("cp949", "ks_c_5601-1987", RARE), "", RARE, id="ks_c_5601-1987"),
        pytest.param(feed("cp949", "x-windows-949", RARE), "", RARE, id="x-windows-949"),
        pytest.param(feed("cp949", "utf-8", RARE), "", RARE, id="cp949 called utf-8"),
        pytest.param(feed("cp949", "iso-8859-1", RARE), "", RARE, id="cp949 called latin-1"),
        pytest.param(feed("cp949", "gb2312", RARE), "", RARE, id="cp949 called gb2312"),
        pytest.param(feed("cp949", "nonsense", RARE), "", RARE, id="unknown label"),
        pytest.param(RARE.encode("cp949"), "", RARE, id="cp949 without any label"),
        pytest.param(RARE.encode("cp949"), "text/html; charset=EUC-KR", RARE, id="header alone"),
        pytest.param(feed("utf-16", "utf-16", RARE), "", RARE, id="utf-16 with BOM"),
        pytest.param(feed("utf-16-le", "utf-16", RARE), "", RARE, id="utf-16-le without BOM"),
        pytest.param(feed("utf-16-be", "utf-16", RARE), "", RARE, id="utf-16-be without BOM"),
        pytest.param(feed("utf-32", "utf-32", RARE), "", RARE, id="utf-32"),
        pytest.param(feed("johab", "johab", RARE), "", RARE, id="johab"),
        pytest.param(feed("johab", "euc-kr", RARE), "", RARE, id="johab called euc-kr"),
        pytest.param(feed("iso2022_kr", "iso-2022-kr"), "", PROSE, id="iso-2022-kr"),
        pytest.param(
            b"<html><head><meta charset='euc-kr'>" + RARE.encode("cp949"), "text/html", RARE, id="meta"
        ),
        pytest.param("café à la crème".encode("latin-1"), "text/plain; charset=iso-8859-1",
                     "café à la crème", id="latin-1 stays latin-1"),
        pytest.param("日本の新聞です".encode("cp932"), "text/plain; charset=Shift_JIS",
                     "日本の新聞です", id="Japanese stays Japanese"),
        pytest.param(b"plain", "", "plain", id="ascii"),
        pytest.param(b"", "", "", id="nothing"),
    ],
)  # fmt: skip
def test_the_text_is_read_whatever_the_label_says(body, content_type, text):
    decoded = decode(body, content_type)

    assert text in decoded.text
    assert "\ufffd" not in decoded.text


@pytest.mark.parametrize("encoding", ["utf-8", "cp949"])
@pytest.mark.parametrize("bad", [b"\xff", b"\xb0", b"\xea\xb0", b"\x80\x80"], ids=repr)
def test_one_bad_byte_spoils_only_its_own_place(encoding, bad):
    text = f"{PROSE}\n{PROSE}\n{PROSE}"
    body = text.encode(encoding)
    at = body.index(b"\n") + 1

    decoded = decode(body[:at] + bad + b"\n" + body[at:], f"text/xml; charset={encoding}")

    assert decoded.text.count(PROSE) == 3
    assert decoded.encoding == encoding


def test_lines_of_two_encodings_are_each_read():
    body = b"\n".join([RARE.encode("utf-8"), RARE.encode("cp949"), RARE.encode("utf-8")])

    decoded = decode(body, "text/xml; charset=utf-8")

    assert decoded.text.count(RARE) == 3
    assert "mixed" in decoded.notes


def test_a_wrong_label_is_told():
    assert decode(feed("cp949", "utf-8"), "").notes == ("label_wrong",)
    assert decode(feed("cp949", "euc-kr"), "").notes == ()
    assert "label_wrong" in decode(feed("cp949", "utf-8") + b"\xff", "").notes


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("EUC-KR", "cp949"),
        ("ks_c_5601-1989", "cp949"),
        ("MS949", "cp949"),
        ("UHC", "cp949"),
        ("utf8", "utf-8"),
        ("latin1", "cp1252"),
        ("rot13", None),
        ("hex", None),
        ("no-such", None),
        ("\x00", None),
    ],
)
def test_labels_mean_what_a_browser_takes_them_for(label, name):
    assert codec_name(label) == name


def test_every_syllable_that_only_cp949_has_survives_an_euc_kr_label():
    syllables = [chr(code) for code in range(0xAC00, 0xD7A4) if len(chr(code).encode("euc-kr")) > 2]
    read = [
        one for one in syllables if one in decode(feed("cp949", "euc-kr", one + PROSE), "").text
    ]

    assert len(syllables) == 8822
    assert read == syllables


@given(st.binary(max_size=200), st.text(max_size=40))
def test_any_bytes_make_some_text(body, content_type):
    assert isinstance(decode(body, content_type).text, str)
