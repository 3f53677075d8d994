"""SQLite's FTS5, as Python brings it; raw, or fed with stems."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

from lysning.cli.bench.collections import Document
from lysning.cli.bench.engines import WORD, Found, Search, Unavailable, temporary_folder, timed, title_ways
from lysning.operations.text import _

Read = Callable[[str], str]
"""What is done to a text before SQLite sees it."""


class Sqlite:
    """A contentless FTS5 table in a file, asked for any of the words."""

    def __init__(self, file: Path, read: Read, settings: str) -> None:
        self.version = sqlite3.sqlite_version
        self.settings = settings
        self._file = file
        self._read = read
        self._documents: Sequence[Document] = ()
        self._database = sqlite3.connect(file)

    def index(self, documents: Sequence[Document]) -> None:
        self._documents = documents
        rows = ((number, self._read(d.title), self._read(d.text)) for number, d in enumerate(documents))
        with self._database:
            self._database.execute(
                "CREATE VIRTUAL TABLE sheet USING"
                " fts5(title, body, content='', tokenize='unicode61 remove_diacritics 0')"
            )
            self._database.executemany("INSERT INTO sheet (rowid, title, body) VALUES (?, ?, ?)", rows)
            self._database.execute("INSERT INTO sheet (sheet) VALUES ('optimize')")
        self._database.execute("VACUUM")

    def ways(self) -> Mapping[str, Search]:
        return title_ways(self._search, self._documents)

    def size(self) -> int:
        return self._file.stat().st_size

    def close(self) -> None:
        self._database.close()

    def _search(self, text: str, most: int, *, title: float) -> Found:
        def find() -> list[str]:
            any_word = " OR ".join(f'"{word}"' for word in WORD.findall(self._read(text)))
            if not any_word:
                return []
            rows = self._database.execute(
                "SELECT rowid FROM sheet WHERE sheet MATCH ? AND rank MATCH ? ORDER BY rank LIMIT ?",
                [any_word, f"bm25({title}, 1.0)", most],
            )
            return [self._documents[number].name for (number,) in rows]

        return timed(find)


def stems(text: str) -> str:
    """The text's words in Snowball's Danish stems, without the words that carry no subject."""
    from lysning.matching.text.stem import stem
    from lysning.matching.text.tables import word_list

    return " ".join(stem(word) for word in WORD.findall(text.lower()) if word not in word_list("stop"))


@contextmanager
def _opened(read: Read, settings: str) -> Iterator[Sqlite]:
    with closing(sqlite3.connect(":memory:")) as trial:
        try:
            trial.execute("CREATE VIRTUAL TABLE trial USING fts5(body)")
        except sqlite3.OperationalError as error:
            raise Unavailable(_("the SQLite of this Python has no FTS5: {error}").format(error=error)) from None
    with temporary_folder() as folder, closing(Sqlite(folder / "index.sqlite", read, settings)) as engine:
        yield engine


def raw() -> AbstractContextManager[Sqlite]:
    return _opened(str, _("FTS5, unicode61 remove_diacritics 0, any word, bm25"))


def stemmed() -> AbstractContextManager[Sqlite]:
    return _opened(stems, _("FTS5, fed with Snowball's Danish stems without stop words, any word, bm25"))
