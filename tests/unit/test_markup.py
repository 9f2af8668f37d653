import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.markup import plain_line, plain_text


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        pytest.param("<속보> 새 <b>공장</b> 착공", "<속보> 새 공장 착공", id="only real tags go"),
        pytest.param("<최대표 SNS> 화면", "<최대표 SNS> 화면", id="a caption mark"),
        pytest.param("A &lt; B, C > D", "A < B, C > D", id="comparison signs"),
        pytest.param("R&amp;amp;D 센터", "R&D 센터", id="escaped twice"),
        pytest.param("R&amp;amp;amp;D", "R&amp;D", id="escaped three times means it"),
        pytest.param("&lt;p&gt;본문&lt;/p&gt;", "본문", id="escaped tags"),
        pytest.param("&lt;속보&gt; 착공", "<속보> 착공", id="escaped text"),
        pytest.param('<img alt="a > b" src=x>사진', "사진", id="a sign inside an attribute"),
        pytest.param("<b don't>굵게</b>", "굵게", id="a broken attribute"),
        pytest.param("<script>var a='<p>';</script>글<style>p{}</style>", "글", id="no code"),
        pytest.param("<!-- 숨김 -->글<![CDATA[자]]>", "글자", id="comments and CDATA marks"),
        pytest.param("&nbsp;가&#8203;나\u00a0 다&#0;", "가\u200b나 다\ufffd", id="blanks and references"),
        pytest.param("각", "각", id="NFC"),
        pytest.param("a\x00b\ud800c", "abc", id="no controls, no surrogates"),
        pytest.param("", "", id="nothing"),
    ],
)  # fmt: skip
def test_a_fragment_gives_its_text(fragment, text):
    assert plain_line(fragment) == text


def test_blocks_stand_on_lines_of_their_own():
    assert plain_text("<p>첫째</p><p>둘<i>째</i></p>셋째<br/>넷째") == "첫째\n둘째\n셋째\n넷째"


@pytest.mark.timeout(5)
@pytest.mark.parametrize(
    "piece", ["<", "<script>", "<b '", "<!--", "&", "&lt;", '<a href="', "\n "]
)
def test_no_repetition_takes_long(piece):
    assert isinstance(plain_text(piece * 60_000), str)


@given(st.text(max_size=100))
def test_any_text_is_taken(fragment):
    assert "\n" not in plain_line(fragment)
