"""Batch doors answer each line in order, and a bad line spoils nothing but itself."""

import io
import json

import pytest

from bot.errors import NotFound
from bot.inbound.cli import jsonlines
from bot.inbound.cli.jsonlines import run_batch, text_of, texts_of


def length(item):
    return {"length": len(text_of(item, "text", required=True))}


def answers(lines: bytes, work=length, **limits):
    out = io.BytesIO()
    run_batch(work, {"length": None}, io.BytesIO(lines), out, **limits)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_ids_come_back_as_given_and_in_order():
    lines = b'{"id": 7, "text": "a"}\n{"id": {"k": [1]}, "text": "ab"}\n{"text": "abc"}'

    assert answers(lines) == [
        {"id": 7, "length": 1},
        {"id": {"k": [1]}, "length": 2},
        {"id": None, "length": 3},
    ]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b"nonsense", id="not JSON"),
        pytest.param(b"[1, 2]", id="not an object"),
        pytest.param(b"", id="empty"),
        pytest.param(b"\xff\xfe{", id="not UTF-8"),
        pytest.param(b"[" * 100_000, id="deep"),
        pytest.param(b'{"id": 1}', id="field missing"),
        pytest.param(b'{"id": 1, "text": 5}', id="wrong type"),
    ],
)
def test_a_bad_line_gets_an_error_and_the_next_one_its_answer(line):
    first, second = answers(line + b'\n{"id": 2, "text": "ok"}\n')

    assert first["error"]
    assert first["length"] is None
    assert second == {"id": 2, "length": 2}


def test_an_endless_line_is_one_bad_line():
    long = b'{"id": 1, "text": "' + b"x" * 200 + b'"}\n'

    first, second = answers(long + b'{"id": 2, "text": "ok"}\n', max_line=50)

    assert "longer" in first["error"]
    assert second["id"] == 2


def test_an_error_of_the_house_is_the_lines_error():
    def refuse(item):
        raise NotFound("없습니다")

    assert answers(b'{"id": 1}\n', refuse) == [{"id": 1, "length": None, "error": "없습니다"}]


@pytest.mark.parametrize("number", [b"NaN", b"-Infinity", b"1e400"])
def test_what_json_cannot_say_again_is_a_bad_line(number):
    bad, good = answers(b'{"id": ' + number + b', "text": "a"}\n{"id": 2, "text": "ok"}\n')

    assert bad["id"] is None
    assert "number" in bad["error"]
    assert good == {"id": 2, "length": 2}


def test_a_bug_met_by_one_line_leaves_the_others_their_answers():
    def stumble(item):
        return {"length": len(item["text"])}

    bad, good = answers(b'{"id": 1, "text": 5}\n{"id": 2, "text": "ok"}\n', stumble)

    assert (bad["id"], bad["length"]) == (1, None)
    assert "TypeError" in bad["error"]
    assert good == {"id": 2, "length": 2}


def test_lone_surrogates_survive():
    (answer,) = answers(b'{"id": "\\ud800", "text": "\\udfff"}\n', dict)

    assert (answer["id"], answer["text"]) == ("\ud800", "\udfff")


def test_each_answer_is_flushed_before_the_next_line_is_read():
    seen = []

    class Source(io.BytesIO):
        def readline(self, size=-1):
            seen.append(len(out.getvalue().splitlines()))
            return super().readline(size)

    out = io.BytesIO()
    run_batch(lambda item: {}, {}, Source(b"{}\n{}\n"), out)

    assert seen == [0, 1, 2]


def test_lists_of_texts_are_checked():
    assert texts_of({"terms": ["HBM"]}, "terms") == ("HBM",)
    assert texts_of({"terms": None}, "terms") == ()
    with pytest.raises(jsonlines.BadLine):
        texts_of({"terms": ["HBM", 5]}, "terms")
