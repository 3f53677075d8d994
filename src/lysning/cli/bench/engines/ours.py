"""Lysning itself: the product's own index and search, by words alone or by words and meaning."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lysning.cli.bench.collections import Document
from lysning.cli.bench.engines import Found, Search, Unavailable, timed
from lysning.core.progress import Progress, silent
from lysning.operations.text import _

if TYPE_CHECKING:
    from lysning.matching.actions import Source
    from lysning.matching.dense import Encoder

DENSE = "LYSNING_DENSE"
VECTORS_AT_ONCE = 64


class Ours:
    """The space of solutions in a schema of its own, rebuilt and asked as a running service does it."""

    def __init__(self, schema: str, encoder: "Encoder | None" = None, progress: Progress = silent) -> None:
        from lysning.matching.text.analyser import ANALYSER_VERSION
        from lysning.matching.text.bm25 import FIELDS

        self.version = ANALYSER_VERSION
        self.settings = _("own Danish analyser, BM25F, title × {weight:g}").format(weight=FIELDS["title"].weight)
        if encoder is not None:
            self.settings = _("{words}, and meaning by {model}").format(words=self.settings, model=encoder.model_id)
        self._schema = schema
        self._encoder = encoder
        self._progress = progress
        self._names: dict[int, str] = {}

    def index(self, documents: Sequence[Document]) -> None:
        from lysning.core import clock
        from lysning.matching.actions import Source, rebuild_space

        self._names = {number: document.name for number, document in enumerate(documents, 1)}
        sources = [Source(number, {"title": d.title, "body": d.text}) for number, d in enumerate(documents, 1)]
        rebuild_space("solution", lambda: sources, at=clock.now())
        if self._encoder is not None:
            self._embed(sources, self._encoder)

    def ways(self) -> Mapping[str, Search]:
        return {"": self._search}

    def size(self) -> int:
        from lysning.cli.bench.scratch import size_of

        return size_of(self._schema)

    def _search(self, text: str, most: int) -> Found:
        from lysning.matching.queries.search import answers

        return timed(lambda: [self._names[key] for key in answers("solution", text, limit=most).ids])

    def _embed(self, sources: "Sequence[Source]", encoder: "Encoder") -> None:
        """Gives every document its vector."""
        from lysning.core import clock
        from lysning.matching.actions.dense import embed_missing

        by_key = {source.subject_id: source for source in sources}
        done = 0
        while made := embed_missing(
            "solution",
            at=clock.now(),
            most=VECTORS_AT_ONCE,
            encoder=encoder,
            some=lambda keys: [by_key[key] for key in keys],
        ):
            done += made
            self._progress(done, len(sources), _("vectors"))


@contextmanager
def without_meaning() -> Iterator[None]:
    """Dense search is off inside, whatever the installation has."""
    before = os.environ.get(DENSE)
    os.environ[DENSE] = "0"
    try:
        yield
    finally:
        os.environ.pop(DENSE)
        if before is not None:
            os.environ[DENSE] = before


@contextmanager
def by_words() -> Iterator[Ours]:
    """Lysning with dense search switched off."""
    from lysning.cli.bench.scratch import scratch_index

    with without_meaning(), scratch_index() as schema:
        yield Ours(schema)


@contextmanager
def by_meaning_too(progress: Progress = silent) -> Iterator[Ours]:
    """Lysning with the optional dense search."""
    from lysning.cli.bench.scratch import scratch_index
    from lysning.matching.actions.vectors import prepare_vectors
    from lysning.matching.dense import available_encoder

    encoder = available_encoder()
    if encoder is None or not prepare_vectors():
        raise Unavailable(_("Dense search is off here: `lysning check` says why."))
    with scratch_index() as schema:
        yield Ours(schema, encoder, progress)
