"""Draws the pictures of the tasks: python -m resources.pictures.make (needs a screen)

Each is one of our own result windows beside the picture that it is about. The pictures are drawn
here and **the answers are written by hand**, in the form that the task's answers have: no model
read them, and nothing may say that one did. They show what a task is for and how it looks.
The README and the in-app help show them; the fonts are DejaVu and WenQuanYi Zen Hei.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QEventLoop, QPointF, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QImage, QLinearGradient, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QApplication

from desktop.settings import Appearance, Theme
from desktop.tasks import CATALOGUE
from desktop.ui import formula_images, theme
from desktop.ui.reading_pane import ReadingPane
from desktop.ui.result import ResultWindow
from desktop.values import Box, EngineName, Line, Reading, Shot, Task

TASKS = Path(__file__).resolve().parent / "tasks"
GAP, EDGE = 24, 16
INK = QColor("#222024")

Draw = Callable[[QPainter], None]


@dataclass(frozen=True)
class Example:
    """A picture of ``size`` and what is shown for it."""

    task: Task
    size: tuple[int, int]
    draw: Draw
    text: str
    lines: tuple[Line, ...] = ()
    source: str = ""


def written(
    rows: Sequence[tuple[int, int, int, str]], color: QColor = INK, family: str = "DejaVu Sans"
) -> Draw:
    """Draws text: left, base line, size, words; a negative size is bold."""

    def draw(painter: QPainter) -> None:
        painter.setPen(color)
        for left, base, size, words in rows:
            font = QFont(family)
            font.setPixelSize(abs(size))
            font.setBold(size < 0)
            painter.setFont(font)
            painter.drawText(left, base, words)

    return draw


def table(painter: QPainter) -> None:
    """A table of drinks."""
    rows = (("Drink", "Cups", "Price"), ("Espresso", "2", "2.40"), ("Flat white", "1", "3.80"))
    painter.setPen(QPen(INK, 1))
    for number in range(4):
        painter.drawLine(16, 20 + 36 * number, 284, 20 + 36 * number)
    for left in (16, 136, 210, 284):
        painter.drawLine(left, 20, left, 128)
    for y, row in enumerate(rows):
        written(
            [
                (left, 44 + 36 * y, -16 if y == 0 else 16, words)
                for left, words in zip((26, 146, 220), row, strict=True)
            ]
        )(painter)


def formula(painter: QPainter) -> None:
    """The roots of a quadratic equation."""
    drawing = formula_images.typeset(ROOTS)
    painter.drawImage(28, 24, formula_images.draw(drawing, 26, INK.name(), 1.0))


def chart(painter: QPainter) -> None:
    """A flow chart of three boxes."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(INK, 1.5))
    for left, top, words in ((90, 10, "Order"), (90, 86, "Paid?"), (90, 162, "Send")):
        box = QRect(left, top, 110, 40)
        painter.drawRoundedRect(box, 6, 6)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
    for top in (50, 126):
        painter.drawLine(145, top, 145, top + 34)
        head = QPolygonF([QPointF(140, top + 28), QPointF(150, top + 28), QPointF(145, top + 36)])
        painter.setBrush(INK)
        painter.drawPolygon(head)
        painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawText(152, 148, "yes")
    painter.drawLine(200, 106, 250, 106)
    painter.drawLine(250, 106, 250, 30)
    painter.drawLine(250, 30, 202, 30)
    painter.drawText(210, 100, "no")


def film(painter: QPainter) -> None:
    """A hill at dusk with a subtitle."""
    sky = QLinearGradient(0, 0, 0, 180)
    sky.setColorAt(0, QColor("#27365c"))
    sky.setColorAt(1, QColor("#d98a5b"))
    painter.fillRect(0, 0, 300, 180, sky)
    painter.setBrush(QColor("#1b2030"))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(-60, 110, 320, 200)
    painter.drawEllipse(160, 130, 300, 200)
    written([(38, 164, -16, "We leave before sunrise.")], QColor("white"))(painter)


PAGE = (
    (20, 34, -20, "Tides"),
    (20, 64, 13, "The sea rises and falls twice a day,"),
    (20, 82, 13, "drawn by the moon and the sun."),
    (20, 112, -15, "Heights in metres"),
    (20, 138, 13, "Galway        5.1"),
    (20, 158, 13, "Brest          6.9"),
)
RECEIPT = (
    (30, 36, -18, "HARBOUR CAFÉ"),
    (30, 66, 14, "20 Nov 2026   14:32"),
    (30, 96, 14, "2 x Espresso          4.80"),
    (30, 120, 14, "1 x Flat white        3.80"),
    (30, 154, -18, "TOTAL EUR   8.60"),
)
SIGN = ((26, 48, -26, "Way out"), (26, 92, 20, "Last train 23:15"))
MENU = (
    (26, 40, -22, "Tageskarte"),
    (26, 78, 17, "Linsensuppe  4,80"),
    (26, 108, 17, "Apfelkuchen  3,20"),
)
LABEL = (
    (40, 50, -22, "Château Rivage"),
    (40, 84, 16, "Bordeaux · 2019"),
    (40, 114, 14, "13 % vol · 75 cl"),
)
ROOTS = r"x = \frac{-b \pm \sqrt{b^2 - 4ac}}{2a}"
TABLE = (
    "<table>\n<tr><th>Drink</th><th>Cups</th><th>Price</th></tr>\n"
    "<tr><td>Espresso</td><td>2</td><td>2.40</td></tr>\n"
    "<tr><td>Flat white</td><td>1</td><td>3.80</td></tr>\n</table>"
)
HEIGHTS = (
    "<table>\n<tr><td>Galway</td><td>5.1</td></tr>\n<tr><td>Brest</td><td>6.9</td></tr>\n</table>"
)
ON_SIGN = (
    Line("Way out", Box(22, 22, 142, 58)),
    Line("Last train 23:15", Box(22, 70, 206, 100)),
)
ON_PAGE = (
    Line("Tides", Box(16, 14, 82, 40)),
    Line("The sea rises and falls …", Box(16, 50, 272, 88)),
    Line("Heights in metres", Box(16, 98, 180, 118)),
    Line("", Box(16, 124, 150, 164)),
)
EXAMPLES = (
    Example(Task("read"), (280, 120), written(SIGN), "Way out\nLast train 23:15"),
    Example(
        Task("translate", "en"),
        (280, 130),
        written(MENU),
        "**Menu of the day**\n\nLentil soup 4.80\n\nApple cake 3.20",
        source="Tageskarte\nLinsensuppe 4,80\nApfelkuchen 3,20",
    ),
    Example(
        Task("document"),
        (290, 180),
        written(PAGE),
        "# Tides\n\nThe sea rises and falls twice a day, drawn by the moon and the sun.\n\n"
        "## Heights in metres\n\n" + HEIGHTS,
    ),
    Example(Task("table"), (300, 148), table, TABLE),
    Example(Task("formula"), (300, 110), formula, ROOTS),
    Example(
        Task("chart"),
        (290, 212),
        chart,
        "flowchart TD\n    A[Order] --> B{Paid?}\n    B -- yes --> C[Send]\n    B -- no --> A",
    ),
    Example(
        Task("fields", fields=("Date", "Total")),
        (280, 176),
        written(RECEIPT),
        '{\n  "Date": "20 Nov 2026",\n  "Total": "8.60 EUR"\n}',
    ),
    Example(Task("field", fields=("Total",)), (280, 176), written(RECEIPT), "8.60 EUR"),
    Example(
        Task("ask", wording="When does the last train leave?"),
        (280, 120),
        written(SIGN),
        "The last train leaves at 23:15.",
    ),
    Example(Task("subtitles"), (300, 180), film, "We leave before sunrise."),
    Example(Task("positions"), (280, 120), written(SIGN), "Way out\nLast train 23:15", ON_SIGN),
    Example(
        Task("positions-plain"), (280, 120), written(SIGN), "Way out\nLast train 23:15", ON_SIGN
    ),
    Example(
        Task("layout"),
        (290, 180),
        written(PAGE),
        "title: Tides\ntext: The sea rises and falls twice a day, drawn by the moon and the sun.\n"
        "title: Heights in metres\ntable",
        ON_PAGE,
    ),
    Example(
        Task("document-layout"),
        (290, 180),
        written(PAGE),
        "# Tides\n\nThe sea rises and falls twice a day, drawn by the moon and the sun.\n\n"
        "## Heights in metres\n\n" + HEIGHTS,
        ON_PAGE,
    ),
    Example(
        Task("translate-document"),
        (290, 180),
        written(PAGE),
        "# 潮汐\n\n受月球和太阳的引力影响，海水每天涨落两次。\n\n## 高度（米）\n\n"
        + HEIGHTS.replace("Galway", "戈尔韦").replace("Brest", "布雷斯特"),
    ),
    Example(
        Task("own", wording="Name the wine.", title="Wine label", kind=CATALOGUE["fields"].kind),
        (260, 140),
        written(LABEL, family="DejaVu Serif"),
        '{\n  "Wine": "Château Rivage",\n  "Region": "Bordeaux",\n  "Year": "2019"\n}',
    ),
)


def drawn(example: Example) -> QImage:
    """The picture that is read."""
    image = QImage(*example.size, QImage.Format.Format_RGB32)
    image.fill(QColor("#FDFBF6"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    example.draw(painter)
    painter.end()
    return image


def wait_until(done: Callable[[], bool]) -> None:
    """Turn the event loop until ``done``, and a little longer for what is laid out then."""
    loop = QEventLoop()
    look = QTimer(interval=20)
    look.timeout.connect(lambda: loop.quit() if done() else None)
    look.start()
    loop.exec()
    QTimer.singleShot(200, loop.quit)
    loop.exec()


def shown(example: Example, picture: QImage) -> QImage:
    """The result window with the answer."""
    window = ResultWindow()
    shot = Shot(bytes(picture.constBits()), picture.width(), picture.height())
    kind = example.task.kind or CATALOGUE[example.task.name].kind
    window.open(1, shot, example.task, None)
    reading = Reading(
        example.text, example.lines, kind, "", EngineName.HUNYUAN, "cuda:0", 0.9, example.source
    )
    window.finish(1, reading)
    pane = window.findChild(ReadingPane)
    wait_until(lambda: not pane.has_source or not pane.source_shown)
    # What is in use has the focus ring; a picture is looked at.
    window.centralWidget().setFocus()
    wait_until(lambda: True)
    image = window.grab().toImage()
    window.close()
    window.deleteLater()
    return image


def beside(picture: QImage, window: QImage) -> QImage:
    """Both on one ground."""
    colors = theme.tokens()
    height = max(picture.height(), window.height()) + 2 * EDGE
    image = QImage(300 + GAP + window.width() + 2 * EDGE, height, QImage.Format.Format_RGB32)
    image.fill(theme.blend(colors.line, colors.ground, 0.18))
    painter = QPainter(image)
    top = (height - picture.height()) // 2
    left = EDGE + (300 - picture.width()) // 2
    painter.drawImage(left, top, picture)
    painter.setPen(colors.line)
    painter.drawRect(QRectF(left - 0.5, top - 0.5, picture.width() + 1, picture.height() + 1))
    painter.drawImage(EDGE + 300 + GAP, (height - window.height()) // 2, window)
    painter.end()
    return image


def save(image: QImage, path: Path) -> None:
    """As a small PNG of 128 colours."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    picture = Image.open(BytesIO(bytes(buffer.data().data()))).convert("RGB")
    picture.quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)


def main() -> None:
    """Write the pictures of every task, for light and for dark."""
    app = QApplication(["pictures"])
    font = QFont("DejaVu Sans")
    font.setPixelSize(14)
    app.setFont(font)
    TASKS.mkdir(exist_ok=True)
    for name, end in ((Theme.LIGHT, ""), (Theme.DARK, "-dark")):
        theme.apply(app, Appearance(theme=name))
        for example in EXAMPLES:
            picture = drawn(example)
            save(beside(picture, shown(example, picture)), TASKS / f"{example.task.name}{end}.png")


if __name__ == "__main__":
    main()
