"""One look for every window: colours, sizes and the style sheet that carries them.

1. ``apply`` takes the user's choice (light, dark, what the system says) and sets Fusion, a palette
   and one style sheet, made from ``resources/styles/sightread.qss`` and the tokens.
2. It stays and follows: when the system changes its colours, its contrast or its font, the same is
   done again. Widgets need not listen; Qt tells them with a change of palette.
3. What is painted by hand asks ``tokens()`` when it paints, so that it is never out of date.

With high contrast the colours are the system's own. The values are those of the design (contrast
of text on ground at least 4.5, of lines and icons at least 3).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from string import Template

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetrics, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from desktop.settings import Appearance, Theme

TIGHT, SMALL, MEDIUM, LARGE, WIDE, HUGE = 4, 8, 12, 16, 24, 32
"""Spacing, in logical pixels."""

CORNER, CARD_CORNER = 8, 12
TARGET = 32
"""Height of what can be clicked, in logical pixels; never under 24."""

FOCUS_WIDTH, FOCUS_OFFSET = 2, 2
SMALLEST_TEXT = 12
TITLE, HEADING, SECOND = 1.7, 1.15, 0.9
"""Sizes of titles, headings and second text, as factors of the system's font."""

_MOVING = (
    Qt.UIEffect.UI_AnimateMenu,
    Qt.UIEffect.UI_FadeMenu,
    Qt.UIEffect.UI_AnimateCombo,
    Qt.UIEffect.UI_AnimateTooltip,
    Qt.UIEffect.UI_FadeTooltip,
)
_STYLES = Path(__file__).parents[2] / "resources" / "styles"


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one theme; ``on_accent`` and ``on_word`` are text on these grounds."""

    ground: QColor
    raised: QColor
    text: QColor
    text2: QColor
    accent: QColor
    on_accent: QColor
    line: QColor
    error: QColor
    caution: QColor
    word: QColor
    on_word: QColor
    dark: bool


LIGHT = Tokens(
    ground=QColor("#FBFAF7"),
    raised=QColor("#FFFFFF"),
    text=QColor("#1C1B1F"),
    text2=QColor("#55535A"),
    accent=QColor("#00696B"),
    on_accent=QColor("#FFFFFF"),
    line=QColor("#87838C"),
    error=QColor("#B3261E"),
    caution=QColor("#7A5900"),
    word=QColor("#FFD54A"),
    on_word=QColor("#1C1B1F"),
    dark=False,
)
DARK = Tokens(
    ground=QColor("#17181B"),
    raised=QColor("#222428"),
    text=QColor("#ECEBEF"),
    text2=QColor("#B6B4BC"),
    accent=QColor("#62D6D3"),
    on_accent=QColor("#00201F"),
    line=QColor("#85838C"),
    error=QColor("#FFB4AB"),
    caution=QColor("#F2C14E"),
    word=QColor("#FFD54A"),
    on_word=QColor("#1C1B1F"),
    dark=True,
)

_current = LIGHT


def tokens() -> Tokens:
    """The colours in force; the light ones until ``apply`` has been called."""
    return _current


def apply(app: QApplication, appearance: Appearance) -> None:
    """Dress ``app`` as ``appearance`` says, and again whenever the system changes its mind."""
    # It paints with the tokens of this module.
    from desktop.ui.focus_ring import FocusRing

    follower = app.findChild(_Follower)
    if follower is None:
        follower = _Follower(app)
        FocusRing(app)
    follower.take(appearance)


def wear(app: QApplication, colors: Tokens) -> None:
    """Put these colours on ``app`` until they are chosen anew; nothing in it moves by itself."""
    global _current
    _current = colors
    for effect in _MOVING:
        app.setEffectEnabled(effect, False)
    app.setPalette(_palette(colors))
    app.setStyleSheet(style_sheet(colors))


def contrast(first: QColor, second: QColor) -> float:
    """The contrast of two opaque colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def blend(over: QColor, under: QColor, part: float) -> QColor:
    """``part`` (0 to 1) of ``over`` on ``under``, opaque."""
    return QColor.fromRgbF(
        over.redF() * part + under.redF() * (1 - part),
        over.greenF() * part + under.greenF() * (1 - part),
        over.blueF() * part + under.blueF() * (1 - part),
    )


def text_pixels(factor: float = 1.0) -> int:
    """The size of text in logical pixels: the system's times ``factor``, never under 12."""
    return max(SMALLEST_TEXT, round(QFontInfo(QApplication.font()).pixelSize() * factor))


def sized(factor: float) -> QFont:
    """The system's font, ``factor`` times its size."""
    font = QFont(QApplication.font())
    font.setPixelSize(text_pixels(factor))
    return font


def high_contrast(palette: QPalette) -> Tokens:
    """The colours of a system in high contrast, from its own ``palette``."""
    group = QPalette.ColorGroup.Active
    ground = palette.color(group, QPalette.ColorRole.Window)
    raised = palette.color(group, QPalette.ColorRole.Base)
    text = palette.color(group, QPalette.ColorRole.WindowText)
    accent = palette.color(group, QPalette.ColorRole.Highlight)
    on_accent = palette.color(group, QPalette.ColorRole.HighlightedText)
    dark = _luminance(ground) < _luminance(text)
    # Some desktops ask for high contrast and leave their usual palette in place.
    if min(contrast(text, ground), contrast(text, raised)) < 7:
        ground = raised = QColor("#000000" if dark else "#FFFFFF")
        text = QColor("#FFFFFF" if dark else "#000000")
    if contrast(accent, ground) < 4.5 or contrast(accent, on_accent) < 4.5:
        accent, on_accent = text, ground
    return Tokens(
        ground=ground,
        raised=raised,
        text=text,
        text2=text,
        accent=accent,
        on_accent=on_accent,
        line=text,
        error=text,
        caution=text,
        word=accent,
        on_word=on_accent,
        dark=dark,
    )


def _luminance(color: QColor) -> float:
    return (
        0.2126 * _linear(color.redF())
        + 0.7152 * _linear(color.greenF())
        + 0.0722 * _linear(color.blueF())
    )


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


class _Follower(QObject):
    """Keeps the application in the colours, the contrast and the font of the system."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._appearance = Appearance()
        self._busy = False
        app.setStyle("Fusion")
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._dress)
        hints.accessibility().contrastPreferenceChanged.connect(self._dress)
        app.installEventFilter(self)

    def take(self, appearance: Appearance) -> None:
        self._appearance = appearance
        self._busy = True
        hints = QGuiApplication.styleHints()
        match appearance.theme:
            case Theme.LIGHT:
                hints.setColorScheme(Qt.ColorScheme.Light)
            case Theme.DARK:
                hints.setColorScheme(Qt.ColorScheme.Dark)
            case Theme.SYSTEM:
                hints.unsetColorScheme()
        self._busy = False
        self._dress()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._app and event.type() == QEvent.Type.ApplicationFontChange:
            self._dress()
        return False

    def _dress(self) -> None:
        if self._busy:
            return
        self._busy = True
        colors = self._chosen()
        if QFontInfo(self._app.font()).pixelSize() < SMALLEST_TEXT:
            font = self._app.font()
            font.setPixelSize(SMALLEST_TEXT)
            self._app.setFont(font)
        wear(self._app, colors)
        self._busy = False

    def _chosen(self) -> Tokens:
        hints = QGuiApplication.styleHints()
        system = self._system_palette()
        if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
            return high_contrast(system)
        match self._appearance.theme:
            case Theme.LIGHT:
                return LIGHT
            case Theme.DARK:
                return DARK
        match hints.colorScheme():
            case Qt.ColorScheme.Dark:
                return DARK
            case Qt.ColorScheme.Light:
                return LIGHT
        # A desktop that doesn't say: its palette tells.
        window, text = system.color(QPalette.ColorRole.Window), system.windowText().color()
        return DARK if _luminance(window) < _luminance(text) else LIGHT

    def _system_palette(self) -> QPalette:
        self._app.setPalette(QPalette())
        return self._app.palette()


def _palette(colors: Tokens) -> QPalette:
    role, palette = QPalette.ColorRole, QPalette()
    for roles, color in (
        ((role.Window, role.AlternateBase), colors.ground),
        ((role.Base, role.Button, role.ToolTipBase), colors.raised),
        ((role.WindowText, role.Text, role.ButtonText, role.ToolTipText), colors.text),
        ((role.PlaceholderText,), colors.text2),
        ((role.Highlight, role.Link, role.LinkVisited, role.Accent), colors.accent),
        ((role.HighlightedText, role.BrightText), colors.on_accent),
        ((role.Mid, role.Dark, role.Shadow), colors.line),
        ((role.Light, role.Midlight), colors.raised),
    ):
        for each in roles:
            palette.setColor(each, color)
    for each in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, colors.line)
    return palette


def style_sheet(colors: Tokens) -> str:
    """The style sheet of the application in ``colors``, at the system's size of text."""
    line = QFontMetrics(sized(1.0)).height()
    indicator = max(18, text_pixels(1.25))
    template = Template((_STYLES / "sightread.qss").read_text(encoding="utf-8"))
    return template.substitute(
        ground=colors.ground.name(),
        raised=colors.raised.name(),
        text=colors.text.name(),
        text2=colors.text2.name(),
        accent=colors.accent.name(),
        on_accent=colors.on_accent.name(),
        line=colors.line.name(),
        error=colors.error.name(),
        caution=colors.caution.name(),
        hover=blend(colors.accent, colors.raised, 0.08).name(),
        pressed=blend(colors.accent, colors.raised, 0.18).name(),
        accent_hover=blend(colors.text, colors.accent, 0.12).name(),
        chosen=blend(colors.accent, colors.ground, 0.16).name(),
        images=_STYLES.as_posix(),
        mark="dark" if _luminance(colors.on_accent) < 0.2 else "light",
        faint=blend(colors.line, colors.ground, 0.35).name(),
        title=text_pixels(TITLE),
        heading=text_pixels(HEADING),
        normal=text_pixels(),
        second=text_pixels(SECOND),
        target=max(TARGET, line),
        # A layout takes the smallest height of a style sheet for the truth: it must hold the text.
        control=max(TARGET - 12, line + 1),
        item=max(36, text_pixels(2.2)),
        # As high as the buttons with text that stand beside it.
        square=max(TARGET - 2, text_pixels(1.25) + MEDIUM - 2, line + 11),
        chevron=text_pixels(1.1),
        indicator=indicator,
        round=indicator // 2 + 1,
        dot=indicator - 2 * (indicator // 3 - 1),
        edge=indicator // 3,
    )
