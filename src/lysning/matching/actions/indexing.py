"""Documents in: each into the delta of its space, in the caller's transaction, where the next query finds it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from lysning.core.locks import lock
from lysning.matching.actions.sources import Read, Source, content_hash, read
from lysning.matching.actions.vectors import forget_vectors
from lysning.matching.actions.words import count_words
from lysning.matching.models import Document, Generation
from lysning.matching.text.analyser import ANALYSER_VERSION
from lysning.matching.text.bm25 import impacts

BATCH = 500
STANDARD_LENGTHS: Mapping[str, float] = {"title": 6.0, "body": 80.0}
WRITTEN = ["content_hash", "terms", "impacts", "words", "forms", "is_folded", "indexed_at"]


def index_documents(space: str, sources: Iterable[Source], *, at: datetime) -> int:
    """Puts fresh or changed things into the space's delta, where the next query finds them; returns how many changed.

    A thing whose texts and analyser are as before is left alone, so repeating it costs little and changes nothing.
    """
    listed = list(sources)
    with transaction.atomic():
        return max(_write(generation, listed, at) for generation in generations_to_write(space, at=at))


@transaction.atomic
def remove_document(space: str, subject_id: int, *, at: datetime) -> None:
    """Takes a thing and its vector out of the space at once; nothing happens when it is not there."""
    for generation in generations_to_write(space, at=at):
        rows = Document.objects.select_for_update().filter(generation=generation, subject_id=subject_id)
        row = rows.first()
        if row is not None and row.terms:
            count_words(generation, gone=[row.forms])
            rows.update(terms=[], impacts=[], words="", forms=[], content_hash="", is_folded=False, indexed_at=at)
        elif row is None and not generation.is_live:  # the rebuild may hold its text already and must not bring it back
            nothing = Document(generation=generation, subject_id=subject_id, terms=[], impacts=[], indexed_at=at)
            Document.objects.bulk_create([nothing], ignore_conflicts=True)
    forget_vectors(space, [subject_id])


@transaction.atomic
def add_documents(generation: Generation, found: Sequence[Read], *, at: datetime) -> None:
    """Adds things to a generation that is being built; what a writer has put there meanwhile is newer and stays."""
    keys = [each.source.subject_id for each in found]
    known = set(
        Document.objects.filter(generation=generation, subject_id__in=keys).values_list("subject_id", flat=True)
    )
    rows = {each.source.subject_id: document_of(generation, each, at=at) for each in found}
    Document.objects.bulk_create([row for key, row in rows.items() if key not in known], ignore_conflicts=True)


def generations_to_write(space: str, *, at: datetime) -> list[Generation]:
    """The generations that a change must reach: the live one, made when there is none, and one being built.

    Holds the space's lock in shared mode until the transaction ends: a rebuild begins and ends between two changes.
    """
    lock(name_of(space), shared=True)
    if not Generation.objects.live(space).exists():
        first = new_generation(space, STANDARD_LENGTHS, is_live=True, at=at)
        Generation.objects.bulk_create([first], ignore_conflicts=True)
    return list(Generation.objects.filter(space=space).order_by("-is_live"))


def new_generation(space: str, means: Mapping[str, float], *, is_live: bool, at: datetime) -> Generation:
    """An unsaved generation of today's analyser."""
    lengths = dict(means)
    return Generation(
        space=space, is_live=is_live, analyser_version=ANALYSER_VERSION, mean_lengths=lengths, begun_at=at
    )


def name_of(space: str) -> str:
    """The lock under which the generations of a space change: shared by those who write documents."""
    return f"matching.{space}"


def _write(generation: Generation, sources: Sequence[Source], at: datetime) -> int:
    rows = Document.objects.select_for_update().filter(generation=generation).order_by("subject_id")
    known = {row.subject_id: row for row in rows.filter(subject_id__in=[source.subject_id for source in sources])}
    hashes = {key: row.content_hash for key, row in known.items()}
    fresh = [read(source) for source in sources if hashes.get(source.subject_id) != content_hash(source)]
    count_words(
        generation,
        come=[each.forms for each in fresh],
        gone=[known[each.source.subject_id].forms for each in fresh if each.source.subject_id in known],
    )
    Document.objects.bulk_create(
        [document_of(generation, each, at=at) for each in fresh],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["generation", "subject_id"],
        update_fields=WRITTEN,
    )
    return len(fresh)


def document_of(generation: Generation, found: Read, *, at: datetime) -> Document:
    """The unsaved row of a thing in a generation; the same thing and generation give the same row, whatever the time."""
    offered = sorted(impacts(found.bags, generation.mean_lengths).items())
    return Document(
        generation=generation,
        subject_id=found.source.subject_id,
        content_hash=content_hash(found.source),
        terms=[key for key, _ in offered],
        impacts=[impact for _, impact in offered],
        words=found.words,
        forms=sorted(found.forms),
        indexed_at=at,
    )
