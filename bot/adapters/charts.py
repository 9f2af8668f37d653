"""Charts as PNG, drawn by matplotlib in a font that has Hangul (the extra `charts`).

    term   월 16   화 17   …   48건 (40%)  ▆▆▆▆▆▆

matplotlib is loaded when the first picture is drawn: it takes a second and some 40 MB.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any

from typing_extensions import override

from bot.errors import CannotPaint
from bot.model import Chart, ChartRow
from bot.ports import Painter

WIDTH, DOTS = 7.2, 200  # inches, and dots an inch: 1,440 pixels
HEAD, ROW, FOOT = 1.0, 0.44, 0.42  # inches
NAMES, CELLS, BARS = 0.0, 1.75, 5.15  # where the columns begin, inches
FONTS = (
    ("pylopdf_fonts_ko", "NotoSansKR-Regular.otf"),
    ("koreanize_matplotlib", "fonts/NanumGothic.ttf"),
)
SYSTEM_FONTS = (
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/truetype/nanum/NanumGothic.ttf"),
    Path("/System/Library/Fonts/AppleSDGothicNeo.ttc"),
    Path("C:/Windows/Fonts/malgun.ttf"),
)
INK, FAINT, OFF_DAY, BLUE = "#1b1f24", "#6b7280", "#a33b20", (31, 95, 168)
WEEKDAYS = "월화수목금토일"
_FULL_INK = 0.65  # share of the loudest cell from which numbers are white


def korean_font() -> Path | None:
    """A font file with Hangul: of a package that carries one, else of the system."""
    for package, name in FONTS:
        if find_spec(package) is not None:
            found = Path(str(files(package) / name))
            if found.is_file():
                return found
    return next((path for path in SYSTEM_FONTS if path.is_file()), None)


def can_paint() -> bool:
    """Whether pictures can be drawn here."""
    return find_spec("matplotlib") is not None and korean_font() is not None


class MatplotlibPainter(Painter):
    """The Painter port on matplotlib; one picture at a time."""

    def __init__(self) -> None:
        self._lock = Lock()

    @override
    def paint(self, chart: Chart) -> bytes:
        font = korean_font()
        if font is None or find_spec("matplotlib") is None:
            raise CannotPaint(
                "그림을 그리려면 소식의 폴더에서 pip install '.[charts]'로 설치해 주세요."
            )
        try:
            with self._lock:
                return _Sheet(chart, font).png()
        except Exception as error:  # whatever the library makes of a chart, the brief goes out
            raise CannotPaint(f"그림을 그리지 못했습니다({type(error).__name__}).") from error


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One chart on its sheet; lengths in inches, from the top left."""

    chart: Chart
    font: Path

    def png(self) -> bytes:
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415  # the extra
        from matplotlib.figure import Figure  # noqa: PLC0415

        height = HEAD + ROW * len(self.chart.rows) + FOOT
        figure = Figure(figsize=(WIDTH, height), dpi=DOTS, facecolor="white")
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0.03, 0.0, 0.94, 1.0))
        axes.set_xlim(0, WIDTH * 0.94)
        axes.set_ylim(height, 0)
        axes.set_axis_off()
        self._head(axes)
        for number, row in enumerate(self.chart.rows):
            self._row(axes, row, HEAD + ROW * number)
        self._text(axes, NAMES, height - FOOT / 2, self.chart.note, size=8, color=FAINT)
        written = BytesIO()
        figure.savefig(written, format="png", dpi=DOTS, metadata={"Software": None})
        return written.getvalue()

    def _head(self, axes: Any) -> None:
        self._text(axes, NAMES, 0.34, self.chart.title, size=13)
        for x, day in self._columns():
            is_off = day in self.chart.off
            label = f"{WEEKDAYS[day.weekday()]} {day.day}"
            self._text(
                axes,
                x,
                HEAD - 0.18,
                label,
                size=8.5,
                color=OFF_DAY if is_off else FAINT,
                at="center",
            )
        self._text(axes, BARS, HEAD - 0.18, "합계 (비중)", size=8.5, color=FAINT)

    def _row(self, axes: Any, row: ChartRow, top: float) -> None:
        middle, loudest = top + ROW / 2, max(max(each.counts) for each in self.chart.rows)
        self._text(axes, NAMES, middle, row.name, size=_fitting(row.name))
        for (x, _), count in zip(self._columns(), row.counts, strict=True):
            self._cell(axes, x, top, count, count / max(loudest, 1))
        most = max(each.total for each in self.chart.rows)
        room = WIDTH * 0.94 - BARS
        self._bar(axes, top, room * row.total / most)
        self._text(axes, BARS, top + 0.13, f"{row.total}건 ({row.share:.0%})", size=9)

    def _columns(self) -> Iterator[tuple[float, Any]]:
        """The middle of each day's column."""
        step = (BARS - 0.2 - CELLS) / len(self.chart.days)
        for number, day in enumerate(self.chart.days):
            yield CELLS + step * (number + 0.5), day

    def _cell(self, axes: Any, x: float, top: float, count: int, share: float) -> None:
        from matplotlib.patches import Rectangle  # noqa: PLC0415  # the extra

        width = (BARS - 0.2 - CELLS) / len(self.chart.days)
        shade = tuple((255 - (255 - part) * (0.06 + 0.94 * share)) / 255 for part in BLUE)
        axes.add_patch(
            Rectangle(
                (x - width / 2 + 0.015, top + 0.02),
                width - 0.03,
                ROW - 0.04,
                facecolor=shade if count else "#f4f5f7",
                linewidth=0,
            )
        )
        color = "white" if share >= _FULL_INK else INK
        if count:
            self._text(axes, x, top + ROW / 2, f"{count}", size=9.5, color=color, at="center")

    def _bar(self, axes: Any, top: float, length: float) -> None:
        from matplotlib.patches import Rectangle  # noqa: PLC0415  # the extra

        color = tuple(part / 255 for part in BLUE)
        axes.add_patch(Rectangle((BARS, top + 0.26), length, 0.1, facecolor=color, linewidth=0))

    def _text(
        self,
        axes: Any,
        x: float,
        y: float,
        text: str,
        *,
        size: float,
        color: str = INK,
        at: str = "left",
    ) -> None:
        from matplotlib.font_manager import FontProperties  # noqa: PLC0415  # the extra

        axes.text(
            x,
            y,
            text,
            fontproperties=FontProperties(fname=str(self.font), size=size),
            color=color,
            ha=at,
            va="center",
            parse_math=False,  # a term with two dollar signs is no formula
        )


def _fitting(name: str) -> float:
    """The size at which the name fits its column; Hangul is twice as wide as Latin."""
    width = sum(2 if letter > "\u1100" else 1 for letter in name)
    return 10.5 if width <= 20 else max(6.5, 10.5 * 20 / width)
