"""A space read anew with today's analyser and mean lengths, beside the one that goes on answering."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from itertools import islice

from django.db import transaction

from lysning.core.locks import lock, locked
from lysning.core.progress import Progress, silent
from lysning.matching.actions.folding import fold
from lysning.matching.actions.indexing import BATCH, STANDARD_LENGTHS, add_documents, name_of, new_generation
from lysning.matching.actions.sources import Source, read
from lysning.matching.actions.words import count_all_words
from lysning.matching.models import Document, Generation, TermRow, Word
from lysning.matching.text.analyser import default_analyser

Sources = Callable[[], Iterable[Source]]
SAMPLE = 5_000


def rebuild_space(space: str, sources: Sources, *, at: datetime, progress: Progress = silent) -> int:
    """Reads everything anew; returns the number of documents. Queries and writers go on meanwhile.

    `sources` gives all things of the space from the beginning each time it is called; the mean lengths come from the first
    SAMPLE of them. Each batch is a transaction of its own. A rebuild that was broken off is begun anew; two at once wait
    for each other.
    """
    with locked(f"matching.rebuild.{space}"):
        means = mean_lengths(islice(sources(), SAMPLE))
        generation = _begin(space, means, at)
        listed, done = iter(sources()), 0
        while batch := [read(source) for source in islice(listed, BATCH)]:
            add_documents(generation, batch, at=at)
            done += len(batch)
            progress(done, 0, space)
        fold(generation, at=at)
        _make_live(generation)
        return Document.objects.filter(generation=generation).exclude(terms=[]).count()


@transaction.atomic
def _begin(space: str, means: Mapping[str, float], at: datetime) -> Generation:
    lock(name_of(space))
    _drop(Generation.objects.filter(space=space, is_live=False).first())
    generation = new_generation(space, means, is_live=False, at=at)
    generation.save()
    return generation


@transaction.atomic
def _make_live(generation: Generation) -> None:
    lock(name_of(generation.space))
    count_all_words(generation)
    _drop(Generation.objects.live(generation.space).first())
    Generation.objects.filter(pk=generation.pk).update(is_live=True)


def _drop(generation: Generation | None) -> None:
    if generation is not None:
        for kind in (TermRow, Document, Word):
            kind.objects.filter(generation=generation).delete()
        generation.delete()


def mean_lengths(sources: Iterable[Source]) -> dict[str, float]:
    """Mean number of words of each field over the sources that have it; the usual length of a field that none has."""
    counts: dict[str, list[int]] = {name: [] for name in STANDARD_LENGTHS}
    for source in sources:
        for name, text in source.fields.items():
            counts[name].append(default_analyser().word_count(text))
    return {name: sum(found) / len(found) if any(found) else STANDARD_LENGTHS[name] for name, found in counts.items()}
