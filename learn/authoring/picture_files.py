"""Reading a picture's file and making it anew: without what else the file held, and no larger than a page needs. Pure.

What a file is, is told by its first bytes and never by its name; how large it is, by its header and before anything is
unpacked, so that a few kilobytes cannot ask for gigabytes.
"""

from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from typing import Literal

from PIL import Image, UnidentifiedImageError

MOST_BYTES = 2 * 1024 * 1024
LONGEST_SIDE = 6000
MOST_PIXELS = 24_000_000
"""Of an uploaded file: its size, its sides and its area in pixels; one more is refused."""

SIDE = 1600
"""Pixels of the longer side of what is kept."""

_QUALITY = 82
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a picture upright again, by what cameras note of how they were held (EXIF 2.3, tag Orientation)."""

_MOST_LOSSLESS = 700_000
_KINDS: dict[Literal["PNG", "JPEG", "GIF"], tuple[bytes, ...]] = {
    "PNG": (b"\x89PNG\r\n\x1a\n",),
    "JPEG": (b"\xff\xd8\xff",),
    "GIF": (b"GIF87a", b"GIF89a"),
}
# Drawn with few colours and sharp edges: what a photograph does well spoils them.
_DRAWN = frozenset({"PNG", "GIF"})


class Why(StrEnum):
    """Why a file is refused."""

    EMPTY = "empty"
    TOO_HEAVY = "too_heavy"
    SVG = "svg"
    NO_PICTURE = "no_picture"
    TOO_LARGE = "too_large"
    BROKEN = "broken"


class PictureRefusedError(Exception):
    """The file is not taken; nothing was stored. why: for what reason."""

    def __init__(self, why: Why) -> None:
        self.why = why
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class Made:
    """A picture made anew."""

    content: bytes
    media_type: str
    width: int
    height: int


def make(data: bytes) -> Made:
    """The picture in a file, the right way up, at most SIDE pixels long, without anything but its pixels.

    Of one that moves, its first frame. Raises PictureRefusedError.
    """
    kind = _kind(data)
    if kind == "WEBP":
        _check_size(*_size_of_webp(data))
    try:
        with Image.open(BytesIO(data), formats=[kind]) as file:
            _check_size(*file.size)
            if kind == "JPEG":
                file.draft("RGB", (2 * SIDE, 2 * SIDE))
            picture = _pixels(file)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureRefusedError(Why.TOO_LARGE) from error
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
        IndexError,
        TypeError,
        KeyError,
    ) as error:
        # Pillow raises whatever a broken file makes it stumble over.
        raise PictureRefusedError(Why.BROKEN) from error
    content = _encoded(picture, is_drawn=kind in _DRAWN)
    return Made(content, "image/webp", *picture.size)


def _kind(data: bytes) -> Literal["PNG", "JPEG", "GIF", "WEBP"]:
    if not data:
        raise PictureRefusedError(Why.EMPTY)
    if len(data) > MOST_BYTES:
        raise PictureRefusedError(Why.TOO_HEAVY)
    for kind, beginnings in _KINDS.items():
        if data.startswith(beginnings):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    start = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    raise PictureRefusedError(Why.SVG if start.startswith(b"<") and b"<svg" in data[:4000].lower() else Why.NO_PICTURE)


def _size_of_webp(data: bytes) -> tuple[int, int]:
    """Width and height by the header of a WebP file, whose reader unpacks all of it on opening.

    Source: Google, "WebP Container Specification" and RFC 6386, section 9.1.
    """
    chunk = data[12:16]
    if chunk == b"VP8X" and len(data) >= 30:
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if chunk == b"VP8L" and len(data) >= 25:
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
    if chunk == b"VP8 " and len(data) >= 30:
        return int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF
    raise PictureRefusedError(Why.BROKEN)


def _check_size(width: int, height: int) -> None:
    if max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS:
        raise PictureRefusedError(Why.TOO_LARGE)
    if min(width, height) < 1:
        raise PictureRefusedError(Why.BROKEN)


def _pixels(file: Image.Image) -> Image.Image:
    """The pixels alone, upright and no longer than SIDE."""
    file.load()
    has_alpha = file.mode in ("RGBA", "LA", "PA") or "transparency" in file.info
    mode = "RGBA" if has_alpha else "RGB"
    picture = file if file.mode == mode else file.convert(mode)
    # Asked of the file: what is converted has forgotten which way up it was.
    turn = _TURNS.get(file.getexif().get(_ORIENTATION, 1))
    picture.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    if turn is not None:
        picture = picture.transpose(turn)
    # What was read beside the pixels (where it was taken, by whom, colour profiles) would be written again.
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    return bare


def _encoded(picture: Image.Image, *, is_drawn: bool) -> bytes:
    if is_drawn:
        exact = BytesIO()
        picture.save(exact, "WEBP", lossless=True, quality=60, method=4)
        if exact.tell() <= _MOST_LOSSLESS:
            return exact.getvalue()
    packed = BytesIO()
    picture.save(packed, "WEBP", quality=_QUALITY, method=4)
    return packed.getvalue()
