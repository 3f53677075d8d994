"""A picture somebody sends becomes a picture we made: decoded within bounds, drawn anew as WebP, nothing else kept."""

import io
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from PIL import Image

LARGEST_BYTES = 8_000_000
LARGEST_PIXELS = 25_000_000
LONGEST_SIDE = 1_600
THUMBNAIL_SIDE = 400
SHORTEST_SIDE = 40
MOST_IMAGES = 6
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
Fault = Literal[
    "picture_too_large", "picture_not_one", "picture_too_many_pixels", "picture_too_small", "picture_broken"
]


class BadPicture(Exception):  # noqa: N818 -- an expected answer, not an error
    """The bytes are no picture we take; `code` says why."""

    def __init__(self, code: Fault) -> None:
        super().__init__(code)
        self.code: Fault = code


@dataclass(frozen=True)
class Picture:
    """Two WebP files, the picture and its thumbnail, with the hash of the first and its size in pixels."""

    content: bytes
    thumbnail: bytes
    sha256: str
    width: int
    height: int


def redrawn(content: bytes) -> Picture:
    """Draws the picture anew: at most 1,600 pixels a side, turned upright, first frame only, without EXIF, GPS and profile.

    What it is, is read from the content: JPEG, PNG, WebP or GIF; the file's name counts for nothing. Size in bytes and pixels
    are checked before a pixel is decoded. Raises BadPicture.
    """
    if len(content) > LARGEST_BYTES:
        raise BadPicture("picture_too_large")
    from PIL import Image, UnidentifiedImageError  # eight megabytes: only in processes that draw

    Image.MAX_IMAGE_PIXELS = LARGEST_PIXELS
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
            return _drawn(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise BadPicture("picture_too_many_pixels") from None
    except UnidentifiedImageError:
        raise BadPicture("picture_not_one") from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, MemoryError):
        raise BadPicture("picture_broken") from None


def _drawn(opened: "Image.Image") -> Picture:
    from PIL import Image, ImageOps

    if opened.width * opened.height > LARGEST_PIXELS:
        raise BadPicture("picture_too_many_pixels")
    if min(opened.size) < SHORTEST_SIDE:
        raise BadPicture("picture_too_small")
    opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    opened.load()
    upright = ImageOps.exif_transpose(opened)
    has_holes = upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info
    picture = upright.convert("RGBA" if has_holes else "RGB")
    content = _webp(picture, LONGEST_SIDE)
    with Image.open(io.BytesIO(content)) as written:
        width, height = written.size
    return Picture(content, _webp(picture, THUMBNAIL_SIDE), sha256(content).hexdigest(), width, height)


def _webp(picture: "Image.Image", side: int) -> bytes:
    from PIL import Image

    fitted = picture.copy()
    fitted.thumbnail((side, side), Image.Resampling.LANCZOS)
    fitted.info.clear()
    target = io.BytesIO()
    fitted.save(target, "WEBP", quality=82, method=4)
    return target.getvalue()
