"""Where pictures lie: one file per picture and one per thumbnail, named by the picture's hash, written whole or not at all."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from lysning.catalogue.rules.pictures import Picture
from lysning.core.files import write_whole

THUMBNAIL = "-400"


def keep(picture: Picture) -> None:
    """Writes the picture and its thumbnail; one that lies there already is only marked as wanted again."""
    for ending, content in (("", picture.content), (THUMBNAIL, picture.thumbnail)):
        write_whole(path_of(picture.sha256, ending), content)


def path_of(sha256: str, ending: str = "") -> Path:
    """The file of a picture, or with `THUMBNAIL` of its thumbnail."""
    return _folder() / sha256[:2] / f"{sha256}{ending}.webp"


def stored(before: datetime) -> Iterator[tuple[str, Path]]:
    """Every file written or wanted last before the moment, with the hash of its picture."""
    for path in sorted(_folder().glob("??/*.webp")):
        if path.stat().st_mtime < before.timestamp():
            yield path.stem.removesuffix(THUMBNAIL), path


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "pictures"
