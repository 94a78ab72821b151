"""Pictures with known text in known places, and what is to stand there instead.

``SCENES`` has a function for each, to be called once there is a ``QGuiApplication``. The rows are
what the quick engine gives: on these pictures its boxes are 1 to 8 pixels larger than the letters
at the left and the top, and -1 to 7 at the right and the bottom (here by chance, always the same).
"""

from __future__ import annotations

import random
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QLinearGradient, QPainter, QPen, QRadialGradient

from tests.typesetting import words
from tests.typesetting.sheet import CJK, SANS, SERIF, WIDE, Scene, Sheet, Type


def menu() -> Scene:
    sheet = Sheet(640, 760, "#f6efe0", "de", "en")
    painter = sheet.painter()
    painter.setPen(QPen(QColor("#7a2e1f"), 3))
    painter.drawRect(18, 18, 604, 724)
    painter.setPen(QPen(QColor("#7a2e1f"), 1))
    painter.drawLine(220, 108, 420, 108)
    painter.end()
    sheet.write(320, 88, "Speisekarte", "Menu", Type(46, "#7a2e1f", SERIF, True), "centre")
    heading, dish = Type(26, "#7a2e1f", SERIF, True), Type(20, "#2b2320", SERIF)
    note = Type(14, "#6b5d52", SERIF)
    y = 152.0
    for title, english, dishes in words.COURSES:
        sheet.write(60, y, title, english, heading)
        y += 34
        for name, translated, price, extra, added in dishes:
            sheet.write(60, y, name, translated, dish)
            sheet.write(580, y, price, price, dish, "right")
            if extra:
                y += 20
                sheet.write(60, y, extra, added, note)
            y += 32
        y += 22
    return sheet.scene()


def sign() -> Scene:
    sheet = Sheet(720, 420, "#9aa7ad", "de", "en")
    painter = sheet.painter()
    sky = QLinearGradient(0, 0, 0, 420)
    sky.setColorAt(0, QColor("#b9d3e6"))
    sky.setColorAt(1, QColor("#dfe6e4"))
    painter.fillRect(sheet.image.rect(), sky)
    painter.setBrush(QColor("#7d8387"))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRect(340, 300, 40, 120)
    painter.setBrush(QColor("#0b4ea2"))
    painter.setPen(QPen(QColor("white"), 6))
    painter.drawRoundedRect(QRectF(60, 60, 600, 260), 22, 22)
    painter.end()
    sheet.write(360, 142, "Altstadt", "Old town", Type(64, "white", WIDE, True), "centre")
    sheet.write(
        360,
        215,
        ["Parkplatz für Besucher", "hinter dem Rathaus"],
        "Visitor car park behind the town hall",
        Type(34, "white", SANS),
        "centre",
        1.45,
    )
    return sheet.scene()


def page() -> Scene:
    sheet = Sheet(900, 780, "#ffffff", "en", "de")
    sheet.write(
        60, 84, "The lighthouse keeper", "Der Leuchtturmwärter", Type(40, "#111111", SERIF, True)
    )
    painter = sheet.painter()
    painter.setPen(QPen(QColor("#999999"), 1))
    painter.drawLine(60, 112, 840, 112)
    painter.drawLine(450, 140, 450, 740)
    painter.end()
    body = Type(18, "#1a1a1a", SERIF)
    for x, paragraphs in ((60, words.LEFT), (484, words.RIGHT)):
        y = 160.0
        for source, text in paragraphs:
            y = sheet.write_wrapped(x, y, 356, source, text, body) + 18
    return sheet.scene()


def dialog() -> Scene:
    sheet = Sheet(560, 300, "#3b6ea5", "en", "de")
    painter = sheet.painter()
    painter.setPen(QPen(QColor("#8a8a8a"), 1))
    painter.setBrush(QColor("#f0f0f0"))
    painter.drawRect(40, 40, 480, 220)
    painter.fillRect(41, 41, 479, 31, QColor("#ffffff"))
    painter.setBrush(QColor("#fdfdfd"))
    painter.setPen(QPen(QColor("#adadad"), 1))
    for x in (180, 290, 400):
        painter.drawRoundedRect(QRectF(x + 0.5, 212.5, 100, 30), 4, 4)
    painter.setPen(QPen(QColor("#0067c0"), 2))
    painter.setBrush(QColor("#0067c0"))
    painter.drawRoundedRect(QRectF(181, 213, 99, 29), 4, 4)
    painter.setBrush(QColor("#ffd23c"))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(64, 100, 40, 40)
    painter.end()
    plain = Type(14, "#1b1b1b", SANS)
    sheet.write(56, 61, "Save changes", "Änderungen sichern", plain)
    sheet.write(
        124,
        112,
        ["Do you want to save the changes", "you made to the document?"],
        "Möchten Sie die Änderungen am Dokument speichern?",
        plain,
    )
    sheet.write(
        124, 176, "They will be lost otherwise.", "Sonst gehen sie verloren.", Type(12, "#6a6a6a")
    )
    sheet.write(230, 233, "Save", "Sichern", Type(14, "#ffffff"), "centre")
    sheet.write(340, 233, "Discard", "Löschen", plain, "centre")
    sheet.write(450, 233, "Cancel", "Zurück", plain, "centre")
    return sheet.scene()


def photo() -> Scene:
    """White and yellow letters on what could be a photo of hills in the evening."""
    sheet = Sheet(860, 520, "#000000", "fr", "en")
    painter = sheet.painter()
    sky = QLinearGradient(0, 0, 200, 520)
    for place, colour in ((0, "#24395e"), (0.45, "#8a5a6e"), (0.75, "#c77f52"), (1, "#5b3a2c")):
        sky.setColorAt(place, QColor(colour))
    painter.fillRect(sheet.image.rect(), sky)
    chance = random.Random(7)
    painter.setPen(Qt.PenStyle.NoPen)
    for _ in range(60):
        x, y, radius = chance.randint(0, 860), chance.randint(0, 520), chance.randint(30, 130)
        glow = QRadialGradient(x, y, radius)
        tint = QColor.fromHsv(chance.randint(0, 359), 90, chance.randint(40, 170), 46)
        glow.setColorAt(0, tint)
        tint.setAlpha(0)
        glow.setColorAt(1, tint)
        painter.setBrush(glow)
        painter.drawEllipse(QPointF(x, y), radius, radius)
    painter.end()
    _grain(sheet.image, 7)
    sheet.write(
        430,
        120,
        "Vallée des Aigles",
        "Valley of the Eagles",
        Type(58, "white", WIDE, True),
        "centre",
    )
    sheet.write(
        430,
        190,
        ["Sentier de randonnée, trois heures", "aller et retour"],
        "Hiking trail, three hours there and back",
        Type(28, "#ffffff", SANS, True),
        "centre",
    )
    sheet.write(60, 450, "Fermé en hiver", "Closed in winter", Type(24, "#ffe27a", SANS, True))
    return sheet.scene()


def _grain(image: QImage, strength: int) -> None:
    """Noise of up to so many hundredths."""
    side = 211
    noise = QImage(
        random.Random(3).randbytes(side * side * 3),
        side,
        side,
        side * 3,
        QImage.Format.Format_RGB888,
    )
    painter = QPainter(image)
    painter.setOpacity(strength / 100)
    painter.fillRect(image.rect(), QBrush(noise))
    painter.end()


def arabic() -> Scene:
    """From English to Arabic."""
    sheet = Sheet(700, 380, "#fdfcf8", "en", "ar")
    painter = sheet.painter()
    painter.fillRect(0, 0, 700, 84, QColor("#0d6b5e"))
    painter.end()
    sheet.write(40, 56, "Public library", "المكتبة العامة", Type(34, "#ffffff", SANS, True))
    body = Type(20, "#22302d", SANS)
    sheet.write_wrapped(
        40,
        136,
        600,
        words.RETURN,
        words.RETURN_IN_ARABIC,
        body,
    )
    sheet.write(40, 262, "Opening hours", "ساعات العمل", Type(24, "#0d6b5e", SANS, True))
    sheet.write(40, 304, "Monday to Friday, 9 to 18", "من الاثنين إلى الجمعة، 9 إلى 18", body)
    sheet.write(40, 340, "Closed on public holidays", "مغلق في أيام العطل الرسمية", body)
    return sheet.scene()


def from_arabic() -> Scene:
    """From Arabic, which begins at the right, to English."""
    sheet = Sheet(620, 300, "#123047", "ar", "en")
    sheet.write(580, 70, "محطة القطار", "Train station", Type(40, "#ffd166", WIDE, True), "right")
    sheet.write(
        580,
        140,
        ["يرجى الاحتفاظ بالتذكرة حتى نهاية", "الرحلة وإبرازها عند الطلب"],
        "Please keep your ticket until the end of the journey and show it on request",
        Type(24, "#f2f5f7", WIDE),
        "right",
        1.6,
    )
    sheet.write(580, 240, "شكرا لكم", "Thank you", Type(24, "#8fd3a8", WIDE), "right")
    return sheet.scene()


def upright() -> Scene:
    """Japanese in columns, to Chinese in columns."""
    sheet = Sheet(520, 560, "#fbf7ee", "ja", "zh")
    sheet.write_upright(470, 40, ["山の上の図書館"], "山上的图书馆", Type(44, "#8c1d18", CJK))
    sheet.write_upright(
        370,
        50,
        [
            "むかし山の上に小さな図",
            "書館がありました毎朝一",
            "人の老人が戸を開け本の",
            "ほこりをはらいました",
        ],
        "从前，山上有一座“小图书馆”。每天早上，一位老人打开门，掸去12本书上的灰尘。",
        Type(30, "#222222", CJK),
    )
    return sheet.scene()


def upright_to_english() -> Scene:
    """Japanese in columns, to English: in lines where there is room, on its side elsewhere."""
    sheet = Sheet(560, 520, "#1d2b26", "ja", "en")
    painter = sheet.painter()
    painter.fillRect(430, 30, 90, 460, QColor("#b3261e"))
    painter.end()
    sheet.write_upright(501, 60, ["居酒屋さくら亭"], "Tavern Sakura", Type(52, "#fff6e5", CJK))
    sheet.write_upright(
        380,
        60,
        [
            "本日のおすすめは焼",
            "き魚と味噌汁そして",
            "季節の野菜の天ぷら",
            "をお楽しみください",
            "お酒も色々あります",
        ],
        words.TODAY,
        Type(34, "#f3ead7", CJK),
    )
    return sheet.scene()


def mixed() -> Scene:
    """A dark theme with many sizes and colours, a gradient and two kinds of bubbles."""
    sheet = Sheet(820, 600, "#16181d", "en", "de")
    painter = sheet.painter()
    painter.fillRect(0, 0, 200, 600, QColor("#1f232b"))
    painter.fillRect(0, 128, 200, 40, QColor("#2f3746"))
    banner = QLinearGradient(230, 0, 790, 0)
    banner.setColorAt(0, QColor("#5b2be0"))
    banner.setColorAt(1, QColor("#d6336c"))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(banner)
    painter.drawRoundedRect(QRectF(230, 30, 560, 130), 14, 14)
    painter.setBrush(QColor("#2a2f3a"))
    painter.drawRoundedRect(QRectF(230, 196, 360, 84), 12, 12)
    painter.setBrush(QColor("#0a84ff"))
    painter.drawRoundedRect(QRectF(440, 304, 350, 84), 12, 12)
    painter.setBrush(QColor("#30d158"))
    painter.drawRoundedRect(QRectF(230, 500, 180, 52), 26, 26)
    painter.end()
    side = Type(16, "#c9d1d9", WIDE)
    for y, source, text in (
        (74, "Conversations", "Gespräche"),
        (114, "Contacts", "Kontakte"),
        (154, "Settings", "Optionen"),
        (194, "Help and feedback", "Hilfe und Kritik"),
    ):
        sheet.write(24, y, source, text, side)
    sheet.write(256, 84, "Spring sale", "Frühlingsangebot", Type(40, "#ffffff", WIDE, True))
    sheet.write(
        256,
        130,
        "Everything half price until Sunday",
        "Alles zum halben Preis bis Sonntag",
        Type(20, "#f3e8ff", SANS),
    )
    sheet.write(
        250,
        230,
        ["Are you coming to the concert", "tomorrow evening?"],
        "Kommst du morgen Abend mit ins Konzert?",
        Type(20, "#e6e6e6", SANS),
    )
    sheet.write(
        460,
        338,
        ["Yes, I have already bought two", "tickets for us"],
        "Ja, ich habe schon zwei Karten für uns gekauft",
        Type(20, "#ffffff", SANS),
    )
    sheet.write(230, 440, "Read at 18:42", "Gelesen um 18:42", Type(13, "#7d8590", SANS))
    sheet.write(320, 533, "Send message", "Absenden", Type(20, "#06270f", SANS, True), "centre")
    sheet.write(440, 533, "Terms apply", "Es gelten Regeln", Type(12, "#58a6ff", SANS))
    return sheet.scene()


def paper() -> Scene:
    """A notice on paper as a camera sees it: shaded, grainy, a little out of focus."""
    sheet = Sheet(760, 520, "#ffffff", "de", "en")
    sheet.write(60, 90, "Hausordnung", "House rules", Type(44, "#1a1a1a", SANS, True))
    body = Type(24, "#1f1f1f", SANS)
    y = sheet.write_wrapped(60, 160, 620, *words.QUIET, body) + 24
    y = sheet.write_wrapped(60, y, 620, *words.BICYCLES, body) + 24
    sheet.write(60, y, "Die Verwaltung", "The management", Type(24, "#8a1f1f", SANS, True))
    painter = sheet.painter()
    shade = QLinearGradient(0, 0, 760, 520)
    shade.setColorAt(0, QColor("#fff8ea"))
    shade.setColorAt(1, QColor("#b5aba0"))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
    painter.fillRect(sheet.image.rect(), shade)
    painter.end()
    ratio, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    seen = sheet.image.scaled(684, 468, ratio, smooth).scaled(760, 520, ratio, smooth)
    sheet.image = seen.convertToFormat(QImage.Format.Format_RGB32)
    _grain(sheet.image, 4)
    return sheet.scene()


def screen() -> Scene:
    """What a screen in an office shows: 30 paragraphs, a third of them of three lines."""
    sheet = Sheet(1920, 1080, "#f4f4f6", "en", "de")
    paragraph = [
        "This is a longer paragraph of text that",
        "wraps over three lines of a column and",
        "says nothing at all",
    ]
    for column in range(3):
        y = 60
        for row in range(10):
            x = 60 + column * 620
            if row % 3 == 2:
                sheet.write(x, y, paragraph, words.NOTHING, Type(22))
                y += 130
            else:
                sheet.write(x, y, f"A label number {row}", f"Ein Schild Nummer {row}", Type(20))
                y += 70
    return sheet.scene()


SCENES: dict[str, Callable[[], Scene]] = {
    "menu": menu,
    "sign": sign,
    "page": page,
    "dialog": dialog,
    "photo": photo,
    "arabic": arabic,
    "from arabic": from_arabic,
    "upright": upright,
    "upright to English": upright_to_english,
    "mixed": mixed,
    "paper": paper,
}
