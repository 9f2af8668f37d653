"""Charts drawn for real: a PNG of the right size, the same twice, with Hangul and dollar signs."""

import struct
from datetime import date, timedelta

from bot.adapters.charts import MatplotlibPainter, can_paint, korean_font
from bot.model import Chart, ChartRow

DAYS = tuple(date(2026, 11, 16) + timedelta(days=number) for number in range(7))


def a_chart(*names):
    rows = tuple(
        ChartRow(name=name, counts=(1, 0, 3, 2, 0, 0, 1), total=7, share=1 / len(names))
        for name in names
    )
    return Chart(
        title="감시어별 보도",
        note="전재한 글은 뺐습니다.",
        days=DAYS,
        off=frozenset(DAYS[5:]),
        rows=rows,
        alt="",
    )


def size(png):
    assert png.startswith(b"\x89PNG\r\n")
    return struct.unpack(">II", png[16:24])


def test_a_picture_grows_with_its_rows_and_is_the_same_twice():
    painter = MatplotlibPainter()

    one, again, three = (
        painter.paint(a_chart(*names)) for names in (("HBM",), ("HBM",), ("HBM", "나래", "다온"))
    )

    assert one == again
    assert size(one)[0] == size(three)[0] == 1_440
    assert size(three)[1] > size(one)[1]


def test_a_terms_name_is_no_formula_and_may_be_long():
    png = MatplotlibPainter().paint(a_chart(r"$\frac$ _{^", "가" * 24, "㈜가람 漢字 é"))

    assert size(png)[0] == 1_440


def test_the_font_comes_from_a_package():
    assert can_paint()
    assert "site-packages" in str(korean_font())
