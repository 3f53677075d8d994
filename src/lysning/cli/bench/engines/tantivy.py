"""Tantivy, the Rust library, through its Python package."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from lysning.cli.bench.collections import Document
from lysning.cli.bench.engines import (
    WORD,
    Found,
    Search,
    Unavailable,
    size_of_files,
    temporary_folder,
    timed,
    title_ways,
)
from lysning.operations.text import _

if TYPE_CHECKING:
    from tantivy import Index

LONGEST_WORD = 40
MEMORY = 64_000_000


class Tantivy:
    """An index in a folder, with the package's own Danish stop words and stemmer, asked for any of the words."""

    def __init__(self, folder: Path) -> None:
        self.version = version("tantivy")
        self.settings = _("the package's Danish stop words and stemmer, any word, BM25")
        self._folder = folder
        self._documents: Sequence[Document] = ()
        self._index = _danish_index(folder)

    def index(self, documents: Sequence[Document]) -> None:
        import tantivy

        self._documents = documents
        writer = self._index.writer(MEMORY, num_threads=1)
        for number, document in enumerate(documents):
            writer.add_document(tantivy.Document(number=number, title=document.title, body=document.text))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def ways(self) -> Mapping[str, Search]:
        return title_ways(self._search, self._documents)

    def size(self) -> int:
        return size_of_files(self._folder)

    def _search(self, text: str, most: int, *, title: float) -> Found:
        def find() -> list[str]:
            words = " ".join(f'"{word}"' for word in WORD.findall(text))
            query = self._index.parse_query(words, ["title", "body"], field_boosts={"title": title, "body": 1.0})
            searcher = self._index.searcher()
            hits = searcher.search(query, most, count=False).hits
            numbers = searcher.fast_field_values("number", [address for _score, address in hits])
            return [self._documents[int(number or 0)].name for number in numbers]

        return timed(find)


@contextmanager
def tantivy() -> Iterator[Tantivy]:
    with temporary_folder() as folder:
        try:
            engine = Tantivy(folder)
        except ModuleNotFoundError:
            reason = _("the Python package tantivy is missing; requirements-dev.lock has it (tools/boot.sh test)")
            raise Unavailable(reason) from None
        yield engine


def _danish_index(folder: Path) -> "Index":
    from tantivy import Filter, Index, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

    schema = SchemaBuilder()
    schema.add_integer_field("number", fast=True)
    schema.add_text_field("title", tokenizer_name="danish")
    schema.add_text_field("body", tokenizer_name="danish")
    index = Index(schema.build(), str(folder))
    reading = TextAnalyzerBuilder(Tokenizer.simple())
    for step in (
        Filter.remove_long(LONGEST_WORD),
        Filter.lowercase(),
        Filter.stopword("danish"),
        Filter.stemmer("danish"),
    ):
        reading = reading.filter(step)
    index.register_tokenizer("danish", reading.build())
    return index
