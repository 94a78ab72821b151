"""What this program is, and whose work is in it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop import __version__
from desktop.ui import theme

_LICENCES = (
    ("Sightread", "Apache-2.0"),
    ("HunyuanOCR, the model", "Tencent Hunyuan Community License"),
    ("PyTorch", "BSD-3-Clause"),
    ("Transformers, safetensors, huggingface_hub", "Apache-2.0"),
    ("RapidOCR, PP-OCR models", "Apache-2.0"),
    ("ONNX Runtime, pyclipper, mss, platformdirs, tomli-w, filelock, keyring, jeepney", "MIT"),
    ("markdown-it-py, latex2mathml, ziamath, ziafont", "MIT"),
    ("STIX Two Math, the font of formulas", "OFL-1.1"),
    ("httpx2, Jinja2, soundfile, NumPy", "BSD-3-Clause"),
    ("tqdm", "MPL-2.0 and MIT"),
    ("Qt for Python (PySide6)", "LGPL-3.0"),
    ("pynput", "LGPL-3.0"),
    ("pyttsx3", "MPL-2.0"),
    ("eSpeak NG (espeakng-loader)", "GPL-3.0-or-later"),
    ("libsndfile, LAME", "LGPL-2.1-or-later, LGPL-2.0-or-later"),
    ("OpenCV (opencv-python-headless), FFmpeg", "Apache-2.0, LGPL-2.1-or-later"),
    ("Pillow", "MIT-CMU"),
    ("Lucide icons", "ISC"),
)


class About(QWidget):
    """The version and the licences."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.MEDIUM)
        for role, sentence in (
            ("", f"Sightread {__version__} reads what you see. {_PLACE}"),
            ("heading", "Licences"),
            ("", "\n".join(f"{name}: {licence}" for name, licence in _LICENCES)),
        ):
            label = QLabel(sentence, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
            label.setProperty("role", role)
            column.addWidget(label)


_PLACE = "Nothing leaves this machine, unless you name a server and agree to it."
