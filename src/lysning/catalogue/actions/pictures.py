"""Pictures of a draft: added, removed, and forgotten when no version has them any more."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from lysning.catalogue import picture_files
from lysning.catalogue.models import SolutionImage, SolutionVersion
from lysning.catalogue.rules.answers import cleaned, text_faults
from lysning.catalogue.rules.pictures import MOST_IMAGES, BadPicture, redrawn
from lysning.core import audit
from lysning.core.actors import Actor
from lysning.core.refusal import Refused
from lysning.core.revisions import update_unchanged

KEPT_UNUSED = timedelta(days=1)


def add_image(*, version: SolutionVersion, content: bytes, alt: str, by: Actor, at: datetime) -> SolutionImage:
    """Draws the picture anew (rules.pictures.redrawn) and adds it behind the draft's others.

    `alt`: what the picture shows, in words. Raises Refused with field "picture" or "alt", or "version_is_frozen".
    """
    words = cleaned("change_note", alt)
    if not words:
        raise Refused("picture_alt_missing", field="alt")
    for fault in text_faults({"change_note": words}):
        raise Refused(fault.code, field="alt", **fault.facts)
    try:
        picture = redrawn(content)
    except BadPicture as bad:
        raise Refused(bad.code, field="picture") from None
    with transaction.atomic():
        draft = _draft(version)
        if draft.images.count() >= MOST_IMAGES:
            raise Refused("too_many_pictures", field="picture", most=MOST_IMAGES)
        if draft.images.filter(sha256=picture.sha256).exists():
            raise Refused("picture_twice", field="picture")
        picture_files.keep(picture)
        last = draft.images.aggregate(last=Max("position", default=0))["last"]
        image = SolutionImage.objects.create(
            version=draft,
            sha256=picture.sha256,
            width=picture.width,
            height=picture.height,
            alt=words,
            position=last + 1,
        )
        update_unchanged(draft, revision=draft.revision)
        audit.record("catalogue.add_image", draft, by=by, at=at, sha256=picture.sha256)
    return image


@transaction.atomic
def remove_image(*, image: SolutionImage, by: Actor, at: datetime) -> None:
    """Takes a picture out of its draft. Raises Refused("version_is_frozen")."""
    draft = _draft(image.version)
    audit.record("catalogue.remove_image", draft, by=by, at=at, sha256=image.sha256)
    image.delete()
    update_unchanged(draft, revision=draft.revision)


def forget_unused_pictures(*, at: datetime) -> int:
    """Deletes the files that no version has and nobody has sent for a day; returns how many files went.

    The day keeps a file safe that is being added at this moment. Nothing in the database changes, so nothing is recorded.
    """
    used = set(SolutionImage.objects.values_list("sha256", flat=True).distinct())
    unused = [path for sha256, path in picture_files.stored(at - KEPT_UNUSED) if sha256 not in used]
    for path in unused:
        path.unlink(missing_ok=True)
    return len(unused)


def _draft(version: SolutionVersion) -> SolutionVersion:
    draft = SolutionVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if draft.frozen_at is not None:
        raise Refused("version_is_frozen")
    return draft
