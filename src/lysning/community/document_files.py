"""Where shared documents lie: one file each, named by its hash, written whole or not at all."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from lysning.core.files import write_whole


def keep(sha256: str, content: bytes) -> None:
    """Writes the file; one that lies there already is only marked as wanted again."""
    write_whole(path_of(sha256), content)


def want_again(sha256: str) -> bool:
    """Marks a file that lies there as wanted again; False when it is gone."""
    try:
        os.utime(path_of(sha256))
    except FileNotFoundError:
        return False
    return True


def path_of(sha256: str) -> Path:
    """The file of a document."""
    return _folder() / sha256[:2] / sha256


def stored(before: datetime) -> Iterator[Path]:
    """Every file written or wanted last before the moment; its name is its hash."""
    for path in sorted(_folder().glob("??/*")):
        if path.stat().st_mtime < before.timestamp():
            yield path


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "documents"
