"""Picture files. Free of Qt, for a thread in the background; Pillow is imported when needed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from desktop.capture.errors import PictureError
from desktop.values import Shot

if TYPE_CHECKING:
    from PIL.Image import Image

EXTENSIONS: tuple[str, ...] = (
    ".png",
    ".jpg",
    ".jpeg",
    ".webp",
    ".bmp",
    ".gif",
    ".tif",
    ".tiff",
    ".avif",
    ".jp2",
    ".ico",
    ".ppm",
    ".pgm",
    ".tga",
)
"""What the dialog offers and a dropped file may end with."""

MOST_PIXELS = 200_000_000
"""More than any scan of a page; its four bytes a pixel are 800 MB."""

# Formats by name keep out the ones that start other programs: EPS runs Ghostscript.
_FORMATS = (
    "PNG",
    "JPEG",
    "WEBP",
    "BMP",
    "GIF",
    "TIFF",
    "AVIF",
    "JPEG2000",
    "ICO",
    "PPM",
    "TGA",
)

MISSING = "There is no such file. Check its name."
FOLDER = "That is a folder. Choose a picture in it."
NOT_A_FILE = "That is not a file. Choose a picture."
FORBIDDEN = "This file may not be read. Change its permissions or copy it elsewhere."
UNREADABLE = "This file could not be read from its disk. Copy it elsewhere and open it there."
EMPTY = "This file is empty. Save or download it again."
NOT_A_PICTURE = "This file is not a picture that can be read. Save it as PNG or JPEG."
HEIC = "HEIC pictures can't be read. Save it as PNG or JPEG."
DAMAGED = "This picture is damaged. Save or download it again."
TOO_LARGE = "This picture is too large: more than 200 megapixels. Make it smaller or cut it up."


def load(source: str | Path | BinaryIO) -> Shot:
    """The picture in a file, turned as its camera noted it, on white where it is transparent.

    ``source`` is a path, or a stream at its beginning that can be wound back. Of an animated
    picture, and of a file with several pages, the first one. Raises PictureError.
    """
    if isinstance(source, str | Path):
        source = Path(source)
        _check(source)
    elif not _head(source):
        raise PictureError(EMPTY)
    from PIL import Image, UnidentifiedImageError

    # Beside the check in _shot: pictures inside of an icon or a TIFF are measured while decoding.
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(source, formats=_FORMATS) as image:
            return _shot(image)
    except PictureError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise PictureError(TOO_LARGE) from error
    except PermissionError as error:
        raise PictureError(FORBIDDEN) from error
    except UnidentifiedImageError as error:
        heic = _head(source)[4:] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc")
        raise PictureError(HEIC if heic else NOT_A_PICTURE) from error
    except Exception as error:  # Pillow's decoders raise nearly any kind on damaged bytes
        raise PictureError(DAMAGED) from error


def _head(source: Path | BinaryIO) -> bytes:
    """The first twelve bytes; a stream is at its beginning afterwards."""
    if isinstance(source, Path):
        with source.open("rb") as file:
            return file.read(12)
    source.seek(0)
    head = source.read(12)
    source.seek(0)
    return head


def _check(path: Path) -> None:
    try:
        if path.is_dir():
            raise PictureError(FOLDER)
        if not path.exists():
            raise PictureError(MISSING)
        if not path.is_file():  # a pipe or a device would never end
            raise PictureError(NOT_A_FILE)
        if path.stat().st_size == 0:
            raise PictureError(EMPTY)
        with path.open("rb"):
            pass
    except PermissionError as error:
        raise PictureError(FORBIDDEN) from error
    except ValueError as error:  # a null byte in the name
        raise PictureError(MISSING) from error
    except OSError as error:
        raise PictureError(UNREADABLE) from error


def _shot(image: Image) -> Shot:
    from PIL import Image as Images
    from PIL import ImageOps

    if image.width * image.height > MOST_PIXELS:
        raise PictureError(TOO_LARGE)
    image.seek(0)
    upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith("I") or upright.mode == "F":
        upright = _eight_bits(upright)
    if upright.has_transparency_data:
        layer = upright.convert("RGBA")
        flat = Images.new("RGBA", layer.size, "white")
        flat.alpha_composite(layer)
        upright = flat
    picture = upright.convert("RGB")
    return Shot(picture.tobytes("raw", "BGRX"), picture.width, picture.height)


def _eight_bits(image: Image) -> Image:
    """Grey of more than eight bits, spread over eight: a plain conversion would cut it at 255."""
    wide = image.convert("F")
    low, high = wide.getextrema()
    if not isinstance(low, float) or not isinstance(high, float):
        raise PictureError(DAMAGED)
    if image.mode.startswith("I;16") or 255 < high <= 65535:
        low, high = 0.0, 65535.0
    elif low >= 0 and high <= 255 and image.mode == "I":
        low, high = 0.0, 255.0
    factor = 255 / (high - low) if high > low else 1.0
    return wide.point(lambda value: value * factor + -low * factor).convert("L")
