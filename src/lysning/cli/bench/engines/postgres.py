"""PostgreSQL's own full text search in Danish, in the database that Lysning uses."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from itertools import product
from typing import NamedTuple

from lysning.cli.bench.collections import Document
from lysning.cli.bench.engines import Found, Search, timed, worth_trying
from lysning.operations.text import _

NORMALISATIONS = (0, 1, 2)
"""Not at all, by the logarithm of the document's length, by its length."""
TITLE_WEIGHTS = (1.0, 4.0, 10.0)
"""The last is PostgreSQL's own: 1.0 for A, 0.1 for D."""
HEAVIEST = TITLE_WEIGHTS[-1]

EVERY_WORD = "websearch_to_tsquery('danish', %s)"
ANY_WORD = (
    "(SELECT string_agg(quote_literal(lexeme), ' | ')::tsquery FROM unnest(to_tsvector('danish', %s)) AS said (lexeme))"
)


class Style(NamedTuple):
    """Which documents are hits, and how they are ranked."""

    query: str
    rank: str
    settings: str


class Postgres:
    """Title and body as one tsvector with a GIN index, in a schema of its own."""

    def __init__(self, schema: str, style: Style) -> None:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            self.version = str(cursor.fetchone()[0])
        self.settings = style.settings
        self._table = f"{schema}.sheet"
        self._style = style
        self._weights: Sequence[float] = ()

    def index(self, documents: Sequence[Document]) -> None:
        from django.db import connection

        self._weights = worth_trying(TITLE_WEIGHTS, documents)
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE {self._table} (number serial, name text, words tsvector)")
            cursor.executemany(
                f"INSERT INTO {self._table} (name, words) VALUES"  # noqa: S608 -- the schema's name is our own
                " (%s, setweight(to_tsvector('danish', %s), 'A') || setweight(to_tsvector('danish', %s), 'D'))",
                documents,
            )
            cursor.execute(f"CREATE INDEX ON {self._table} USING gin (words)")
            cursor.execute(f"ANALYZE {self._table}")

    def ways(self) -> Mapping[str, Search]:
        choices = product(NORMALISATIONS, self._weights)
        return {
            _("normalisation {number}, title × {weight:g}").format(number=number, weight=weight): partial(
                self._search, normalisation=number, title=weight
            )
            for number, weight in choices
        }

    def size(self) -> int:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_total_relation_size(%s)", [self._table])
            return int(cursor.fetchone()[0])

    def _search(self, text: str, most: int, *, normalisation: int, title: float) -> Found:
        from django.db import connection

        weights = [1 / HEAVIEST, 0.0, 0.0, title / HEAVIEST]
        sql = f"""
            SELECT name FROM {self._table}, {self._style.query} AS asked (query) WHERE words @@ query
            ORDER BY {self._style.rank}(%s::real[], words, query, %s) DESC, number LIMIT %s
        """  # noqa: S608 -- all parts of it are constants of this module

        def find() -> list[str]:
            with connection.cursor() as cursor:
                cursor.execute(sql, [text, weights, normalisation, most])
                return [name for (name,) in cursor.fetchall()]

        return timed(find)


@contextmanager
def _opened(style: Style) -> Iterator[Postgres]:
    from lysning.cli.bench.scratch import scratch_schema

    with scratch_schema() as schema:
        yield Postgres(schema, style)


def every_word() -> AbstractContextManager[Postgres]:
    return _opened(Style(EVERY_WORD, "ts_rank_cd", _("danish, every word (websearch_to_tsquery), ts_rank_cd")))


def any_word() -> AbstractContextManager[Postgres]:
    return _opened(Style(ANY_WORD, "ts_rank", _("danish, any word, ts_rank")))


def any_word_close() -> AbstractContextManager[Postgres]:
    return _opened(Style(ANY_WORD, "ts_rank_cd", _("danish, any word, ts_rank_cd")))
