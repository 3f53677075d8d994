"""The index itself: documents in, postings out. Everything happens in PostgreSQL, in the caller's transaction."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from django.db import connection, transaction

from lysning.matching.models import Document, SpaceStatistics, TermRow
from lysning.matching.text.analyser import ANALYSER_VERSION, default_analyser
from lysning.matching.text.bm25 import Bag, bag, impacts

BATCH = 1_000
STANDARD_LENGTHS: Mapping[str, float] = {"title": 6.0, "body": 80.0}
WRITTEN = ["analyser_version", "content_hash", "terms", "impacts", "field_lengths", "is_compacted", "indexed_at"]


class Source(NamedTuple):
    """One thing to index: its key and its texts, field name ("title", "body") to text."""

    subject_id: int
    fields: Mapping[str, str]


def index_documents(space: str, sources: Iterable[Source], *, at: datetime) -> int:
    """Puts fresh or changed things into the space's delta, where the next query finds them; returns how many changed.

    A thing whose texts and analyser are as before is left alone, so repeating it costs little and changes nothing.
    """
    listed = list(sources)
    keys = [source.subject_id for source in listed]
    rows = Document.objects.filter(space=space, subject_id__in=keys)
    known = dict(rows.values_list("subject_id", "content_hash"))
    means = _mean_lengths(space)
    fresh = [_document(space, s, means, at) for s in listed if known.get(s.subject_id) != _hash(s.fields)]
    _write(fresh)
    return len(fresh)


def remove_document(space: str, subject_id: int, *, at: datetime) -> None:
    """Takes a thing out of the space at once; nothing happens when it is not there."""
    rows = Document.objects.filter(space=space, subject_id=subject_id).exclude(terms=[])
    rows.update(terms=[], impacts=[], content_hash="", is_compacted=False, indexed_at=at)


@transaction.atomic
def compact_space(space: str, *, at: datetime) -> int:
    """Folds the delta into one row per term; returns the number of documents. Rankings are the same before and after."""
    _one_at_a_time(space)
    Document.objects.filter(space=space, terms=[]).delete()
    TermRow.objects.filter(space=space).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO matching_termrow (space, term, subject_ids, impacts)
            SELECT d.space, p.term, array_agg(d.subject_id ORDER BY d.subject_id), array_agg(p.impact ORDER BY d.subject_id)
            FROM matching_document d CROSS JOIN LATERAL unnest(d.terms, d.impacts) AS p (term, impact)
            WHERE d.space = %s GROUP BY d.space, p.term
            """,
            [space],
        )
    count = Document.objects.filter(space=space).update(is_compacted=True)
    SpaceStatistics.objects.update_or_create(space=space, defaults={"compacted_count": count, "compacted_at": at})
    return count


@transaction.atomic
def rebuild_space(space: str, sources: Iterable[Source], *, at: datetime) -> int:
    """Reads everything anew with today's analyser and mean lengths; returns the number of documents.

    Queries see the old index until the transaction ends.
    """
    _one_at_a_time(space)
    Document.objects.filter(space=space).delete()
    bags = [(source, _bags(source.fields)) for source in sources]
    means = _means([bag for _, bag in bags])
    SpaceStatistics.objects.update_or_create(space=space, defaults={"mean_lengths": means})
    for start in range(0, len(bags), BATCH):
        _write([_document_of(space, source, found, means, at) for source, found in bags[start : start + BATCH]])
    return compact_space(space, at=at)


def _write(documents: list[Document]) -> None:
    Document.objects.bulk_create(
        documents, batch_size=BATCH, update_conflicts=True, unique_fields=["space", "subject_id"], update_fields=WRITTEN
    )


def _one_at_a_time(space: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"matching:{space}"])


def _mean_lengths(space: str) -> Mapping[str, float]:
    means = SpaceStatistics.objects.filter(space=space).values_list("mean_lengths", flat=True).first()
    return means or STANDARD_LENGTHS


def _means(bags: list[dict[str, Bag]]) -> dict[str, float]:
    means = {}
    for name, standard in STANDARD_LENGTHS.items():
        lengths = [found[name].length for found in bags if name in found]
        means[name] = sum(lengths) / len(lengths) if any(lengths) else standard
    return means


def _bags(fields: Mapping[str, str]) -> dict[str, Bag]:
    analyser = default_analyser()
    return {name: bag(analyser.analyse(text)) for name, text in fields.items()}


def _document(space: str, source: Source, means: Mapping[str, float], at: datetime) -> Document:
    return _document_of(space, source, _bags(source.fields), means, at)


def _document_of(
    space: str, source: Source, bags: Mapping[str, Bag], means: Mapping[str, float], at: datetime
) -> Document:
    found = sorted(impacts(bags, means).items())
    return Document(
        space=space,
        subject_id=source.subject_id,
        analyser_version=ANALYSER_VERSION,
        content_hash=_hash(source.fields),
        terms=[key for key, _ in found],
        impacts=[impact for _, impact in found],
        field_lengths={name: counted.length for name, counted in bags.items()},
        is_compacted=False,
        indexed_at=at,
    )


def _hash(fields: Mapping[str, str]) -> str:
    digest = sha256(ANALYSER_VERSION.encode())
    for name in sorted(fields):
        digest.update(f"\x00{name}\x00{fields[name]}".encode())
    return digest.hexdigest()
